//! Problems too large for one table are divided by area, solved part by part, and divided again along other lines.
//!
//! Technicians go where their route (or home) lies and take their visits along; each round cuts elsewhere, so that borders of one round
//! are interior in the next.

use super::{Budget, Progress, Solution, Tuning, solve_tuned};
use crate::board::Board;
use crate::compiled::ProblemError;
use crate::model::{Pin, Problem, Visit};
use crate::plan::{Plan, PlannedRoute, Score};
use std::collections::{BTreeMap, BTreeSet};

/// Above this many visits a problem is divided.
pub(super) const VISITS_MAX: usize = 8000;
/// Parts have at most about this many.
const PART: usize = 2000;
/// How often it is divided anew, and the share of the budget (millionths) at the end of each round.
const ROUNDS: [u32; 3] = [500_000, 800_000, 1_000_000];

/// Someone or something with a place on the map.
#[derive(Clone, Copy)]
struct Item {
    at: [f64; 2],
    visits: usize,
    technician: Option<usize>,
    visit: usize,
}

pub(super) fn solve(
    problem: &Problem,
    standing: &Plan,
    budget: &Budget,
    tuning: &Tuning,
    watch: &mut dyn FnMut(&Progress) -> u32,
) -> Result<Solution, ProblemError> {
    // The whole is checked once; parts of it then cannot contradict themselves.
    let board = Board::new(problem.clone(), standing)?;
    let (mut plan, mut iterations, mut from) = (board.plan(), 0, 0);
    drop(board);
    for (round, &until) in ROUNDS.iter().enumerate() {
        let parts = divide(problem, &plan, round);
        let mut done = 0;
        let all = problem.visits.len().max(1);
        let mut routes: Vec<PlannedRoute> = Vec::new();
        for part in &parts {
            let (small, stands) = excerpt(problem, &plan, part);
            let span = |visits: usize| from + ((until - from) as f64 * visits as f64 / all as f64) as u32;
            let (begin, end) = (span(done), span(done + small.visits.len()));
            done += small.visits.len();
            let so_far = Progress { iterations, score: plan.score, spent_ppm: begin };
            if round > 0 && watch(&so_far) >= end {
                // Late: what stands in this part stays as it is.
                routes.extend(stands.routes);
                continue;
            }
            let own = Budget { iterations: share_of(budget.iterations, end - begin), seed: budget.seed + round as u64 };
            let (counted, score) = (iterations, plan.score);
            let mut inner = |progress: &Progress| {
                let whole = Progress {
                    iterations: counted + progress.iterations,
                    score,
                    spent_ppm: begin
                        + (f64::from(progress.spent_ppm.min(1_000_000)) * f64::from(end - begin) / 1e6) as u32,
                };
                let spent = watch(&whole);
                (f64::from(spent.saturating_sub(begin)) / f64::from((end - begin).max(1)) * 1e6) as u32
            };
            let solution = solve_tuned(&small, &stands, &own, tuning, &mut inner)?;
            iterations += solution.iterations;
            routes.extend(solution.plan.routes);
        }
        plan = Board::new(problem.clone(), &Plan { routes, ..Plan::default() })?.plan();
        from = until;
    }
    let score: Score = plan.score;
    watch(&Progress { iterations, score, spent_ppm: 1_000_000 });
    Ok(Solution { plan, iterations })
}

fn share_of(iterations: u64, ppm: u32) -> u64 {
    if iterations == u64::MAX { iterations } else { (u128::from(iterations) * u128::from(ppm) / 1_000_000) as u64 }
}

/// Cuts the map in two along its longer side until the parts are small. Every round cuts off the middle by another share.
fn divide(problem: &Problem, plan: &Plan, round: usize) -> Vec<Vec<Item>> {
    let mut parts = vec![items(problem, plan)];
    let mut small = Vec::new();
    let mut depth = 0usize;
    while let Some(mut part) = parts.pop() {
        let visits: usize = part.iter().map(|i| i.visits).sum();
        if visits <= PART || part.len() < 4 {
            small.push(part);
            continue;
        }
        let span = |k: usize| {
            let values = part.iter().map(|i| i.at[k]);
            values.clone().fold(f64::MIN, f64::max) - values.fold(f64::MAX, f64::min)
        };
        let axis = usize::from(span(1) > span(0));
        part.sort_by(|a, b| a.at[axis].total_cmp(&b.at[axis]).then(a.visit.cmp(&b.visit)));
        let lean = [0.5, 0.4, 0.6][(round + depth) % 3];
        depth += 1;
        let half = (visits as f64 * lean) as usize;
        let mut sum = 0;
        let cut = part.iter().position(|i| {
            sum += i.visits;
            sum >= half
        });
        let rest = part.split_off(cut.map_or(part.len() / 2, |c| (c + 1).min(part.len() - 1)));
        parts.push(part);
        parts.push(rest);
    }
    small
}

/// Technicians with their served visits, and unserved visits alone (with the technician they are bound to, if any).
fn items(problem: &Problem, plan: &Plan) -> Vec<Item> {
    let at = |place: usize| problem.travel.coordinates(place).unwrap_or_default();
    let index: BTreeMap<&str, usize> =
        problem.technicians.iter().enumerate().map(|(t, p)| (p.id.as_str(), t)).collect();
    let places: BTreeMap<&str, usize> = problem.visits.iter().map(|v| (v.id.as_str(), v.place)).collect();
    let mut served: Vec<Vec<usize>> = vec![Vec::new(); problem.technicians.len()];
    for route in &plan.routes {
        let own = &mut served[index[route.technician.as_str()]];
        own.extend(route.stops.iter().filter_map(|s| Some(places[s.visit.as_deref()?])));
    }
    let centre = |t: usize| {
        let home = problem.technicians[t].shifts.first().map_or([0.0; 2], |s| at(s.start_place));
        let sum = served[t].iter().map(|&p| at(p)).fold(home, |a, b| [a[0] + b[0], a[1] + b[1]]);
        let n = 1.0 + served[t].len() as f64;
        [sum[0] / n, sum[1] / n]
    };
    let mut items: Vec<Item> = (0..problem.technicians.len())
        .map(|t| Item { at: centre(t), visits: served[t].len(), technician: Some(t), visit: t })
        .collect();
    let unserved: BTreeSet<&str> = plan.unserved.iter().map(String::as_str).collect();
    for (v, visit) in problem.visits.iter().enumerate().filter(|(_, v)| unserved.contains(v.id.as_str())) {
        let bound = bound_to(visit).and_then(|id| index.get(id)).map(|&t| items[t].at);
        let with = visit.delivers.as_deref().and_then(|p| places.get(p)).map(|&p| at(p));
        let at = bound.or(with).unwrap_or_else(|| at(visit.place));
        items.push(Item { at, visits: 1, technician: None, visit: v });
    }
    items
}

fn bound_to(visit: &Visit) -> Option<&str> {
    match &visit.pin {
        Pin::Technician(id) | Pin::Start { technician: id, .. } => Some(id),
        Pin::Free => visit.required_technicians.first().map(String::as_str),
    }
}

/// A part as a problem of its own, with the routes that stand in it.
fn excerpt(problem: &Problem, plan: &Plan, part: &[Item]) -> (Problem, Plan) {
    let own: BTreeSet<usize> = part.iter().filter_map(|i| i.technician).collect();
    let ids: BTreeSet<&str> = own.iter().map(|&t| problem.technicians[t].id.as_str()).collect();
    let routes: Vec<PlannedRoute> =
        plan.routes.iter().filter(|r| ids.contains(r.technician.as_str())).cloned().collect();
    let served: BTreeSet<&str> = routes.iter().flat_map(|r| &r.stops).filter_map(|s| s.visit.as_deref()).collect();
    let alone: BTreeSet<usize> = part.iter().filter(|i| i.technician.is_none()).map(|i| i.visit).collect();
    let mut technicians: Vec<_> = own.iter().map(|&t| problem.technicians[t].clone()).collect();
    let chosen = problem.visits.iter().enumerate().filter(|(v, p)| alone.contains(v) || served.contains(p.id.as_str()));
    let mut visits: Vec<Visit> = chosen.filter_map(|(_, visit)| local(visit, &ids)).collect();
    let known: BTreeSet<String> = visits.iter().map(|v| v.id.clone()).collect();
    visits.retain(|v| v.delivers.as_ref().is_none_or(|p| known.contains(p)));
    let mut kept: Vec<usize> = visits.iter().map(|v| v.place).collect();
    kept.extend(technicians.iter().flat_map(|t| &t.shifts).flat_map(|s| [s.start_place, s.end_place]));
    kept.extend(problem.supply_place);
    kept.sort_unstable();
    kept.dedup();
    let number = |place: usize| kept.binary_search(&place).expect("every place in use is kept");
    visits.iter_mut().for_each(|v| v.place = number(v.place));
    for shift in technicians.iter_mut().flat_map(|t| &mut t.shifts) {
        (shift.start_place, shift.end_place) = (number(shift.start_place), number(shift.end_place));
    }
    let small = Problem {
        technicians,
        visits,
        travel: problem.travel.excerpt(&kept),
        policy: problem.policy.clone(),
        supply_place: problem.supply_place.map(number),
    };
    (small, Plan { routes, ..Plan::default() })
}

/// The visit as the people of this part see it; none when none of them may come.
fn local(visit: &Visit, ids: &BTreeSet<&str>) -> Option<Visit> {
    let here = |id: &String| ids.contains(id.as_str());
    let mut visit = visit.clone();
    if bound_to(&visit).is_some()
        && visit.required_technicians.is_empty()
        && !bound_to(&visit).is_some_and(|id| ids.contains(id))
    {
        return None;
    }
    if !visit.required_technicians.is_empty() && !visit.required_technicians.iter().any(here) {
        return None;
    }
    for list in [&mut visit.required_technicians, &mut visit.excluded_technicians, &mut visit.preferred_technicians] {
        list.retain(|id| ids.contains(id.as_str()));
    }
    visit.standing = visit.standing.take().filter(|s| here(&s.technician));
    Some(visit)
}
