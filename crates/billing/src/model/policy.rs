//! How money is split and when it is released: the market's policy and the dated commission rules.

use kernel::{CommissionRuleId, Rate, Timestamp};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// What a line of an invoice is, for commission and revenue (DOMAIN 6).
    pub enum Category {
        /// Cleaning of homes.
        Cleaning = "cleaning",
        /// Labour of furniture repair.
        Repair = "repair",
        /// Parts and materials.
        Parts = "parts",
        /// Assembly and installation.
        Installation = "installation",
        /// Cleaning and repair of appliances.
        Appliance = "appliance",
        /// Plumbing and electric work.
        PlumbingElectric = "plumbing_electric",
        /// Visit, travel and cancellation fees.
        Fees = "fees",
    }
}

impl Category {
    /// Whether a warranty retention is kept from technicians for such work: repairs and their parts, not cleaning or assembly.
    #[must_use]
    pub const fn has_retention(self) -> bool {
        match self {
            Self::Repair | Self::Parts | Self::PlumbingElectric => true,
            Self::Cleaning | Self::Installation | Self::Appliance | Self::Fees => false,
        }
    }
}

kernel::text_enum! {
    /// Who sells the work to the customer; decides what is taxed.
    pub enum Seller {
        /// The technician does, the platform is the agent: its commission is taxed.
        Agent = "agent",
        /// The platform does: the whole price is taxed.
        Principal = "principal",
    }
}

/// The money numbers of a market's policy (defaults: DOMAIN 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoneyPolicy {
    /// Who sells.
    pub seller: Seller,
    /// Tax contained in the prices.
    pub tax: Rate,
    /// Insurance premium per order, in minor units.
    pub insurance_premium_minor: i64,
    /// Hours from the customer's own acceptance until the technician's share is available.
    pub release_after_confirmation_hours: i64,
    /// Hours from completion when the customer did not confirm.
    pub release_after_completion_hours: i64,
    /// Part of the technician's share of repair work kept until the warranty ends.
    pub retention: Rate,
    /// Longest retention, in days.
    pub retention_days_max: i64,
    /// Smallest payout, in minor units.
    pub payout_minimum_minor: i64,
    /// Minutes in which an online payment must be finished.
    pub payment_minutes: i64,
    /// What operators may give for one order, as a part of what was paid; or the amount that follows, when that is more.
    pub compensation_max_rate: Rate,
    /// What they may give for one order in any case, in minor units.
    pub compensation_max_minor: i64,
}

impl Default for MoneyPolicy {
    fn default() -> Self {
        Self {
            seller: Seller::Agent,
            tax: Rate::percent(6),
            insurance_premium_minor: 100,
            release_after_confirmation_hours: 24,
            release_after_completion_hours: 7 * 24,
            retention: Rate::percent(5),
            retention_days_max: 90,
            payout_minimum_minor: 5_000,
            payment_minutes: 15,
            compensation_max_rate: Rate::percent(30),
            compensation_max_minor: 10_000,
        }
    }
}

/// A dated commission rate of a category, for one technician level or for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionRule {
    /// Its id.
    pub rule_id: CommissionRuleId,
    /// For what.
    pub category: Category,
    /// For technicians of this level; none: for all levels without a rule of their own.
    pub level: Option<u8>,
    /// The platform's share.
    pub rate: Rate,
    /// From when on; until a later rule of the same category and level.
    pub valid_from: Timestamp,
}
db::row!(CommissionRule { rule_id, category, level, rate, valid_from });
