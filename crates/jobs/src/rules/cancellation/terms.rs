//! The words and numbers of the policy: who answers for it, which tier, which reason, how much.

use crate::{model::Party, refusals};
use kernel::{Rate, Result};
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// Who answers for it.
    pub enum Liable {
        /// The customer.
        Customer = "customer",
        /// The technician.
        Technician = "technician",
        /// The partner shop.
        Shop = "shop",
        /// The company.
        Platform = "platform",
        /// A supplier.
        Supplier = "supplier",
        /// Nobody: weather, closure, illness.
        ForceMajeure = "force_majeure",
    }
}

kernel::text_enum! {
    /// Which rule of the policy applied.
    pub enum Tier {
        /// No technician has agreed yet: free.
        BeforeAcceptance = "before_acceptance",
        /// Within minutes of ordering: free.
        Grace = "grace",
        /// A day or more before: free.
        Early = "early",
        /// Less than a day before.
        SameDay = "same_day",
        /// Less than four hours before.
        Short = "short",
        /// Less than two hours before, not departed.
        Late = "late",
        /// The technician has departed.
        Departed = "departed",
        /// The technician is there, work has not begun.
        OnSite = "on_site",
        /// Work has begun.
        Started = "started",
        /// Nobody opened the door.
        CustomerAbsent = "customer_absent",
        /// Force majeure: free.
        ForceMajeure = "force_majeure",
        /// The technician is late: free, with compensation when they said nothing.
        TechnicianLate = "technician_late",
        /// The technician did not come: free, with compensation.
        TechnicianAbsent = "technician_absent",
        /// The company moved the time: free.
        PlatformMoved = "platform_moved",
        /// Our side cannot serve: free.
        CannotServe = "cannot_serve",
    }
}

kernel::text_enum! {
    /// Why a visit is called off.
    pub enum CancelReason {
        /// The customer no longer wants it.
        ChangedMind = "changed_mind",
        /// The time does not suit.
        TimeDoesNotSuit = "time_does_not_suit",
        /// Ordered twice or wrongly.
        OrderedByMistake = "ordered_by_mistake",
        /// The technician is late.
        TechnicianLate = "technician_late",
        /// The price on site is not accepted.
        PriceDeclined = "price_declined",
        /// The place cannot be worked at.
        UnsafeSite = "unsafe_site",
        /// The thing cannot be repaired.
        CannotRepair = "cannot_repair",
        /// A part or tool is missing.
        PartMissing = "part_missing",
        /// The technician cannot go on.
        TechnicianUnable = "technician_unable",
        /// Nobody can be sent.
        NobodyAvailable = "nobody_available",
        /// Weather, closure, illness.
        ForceMajeure = "force_majeure",
        /// Something else.
        Other = "other",
    }
}

impl CancelReason {
    /// Who answers for it unless an operator says otherwise.
    #[must_use]
    pub fn liable(self) -> Liable {
        match self {
            Self::ChangedMind
            | Self::TimeDoesNotSuit
            | Self::OrderedByMistake
            | Self::PriceDeclined
            | Self::UnsafeSite
            | Self::Other => Liable::Customer,
            Self::TechnicianLate | Self::TechnicianUnable => Liable::Technician,
            Self::CannotRepair | Self::PartMissing | Self::NobodyAvailable => Liable::Platform,
            Self::ForceMajeure => Liable::ForceMajeure,
        }
    }

    /// Whether the party may give it as the reason. Customers cannot put the blame on others by choosing a word; what is true of
    /// the technician's lateness the rule sees by itself.
    #[must_use]
    pub fn is_for(self, party: Party) -> bool {
        match party {
            Party::Operator | Party::System => true,
            Party::Customer | Party::Link => match self {
                Self::ChangedMind
                | Self::TimeDoesNotSuit
                | Self::OrderedByMistake
                | Self::TechnicianLate
                | Self::PriceDeclined
                | Self::Other => true,
                Self::UnsafeSite
                | Self::CannotRepair
                | Self::PartMissing
                | Self::TechnicianUnable
                | Self::NobodyAvailable
                | Self::ForceMajeure => false,
            },
            Party::Technician => match self {
                Self::PriceDeclined
                | Self::UnsafeSite
                | Self::CannotRepair
                | Self::PartMissing
                | Self::TechnicianUnable
                | Self::Other => true,
                Self::ChangedMind
                | Self::TimeDoesNotSuit
                | Self::OrderedByMistake
                | Self::TechnicianLate
                | Self::NobodyAvailable
                | Self::ForceMajeure => false,
            },
        }
    }
}

/// The numbers of the policy; amounts in minor units of the market's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CancellationPolicy {
    /// After ordering, free.
    pub grace_minutes: i64,
    /// From this long before, free.
    pub early_hours: i64,
    /// From this long before, the same-day tier; shorter is the short tier.
    pub same_day_hours: i64,
    /// From this long before, the short tier; shorter is the late tier.
    pub short_hours: i64,
    /// Share of the same-day tier.
    pub same_day_rate: Rate,
    /// Its least fee.
    pub same_day_min_minor: i64,
    /// Its largest fee.
    pub same_day_max_minor: i64,
    /// Share of the short tier.
    pub short_rate: Rate,
    /// Share of the late tier.
    pub late_rate: Rate,
    /// Its least fee.
    pub late_min_minor: i64,
    /// Fee when departed, travel fee extra.
    pub departed_minor: i64,
    /// Fee for a visit without work, when the job names none.
    pub visit_fee_minor: i64,
    /// Least share once work has begun.
    pub started_min_rate: Rate,
    /// A technician later than this sets the customer free.
    pub technician_late_minutes: i64,
    /// How long to wait at a closed door.
    pub no_show_wait_minutes: i64,
    /// How often to call there.
    pub no_show_calls: u32,
    /// How often to write there.
    pub no_show_messages: u32,
    /// Largest share of the total for nobody being there.
    pub no_show_max_rate: Rate,
    /// What the customer gets when nobody comes or our side cannot serve.
    pub compensation_minor: i64,
    /// What a missing technician pays.
    pub no_show_penalty_minor: i64,
    /// What a refused or timed-out offer costs, for those who charge it.
    pub refusal_penalty_minor: i64,
    /// How close to the original time a cancel still counts as late.
    pub original_hours: i64,
}

impl Default for CancellationPolicy {
    fn default() -> Self {
        Self {
            grace_minutes: 5,
            early_hours: 24,
            same_day_hours: 4,
            short_hours: 2,
            same_day_rate: Rate::percent(10),
            same_day_min_minor: 1_000,
            same_day_max_minor: 5_000,
            short_rate: Rate::percent(20),
            late_rate: Rate::percent(30),
            late_min_minor: 2_000,
            departed_minor: 3_000,
            visit_fee_minor: 3_000,
            started_min_rate: Rate::percent(50),
            technician_late_minutes: 30,
            no_show_wait_minutes: 15,
            no_show_calls: 2,
            no_show_messages: 1,
            no_show_max_rate: Rate::percent(50),
            compensation_minor: 3_000,
            no_show_penalty_minor: 5_000,
            refusal_penalty_minor: 1_000,
            original_hours: 24,
        }
    }
}

/// Refuses a reason that the party may not give, and an operator's cancel that names nobody.
pub fn require_reason(party: Party, reason: CancelReason, liable: Option<Liable>) -> Result<()> {
    if !reason.is_for(party) || (liable.is_some() && !matches!(party, Party::Operator | Party::System)) {
        return Err(refusals::REASON_NOT_ALLOWED.field("reason").param("reason", reason));
    }
    if party == Party::Operator && liable.is_none() {
        return Err(refusals::LIABLE_REQUIRED.field("liable"));
    }
    Ok(())
}
