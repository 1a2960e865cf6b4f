//! An independent checker: it reads the problem and the stated times, and shares no code with the search.
//!
//! Search keeps incremental state and may be wrong in subtle ways; this walks every route second by second, in the plainest words,
//! and adds up the score again.

use crate::model::{Pin, Problem, Seconds, Shift, Technician, Visit};
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
    /// Load within capacity.
    Capacity,
    /// Tools and parts at hand.
    Supplies,
    /// Pick-up before delivery, by the same technician in the same shift.
    Pair,
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

struct Checker<'a> {
    problem: &'a Problem,
    technicians: BTreeMap<&'a str, &'a Technician>,
    visits: BTreeMap<&'a str, &'a Visit>,
    /// Visits that another one delivers for.
    pickups: BTreeSet<&'a str>,
    seen: BTreeSet<&'a str>,
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

    fn times(&mut self, route: &PlannedRoute, technician: &Technician, shift: &Shift, visits: &[Option<&'a Visit>]) {
        let policy = &self.problem.policy;
        if route.leave_seconds < shift.start_seconds {
            self.report(route, None, Rule::Shift, shift.start_seconds - route.leave_seconds);
        }
        if route.breaks.len() != shift.breaks.len() {
            return self.report(route, None, Rule::Break, 1);
        }
        let (mut clock, mut here, mut driven, mut busy) = (route.leave_seconds, shift.start_place, 0, 0);
        for k in 0..=visits.len() {
            let (there, setup) = match visits.get(k) {
                Some(Some(visit)) => (visit.place, if visit.place == here { 0 } else { visit.setup_seconds }),
                Some(None) => (self.problem.supply_place.unwrap_or(here), 0),
                None => (shift.end_place, 0),
            };
            let base = self.problem.travel.seconds(here, there);
            let drive = (base * i64::from(technician.travel_per_mille) + 500) / 1000 + setup;
            driven += drive;
            clock = self.leg(route, shift, k, clock, drive);
            here = there;
            match visits.get(k) {
                Some(Some(visit)) => {
                    let (end, service) = self.stop(route, technician, visit, k, clock);
                    clock = end;
                    busy += service;
                }
                Some(None) if self.problem.supply_place.is_none() => self.report(route, None, Rule::Supplies, 1),
                Some(None) => {}
                None if clock > shift.end_seconds + shift.overtime_seconds_max => {
                    self.report(route, None, Rule::Shift, clock - shift.end_seconds - shift.overtime_seconds_max);
                }
                None => {}
            }
        }
        let work = clock - route.leave_seconds;
        if shift.work_seconds_max.is_some_and(|max| work > max) {
            self.report(route, None, Rule::WorkMax, work - shift.work_seconds_max.unwrap_or(0));
        }
        busy += driven;
        self.score.travel_seconds += driven;
        self.score.points += driven * policy.travel_points_per_second
            + work * policy.work_points_per_second
            + (clock - shift.end_seconds).max(0) * policy.overtime_points_per_second
            + busy * busy * policy.busy_points_per_square_hour / (3600 * 3600);
    }

    /// Arrival after driving and the breaks that fall into this leg.
    fn leg(&mut self, route: &PlannedRoute, shift: &Shift, k: usize, leave: Seconds, drive: Seconds) -> Seconds {
        let (mut idle_from, mut arrival) = (leave, leave + drive);
        for (pause, planned) in shift.breaks.iter().zip(&route.breaks) {
            if planned.after_stops != k {
                continue;
            }
            if idle_from > pause.latest_seconds {
                self.report(route, None, Rule::Break, idle_from - pause.latest_seconds);
            }
            idle_from = idle_from.max(pause.earliest_seconds) + pause.duration_seconds;
            arrival = arrival.max(pause.earliest_seconds) + pause.duration_seconds;
        }
        if route.breaks.iter().any(|b| b.after_stops > route.stops.len()) {
            self.report(route, None, Rule::Break, 1);
        }
        arrival
    }

    fn stop(
        &mut self,
        route: &PlannedRoute,
        technician: &Technician,
        visit: &Visit,
        k: usize,
        arrival: Seconds,
    ) -> (Seconds, Seconds) {
        let start = route.stops[k].start_seconds;
        let id = Some(visit.id.as_str());
        if start < arrival {
            self.report(route, id, Rule::Time, arrival - start);
        }
        let mut late = 0;
        if let Pin::Start { start_seconds, .. } = visit.pin {
            if start != start_seconds {
                self.report(route, id, Rule::Window, (start - start_seconds).abs());
            }
        } else if !visit.windows.is_empty() {
            let near = visit.windows.iter().map(|w| ((w.start_seconds - start).max(0), (start - w.end_seconds).max(0)));
            let best = near.min_by_key(|&(early, late)| (early > 0 || late > visit.lateness_seconds_max, early + late));
            let (early, behind) = best.unwrap_or((0, 0));
            if early > 0 || behind > visit.lateness_seconds_max {
                self.report(route, id, Rule::Window, early.max(behind - visit.lateness_seconds_max));
            }
            late = behind;
        }
        self.score.points += late * self.problem.policy.lateness_points_per_second;
        let service = (visit.duration_seconds * i64::from(technician.duration_per_mille) + 500) / 1000;
        (start.max(arrival) + service, service)
    }

    fn loads(&mut self, route: &PlannedRoute, technician: &Technician, shift: &Shift, visits: &[Option<&'a Visit>]) {
        let served = visits.iter().flatten().count() as i64;
        if let Some(max) = shift.visits_max.map(i64::from).filter(|&max| served > max) {
            self.report(route, None, Rule::VisitsMax, served - max);
        }
        let dimensions = visits.iter().flatten().map(|v| v.demand.len()).max().unwrap_or(0);
        for k in 0..dimensions {
            let capacity = technician.capacity.get(k).copied().unwrap_or(0);
            let mut load = 0;
            for visit in visits.iter().flatten() {
                load += visit.demand.get(k).copied().unwrap_or(0);
                if load > capacity {
                    self.report(route, Some(visit.id.as_str()), Rule::Capacity, load - capacity);
                }
            }
        }
    }

    fn supplies(&mut self, route: &PlannedRoute, technician: &Technician, visits: &[Option<&'a Visit>]) {
        if visits.iter().filter(|v| v.is_none()).count() > 1 {
            self.report(route, None, Rule::Supplies, 1);
        }
        let mut left = technician.parts.clone();
        for visit in visits.iter().map_while(|v| *v) {
            let missing_tools = visit.tools.difference(&technician.tools).count() as i64;
            let mut missing = missing_tools;
            for (part, &need) in &visit.parts {
                let have = left.entry(part.clone()).or_default();
                missing += i64::from(need.saturating_sub(*have));
                *have = have.saturating_sub(need);
            }
            if missing > 0 {
                self.report(route, Some(visit.id.as_str()), Rule::Supplies, missing);
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
