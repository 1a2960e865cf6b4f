//! What differs between two plans, of one problem or of two: visit by visit, technician by technician, and in the score.

use crate::model::{Problem, Seconds};
use crate::plan::{Plan, Score};
use crate::validate::validate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The differences; pairs are (first plan, second plan).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What each is worth, added up by the checker.
    pub scores: [Score; 2],
    /// Rules each breaks.
    pub violations: [usize; 2],
    /// Visits with another technician.
    pub technician_changed: Vec<TechnicianChanged>,
    /// Visits with the same technician at another time.
    pub start_changed: Vec<StartChanged>,
    /// Ids of visits of both problems that only the first plan serves.
    pub no_longer_served: Vec<String>,
    /// Ids of visits of both problems that only the second plan serves.
    pub newly_served: Vec<String>,
    /// Ids of visits that only the first problem has.
    pub visits_removed: Vec<String>,
    /// Ids of visits that only the second problem has.
    pub visits_added: Vec<String>,
    /// Those whose work differs.
    pub technicians: Vec<WorkChanged>,
}

/// A visit that goes to someone else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TechnicianChanged {
    /// Visit's id.
    pub visit: String,
    /// Technician's id in the first plan.
    pub from: String,
    /// Technician's id in the second plan.
    pub to: String,
    /// Later by so much; negative when earlier.
    pub by_seconds: Seconds,
}

/// A visit at another time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StartChanged {
    /// Visit's id.
    pub visit: String,
    /// Later by so much; negative when earlier.
    pub by_seconds: Seconds,
}

/// Somebody's work in both plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkChanged {
    /// Technician's id.
    pub technician: String,
    /// Visits served.
    pub visits: [usize; 2],
    /// Driving.
    pub travel_seconds: [Seconds; 2],
    /// Between leaving and returning, all shifts.
    pub work_seconds: [Seconds; 2],
}

/// Compares two plans with stated times.
#[must_use]
pub fn compare(first: (&Problem, &Plan), second: (&Problem, &Plan)) -> Comparison {
    let reports = [validate(first.0, first.1), validate(second.0, second.1)];
    let ids = |p: &Problem| p.visits.iter().map(|v| v.id.clone()).collect::<BTreeSet<String>>();
    let (own, other) = (ids(first.0), ids(second.0));
    let (before, after) = (stops(first.1), stops(second.1));
    let mut comparison = Comparison {
        scores: [reports[0].score, reports[1].score],
        violations: [reports[0].violations.len(), reports[1].violations.len()],
        technician_changed: Vec::new(),
        start_changed: Vec::new(),
        no_longer_served: Vec::new(),
        newly_served: Vec::new(),
        visits_removed: own.difference(&other).cloned().collect(),
        visits_added: other.difference(&own).cloned().collect(),
        technicians: works(first.1, second.1),
    };
    for visit in first.0.visits.iter().map(|v| &v.id).filter(|id| other.contains(*id)) {
        match (before.get(visit.as_str()), after.get(visit.as_str())) {
            (Some(a), Some(b)) if a.0 != b.0 => comparison.technician_changed.push(TechnicianChanged {
                visit: visit.clone(),
                from: a.0.to_string(),
                to: b.0.to_string(),
                by_seconds: b.1 - a.1,
            }),
            (Some(a), Some(b)) if a.1 != b.1 => {
                comparison.start_changed.push(StartChanged { visit: visit.clone(), by_seconds: b.1 - a.1 });
            }
            (Some(_), None) => comparison.no_longer_served.push(visit.clone()),
            (None, Some(_)) => comparison.newly_served.push(visit.clone()),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
    comparison
}

/// Technician and start of every served visit.
fn stops(plan: &Plan) -> BTreeMap<&str, (&str, Seconds)> {
    plan.routes
        .iter()
        .flat_map(|r| {
            r.stops.iter().filter_map(|s| Some((s.visit.as_deref()?, (r.technician.as_str(), s.start_seconds))))
        })
        .collect()
}

fn works(first: &Plan, second: &Plan) -> Vec<WorkChanged> {
    let mut all: BTreeMap<&str, WorkChanged> = BTreeMap::new();
    for (k, plan) in [first, second].into_iter().enumerate() {
        for route in &plan.routes {
            let work = all.entry(&route.technician).or_insert_with(|| WorkChanged {
                technician: route.technician.clone(),
                visits: [0; 2],
                travel_seconds: [0; 2],
                work_seconds: [0; 2],
            });
            work.visits[k] += route.stops.iter().filter(|s| s.visit.is_some()).count();
            work.travel_seconds[k] += route.travel_seconds;
            work.work_seconds[k] += route.back_seconds - route.leave_seconds;
        }
    }
    let differs = |w: &WorkChanged| {
        w.visits[0] != w.visits[1]
            || w.travel_seconds[0] != w.travel_seconds[1]
            || w.work_seconds[0] != w.work_seconds[1]
    };
    all.into_values().filter(differs).collect()
}
