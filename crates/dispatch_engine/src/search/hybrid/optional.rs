//! Visits that may be left out: they join, take the place of another, or go, whichever their prize is worth.
//!
//! The prize-collecting moves of Vidal, Maculan, Ochi and Penna 2016 ("Large neighborhoods with implicit customer selection"), spelled out:
//! an absent visit is put beside a near one, or into the route of a near one that leaves.

use super::cross::{insertion, put};
use super::ground::MUST;
use super::tours::Tours;
use crate::compiled::NONE;

/// Routes longer than this are not searched for a better place when one visit replaces another.
const LONGEST: usize = 16;
/// Idle days looked at.
const IDLE: usize = 8;

/// An absent visit goes beside `v`, or into its route in its stead; whether that was done.
pub(super) fn join(tours: &mut Tours, u: u32, v: u32) -> bool {
    let prize = tours.ground.prize[u as usize];
    let mut places = [v, v];
    if tours.stop(v).at == 1 {
        places[1] = tours.stop(v).prev;
    }
    for p in places {
        if insertion(tours, u, p) < prize {
            put(tours, u, p);
            return true;
        }
    }
    tours.ground.prize[v as usize] < MUST && supplant(tours, u, v)
}

/// `u` for `v` in the same route, where it fits best.
fn supplant(tours: &mut Tours, u: u32, v: u32) -> bool {
    let r = tours.stop(v).route;
    if !tours.may(u, r) || tours.routes[r as usize].len() > LONGEST {
        return false;
    }
    let limit = tours.plain_cost(r as usize) + tours.sums[r as usize].penalty + tours.ground.prize[u as usize]
        - tours.ground.prize[v as usize];
    let mut seq = tours.routes[r as usize].clone();
    let at = tours.stop(v).at as usize - 1;
    seq[at] = u;
    let mut best = (limit, NONE as usize);
    // The newcomer wanders from the left to the right of the route.
    seq[..=at].rotate_right(1);
    for i in 0..seq.len() {
        let cost = tours.cost_of(r, &seq);
        if cost < best.0 {
            best = (cost, i);
        }
        if i + 1 < seq.len() {
            seq.swap(i, i + 1);
        }
    }
    if best.1 == NONE as usize {
        return false;
    }
    tours.stops[v as usize].route = NONE;
    tours.edit(r, r, |seq, _| {
        seq.remove(at);
        seq.insert(best.1, u);
    });
    true
}

/// Leaves a visit out when its place costs more than its prize.
pub(super) fn leave(tours: &mut Tours, u: u32) -> bool {
    let prize = tours.ground.prize[u as usize];
    let (stop, r) = (*tours.stop(u), tours.stop(u).route);
    if prize >= MUST {
        return false;
    }
    let (p, x) = (stop.prev, stop.next);
    let short = i64::from(tours.drive(p, u) + tours.drive(u, x) - tours.drive(p, x));
    let sums = tours.sums[r as usize];
    let warp = tours.stop(p).before.join_warp(tours.drive(p, x), tours.stop(x).after);
    let penalty = tours.penalty(r, warp, sums.load - tours.ground.load[u as usize]);
    let fee = i64::from(tours.ground.fee(u, r)) * super::ground::PARTS;
    if short * tours.ground.drive_parts + fee + sums.penalty - penalty <= prize {
        return false;
    }
    tours.stops[u as usize].route = NONE;
    tours.edit(r, r, |seq, _| drop(seq.splice(stop.at as usize - 1..stop.at as usize, [])));
    true
}

/// The cheapest idle day for an absent visit and its cost.
pub(super) fn idle_day(tours: &Tours, u: u32) -> Option<(i64, u32)> {
    if tours.ground.alike {
        let start = tours.ground.start_of(tours.empty()?);
        return Some((insertion(tours, u, start), start));
    }
    let idle = tours.ground.days_of(u).iter().filter(|&&r| tours.routes[r as usize].is_empty()).take(IDLE);
    idle.map(|&r| tours.ground.start_of(r)).map(|start| (insertion(tours, u, start), start)).min()
}
