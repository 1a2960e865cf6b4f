//! The state machines of payments, refunds, settlements and payouts as tables.

use crate::{
    model::{PaymentState as P, PayoutState as O, RefundState as R, SettlementState as S},
    refusals,
};
use kernel::Result;
use std::fmt::Display;

kernel::text_enum! {
    /// What happens to a payment.
    pub enum PaymentVerb {
        /// The channel knows it and waits.
        Await = "await",
        /// The money came.
        Pay = "pay",
        /// The channel said no.
        Fail = "fail",
        /// It was given up.
        Close = "close",
        /// A part goes back.
        RefundPart = "refund_part",
        /// All of it, or the rest, goes back.
        RefundRest = "refund_rest",
    }
}

kernel::text_enum! {
    /// What happens to a refund.
    pub enum RefundVerb {
        /// The customer has it.
        Finish = "finish",
        /// The channel refused.
        Fail = "fail",
        /// It is tried again.
        Retry = "retry",
        /// The channel paid what the balance has got.
        PayTwice = "pay_twice",
        /// What left twice is found, or borne.
        Clear = "clear",
    }
}

kernel::text_enum! {
    /// What happens to a settlement run.
    pub enum SettlementVerb {
        /// Its payouts are fixed.
        Lock = "lock",
        /// It may be sent.
        Approve = "approve",
        /// Everything was paid.
        Finish = "finish",
        /// Something could not be paid.
        Fail = "fail",
    }
}

kernel::text_enum! {
    /// What happens to a payout.
    pub enum PayoutVerb {
        /// The bank is asked.
        Send = "send",
        /// The technician has it.
        Finish = "finish",
        /// The bank refused.
        Fail = "fail",
        /// It is not to be sent.
        Drop = "drop",
    }
}

/// Payments (DOMAIN 1: created, pending, paid, partly refunded, refunded, failed, closed). Money that comes late is taken.
pub const PAYMENT_MOVES: &[(P, PaymentVerb, P)] = &[
    (P::Created, PaymentVerb::Await, P::Pending),
    (P::Pending, PaymentVerb::Await, P::Pending),
    (P::Created, PaymentVerb::Pay, P::Paid),
    (P::Pending, PaymentVerb::Pay, P::Paid),
    (P::Closed, PaymentVerb::Pay, P::Paid),
    (P::Failed, PaymentVerb::Pay, P::Paid),
    (P::Created, PaymentVerb::Fail, P::Failed),
    (P::Pending, PaymentVerb::Fail, P::Failed),
    (P::Created, PaymentVerb::Close, P::Closed),
    (P::Pending, PaymentVerb::Close, P::Closed),
    (P::Paid, PaymentVerb::RefundPart, P::PartlyRefunded),
    (P::PartlyRefunded, PaymentVerb::RefundPart, P::PartlyRefunded),
    (P::Paid, PaymentVerb::RefundRest, P::Refunded),
    (P::PartlyRefunded, PaymentVerb::RefundRest, P::Refunded),
];

/// Refunds. A refund that failed and succeeded after all is done.
pub const REFUND_MOVES: &[(R, RefundVerb, R)] = &[
    (R::Requested, RefundVerb::Finish, R::Done),
    (R::Failed, RefundVerb::Finish, R::Done),
    (R::Requested, RefundVerb::Fail, R::Failed),
    (R::Failed, RefundVerb::Retry, R::Requested),
    (R::Done, RefundVerb::PayTwice, R::PaidTwice),
    (R::PaidTwice, RefundVerb::Clear, R::Done),
];

/// Settlement runs (DOMAIN 1: open, locked, approved, paid or failed).
pub const SETTLEMENT_MOVES: &[(S, SettlementVerb, S)] = &[
    (S::Open, SettlementVerb::Lock, S::Locked),
    (S::Locked, SettlementVerb::Approve, S::Approved),
    (S::Approved, SettlementVerb::Finish, S::Paid),
    (S::Approved, SettlementVerb::Fail, S::Failed),
];

/// Payouts.
pub const PAYOUT_MOVES: &[(O, PayoutVerb, O)] = &[
    (O::Planned, PayoutVerb::Send, O::Sent),
    (O::Sent, PayoutVerb::Finish, O::Paid),
    (O::Sent, PayoutVerb::Fail, O::Failed),
    (O::Planned, PayoutVerb::Drop, O::Dropped),
];

/// The state after a verb, or `billing_wrong_state`.
pub fn next<State: Copy + Eq + Display, Verb: Copy + Eq + Display>(
    moves: &[(State, Verb, State)],
    from: State,
    verb: Verb,
) -> Result<State> {
    let found = moves.iter().find(|(state, name, _)| *state == from && *name == verb);
    found.map(|(_, _, to)| *to).ok_or_else(|| refusals::WRONG_STATE.problem().param("state", from).param("verb", verb))
}
