//! The best place for a request in a route, judged in constant time a position wherever the rules allow it.

use super::pairs::Pairs;
use super::pairs_plain::PlainPairs;
use super::spanned::Spanned;
use crate::compiled::{Day, FAR, Model, NONE, Node};
use crate::route::Route;

/// The best place of one request in one route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    /// Added cost; `i32::MAX` when it does not fit.
    pub points: i32,
    /// Version of the route this was computed for.
    pub version: u32,
    /// Stops before it.
    pub at: u16,
    /// Stops before the delivery, counted before the pick-up is put in; `NOWHERE` without one.
    pub mate_at: u16,
    /// Stops before a supply call, counted before the visit is put in; `NOWHERE` without one.
    pub call_at: u16,
}

/// Seconds of work that the whole day would have with a request in it; kept where technicians have limits over all shifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    /// At the best place.
    pub work: i32,
    /// At the place where they are fewest.
    pub least: i32,
}

impl Default for Need {
    fn default() -> Self {
        Need { work: 0, least: FAR }
    }
}

pub(crate) const NOWHERE: u16 = u16::MAX;

impl Default for Cell {
    fn default() -> Self {
        Cell { points: i32::MAX, version: 0, at: 0, mate_at: NOWHERE, call_at: NOWHERE }
    }
}

impl Cell {
    /// Writes the request (and its mate, and a supply call) into an order.
    pub(crate) fn apply(&self, seq: &mut Vec<u32>, request: u32, mate: u32) {
        if self.mate_at != NOWHERE {
            seq.insert(self.mate_at as usize, mate);
        }
        seq.insert(self.at as usize, request);
        if self.call_at != NOWHERE {
            seq.insert(self.call_at as usize, NONE);
        }
    }
}

/// How the places of a model are judged.
#[derive(Debug)]
pub(crate) struct Evaluator {
    plain: bool,
    /// Load only ever grows along a route, so the sum decides.
    sums: bool,
    /// Most seconds of work that a day may have, beside its own limit; and what was found of it.
    room: i32,
    need: Need,
    scratch: Route,
    pairs: Pairs,
    spanned: Spanned,
    plain_pairs: PlainPairs,
}

impl Evaluator {
    pub(crate) fn new(model: &Model) -> Self {
        let sums = model.demand.iter().all(|&d| d >= 0);
        Evaluator {
            plain: model.plain,
            sums,
            room: FAR,
            need: Need::default(),
            scratch: Route::default(),
            pairs: Pairs::default(),
            spanned: Spanned::default(),
            plain_pairs: PlainPairs::default(),
        }
    }

    /// The best place in a route whose day may have so many seconds of work, and what was found of them.
    pub(super) fn best_within(&mut self, model: &Model, route: &Route, d: usize, v: u32, room: i32) -> (Cell, Need) {
        (self.room, self.need) = (room, Need::default());
        let cell = self.best(model, route, d, v);
        self.room = FAR;
        (cell, self.need)
    }

    /// The best place in a route; `version` is left to the caller.
    pub(crate) fn best(&mut self, model: &Model, route: &Route, d: usize, v: u32) -> Cell {
        let day = &model.days[d];
        let node = &model.nodes[v as usize];
        let more = if node.mate == NONE { 0 } else { 1 };
        if route.seq.len() as u64 + more >= u64::from(day.visits_max) && !route.seq.contains(&NONE) {
            return Cell::default();
        }
        if self.plain && model.pairs {
            return self.plain_pair(model, route, d, v);
        }
        if self.sums && !model.pairs && !self.load_fits(model, route, d, v) {
            return Cell::default();
        }
        let spanned = self.sums && Spanned::judges(model);
        let in_full = !spanned && (model.timed || model.supplies)
            || node.mate != NONE && model.metres.is_some()
            || node.mate == NONE && (model.pairs || !self.sums);
        let odd = || {
            let mate = model.demand(node.mate as usize);
            !day.breaks.is_empty() || model.demand(v as usize).iter().zip(mate).any(|(a, b)| a + b != 0)
        };
        if in_full || node.mate != NONE && odd() {
            return if node.mate == NONE {
                self.by_trial(model, route, d, v)
            } else {
                self.pair_by_trial(model, route, d, v)
            };
        }
        let fixed = model.taste(v as usize, day.technician) + if route.seq.is_empty() { day.used_points } else { 0 };
        let (mut cell, price) = if spanned {
            let within = (self.room, &mut self.need);
            (self.spanned.best(model, route, d, v, within), 1)
        } else if self.plain {
            (plain_place(model, route, node), model.prices.travel)
        } else if node.mate != NONE {
            (self.pairs.best(model, route, d, v), model.prices.travel)
        } else {
            (timely_place(model, route, day, v), 1)
        };
        if cell.points < i32::MAX {
            cell.points = clamp(i64::from(cell.points) * price + fixed);
        }
        cell
    }

    fn plain_pair(&mut self, model: &Model, route: &Route, d: usize, v: u32) -> Cell {
        let mut cell = self.plain_pairs.best(model, route, d, v);
        if cell.points < i32::MAX {
            let day = &model.days[d];
            let used = if route.seq.is_empty() { day.used_points } else { 0 };
            let mate = model.nodes[v as usize].mate;
            let both = [v, mate].map(|v| if model.tastes { model.taste(v as usize, day.technician) } else { 0 });
            let taste = both[0] + both[1];
            cell.points = clamp(i64::from(cell.points) * model.prices.travel + used + taste);
        }
        cell
    }

    fn load_fits(&self, model: &Model, route: &Route, d: usize, v: u32) -> bool {
        let k = model.dimensions;
        k == 0 || {
            let load = &route.load[route.load.len() - k..];
            load.iter().zip(model.demand(v as usize)).zip(model.capacity(d)).all(|((a, b), c)| a + b <= *c)
        }
    }

    /// Every position in full: costs and rules depend on more than the neighbours.
    pub(super) fn by_trial(&mut self, model: &Model, route: &Route, d: usize, v: u32) -> Cell {
        let day = &model.days[d];
        let mut best = Cell::default();
        for p in 0..=route.seq.len() {
            let (to, on, _) = route.detour(model, day, v, p);
            if !route.fits_in_time(model, day, v, p, to, on) {
                continue;
            }
            let plain = Cell { at: p as u16, ..Cell::default() };
            let calls = model.supplies && model.supply_place != NONE && !route.seq.contains(&NONE);
            if !self.try_cell(model, route, d, v, plain, &mut best) && calls {
                for q in 0..=p {
                    let called = Cell { call_at: q as u16, ..plain };
                    self.try_cell(model, route, d, v, called, &mut best);
                }
            }
        }
        best
    }

    fn try_cell(&mut self, model: &Model, route: &Route, d: usize, v: u32, cell: Cell, best: &mut Cell) -> bool {
        self.scratch.seq.clone_from(&route.seq);
        cell.apply(&mut self.scratch.seq, v, model.nodes[v as usize].mate);
        if !self.scratch.refresh(model, d) {
            return false;
        }
        let (points, work) = (clamp(self.scratch.points - route.points), self.scratch.work);
        self.need.least = self.need.least.min(work);
        if points < best.points && work <= self.room {
            *best = Cell { points, ..cell };
            self.need.work = work;
        }
        true
    }

    pub(super) fn pair_by_trial(&mut self, model: &Model, route: &Route, d: usize, v: u32) -> Cell {
        let mut best = Cell::default();
        for p in 0..=route.seq.len() {
            for q in p..=route.seq.len() {
                let cell = Cell { at: p as u16, mate_at: q as u16, ..Cell::default() };
                self.try_cell(model, route, d, v, cell, &mut best);
            }
        }
        best
    }
}

pub(super) fn clamp(points: i64) -> i32 {
    points.clamp(i64::from(i32::MIN), i64::from(i32::MAX - 1)) as i32
}

/// One window, no breaks: two look-ups in rows that stay in the cache and two comparisons a position.
fn plain_place(model: &Model, route: &Route, node: &Node) -> Cell {
    match model.table.rows(node.place) {
        Some((from, to)) => scan(route, node, |p| to[p as usize], |p| from[p as usize]),
        None => {
            // Symmetric: the way on to a stop is the way from it, for the next position.
            let known = std::cell::Cell::new((u32::MAX, 0));
            let seconds = |p: u32| {
                if known.get().0 != p {
                    known.set((p, model.table.seconds(node.place, p)));
                }
                known.get().1
            };
            scan(route, node, seconds, seconds)
        }
    }
}

#[inline]
fn scan(route: &Route, node: &Node, to: impl Fn(u32) -> i32, on: impl Fn(u32) -> i32) -> Cell {
    let (open, close, service) = (node.open, node.close, node.service);
    let (mut best, mut at) = (i32::MAX, 0);
    let alone = route.stops.len() == 2;
    for (p, pair) in route.stops.windows(2).enumerate() {
        let (before, after) = (&pair[0], &pair[1]);
        if before.depart > close {
            break;
        }
        if after.latest < open + service {
            continue;
        }
        let there = to(before.place);
        let start = (before.depart + there).max(open);
        let next = on(after.place);
        let points = there + next - if alone { 0 } else { after.leg };
        if points < best && start <= close && start + service + next <= after.latest {
            (best, at) = (points, p);
        }
    }
    Cell { points: best, at: at as u16, ..Cell::default() }
}

/// Breaks, several windows, pace: constant time a position still.
fn timely_place(model: &Model, route: &Route, day: &Day, v: u32) -> Cell {
    let mut best = Cell::default();
    for p in 0..=route.seq.len() {
        let (to, on, seconds) = route.detour(model, day, v, p);
        let points = clamp(route.detour_points(model, day, v, p, seconds));
        if points < best.points && route.fits_in_time(model, day, v, p, to, on) {
            best = Cell { points, at: p as u16, ..Cell::default() };
        }
    }
    best
}
