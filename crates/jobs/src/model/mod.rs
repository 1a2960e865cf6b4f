//! The nouns: jobs, visits, their states and verbs, and the facts that others hand in.

mod facts;
mod field;
mod job;
mod state;
mod visit;

pub use facts::{
    Checked, Contact, Device, Line, Names, Need, PaymentTerms, PhotoNeed, PropertyFacts, QuoteFacts, Seen,
    ServiceFacts, SkillNeed, StepFact,
};
pub use field::{ChangeOrder, ChangeOrderState, ChecklistStep, Move, Proof, ProofKind};
pub use job::{Ending, Job, Source};
pub use state::{Party, Stage, State, Verb};
pub use visit::{Acceptance, AcceptedVia, Proposal, Visit};
