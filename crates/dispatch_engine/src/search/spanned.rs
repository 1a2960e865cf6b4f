//! The best place of a visit in a route where hours, overtime, fairness, tools or spare parts count.
//!
//! What the whole day would cost with the visit in it follows from the stretches before and after (`route/span`) in constant time a
//! position. What is carried lasts for the stops before the one call at the depot (Pillac, Gueret and Medaglia 2013), and consumption only
//! grows, so a sum decides; with a call to be put in, every place of it is carried on once along the route.

use super::evaluate::{Cell, Need};
use crate::compiled::{Day, Model, NONE};
use crate::route::{Route, Span};

/// Room for what the visit costs at each position.
#[derive(Debug, Default)]
pub(super) struct Spanned {
    /// Seconds to it, from it, and added.
    detours: Vec<(i32, i32, i32)>,
}

/// One question: where in this route does this visit fit best?
struct Search<'a> {
    model: &'a Model,
    route: &'a Route,
    day: &'a Day,
    v: u32,
    /// The visit by itself.
    own: Span,
    detours: &'a [(i32, i32, i32)],
    /// Most seconds of work that the day may have, beside its own limit; and what is found of it.
    room: i32,
    need: &'a mut Need,
    best: Cell,
}

impl Spanned {
    /// Whether the rules of a model allow it: each visit has one window and is on time or not, nobody has breaks, nothing comes in pairs.
    pub(super) fn judges(model: &Model) -> bool {
        model.spanned && !model.pairs && (!model.supplies || model.metres.is_none())
    }

    /// The best place, in points; load and what the technician costs wherever the visit stands are left to the caller.
    pub(super) fn best(
        &mut self,
        model: &Model,
        route: &Route,
        d: usize,
        v: u32,
        (room, need): (i32, &mut Need),
    ) -> Cell {
        let day = &model.days[d];
        let call = route.seq.iter().position(|&u| u == NONE);
        if (route.seq.len() - usize::from(call.is_some())) as u64 >= u64::from(day.visits_max) {
            return Cell::default();
        }
        self.detours.clear();
        self.detours.extend((0..=route.seq.len()).map(|p| route.detour(model, day, v, p)));
        let own = Span::stop(model, day, v);
        let (detours, best) = (&self.detours, Cell::default());
        let mut search = Search { model, route, day, v, own, detours, room, need, best };
        if lasts(model, day, &route.seq[..call.unwrap_or(route.seq.len())], v) {
            search.without_call(0);
        } else if let Some(at) = call {
            search.without_call(at + 1);
        } else if model.supply_place != NONE {
            search.with_call();
        }
        search.best
    }
}

impl Search<'_> {
    /// From a position on, as the calls stand.
    fn without_call(&mut self, first: usize) {
        for p in first..self.detours.len() {
            let seconds = self.detours[p].2;
            let driving = self.route.detour_points(self.model, self.day, self.v, p, seconds);
            let cell = Cell { at: p as u16, ..Cell::default() };
            self.judge(self.route.spans[p].0, p, (seconds, driving), cell);
        }
    }

    /// Behind a call that is put in as well, at every place.
    fn with_call(&mut self) {
        let (model, route, day) = (self.model, self.route, self.day);
        let (depot, node) = (model.supply_place, &model.nodes[self.v as usize]);
        for q in 0..=route.seq.len() {
            let there = model.drive(day, route.places[q], depot);
            let Some(called) = route.spans[q].0.then(there, Span::stop(model, day, NONE)) else { return };
            let added = there - if route.seq.is_empty() { 0 } else { route.legs[q] };
            let to = model.reach(day, depot, node);
            let cell = Cell { at: q as u16, call_at: q as u16, ..Cell::default() };
            self.judge_reached(called, (to, q), added + to + self.detours[q].1, cell);
            let Some(&next) = route.seq.get(q) else { return };
            let on = model.reach(day, depot, &model.nodes[next as usize]);
            let mut stretch = called.then(on, Span::stop(model, day, next));
            for p in q + 1..=route.seq.len() {
                let Some(before) = stretch else { break };
                let seconds = added + on + self.detours[p].2;
                let driving = i64::from(seconds) * model.prices.travel;
                self.judge(before, p, (seconds, driving), Cell { at: p as u16, ..cell });
                stretch = route.seq.get(p).and_then(|&u| before.then(route.legs[p], Span::stop(model, day, u)));
            }
        }
    }

    fn judge(&mut self, before: Span, p: usize, added: (i32, i64), cell: Cell) {
        let whole = before.then(self.detours[p].0, self.own);
        self.keep(whole, p, added, cell);
    }

    /// The visit reached in some seconds, before stop `p`.
    fn judge_reached(&mut self, before: Span, (to, p): (i32, usize), seconds: i32, cell: Cell) {
        let driving = i64::from(seconds) * self.model.prices.travel;
        self.keep(before.then(to, self.own), p, (seconds, driving), cell);
    }

    /// Keeps a place that is in time and cheaper than the best.
    fn keep(&mut self, until: Option<Span>, p: usize, (seconds, driving): (i32, i64), cell: Cell) {
        let (model, route) = (self.model, self.route);
        let Some(whole) = until.and_then(|until| until.then(self.detours[p].1, route.spans[p].1)) else { return };
        let service = model.service(self.day, &model.nodes[self.v as usize]);
        let timed = match model.timed {
            true => whole.points(model, self.day, route.travel + route.service + seconds + service),
            false => Some(0),
        };
        let Some(timed) = timed else { return };
        let points = super::evaluate::clamp(driving + timed - route.timed);
        if points < self.best.points && !model.limited {
            self.best = Cell { points, ..cell };
        } else if model.limited {
            let work = whole.work(self.day);
            self.need.least = self.need.least.min(work);
            if points < self.best.points && work <= self.room {
                (self.best, self.need.work) = (Cell { points, ..cell }, work);
            }
        }
    }
}

/// Whether what is carried lasts for some stops and one more.
fn lasts(model: &Model, day: &Day, own: &[u32], v: u32) -> bool {
    let node = &model.nodes[v as usize];
    node.tools & !day.tools == 0
        && day.parts.iter().enumerate().all(|(k, &stock)| {
            let need = |u: u32| model.nodes[u as usize].parts.get(k).map_or(0, |&n| i64::from(n));
            need(v) == 0 || need(v) + own.iter().map(|&u| need(u)).sum::<i64>() <= i64::from(stock)
        })
}

#[cfg(test)]
mod tests {
    use crate::compiled::{Model, NONE};
    use crate::search::evaluate::{Evaluator, NOWHERE};
    use crate::tests::make;
    use crate::{Board, Budget, Plan, solve};

    #[test]
    fn no_better_place_or_call_is_missed() {
        let (mut compared, mut called, mut priced) = (0, 0, 0);
        for seed in 0..160 {
            let mut problem = make::problem(seed, 40, false);
            if seed % 4 != 0 {
                make::ask_for_supplies(&mut problem, seed);
            }
            if seed % 2 == 0 {
                make::pay_for_hours(&mut problem, seed);
            }
            let budget = Budget { iterations: 300, seed };
            let plan = solve(&problem, &Plan::default(), &budget, &mut |p| p.spent_ppm).unwrap().plan;
            let board = Board::new(problem, &plan).unwrap();
            let model = Model::clone(&board.model);
            assert!(model.spanned);
            for (route, day) in board.routes.iter().zip(&model.days) {
                assert_eq!(route.points, route.costs(&model, day).sum(), "seed {seed}: as the clock has it");
            }
            let mut eval = Evaluator::new(&model);
            for v in (0..40u32).filter(|&v| board.day_of[v as usize] == NONE) {
                for (d, route) in board.routes.iter().enumerate() {
                    let (quick, full) = (eval.best(&model, route, d, v), eval.by_trial(&model, route, d, v));
                    assert_eq!(quick.points, full.points, "seed {seed} visit {v} day {d}");
                    let fits = quick.points < i32::MAX;
                    compared += i32::from(fits);
                    called += i32::from(fits && quick.call_at != NOWHERE);
                    priced += i32::from(fits && model.timed);
                }
            }
        }
        assert!(compared > 50 && called > 10 && priced > 20, "{compared} {called} {priced}");
    }
}
