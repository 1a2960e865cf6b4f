//! The best places of a pick-up and its delivery in a route.
//!
//! Every pair of positions is a candidate (Li and Lim 2001's problem), but few are looked at: what the delivery costs at each position does
//! not depend on the pick-up, so the cheapest one still ahead bounds every pick-up's total, and delay is carried on only until waiting has
//! swallowed it, as in Savelsbergh 1992.

use super::evaluate::{Cell, NOWHERE};
use crate::compiled::{Day, FAR, Model};
use crate::route::{Route, leave_at};

/// Room for what is known of each position.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    drops: Vec<Drop>,
}

/// A delivery before the stop after `q` stops of the route.
#[derive(Debug, Clone, Copy)]
struct Drop {
    /// Seconds to it from the stop before.
    reach: i32,
    /// Seconds from it to the stop after.
    on: i32,
    /// Seconds added; `FAR` where it can never be.
    added: i32,
    /// The least `added` from here on.
    ahead: i32,
}

/// A pick-up put after some stops: how late it is left, and what was added so far.
#[derive(Clone, Copy)]
struct Begun {
    at: usize,
    clock: i32,
    /// Seconds to the pick-up.
    to: i32,
    added: i32,
}

impl Pairs {
    /// The best places in a route without breaks, where both loads cancel out.
    pub(super) fn best(&mut self, model: &Model, route: &Route, d: usize, v: u32) -> Cell {
        let day = &model.days[d];
        let pick = &model.nodes[v as usize];
        self.survey(model, route, day, pick.mate);
        let mut best = Cell::default();
        for p in 0..=route.seq.len() {
            if route.depart[p] > pick.close {
                break;
            }
            let (to, on, added) = route.detour(model, day, v, p);
            let Some(start) = pick.start(route.depart[p] + to) else { continue };
            let clock = start + model.service(day, pick);
            let begun = Begun { at: p, clock, to, added };
            self.together(model, route, d, v, begun, &mut best);
            let ahead = self.drops.get(p + 1).map_or(FAR, |q| q.ahead);
            if p < route.seq.len() && added.saturating_add(ahead) < best.points && clock + on <= route.latest[p + 1] {
                self.apart(model, route, d, v, Begun { clock: clock + on, ..begun }, &mut best);
            }
        }
        best
    }

    /// What the delivery costs at every position, whatever is done about the pick-up.
    fn survey(&mut self, model: &Model, route: &Route, day: &Day, mate: u32) {
        let drop = &model.nodes[mate as usize];
        let service = model.service(day, drop);
        self.drops.clear();
        for q in 0..=route.seq.len() {
            let (reach, on, added) = route.detour(model, day, mate, q);
            let never =
                route.depart[q].saturating_add(reach) > drop.close || drop.open + service + on > route.latest[q + 1];
            self.drops.push(Drop { reach, on, added: if never { FAR } else { added }, ahead: FAR });
        }
        let mut ahead = FAR;
        for drop in self.drops.iter_mut().rev() {
            ahead = ahead.min(drop.added);
            drop.ahead = ahead;
        }
    }

    /// The delivery right behind the pick-up.
    fn together(&self, model: &Model, route: &Route, d: usize, v: u32, begun: Begun, best: &mut Cell) {
        let day = &model.days[d];
        let (pick, q) = (&model.nodes[v as usize], begun.at);
        let drop = &model.nodes[pick.mate as usize];
        let reach = model.reach(day, pick.place, drop);
        let on = self.drops[q].on;
        let points = begun.to + reach + on - if route.seq.is_empty() { 0 } else { route.legs[q] };
        if points >= best.points || !carries(model, route, d, v, q) {
            return;
        }
        let Some(start) = drop.start(begun.clock + reach) else { return };
        if start + model.service(day, drop) + on <= route.latest[q + 1] {
            *best = Cell { points, at: q as u16, mate_at: q as u16, call_at: NOWHERE, version: 0 };
        }
    }

    /// The delivery behind later stops; `begun.clock` is the arrival at the stop after the pick-up.
    fn apart(&self, model: &Model, route: &Route, d: usize, v: u32, begun: Begun, best: &mut Cell) {
        let day = &model.days[d];
        let drop = &model.nodes[model.nodes[v as usize].mate as usize];
        let service = model.service(day, drop);
        let mut arrival = begun.clock;
        for q in begun.at + 1..=route.seq.len() {
            // Behind stop q - 1 of the order; its load is carried along.
            let u = route.seq[q - 1];
            if arrival > route.latest[q] || !carries(model, route, d, v, q - 1) {
                return;
            }
            let Some(leave) = leave_at(model, day, u, arrival) else { return };
            let here = self.drops[q];
            if begun.added.saturating_add(here.ahead) >= best.points {
                return;
            }
            let points = begun.added.saturating_add(here.added);
            if points < best.points
                && carries(model, route, d, v, q)
                && let Some(start) = drop.start(leave + here.reach)
                && start + service + here.on <= route.latest[q + 1]
            {
                *best = Cell { points, at: begun.at as u16, mate_at: q as u16, call_at: NOWHERE, version: 0 };
            }
            arrival = leave + route.legs[q];
        }
    }
}

/// Whether the pick-up's load fits on leaving stop `q`.
#[inline]
fn carries(model: &Model, route: &Route, d: usize, v: u32, q: usize) -> bool {
    let k = model.dimensions;
    let (own, capacity) = (model.demand(v as usize), model.capacity(d));
    (0..k).all(|i| route.load[q * k + i] + own[i] <= capacity[i])
}

#[cfg(test)]
mod tests {
    use crate::compiled::{Model, NONE};
    use crate::search::evaluate::Evaluator;
    use crate::tests::make;
    use crate::{Board, Budget, Plan, solve};

    #[test]
    fn no_better_pair_of_places_is_missed() {
        let mut compared = 0;
        for seed in 0..120 {
            let mut problem = make::problem(seed, 40, false);
            make::pair_up(&mut problem);
            let budget = Budget { iterations: 300, seed };
            let plan = solve(&problem, &Plan::default(), &budget, &mut |p| p.spent_ppm).unwrap().plan;
            let board = Board::new(problem, &plan).unwrap();
            let model = Model::clone(&board.model);
            let mut eval = Evaluator::new(&model);
            for v in (0..40u32).filter(|&v| board.day_of[v as usize] == NONE && model.nodes[v as usize].mate != NONE) {
                for (d, route) in board.routes.iter().enumerate().filter(|_| !model.nodes[v as usize].delivers) {
                    let (quick, full) = (eval.best(&model, route, d, v), eval.pair_by_trial(&model, route, d, v));
                    assert_eq!(quick.points, full.points, "seed {seed} visit {v} day {d}");
                    compared += i32::from(quick.points < i32::MAX);
                }
            }
        }
        assert!(compared > 50, "{compared}");
    }
}
