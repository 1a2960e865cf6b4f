//! A child of two plans: some neighbouring routes of one parent in the place of those of the other that serve much the same visits.
//!
//! Selective route exchange (Nagata, Bräysy and Dullaert 2010): of the visits that would be served twice either the new or the old places
//! are kept, whichever becomes cheaper; those served by nobody go where they are cheapest.

use super::ground::{FORBIDDEN, MUST};
use super::optional::idle_day;
use super::population::Life;
use super::tours::Tours;
use crate::compiled::NONE;
use crate::random::Random;

/// Loads a child of two parents; the value of the plan's clock before the first parent's routes were changed is returned.
pub(super) fn cross(tours: &mut Tours, one: &Life, other: &Life, random: &mut Random) -> u32 {
    let (out, come) = exchanged(tours, one, other, random);
    let mut in_out = vec![false; tours.ground.n() as usize];
    out.iter().flat_map(|&r| &one.routes[r]).for_each(|&v| in_out[v as usize] = true);
    let mut in_come = vec![false; tours.ground.n() as usize];
    come.iter().flat_map(|&r| &other.routes[r]).for_each(|&v| in_come[v as usize] = true);
    let mut lost: Vec<u32> =
        out.iter().flat_map(|&r| &one.routes[r]).copied().filter(|&v| !in_come[v as usize]).collect();
    random.shuffle(&mut lost);

    // Old places kept: the new routes lose what is served elsewhere. New places kept: the old routes lose it.
    tours.load(&one.routes);
    let since = tours.clock;
    let child = |keep_new: bool, tours: &mut Tours| {
        let mut routes = one.routes.clone();
        for (k, &r) in out.iter().enumerate() {
            routes[r] = come.get(k).map_or_else(Vec::new, |&c| other.routes[c].clone());
            if !keep_new {
                routes[r].retain(|&v| in_out[v as usize]);
            }
        }
        for r in (0..routes.len()).filter(|r| keep_new && !out.contains(r)) {
            routes[r].retain(|&v| !in_come[v as usize]);
        }
        tours.rewrite(&routes);
        lost.iter().for_each(|&v| insert(tours, v));
        tours.cost()
    };
    let old = child(false, tours);
    let routes = tours.routes.clone();
    if child(true, tours) > old {
        tours.rewrite(&routes);
    }
    since
}

/// Routes of the first parent that go and routes of the second that come.
fn exchanged(tours: &Tours, one: &Life, other: &Life, random: &mut Random) -> (Vec<usize>, Vec<usize>) {
    let used = |l: &Life| l.routes.iter().filter(|s| !s.is_empty()).count();
    let wanted = 1 + random.below(used(one).min(used(other)).saturating_sub(1).max(1));
    let of_one = route_of(tours, one);
    let out = together(tours, &of_one, wanted, random);
    if !tours.ground.alike {
        return (out.clone(), out);
    }
    let of_other = route_of(tours, other);
    let mut shared = vec![0usize; other.routes.len()];
    for &v in out.iter().flat_map(|&r| &one.routes[r]) {
        if of_other[v as usize] != NONE {
            shared[of_other[v as usize] as usize] += 1;
        }
    }
    let mut come: Vec<usize> = (0..other.routes.len()).collect();
    come.sort_by_key(|&r| (usize::MAX - shared[r], r));
    come.truncate(out.len());
    (out, come)
}

fn route_of(tours: &Tours, life: &Life) -> Vec<u32> {
    let mut of = vec![NONE; tours.ground.n() as usize];
    for (r, seq) in life.routes.iter().enumerate() {
        seq.iter().for_each(|&v| of[v as usize] = r as u32);
    }
    of
}

/// Routes that lie together: those of a visit's near ones, then of theirs.
fn together(tours: &Tours, of: &[u32], wanted: usize, random: &mut Random) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let n = tours.ground.n() as usize;
    let mut queue = vec![random.below(n) as u32];
    let mut seen = vec![false; n];
    let mut i = 0;
    while found.len() < wanted && i < queue.len() {
        let v = queue[i];
        i += 1;
        let r = of[v as usize];
        if r != NONE && !found.contains(&(r as usize)) {
            found.push(r as usize);
        }
        for &u in tours.ground.near(v).iter().take(10) {
            if !seen[u as usize] {
                seen[u as usize] = true;
                queue.push(u);
            }
        }
    }
    found
}

/// Puts an absent visit where it is cheapest: beside a near one, or alone, or, when neither is possible, anywhere.
pub(super) fn insert(tours: &mut Tours, u: u32) {
    let mut best = (i64::MAX, NONE);
    for &v in tours.ground.near(u) {
        let r = tours.stop(v).route;
        if r == NONE {
            continue;
        }
        let mut places = [v, NONE];
        if tours.stop(v).at == 1 {
            places[1] = tours.stop(v).prev;
        }
        for p in places.into_iter().filter(|&p| p != NONE) {
            let cost = insertion(tours, u, p);
            if cost < best.0 {
                best = (cost, p);
            }
        }
    }
    best = best.min(idle_day(tours, u).unwrap_or(best));
    if best.1 == NONE && tours.ground.prize[u as usize] == MUST {
        let starts = (0..tours.routes.len() as u32).map(|r| tours.ground.start_of(r));
        best = starts.map(|start| (insertion(tours, u, start), start)).min().unwrap_or(best);
    }
    if best.0 < tours.ground.prize[u as usize] {
        put(tours, u, best.1);
    }
}

/// Serves an absent visit behind a stop.
pub(super) fn put(tours: &mut Tours, u: u32, behind: u32) {
    let (r, at) = (tours.stop(behind).route, tours.stop(behind).at as usize);
    tours.edit(r, r, |seq, _| seq.insert(at, u));
}

/// Added cost of an absent visit behind a stop, penalties included.
pub(super) fn insertion(tours: &Tours, u: u32, p: u32) -> i64 {
    let (x, r) = (tours.stop(p).next, tours.stop(p).route);
    let fee = tours.ground.fee(u, r);
    if fee == FORBIDDEN {
        return i64::MAX;
    }
    let added = tours.drive(p, u) + tours.drive(u, x) - tours.drive(p, x);
    let segment = tours.stop(p).before.join(tours.drive(p, u), tours.stop(u).own);
    let warp = segment.join_warp(tours.drive(u, x), tours.stop(x).after);
    let sums = tours.sums[r as usize];
    let used = if tours.routes[r as usize].is_empty() { tours.ground.used_parts[r as usize] } else { 0 };
    i64::from(added) * tours.ground.drive_parts
        + i64::from(fee) * super::ground::PARTS
        + used
        + tours.penalty(r, warp, sums.load + tours.ground.load[u as usize])
        - sums.penalty
}
