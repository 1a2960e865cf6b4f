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
use std::sync::atomic::{AtomicU32, Ordering};

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
        let all = Round { problem, plan: &plan, tuning, budget, round, from, until, spent: AtomicU32::new(from) };
        let (routes, steps) = all.run(iterations, watch)?;
        let late = budget.iterations == u64::MAX && all.spent.load(Ordering::Relaxed) >= 1_000_000;
        iterations += steps;
        plan = Board::new(problem.clone(), &Plan { routes, ..Plan::default() })?.plan();
        from = until;
        if late {
            break;
        }
    }
    let score: Score = plan.score;
    watch(&Progress { iterations, score, spent_ppm: 1_000_000 });
    Ok(Solution { plan, iterations })
}

/// One division of the map.
struct Round<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    tuning: &'a Tuning,
    budget: &'a Budget,
    round: usize,
    /// Shares of the budget, in millionths.
    from: u32,
    until: u32,
    /// What the caller's clock said last; only the calling thread may ask it.
    spent: AtomicU32,
}

type Planned = Result<(Vec<PlannedRoute>, u64), ProblemError>;

impl Round<'_> {
    /// All parts, some of them on other threads. Parts know nothing of each other, so the plan does not depend on the threads.
    fn run(&self, counted: u64, watch: &mut dyn FnMut(&Progress) -> u32) -> Planned {
        let parts = divide(self.problem, self.plan, self.round);
        let threads = self.tuning.threads.clamp(1, parts.len().max(1));
        let shared = |t: usize| parts.iter().skip(t).step_by(threads).collect::<Vec<_>>();
        let score = self.plan.score;
        let mut ask = |spent_ppm: u32, steps: u64| {
            let spent = watch(&Progress { iterations: counted + steps, score, spent_ppm });
            // A caller without a clock says what it was told; that is this thread's share, not the others'.
            if spent > spent_ppm {
                self.spent.fetch_max(spent, Ordering::Relaxed);
            }
            spent
        };
        let done: Vec<Planned> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|t| scope.spawn(move || self.some(&shared(t), &mut |_, _| self.spent.load(Ordering::Relaxed))))
                .collect();
            let mut done = vec![self.some(&shared(0), &mut ask)];
            while others.iter().any(|t| !t.is_finished()) {
                ask(self.spent.load(Ordering::Relaxed), 0);
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            done.extend(others.into_iter().map(|t| t.join().expect("a part does not panic")));
            done
        });
        let mut all = (Vec::new(), 0);
        for part in done {
            let (routes, steps) = part?;
            all.0.extend(routes);
            all.1 += steps;
        }
        all.0.sort_by_cached_key(|r: &PlannedRoute| (r.technician.clone(), r.shift));
        Ok(all)
    }

    /// Some parts, one after the other, each with its share of the time and of the steps.
    fn some(&self, parts: &[&Vec<Item>], ask: &mut dyn FnMut(u32, u64) -> u32) -> Planned {
        let (mut routes, mut steps, mut done) = (Vec::new(), 0, 0);
        let size = |part: &[Item]| part.iter().map(|i| i.visits).sum::<usize>();
        let own = parts.iter().map(|p| size(p)).sum::<usize>().max(1);
        let clocked = self.budget.iterations == u64::MAX;
        for part in parts {
            let (small, stands) = excerpt(self.problem, self.plan, part);
            let span =
                |visits: usize| self.from + (f64::from(self.until - self.from) * visits as f64 / own as f64) as u32;
            let (begin, end) = (span(done), span(done + size(part)));
            done += size(part);
            if self.round > 0 && ask(begin, steps) >= end && clocked {
                // Late: what stands in this part stays as it is.
                routes.extend(stands.routes);
                continue;
            }
            let whole =
                u128::from(self.until - self.from) * size(part) as u128 / self.problem.visits.len().max(1) as u128;
            let budget = Budget {
                iterations: share_of(self.budget.iterations, whole as u32),
                seed: self.budget.seed + self.round as u64,
            };
            let mut inner = |progress: &Progress| {
                let share = f64::from(progress.spent_ppm.min(1_000_000)) * f64::from(end - begin) / 1e6;
                let spent = ask(begin + share as u32, steps + progress.iterations);
                let part_ppm = (f64::from(spent.saturating_sub(begin)) / f64::from((end - begin).max(1)) * 1e6) as u32;
                if clocked || spent >= 1_000_000 { part_ppm } else { progress.spent_ppm }
            };
            let solution = solve_tuned(&small, &stands, &budget, self.tuning, &mut inner)?;
            steps += solution.iterations;
            routes.extend(solution.plan.routes);
        }
        Ok((routes, steps))
    }
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
