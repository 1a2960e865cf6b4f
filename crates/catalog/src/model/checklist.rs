//! What a technician ticks off, photographs and measures; services of one kind share a template.

use crate::model::Names;
use serde::{Deserialize, Serialize};

kernel::text_enum! {
    /// How a step is proven.
    pub enum StepKind {
        /// By ticking it off.
        Tick = "tick",
        /// By the photos it names.
        Photo = "photo",
        /// By a measured value.
        Reading = "reading",
    }
}

kernel::text_enum! {
    /// What a step holds up until it is done.
    pub enum Gate {
        /// Nothing; it is good practice.
        Nothing = "nothing",
        /// The start of the work.
        Start = "start",
        /// Saying that the work is done.
        Finish = "finish",
    }
}

/// One step of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateStep {
    /// Stable within the template.
    pub code: String,
    /// What to do.
    pub names: Names,
    /// How it is proven.
    pub kind: StepKind,
    /// The photos a photo step wants, by name such as `before`; empty for other kinds.
    #[serde(default)]
    pub photos: Vec<String>,
    /// The unit of a reading, such as `MPa`; empty for other kinds.
    #[serde(default)]
    pub reading_unit: String,
    /// What it holds up.
    pub gate: Gate,
}

/// The ordered steps for one kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistTemplate {
    /// Stable name, lower case.
    pub code: String,
    /// What kind of work it is for.
    pub names: Names,
    /// In order.
    pub steps: Vec<TemplateStep>,
    /// For `If-Match`; 0 before it is saved.
    pub version: i64,
}
