//! Generated field-service instances (`fsr-1`): skills with levels, windows, weights, breaks, preferences.

use super::FormatError;
use crate::model::{Break, Policy, Problem, Shift, Technician, Visit, Window};
use crate::travel::Travel;
use serde::Deserialize;
use std::collections::BTreeMap;

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
