//! Money that comes in and goes back: payments, receipts of channels, refunds.

use kernel::{Currency, CustomerId, InvoiceId, JobId, Money, PaymentId, ReceiptId, RefundId, TechnicianId, Timestamp};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// By which way money moves.
    pub enum Channel {
        /// Notes and coins.
        Cash = "cash",
        /// A bank transfer.
        Transfer = "transfer",
        /// The customer's balance with us.
        Balance = "balance",
        /// An online payment channel behind the gateway.
        Online = "online",
    }
}

kernel::text_enum! {
    /// Where a payment stands.
    pub enum PaymentState {
        /// Wanted; the channel does not know it yet.
        Created = "created",
        /// The channel waits for the customer.
        Pending = "pending",
        /// The money is here.
        Paid = "paid",
        /// Part of it went back.
        PartlyRefunded = "partly_refunded",
        /// All of it went back.
        Refunded = "refunded",
        /// The channel said no, or the amount differed.
        Failed = "failed",
        /// Given up.
        Closed = "closed",
    }
}

impl PaymentState {
    /// Whether the channel may still bring the money.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Created | Self::Pending => true,
            Self::Paid | Self::PartlyRefunded | Self::Refunded | Self::Failed | Self::Closed => false,
        }
    }

    /// Whether no money came for it yet: late money is taken, even when it was given up.
    #[must_use]
    pub const fn has_no_money(self) -> bool {
        match self {
            Self::Created | Self::Pending | Self::Failed | Self::Closed => true,
            Self::Paid | Self::PartlyRefunded | Self::Refunded => false,
        }
    }
}

kernel::text_enum! {
    /// What a customer wants to pay now.
    pub enum PaymentPurpose {
        /// The rest of the deposit.
        Deposit = "deposit",
        /// Everything that is due.
        Due = "due",
    }
}

/// Money that came in, or is expected to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its id; what the channel knows it by.
    pub payment_id: PaymentId,
    /// For which invoice.
    pub invoice_id: InvoiceId,
    /// For which job.
    pub job_id: JobId,
    /// Whose money.
    pub customer_id: CustomerId,
    /// By which way.
    pub channel: Channel,
    /// The gateway's provider, or empty.
    pub provider: String,
    /// Where it stands.
    pub state: PaymentState,
    /// What is expected, and came when it is paid.
    pub amount_minor: i64,
    /// What of it went to the invoice; the rest is the customer's: online money goes back, other money is in the balance.
    pub applied_minor: i64,
    /// What of the applied part was granted back.
    pub refunded_minor: i64,
    /// What the channel kept.
    pub fee_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// The channel's own id of it, or the bank's reference.
    pub transaction_id: Option<String>,
    /// What the customer's screen needs to pay, from the gateway; JSON or empty.
    pub client: String,
    /// Who collected cash.
    pub collected_by: Option<TechnicianId>,
    /// Why it failed, or a remark.
    pub note: String,
    /// When it was wanted.
    pub created_at: Timestamp,
    /// Until when the channel waits.
    pub expires_at: Option<Timestamp>,
    /// When the money came.
    pub paid_at: Option<Timestamp>,
    /// For saving.
    pub version: i64,
}
db::row!(Payment {
    payment_id,
    invoice_id,
    job_id,
    customer_id,
    channel,
    provider,
    state,
    amount_minor,
    applied_minor,
    refunded_minor,
    fee_minor,
    currency,
    transaction_id,
    client,
    collected_by,
    note,
    created_at,
    expires_at,
    paid_at,
    version
});

impl Payment {
    /// What can still go back by it.
    #[must_use]
    pub const fn refundable_minor(&self) -> i64 {
        self.applied_minor - self.refunded_minor
    }

    /// The expected amount.
    #[must_use]
    pub const fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

/// What a channel said about a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum GatewayResult {
    /// The money is there.
    Paid {
        /// The channel's id; unique per provider.
        transaction_id: String,
        /// How much came.
        amount: Money,
        /// What of it the channel keeps.
        fee: Money,
    },
    /// The customer has not paid yet.
    Pending,
    /// It will not come.
    Failed {
        /// The channel's reason.
        reason: String,
    },
    /// The channel gave it up.
    Closed,
}

kernel::text_enum! {
    /// What became of money that a channel reported.
    pub enum ReceiptOutcome {
        /// It paid its invoice, a rest went to the balance.
        Applied = "applied",
        /// Nothing was due any more: it went to the customer's balance.
        Surplus = "surplus",
        /// It fits nothing: it waits for an operator.
        Suspense = "suspense",
        /// An operator found its place.
        Resolved = "resolved",
    }
}

/// One report of money by a channel, kept so that the same report never counts twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelReceipt {
    /// Its id.
    pub receipt_id: ReceiptId,
    /// Who reported.
    pub provider: String,
    /// The channel's id.
    pub transaction_id: String,
    /// The payment it named.
    pub payment_id: PaymentId,
    /// How much.
    pub amount_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// What became of it.
    pub outcome: ReceiptOutcome,
    /// When it was reported.
    pub received_at: Timestamp,
    /// For saving.
    pub version: i64,
}
db::row!(ChannelReceipt {
    receipt_id,
    provider,
    transaction_id,
    payment_id,
    amount_minor,
    currency,
    outcome,
    received_at,
    version
});

kernel::text_enum! {
    /// Where a refund stands.
    pub enum RefundState {
        /// Granted; not yet with the customer.
        Requested = "requested",
        /// With the customer.
        Done = "done",
        /// The channel refused it; an operator must act.
        Failed = "failed",
        /// It went to the balance, and then the channel paid it after all: what is missing stands in suspense until an operator clears it.
        PaidTwice = "paid_twice",
    }
}

kernel::text_enum! {
    /// Where refunded money goes.
    pub enum RefundTo {
        /// Back the way it came.
        Original = "original",
        /// To the customer's balance.
        Balance = "balance",
    }
}

kernel::text_enum! {
    /// Who bears what is taken back after acceptance.
    pub enum Bearer {
        /// Everybody gives back their share.
        Shared = "shared",
        /// The platform bears all.
        Platform = "platform",
        /// The technicians bear all.
        Technician = "technician",
    }
}

kernel::text_enum! {
    /// Why an online channel brought more than is wanted. It goes back the same way, in whole; where that fails, to the balance.
    pub enum Surplus {
        /// The job had ended: expired, or called off.
        Ended = "ended",
        /// It was paid already.
        PaidTwice = "paid_twice",
        /// Only a part was still open.
        MoreThanOpen = "more_than_open",
    }
}

/// Money given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its id; what the channel knows it by.
    pub refund_id: RefundId,
    /// The payment it goes back by.
    pub payment_id: PaymentId,
    /// From which invoice.
    pub invoice_id: InvoiceId,
    /// Of which job.
    pub job_id: JobId,
    /// To whom.
    pub customer_id: CustomerId,
    /// The way back.
    pub channel: Channel,
    /// The gateway's provider, or empty.
    pub provider: String,
    /// Where it stands.
    pub state: RefundState,
    /// How much.
    pub amount_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// Why.
    pub reason: String,
    /// Why it was never the invoice's; nothing for money of the invoice that somebody granted back.
    pub surplus: Option<Surplus>,
    /// The channel's id of it, or an operator's reference.
    pub transaction_id: Option<String>,
    /// Why it failed.
    pub failure: String,
    /// When it was granted.
    pub created_at: Timestamp,
    /// When the customer had it.
    pub done_at: Option<Timestamp>,
    /// For saving.
    pub version: i64,
}
db::row!(Refund {
    refund_id,
    payment_id,
    invoice_id,
    job_id,
    customer_id,
    channel,
    provider,
    state,
    amount_minor,
    currency,
    reason,
    surplus,
    transaction_id,
    failure,
    created_at,
    done_at,
    version
});

impl Refund {
    /// How much.
    #[must_use]
    pub const fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

/// What a channel said about a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum RefundGatewayResult {
    /// The customer has it.
    Done {
        /// The channel's id.
        transaction_id: String,
    },
    /// Not yet known; ask again.
    Pending,
    /// The channel refused.
    Failed {
        /// Its reason.
        reason: String,
    },
}
