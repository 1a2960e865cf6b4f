//! What an invoice adds up to, which state follows from its sums, and how money is applied to it.

use crate::{
    model::{
        Acceptance, Invoice, InvoiceState, Line, LineDraft, LineKind, LineState, MoneyPolicy, Phase, Share, Surplus,
    },
    refusals,
};
use kernel::{Currency, Money, Result, TechnicianId, Timestamp, money::MINOR_MAX, problem, time};
use std::collections::BTreeMap;

/// The state that people see, from the sums.
#[must_use]
pub fn state_of(invoice: &Invoice) -> InvoiceState {
    let kept = invoice.received_minor - invoice.returned_minor;
    let ended = invoice.phase != Phase::Draft;
    if ended && invoice.received_minor > 0 && kept == 0 {
        InvoiceState::Refunded
    } else if ended && invoice.received_minor == 0 && invoice.total_minor == invoice.credited_minor {
        InvoiceState::Void
    } else if invoice.due_minor() == 0 && invoice.total_minor > 0 {
        InvoiceState::Paid
    } else if kept > 0 {
        InvoiceState::PartlyPaid
    } else {
        InvoiceState::Open
    }
}

/// Checks lines that are to be added: named, counted, in the invoice's currency, with the sign of their kind.
pub fn check_lines(lines: &[LineDraft], currency: Currency) -> Result<()> {
    for line in lines {
        if line.name_zh.trim().is_empty() || line.name_en.trim().is_empty() {
            return Err(problem::REQUIRED.field("lines.name"));
        }
        if line.name_zh.chars().count() > 200 || line.name_en.chars().count() > 200 {
            return Err(problem::TOO_LONG.field("lines.name"));
        }
        if !(1..=100_000).contains(&line.quantity) {
            return Err(problem::OUT_OF_RANGE.field("lines.quantity"));
        }
        if line.amount.currency != currency {
            return Err(problem::CURRENCY_MISMATCH
                .field("lines.amount")
                .param("one", currency)
                .param("other", line.amount.currency));
        }
        if line.amount.minor.unsigned_abs() > MINOR_MAX.unsigned_abs() {
            return Err(problem::BAD_AMOUNT.field("lines.amount"));
        }
        let fits = match line.kind {
            LineKind::Service | LineKind::Part | LineKind::Fee | LineKind::Surcharge | LineKind::Cancellation => {
                !line.amount.is_negative()
            }
            LineKind::Coupon => line.amount.is_negative(),
            LineKind::Adjustment => !line.amount.is_zero(),
        };
        if !fits {
            return Err(refusals::BAD_LINE.field("lines.amount").param("kind", line.kind).param("amount", line.amount));
        }
    }
    Ok(())
}

/// The sum of the active lines; below zero or beyond what money can be is refused.
pub fn total(lines: &[Line], currency: Currency) -> Result<Money> {
    let active = lines.iter().filter(|line| line.state == LineState::Active);
    let sum = Money::sum(active.map(|line| Money::new(line.amount_minor, currency)), currency)?;
    if sum.is_negative() {
        return Err(refusals::NEGATIVE_TOTAL.field("lines").param("total", sum));
    }
    if sum.minor > MINOR_MAX {
        return Err(problem::BAD_AMOUNT.field("lines"));
    }
    Ok(sum)
}

/// How received money is used: what the invoice still wants, the rest is the customer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    /// Into escrow, before acceptance.
    pub to_escrow: Money,
    /// Against the receivable, after it.
    pub to_receivable: Money,
    /// To the customer's balance.
    pub to_balance: Money,
    /// Back by the channel that brought it.
    pub to_return: Money,
}

impl Application {
    /// What the invoice got.
    pub fn applied(&self) -> Result<Money> {
        self.to_escrow.plus(self.to_receivable)
    }

    /// The same with the rest going back instead of into the balance: the way of channels that can.
    #[must_use]
    pub const fn returning(self) -> Self {
        Self { to_balance: Money::new(0, self.to_balance.currency), to_return: self.to_balance, ..self }
    }

    /// Why something goes back, if anything does; told from the invoice to which the rest was applied.
    pub fn surplus(&self, invoice: &Invoice) -> Result<Option<Surplus>> {
        Ok(match (invoice.phase, self.applied()?.is_positive()) {
            _ if self.to_return.is_zero() => None,
            (Phase::Draft | Phase::Final | Phase::Cancelled, true) => Some(Surplus::MoreThanOpen),
            (Phase::Cancelled, false) => Some(Surplus::Ended),
            (Phase::Draft | Phase::Final, false) => Some(Surplus::PaidTwice),
        })
    }
}

/// Applies money to an invoice, changing its sums.
pub fn apply(invoice: &mut Invoice, amount: Money) -> Result<Application> {
    let applied = amount.min(invoice.due())?;
    let zero = Money::zero(amount.currency);
    let (to_escrow, to_receivable) = match invoice.phase {
        Phase::Draft => (applied, zero),
        Phase::Final | Phase::Cancelled => (zero, applied),
    };
    invoice.received_minor += applied.minor;
    invoice.escrow_minor += to_escrow.minor;
    invoice.state = state_of(invoice);
    Ok(Application { to_escrow, to_receivable, to_balance: amount.minus(applied)?, to_return: zero })
}

/// When a technician's share becomes available: 24 h after the customer's own acceptance, else 7 days after completion (DOMAIN 6).
#[must_use]
pub fn release_at(
    policy: &MoneyPolicy,
    acceptance: Acceptance,
    completed_at: Timestamp,
    accepted_at: Timestamp,
) -> Timestamp {
    let after = |instant: Timestamp, hours| instant.checked_add(time::hours(hours)).unwrap_or(Timestamp::MAX);
    let at_latest = after(completed_at, policy.release_after_completion_hours).max(accepted_at);
    match acceptance {
        Acceptance::Confirmed => after(accepted_at, policy.release_after_confirmation_hours).min(at_latest),
        Acceptance::Presumed => at_latest,
    }
}

/// One technician's part of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TechnicianPart {
    /// Who.
    pub technician: TechnicianId,
    /// What is released soon.
    pub frozen: Money,
    /// What is kept until the warranty ends.
    pub retained: Money,
}

/// What each technician earns by the shares, with the retention of DOMAIN 6 taken from repair work under warranty.
pub fn technician_parts(
    lines: &[Line],
    shares: &[Share],
    policy: &MoneyPolicy,
    warranty_days: i64,
) -> Result<Vec<TechnicianPart>> {
    let mut sums: BTreeMap<TechnicianId, (Money, Money)> = BTreeMap::new();
    for share in shares {
        let crate::model::Owner::Technician(technician) = share.owner else { continue };
        let zero = Money::zero(share.amount.currency);
        let repair =
            lines.iter().any(|line| line.invoice_line_id == share.invoice_line_id && line.category.has_retention());
        let (whole, base) = sums.entry(technician).or_insert((zero, zero));
        *whole = whole.plus(share.amount)?;
        *base = if repair && warranty_days > 0 { base.plus(share.amount)? } else { *base };
    }
    let part = |(technician, (whole, base)): (TechnicianId, (Money, Money))| {
        let retained = base.share(policy.retention)?.min(whole)?.max(Money::zero(whole.currency))?;
        Ok(TechnicianPart { technician, frozen: whole.minus(retained)?, retained })
    };
    sums.into_iter().map(part).collect()
}
