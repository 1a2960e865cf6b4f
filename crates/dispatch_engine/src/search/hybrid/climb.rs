//! Local search: for every visit and each of its near ones, the first change that makes the plan cheaper is made, until there is none.
//!
//! Granular neighbourhoods keep the pairs linear in the visits (Toth and Vigo 2003, nearness in time after Vidal 2013); a pair is looked
//! at again only when one of its routes has changed since. Afterwards pairs of routes exchange visits by SWAP*.

use super::cross::put;
use super::optional::{idle_day, join, leave};
use super::tours::Tours;
use crate::compiled::NONE;
use crate::random::Random;

/// What a search remembers between changes.
#[derive(Debug, Default)]
pub(super) struct Climber {
    order: Vec<u32>,
    tested: Vec<u32>,
    pub(super) pairs_tested: Vec<u32>,
    pub(super) best_places: super::swap_star::Places,
}

impl Climber {
    /// Descends to a local optimum. Routes unchanged since `since` (a value of the plan's clock) are taken to be settled among themselves.
    pub(super) fn climb(&mut self, tours: &mut Tours, since: u32, stars: bool, random: &mut Random) {
        let n = tours.ground.n();
        if self.order.len() != n as usize {
            self.order = (0..n).collect();
        }
        random.shuffle(&mut self.order);
        self.tested.clear();
        self.tested.resize(n as usize, since);
        self.pairs_tested.clear();
        self.pairs_tested.resize(tours.routes.len() * if stars { tours.routes.len() } else { 0 }, since);
        loop {
            while self.pass(tours) {}
            if !stars || !self.star_pass(tours) {
                return;
            }
        }
    }

    /// Every visit once; whether anything was changed.
    fn pass(&mut self, tours: &mut Tours) -> bool {
        let began = tours.clock;
        for i in 0..self.order.len() {
            let u = self.order[i];
            let tested = self.tested[u as usize];
            self.tested[u as usize] = tours.clock;
            let present = tours.stop(u).route;
            if present == NONE {
                absent(tours, u, tested);
                continue;
            }
            if tours.changed[present as usize] > tested && leave(tours, u) {
                continue;
            }
            for k in 0..tours.ground.near(u).len() {
                let v = tours.ground.near(u)[k];
                let (ru, rv) = (tours.stop(u).route, tours.stop(v).route);
                if rv == NONE || ru == NONE || tours.changed[ru as usize].max(tours.changed[rv as usize]) <= tested {
                    continue;
                }
                let cost = if cfg!(test) { tours.cost() } else { 0 };
                let better = pair(tours, u, v) || tours.stop(v).at == 1 && behind(tours, u, tours.ground.start_of(rv));
                debug_assert!(!cfg!(test) || better == (tours.cost() < cost), "a change is judged wrongly");
            }
            let ru = tours.stop(u).route;
            if ru != NONE && tours.changed[ru as usize] > tested {
                open(tours, u);
            }
        }
        tours.clock != began
    }
}

/// All changes that bring two near visits together.
fn pair(tours: &mut Tours, u: u32, v: u32) -> bool {
    behind(tours, u, v) || exchange(tours, u, v) || tours.turn(u, v)
}

/// Changes that put `u`, or the rest of its route, behind a stop.
fn behind(tours: &mut Tours, u: u32, v: u32) -> bool {
    let Some(one) = tours.block(u, 1) else { return false };
    if tours.shift(one, v, false) {
        return true;
    }
    if let Some(two) = tours.block(u, 2) {
        if tours.shift(two, v, false) || tours.shift(two, v, true) {
            return true;
        }
        if let Some(three) = tours.block(u, 3)
            && tours.shift(three, v, false)
        {
            return true;
        }
    }
    let before = tours.stop(u).prev;
    tours.tails(before, v)
}

/// Blocks that start at `u` and `v` change places.
fn exchange(tours: &mut Tours, u: u32, v: u32) -> bool {
    let (Some(a), Some(b)) = (tours.block(u, 1), tours.block(v, 1)) else { return false };
    if u < v && tours.swap(a, b) {
        return true;
    }
    let Some(two) = tours.block(u, 2) else { return false };
    if two.last != v && tours.swap(two, b) {
        return true;
    }
    match tours.block(v, 2) {
        Some(other) if u < v => tours.swap(two, other),
        _ => false,
    }
}

/// A route of its own for a visit or what follows from it.
fn open(tours: &mut Tours, u: u32) -> bool {
    if tours.ground.alike {
        let Some(r) = tours.empty() else { return false };
        return behind(tours, u, tours.ground.start_of(r));
    }
    for k in 0..tours.ground.days_of(u).len() {
        let r = tours.ground.days_of(u)[k];
        if tours.routes[r as usize].is_empty() {
            return behind(tours, u, tours.ground.start_of(r));
        }
    }
    false
}

/// All changes that serve an absent visit.
fn absent(tours: &mut Tours, u: u32, tested: u32) -> bool {
    for k in 0..tours.ground.near(u).len() {
        let v = tours.ground.near(u)[k];
        let r = tours.stop(v).route;
        if r != NONE && tours.changed[r as usize] > tested && join(tours, u, v) {
            return true;
        }
    }
    match idle_day(tours, u) {
        Some((cost, start)) if cost < tours.ground.prize[u as usize] => {
            put(tours, u, start);
            true
        }
        _ => false,
    }
}
