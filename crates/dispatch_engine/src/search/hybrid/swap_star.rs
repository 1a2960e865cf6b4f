//! SWAP*: two visits of two routes change routes, each going where it fits best, not where the other stood.
//!
//! Vidal 2022 ("Hybrid genetic search for the CVRP: open-source implementation and SWAP* neighborhood"): the three best places of every
//! visit in the other route are known before the pairs are tried, so a pair costs a few additions. The best pair is then judged in full.
//! Routes are tried together when a visit of one is near a visit of the other.

use super::climb::Climber;
use super::ground::FORBIDDEN;
use super::tours::Tours;
use crate::compiled::NONE;

/// The best places of one visit in one route: cost and the stop before, cheapest first.
type Best = [(i64, u32); 3];

/// Best places of the visits of two routes in each other, and what taking a visit out saves.
#[derive(Debug, Default)]
pub(super) struct Places {
    there: [Vec<Best>; 2],
    saved: [Vec<i64>; 2],
}

/// Two visits with the stops they go behind.
#[derive(Clone, Copy)]
struct Star {
    cost: i64,
    u: u32,
    behind_u: u32,
    v: u32,
    behind_v: u32,
}

/// Near visits looked at to find routes that lie together.
const NEAR: usize = 8;

impl Climber {
    /// Every pair of routes that lie together once; whether anything was changed.
    pub(super) fn star_pass(&mut self, tours: &mut Tours) -> bool {
        let began = tours.clock;
        let days = tours.routes.len();
        for i in 0..tours.ground.n() {
            for k in 0..tours.ground.near(i).len().min(NEAR) {
                let (a, b) = (tours.stop(i).route, tours.stop(tours.ground.near(i)[k]).route);
                if a == NONE || b == NONE || a == b {
                    continue;
                }
                let (a, b) = (a.min(b), a.max(b));
                let tested = &mut self.pairs_tested[a as usize * days + b as usize];
                if tours.changed[a as usize].max(tours.changed[b as usize]) > *tested {
                    *tested = tours.clock;
                    self.best_places.exchange(tours, a, b);
                }
            }
        }
        tours.clock != began
    }
}

impl Places {
    fn exchange(&mut self, tours: &mut Tours, a: u32, b: u32) -> bool {
        self.fill(tours, 0, a, b);
        self.fill(tours, 1, b, a);
        let mut best = Star { cost: 0, u: 0, behind_u: 0, v: 0, behind_v: 0 };
        for (i, &u) in tours.routes[a as usize].iter().enumerate() {
            if self.there[0][i][0].0 == i64::MAX {
                continue;
            }
            for (j, &v) in tours.routes[b as usize].iter().enumerate() {
                let saved = self.saved[0][i] + self.saved[1][j];
                // Loads decide exactly; time is estimated by each route's own change.
                let more = tours.ground.load[u as usize] - tours.ground.load[v as usize];
                let loads = load_change(tours, a, -more) + load_change(tours, b, more);
                if self.there[1][j][0].0 == i64::MAX || self.there[0][i][0].0.min(0) + loads - saved > best.cost {
                    continue;
                }
                let (go, behind_u) = place(tours, u, &self.there[0][i], v, b);
                let (come, behind_v) = place(tours, v, &self.there[1][j], u, a);
                let cost = go.saturating_add(come) + loads - saved;
                if cost < best.cost {
                    best = Star { cost, u, behind_u, v, behind_v };
                }
            }
        }
        best.cost < 0 && carry_out(tours, best, a, b)
    }

    /// The best places of all visits of one route in another.
    fn fill(&mut self, tours: &Tours, side: usize, from: u32, to: u32) {
        let (there, saved) = (&mut self.there[side], &mut self.saved[side]);
        there.clear();
        saved.clear();
        let old = i64::from(tours.sums[from as usize].warp);
        for &u in &tours.routes[from as usize] {
            let (p, x) = (tours.stop(u).prev, tours.stop(u).next);
            let short = tours.drive(p, u) + tours.drive(u, x) - tours.drive(p, x);
            let warp = i64::from(tours.stop(p).before.join_warp(tours.drive(p, x), tours.stop(x).after));
            saved.push(i64::from(short) * tours.ground.drive_parts + (old - warp) * tours.penalties.warp);
            there.push(best_places(tours, u, to));
        }
    }
}

fn best_places(tours: &Tours, u: u32, r: u32) -> Best {
    let mut best = [(i64::MAX, NONE); 3];
    if !tours.ground.alike && tours.ground.fee(u, r) == FORBIDDEN {
        return best;
    }
    let old = i64::from(tours.sums[r as usize].warp);
    let mut here = tours.ground.start_of(r);
    let end = here + 1;
    while here != end {
        let next = tours.stop(here).next;
        let added = tours.drive(here, u) + tours.drive(u, next) - tours.drive(here, next);
        let drive = i64::from(added) * tours.ground.drive_parts;
        if drive < best[2].0 {
            let segment = tours.stop(here).before.join(tours.drive(here, u), tours.stop(u).own);
            let warp = i64::from(segment.join_warp(tours.drive(u, next), tours.stop(next).after));
            let cost = drive + (warp - old) * tours.penalties.warp;
            if cost < best[2].0 {
                best[2] = (cost, here);
                best.sort_unstable_by_key(|b| b.0);
            }
        }
        here = next;
    }
    best
}

fn load_change(tours: &Tours, r: u32, more: i64) -> i64 {
    let (load, most) = (tours.sums[r as usize].load, tours.ground.capacity[r as usize]);
    ((load + more - most).max(0) - (load - most).max(0)) * tours.penalties.load
}

/// Where `u` goes when `gone` leaves the route: the best known place that is not beside it, or its own.
fn place(tours: &Tours, u: u32, known: &Best, gone: u32, r: u32) -> (i64, u32) {
    let (p, x) = (tours.stop(gone).prev, tours.stop(gone).next);
    let segment = tours.stop(p).before.join(tours.drive(p, u), tours.stop(u).own);
    let warp = i64::from(segment.join_warp(tours.drive(u, x), tours.stop(x).after));
    let added = tours.drive(p, u) + tours.drive(u, x) - tours.drive(p, x);
    let old = i64::from(tours.sums[r as usize].warp);
    let there = (i64::from(added) * tours.ground.drive_parts + (warp - old) * tours.penalties.warp, p);
    let beside = |b: &&(i64, u32)| b.1 != gone && b.1 != p && b.0 < i64::MAX;
    known.iter().find(beside).map_or(there, |&b| if b.0 < there.0 { b } else { there })
}

/// Judges an exchange in full and makes it when it is better.
fn carry_out(tours: &mut Tours, star: Star, a: u32, b: u32) -> bool {
    let order = |r: u32, gone: u32, come: u32, behind: u32| {
        let mut seq: Vec<u32> = tours.routes[r as usize].clone();
        let out = tours.stop(gone).at as usize - 1;
        let at = tours.stop(behind).at as usize;
        seq.remove(out);
        seq.insert(if at > out { at - 1 } else { at }, come);
        seq
    };
    let first = order(a, star.u, star.v, star.behind_v);
    let second = order(b, star.v, star.u, star.behind_u);
    let was = |r: u32| tours.plain_cost(r as usize) + tours.sums[r as usize].penalty;
    if tours.cost_of(a, &first) + tours.cost_of(b, &second) >= was(a) + was(b) {
        return false;
    }
    tours.edit(a, b, |x, y| (*x, *y) = (first, second));
    true
}
