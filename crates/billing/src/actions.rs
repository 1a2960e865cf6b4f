//! The verbs of money. Those that answer [`crate::model::Booked`] are performed by `flows`, which tells the ledger in the same transaction.

mod balance;
mod callbacks;
mod collect;
mod commission;
mod earnings;
mod finish;
mod hold;
mod invoice;
mod pay;
mod payouts;
mod receiving;
mod refund;
mod refund_results;
mod reopen;
mod settle;
mod suspense;

pub use balance::{ChargePenalty, CompensateCustomer, GrantCompensation, HandOverCash, ReturnBalance, granted};
pub use callbacks::{PaymentOutcome, RecordIntent, RecordPaymentResult};
pub use collect::{CollectCash, RecordReceipt};
pub use commission::SetCommissionRule;
pub use earnings::ReleaseEarnings;
pub use finish::{CancelInvoice, FinishInvoice, Finished};
pub use hold::{EndHold, HoldInvoice};
pub use invoice::{AddLines, AdjustInvoice, OpenInvoice};
pub use pay::{PayFromBalance, PayFromBalanceFor, StartPayment, StartPaymentFor};
pub use payouts::{RecordPayoutResult, ReservePayout};
pub use refund::{RefundInvoice, Refunded};
pub use refund_results::{ConfirmRefund, RecordRefundResult, RefundToBalance, RetryRefund};
pub use reopen::ReopenInvoice;
pub use settle::{ApproveSettlement, DropPayout, LockSettlement, OpenSettlement};
pub use suspense::{ClearSuspense, ClearedBy, ResolveSuspense, SuspenseGoes};

use kernel::{Actor, Ctx, CustomerId, Result, TechnicianId, problem};

/// Things of other customers are missing for a customer.
fn of_customer(ctx: &Ctx, customer: CustomerId) -> Result<()> {
    match &ctx.actor {
        Actor::Customer { customer: own } if *own == customer => Ok(()),
        Actor::Staff { .. } | Actor::Token { .. } | Actor::System => Ok(()),
        Actor::Customer { .. } | Actor::Technician { .. } | Actor::Anonymous => Err(problem::MISSING.problem()),
    }
}

/// Things of other technicians are missing for a technician.
fn of_technician(ctx: &Ctx, technician: TechnicianId) -> Result<()> {
    match &ctx.actor {
        Actor::Technician { technician: own } if *own == technician => Ok(()),
        Actor::Staff { .. } | Actor::Token { .. } | Actor::System => Ok(()),
        Actor::Technician { .. } | Actor::Customer { .. } | Actor::Anonymous => Err(problem::MISSING.problem()),
    }
}

/// A reason that people can read later: not empty, not longer than 500 characters.
fn check_reason(reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(problem::REQUIRED.field("reason"));
    }
    if reason.chars().count() > 500 {
        return Err(problem::TOO_LONG.field("reason"));
    }
    Ok(())
}
