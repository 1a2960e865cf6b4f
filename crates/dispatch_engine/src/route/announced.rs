//! Waiting so that visits start when they were announced, though they could start earlier.
//!
//! With the order given, stops are taken from the last to the first, and each is delayed as long as that makes the day cheaper, pushing
//! what comes after it (optimal insertion of idle time: Garey, Tarjan and Wilfong 1988, "One-processor scheduling with symmetric earliness
//! and tardiness penalties"; Hendel and Sourd 2006). Only moments at which something changes are tried: the announced start itself, and the
//! last starts that leave a later stop, its promise or the shift's end as they are. Breaks stay between the stops where they are.

use super::{Clock, Route, arrive_by, through_backwards};
use crate::compiled::{Day, Model, NONE};

impl Clock {
    /// The clock with those visits held back that come nearer to their announced start, where the day gets cheaper by it.
    pub(super) fn held_to_announced(self, model: &Model, day: &Day, route: &Route) -> Clock {
        let stops = 0..route.seq.len();
        let other = |p: usize| {
            announced(model, route, p)
                .is_some_and(|at| self.start[p] < at || self.start[p] > at && self.leave > day.begin)
        };
        if !stops.clone().any(other) {
            return self;
        }
        let mut found = Clock { leave: day.begin, hold: vec![i32::MIN; stops.len()], ..self.clone() };
        if found.run(model, day, route).is_none() {
            return self;
        }
        for p in stops.rev() {
            if announced(model, route, p).is_none_or(|at| found.start[p] >= at) {
                continue;
            }
            let moments = found.moments(model, day, route, Some(p));
            found = found.cheapest(model, day, route, &moments, |clock, moment| clock.hold[p] = moment);
        }
        let mut moments = vec![found.leave_just_in_time(model, day, route)];
        if model.hours_count(day) {
            moments.extend(found.moments(model, day, route, None));
        }
        found = found.cheapest(model, day, route, &moments, |clock, moment| clock.leave = moment);
        // Hours that other days of the technician could need are not spent on waiting.
        let most = if model.shares_work(day) { self.counted(day) } else { day.work_max };
        let better = found.counted(day) <= most && found.cost(model, day, route) < self.cost(model, day, route);
        if better { found } else { self }
    }

    /// The cheapest of this clock and those that one moment makes another.
    fn cheapest(
        self,
        model: &Model,
        day: &Day,
        route: &Route,
        moments: &[i32],
        set: impl Fn(&mut Clock, i32),
    ) -> Clock {
        let mut best = (self.cost(model, day, route), None);
        for &moment in moments {
            let mut other = self.clone();
            set(&mut other, moment);
            if other.run(model, day, route).is_some() && other.arrive[route.seq.len()] <= day.close {
                let cost = other.cost(model, day, route);
                if cost < best.0 {
                    best = (cost, Some(other));
                }
            }
        }
        best.1.unwrap_or(self)
    }

    /// Later starts of a stop, or departures, at which the cost of waiting changes.
    fn moments(&self, model: &Model, day: &Day, route: &Route, stop: Option<usize>) -> Vec<i32> {
        let n = route.seq.len();
        let mut moments = Vec::new();
        for q in stop.unwrap_or(0)..=n {
            let node = route.seq.get(q).and_then(|&v| model.nodes.get(v as usize));
            let now = Some(if q < n { self.start[q] } else { self.arrive[n] });
            let changes = match node {
                Some(node) => [now, node.announced_start, Some(node.due), Some(node.close)],
                None if q < n => [now, None, None, None],
                None => [now, Some(day.end), Some(day.close), None],
            };
            let to = |by| self.moment_for(model, day, route, stop, (q, by));
            moments.extend(changes.into_iter().flatten().filter_map(to));
        }
        let from = stop.map_or(self.leave, |p| self.start[p]);
        moments.retain(|&t| t > from);
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// The latest start of a stop, or departure, with which stop `q`, or the end, begins by a moment.
    fn moment_for(
        &self,
        model: &Model,
        day: &Day,
        route: &Route,
        stop: Option<usize>,
        (q, by): (usize, i32),
    ) -> Option<i32> {
        let begin_by = |p: usize, by: i32| model.nodes.get(route.seq[p] as usize).map_or(Some(by), |n| n.start_by(by));
        let mut begin = if q < route.seq.len() { begin_by(q, by)? } else { by };
        for k in (stop.map_or(0, |p| p + 1)..=q).rev() {
            let (from, to) = self.taken(k);
            let leave = through_backwards(model, day, begin, route.way(k), from, to)?;
            begin = if k == 0 { leave } else { arrive_by(model, day, route.seq[k - 1], leave)? };
        }
        Some(begin)
    }

    /// What depends on when things happen, driving at the pace of the hour included.
    fn cost(&self, model: &Model, day: &Day, route: &Route) -> i64 {
        let driving: i64 = self.drives.iter().map(|&d| i64::from(d)).sum();
        self.points(model, day, route) + driving * model.prices.travel
    }
}

/// The start announced for a stop, when moving it costs.
fn announced(model: &Model, route: &Route, p: usize) -> Option<i32> {
    let v = route.seq[p];
    if v == NONE { None } else { model.nodes[v as usize].announced_start }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Problem, Standing, Visit, Window};
    use crate::random::Random;
    use crate::route::Route;
    use crate::travel::Travel;
    use crate::{Policy, Shift, Technician};

    const GRID: i64 = 600;

    /// A few stops in order, everything a multiple of ten minutes.
    fn day(random: &mut Random) -> Problem {
        let n = 2 + random.below(3);
        let mut moment = |most: usize| GRID * random.below(most) as i64;
        let mut visits = Vec::new();
        for k in 0..n {
            let mut visit = Visit::new(format!("v{k}"), k, GRID + moment(3));
            let open = 1200 * k as i64 + moment(4);
            visit.windows = vec![Window::new(open, open + moment(16))];
            visit.lateness_seconds_max = moment(3);
            visit.standing = Some(Standing { technician: "t".into(), start_seconds: moment(20) });
            visits.push(visit);
        }
        let mut shift = Shift::new(0, 7200, n);
        shift.overtime_seconds_max = 20_000;
        let size = n + 1;
        let seconds = (0..size * size).map(|_| moment(3) as i32).collect();
        let policy = Policy {
            change_start_points_per_hour: 3600,
            overtime_points_per_second: random.below(3) as i64,
            lateness_points_per_second: random.below(3) as i64,
            work_points_per_second: random.below(2) as i64,
            ..Policy::default()
        };
        let technicians = vec![Technician::new("t", vec![shift])];
        Problem { technicians, visits, travel: Travel::Matrix { seconds, size }, policy, supply_place: None }
    }

    /// The cheapest day of all on the grid.
    fn cheapest(model: &Model, route: &Route, clock: &mut Clock, at: usize, best: &mut i64) {
        let day = &model.days[0];
        if at == route.seq.len() {
            for leave in (0..24).map(|k| GRID as i32 * k) {
                clock.leave = leave;
                if clock.run(model, day, route).is_some() && clock.arrive[at] <= day.close {
                    *best = (*best).min(clock.cost(model, day, route));
                }
            }
            return;
        }
        for moment in (0..24).map(|k| GRID as i32 * k) {
            clock.hold[at] = moment;
            cheapest(model, route, clock, at + 1, best);
        }
    }

    #[test]
    fn no_better_starts_exist() {
        let (mut waited, mut random) = (0, Random::new(11));
        for round in 0..400 {
            let problem = day(&mut random);
            let model = Model::new(&problem).unwrap();
            let order: Vec<u32> = (0..model.nodes.len() as u32).collect();
            let Some(route) = Route::build(&model, 0, &order) else { continue };
            let day = &model.days[0];
            let found = Clock::of(&model, day, &route).unwrap();
            let earliest = Clock::earliest(&model, day, &route).unwrap();
            waited += i32::from(found.start != earliest.start);
            let mut best = i64::MAX;
            let mut tried = Clock { hold: vec![i32::MIN; order.len()], ..earliest };
            cheapest(&model, &route, &mut tried, 0, &mut best);
            assert_eq!(found.cost(&model, day, &route), best, "round {round}");
        }
        assert!(waited > 40, "{waited}");
    }
}
