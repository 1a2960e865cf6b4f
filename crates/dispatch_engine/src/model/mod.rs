//! What is to be planned: technicians with shifts, visits with windows and needs, travel, and what things cost.
//!
//! Times are whole seconds on any common origin (the caller chooses, for instance midnight of the first day in the market's zone).
//! Costs are whole points; by default one second of travel is one point.

use crate::travel::Travel;
use serde::{Deserialize, Serialize};

mod policy;
mod technician;
mod visit;

pub use policy::Policy;
pub use technician::{Begun, Break, Shift, Technician};
pub use visit::{After, Pin, Standing, Visit};

/// A moment or a length in whole seconds.
pub type Seconds = i64;

/// One planning question: who goes where, when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// The people, in any order.
    pub technicians: Vec<Technician>,
    /// The visits to plan, in any order.
    pub visits: Vec<Visit>,
    /// Places and the time between them.
    pub travel: Travel,
    /// What counts, and how much.
    #[serde(default)]
    pub policy: Policy,
    /// Place (index in `travel`) where missing tools and parts can be fetched, at most once a shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply_place: Option<usize>,
}

/// A span in which service may start, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Earliest start of service.
    pub start_seconds: Seconds,
    /// Latest start of service.
    pub end_seconds: Seconds,
}

impl Window {
    /// From the first to the second, both included.
    #[must_use]
    pub fn new(start_seconds: Seconds, end_seconds: Seconds) -> Self {
        Window { start_seconds, end_seconds }
    }
}
