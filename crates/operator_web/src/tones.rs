//! Which colour a state has, the same on every page.

use billing::model::{InvoiceState, PaymentState, PayoutState, ReceiptOutcome, RefundState, SettlementState};
use dispatch::model::{OfferState, PlanState};
use feedback::ReviewState;
use jobs::model::{ChangeOrderState, State};
use messaging::DeliveryState;
use ui::Tone;

/// A visit's state.
pub(crate) fn visit(state: State) -> Tone {
    match state {
        State::PendingPayment | State::PendingDispatch | State::Offered => Tone::Warn,
        State::Assigned | State::Appointed => Tone::Info,
        State::Rescheduling | State::AwaitingApproval | State::AwaitingAcceptance | State::Rework => Tone::Warn,
        State::EnRoute | State::Arrived | State::Inspecting | State::InService => Tone::Accent,
        State::Completed | State::Settled => Tone::Good,
        State::Disputed | State::NoShowCustomer | State::NoShowTechnician => Tone::Bad,
        State::Continued | State::Cancelled | State::CancelledOnSite | State::Expired => Tone::Neutral,
    }
}

/// A change order's state.
pub(crate) fn change_order(state: ChangeOrderState) -> Tone {
    match state {
        ChangeOrderState::Proposed => Tone::Warn,
        ChangeOrderState::Approved => Tone::Good,
        ChangeOrderState::Declined => Tone::Bad,
        ChangeOrderState::Withdrawn => Tone::Neutral,
    }
}

/// Where planning stands.
pub(crate) fn plan(state: PlanState) -> Tone {
    match state {
        PlanState::Unassigned => Tone::Bad,
        PlanState::Planned | PlanState::Offered => Tone::Warn,
        PlanState::Assigned => Tone::Good,
        PlanState::Ended => Tone::Neutral,
    }
}

/// An offer's state.
pub(crate) fn offer(state: OfferState) -> Tone {
    match state {
        OfferState::Open => Tone::Warn,
        OfferState::Claimed => Tone::Info,
        OfferState::Accepted => Tone::Good,
        OfferState::Refused => Tone::Bad,
        OfferState::Expired | OfferState::Withdrawn => Tone::Neutral,
    }
}

/// An invoice's state.
pub(crate) fn invoice(state: InvoiceState) -> Tone {
    match state {
        InvoiceState::Open => Tone::Warn,
        InvoiceState::PartlyPaid => Tone::Info,
        InvoiceState::Paid => Tone::Good,
        InvoiceState::Void | InvoiceState::Refunded => Tone::Neutral,
    }
}

/// A payment's state.
pub(crate) fn payment(state: PaymentState) -> Tone {
    match state {
        PaymentState::Created | PaymentState::Pending => Tone::Warn,
        PaymentState::Paid => Tone::Good,
        PaymentState::PartlyRefunded => Tone::Info,
        PaymentState::Failed => Tone::Bad,
        PaymentState::Refunded | PaymentState::Closed => Tone::Neutral,
    }
}

/// A refund's state.
pub(crate) fn refund(state: RefundState) -> Tone {
    match state {
        RefundState::Requested => Tone::Warn,
        RefundState::Done => Tone::Good,
        RefundState::Failed | RefundState::PaidTwice => Tone::Bad,
    }
}

/// What became of reported money.
pub(crate) fn receipt(outcome: ReceiptOutcome) -> Tone {
    match outcome {
        ReceiptOutcome::Applied => Tone::Good,
        ReceiptOutcome::Surplus => Tone::Info,
        ReceiptOutcome::Suspense => Tone::Bad,
        ReceiptOutcome::Resolved => Tone::Neutral,
    }
}

/// A settlement run's state.
pub(crate) fn settlement(state: SettlementState) -> Tone {
    match state {
        SettlementState::Open => Tone::Warn,
        SettlementState::Locked | SettlementState::Approved => Tone::Info,
        SettlementState::Paid => Tone::Good,
        SettlementState::Failed => Tone::Bad,
    }
}

/// A payout's state.
pub(crate) fn payout(state: PayoutState) -> Tone {
    match state {
        PayoutState::Planned => Tone::Warn,
        PayoutState::Sent => Tone::Info,
        PayoutState::Paid => Tone::Good,
        PayoutState::Failed => Tone::Bad,
        PayoutState::Dropped => Tone::Neutral,
    }
}

/// A review's state.
pub(crate) fn review(state: ReviewState) -> Tone {
    match state {
        ReviewState::Shown => Tone::Good,
        ReviewState::Held => Tone::Warn,
        ReviewState::Hidden => Tone::Neutral,
    }
}

/// How a message to somebody stands.
pub(crate) fn delivery(state: DeliveryState) -> Tone {
    match state {
        DeliveryState::Waiting => Tone::Warn,
        DeliveryState::Sent => Tone::Good,
        DeliveryState::Failed => Tone::Bad,
    }
}
