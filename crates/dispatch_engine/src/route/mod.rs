//! One technician's day in order, with the earliest departure and latest arrival at every stop.
//!
//! Two arrays judge an insertion in constant time (`in_time`; in a plain search `plain`); `limits` are what a route keeps besides time,
//! `clock` says when everything happens, `costs` what it costs.

mod announced;
mod clock;
mod costs;
mod in_time;
mod legs;
mod limits;
mod plain;
mod span;

use crate::compiled::{Day, Model, NONE, Use};
use crate::travel::Way;
pub(crate) use clock::Clock;
pub use costs::Costs;
use legs::arrive_by;
pub(crate) use legs::{leave_at, through, through_backwards};
pub(crate) use limits::supplies_fit;
pub(crate) use plain::PlainStop;
pub(crate) use span::Span;

/// A technician's day in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Route {
    /// Visits in order; supply calls are `Model::call`.
    pub seq: Vec<u32>,
    /// Places of start, stops, end.
    pub places: Vec<u32>,
    /// Seconds from each place to the next.
    pub legs: Vec<i32>,
    /// Earliest departure from start and stops, by breaks taken.
    pub depart: Vec<i32>,
    /// Latest arrival at start (unused), stops and end, by breaks taken.
    pub latest: Vec<i32>,
    /// Load on leaving start and stops, by dimension.
    pub load: Vec<i64>,
    /// In a plain search, instead of the four above: start, stops, end, side by side in memory.
    pub stops: Vec<PlainStop>,
    /// In a spanned model: the stretch up to each position (start and stops), and from it to the end.
    pub spans: Vec<(Span, Span)>,
    /// Of the cost, what depends on when things happen.
    pub timed: i64,
    /// In a plain search with pairs: seconds of waiting at start (0) and stops.
    pub waits: Vec<i32>,
    /// Driving seconds.
    pub travel: i32,
    /// Whole cost.
    pub points: i64,
    /// Seconds on site.
    pub service: i32,
    /// Seconds of work that count against limits; only kept where time costs something or is limited.
    pub work: i32,
    /// Marks the content; changes whenever the content does.
    pub version: u32,
}

impl Route {
    /// The route of a day with these stops; none when it breaks a rule.
    pub(crate) fn build(model: &Model, day: usize, seq: &[u32]) -> Option<Route> {
        let mut route = Route { seq: seq.to_vec(), ..Route::default() };
        route.refresh(model, day).then_some(route)
    }

    /// The route of a day with these stops if they can be served in time, whatever other limits they break.
    pub(crate) fn in_time(model: &Model, d: usize, seq: &[u32]) -> Option<Route> {
        let mut route = Route { seq: seq.to_vec(), ..Route::default() };
        let day = &model.days[d];
        route.measure(model, day);
        (route.forward(model, day) && route.backward(model, day)).then_some(route)
    }

    /// Recomputes everything from `seq`; false when the route breaks a rule.
    pub(crate) fn refresh(&mut self, model: &Model, d: usize) -> bool {
        let day = &model.days[d];
        if model.plain {
            return self.refresh_plain(model, d);
        }
        self.measure(model, day);
        let on_time = self.forward(model, day) && self.backward(model, day);
        let rest = on_time && self.within_limits(model, d);
        let Some(timed) = rest.then(|| self.timed_points(model, day)).flatten() else { return false };
        let metres: i64 = match &model.metres {
            Some(_) if !self.seq.is_empty() => {
                self.places.windows(2).map(|w| model.metre_points(day, w[0], w[1])).sum()
            }
            Some(_) | None => 0,
        };
        let used = if self.seq.is_empty() { 0 } else { day.used_points };
        self.timed = timed;
        self.points = i64::from(self.travel) * model.prices.travel + metres + self.taste(model, day) + used + timed;
        true
    }

    /// Points that the technician costs for the visits wherever they stand.
    fn taste(&self, model: &Model, day: &Day) -> i64 {
        let of = |&v: &u32| if v == NONE { 0 } else { model.taste(v as usize, day.technician) };
        if model.tastes { self.seq.iter().map(of).sum() } else { 0 }
    }

    /// What this takes of its technician's quota.
    pub(crate) fn uses(&self) -> Use {
        let visits = self.seq.iter().filter(|&&v| v != NONE).count();
        Use { visits: visits as i64, work: i64::from(self.work) }
    }

    /// The same content without a new allocation.
    pub(crate) fn copy_from(&mut self, other: &Route) {
        self.seq.clone_from(&other.seq);
        self.stops.clone_from(&other.stops);
        self.waits.clone_from(&other.waits);
        self.places.clone_from(&other.places);
        self.legs.clone_from(&other.legs);
        self.depart.clone_from(&other.depart);
        self.latest.clone_from(&other.latest);
        self.load.clone_from(&other.load);
        self.spans.clone_from(&other.spans);
        self.timed = other.timed;
        (self.travel, self.points, self.service, self.work, self.version) =
            (other.travel, other.points, other.service, other.work, other.version);
    }

    fn measure(&mut self, model: &Model, day: &Day) {
        self.places.clear();
        self.legs.clear();
        self.places.push(day.start_place);
        self.service = 0;
        let mut here = day.start_place;
        for &v in &self.seq {
            if v == NONE {
                self.legs.push(model.drive(day, here, model.supply_place));
                here = model.supply_place;
            } else {
                let node = &model.nodes[v as usize];
                self.legs.push(model.reach(day, here, node));
                self.service += model.service(day, node);
                here = node.place;
            }
            self.places.push(here);
        }
        self.places.push(day.end_place);
        self.legs.push(model.drive(day, here, day.end_place));
        self.travel = if self.seq.is_empty() { 0 } else { self.legs.iter().sum() };
    }

    /// The way to stop `p`, counted from 0; the last one leads to the end.
    #[inline]
    pub(crate) fn way(&self, p: usize) -> Way {
        Way { from: self.places[p], to: self.places[p + 1], seconds: self.legs[p] }
    }

    /// The ways to and from a place between stop `p` and the next.
    #[inline]
    pub(crate) fn ways(&self, place: u32, p: usize, to: i32, on: i32) -> (Way, Way) {
        let to = Way { from: self.places[p], to: place, seconds: to };
        (to, Way { from: place, to: self.places[p + 1], seconds: on })
    }

    /// Points for the seconds (as `detour` gives them) and metres that a visit adds after `p` stops.
    #[inline]
    pub(crate) fn detour_points(&self, model: &Model, day: &Day, v: u32, p: usize, seconds: i32) -> i64 {
        let points = i64::from(seconds) * model.prices.travel;
        if model.metres.is_none() {
            return points;
        }
        let (before, here, after) = (self.places[p], model.nodes[v as usize].place, self.places[p + 1]);
        let was = if self.seq.is_empty() { 0 } else { model.metre_points(day, before, after) };
        points + model.metre_points(day, before, here) + model.metre_points(day, here, after) - was
    }

    /// Driving to the visit, from it, and the seconds added, when put after `p` stops.
    #[inline]
    pub(crate) fn detour(&self, model: &Model, day: &Day, v: u32, p: usize) -> (i32, i32, i32) {
        let node = &model.nodes[v as usize];
        let to = model.reach(day, self.places[p], node);
        let on = match self.seq.get(p) {
            Some(&next) if next != NONE => model.reach(day, node.place, &model.nodes[next as usize]),
            _ => model.drive(day, node.place, self.places[p + 1]),
        };
        let was = if self.seq.is_empty() { 0 } else { self.legs[p] };
        (to, on, to + on - was)
    }

    /// Costs that depend on when things happen; none when the work is longer than allowed.
    fn timed_points(&mut self, model: &Model, day: &Day) -> Option<i64> {
        if model.spanned {
            span::spans(model, day, &self.seq, &self.legs, &mut self.spans)?;
        }
        self.work = day.idle_work;
        if !model.timed || self.seq.is_empty() {
            return Some(0);
        }
        if model.spanned {
            let whole = Span::gate(day).then(self.legs[0], self.spans[0].1)?;
            self.work = whole.work(day);
            return whole.points(model, day, self.travel + self.service);
        }
        let clock = Clock::of(model, day, self)?;
        self.work = clock.counted(day);
        if self.work > day.work_max {
            return None;
        }
        if model.hours.is_some() {
            self.travel = clock.drives.iter().sum();
        }
        Some(clock.points(model, day, self))
    }
}
