//! When everything on a route happens: breaks placed so that the day ends earliest, departure as late as that allows.

use super::{Costs, Route, arrive_by, leave_at, through, through_backwards};
use crate::compiled::{Day, FAR, Model, NONE};

/// When everything happens, breaks placed so that the day ends earliest and left as late as that allows.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// For each break, how many stops precede it.
    pub breaks: Vec<usize>,
    /// Departure from the start.
    pub leave: i32,
    /// Arrival at each stop and at the end.
    pub arrive: Vec<i32>,
    /// Start of service at each stop.
    pub start: Vec<i32>,
    /// Seconds on the way to each stop and to the end.
    pub drives: Vec<i32>,
    /// Earliest start that each stop is held to; empty when none waits longer than it has to.
    pub(super) hold: Vec<i32>,
}

impl Clock {
    /// The clock of a route whose arrays are fresh; visits wait for the start that was announced where that is worth it.
    pub(crate) fn of(model: &Model, day: &Day, route: &Route) -> Option<Clock> {
        Clock::earliest(model, day, route).map(|clock| clock.held_to_announced(model, day, route))
    }

    /// The same with every visit as early as the stops before allow.
    pub(crate) fn earliest(model: &Model, day: &Day, route: &Route) -> Option<Clock> {
        let mut clock = Clock::undelayed(model, day, route)?;
        clock.leave = if model.hours_count(day) {
            clock.latest_leave(model, day, route)?
        } else {
            clock.leave_just_in_time(model, day, route)
        };
        clock.run(model, day, route)?;
        Some(clock)
    }

    /// The same without regard to hours of work: everything as early as it can be.
    pub(crate) fn undelayed(model: &Model, day: &Day, route: &Route) -> Option<Clock> {
        let breaks = place_breaks(model, day, route)?;
        let none = Vec::new;
        let mut clock = Clock { breaks, leave: day.begin, arrive: none(), start: none(), drives: none(), hold: none() };
        clock.run(model, day, route)?;
        Some(clock)
    }

    /// Breaks in the leg to stop `p`: from and to which.
    pub(super) fn taken(&self, p: usize) -> (usize, usize) {
        let from = self.breaks.iter().filter(|&&b| b < p).count();
        (from, from + self.breaks.iter().filter(|&&b| b == p).count())
    }

    /// Runs through the day from the departure, no stop earlier than held.
    pub(super) fn run(&mut self, model: &Model, day: &Day, route: &Route) -> Option<()> {
        self.arrive.clear();
        self.start.clear();
        self.drives.clear();
        let mut clock = self.leave;
        for p in 0..=route.seq.len() {
            let (from, to) = self.taken(p);
            self.drives.push(model.arrive(day, route.way(p), clock) - clock);
            clock = through(model, day, clock, route.way(p), from, to)?;
            self.arrive.push(clock);
            if let Some(&v) = route.seq.get(p) {
                let ready = self.hold.get(p).map_or(clock, |&hold| hold.max(clock));
                let leave = leave_at(model, day, v, ready)?;
                self.start.push(if v == NONE { ready } else { leave - model.service(day, &model.nodes[v as usize]) });
                clock = leave;
            }
        }
        Some(())
    }

    /// The latest departure that delays no service.
    pub(super) fn leave_just_in_time(&self, model: &Model, day: &Day, route: &Route) -> i32 {
        let (from, to) = self.taken(0);
        let first = self.start.first().copied().unwrap_or(self.leave);
        through_backwards(model, day, first, route.way(0), from, to).unwrap_or(self.leave).max(self.leave)
    }

    /// The latest departure that changes no later moment than it must: the day still ends as early.
    fn latest_leave(&self, model: &Model, day: &Day, route: &Route) -> Option<i32> {
        let mut by = self.arrive[route.seq.len()];
        for p in (0..=route.seq.len()).rev() {
            let (from, to) = self.taken(p);
            by = through_backwards(model, day, by, route.way(p), from, to)?;
            if p > 0 {
                let on_time = self.start[p - 1].max(by_due(model, day, route.seq[p - 1], by));
                by = arrive_by(model, day, route.seq[p - 1], by)?.min(on_time);
            }
        }
        Some(by)
    }

    /// Seconds from leaving to being back.
    pub(crate) fn work(&self) -> i32 {
        self.arrive[self.arrive.len() - 1] - self.leave
    }

    /// The same as limits count it: from when a day in progress was begun.
    pub(crate) fn counted(&self, day: &Day) -> i32 {
        day.work(self.leave, self.arrive[self.arrive.len() - 1])
    }

    /// Work, overtime, lateness, moved starts and fairness.
    pub(crate) fn points(&self, model: &Model, day: &Day, route: &Route) -> i64 {
        let mut costs = Costs::default();
        self.price(model, day, route, &mut costs);
        costs.sum()
    }

    /// The same, part by part.
    pub(super) fn price(&self, model: &Model, day: &Day, route: &Route, costs: &mut Costs) {
        let prices = &model.prices;
        let end = self.arrive[self.arrive.len() - 1];
        let visits = || route.seq.iter().zip(&self.start).filter(|&(&v, _)| v != NONE);
        let late: i64 = visits().map(|(&v, &start)| i64::from(model.nodes[v as usize].lateness(start))).sum();
        let moved = |(&v, &start): (&u32, &i32)| {
            let announced = model.nodes[v as usize].announced_start;
            announced.map_or(0, |a| i64::from(start.abs_diff(a)) * prices.change_start / 3600)
        };
        let work = i64::from(self.work());
        costs.work_points = work * prices.work + (work * day.hour_points + 1800) / 3600;
        costs.overtime_points = i64::from((end - day.end).max(0)) * prices.overtime;
        costs.lateness_points = late * prices.lateness;
        costs.moved_points = visits().map(moved).sum();
        costs.fairness_points = model.fairness(route.travel + route.service);
    }
}

/// Latest start without lateness so as to leave by a moment.
fn by_due(model: &Model, day: &Day, v: u32, leave: i32) -> i32 {
    let Some(node) = model.nodes.get(v as usize) else { return leave };
    let start = leave - model.service(day, node);
    start - node.lateness(start)
}

/// Before which leg each break goes so that the day ends earliest: a shortest path over (stop, breaks taken).
fn place_breaks(model: &Model, day: &Day, route: &Route) -> Option<Vec<usize>> {
    let states = day.breaks.len() + 1;
    let n = route.seq.len();
    if states == 1 || n == 0 {
        return Some(Vec::new());
    }
    let finish = |from: usize| through(model, day, route.depart[n * states + from], route.way(n), from, states - 1);
    let mut state =
        (0..states).filter(|&s| route.depart[n * states + s] < FAR).filter_map(|s| finish(s).map(|t| (t, s))).min()?.1;
    let mut placed = vec![n; states - 1];
    for p in (0..n).rev() {
        let reached = route.depart[(p + 1) * states + state];
        let before = (0..=state).rev().find(|&from| {
            let depart = route.depart[p * states + from];
            depart < FAR
                && through(model, day, depart, route.way(p), from, state)
                    .and_then(|arrival| leave_at(model, day, route.seq[p], arrival))
                    == Some(reached)
        })?;
        placed[before..state].fill(p);
        state = before;
    }
    Some(placed)
}
