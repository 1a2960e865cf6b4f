//! The provider's books: charges and refunds, each change appended to a journal file before it is acknowledged.

use crate::pay::protocol::{Charge, ChargeState, NewCharge, NewRefund, Refund, RefundState};
use kernel::{Money, PaymentId, Problem, RefundId, Result, Timestamp, time::SignedDuration};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs::File, io::Write, path::Path, sync::Mutex};

/// Why the provider says no; the protocol's error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimulatorError {
    /// No such charge or refund.
    Unknown,
    /// The same id came with another amount.
    AmountDiffers,
    /// Only a paid charge can be refunded.
    NotPaid,
    /// More than was paid, in sum.
    RefundTooLarge,
    /// Not more than nothing.
    BadAmount,
}

impl SimulatorError {
    /// The code on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown_charge",
            Self::AmountDiffers => "amount_differs",
            Self::NotPaid => "not_paid",
            Self::RefundTooLarge => "refund_too_large",
            Self::BadAmount => "bad_amount",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ChargeRow {
    pub(crate) charge: Charge,
    pub(crate) subject: String,
    pub(crate) return_url: String,
    pub(crate) notify_url: String,
    pub(crate) expires_at: Timestamp,
    /// Whether the payer's bank takes money back.
    #[serde(default = "yes")]
    pub(crate) takes_refunds: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Clone, Serialize, Deserialize)]
enum Entry {
    Charge(ChargeRow),
    Refund(Refund),
}

#[derive(Default)]
struct Rows {
    charges: BTreeMap<PaymentId, ChargeRow>,
    refunds: BTreeMap<RefundId, Refund>,
    journal: Option<File>,
}

/// The provider's books.
pub struct Book(Mutex<Rows>);

impl Book {
    /// Opens the books; with a journal path what it says is read first. A last line cut off by a crash is ignored.
    pub fn open(journal: Option<&Path>) -> Result<Self> {
        let mut rows = Rows::default();
        if let Some(path) = journal {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            for entry in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
                rows.apply(entry);
            }
            rows.journal = Some(File::options().create(true).append(true).open(path).map_err(Problem::broken)?);
        }
        Ok(Self(Mutex::new(rows)))
    }

    /// Every charge and refund; what a reconciliation would receive.
    #[must_use]
    pub fn statement(&self) -> (Vec<Charge>, Vec<Refund>) {
        let rows = self.rows();
        (rows.charges.values().map(|row| row.charge.clone()).collect(), rows.refunds.values().cloned().collect())
    }

    fn rows(&self) -> std::sync::MutexGuard<'_, Rows> {
        self.0.lock().expect("nothing panics while holding the books")
    }

    pub(crate) fn new_charge(&self, new: &NewCharge, base: &str, now: Timestamp) -> Result<Charge, SimulatorError> {
        let mut rows = self.rows();
        if let Some(row) = rows.charges.get(&new.payment) {
            return if row.charge.amount == new.amount {
                Ok(row.charge.clone())
            } else {
                Err(SimulatorError::AmountDiffers)
            };
        }
        if !new.amount.is_positive() {
            return Err(SimulatorError::BadAmount);
        }
        let charge = Charge {
            payment: new.payment,
            transaction: format!("T{:09}", rows.charges.len() + 1) + &new.payment.to_string()[24..],
            amount: new.amount,
            state: ChargeState::Pending,
            checkout_url: format!("{base}/checkout/{}", new.payment),
        };
        let row = ChargeRow {
            charge: charge.clone(),
            subject: new.subject.clone(),
            return_url: new.return_url.clone(),
            notify_url: new.notify_url.clone(),
            expires_at: now
                .checked_add(SignedDuration::from_secs(new.expires_seconds.clamp(60, 86_400)))
                .unwrap_or(now),
            takes_refunds: true,
        };
        rows.write(Entry::Charge(row));
        Ok(charge)
    }

    pub(crate) fn charge(&self, payment: PaymentId, now: Timestamp) -> Result<ChargeRow, SimulatorError> {
        let mut rows = self.rows();
        let row = rows.charges.get(&payment).cloned().ok_or(SimulatorError::Unknown)?;
        if row.charge.state == ChargeState::Pending && row.expires_at <= now {
            let mut closed = row;
            closed.charge.state = ChargeState::Closed;
            rows.write(Entry::Charge(closed.clone()));
            return Ok(closed);
        }
        Ok(row)
    }

    /// Moves a pending charge; a charge that has ended stays as it is. Whether it moved.
    pub(crate) fn end_charge(
        &self,
        payment: PaymentId,
        state: ChargeState,
        now: Timestamp,
    ) -> Result<(ChargeRow, bool), SimulatorError> {
        let mut row = self.charge(payment, now)?;
        if row.charge.state != ChargeState::Pending {
            return Ok((row, false));
        }
        row.charge.state = state;
        self.rows().write(Entry::Charge(row.clone()));
        Ok((row, true))
    }

    /// The payer's bank will refuse refunds of this charge.
    pub(crate) fn refuse_refunds(&self, payment: PaymentId, now: Timestamp) -> Result<(), SimulatorError> {
        let row = self.charge(payment, now)?;
        if row.charge.state == ChargeState::Pending {
            self.rows().write(Entry::Charge(ChargeRow { takes_refunds: false, ..row }));
        }
        Ok(())
    }

    /// The refunds of a charge that the bank refused.
    pub(crate) fn refused_refunds(&self, payment: PaymentId) -> Vec<Refund> {
        let rows = self.rows();
        let refused = |refund: &&Refund| refund.payment == payment && refund.state == RefundState::Failed;
        rows.refunds.values().filter(refused).cloned().collect()
    }

    /// The bank pays a refund after all that it had refused.
    pub(crate) fn pay_after_all(&self, refund: Refund) -> Refund {
        let paid = Refund { state: RefundState::Done, ..refund };
        self.rows().write(Entry::Refund(paid.clone()));
        paid
    }

    pub(crate) fn new_refund(&self, new: &NewRefund, now: Timestamp) -> Result<(Refund, String), SimulatorError> {
        let row = self.charge(new.payment, now)?;
        let mut rows = self.rows();
        if let Some(refund) = rows.refunds.get(&new.refund) {
            let same = refund.amount == new.amount && refund.payment == new.payment;
            return if same { Ok((refund.clone(), row.notify_url)) } else { Err(SimulatorError::AmountDiffers) };
        }
        if row.charge.state != ChargeState::Paid {
            return Err(SimulatorError::NotPaid);
        }
        if !new.amount.is_positive() {
            return Err(SimulatorError::BadAmount);
        }
        let given: i64 = rows
            .refunds
            .values()
            .filter(|refund| refund.payment == new.payment && refund.state != RefundState::Failed)
            .map(|refund| refund.amount.minor)
            .sum();
        let too_large = given.checked_add(new.amount.minor).is_none_or(|sum| sum > row.charge.amount.minor);
        if too_large || new.amount.currency != row.charge.amount.currency {
            return Err(SimulatorError::RefundTooLarge);
        }
        let refund = Refund {
            refund: new.refund,
            payment: new.payment,
            transaction: format!("R{:09}", rows.refunds.len() + 1) + &new.refund.to_string()[24..],
            amount: Money::new(new.amount.minor, new.amount.currency),
            state: if row.takes_refunds { RefundState::Done } else { RefundState::Failed },
        };
        rows.write(Entry::Refund(refund.clone()));
        Ok((refund, row.notify_url))
    }

    pub(crate) fn refund(&self, refund: RefundId) -> Result<Refund, SimulatorError> {
        self.rows().refunds.get(&refund).cloned().ok_or(SimulatorError::Unknown)
    }
}

impl Rows {
    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Charge(row) => drop(self.charges.insert(row.charge.payment, row)),
            Entry::Refund(refund) => drop(self.refunds.insert(refund.refund, refund)),
        }
    }

    fn write(&mut self, entry: Entry) {
        if let Some(journal) = &mut self.journal {
            let line = serde_json::to_string(&entry).expect("entries serialise");
            if let Err(error) = writeln!(journal, "{line}").and_then(|()| journal.flush()) {
                tracing::error!(%error, "the simulated provider cannot write its journal");
            }
        }
        self.apply(entry);
    }
}
