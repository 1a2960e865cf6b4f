//! The walk along one route: driving, breaks, starts and hours, then loads and supplies.

use super::{Checker, Rule, Served};
use crate::model::{Pin, Seconds, Shift, Technician, Visit};
use crate::plan::PlannedRoute;

/// Furthest moment from the origin that a plan may state; sums over a plan stay far from overflow.
const STATED_MAX: Seconds = 1 << 40;

impl<'a> Checker<'a> {
    pub(super) fn times(
        &mut self,
        route: &'a PlannedRoute,
        technician: &Technician,
        shift: &Shift,
        visits: &[Option<&'a Visit>],
    ) {
        let policy = &self.problem.policy;
        let stated = route.stops.iter().map(|s| s.start_seconds).chain([route.leave_seconds]);
        let most = stated.map(|t| t.saturating_abs()).max().unwrap_or(0);
        if most > STATED_MAX {
            return self.report(route, None, Rule::Time, most - STATED_MAX);
        }
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
            let travel = &self.problem.travel;
            let drive = travel.seconds_leaving(here, there, clock, technician.travel_per_mille) + setup;
            driven += drive;
            let per_km = policy.travel_points_per_km + technician.travel_points_per_km;
            self.score.points += (travel.metres(here, there).unwrap_or(0) * per_km + 500) / 1000;
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
        let counted = clock - shift.begun.map_or(route.leave_seconds, |b| b.left_seconds);
        if let Some(max) = shift.work_seconds_max.filter(|&max| counted > max) {
            self.report(route, None, Rule::WorkMax, counted - max);
        }
        let served = visits.iter().flatten().count() as i64;
        self.worked.insert((&route.technician, route.shift), (served, counted));
        busy += driven;
        self.score.travel_seconds += driven;
        self.score.points += driven * policy.travel_points_per_second
            + work * policy.work_points_per_second
            + (work * technician.work_points_per_hour + 1800) / 3600
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
        visit: &'a Visit,
        k: usize,
        arrival: Seconds,
    ) -> (Seconds, Seconds) {
        let start = route.stops[k].start_seconds;
        let id = Some(visit.id.as_str());
        if start < arrival {
            self.report(route, id, Rule::Time, arrival - start);
        }
        let service = (visit.duration_seconds * i64::from(technician.duration_per_mille) + 500) / 1000;
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
        if let Some(release) = visit.release_seconds.filter(|&r| start < r) {
            self.report(route, id, Rule::Window, release - start);
        }
        if let Some(standing) = &visit.standing {
            let moved = (start - standing.start_seconds).abs();
            self.score.points += moved.saturating_mul(self.problem.policy.change_start_points_per_hour) / 3600;
        }
        self.score.points += late * self.problem.policy.lateness_points_per_second;
        self.served.insert(&visit.id, Served { technician: technician.id.clone(), start, end: start + service });
        (start.max(arrival) + service, service)
    }

    pub(super) fn loads(
        &mut self,
        route: &PlannedRoute,
        technician: &Technician,
        shift: &Shift,
        visits: &[Option<&'a Visit>],
    ) {
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

    pub(super) fn supplies(&mut self, route: &PlannedRoute, technician: &Technician, visits: &[Option<&'a Visit>]) {
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
}
