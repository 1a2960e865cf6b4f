//! Limits other than time, taken by themselves: by how much an order of stops breaks each of them.

use super::Reason;
use crate::board::Board;
use crate::compiled::{Model, NONE};
use crate::model::{Problem, Seconds};
use crate::route::{Clock, Route, supplies_fit};
use std::collections::BTreeMap;

/// Every limit that an order breaks, with numbers. Time is not judged; hours of work are, where the order fits in time.
pub(super) fn limits(board: &Board, d: usize, seq: &[u32]) -> Vec<Reason> {
    let (problem, model) = (&board.problem, &board.model);
    let day = &model.days[d];
    let mut reasons = Vec::new();
    let visits = seq.iter().filter(|&&v| v != NONE).count();
    reasons.extend(too_many(board, d, visits));
    for (dimension, &most) in model.capacity(d).iter().enumerate() {
        let loads = seq.iter().filter(|&&v| v != NONE).scan(0, |load, &v| {
            *load += model.demand(v as usize)[dimension];
            Some(*load)
        });
        let over = loads.max().unwrap_or(0) - most;
        if over > 0 {
            reasons.push(Reason::Capacity { dimension, over });
        }
    }
    if model.supplies && !supplied(model, d, seq) {
        reasons.extend(missing(problem, model, d, seq));
    }
    if let Some(route) = Route::in_time(model, d, seq)
        && let Some(clock) = Clock::of(model, day, &route)
    {
        reasons.extend(too_long(board, d, i64::from(clock.counted(day))));
    }
    for &v in seq.iter().filter(|&&v| v != NONE) {
        let mate = model.nodes[v as usize].mate;
        if mate != NONE && !seq.contains(&mate) {
            reasons.push(Reason::Pair { visit: problem.visits[mate as usize].id.clone() });
        }
    }
    reasons
}

/// The limits that so many visits on a day break.
pub(super) fn too_many(board: &Board, d: usize, visits: usize) -> Vec<Reason> {
    let day = &board.model.days[d];
    let technician = &board.problem.technicians[day.technician as usize];
    let mut reasons = Vec::new();
    if let Some(max) = technician.shifts[day.shift as usize].visits_max.filter(|&max| visits as u64 > u64::from(max)) {
        reasons.push(Reason::VisitsMax { max });
    }
    let others = board.elsewhere(d).visits;
    if let Some(max) = technician.visits_max.filter(|&max| others + visits as i64 > i64::from(max)) {
        let served = others + board.routes[d].uses().visits;
        reasons.push(Reason::TechnicianVisitsMax { max, served: served as u32 });
    }
    reasons
}

/// The limits that so much work on a day breaks.
pub(super) fn too_long(board: &Board, d: usize, work: Seconds) -> Vec<Reason> {
    let day = &board.model.days[d];
    let technician = &board.problem.technicians[day.technician as usize];
    let mut reasons = Vec::new();
    if let Some(max) = technician.shifts[day.shift as usize].work_seconds_max.filter(|&max| work > max) {
        reasons.push(Reason::WorkMax { over_seconds: work - max });
    }
    let others = board.elsewhere(d).work;
    if let Some(max_seconds) = technician.work_seconds_max.filter(|&max| others + work > max) {
        let worked_seconds = others + board.routes[d].uses().work;
        let over_seconds = others + work - max_seconds;
        reasons.push(Reason::TechnicianWorkMax { max_seconds, worked_seconds, over_seconds });
    }
    reasons
}

/// Whether everything is at hand, with a call at the supply place on the way if that works out in time.
fn supplied(model: &Model, d: usize, seq: &[u32]) -> bool {
    let Some(short) = supplies_fit(model, &model.days[d], seq) else { return true };
    model.supply_place != NONE
        && !seq.contains(&NONE)
        && (0..=short).any(|q| {
            let mut called = seq.to_vec();
            called.insert(q, NONE);
            Route::in_time(model, d, &called).is_some()
        })
}

/// Tools and parts that the stops before any call need and the technician does not have.
fn missing(problem: &Problem, model: &Model, d: usize, seq: &[u32]) -> Vec<Reason> {
    let technician = &problem.technicians[model.days[d].technician as usize];
    let own = seq.iter().take_while(|&&v| v != NONE).map(|&v| &problem.visits[v as usize]);
    let mut parts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut reasons: Vec<Reason> = Vec::new();
    for visit in own {
        for tool in visit.tools.difference(&technician.tools) {
            let reason = Reason::Tool { tool: tool.clone() };
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        for (part, count) in &visit.parts {
            *parts.entry(part).or_default() += count;
        }
    }
    for (part, needed) in parts {
        let missing = needed.saturating_sub(technician.parts.get(part).copied().unwrap_or(0));
        if missing > 0 {
            reasons.push(Reason::Part { part: part.to_string(), missing });
        }
    }
    reasons
}
