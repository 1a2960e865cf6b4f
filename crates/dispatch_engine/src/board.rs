//! Standing plans that answer questions in microseconds: where could this visit go, which windows can be promised.
//!
//! A board holds a problem and a plan with fresh schedules; nothing else moves while one visit is offered around
//! (cheapest insertion, Solomon 1987, with constant-time checks).

use crate::compiled::{Day, FAR, Model, NONE, ProblemError, wrong};
use crate::model::{Problem, Seconds, Visit, Window};
use crate::plan::{Plan, publish};
use crate::route::{Clock, Route, through, through_backwards};
use serde::Serialize;
use std::sync::Arc;

/// A problem with a standing plan.
#[derive(Debug, Clone)]
pub struct Board {
    pub(crate) problem: Arc<Problem>,
    pub(crate) model: Arc<Model>,
    /// One for every day (technician's shift), empty or not.
    pub(crate) routes: Vec<Route>,
    /// Day that serves each visit, or `NONE`.
    pub(crate) day_of: Vec<u32>,
    dropped: Vec<String>,
}

/// A place in a technician's day where a visit fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// Technician's id.
    pub technician: String,
    /// Which of the technician's shifts.
    pub shift: usize,
    /// How many stops come before.
    pub position: usize,
    /// Start of service, as early as the stops before allow.
    pub start_seconds: Seconds,
    /// Latest start at which everything after still holds.
    pub start_seconds_max: Seconds,
    /// Driving added.
    pub added_travel_seconds: Seconds,
    /// Whole cost added, preference and changes included.
    pub added_points: i64,
    /// Visits of that route whose start moves.
    pub moves: Vec<Move>,
}

/// A visit that starts later than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Visit's id.
    pub visit: String,
    /// Start so far.
    pub from_seconds: Seconds,
    /// Start then.
    pub to_seconds: Seconds,
}

/// A window that can be promised, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// The window asked about.
    pub window: Window,
    /// How many technicians could come.
    pub technicians: usize,
    /// The cheapest way, none when nobody can come.
    pub best: Option<Opening>,
}

/// A candidate in numbers: ordered by cost, then by position in the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub points: i64,
    pub day: u32,
    pub position: u32,
    pub earliest: i32,
    pub latest: i32,
    pub travel: i32,
}

impl Board {
    /// Puts a plan on the board. Visits of the plan that cannot stand (a technician runs late, a window was moved) are left out
    /// and listed by `dropped`.
    ///
    /// # Errors
    /// When the problem contradicts itself or the plan names what the problem does not have.
    pub fn new(problem: Problem, plan: &Plan) -> Result<Board, ProblemError> {
        let model = Model::new(&problem)?;
        let routes = vec![Route::default(); model.days.len()];
        let day_of = vec![NONE; model.nodes.len()];
        let mut board =
            Board { problem: Arc::new(problem), model: Arc::new(model), routes, day_of, dropped: Vec::new() };
        for d in 0..board.routes.len() {
            board.routes[d].refresh(&board.model, d);
        }
        for (d, seq) in orders(&board.problem, &board.model, plan)?.into_iter().enumerate() {
            board.stand(d, seq);
        }
        Ok(board)
    }

    /// Keeps as much of an order as holds: stops that break it are left out one by one.
    fn stand(&mut self, d: usize, seq: Vec<u32>) {
        let technician = self.model.days[d].technician;
        let (able, unable): (Vec<u32>, Vec<u32>) =
            seq.into_iter().partition(|&v| v == NONE || self.model.able(v as usize, technician));
        let mut lost = unable;
        let route = Route::build(&self.model, d, &able).unwrap_or_else(|| {
            let mut kept = Route::build(&self.model, d, &[]).unwrap_or_default();
            for &v in &able {
                let mut longer = kept.seq.clone();
                longer.push(v);
                match Route::build(&self.model, d, &longer) {
                    Some(route) => kept = route,
                    None => lost.push(v),
                }
            }
            kept
        });
        for &v in route.seq.iter().filter(|&&v| v != NONE) {
            self.day_of[v as usize] = d as u32;
        }
        self.routes[d] = route;
        let problem = &self.problem;
        self.dropped.extend(lost.iter().filter(|&&v| v != NONE).map(|&v| problem.visits[v as usize].id.clone()));
    }

    /// Visits of the given plan that could not stand.
    #[must_use]
    pub fn dropped(&self) -> &[String] {
        &self.dropped
    }

    /// The problem, with visits added since.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The plan with times.
    #[must_use]
    pub fn plan(&self) -> Plan {
        publish(&self.problem, &self.model, &self.routes)
    }

    /// Adds a visit, unserved for now, and returns its index.
    ///
    /// # Errors
    /// When the visit contradicts itself or the problem.
    pub fn add(&mut self, visit: Visit) -> Result<usize, ProblemError> {
        if self.problem.visits.iter().any(|v| v.id == visit.id) {
            return Err(wrong(format!("visit {}", visit.id), "is on the board already"));
        }
        let supplied = !visit.tools.is_empty() || !visit.parts.is_empty();
        let problem = Arc::make_mut(&mut self.problem);
        problem.visits.push(visit);
        let index = problem.visits.len() - 1;
        let added = if supplied {
            Model::new(problem).map(|model| self.model = Arc::new(model))
        } else {
            Arc::make_mut(&mut self.model).push(problem, &problem.visits[index])
        };
        match added {
            Ok(()) => {
                self.day_of.push(NONE);
                Ok(index)
            }
            Err(error) => {
                Arc::make_mut(&mut self.problem).visits.pop();
                Err(error)
            }
        }
    }

    /// The index of a visit.
    #[must_use]
    pub fn index(&self, visit: &str) -> Option<usize> {
        self.problem.visits.iter().position(|v| v.id == visit)
    }

    /// Every place where an unserved visit fits, cheapest first, at most `limit` of them. A visit already on a route is
    /// offered as if it were not.
    #[must_use]
    pub fn openings(&self, visit: usize, limit: usize) -> Vec<Opening> {
        if self.day_of[visit] != NONE {
            let mut without = self.clone();
            return if without.remove(visit) { without.openings(visit, limit) } else { Vec::new() };
        }
        let mut spots = self.spots(visit);
        spots.sort_unstable();
        spots.truncate(limit);
        spots.iter().map(|spot| self.opening(visit, spot)).collect()
    }

    /// For each window, in the order given: can the visit be promised then, by how many technicians, at what cost?
    /// The visit's own windows are ignored.
    #[must_use]
    pub fn slots(&self, visit: usize, windows: &[Window]) -> Vec<Slot> {
        if self.model.timed || self.model.supplies || self.model.dimensions > 0 || self.model.pairs {
            return self.slots_one_by_one(visit, windows);
        }
        let mut found: Vec<(Option<Spot>, usize, u32)> = vec![(None, 0, NONE); windows.len()];
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.sort_by_key(|&w| (windows[w].start_seconds, windows[w].end_seconds));
        let moment = |t: Seconds| (t - self.model.base).clamp(-i64::from(FAR / 2), i64::from(FAR / 2)) as i32;
        let spans: Vec<(i32, i32)> =
            order.iter().map(|&w| (moment(windows[w].start_seconds), moment(windows[w].end_seconds))).collect();
        let longest = spans.iter().map(|s| s.1.saturating_sub(s.0)).max().unwrap_or(0);
        let mut anytime = self.model.nodes[visit].clone();
        (anytime.open, anytime.close, anytime.windows, anytime.late) = (-FAR / 2, FAR / 2, Box::default(), 0);
        self.each_day(visit, |d, day| {
            let route = &self.routes[d];
            for p in 0..=route.seq.len() {
                let (to, on, travel) = route.detour(&self.model, day, visit as u32, p);
                let Some(points) = self.added_points(visit, d, p, travel) else { continue };
                let service = self.model.service(day, &anytime);
                intervals(route, day, p, to, on, service, |earliest, latest| {
                    let from = spans.partition_point(|s| s.0 < earliest.saturating_sub(longest));
                    for (k, &(start, end)) in spans.iter().enumerate().skip(from) {
                        if start > latest {
                            break;
                        }
                        let (first, last) = (earliest.max(start), latest.min(end));
                        if first <= last {
                            let spot = Spot {
                                points,
                                day: d as u32,
                                position: p as u32,
                                earliest: first,
                                latest: last,
                                travel,
                            };
                            note(&mut found[order[k]], spot, day.technician);
                        }
                    }
                });
            }
        });
        windows
            .iter()
            .zip(found)
            .map(|(&window, (best, technicians, _))| Slot {
                window,
                technicians,
                best: best.map(|spot| self.opening(visit, &spot)),
            })
            .collect()
    }

    /// Slots when cost or feasibility depend on more than time: every window is tried in full.
    fn slots_one_by_one(&self, visit: usize, windows: &[Window]) -> Vec<Slot> {
        let mut board = self.clone();
        let base = self.model.base;
        let ask = |&window: &Window| {
            let node = &mut Arc::make_mut(&mut board.model).nodes[visit];
            (node.open, node.close) = ((window.start_seconds - base) as i32, (window.end_seconds - base) as i32);
            (node.windows, node.late) = (Box::default(), 0);
            let mut spots = board.spots(visit);
            spots.sort_unstable();
            let mut able: Vec<u32> = spots.iter().map(|s| board.model.days[s.day as usize].technician).collect();
            able.sort_unstable();
            able.dedup();
            Slot { window, technicians: able.len(), best: spots.first().map(|spot| board.opening(visit, spot)) }
        };
        windows.iter().map(ask).collect()
    }

    /// Puts an unserved visit where an opening says; false when it does not fit there.
    pub fn place(&mut self, visit: usize, opening: &Opening) -> bool {
        let day = self.model.days.iter().position(|d| {
            d.shift as usize == opening.shift
                && self.problem.technicians[d.technician as usize].id == opening.technician
        });
        let Some(day) = day.filter(|_| self.day_of[visit] == NONE) else { return false };
        self.put(visit, day, opening.position)
    }

    pub(crate) fn put(&mut self, visit: usize, day: usize, position: usize) -> bool {
        if position > self.routes[day].seq.len() || !self.model.able(visit, self.model.days[day].technician) {
            return false;
        }
        let Some(route) = self.with(visit, day, position) else { return false };
        self.routes[day] = route;
        self.day_of[visit] = day as u32;
        true
    }

    /// Takes a visit off its route; false when it is on none or is half of a pair.
    pub fn remove(&mut self, visit: usize) -> bool {
        let day = self.day_of[visit];
        if day == NONE {
            return false;
        }
        let seq: Vec<u32> = self.routes[day as usize].seq.iter().copied().filter(|&v| v != visit as u32).collect();
        let Some(route) = Route::build(&self.model, day as usize, &seq) else { return false };
        self.routes[day as usize] = route;
        self.day_of[visit] = NONE;
        true
    }

    /// The route with a visit after `p` stops, with a supply call where one becomes necessary.
    pub(crate) fn with(&self, visit: usize, d: usize, p: usize) -> Option<Route> {
        let mut seq = self.routes[d].seq.clone();
        seq.insert(p, visit as u32);
        if let Some(route) = Route::build(&self.model, d, &seq) {
            return Some(route);
        }
        if !self.model.supplies || self.model.supply_place == NONE || seq.contains(&NONE) {
            return None;
        }
        (0..=p)
            .filter_map(|q| {
                let mut called = seq.clone();
                called.insert(q, NONE);
                Route::build(&self.model, d, &called)
            })
            .min_by_key(|route| route.points)
    }

    /// Calls back for every day whose technician is able and whose hours overlap.
    pub(crate) fn each_day(&self, visit: usize, mut f: impl FnMut(usize, &Day)) {
        for (d, day) in self.model.days.iter().enumerate() {
            if self.model.able(visit, day.technician) {
                f(d, day);
            }
        }
    }

    /// Every feasible place for an unserved visit, unordered.
    pub(crate) fn spots(&self, visit: usize) -> Vec<Spot> {
        let mut spots = Vec::new();
        self.each_day(visit, |d, _| self.collect_spots(visit, d, &mut spots));
        spots
    }

    /// The same for one day of an able technician.
    pub(crate) fn spots_of_day(&self, visit: usize, d: usize) -> Vec<Spot> {
        let mut spots = Vec::new();
        if self.model.able(visit, self.model.days[d].technician) {
            self.collect_spots(visit, d, &mut spots);
        }
        spots
    }

    fn collect_spots(&self, visit: usize, d: usize, spots: &mut Vec<Spot>) {
        let (node, day, route) = (&self.model.nodes[visit], &self.model.days[d], &self.routes[d]);
        if node.open > day.close || node.close < day.begin {
            return;
        }
        for p in 0..=route.seq.len() {
            let (to, on, travel) = route.detour(&self.model, day, visit as u32, p);
            if !route.fits_in_time(&self.model, day, visit as u32, p, to, on) {
                continue;
            }
            let Some(points) = self.added_points(visit, d, p, travel) else { continue };
            let (mut earliest, mut latest) = (FAR, -FAR);
            intervals(route, day, p, to, on, self.model.service(day, node), |from, by| {
                if let (Some(first), Some(last)) = (node.start(from), node.start_by(by))
                    && first <= last
                {
                    earliest = earliest.min(first);
                    latest = latest.max(last);
                }
            });
            spots.push(Spot { points, day: d as u32, position: p as u32, earliest, latest, travel });
        }
    }

    /// Points an insertion adds; none when a rule other than time forbids it.
    fn added_points(&self, visit: usize, d: usize, p: usize, travel: i32) -> Option<i64> {
        let (model, day, route) = (&self.model, &self.model.days[d], &self.routes[d]);
        if model.timed || model.supplies || model.dimensions > 0 || model.pairs {
            return self.with(visit, d, p).map(|longer| longer.points - route.points);
        }
        if route.seq.len() as u64 >= u64::from(day.visits_max) {
            return None;
        }
        let used = if route.seq.is_empty() { day.used_points } else { 0 };
        Some(i64::from(travel) * model.prices.travel + model.taste(visit, day.technician) + used)
    }

    pub(crate) fn opening(&self, visit: usize, spot: &Spot) -> Opening {
        let day = &self.model.days[spot.day as usize];
        let moment = |t: i32| i64::from(t) + self.model.base;
        Opening {
            technician: self.problem.technicians[day.technician as usize].id.clone(),
            shift: day.shift as usize,
            position: spot.position as usize,
            start_seconds: moment(spot.earliest),
            start_seconds_max: moment(spot.latest),
            added_travel_seconds: i64::from(spot.travel),
            added_points: spot.points,
            moves: self.moves(visit, spot),
        }
    }

    fn moves(&self, visit: usize, spot: &Spot) -> Vec<Move> {
        let (model, d) = (&self.model, spot.day as usize);
        let day = &model.days[d];
        let route = &self.routes[d];
        let mut longer = self.with(visit, d, spot.position as usize);
        let (Some(before), Some(after)) =
            (Clock::of(model, day, route), longer.take().and_then(|r| Clock::of(model, day, &r).map(|c| (r, c))))
        else {
            return Vec::new();
        };
        let mut moves = Vec::new();
        for (p, &v) in route.seq.iter().enumerate().filter(|&(_, &v)| v != NONE) {
            let (longer, clock) = &after;
            let Some(q) = longer.seq.iter().position(|&u| u == v) else { continue };
            if before.start[p] != clock.start[q] {
                moves.push(Move {
                    visit: self.problem.visits[v as usize].id.clone(),
                    from_seconds: i64::from(before.start[p]) + model.base,
                    to_seconds: i64::from(clock.start[q]) + model.base,
                });
            }
        }
        moves
    }
}

fn note(found: &mut (Option<Spot>, usize, u32), spot: Spot, technician: u32) {
    if found.2 != technician {
        found.1 += 1;
        found.2 = technician;
    }
    if found.0.is_none_or(|best| spot < best) {
        found.0 = Some(spot);
    }
}

/// Calls back with every span of starts that the neighbours allow after stop `p`, one for each way of placing the breaks.
pub(crate) fn intervals(
    route: &Route,
    day: &Day,
    p: usize,
    to: i32,
    on: i32,
    service: i32,
    mut f: impl FnMut(i32, i32),
) {
    let states = day.breaks.len() + 1;
    for from in 0..states {
        let depart = route.depart[p * states + from];
        if depart >= FAR {
            continue;
        }
        for via in from..states {
            let Some(earliest) = through(day, depart, to, from, via) else { break };
            for end in via..states {
                let next = route.latest[(p + 1) * states + end];
                if next <= -FAR {
                    continue;
                }
                if let Some(leave) = through_backwards(day, next, on, via, end)
                    && earliest <= leave - service
                {
                    f(earliest, leave - service);
                }
            }
        }
    }
}

/// A plan's orders in numbers, one for each day.
pub(crate) fn orders(problem: &Problem, model: &Model, plan: &Plan) -> Result<Vec<Vec<u32>>, ProblemError> {
    let technicians: std::collections::BTreeMap<&str, usize> =
        problem.technicians.iter().enumerate().map(|(t, p)| (p.id.as_str(), t)).collect();
    let visits: std::collections::BTreeMap<&str, u32> =
        problem.visits.iter().enumerate().map(|(v, p)| (p.id.as_str(), v as u32)).collect();
    let mut out = vec![Vec::new(); model.days.len()];
    let mut seen = vec![false; model.nodes.len()];
    for (r, route) in plan.routes.iter().enumerate() {
        let at = || format!("routes[{r}]");
        let technician = technicians.get(route.technician.as_str());
        let day = technician.and_then(|&t| model.days_of[t].get(route.shift));
        let Some(&day) = day else {
            return Err(wrong(at(), format!("there is no shift {} of technician {}", route.shift, route.technician)));
        };
        for stop in &route.stops {
            let v = match stop.visit.as_deref() {
                None => NONE,
                Some(id) => *visits.get(id).ok_or_else(|| wrong(at(), format!("there is no visit {id}")))?,
            };
            if v != NONE && std::mem::replace(&mut seen[v as usize], true) {
                return Err(wrong(at(), format!("visit {} stands twice", problem.visits[v as usize].id)));
            }
            out[day as usize].push(v);
        }
    }
    Ok(out)
}
