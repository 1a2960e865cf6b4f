//! The best places of a pick-up and its delivery where all days are plain: one window a visit, no breaks, costs by driving alone.
//!
//! A delivery is first judged at every position as if nothing before it had been late (Savelsbergh 1992). A pick-up then only carries a
//! delay along: as soon as waiting has swallowed it, the best position still ahead is known without looking on, and while it has not, that
//! position bounds what can be won. Time that a shorter way round would gain is not used.

use super::evaluate::{Cell, NOWHERE};
use crate::compiled::{FAR, Model, Node};
use crate::route::{PlainStop, Route};
use crate::travel::Table;

/// Room for what is known of each position.
#[derive(Debug, Default)]
pub(super) struct PlainPairs {
    drops: Vec<Drop>,
}

/// A delivery between stop `q` and the next, start counted as stop 0.
#[derive(Debug, Clone, Copy)]
struct Drop {
    /// Seconds to it from the stop before.
    reach: i32,
    /// Seconds from it to the stop after.
    on: i32,
    /// Seconds added; `FAR` where it cannot be even when nothing is late.
    added: i32,
    /// The least `added` from here on as far as the load can be carried.
    ahead: i32,
    /// Where that is.
    ahead_at: u16,
}

/// No position for a delivery.
const NEVER: Drop = Drop { reach: 0, on: 0, added: FAR, ahead: FAR, ahead_at: 0 };

/// Driving to and from one place.
struct Around<'m> {
    table: &'m Table,
    place: u32,
    rows: Option<(&'m [i32], &'m [i32])>,
}

impl<'m> Around<'m> {
    fn new(model: &'m Model, place: u32) -> Self {
        Around { table: &model.table, place, rows: model.table.rows(place) }
    }

    #[inline]
    fn to(&self, from: u32) -> i32 {
        self.rows.map_or_else(|| self.table.seconds(from, self.place), |rows| rows.1[from as usize])
    }

    #[inline]
    fn on(&self, to: u32) -> i32 {
        self.rows.map_or_else(|| self.table.seconds(self.place, to), |rows| rows.0[to as usize])
    }
}

/// What a search for places reads.
struct Search<'a> {
    stops: &'a [PlainStop],
    waits: &'a [i32],
    drop: &'a Node,
    /// Positions of the delivery that its window allows.
    drops: (usize, usize),
}

/// First and last position that the window allows; a first behind the last when there is none.
fn span(stops: &[PlainStop], node: &Node) -> (usize, usize) {
    let ready = node.open + node.service;
    let first = stops[1..].partition_point(|s| s.latest < ready);
    let end = stops[..stops.len() - 1].partition_point(|s| s.depart <= node.close);
    if end == 0 { (1, 0) } else { (first, end - 1) }
}

impl PlainPairs {
    /// The best places in a route; points are seconds of driving.
    pub(super) fn best(&mut self, model: &Model, route: &Route, d: usize, v: u32) -> Cell {
        let (pick, stops) = (&model.nodes[v as usize], &route.stops[..]);
        let drop = &model.nodes[pick.mate as usize];
        let (first, last) = span(stops, pick);
        let search = Search { stops, waits: &route.waits, drop, drops: span(stops, drop) };
        let last = last.min(search.drops.1);
        let mut best = Cell { points: FAR, ..Cell::default() };
        if first <= last && search.drops.0 <= search.drops.1 {
            let room = model.capacity(d).first().map_or(0, |c| c - model.demand(v as usize)[0]);
            self.survey(model, &search, first, |q| route.load.get(q).is_none_or(|&load| load <= room));
            self.scan(model, &search, pick, (first, last), &mut best);
        }
        if best.points == FAR { Cell::default() } else { best }
    }

    /// What the delivery costs at every position from `first` on when nothing before it is late.
    fn survey(&mut self, model: &Model, search: &Search, first: usize, carries: impl Fn(usize) -> bool) {
        let (drop, (from, to)) = (search.drop, search.drops);
        let around = Around::new(model, drop.place);
        self.drops.resize(search.stops.len().max(self.drops.len()), NEVER);
        self.drops[to + 1] = NEVER;
        for q in (first..=to).rev() {
            let mut here = NEVER;
            if carries(q) {
                let next = self.drops[q + 1];
                (here.ahead, here.ahead_at) = (next.ahead, next.ahead_at);
                if q >= from {
                    let (before, after) = (&search.stops[q], &search.stops[q + 1]);
                    (here.reach, here.on) = (around.to(before.place), around.on(after.place));
                    if fits(drop, before.depart + here.reach, here.on, after) {
                        here.added = here.reach + here.on - after.leg;
                    }
                    if here.added <= here.ahead {
                        (here.ahead, here.ahead_at) = (here.added, q as u16);
                    }
                }
            } else {
                here.ahead_at = NOWHERE;
            }
            self.drops[q] = here;
        }
    }

    /// Every position of the pick-up.
    fn scan(&self, model: &Model, search: &Search, pick: &Node, (first, last): (usize, usize), best: &mut Cell) {
        let around = Around::new(model, pick.place);
        let across = model.table.seconds(pick.place, search.drop.place);
        let alone = search.stops.len() == 2;
        for p in first..=last {
            let here = self.drops[p];
            if here.ahead_at == NOWHERE {
                continue;
            }
            let (before, after) = (&search.stops[p], &search.stops[p + 1]);
            let to = around.to(before.place);
            let start = (before.depart + to).max(pick.open);
            if start > pick.close {
                continue;
            }
            let clock = start + pick.service;
            if p >= search.drops.0 {
                let points = to + across + here.on - if alone { 0 } else { after.leg };
                if points < best.points && fits(search.drop, clock + across, here.on, after) {
                    *best = Cell { points, at: p as u16, mate_at: p as u16, ..Cell::default() };
                }
            }
            let on = around.on(after.place);
            let added = to + on - after.leg;
            if added + self.drops[p + 1].ahead < best.points && clock + on <= after.latest {
                self.apart(search, p, added, clock + on - before.depart - after.leg, best);
            }
        }
    }

    /// The delivery behind later stops, the first of them reached with a delay.
    fn apart(&self, search: &Search, p: usize, added: i32, mut delay: i32, best: &mut Cell) {
        for q in p + 1..=search.drops.1 {
            let here = &self.drops[q];
            if added + here.ahead >= best.points {
                return;
            }
            let found = |points: i32, q: u16| Cell { points, at: p as u16, mate_at: q, ..Cell::default() };
            delay -= search.waits[q];
            if delay <= 0 {
                *best = found(added + here.ahead, here.ahead_at);
                return;
            }
            let (before, after) = (&search.stops[q], &search.stops[q + 1]);
            let clock = before.depart + delay;
            if added + here.added < best.points && fits(search.drop, clock + here.reach, here.on, after) {
                *best = found(added + here.added, q as u16);
            }
            if clock + after.leg > after.latest {
                return;
            }
        }
    }
}

/// Whether a visit reached at a moment can be served and the stop after it reached in time.
#[inline]
fn fits(node: &Node, arrival: i32, on: i32, after: &PlainStop) -> bool {
    let start = arrival.max(node.open);
    start <= node.close && start + node.service + on <= after.latest
}

#[cfg(test)]
mod tests {
    use crate::compiled::Model;
    use crate::model::{Problem, Shift, Technician, Visit, Window};
    use crate::random::Random;
    use crate::search::evaluate::Cell;
    use crate::search::state::State;
    use crate::travel::Travel;

    /// Pairs in a plane, distances rounded up so that no way round is shorter.
    fn problem(random: &mut Random, pairs: usize) -> Problem {
        let size = 2 * pairs + 1;
        let at: Vec<(f64, f64)> = (0..size).map(|_| (random.unit() * 300.0, random.unit() * 300.0)).collect();
        let way = |a: usize, b: usize| (at[a].0 - at[b].0).hypot(at[a].1 - at[b].1).ceil() as i32;
        let seconds = (0..size * size).map(|i| way(i / size, i % size)).collect();
        let visit = |v: usize, random: &mut Random| {
            let open = random.below(1800) as i64;
            let demand = 1 + random.below(9) as i64;
            let mut visit = Visit::new(format!("{v}"), v, 20);
            visit.windows = vec![Window::new(open, open + 200 + random.below(1500) as i64)];
            visit.demand = vec![demand];
            visit
        };
        let mut visits: Vec<Visit> = (1..size).map(|v| visit(v, random)).collect();
        for v in (1..visits.len()).step_by(2) {
            visits[v].delivers = Some(visits[v - 1].id.clone());
            visits[v].demand = vec![-visits[v - 1].demand[0]];
        }
        let technician = |k: usize| Technician {
            capacity: vec![20],
            ..Technician::new(format!("t{k}"), vec![Shift::new(0, 3000 + 300 * k as i64, 0)])
        };
        let travel = Travel::Matrix { seconds, size };
        let technicians = (0..3).map(technician).collect();
        Problem { technicians, visits, travel, policy: crate::Policy::default(), supply_place: None }
    }

    /// Compares every route's best places for an absent pair with a trial of all; those that fit, and how many in routes of some length.
    fn compare(state: &mut State, v: u32, seed: u64) -> (Vec<(u32, Cell)>, usize) {
        let (mut places, mut compared) = (Vec::new(), 0);
        for (d, route) in state.routes.iter().enumerate() {
            let quick = state.eval.best(state.model, route, d, v);
            let full = state.eval.pair_by_trial(state.model, route, d, v);
            assert_eq!(quick.points, full.points, "seed {seed} visit {v} day {d}");
            if quick.points < i32::MAX {
                places.push((d as u32, quick));
                compared += usize::from(route.seq.len() > 4);
            }
        }
        (places, compared)
    }

    #[test]
    fn no_better_pair_of_places_is_missed() {
        let mut compared = 0;
        for seed in 0..60 {
            let mut random = Random::new(seed);
            let problem = problem(&mut random, 20);
            let mut model = Model::new(&problem).unwrap();
            model.plain = model.is_plain();
            assert!(model.plain);
            let mut state = State::new(&model, &vec![Vec::new(); model.days.len()]);
            let mut list = state.absent.clone();
            random.shuffle(&mut list);
            for v in list {
                let (places, some) = compare(&mut state, v, seed);
                compared += some;
                if !places.is_empty() {
                    let (d, cell) = places[random.below(places.len())];
                    state.insert(v, d, cell);
                }
            }
        }
        assert!(compared > 500, "{compared}");
    }
}
