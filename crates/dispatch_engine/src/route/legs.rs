//! From one stop to the next and back again: driving, breaks on the way, waiting for a window, service.

use crate::compiled::{Day, FAR, Model, NONE};
use crate::travel::Way;

/// Breaks `from..to` fall into a leg: arrival for a departure, if they can.
#[inline]
pub(crate) fn through(model: &Model, day: &Day, depart: i32, way: Way, from: usize, to: usize) -> Option<i32> {
    let (mut clock, mut arrival) = (depart, model.arrive(day, way, depart));
    for &(earliest, latest, length) in &day.breaks[from..to] {
        if clock > latest {
            return None;
        }
        clock = clock.max(earliest) + length;
        arrival = arrival.max(earliest) + length;
    }
    Some(arrival)
}

/// Latest departure for a latest arrival when breaks `from..to` fall into the leg.
#[inline]
pub(crate) fn through_backwards(
    model: &Model,
    day: &Day,
    arrive: i32,
    way: Way,
    from: usize,
    to: usize,
) -> Option<i32> {
    let (mut clock, mut arrival) = (FAR, arrive);
    for &(earliest, latest, length) in day.breaks[from..to].iter().rev() {
        let before = (clock - length).min(latest);
        if earliest > clock - length || earliest > arrival - length {
            return None;
        }
        clock = before;
        arrival -= length;
    }
    Some(clock.min(model.leave(day, way, arrival)))
}

/// Departure after serving a visit (or calling for supplies) on arrival.
#[inline]
pub(crate) fn leave_at(model: &Model, day: &Day, v: u32, arrival: i32) -> Option<i32> {
    if v == NONE {
        return Some(arrival);
    }
    let node = &model.nodes[v as usize];
    node.start(arrival).map(|start| start + model.service(day, node))
}

/// Latest arrival at a stop so as to leave it by a moment.
#[inline]
pub(super) fn arrive_by(model: &Model, day: &Day, v: u32, leave: i32) -> Option<i32> {
    if v == NONE {
        return Some(leave);
    }
    let node = &model.nodes[v as usize];
    node.start_by(leave - model.service(day, node))
}
