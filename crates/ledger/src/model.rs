//! Accounts of the chart, owners, transfers and entries.

mod chart;

pub use chart::{AccountClass, AccountCode, OwnerKind, Side};

use kernel::{
    CustomerId, InvoiceId, JobId, LedgerAccountId, MarketId, Money, PaymentId, PayoutId, Problem, RefundId, Result,
    Scalar, ScalarKind, SettlementId, TechnicianId, Timestamp, TransferId, Value,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whose account it is. Written `none`, `cus_…` or `tec_…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The market's own.
    None,
    /// A customer's.
    Customer(CustomerId),
    /// A technician's.
    Technician(TechnicianId),
}

impl Owner {
    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> OwnerKind {
        match self {
            Self::None => OwnerKind::None,
            Self::Customer(_) => OwnerKind::Customer,
            Self::Technician(_) => OwnerKind::Technician,
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Customer(id) => id.fmt(f),
            Self::Technician(id) => id.fmt(f),
        }
    }
}

impl FromStr for Owner {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        match text.split_once('_') {
            None if text == "none" => Ok(Self::None),
            Some(("cus", _)) => text.parse().map(Self::Customer),
            Some(_) | None => text.parse().map(Self::Technician),
        }
    }
}

impl Scalar for Owner {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.text()?.parse()
    }
}

impl Serialize for Owner {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Owner {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

kernel::text_enum! {
    /// Where a transfer stands.
    pub enum TransferState {
        /// Announced, counted against guarded accounts, not in any balance yet.
        Pending = "pending",
        /// In the books.
        Posted = "posted",
        /// Given up before it counted.
        Voided = "voided",
    }
}

/// One side of a transfer that is to be written: positive amounts are debits, negative ones credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDraft {
    /// The account's code.
    pub code: AccountCode,
    /// Its owner.
    pub owner: Owner,
    /// Debit positive, credit negative.
    pub amount: Money,
    /// Whether the transfer is refused when it would overdraw this account.
    pub floor: Floor,
}

kernel::text_enum! {
    /// Whether an account may be overdrawn by an entry.
    pub enum Floor {
        /// It may (a technician can owe a clawback).
        Free = "free",
        /// It may not: pending debits counted too.
        NotBelowZero = "not_below_zero",
    }
}

/// What a transfer is about; every id that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    /// The job.
    pub job: Option<JobId>,
    /// The invoice.
    pub invoice: Option<InvoiceId>,
    /// The payment.
    pub payment: Option<PaymentId>,
    /// The refund.
    pub refund: Option<RefundId>,
    /// The settlement run.
    pub settlement: Option<SettlementId>,
    /// The payout.
    pub payout: Option<PayoutId>,
}

/// An account as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its id; follows from market, code, owner and currency.
    pub account_id: LedgerAccountId,
    /// Its code.
    pub code: AccountCode,
    /// Its owner.
    pub owner: Owner,
    /// Its currency.
    pub currency: kernel::Currency,
}
db::row!(Account { account_id, code, owner, currency });

/// A transfer as stored, without its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer {
    /// Its id.
    pub transfer_id: TransferId,
    /// The kind of fact, as the poster names it.
    pub kind: String,
    /// Where it stands.
    pub state: TransferState,
    /// The fact's own key.
    pub dedupe_key: String,
    /// The key of its explanation in the texts.
    pub memo_key: String,
    /// What it is about.
    pub refs: References,
    /// The transfer that it takes back.
    pub reverses_id: Option<TransferId>,
    /// Who caused it: an actor's label.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When it was posted or voided.
    pub resolved_at: Option<Timestamp>,
    /// Its place in the chain, once sealed.
    pub sequence: Option<i64>,
    /// The hash before it, once sealed.
    pub previous_hash: Option<String>,
    /// Its hash, once sealed.
    pub hash: Option<String>,
}

impl db::FromRow for Transfer {
    fn from_row(row: &db::Row) -> Result<Self> {
        Ok(Self {
            transfer_id: row.get("transfer_id")?,
            kind: row.get("kind")?,
            state: row.get("state")?,
            dedupe_key: row.get("dedupe_key")?,
            memo_key: row.get("memo_key")?,
            refs: References {
                job: row.get("job_id")?,
                invoice: row.get("invoice_id")?,
                payment: row.get("payment_id")?,
                refund: row.get("refund_id")?,
                settlement: row.get("settlement_id")?,
                payout: row.get("payout_id")?,
            },
            reverses_id: row.get("reverses_id")?,
            made_by: row.get("made_by")?,
            made_at: row.get("made_at")?,
            resolved_at: row.get("resolved_at")?,
            sequence: row.get("sequence")?,
            previous_hash: row.get("previous_hash")?,
            hash: row.get("hash")?,
        })
    }
}

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The transfer it belongs to.
    pub transfer_id: TransferId,
    /// Its place in the transfer.
    pub line: i64,
    /// The account.
    pub account: Account,
    /// Debit positive, credit negative.
    pub amount: Money,
}

impl db::FromRow for Entry {
    fn from_row(row: &db::Row) -> Result<Self> {
        let currency = row.get("currency")?;
        Ok(Self {
            transfer_id: row.get("transfer_id")?,
            line: row.get("line")?,
            account: Account {
                account_id: row.get("account_id")?,
                code: row.get("code")?,
                owner: row.get("owner")?,
                currency,
            },
            amount: Money::new(row.get("amount_minor")?, currency),
        })
    }
}

/// The market whose books are meant, with an account in them; what ids of accounts are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountKey {
    /// The market.
    pub market: MarketId,
    /// The code.
    pub code: AccountCode,
    /// The owner.
    pub owner: Owner,
    /// The currency.
    pub currency: kernel::Currency,
}
