//! An independent checker: it reads the problem and the stated times, and shares no code with the search.
//!
//! Search keeps incremental state and may be wrong in subtle ways; this walks every route second by second, in the plainest words,
//! and adds up the score again.

mod quota;
mod ties;
mod walk;

use crate::model::{Pin, Problem, Seconds, Technician, Visit};
use crate::plan::{Plan, PlannedRoute, Score};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the checker found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Broken rules; empty for a valid plan.
    pub violations: Vec<Violation>,
    /// The score, added up from nothing.
    pub score: Score,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Technician's id.
    pub technician: String,
    /// Visit's id, when it is about one.
    pub visit: Option<String>,
    /// Which rule.
    pub rule: Rule,
    /// By how much, in the rule's unit; 1 when there is no measure.
    pub by: i64,
}

/// The rules a plan has to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The technician, shift or visit exists.
    Known,
    /// A shift has one route, a visit one stop.
    Once,
    /// The technician has the skill at the level.
    Skill,
    /// Required, excluded and pinned technicians.
    Person,
    /// Service starts within a window, lateness permitted included.
    Window,
    /// Nobody is in two places: stated times leave enough for driving and breaks.
    Time,
    /// Breaks start in their windows.
    Break,
    /// Leaving and returning within the shift.
    Shift,
    /// Visits in a shift.
    VisitsMax,
    /// Seconds of work in a shift.
    WorkMax,
    /// Visits in all shifts of a technician.
    TechnicianVisitsMax,
    /// Seconds of work in all shifts of a technician.
    TechnicianWorkMax,
    /// Load within capacity.
    Capacity,
    /// Tools and parts at hand.
    Supplies,
    /// Pick-up before delivery, by the same technician in the same shift.
    Pair,
    /// A crew starts at one moment, each by another technician, all or none.
    Crew,
    /// What has to come first is over, with the gap asked for.
    Order,
    /// A series has one technician.
    Series,
}

/// Checks a plan with stated times against every rule.
#[must_use]
pub fn validate(problem: &Problem, plan: &Plan) -> Report {
    let mut checker = Checker {
        problem,
        technicians: problem.technicians.iter().map(|t| (t.id.as_str(), t)).collect(),
        visits: problem.visits.iter().map(|v| (v.id.as_str(), v)).collect(),
        pickups: problem.visits.iter().filter_map(|v| v.delivers.as_deref()).collect(),
        seen: BTreeSet::new(),
        served: BTreeMap::new(),
        worked: BTreeMap::new(),
        violations: Vec::new(),
        score: Score::default(),
    };
    let mut shifts = BTreeSet::new();
    for route in &plan.routes {
        if !shifts.insert((&route.technician, route.shift)) {
            checker.report(route, None, Rule::Once, 1);
        }
        checker.route(route);
    }
    checker.quotas();
    checker.ties();
    for visit in &problem.visits {
        if checker.seen.contains(visit.id.as_str()) {
            checker.score.weight_served += i64::from(visit.weight);
        } else {
            checker.score.weight_unserved += i64::from(visit.weight);
            checker.score.mandatory_unserved += i64::from(visit.mandatory);
        }
    }
    Report { violations: checker.violations, score: checker.score }
}

/// What a visit got.
struct Served {
    technician: String,
    start: Seconds,
    end: Seconds,
}

struct Checker<'a> {
    problem: &'a Problem,
    technicians: BTreeMap<&'a str, &'a Technician>,
    visits: BTreeMap<&'a str, &'a Visit>,
    /// Visits that another one delivers for.
    pickups: BTreeSet<&'a str>,
    seen: BTreeSet<&'a str>,
    /// By whom and when.
    served: BTreeMap<&'a str, Served>,
    /// Visits and work of each shift.
    worked: quota::Worked<'a>,
    violations: Vec<Violation>,
    score: Score,
}

impl<'a> Checker<'a> {
    fn report(&mut self, route: &PlannedRoute, visit: Option<&str>, rule: Rule, by: i64) {
        self.violations.push(Violation {
            technician: route.technician.clone(),
            visit: visit.map(str::to_string),
            rule,
            by,
        });
    }

    fn route(&mut self, route: &'a PlannedRoute) {
        let Some((&technician, shift)) =
            self.technicians.get(route.technician.as_str()).and_then(|t| Some((t, t.shifts.get(route.shift)?)))
        else {
            return self.report(route, None, Rule::Known, 1);
        };
        if route.stops.is_empty() {
            return;
        }
        let mut visits = Vec::new();
        for stop in &route.stops {
            match stop.visit.as_deref().map(|id| (id, self.visits.get(id).copied())) {
                None => visits.push(None),
                Some((_, Some(visit))) => visits.push(Some(visit)),
                Some((id, None)) => return self.report(route, Some(id), Rule::Known, 1),
            }
        }
        self.persons(route, technician, &visits);
        self.times(route, technician, shift, &visits);
        self.loads(route, technician, shift, &visits);
        self.supplies(route, technician, &visits);
        self.pairs(route, &visits);
        self.score.points += technician.used_points;
    }

    fn persons(&mut self, route: &PlannedRoute, technician: &Technician, visits: &[Option<&'a Visit>]) {
        let policy = &self.problem.policy;
        for visit in visits.iter().flatten() {
            let id = Some(visit.id.as_str());
            if !self.seen.insert(&visit.id) {
                self.report(route, id, Rule::Once, 1);
            }
            for (skill, &level) in &visit.skills {
                let held = technician.skills.get(skill).copied().unwrap_or(0);
                if held < level {
                    self.report(route, id, Rule::Skill, i64::from(level - held));
                }
            }
            let pinned_elsewhere = match &visit.pin {
                Pin::Free => false,
                Pin::Technician(other) | Pin::Start { technician: other, .. } => *other != technician.id,
            };
            let not_required =
                !visit.required_technicians.is_empty() && !visit.required_technicians.contains(&technician.id);
            if pinned_elsewhere || not_required || visit.excluded_technicians.contains(&technician.id) {
                self.report(route, id, Rule::Person, 1);
            }
            if !visit.preferred_technicians.is_empty() && !visit.preferred_technicians.contains(&technician.id) {
                self.score.points += policy.preference_points;
            }
            if visit.standing.as_ref().is_some_and(|s| s.technician != technician.id) {
                self.score.points += policy.change_technician_points;
            }
        }
    }

    fn pairs(&mut self, route: &PlannedRoute, visits: &[Option<&'a Visit>]) {
        let at: BTreeMap<&str, usize> =
            visits.iter().enumerate().filter_map(|(k, v)| v.map(|v| (v.id.as_str(), k))).collect();
        for (k, visit) in visits.iter().enumerate().filter_map(|(k, v)| v.map(|v| (k, v))) {
            let Some(first) = &visit.delivers else { continue };
            if at.get(first.as_str()).is_none_or(|&p| p > k) {
                self.report(route, Some(&visit.id), Rule::Pair, 1);
            }
        }
        let delivered: BTreeSet<&str> = visits.iter().flatten().filter_map(|v| v.delivers.as_deref()).collect();
        for visit in visits.iter().flatten() {
            if self.pickups.contains(visit.id.as_str()) && !delivered.contains(visit.id.as_str()) {
                self.report(route, Some(&visit.id), Rule::Pair, 1);
            }
        }
    }
}
