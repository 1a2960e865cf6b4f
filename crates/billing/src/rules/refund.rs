//! What a refund does: how much may go back, from which lines and shares, from which technicians' accounts, by which payments.

use crate::{
    model::{
        Bearer, Earning, Invoice, Line, LineState, Owner, Party, Payment, PaymentState, Phase, Share, StoredShare,
    },
    refusals,
    rules::{postings::Clawback, spread::spread},
};
use kernel::{Currency, InvoiceLineId, Money, PaymentId, Result, TechnicianId, problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a refund would do; what the preview shows is what is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundPlan {
    /// The whole amount.
    pub amount: Money,
    /// What of it makes the debt smaller instead of going back.
    pub against_due: Money,
    /// What goes back to the customer.
    pub back: Money,
    /// By which payments, latest first.
    pub payments: Vec<(PaymentId, Money)>,
    /// From which lines (after acceptance).
    pub lines: Vec<(InvoiceLineId, Money)>,
    /// What of everybody's share is taken back (after acceptance, when shared).
    pub reversed: Vec<Share>,
    /// What technicians give back.
    pub clawbacks: Vec<Clawback>,
}

/// Everything a refund looks at.
#[derive(Clone, Copy, Debug)]
pub struct RefundFacts<'a> {
    /// The invoice.
    pub invoice: &'a Invoice,
    /// Its lines.
    pub lines: &'a [Line],
    /// Their shares.
    pub shares: &'a [StoredShare],
    /// Its payments.
    pub payments: &'a [Payment],
    /// The technicians' earnings from it.
    pub earnings: &'a [Earning],
}

impl RefundFacts<'_> {
    /// The most that can be refunded: before acceptance what is in escrow, after it what is due plus what payments can take back.
    #[must_use]
    pub fn limit(&self) -> Money {
        let refundable: i64 = self.payments.iter().map(refundable).sum();
        let invoice = self.invoice;
        match invoice.phase {
            Phase::Draft => invoice.money(invoice.escrow_minor.min(refundable)),
            Phase::Final | Phase::Cancelled => {
                let owed = invoice.total_minor - invoice.credited_minor;
                invoice.money(owed.min(invoice.due_minor() + refundable))
            }
        }
    }
}

fn refundable(payment: &Payment) -> i64 {
    match payment.state {
        PaymentState::Paid | PaymentState::PartlyRefunded => payment.refundable_minor(),
        PaymentState::Created
        | PaymentState::Pending
        | PaymentState::Refunded
        | PaymentState::Failed
        | PaymentState::Closed => 0,
    }
}

/// Plans a refund. `wanted` names lines and amounts; empty means all lines in proportion.
pub fn plan(
    facts: &RefundFacts<'_>,
    amount: Money,
    bearer: Bearer,
    wanted: &[(InvoiceLineId, Money)],
) -> Result<RefundPlan> {
    if !amount.is_positive() {
        return Err(problem::BAD_AMOUNT.field("amount"));
    }
    let limit = facts.limit();
    if amount.max(limit)? != limit {
        return Err(refusals::MORE_THAN_PAID.field("amount").param("limit", limit));
    }
    let zero = Money::zero(amount.currency);
    if facts.invoice.phase == Phase::Draft {
        let payments = by_payments(facts.payments, amount);
        let nothing = RefundPlan {
            amount,
            against_due: zero,
            back: amount,
            payments,
            lines: vec![],
            reversed: vec![],
            clawbacks: vec![],
        };
        return Ok(nothing);
    }
    let against_due = amount.min(facts.invoice.due())?;
    let back = amount.minus(against_due)?;
    let lines = by_lines(facts.lines, amount, wanted)?;
    let (reversed, from_technicians) = match bearer {
        Bearer::Platform => (vec![], BTreeMap::new()),
        Bearer::Technician => (vec![], from_all_technicians(facts.earnings, amount)?),
        Bearer::Shared => {
            let reversed = by_shares(facts, &lines);
            let sums = sums_of_technicians(&reversed);
            (reversed, sums)
        }
    };
    let clawbacks = clawbacks_of(facts.earnings, &from_technicians, amount.currency);
    Ok(RefundPlan {
        amount,
        against_due,
        back,
        payments: by_payments(facts.payments, back),
        lines,
        reversed,
        clawbacks,
    })
}

/// Latest payments first.
fn by_payments(payments: &[Payment], amount: Money) -> Vec<(PaymentId, Money)> {
    let mut left = amount.minor;
    let mut latest: Vec<&Payment> = payments.iter().filter(|payment| refundable(payment) > 0).collect();
    latest.sort_by_key(|payment| std::cmp::Reverse((payment.paid_at, payment.payment_id)));
    let mut parts = Vec::new();
    for payment in latest {
        let part = left.min(refundable(payment));
        if part > 0 {
            parts.push((payment.payment_id, Money { minor: part, ..amount }));
            left -= part;
        }
    }
    parts
}

fn by_lines(lines: &[Line], amount: Money, wanted: &[(InvoiceLineId, Money)]) -> Result<Vec<(InvoiceLineId, Money)>> {
    let active: Vec<&Line> = lines.iter().filter(|line| line.state == LineState::Active).collect();
    let rests: Vec<i64> = active.iter().map(|line| line.amount_minor - line.refunded_minor).collect();
    let parts = if wanted.is_empty() {
        let sink = largest(&rests);
        spread(amount.minor, &rests, sink)
    } else {
        let mut parts = vec![0; active.len()];
        for (id, part) in wanted {
            let index = active
                .iter()
                .position(|line| line.invoice_line_id == *id)
                .ok_or_else(|| problem::MISSING.field("lines"))?;
            parts[index] += part.minor;
            if part.currency != amount.currency || part.is_negative() || parts[index] > rests[index] {
                return Err(refusals::MORE_THAN_PAID
                    .field("lines")
                    .param("limit", Money { minor: rests[index], ..amount }));
            }
        }
        if parts.iter().sum::<i64>() != amount.minor {
            return Err(problem::BAD_AMOUNT.field("lines").param("expected", amount));
        }
        parts
    };
    let parts = active.iter().zip(parts).filter(|(_, part)| *part != 0);
    Ok(parts.map(|(line, part)| (line.invoice_line_id, Money { minor: part, ..amount })).collect())
}

/// Each line's part, over its shares; what rounding leaves is the platform's.
fn by_shares(facts: &RefundFacts<'_>, lines: &[(InvoiceLineId, Money)]) -> Vec<Share> {
    let mut reversed = Vec::new();
    for (line, part) in lines {
        let own: Vec<&StoredShare> =
            facts.shares.iter().filter(|stored| stored.share.invoice_line_id == *line).collect();
        let rests: Vec<i64> = own.iter().map(|stored| stored.left_minor()).collect();
        let sink =
            own.iter().position(|stored| stored.share.party == Party::Platform).unwrap_or_else(|| largest(&rests));
        for (stored, minor) in own.iter().zip(spread(part.minor, &rests, sink)) {
            if minor != 0 {
                reversed.push(Share { amount: Money { minor, ..*part }, ..stored.share.clone() });
            }
        }
    }
    reversed
}

fn largest(rests: &[i64]) -> usize {
    rests.iter().enumerate().max_by_key(|(_, rest)| **rest).map_or(0, |(index, _)| index)
}

fn sums_of_technicians(shares: &[Share]) -> BTreeMap<TechnicianId, i64> {
    let mut sums = BTreeMap::new();
    for share in shares {
        if let Owner::Technician(technician) = share.owner {
            *sums.entry(technician).or_default() += share.amount.minor;
        }
    }
    sums
}

fn from_all_technicians(earnings: &[Earning], amount: Money) -> Result<BTreeMap<TechnicianId, i64>> {
    let weights: Vec<u64> = earnings.iter().map(|earning| u64::try_from(earning.earned_minor).unwrap_or(0)).collect();
    if weights.iter().all(|weight| *weight == 0) {
        return Err(refusals::MORE_THAN_PAID.field("bearer").param("limit", Money::zero(amount.currency)));
    }
    let parts = amount.allocate(&weights)?;
    Ok(earnings.iter().zip(parts).map(|(earning, part)| (earning.technician_id, part.minor)).collect())
}

/// Takes from the frozen share first, then from the retention, then from the available money.
fn clawbacks_of(earnings: &[Earning], sums: &BTreeMap<TechnicianId, i64>, currency: Currency) -> Vec<Clawback> {
    let clawback = |(technician, sum): (&TechnicianId, &i64)| {
        let earning = earnings.iter().find(|earning| earning.technician_id == *technician);
        let (frozen, retained) =
            earning.map_or((0, 0), |earning| (earning.frozen_minor.max(0), earning.retained_minor.max(0)));
        let from_frozen = (*sum).min(frozen);
        let from_retained = (sum - from_frozen).min(retained);
        Clawback {
            technician: *technician,
            frozen: Money::new(from_frozen, currency),
            retained: Money::new(from_retained, currency),
            available: Money::new(sum - from_frozen - from_retained, currency),
        }
    };
    sums.iter().filter(|(_, sum)| **sum != 0).map(clawback).collect()
}
