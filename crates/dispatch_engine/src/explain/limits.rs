//! Limits other than time, taken by themselves: by how much an order of stops breaks each of them.

use super::Reason;
use crate::compiled::{Model, NONE};
use crate::model::Problem;
use crate::route::{Clock, Route, supplies_fit};
use std::collections::BTreeMap;

/// Every limit that an order breaks, with numbers. Time is not judged; hours of work are, where the order fits in time.
pub(super) fn limits(problem: &Problem, model: &Model, d: usize, seq: &[u32]) -> Vec<Reason> {
    let day = &model.days[d];
    let mut reasons = Vec::new();
    let visits = seq.iter().filter(|&&v| v != NONE).count();
    if visits as u64 > u64::from(day.visits_max) {
        reasons.push(Reason::VisitsMax { max: day.visits_max });
    }
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
        && clock.work() > day.work_max
    {
        reasons.push(Reason::WorkMax { over_seconds: i64::from(clock.work() - day.work_max) });
    }
    for &v in seq.iter().filter(|&&v| v != NONE) {
        let mate = model.nodes[v as usize].mate;
        if mate != NONE && !seq.contains(&mate) {
            reasons.push(Reason::Pair { visit: problem.visits[mate as usize].id.clone() });
        }
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
