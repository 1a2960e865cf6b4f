//! Shapes of what is sold, at which prices, and what was quoted.

use crate::shape::{coded, mirror, readable, shape, tagged};
use catalog::{
    actions::PriceEdited,
    model::{
        AddOn, AddOnChoice, AddOnKind, AddOnPrice, BookState, Category, CategorySpec, ChecklistTemplate, Climb,
        CommissionCategory, DayKind, DayPrice, Factor, Fault, Gate, ItemChoice, LineCode, Names, Need, PaymentMode,
        Piece, Plan, PlanOffer, PlanPrice, Policy, PriceBook, PriceItem, Quote, QuoteLine, QuoteOption, QuotedItem,
        Service, ServicePrice, ServiceSpec, SkillNeed, Standing, StepKind, TemplateStep, Term, TermKind, Terms,
        TerritoryPrice, Unit, Urgency, VisitFacts, VisitFeeRule, Work,
    },
    views::{BookLine, BookSummary, Branch, Furniture, FurnitureFault, PricePoint, ServiceCard, ServiceDetail},
};
use kernel::{
    CategoryId, Currency, CustomerId, JobId, Money, PriceBookId, QuoteId, Rate, ServiceId, TerritoryId, Timestamp,
    Zone,
    time::{Date, Time},
};
use std::collections::BTreeMap;

coded!(
    AddOnKind,
    BookState,
    CommissionCategory,
    DayKind,
    Gate,
    LineCode,
    Plan,
    Standing,
    StepKind,
    TermKind,
    Unit,
    Urgency,
    VisitFeeRule
);
readable!(CategorySpec, ChecklistTemplate, Policy, ServicePrice, ServiceSpec, Names);

mirror! { Names = Names { zh: String, en: String } }
mirror! { SkillNeed = SkillNeed { skill: String, level: u8 } }
mirror! { AddOnChoice = AddOnChoice { code: String, count: u32 } }
mirror! { Piece = Piece {
    furniture_type: Option<String>, fault: Option<String>, material: Option<String>, brand: Option<String>,
    brand_tier: Option<String>, difficulty: Option<u8>,
} }
mirror! { ItemChoice = ItemChoice { service: ServiceId, quantity: u32, piece: Piece, add_ons: Vec<AddOnChoice> } }
mirror! { VisitFacts = VisitFacts {
    territory: Option<TerritoryId>, floor: i32, has_lift: bool, start: Option<Timestamp>, urgency: Urgency,
} }
mirror! { QuotedItem = QuotedItem {
    .. choice: ItemChoice,
    code: String, names: Names, unit: Unit, service_version: i64, commission: CommissionCategory, checklist: String,
} }
mirror! { QuoteLine = QuoteLine {
    item: u16, code: LineCode, names: Option<Names>, params: BTreeMap<String, String>, amount: Money, category: CommissionCategory,
} }
mirror! { QuoteOption = QuoteOption {
    plan: Plan, names: Option<Names>, lines: Vec<QuoteLine>, total: Money, due_first: Money, labour_warranty_days: u16,
    part_warranty_days: u16,
} }
mirror! { WorkNeed = Need {
    duration_minutes: u32, buffer_before_minutes: u32, buffer_after_minutes: u32, skills: Vec<SkillNeed>, crew_size: u8,
    workshop_days: u16,
} }
tagged! { PaymentMode by mode = PaymentMode { deposit { rate: Rate }, pay_after {}, prepay {} } }
tagged! { Climb by rule = Climb { free {}, share {}, each { fee: Money } } }

shape! {
    /// A binding offer with itemised lines, signed by the price book's version.
    QuoteShown of Quote as quote {
        quote: QuoteId = quote.id,
        customer: Option<CustomerId>,
        job: Option<JobId>,
        /// The quote that this one replaces or adds to.
        base: Option<QuoteId>,
        price_book: PriceBookId,
        price_book_number: i64,
        currency: Currency,
        items: Vec<QuotedItem>,
        visit: VisitFacts,
        /// The plans to choose from, each with its lines.
        options: Vec<QuoteOption>,
        need: Need,
        payment: PaymentMode,
        visit_fee: Money,
        valid_until: Timestamp,
        /// Seals everything that binds; see the quote's verification.
        signature: String,
        made_at: Timestamp,
        version: i64,
    }
}

mirror! { CategorySpec = CategorySpec { code: String, names: Names, parent: Option<CategoryId>, position: i64, is_active: bool } }
mirror! { Category = Category { id: CategoryId, spec: CategorySpec, version: i64 } }
mirror! { Work = Work {
    base_minutes: u32, minutes_per_unit: u32, minutes_min: u32, minutes_per_floor: u32, buffer_before_minutes: u32,
    buffer_after_minutes: u32, skills: Vec<SkillNeed>, crew_size: u8, crew_size_max: u8, workshop_days: u16,
} }
mirror! { Terms = Terms {
    payment: PaymentMode, commission: CommissionCategory, labour_warranty_days: u16, part_warranty_days: u16, visit_fee: VisitFeeRule,
} }
mirror! { AddOn = AddOn { code: String, names: Names, kind: AddOnKind, minutes: u32, count_max: u32 } }
mirror! { PlanOffer = PlanOffer { plan: Plan, names: Names, labour_warranty_days: u16, part_warranty_days: u16 } }
mirror! { ServiceSpec = ServiceSpec {
    category: CategoryId, code: String, names: Names, description: Names, unit: Unit, quantity_min: u32, quantity_max: u32,
    work: Work, terms: Terms, add_ons: Vec<AddOn>, plans: Vec<PlanOffer>, materials: Vec<String>, brand_matters: bool,
    difficulty: Option<u8>, checklist: String, position: i64,
} }
mirror! { Service = Service { id: ServiceId, spec: ServiceSpec, is_active: bool, version: i64 } }
mirror! { ServiceCard = ServiceCard {
    id: ServiceId, category: CategoryId, code: String, names: Names, unit: Unit, unit_price: Option<Money>, is_active: bool,
    position: i64,
} }
mirror! { Branch = Branch { category: Category, services: Vec<ServiceCard>, branches: Vec<Branch> } }
mirror! { TemplateStep = TemplateStep {
    code: String, names: Names, kind: StepKind, photos: Vec<String>, reading_unit: String, gate: Gate,
} }
mirror! { ChecklistTemplate = ChecklistTemplate { code: String, names: Names, steps: Vec<TemplateStep>, version: i64 } }
mirror! { Term = Term { kind: TermKind, code: String, parent: String, names: Names, position: i64, is_active: bool, version: i64 } }
mirror! { Fault = Fault {
    code: String, service: ServiceId, path: String, furniture_types: Vec<String>, symptom: Names, cause: Names, method: Names,
    minutes: (u32, u32), price: (Money, Money), position: i64, is_active: bool, version: i64,
} }
mirror! { FurnitureFault = FurnitureFault {
    .. fault: Fault,
    service_code: String, service_names: Names, unit: Unit, difficulty: Option<u8>, materials: Vec<String>,
} }
mirror! { Furniture = Furniture {
    types: Vec<Term>, materials: Vec<Term>, brand_tiers: Vec<Term>, brands: Vec<Term>, faults: Vec<FurnitureFault>,
} }
mirror! { ServiceDetail = ServiceDetail {
    service: Service, category: Category, price: Option<PriceItem>, price_book: Option<PriceBookId>, checklist: ChecklistTemplate,
    faults: Vec<Fault>,
} }

mirror! { PlanPrice = PlanPrice { plan: Plan, rate: Rate } }
mirror! { AddOnPrice = AddOnPrice { code: String, price: Money, cost: Option<Money> } }
mirror! { ServicePrice = ServicePrice {
    unit_price: Money, floor: Option<Money>, cap: Option<Money>, minimum: Option<Money>, climb: Climb, plans: Vec<PlanPrice>,
    add_ons: Vec<AddOnPrice>,
} }
mirror! { PriceItem = PriceItem { service: ServiceId, price: ServicePrice, version: i64 } }
mirror! { PriceEdited = PriceEdited { item: PriceItem, book_version: i64 } }
mirror! { Factor = Factor { code: String, names: Names, rate: Rate } }
mirror! { TerritoryPrice = TerritoryPrice { territory: TerritoryId, names: Names, rate: Rate, travel_fee: Money } }
mirror! { DayPrice = DayPrice { kind: DayKind, names: Names, from: Date, until: Date, rate: Rate } }
mirror! { PricePolicy = Policy {
    brand_tiers: Vec<Factor>, materials: Vec<Factor>, difficulty: [Rate; 5], floor: Rate, territories: Vec<TerritoryPrice>,
    night: Rate, night_from: Time, night_until: Time, weekend: Rate, days: Vec<DayPrice>, emergency: Rate, visit_fee: Money,
    parts_markup_max: Rate, quote_hours: u16,
} }
mirror! { PriceBook = PriceBook {
    id: PriceBookId, number: i64, state: BookState, note: String, currency: Currency, zone: Zone, valid_from: Option<Date>,
    policy: Policy, version: i64, created_at: Timestamp, published_at: Option<Timestamp>,
} }
mirror! { BookSummary = BookSummary {
    price_book_id: PriceBookId, number: i64, state: BookState, note: String, currency: Currency, valid_from: Option<Date>,
    items: i64, version: i64, created_at: Timestamp, published_at: Option<Timestamp>,
} }
mirror! { BookLine = BookLine { .. item: PriceItem, code: String, names: Names, unit: Unit, is_active: bool } }
mirror! { PricePoint = PricePoint { price_book: PriceBookId, number: i64, valid_from: Date, unit_price: Money } }
