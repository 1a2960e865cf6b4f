//! Nouns: what a visit needs, who may be sent, what is promised, offered and decided.

mod comparison;
mod explanation;
mod need;
mod policy;
mod roster;
mod rows;

pub use comparison::Comparison;
pub use explanation::{Candidate, Explanation, Failed, Part, PartCode, Relaxation, Rule, Sentence};
pub use need::{SkillNeed, VisitNeed};
pub use policy::{Policy, Weights};
pub use roster::{Break, Gender, Names, Roster, ShiftDay, SkillHeld, Technician, TechnicianStatus, Vehicle};
pub use rows::{
    Crew, Decision, GrabRound, Hold, HoldState, Mode, Offer, OfferState, PlanState, Progress, Reservation, Role,
    RoundState, VisitPlan,
};
