//! Settlement runs and the payouts in them.

use kernel::{Currency, Money, PayoutId, SettlementId, TechnicianId, Timestamp, time::Date};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// Where a settlement run stands.
    pub enum SettlementState {
        /// Its payouts are planned and may be dropped.
        Open = "open",
        /// Its payouts are fixed and being checked.
        Locked = "locked",
        /// Its payouts are being sent.
        Approved = "approved",
        /// Everything was paid.
        Paid = "paid",
        /// Ended, and something could not be paid.
        Failed = "failed",
    }
}

/// One settlement run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Its id.
    pub settlement_id: SettlementId,
    /// The day it is for; one run a day at most.
    pub day: Date,
    /// Where it stands.
    pub state: SettlementState,
    /// How many payouts are in it.
    pub payout_count: i64,
    /// Their sum.
    pub total_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was locked.
    pub locked_at: Option<Timestamp>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// When the last payout had ended.
    pub closed_at: Option<Timestamp>,
    /// For saving and `If-Match`.
    pub version: i64,
}
db::row!(Settlement {
    settlement_id,
    day,
    state,
    payout_count,
    total_minor,
    currency,
    opened_at,
    locked_at,
    approved_at,
    closed_at,
    version
});

kernel::text_enum! {
    /// Where a payout stands.
    pub enum PayoutState {
        /// Planned.
        Planned = "planned",
        /// Its money is reserved and the bank is asked.
        Sent = "sent",
        /// The technician has it.
        Paid = "paid",
        /// The bank refused; the money is available again.
        Failed = "failed",
        /// Taken out of the run, or too little was left when it was to be sent.
        Dropped = "dropped",
    }
}

kernel::text_enum! {
    /// The way to the technician.
    pub enum PayoutChannel {
        /// A bank account.
        Bank = "bank",
        /// A payment wallet.
        Wallet = "wallet",
    }
}

/// Money for one technician in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// Its id; what the channel knows it by.
    pub payout_id: PayoutId,
    /// In which run.
    pub settlement_id: SettlementId,
    /// For whom.
    pub technician_id: TechnicianId,
    /// By which way.
    pub channel: PayoutChannel,
    /// Where it stands.
    pub state: PayoutState,
    /// What is sent.
    pub amount_minor: i64,
    /// Collected cash that was counted against the technician's money.
    pub netted_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// The channel's id.
    pub transaction_id: Option<String>,
    /// Why it failed or was dropped.
    pub note: String,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// For saving.
    pub version: i64,
}
db::row!(Payout {
    payout_id,
    settlement_id,
    technician_id,
    channel,
    state,
    amount_minor,
    netted_minor,
    currency,
    transaction_id,
    note,
    sent_at,
    ended_at,
    version
});

impl Payout {
    /// What is sent.
    #[must_use]
    pub const fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

/// What the bank said about a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum PayoutResult {
    /// The technician has it.
    Paid {
        /// The channel's id.
        transaction_id: String,
    },
    /// Not yet known; ask again.
    Pending,
    /// The bank refused.
    Failed {
        /// Its reason.
        reason: String,
    },
}
