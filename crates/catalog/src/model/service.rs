//! What is sold: categories and services with all that planning, billing and warranty need to know.

use crate::model::Names;
use kernel::{CategoryId, Rate, ServiceId};
use serde::{Deserialize, Serialize};

/// The skills a service can ask for (DOMAIN 10, as far as the catalogue reaches).
pub const SKILLS: &[&str] = &[
    "wood_structure",
    "wood_surface",
    "upholstery_leather",
    "upholstery_fabric",
    "hardware",
    "glass_stone",
    "assembly",
    "electric",
    "plumbing",
    "refrigeration",
    "smart_home",
    "appliance_cleaning",
    "cleaning_daily",
    "cleaning_deep",
    "cleaning_first",
    "appliance_repair",
];

/// What an operator writes about a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategorySpec {
    /// Stable name, lower case.
    pub code: String,
    /// What people read.
    pub names: Names,
    /// The category above it.
    pub parent: Option<CategoryId>,
    /// Order among its siblings.
    pub position: i64,
    /// Whether customers see it.
    pub is_active: bool,
}

/// A heading of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its content.
    #[serde(flatten)]
    pub spec: CategorySpec,
    /// For `If-Match`.
    pub version: i64,
}

kernel::text_enum! {
    /// What a service is counted in; quantities are whole, a part of a unit counts as one.
    pub enum Unit {
        /// An hour of work.
        Hour = "hour",
        /// An appliance.
        Appliance = "unit",
        /// A piece.
        Item = "item",
        /// A seat of a sofa or chair.
        Seat = "seat",
        /// A square metre of floor, glass or wall.
        SquareMetre = "square_metre",
        /// A square metre for a month.
        SquareMetreMonth = "square_metre_month",
        /// A cubic metre of goods.
        CubicMetre = "cubic_metre",
        /// A door.
        Door = "door",
        /// A damaged spot.
        Spot = "spot",
        /// A whole visit.
        Visit = "visit",
        /// A running metre.
        Metre = "metre",
        /// A pair.
        Pair = "pair",
        /// A whole job.
        Job = "job",
    }
}

kernel::text_enum! {
    /// Which commission rule a line falls under.
    pub enum CommissionCategory {
        /// Cleaning of homes.
        Cleaning = "cleaning",
        /// Labour of furniture repair.
        RepairLabour = "repair_labour",
        /// Assembly, fitting, delivery.
        Installation = "installation",
        /// Cleaning and repair of appliances.
        Appliance = "appliance",
        /// Plumbing and electric work.
        PlumbingElectric = "plumbing_electric",
        /// Parts and materials.
        Parts = "parts",
        /// Inspection and measuring.
        Inspection = "inspection",
    }
}

kernel::text_enum! {
    /// How a service stands to the visit fee, which is never charged twice.
    pub enum VisitFeeRule {
        /// It has nothing to do with it.
        Unrelated = "unrelated",
        /// It is the visit fee: inspection, measuring.
        Charges = "charges",
        /// A visit fee paid before is taken off its price.
        Credits = "credits",
    }
}

/// When a customer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum PaymentMode {
    /// A share before the work, the rest after it.
    Deposit {
        /// Which share.
        rate: Rate,
    },
    /// All of it after the work.
    PayAfter,
    /// All of it before the work.
    Prepay,
}

/// A skill with the level that the work needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillNeed {
    /// One of [`SKILLS`].
    pub skill: String,
    /// 0 to 5.
    pub level: u8,
}

/// How the work goes: the facts that planning needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Setting up and clearing away, whatever the quantity.
    pub base_minutes: u32,
    /// For each unit, by the smallest crew.
    pub minutes_per_unit: u32,
    /// Never less than this.
    pub minutes_min: u32,
    /// For each floor climbed without a lift.
    pub minutes_per_floor: u32,
    /// Kept free before.
    pub buffer_before_minutes: u32,
    /// Kept free after.
    pub buffer_after_minutes: u32,
    /// What whoever leads the work must be able to do.
    pub skills: Vec<SkillNeed>,
    /// People who come.
    pub crew_size: u8,
    /// People who may come, when the work is too long for the smallest crew.
    pub crew_size_max: u8,
    /// Days in the workshop, or until a made part is there; 0: finished in one visit.
    pub workshop_days: u16,
}

/// What is agreed with every sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// When the customer pays.
    pub payment: PaymentMode,
    /// Which commission rule the labour falls under.
    pub commission: CommissionCategory,
    /// Warranty on labour; 0: none.
    pub labour_warranty_days: u16,
    /// Warranty on parts; 0: none, or the maker's.
    pub part_warranty_days: u16,
    /// How it stands to the visit fee.
    pub visit_fee: VisitFeeRule,
}

kernel::text_enum! {
    /// What an add-on is.
    pub enum AddOnKind {
        /// More work.
        Work = "work",
        /// A part, whose mark-up is capped.
        Part = "part",
    }
}

/// Something that can be added to a service; its price stands in the price book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddOn {
    /// Stable within the service.
    pub code: String,
    /// What people read.
    pub names: Names,
    /// Work or part.
    pub kind: AddOnKind,
    /// Minutes each.
    pub minutes: u32,
    /// At most so many.
    pub count_max: u32,
}

kernel::text_enum! {
    /// The choices of a quote.
    pub enum Plan {
        /// The cheaper materials that hold.
        Economy = "economy",
        /// The only way it is done.
        Standard = "standard",
        /// The better materials, with the longer warranty.
        Premium = "premium",
    }
}

/// One of the ways a service is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOffer {
    /// Which.
    pub plan: Plan,
    /// What is different about it.
    pub names: Names,
    /// Warranty on labour.
    pub labour_warranty_days: u16,
    /// Warranty on parts.
    pub part_warranty_days: u16,
}

/// What an operator writes about a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceSpec {
    /// Its heading.
    pub category: CategoryId,
    /// Short code for people, `HC-D`; never changes its meaning.
    pub code: String,
    /// What people read.
    pub names: Names,
    /// What is included, and what is not.
    pub description: Names,
    /// What it is counted in.
    pub unit: Unit,
    /// The least that is sold.
    pub quantity_min: u32,
    /// The most that one visit can do.
    pub quantity_max: u32,
    /// How the work goes.
    pub work: Work,
    /// What is agreed with it.
    pub terms: Terms,
    /// What can be added.
    pub add_ons: Vec<AddOn>,
    /// The ways it is offered; empty: only one.
    pub plans: Vec<PlanOffer>,
    /// The materials it is done on, each with a factor in the price book; the customer names one. Empty: the price does not ask.
    pub materials: Vec<String>,
    /// Whether the price depends on the brand's tier.
    pub brand_matters: bool,
    /// The usual difficulty, 1 to 5, that the unit price is for; none: not graded.
    pub difficulty: Option<u8>,
    /// The checklist template's code.
    pub checklist: String,
    /// Order in the catalogue.
    pub position: i64,
}

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its content.
    #[serde(flatten)]
    pub spec: ServiceSpec,
    /// Whether customers can have it.
    pub is_active: bool,
    /// For `If-Match`.
    pub version: i64,
}
