//! A day in progress: what is done or under way leaves the problem, everyone starts from where and when they are next free.
//!
//! A stop is under way once its technician has left for it. What it leaves behind is kept: parts used, load aboard, the place in a
//! visit-and-hours count, the gap until what waits for it, the technician of its series, the start of the rest of its crew.

use crate::compiled::ProblemError;
use crate::model::{Begun, Pin, Problem, Seconds, Shift, Technician, Visit, Window};
use crate::plan::{Plan, PlannedBreak, PlannedRoute, Stop};
use crate::travel::Travel;
use std::collections::BTreeMap;

/// What is left to plan at a moment, and the part of the plan that stands in it.
#[derive(Debug, Clone)]
pub struct Remaining {
    /// The problem without what is done or under way. Shifts keep their numbers; one that is over has no time left.
    pub problem: Problem,
    /// The rest of the plan, to start from.
    pub plan: Plan,
    /// What is done or under way, as planned, with all breaks of the shift.
    pub done: Vec<PlannedRoute>,
}

impl Remaining {
    /// The plan of all: what is done or under way, then a plan of what was left. Its score is that of what was left.
    #[must_use]
    pub fn whole(&self, rest: &Plan) -> Plan {
        let mut whole = rest.clone();
        for past in &self.done {
            let same = |r: &&mut PlannedRoute| r.technician == past.technician && r.shift == past.shift;
            match whole.routes.iter_mut().find(same) {
                Some(route) => {
                    let over = past.breaks.len().saturating_sub(route.breaks.len());
                    let breaks = route.breaks.iter();
                    let later = breaks.map(|b| PlannedBreak { after_stops: b.after_stops + past.stops.len() });
                    route.breaks = past.breaks.iter().take(over).copied().chain(later).collect();
                    route.stops.splice(0..0, past.stops.iter().cloned());
                    route.leave_seconds = past.leave_seconds;
                    route.travel_seconds += past.travel_seconds;
                }
                None => whole.routes.push(past.clone()),
            }
        }
        whole
    }
}

/// Cuts a plan with stated times at a moment. Parts used and load aboard are subtracted from the technician as a whole, so give shifts of
/// later days to someone with parts or load in a problem of their own.
///
/// # Errors
/// When the plan names what the problem does not have.
pub fn remaining(problem: &Problem, plan: &Plan, now_seconds: Seconds) -> Result<Remaining, ProblemError> {
    let mut problem = problem.clone();
    let mut rest = plan.clone();
    let mut done: Vec<PlannedRoute> = Vec::new();
    for technician in &mut problem.technicians {
        for shift in &mut technician.shifts {
            shift.start_seconds = shift.start_seconds.max(now_seconds).min(shift.end_seconds);
        }
    }
    let visits: BTreeMap<String, Visit> = problem.visits.iter().map(|v| (v.id.clone(), v.clone())).collect();
    for (r, route) in rest.routes.iter_mut().enumerate() {
        let wrong = |what: String| ProblemError { at: format!("routes[{r}]"), expected: what };
        let technician = problem.technicians.iter_mut().find(|t| t.id == route.technician);
        let technician = technician.ok_or_else(|| wrong(format!("there is no technician {}", route.technician)))?;
        if let Some(id) = route.stops.iter().filter_map(|s| s.visit.as_ref()).find(|id| !visits.contains_key(*id)) {
            return Err(wrong(format!("there is no visit {id}")));
        }
        if route.shift >= technician.shifts.len() {
            return Err(wrong(format!("there is no shift {} of technician {}", route.shift, route.technician)));
        }
        let supply_place = problem.supply_place.unwrap_or_default();
        done.extend(cut(route, technician, &visits, supply_place, now_seconds));
        if let Some(past) = done.last().filter(|past| past.technician == route.technician && past.shift == route.shift)
        {
            begin(past, route.stops.is_empty(), technician, &problem.travel);
        }
    }
    let each = done.iter().flat_map(|route| route.stops.iter().map(|stop| (route.technician.as_str(), stop)));
    let by: BTreeMap<&str, (&str, &Stop)> =
        each.filter_map(|(technician, stop)| Some((stop.visit.as_deref()?, (technician, stop)))).collect();
    problem.visits.retain(|v| !by.contains_key(v.id.as_str()));
    let crews: Vec<(String, &str, &Stop)> = problem
        .visits
        .iter()
        .filter_map(|v| {
            let first = v.starts_with.as_deref().unwrap_or(&v.id);
            let (own, _) = plan.find(&v.id)?;
            let mate = by.iter().find(|(id, _)| **id == first || visits[**id].starts_with.as_deref() == Some(first))?;
            Some((v.id.clone(), own.technician.as_str(), mate.1.1))
        })
        .collect();
    for visit in &mut problem.visits {
        if let Some(past) = picked_up(visit, &done) {
            let technician = problem.technicians.iter().find(|t| t.id == past.technician);
            technician.into_iter().for_each(|t| keep_to_shift(visit, t, past.shift));
            visit.mandatory = true;
        }
        settle(visit, &by, &visits);
        if let Some((_, technician, mate)) = crews.iter().find(|c| c.0 == visit.id) {
            // Half a crew is under way: the others have to come.
            visit.mandatory = true;
            visit.starts_with = None;
            visit.pin = Pin::Start { technician: (*technician).to_string(), start_seconds: mate.start_seconds };
        }
    }
    let named: Vec<String> = problem.visits.iter().map(|v| v.id.clone()).collect();
    problem.visits.iter_mut().for_each(|v| v.starts_with = v.starts_with.take().filter(|id| named.contains(id)));
    rest.routes.retain(|route| !route.stops.is_empty());
    rest.unserved.retain(|id| named.contains(id));
    Ok(Remaining { problem, plan: rest, done })
}

/// Takes off the stops for which the technician has left, and sets the shift to what follows them.
fn cut(
    route: &mut PlannedRoute,
    technician: &mut Technician,
    visits: &BTreeMap<String, Visit>,
    supply_place: usize,
    now: Seconds,
) -> Option<PlannedRoute> {
    let left = |p: usize| if p == 0 { route.leave_seconds } else { route.stops[p - 1].end_seconds };
    let gone = (0..route.stops.len()).take_while(|&p| left(p) < now).count();
    let begun = route.leave_seconds < now;
    let (whole_travel, whole) = (route.travel_seconds, gone == route.stops.len());
    let stops: Vec<Stop> = route.stops.drain(..gone).collect();
    let breaks = route.breaks.clone();
    let shift: &mut Shift = &mut technician.shifts[route.shift];
    if let Some(last) = stops.last() {
        // Long over: nothing is left of it, and shifts that come later still do.
        let free = last.end_seconds.max(now.min(shift.end_seconds + shift.overtime_seconds_max));
        // In overtime already: only the rest of it is left.
        shift.overtime_seconds_max = (shift.overtime_seconds_max - (free - shift.end_seconds).max(0)).max(0);
        shift.end_seconds = shift.end_seconds.max(free);
        shift.start_place = last.visit.as_ref().map_or(supply_place, |id| visits[id].place);
        shift.start_seconds = free;
    }
    // A break that falls before what is left is over, and so is one that could not begin any more.
    let mut position = 0;
    let kept: Vec<bool> = shift
        .breaks
        .iter()
        .enumerate()
        .map(|(b, pause)| {
            let before = route.breaks.get(b).is_some_and(|planned| planned.after_stops < gone);
            !(begun && before) && pause.latest_seconds >= shift.start_seconds
        })
        .collect();
    shift.breaks.retain(|_| {
        position += 1;
        kept[position - 1]
    });
    route.breaks.clear();
    let served: Vec<&Visit> = stops.iter().filter_map(|s| visits.get(s.visit.as_ref()?)).collect();
    for limit in [&mut shift.visits_max, &mut technician.visits_max] {
        *limit = limit.map(|most| most.saturating_sub(served.len() as u32));
    }
    let called = stops.iter().position(|s| s.visit.is_none()).unwrap_or(stops.len());
    for visit in served.iter().take(called) {
        for (part, count) in &visit.parts {
            technician.parts.entry(part.clone()).and_modify(|n| *n = n.saturating_sub(*count));
        }
    }
    if called < stops.len() {
        // From the supply place on he has every tool and any number of parts.
        let all = || visits.values();
        technician.tools.extend(all().flat_map(|v| v.tools.iter().cloned()));
        let plenty = all().flat_map(|v| v.parts.keys().cloned()).map(|part| (part, i32::MAX as u32));
        technician.parts.extend(plenty);
    }
    for (k, room) in technician.capacity.iter_mut().enumerate() {
        *room -= served.iter().map(|v| v.demand.get(k).copied().unwrap_or(0)).sum::<i64>();
    }
    let travel = stops.iter().map(|s| s.travel_seconds).sum();
    (gone > 0).then(|| PlannedRoute {
        technician: technician.id.clone(),
        shift: route.shift,
        travel_seconds: if whole { whole_travel } else { travel },
        leave_seconds: route.leave_seconds,
        back_seconds: route.back_seconds,
        breaks,
        stops,
    })
}

/// Notes since when a shift that was cut counts as work, and until when if nothing more is served in it.
fn begin(past: &PlannedRoute, whole: bool, technician: &mut Technician, travel: &Travel) {
    let pace = technician.travel_per_mille;
    let shift = &mut technician.shifts[past.shift];
    let left_seconds = shift.begun.map_or(past.leave_seconds, |b| b.left_seconds);
    let end = past.stops.last().map_or(past.leave_seconds, |s| s.end_seconds);
    let pauses: Seconds = shift.breaks.iter().map(|b| b.duration_seconds).sum();
    let home = || travel.seconds_leaving(shift.start_place, shift.end_place, end, pace) + pauses;
    let back_seconds = if whole { past.back_seconds } else { end + home() };
    shift.begun = Some(Begun { left_seconds, back_seconds });
}

/// Where the pick-up was done that a visit delivers for.
fn picked_up<'a>(visit: &Visit, done: &'a [PlannedRoute]) -> Option<&'a PlannedRoute> {
    let first = visit.delivers.as_ref()?;
    done.iter().find(|route| route.stops.iter().any(|s| s.visit.as_ref() == Some(first)))
}

/// What is aboard has to be delivered in the same shift, though the technician has others.
fn keep_to_shift(visit: &mut Visit, technician: &Technician, shift: usize) {
    if technician.shifts.len() == 1 {
        return;
    }
    let shift = &technician.shifts[shift];
    let (from, until) = (shift.start_seconds, shift.end_seconds + shift.overtime_seconds_max);
    visit.windows.retain(|w| w.start_seconds <= until);
    if visit.windows.is_empty() {
        visit.windows.push(Window::new(from, until));
    }
    visit.windows.iter_mut().for_each(|w| w.end_seconds = w.end_seconds.min(until));
}

/// What is bound to something done keeps what that leaves it.
fn settle(visit: &mut Visit, by: &BTreeMap<&str, (&str, &Stop)>, visits: &BTreeMap<String, Visit>) {
    let mut windows: Option<(Seconds, Seconds)> = None;
    for after in &visit.after {
        let Some((_, stop)) = by.get(after.visit.as_str()) else { continue };
        let from = stop.end_seconds + after.gap_seconds_min;
        visit.release_seconds = Some(visit.release_seconds.map_or(from, |r| r.max(from)));
        if let Some(max) = after.gap_seconds_max {
            let until = stop.end_seconds + max;
            windows = Some(windows.map_or((from, until), |w| (w.0.max(from), w.1.min(until))));
        }
    }
    visit.after.retain(|a| !by.contains_key(a.visit.as_str()));
    if let Some((from, until)) = windows {
        if visit.windows.is_empty() {
            visit.windows.push(Window::new(from, until.max(from)));
        }
        visit.windows.iter_mut().for_each(|w| w.end_seconds = w.end_seconds.min(until).max(w.start_seconds));
    }
    let bound = [&visit.same_technician_as, &visit.delivers];
    let named = bound.into_iter().flatten().find_map(|id| by.get(id.as_str()));
    let of_series = |id: &str| {
        let other = visits.get(id).and_then(|v| v.same_technician_as.as_ref());
        other.is_some_and(|o| *o == visit.id || Some(o) == visit.same_technician_as.as_ref())
    };
    if let Some((technician, _)) = named.or_else(|| by.iter().find(|(id, _)| of_series(id)).map(|(_, stop)| stop))
        && visit.pin == Pin::Free
    {
        visit.pin = Pin::Technician((*technician).to_string());
    }
    visit.same_technician_as = visit.same_technician_as.take().filter(|id| !by.contains_key(id.as_str()));
    visit.delivers = visit.delivers.take().filter(|id| !by.contains_key(id.as_str()));
}
