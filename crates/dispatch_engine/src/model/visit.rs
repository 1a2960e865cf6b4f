//! The work: one trip to a customer, what it needs, what was promised, and which other visits it is tied to.

use super::{Seconds, Window};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One trip to a customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Unique among visits.
    pub id: String,
    /// Where (index in `travel`).
    pub place: usize,
    /// Work on site at standard pace.
    pub duration_seconds: Seconds,
    /// Parking and getting to the door, not needed when the stop before is at the same place.
    #[serde(default)]
    pub setup_seconds: Seconds,
    /// When service may start; in order, not overlapping; none = any time.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// Service starts no earlier, whatever the windows say (the order was not known, the part not there).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_seconds: Option<Seconds>,
    /// How much after a window's end service may start, at `lateness_points_per_second`.
    #[serde(default)]
    pub lateness_seconds_max: Seconds,
    /// Skill name to lowest sufficient level.
    #[serde(default)]
    pub skills: BTreeMap<String, u8>,
    /// When not empty, only these technicians may come.
    #[serde(default)]
    pub required_technicians: BTreeSet<String>,
    /// When not empty, anyone else costs `preference_points`.
    #[serde(default)]
    pub preferred_technicians: BTreeSet<String>,
    /// These may not come.
    #[serde(default)]
    pub excluded_technicians: BTreeSet<String>,
    /// Worth of serving it; more weight served always beats less cost.
    #[serde(default = "one")]
    pub weight: u32,
    /// Has to be served whatever weight is lost elsewhere.
    #[serde(default)]
    pub mandatory: bool,
    /// What was told to the customer; changing it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// What may not be changed.
    #[serde(default)]
    pub pin: Pin,
    /// Load taken (positive) or brought (negative) per dimension of `capacity`.
    #[serde(default)]
    pub demand: Vec<i64>,
    /// Id of the visit that this one delivers for: same technician, same shift, after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivers: Option<String>,
    /// Tools needed.
    #[serde(default)]
    pub tools: BTreeSet<String>,
    /// Spare parts used up.
    #[serde(default)]
    pub parts: BTreeMap<String, u32>,
    /// Id of a visit with which this one starts at the same moment, served by another technician: a crew. All of a crew are served, or
    /// none; a crew has at most four visits, all naming the same first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<String>,
    /// Visits that have to be over before this one; it is served only when they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<After>,
    /// Id of a visit of the same series: whoever serves one of a series serves all of it that is served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_technician_as: Option<String>,
}

/// What comes before, and how long before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// Id of the earlier visit.
    pub visit: String,
    /// Least time between its end and this visit's start (plaster dries, a part warms up).
    #[serde(default)]
    pub gap_seconds_min: Seconds,
    /// Most time between its end and this visit's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_seconds_max: Option<Seconds>,
}

/// Who was announced, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Technician's id.
    pub technician: String,
    /// Start of service.
    pub start_seconds: Seconds,
}

/// How firmly a visit is fixed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pin {
    /// The engine decides.
    #[default]
    Free,
    /// Only this technician (id), any time within the windows.
    Technician(String),
    /// Only this technician, service starting exactly then.
    Start {
        /// Technician's id.
        technician: String,
        /// Start of service.
        start_seconds: Seconds,
    },
}

fn one() -> u32 {
    1
}

impl Visit {
    /// The same visit by itself.
    pub(crate) fn without_ties(mut self) -> Visit {
        (self.starts_with, self.same_technician_as) = (None, None);
        self.after.clear();
        self
    }

    /// Whether it names another visit to which it is bound.
    pub(crate) fn is_tied(&self) -> bool {
        self.starts_with.is_some() || !self.after.is_empty() || self.same_technician_as.is_some()
    }

    /// A visit of weight 1 that anyone can serve at any time.
    #[must_use]
    pub fn new(id: impl Into<String>, place: usize, duration_seconds: Seconds) -> Self {
        Visit {
            id: id.into(),
            place,
            duration_seconds,
            setup_seconds: 0,
            windows: Vec::new(),
            release_seconds: None,
            lateness_seconds_max: 0,
            skills: BTreeMap::new(),
            required_technicians: BTreeSet::new(),
            preferred_technicians: BTreeSet::new(),
            excluded_technicians: BTreeSet::new(),
            weight: 1,
            mandatory: false,
            standing: None,
            pin: Pin::Free,
            demand: Vec::new(),
            delivers: None,
            tools: BTreeSet::new(),
            parts: BTreeMap::new(),
            starts_with: None,
            after: Vec::new(),
            same_technician_as: None,
        }
    }
}
