//! What people have with us: a customer's balance, a technician's money by state, and the earnings behind it.

use crate::model::{AccountCode, Owner};
use kernel::{Currency, InvoiceId, JobId, Money, TechnicianId, Timestamp};
use serde::{Deserialize, Serialize};

/// The money of a customer or technician. Every column mirrors the ledger account of the same name; both move by the same postings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wallet {
    /// Whose.
    pub owner: Owner,
    /// The currency.
    pub currency: Currency,
    /// A customer's balance; a technician's released money (negative: owed to us after a clawback).
    pub available_minor: i64,
    /// Not released yet, or disputed.
    pub frozen_minor: i64,
    /// Kept until warranties end.
    pub retained_minor: i64,
    /// Cash collected and not handed over.
    pub cash_held_minor: i64,
    /// What of the available money is on its way to the bank.
    pub in_payout_minor: i64,
    /// For saving.
    pub version: i64,
}
db::row!(Wallet {
    owner,
    currency,
    available_minor,
    frozen_minor,
    retained_minor,
    cash_held_minor,
    in_payout_minor,
    version
});

impl Wallet {
    /// A wallet with nothing in it.
    #[must_use]
    pub const fn empty(owner: Owner, currency: Currency) -> Self {
        Self {
            owner,
            currency,
            available_minor: 0,
            frozen_minor: 0,
            retained_minor: 0,
            cash_held_minor: 0,
            in_payout_minor: 0,
            version: 0,
        }
    }

    /// What may be taken out.
    #[must_use]
    pub const fn free_minor(&self) -> i64 {
        self.available_minor - self.in_payout_minor
    }

    /// What a payout would send: the free money less the cash the technician already has.
    #[must_use]
    pub const fn payable_minor(&self) -> i64 {
        let cash = if self.cash_held_minor > 0 { self.cash_held_minor } else { 0 };
        let payable = self.free_minor() - cash;
        if payable > 0 { payable } else { 0 }
    }

    /// The free money.
    #[must_use]
    pub const fn free(&self) -> Money {
        Money::new(self.free_minor(), self.currency)
    }
}

/// The column of a wallet that an account's entries move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pocket {
    /// `available_minor`
    Available,
    /// `frozen_minor`
    Frozen,
    /// `retained_minor`
    Retained,
    /// `cash_held_minor`
    CashHeld,
}

impl Pocket {
    /// The pocket of an account's code; none for accounts that are in no wallet.
    #[must_use]
    pub const fn of(code: AccountCode) -> Option<Self> {
        use AccountCode as Code;
        match code {
            Code::CustomerBalance | Code::TechnicianAvailable => Some(Self::Available),
            Code::TechnicianFrozen => Some(Self::Frozen),
            Code::TechnicianRetained => Some(Self::Retained),
            Code::CashHeld => Some(Self::CashHeld),
            Code::CashOffice
            | Code::CashBank
            | Code::CashOnline
            | Code::CustomerReceivable
            | Code::MerchantReceivable
            | Code::Inventory
            | Code::Escrow
            | Code::RefundPayable
            | Code::DeferredRevenue
            | Code::ShopPayable
            | Code::AgentPayable
            | Code::DepositsHeld
            | Code::InsurancePremium
            | Code::TaxPayable
            | Code::PointsLiability
            | Code::Suspense
            | Code::RevenueCleaning
            | Code::RevenueRepair
            | Code::RevenueInstallation
            | Code::RevenueAppliance
            | Code::RevenuePlumbingElectric
            | Code::RevenueFees
            | Code::PartsRevenue
            | Code::PenaltiesIncome
            | Code::PartsCost
            | Code::CouponExpense
            | Code::CompensationExpense
            | Code::InsuranceClaims
            | Code::ChannelFees
            | Code::Rounding => None,
        }
    }
}

kernel::text_enum! {
    /// Whether a technician's share of a job may be paid out.
    pub enum EarningState {
        /// Not yet, or not again.
        Frozen = "frozen",
        /// It may; the retention follows when the warranty ends.
        Available = "available",
    }
}

/// A technician's share of one job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earning {
    /// From which invoice.
    pub invoice_id: InvoiceId,
    /// Whose.
    pub technician_id: TechnicianId,
    /// For which job.
    pub job_id: JobId,
    /// The job's number as people see it.
    pub job_number: String,
    /// Whether it may be paid out.
    pub state: EarningState,
    /// The whole share.
    pub earned_minor: i64,
    /// What of it is frozen now.
    pub frozen_minor: i64,
    /// What of it is retained now.
    pub retained_minor: i64,
    /// What was taken back by refunds.
    pub clawed_minor: i64,
    /// The currency.
    pub currency: Currency,
    /// When it becomes available, if paid and not disputed.
    pub release_at: Timestamp,
    /// When the retention becomes available.
    pub retain_until: Option<Timestamp>,
    /// When it was earned.
    pub earned_at: Timestamp,
    /// For saving.
    pub version: i64,
}
db::row!(Earning {
    invoice_id,
    technician_id,
    job_id,
    job_number,
    state,
    earned_minor,
    frozen_minor,
    retained_minor,
    clawed_minor,
    currency,
    release_at,
    retain_until,
    earned_at,
    version
});

impl Earning {
    /// An amount in its currency.
    #[must_use]
    pub const fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// What of it went to the available money and was not taken back.
    #[must_use]
    pub const fn released_minor(&self) -> i64 {
        self.earned_minor - self.frozen_minor - self.retained_minor - self.clawed_minor
    }
}
