//! One technician's day in order, with the earliest departure and latest arrival at every stop.
//!
//! With these two arrays an insertion is judged in constant time (Savelsbergh 1992, "The vehicle routing problem with time windows").
//! Breaks add a second index: how many of them have been taken on reaching a stop; a break may fall into any leg.

mod announced;
mod clock;
mod costs;
mod legs;
mod span;

use crate::compiled::{Day, FAR, Model, NONE, Use};
use crate::travel::Way;
pub(crate) use clock::Clock;
pub use costs::Costs;
use legs::arrive_by;
pub(crate) use legs::{leave_at, through, through_backwards};
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

/// What an insertion check reads, in one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlainStop {
    pub place: u32,
    /// Earliest departure.
    pub depart: i32,
    /// Latest arrival.
    pub latest: i32,
    /// Seconds from the stop before.
    pub leg: i32,
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

    /// `refresh` where one pass each way is enough; only `stops` and sums are kept.
    fn refresh_plain(&mut self, model: &Model, d: usize) -> bool {
        let day = &model.days[d];
        let n = self.seq.len();
        self.stops.clear();
        let (mut here, mut clock, mut travel) = (day.start_place, day.begin, 0);
        self.stops.push(PlainStop { place: here, depart: clock, latest: 0, leg: 0 });
        self.waits.clear();
        self.waits.push(0);
        for &v in &self.seq {
            let node = &model.nodes[v as usize];
            let leg = model.table.seconds(here, node.place);
            here = node.place;
            let arrival = clock + leg;
            clock = arrival.max(node.open);
            if clock > node.close {
                return false;
            }
            if model.pairs {
                self.waits.push(clock - arrival);
            }
            clock += node.service;
            travel += leg;
            self.stops.push(PlainStop { place: here, depart: clock, latest: 0, leg });
        }
        let back = model.table.seconds(here, day.end_place);
        if n > 0 && clock + back > day.close || n as u64 > u64::from(day.visits_max) {
            return false;
        }
        self.stops.push(PlainStop { place: day.end_place, depart: FAR, latest: day.close, leg: back });
        let mut latest = day.close;
        for (p, &v) in self.seq.iter().enumerate().rev() {
            let node = &model.nodes[v as usize];
            latest = (latest - self.stops[p + 2].leg - node.service).min(node.close);
            self.stops[p + 1].latest = latest;
        }
        self.travel = if n == 0 { 0 } else { travel + back };
        let used = if n == 0 { 0 } else { day.used_points };
        self.points = i64::from(self.travel) * model.prices.travel + self.taste(model, day) + used;
        debug_assert!(!model.pairs || self.pairs_stand(model), "a search never parts or turns a pair");
        model.dimensions == 0 || self.loads_fit(model, d)
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

    fn forward(&mut self, model: &Model, day: &Day) -> bool {
        let states = day.breaks.len() + 1;
        self.depart.clear();
        self.depart.resize((self.seq.len() + 1) * states, FAR);
        self.depart[0] = day.begin;
        for (p, &v) in self.seq.iter().enumerate() {
            let mut any = false;
            for from in 0..states {
                let depart = self.depart[p * states + from];
                if depart >= FAR {
                    continue;
                }
                for to in from..states {
                    let Some(arrival) = through(model, day, depart, self.way(p), from, to) else { break };
                    if let Some(leave) = leave_at(model, day, v, arrival) {
                        let slot = &mut self.depart[(p + 1) * states + to];
                        *slot = (*slot).min(leave);
                        any = true;
                    }
                }
            }
            if !any {
                return false;
            }
        }
        true
    }

    fn backward(&mut self, model: &Model, day: &Day) -> bool {
        let states = day.breaks.len() + 1;
        let n = self.seq.len();
        self.latest.clear();
        self.latest.resize((n + 2) * states, -FAR);
        self.latest[(n + 1) * states + states - 1] = day.close;
        for p in (0..=n).rev() {
            for from in 0..states {
                let mut best = -FAR;
                for to in from..states {
                    let arrive = self.latest[(p + 1) * states + to];
                    if arrive > -FAR {
                        best = best.max(through_backwards(model, day, arrive, self.way(p), from, to).unwrap_or(-FAR));
                    }
                }
                if best > -FAR {
                    self.latest[p * states + from] = match p {
                        0 => best,
                        _ => arrive_by(model, day, self.seq[p - 1], best).unwrap_or(-FAR),
                    };
                }
            }
        }
        n == 0 || self.latest[0] >= day.begin
    }

    /// Load, count, tools, parts and pairs.
    fn within_limits(&mut self, model: &Model, d: usize) -> bool {
        let day = &model.days[d];
        let visits = self.seq.iter().filter(|&&v| v != NONE).count();
        if visits as u64 > u64::from(day.visits_max) {
            return false;
        }
        (model.dimensions == 0 || self.loads_fit(model, d))
            && (!model.supplies || supplies_fit(model, day, &self.seq).is_none() && self.calls() <= 1)
            && (!model.pairs || self.pairs_stand(model))
    }

    fn calls(&self) -> usize {
        self.seq.iter().filter(|&&v| v == NONE).count()
    }

    fn loads_fit(&mut self, model: &Model, d: usize) -> bool {
        let dimensions = model.dimensions;
        self.load.clear();
        self.load.resize((self.seq.len() + 1) * dimensions, 0);
        let capacity = model.capacity(d);
        for (p, &v) in self.seq.iter().enumerate() {
            for (k, &most) in capacity.iter().enumerate() {
                let more = if v == NONE { 0 } else { model.demand(v as usize)[k] };
                let load = self.load[p * dimensions + k] + more;
                if load > most {
                    return false;
                }
                self.load[(p + 1) * dimensions + k] = load;
            }
        }
        true
    }

    fn pairs_stand(&self, model: &Model) -> bool {
        self.seq.iter().enumerate().all(|(p, &v)| {
            let Some(node) = model.nodes.get(v as usize) else { return true };
            let mate = node.mate;
            mate == NONE
                || if node.delivers { self.seq[..p].contains(&mate) } else { self.seq[p + 1..].contains(&mate) }
        })
    }

    /// Whether a visit fits in time between stop `p` and the next, in constant time.
    #[inline]
    pub(crate) fn fits_in_time(&self, model: &Model, day: &Day, v: u32, p: usize, to: i32, on: i32) -> bool {
        let node = &model.nodes[v as usize];
        let service = model.service(day, node);
        let (to, on) = self.ways(node.place, p, to, on);
        if day.breaks.is_empty() {
            return match node.start(model.arrive(day, to, self.depart[p])) {
                Some(start) => model.arrive(day, on, start + service) <= self.latest[p + 1],
                None => false,
            };
        }
        let states = day.breaks.len() + 1;
        for from in 0..states {
            let depart = self.depart[p * states + from];
            if depart >= FAR {
                continue;
            }
            for via in from..states {
                let Some(arrival) = through(model, day, depart, to, from, via) else { break };
                let Some(start) = node.start(arrival) else { break };
                for end in via..states {
                    let Some(next) = through(model, day, start + service, on, via, end) else { break };
                    if next <= self.latest[(p + 1) * states + end] {
                        return true;
                    }
                }
            }
        }
        false
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

/// The first stop for which tools or parts are missing with no supply call before it.
pub(crate) fn supplies_fit(model: &Model, day: &Day, seq: &[u32]) -> Option<usize> {
    let call = seq.iter().position(|&v| v == NONE).unwrap_or(seq.len());
    let own = &seq[..call];
    let tool = own.iter().position(|&v| model.nodes[v as usize].tools & !day.tools != 0);
    let part = (0..day.parts.len()).filter_map(|k| {
        let mut left = day.parts[k];
        own.iter().position(|&v| {
            left -= model.nodes[v as usize].parts.get(k).copied().unwrap_or(0);
            left < 0
        })
    });
    part.chain(tool).min()
}
