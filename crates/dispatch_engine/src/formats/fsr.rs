//! Generated field-service instances (`fsr-1`): skills with levels, windows, weights, breaks, preferences.

use super::FormatError;
use crate::arrivals::PastOrder;
use crate::model::{Break, Policy, Problem, Shift, Technician, Visit, Window};
use crate::plan::Plan;
use crate::travel::Travel;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Instance {
    #[serde(default)]
    preference_penalty: i64,
    locations: Vec<[i32; 2]>,
    technicians: Vec<Person>,
    jobs: Vec<Job>,
}

#[derive(Deserialize)]
struct Person {
    id: String,
    start: usize,
    end: usize,
    shift: [i64; 2],
    skills: BTreeMap<String, u8>,
    #[serde(rename = "break")]
    pause: Option<Pause>,
}

#[derive(Deserialize)]
struct Pause {
    window: [i64; 2],
    duration: i64,
}

/// A job as the file has it; the simulator sends the same.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Job {
    pub id: String,
    loc: usize,
    duration: i64,
    window: [i64; 2],
    #[serde(default)]
    skills: BTreeMap<String, u8>,
    weight: u32,
    preferred: Option<String>,
    #[serde(default)]
    mandatory: bool,
    #[serde(default)]
    release: i64,
}

pub(super) fn read(text: &str) -> Result<Problem, FormatError> {
    let instance: Instance =
        serde_json::from_str(text).map_err(|e| FormatError { line: e.line(), expected: e.to_string() })?;
    Ok(Problem {
        technicians: instance.technicians.into_iter().map(Person::technician).collect(),
        visits: instance.jobs.into_iter().map(Job::visit).collect(),
        travel: travel(instance.locations),
        policy: Policy { preference_points: instance.preference_penalty, ..Policy::default() },
        supply_place: None,
    })
}

/// The rule of the format: 156 seconds a kilometre.
pub(crate) fn travel(places: Vec<[i32; 2]>) -> Travel {
    Travel::Plane { places, seconds_per_km: 156 }
}

impl Person {
    fn technician(self) -> Technician {
        let mut shift = Shift::new(self.shift[0], self.shift[1], self.start);
        shift.end_place = self.end;
        shift.breaks.extend(self.pause.map(|p| Break {
            earliest_seconds: p.window[0],
            latest_seconds: p.window[1],
            duration_seconds: p.duration,
        }));
        Technician { skills: self.skills, ..Technician::new(self.id, vec![shift]) }
    }
}

impl Job {
    pub(crate) fn visit(self) -> Visit {
        Visit {
            windows: vec![Window::new(self.window[0], self.window[1])],
            skills: self.skills,
            weight: self.weight,
            preferred_technicians: self.preferred.into_iter().collect(),
            mandatory: self.mandatory,
            ..Visit::new(self.id, self.loc, self.duration)
        }
    }
}

/// A day whose orders arrive one by one.
#[derive(Debug, Clone)]
pub struct DayCase {
    technicians: Vec<Technician>,
    travel: Travel,
    preference_points: i64,
}

fn part<T: serde::de::DeserializeOwned>(message: &Value, key: &str) -> Result<T, FormatError> {
    T::deserialize(&message[key]).map_err(|e| FormatError { line: 0, expected: format!("{key}: {e}") })
}

/// Reads the message that opens a simulated day.
///
/// # Errors
/// When something of an instance is missing.
pub fn read_day(message: &Value) -> Result<DayCase, FormatError> {
    let people: Vec<Person> = part(message, "technicians")?;
    Ok(DayCase {
        technicians: people.into_iter().map(Person::technician).collect(),
        travel: travel(part(message, "locations")?),
        preference_points: message["preference_penalty"].as_i64().unwrap_or(0),
    })
}

/// Reads the orders that came during a past day out of its file; their places are added to those of the day.
///
/// # Errors
/// When the file is not an instance.
pub fn read_past(day: &mut DayCase, text: &str) -> Result<Vec<PastOrder>, FormatError> {
    let past: Instance =
        serde_json::from_str(text).map_err(|e| FormatError { line: e.line(), expected: e.to_string() })?;
    let Travel::Plane { places, .. } = &mut day.travel else { return Ok(Vec::new()) };
    let from = places.len();
    let known = past.locations.len();
    places.extend(past.locations);
    let late = past.jobs.into_iter().filter(|j| j.release > 0 && j.loc < known);
    let order = |mut job: Job| {
        job.loc += from;
        job.preferred = None;
        job.mandatory = false;
        PastOrder { received_seconds: job.release, visit: job.visit() }
    };
    Ok(late.map(order).collect())
}

#[derive(Deserialize)]
struct Now {
    id: String,
    at: usize,
    free: i64,
    end: usize,
    until: i64,
}

#[derive(Deserialize)]
struct Standing {
    technician: String,
    jobs: Vec<String>,
}

/// Reads a message that asks for a plan: what is left of the day, and the plan that stands.
///
/// # Errors
/// When the message does not follow the protocol.
pub fn read_arrival(day: &DayCase, message: &Value) -> Result<(Problem, Plan), FormatError> {
    let now: BTreeMap<String, Now> =
        part::<Vec<Now>>(message, "technicians")?.into_iter().map(|t| (t.id.clone(), t)).collect();
    let known: BTreeSet<&str> = day.technicians.iter().map(|t| t.id.as_str()).collect();
    if let Some(id) = now.keys().find(|id| !known.contains(id.as_str())) {
        return super::bad(0, format!("technicians: there is no technician {id} in the instance"));
    }
    if let Some(id) = known.iter().find(|id| !now.contains_key(**id)) {
        return super::bad(0, format!("technicians: where {id} is and when free"));
    }
    let jobs: Vec<Job> = part(message, "jobs")?;
    let current: Vec<Standing> = part(message, "current")?;
    let mut technicians = day.technicians.clone();
    for technician in &mut technicians {
        let now = &now[&technician.id];
        let shift = &mut technician.shifts[0];
        (shift.start_seconds, shift.end_seconds) = (now.free, now.until.max(now.free));
        (shift.start_place, shift.end_place) = (now.at, now.end);
    }
    let problem = Problem {
        technicians,
        visits: jobs.into_iter().map(Job::visit).collect(),
        travel: day.travel.clone(),
        policy: Policy { preference_points: day.preference_points, ..Policy::default() },
        supply_place: None,
    };
    let routes = current.iter().map(|r| (r.technician.as_str(), 0, r.jobs.iter().map(String::as_str).collect()));
    let plan = Plan::from_orders(routes);
    Ok((problem, plan))
}
