//! What is to be planned: technicians with shifts, visits with windows and needs, travel, and what things cost.
//!
//! Times are whole seconds on any common origin (the caller chooses, for instance midnight of the first day in the market's zone).
//! Costs are whole points; by default one second of travel is one point.

use crate::travel::Travel;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

/// A person who serves visits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Technician {
    /// Unique among technicians.
    pub id: String,
    /// Skill name to level held.
    #[serde(default)]
    pub skills: BTreeMap<String, u8>,
    /// Working days, in order, not overlapping.
    pub shifts: Vec<Shift>,
    /// Travel time of this person's vehicle relative to `travel`, 1000 = the same, 1400 = 40 % slower.
    #[serde(default = "thousand")]
    pub travel_per_mille: u32,
    /// Learned pace: durations are multiplied by this, 1000 = standard.
    #[serde(default = "thousand")]
    pub duration_per_mille: u32,
    /// Capacity per load dimension; visits' `demand` may not exceed it at any moment of a shift.
    #[serde(default)]
    pub capacity: Vec<i64>,
    /// Tools carried.
    #[serde(default)]
    pub tools: BTreeSet<String>,
    /// Spare parts carried at the start of each shift.
    #[serde(default)]
    pub parts: BTreeMap<String, u32>,
    /// Points for each shift in which the person is used at all.
    #[serde(default)]
    pub used_points: i64,
}

/// One working day of one technician.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Earliest departure from `start_place`; for a day in progress: the moment the technician is free.
    pub start_seconds: Seconds,
    /// Latest return to `end_place`, overtime apart.
    pub end_seconds: Seconds,
    /// Where the day starts (index in `travel`); for a day in progress: where the technician is.
    pub start_place: usize,
    /// Where the day ends (index in `travel`).
    pub end_place: usize,
    /// Breaks in order of time; also fixed absences (`earliest = latest`).
    #[serde(default)]
    pub breaks: Vec<Break>,
    /// How long after `end_seconds` the return may be, at `overtime_points_per_second`.
    #[serde(default)]
    pub overtime_seconds_max: Seconds,
    /// Most visits in this shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits_max: Option<u32>,
    /// Most seconds between leaving and returning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_seconds_max: Option<Seconds>,
}

/// A pause that starts within its window, between two stops or on the way.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Earliest start.
    pub earliest_seconds: Seconds,
    /// Latest start.
    pub latest_seconds: Seconds,
    /// Length.
    pub duration_seconds: Seconds,
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

/// What counts, and how much, after mandatory visits and weight served (which always come first).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Per second of driving.
    pub travel_points_per_second: i64,
    /// Per second between leaving the start and reaching the end, at the best moment to leave.
    pub work_points_per_second: i64,
    /// Per second of return after the shift's end.
    pub overtime_points_per_second: i64,
    /// Per second of start after a window's end.
    pub lateness_points_per_second: i64,
    /// For a visit served by someone who is not preferred.
    pub preference_points: i64,
    /// For a visit served by someone other than announced.
    pub change_technician_points: i64,
    /// Fair load: points times the square of each shift's busy hours.
    pub busy_points_per_square_hour: i64,
    /// When given, weight left out costs this much and is weighed against the other costs instead of coming first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unserved_points_per_weight: Option<i64>,
    /// As few shifts in use as possible comes before cost.
    pub fewest_shifts: bool,
    /// Weight that a promised visit counts for in addition when it was announced (`standing`).
    pub promised_weight: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            travel_points_per_second: 1,
            work_points_per_second: 0,
            overtime_points_per_second: 3,
            lateness_points_per_second: 5,
            preference_points: 1800,
            change_technician_points: 7200,
            busy_points_per_square_hour: 0,
            unserved_points_per_weight: None,
            fewest_shifts: false,
            promised_weight: 0,
        }
    }
}

fn thousand() -> u32 {
    1000
}

fn one() -> u32 {
    1
}

impl Technician {
    /// A technician with the given shifts and nothing else said.
    #[must_use]
    pub fn new(id: impl Into<String>, shifts: Vec<Shift>) -> Self {
        Technician {
            id: id.into(),
            skills: BTreeMap::new(),
            shifts,
            travel_per_mille: 1000,
            duration_per_mille: 1000,
            capacity: Vec::new(),
            tools: BTreeSet::new(),
            parts: BTreeMap::new(),
            used_points: 0,
        }
    }
}

impl Shift {
    /// A shift from and to one place, without breaks or overtime.
    #[must_use]
    pub fn new(start_seconds: Seconds, end_seconds: Seconds, place: usize) -> Self {
        Shift {
            start_seconds,
            end_seconds,
            start_place: place,
            end_place: place,
            breaks: Vec::new(),
            overtime_seconds_max: 0,
            visits_max: None,
            work_seconds_max: None,
        }
    }
}

impl Visit {
    /// A visit of weight 1 that anyone can serve at any time.
    #[must_use]
    pub fn new(id: impl Into<String>, place: usize, duration_seconds: Seconds) -> Self {
        Visit {
            id: id.into(),
            place,
            duration_seconds,
            setup_seconds: 0,
            windows: Vec::new(),
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
        }
    }
}

impl Window {
    /// From the first to the second, both included.
    #[must_use]
    pub fn new(start_seconds: Seconds, end_seconds: Seconds) -> Self {
        Window { start_seconds, end_seconds }
    }
}
