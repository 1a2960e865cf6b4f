//! A binding offer: what was asked, what it costs line by line, what planning needs, and the signature that proves it.

use crate::model::{CommissionCategory, Names, PaymentMode, Plan, SkillNeed, Unit};
use kernel::{
    Currency, CustomerId, JobId, Locale, Money, PriceBookId, QuoteId, Result, ServiceId, TerritoryId, Timestamp,
    problem,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// How many of an add-on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOnChoice {
    /// Its code.
    pub code: String,
    /// At least 1.
    pub count: u32,
}

/// The piece that is worked on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Piece {
    /// Code of a furniture type.
    pub furniture_type: Option<String>,
    /// Code of the fault that was described.
    pub fault: Option<String>,
    /// Code of a material; wanted when the service lists materials.
    pub material: Option<String>,
    /// Code of a brand; decides the tier.
    pub brand: Option<String>,
    /// Code of a brand tier, when the brand is not listed.
    pub brand_tier: Option<String>,
    /// 1 to 5, set by those who can judge it; none: the usual.
    pub difficulty: Option<u8>,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChoice {
    /// Which service.
    pub service: ServiceId,
    /// Whole units.
    pub quantity: u32,
    /// On what.
    #[serde(default)]
    pub piece: Piece,
    /// With what else.
    #[serde(default)]
    pub add_ons: Vec<AddOnChoice>,
}

kernel::text_enum! {
    /// How soon it must be.
    pub enum Urgency {
        /// At an agreed time.
        Normal = "normal",
        /// As soon as anybody can.
        Emergency = "emergency",
    }
}

/// Where and when it is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitFacts {
    /// The territory of the address.
    pub territory: Option<TerritoryId>,
    /// 1 is the ground floor, -1 the first below it.
    pub floor: i32,
    /// Whether a lift goes there.
    pub has_lift: bool,
    /// Begin of the arrival window; none while it is not chosen: quoted without surcharges for the time.
    pub start: Option<Timestamp>,
    /// How soon.
    pub urgency: Urgency,
}

/// What a quote is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteRequest {
    /// What.
    pub item: ItemChoice,
    /// Where and when.
    pub visit: VisitFacts,
}

/// What was wanted, as it stood in the catalogue then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedItem {
    /// What was wanted.
    #[serde(flatten)]
    pub choice: ItemChoice,
    /// The service's code.
    pub code: String,
    /// The service's names.
    pub names: Names,
    /// What it is counted in.
    pub unit: Unit,
    /// The service's version.
    pub service_version: i64,
    /// Its commission category.
    pub commission: CommissionCategory,
    /// Its checklist template.
    pub checklist: String,
}

kernel::text_enum! {
    /// What a line of a quote is for; its sentence is the text `catalog-line-<code>`.
    pub enum LineCode {
        /// Unit price times quantity.
        Base = "base",
        /// The chosen way.
        Plan = "plan",
        /// The brand's tier.
        BrandTier = "brand_tier",
        /// The material.
        Material = "material",
        /// More or less difficult than usual.
        Difficulty = "difficulty",
        /// Raised to the least for a unit.
        PriceFloor = "price_floor",
        /// Lowered to the most for a unit.
        PriceCap = "price_cap",
        /// Raised to the least for the whole work.
        Minimum = "minimum",
        /// More work that was chosen.
        AddOn = "add_on",
        /// A part that was chosen.
        Part = "part",
        /// Stairs.
        Floor = "floor",
        /// The territory's surcharge.
        Territory = "territory",
        /// The way there.
        Travel = "travel",
        /// Begins at night.
        Night = "night",
        /// Saturday or Sunday.
        Weekend = "weekend",
        /// A public holiday.
        Holiday = "holiday",
        /// A season of high demand.
        Peak = "peak",
        /// Cannot wait.
        Emergency = "emergency",
        /// A visit fee paid before is taken off.
        VisitFeeCredit = "visit_fee_credit",
    }
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Which of the quote's items, from 0.
    pub item: u16,
    /// What for.
    pub code: LineCode,
    /// The name of what it is for, when it has one.
    pub names: Option<Names>,
    /// What the sentence needs: `quantity`, `unit`, `unit_price`, `rate`, `count`, `floors`.
    pub params: BTreeMap<String, String>,
    /// May be negative.
    pub amount: Money,
    /// Which commission rule it falls under.
    pub category: CommissionCategory,
}

impl QuoteLine {
    /// The arguments of the line's sentence for a reader: its parameters and `name`.
    #[must_use]
    pub fn arguments(&self, locale: Locale) -> Vec<(&str, String)> {
        let name = self.names.iter().map(|names| ("name", names.of(locale).to_owned()));
        name.chain(self.params.iter().map(|(key, value)| (key.as_str(), value.clone()))).collect()
    }
}

/// One of the choices of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteOption {
    /// Which.
    pub plan: Plan,
    /// What is different about it.
    pub names: Option<Names>,
    /// Their sum is the total.
    pub lines: Vec<QuoteLine>,
    /// Binding.
    pub total: Money,
    /// Due before the work: deposit, everything, or nothing.
    pub due_first: Money,
    /// Warranty on labour.
    pub labour_warranty_days: u16,
    /// Warranty on parts.
    pub part_warranty_days: u16,
}

/// What planning needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// At the door until done.
    pub duration_minutes: u32,
    /// Kept free before.
    pub buffer_before_minutes: u32,
    /// Kept free after.
    pub buffer_after_minutes: u32,
    /// Skills with levels.
    pub skills: Vec<SkillNeed>,
    /// People who come.
    pub crew_size: u8,
    /// Days in the workshop; 0: finished in one visit.
    pub workshop_days: u16,
}

/// Where a quote stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum QuoteState {
    /// Can be accepted until it expires.
    Open,
    /// Agreed.
    Accepted {
        /// The chosen way.
        plan: Plan,
        /// When.
        at: Timestamp,
    },
    /// Another quote took its place.
    Superseded {
        /// Which.
        by: QuoteId,
        /// When.
        at: Timestamp,
    },
}

kernel::text_enum! {
    /// A quote's state in one word. Expiry is not written down: it follows from the time.
    pub enum Standing {
        /// Can be accepted.
        Open = "open",
        /// Agreed.
        Accepted = "accepted",
        /// Another quote took its place.
        Superseded = "superseded",
        /// Nobody accepted it in time.
        Expired = "expired",
    }
}

/// A binding offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// Its id.
    pub id: QuoteId,
    /// Where it stands.
    #[serde(flatten)]
    pub state: QuoteState,
    /// For whom, when known.
    pub customer: Option<CustomerId>,
    /// The job that this is extra work of.
    pub job: Option<JobId>,
    /// The accepted quote that this is extra work to.
    pub base: Option<QuoteId>,
    /// The accepted quote whose visit fee is taken off here.
    pub credit_of: Option<QuoteId>,
    /// The quote that took this one's visit fee off.
    pub credited_by: Option<QuoteId>,
    /// From which book.
    pub price_book: PriceBookId,
    /// The book's number.
    pub price_book_number: i64,
    /// Of all amounts.
    pub currency: Currency,
    /// What.
    pub items: Vec<QuotedItem>,
    /// Where and when.
    pub visit: VisitFacts,
    /// One, or the cheaper and the better way.
    pub options: Vec<QuoteOption>,
    /// What planning needs.
    pub need: Need,
    /// When the customer pays.
    pub payment: PaymentMode,
    /// What a visit costs when nothing else comes of it.
    pub visit_fee: Money,
    /// Until when it binds us.
    pub valid_until: Timestamp,
    /// HMAC-SHA256 over the canonical text, in hexadecimal.
    pub signature: String,
    /// When.
    pub made_at: Timestamp,
    /// By whom: an actor's label.
    pub made_by: String,
    /// For `If-Match`.
    pub version: i64,
}

impl Quote {
    /// Where it stands at an instant.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.state {
            QuoteState::Open if now >= self.valid_until => Standing::Expired,
            QuoteState::Open => Standing::Open,
            QuoteState::Accepted { .. } => Standing::Accepted,
            QuoteState::Superseded { .. } => Standing::Superseded,
        }
    }

    /// The option of a plan.
    #[must_use]
    pub fn option(&self, plan: Plan) -> Option<&QuoteOption> {
        self.options.iter().find(|option| option.plan == plan)
    }

    /// The accepted option.
    #[must_use]
    pub fn accepted(&self) -> Option<&QuoteOption> {
        match self.state {
            QuoteState::Accepted { plan, .. } => self.option(plan),
            QuoteState::Open | QuoteState::Superseded { .. } => None,
        }
    }

    /// The smallest total of its options.
    #[must_use]
    pub fn lowest_total(&self) -> Money {
        let totals = self.options.iter().map(|option| option.total);
        totals.min_by_key(|total| total.minor).unwrap_or(Money::zero(self.currency))
    }
}

/// The installation's secret for signing quotes.
#[derive(Clone)]
pub struct SigningKey(Arc<[u8]>);

impl SigningKey {
    /// A key of at least 32 bytes; `out_of_range` when it is shorter.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        if bytes.len() < 32 {
            return Err(problem::OUT_OF_RANGE.field("quote_signing_key"));
        }
        Ok(Self(bytes.into()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}
