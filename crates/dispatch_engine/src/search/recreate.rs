//! Puts absent requests back, one after the other, each where it is cheapest.
//!
//! The order decides who gets the last free place, so it changes from step to step; weight, scarcity and tightness take turns
//! (sorting orders after Christiaens and Vanden Berghe 2020, weight and scarcity added for optional visits).

use super::state::State;
use crate::random::Random;

/// Fixed facts by which requests are sorted.
pub(crate) struct Traits {
    scarcity: Vec<u32>,
    remote: Vec<i32>,
}

impl Traits {
    pub(crate) fn new(state: &State) -> Self {
        let model = state.model;
        let n = model.nodes.len() as u32;
        let scarcity = (0..n).map(|v| state.days(v).len() as u32).collect();
        let home = |v: u32| {
            let days = state.days(v);
            days.first()
                .map_or(0, |&d| model.table.seconds(model.days[d as usize].start_place, model.nodes[v as usize].place))
        };
        Traits { scarcity, remote: (0..n).map(home).collect() }
    }
}

/// Sorts requests by one of several orders.
fn sort(state: &State, traits: &Traits, list: &mut [u32], random: &mut Random) {
    random.shuffle(list);
    let model = state.model;
    let node = |v: u32| &model.nodes[v as usize];
    let load = |v: u32| model.demand.get(v as usize * model.dimensions).copied().unwrap_or(0);
    match random.below(if state.absent_weight > 0 { 14 + state.weight_orders } else { 14 }) {
        0..4 => {}
        4..7 if model.dimensions > 0 => list.sort_by_key(|&v| -load(v)),
        4..7 => list.sort_by_key(|&v| -node(v).service),
        7 | 8 => list.sort_by_key(|&v| -traits.remote[v as usize]),
        9 => list.sort_by_key(|&v| traits.remote[v as usize]),
        10 => list.sort_by_key(|&v| node(v).close - node(v).open),
        11 => list.sort_by_key(|&v| node(v).open),
        12 => list.sort_by_key(|&v| -node(v).close),
        13 => list.sort_by_key(|&v| traits.scarcity[v as usize]),
        _ => list.sort_by_key(|&v| -state.weight(v)),
    }
}

/// Starts a new route with one of the requests just taken out: cheapest insertion alone would never open one that pays only later.
fn open_route(state: &mut State, newly: &mut [bool], list: &mut Vec<u32>, random: &mut Random) {
    let Some(at) = (0..list.len()).find(|&i| newly[list[i] as usize]) else { return };
    let request = list[at];
    let first = random.below(state.days(request).len().max(1));
    if let Some((d, cell)) = state.place_on_empty(request, first) {
        state.insert(request, d, cell);
        newly[request as usize] = false;
        list.remove(at);
    }
}

/// Puts back what fits. `newly` holds requests absent since this step (all routes are tried); other absent ones are tried
/// on changed routes only: nothing else has become easier for them.
pub(crate) fn recreate(
    state: &mut State,
    traits: &Traits,
    newly: &mut [bool],
    list: &mut Vec<u32>,
    random: &mut Random,
) {
    sort(state, traits, list, random);
    if state.fresh_rate > 0 && random.once_in(state.fresh_rate) {
        open_route(state, newly, list, random);
    }
    for &request in list.iter() {
        let place =
            if newly[request as usize] { state.best_place(request, random) } else { state.best_changed_place(request) };
        newly[request as usize] = false;
        if let Some((d, cell)) = place {
            state.insert(request, d, cell);
        }
    }
}
