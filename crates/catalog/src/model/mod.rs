//! The nouns of the catalogue.

mod checklist;
mod furniture;
mod names;
mod price_book;
mod quote;
mod service;

pub use checklist::{ChecklistTemplate, Gate, StepKind, TemplateStep};
pub use furniture::{Fault, Term, TermKind};
pub use names::Names;
pub use price_book::{
    AddOnPrice, BookState, Climb, DayKind, DayPrice, Factor, PlanPrice, Policy, PriceBook, PriceItem, ServicePrice,
    TerritoryPrice,
};
pub use quote::{
    AddOnChoice, ItemChoice, LineCode, Need, Piece, Quote, QuoteLine, QuoteOption, QuoteRequest, QuoteState,
    QuotedItem, SigningKey, Standing, Urgency, VisitFacts,
};
pub use service::{
    AddOn, AddOnKind, Category, CategorySpec, CommissionCategory, PaymentMode, Plan, PlanOffer, SKILLS, Service,
    ServiceSpec, SkillNeed, Terms, Unit, VisitFeeRule, Work,
};
