//! The messages of the payment protocol.

use kernel::{Money, PaymentId, RefundId, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where a charge stands at the provider.
    pub enum ChargeState {
        /// Waiting for the payer.
        Pending = "pending",
        /// Money was taken.
        Paid = "paid",
        /// The payer or the bank said no.
        Failed = "failed",
        /// Nobody paid in time, or we closed it.
        Closed = "closed",
    }
}

text_enum! {
    /// Where a refund stands at the provider.
    pub enum RefundState {
        /// Accepted, on its way.
        Pending = "pending",
        /// Arrived.
        Done = "done",
        /// Refused by the bank.
        Failed = "failed",
    }
}

/// Asks for money. Repeating it with the same `payment` returns the same charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewCharge {
    /// Our payment; the provider's key against charging twice.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// What the payer reads.
    pub subject: String,
    /// Where the payer returns to.
    pub return_url: String,
    /// Where callbacks go.
    pub notify_url: String,
    /// Seconds until an unpaid charge is closed.
    pub expires_seconds: i64,
}

/// A charge as the provider knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// Our payment.
    pub payment: PaymentId,
    /// The provider's transaction id.
    pub transaction: String,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: ChargeState,
    /// Where the payer pays.
    pub checkout_url: String,
}

/// Asks to give money back. Repeating it with the same `refund` returns the same refund.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRefund {
    /// Our refund; the provider's key against refunding twice.
    pub refund: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
}

/// A refund as the provider knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    /// Our refund.
    pub refund: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// The provider's transaction id.
    pub transaction: String,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: RefundState,
}

/// What the provider tells by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Callback {
    /// A charge changed.
    Charge(Charge),
    /// A refund changed.
    Refund(Refund),
}

/// A refusal of the provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// A short code.
    pub error: String,
}
