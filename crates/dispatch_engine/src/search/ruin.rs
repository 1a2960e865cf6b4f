//! Takes strings of neighbouring stops out of neighbouring routes.
//!
//! Slack Induction by String Removals (Christiaens and Vanden Berghe, Transportation Science 2020): short strings from several adjacent
//! routes make room in space and in time at once; sometimes a string is split so that some of its stops stay.

use super::Tuning;
use super::neighbours::Neighbours;
use super::state::State;
use crate::compiled::NONE;
use crate::random::Random;

/// How much a step takes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strength {
    /// Visits taken out on average.
    pub visits: usize,
    /// Longest string.
    pub string: usize,
}

impl Strength {
    /// How much the next step takes out. A visit takes its other half along wherever that stands, and routes of pairs are long: in half of
    /// the steps three times as much is taken, or else a plan never leaves the valley it began in; strings are long
    /// in half of the steps, independently, for a short one seldom holds both halves.
    pub(crate) fn draw(tuning: &Tuning, pairs: bool, random: &mut Random) -> Strength {
        let visits = tuning.visits * if pairs && random.once_in(2) { 3 } else { 1 };
        let string = match tuning.string {
            0 if pairs && random.once_in(2) => 30,
            0 => 10,
            given => given,
        };
        Strength { visits, string }
    }
}

/// Removes strings around a visit.
pub(crate) fn ruin(
    state: &mut State,
    near: &Neighbours,
    strength: Strength,
    random: &mut Random,
    scratch: &mut Vec<u32>,
) {
    let n = state.requests.len();
    if n == 0 {
        return;
    }
    let used = state.model.nodes.len() - state.absent.len();
    let routes = state.routes_used().max(1);
    let longest = (strength.string as f64).min((used as f64 / routes as f64).max(1.0));
    let strings_max = 4.0 * strength.visits as f64 / (1.0 + longest) - 1.0;
    let strings = (1.0 + random.unit() * strings_max.max(0.0)) as usize;
    let seed = state.requests[random.below(n)];
    let mut cut = 0;
    for &v in near.of(seed) {
        if cut >= strings {
            break;
        }
        let d = state.day_of[v as usize];
        if d == NONE || state.is_changed(d as usize) {
            continue;
        }
        let seq = &state.routes[d as usize].seq;
        let at = seq.iter().position(|&u| u == v).expect("a served visit stands in its route");
        let most = longest.min(seq.len() as f64);
        let length = (1.0 + random.unit() * most) as usize;
        scratch.clear();
        string(seq, at, length.min(seq.len()), random, scratch);
        to_requests(state, scratch);
        if !scratch.is_empty() {
            state.remove(d as usize, scratch);
            cut += 1;
        }
    }
}

/// A string of `length` stops around position `at`, in half of the cases with a stretch in the middle that stays.
fn string(seq: &[u32], at: usize, length: usize, random: &mut Random, out: &mut Vec<u32>) {
    let mut kept = 0;
    if length > 1 && length < seq.len() && random.once_in(2) {
        kept = 1;
        while length + kept < seq.len() && !random.once_in(100) && random.below(100) < 1 {
            kept += 1;
        }
    }
    let whole = length + kept;
    let first = at.saturating_sub(whole - 1);
    let last = at.min(seq.len() - whole);
    let from = first.min(last) + random.below(last.abs_diff(first) + 1);
    let gap = if kept > 0 { from + 1 + random.below(length - 1) } else { usize::MAX };
    for (p, &v) in seq.iter().enumerate().skip(from).take(whole) {
        if p < gap || p >= gap.saturating_add(kept) {
            out.push(v);
        }
    }
}

/// Deliveries stand for their pick-ups, calls for nothing.
fn to_requests(state: &State, visits: &mut Vec<u32>) {
    for v in visits.iter_mut() {
        if *v != NONE && state.model.nodes[*v as usize].delivers {
            *v = state.model.nodes[*v as usize].mate;
        }
    }
    visits.retain(|&v| v != NONE);
    if state.model.pairs {
        visits.sort_unstable();
        visits.dedup();
    }
}
