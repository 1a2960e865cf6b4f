//! The people: skills, pace, what they carry and cost, and the days they work.

use super::Seconds;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Points for 1000 metres driven, above those of the policy; `travel` has to know metres.
    #[serde(default)]
    pub travel_points_per_km: i64,
    /// Points for an hour between leaving and returning, above those of the policy.
    #[serde(default)]
    pub work_points_per_hour: i64,
    /// Most visits in all shifts together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits_max: Option<u32>,
    /// Most seconds between leaving and returning, summed over all shifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_seconds_max: Option<Seconds>,
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
    /// For a day in progress: what of it is behind the technician. Limits of work count it, prices do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Begun>,
}

/// The part of a shift that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begun {
    /// When the technician left: work counts from then, whatever is served still.
    pub left_seconds: Seconds,
    /// When the technician is back if nothing more is served.
    pub back_seconds: Seconds,
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

fn thousand() -> u32 {
    1000
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
            travel_points_per_km: 0,
            work_points_per_hour: 0,
            visits_max: None,
            work_seconds_max: None,
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
            begun: None,
        }
    }
}
