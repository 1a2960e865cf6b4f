//! Why this technician, why not the others, and what is the least that would have to change.
//!
//! Reasons come straight from the insertion check: the numbers by which it fails are the explanation. A remedy is offered only after
//! it was tried: the changed technician and visit are put into a small problem of their own and the independent checker has to agree.
//! Long because: reasons and remedies read the same insertion check and are understood together.

use crate::board::{Board, Opening, Spot, intervals};
use crate::compiled::{Day, FAR, NONE};
use crate::model::{Pin, Problem, Seconds, Shift, Technician, Visit};
use crate::plan::{Plan, publish_route};
use crate::route::Route;
use crate::travel::{Travel, Way};
use crate::validate::validate;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything there is to say about one visit.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// Visit's id.
    pub visit: String,
    /// Technician who serves it.
    pub served_by: Option<String>,
    /// One for every technician, in the problem's order.
    pub technicians: Vec<Judgement>,
    /// For an unserved visit that fits nowhere: what would make it fit, smallest change first.
    pub remedies: Vec<Remedy>,
}

/// One technician's case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Technician's id.
    pub technician: String,
    /// The finding.
    pub verdict: Verdict,
}

/// Whether a technician could serve a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Verdict {
    /// Serves it; what it adds to the day.
    Serves {
        /// Driving added.
        added_travel_seconds: Seconds,
        /// Of the added points: preference and changed announcement.
        person_points: i64,
        /// All added points.
        added_points: i64,
    },
    /// Could serve it as the day stands.
    Could {
        /// The cheapest way.
        opening: Opening,
        /// Of the added points: preference and changed announcement.
        person_points: i64,
        /// Added points above those of the one who serves it, or above the cheapest.
        more_points: i64,
    },
    /// Cannot; every rule that stands against it.
    Cannot {
        /// At least one.
        reasons: Vec<Reason>,
    },
}

/// A hard rule that fails, with numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Reason {
    /// The level held is too low (0 = not at all).
    Skill {
        /// Name.
        skill: String,
        /// Level needed.
        needed: u8,
        /// Level held.
        held: u8,
    },
    /// Not among the required technicians.
    NotRequired,
    /// Excluded by name.
    Excluded,
    /// Pinned to someone else.
    Pinned {
        /// Technician's id.
        technician: String,
    },
    /// No shift overlaps the visit's windows.
    NotWorking,
    /// Even with nothing else to do the visit does not fit.
    TooFar {
        /// Seconds missing at the best attempt.
        missing_seconds: Seconds,
    },
    /// It would fit into an empty day, but not between the standing visits.
    Busy {
        /// Seconds missing at the best place.
        missing_seconds: Seconds,
        /// How many stops come before that place.
        position: usize,
    },
    /// The shift has its number of visits.
    VisitsMax {
        /// The limit.
        max: u32,
    },
    /// Fits in time, but not within capacity, tools, parts or hours of work.
    Limits,
}

/// A change after which the visit is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// The change.
    pub relaxation: Relaxation,
    /// Where the visit then goes.
    pub opening: Opening,
}

/// The smallest changes that help; each is offered only after it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Relaxation {
    /// Give a standing visit to someone else.
    MoveVisit {
        /// Visit's id.
        visit: String,
        /// Technician who takes it.
        to: String,
        /// Cost of the move.
        points: i64,
    },
    /// The last window ends later.
    LaterWindow {
        /// By this much.
        seconds: Seconds,
    },
    /// The first window starts earlier.
    EarlierWindow {
        /// By this much.
        seconds: Seconds,
    },
    /// The work takes less time.
    Shorter {
        /// By this much.
        seconds: Seconds,
    },
    /// The technician stays longer.
    Overtime {
        /// By this much.
        seconds: Seconds,
    },
    /// The technician learns a skill.
    Skill {
        /// Name.
        skill: String,
        /// Level needed.
        level: u8,
    },
    /// Let someone come who is ruled out by name.
    AllowTechnician,
    /// Several of these at once, when no single one helps.
    Together {
        /// What is needed.
        changes: Vec<Relaxation>,
    },
    /// Give up a standing visit; one that weighs more only when nothing else helps.
    DropVisit {
        /// Visit's id.
        visit: String,
        /// Its weight.
        weight: u32,
    },
}

impl Board {
    /// Why a visit is with whom it is, or what stands against serving it.
    #[must_use]
    pub fn explain(&self, visit: usize) -> Explanation {
        let serving = self.day_of[visit];
        let served_by = (serving != NONE).then(|| self.model.days[serving as usize].technician);
        let mut without = None;
        if served_by.is_some() {
            let mut board = self.clone();
            if board.remove(visit) {
                without = Some(board);
            }
        }
        let free = without.as_ref().unwrap_or(self);
        let mut spots = if free.day_of[visit] == NONE { free.spots(visit) } else { Vec::new() };
        spots.sort_unstable();
        let paid = match served_by {
            Some(_) => self.routes[serving as usize].points - free.routes[serving as usize].points,
            None => spots.first().map_or(0, |s| s.points),
        };
        let judge = |t: usize| Judgement {
            technician: self.problem.technicians[t].id.clone(),
            verdict: match served_by {
                Some(by) if by as usize == t => self.serves(free, visit, serving as usize, paid),
                _ => free.verdict(visit, t, &spots, paid),
            },
        };
        Explanation {
            visit: self.problem.visits[visit].id.clone(),
            served_by: served_by.map(|t| self.problem.technicians[t as usize].id.clone()),
            technicians: (0..self.problem.technicians.len()).map(judge).collect(),
            remedies: if served_by.is_none() && spots.is_empty() { self.remedies(visit) } else { Vec::new() },
        }
    }

    fn serves(&self, free: &Board, visit: usize, day: usize, added_points: i64) -> Verdict {
        Verdict::Serves {
            added_travel_seconds: i64::from(self.routes[day].travel - free.routes[day].travel),
            person_points: self.model.taste(visit, self.model.days[day].technician),
            added_points,
        }
    }

    fn verdict(&self, visit: usize, t: usize, spots: &[Spot], paid: i64) -> Verdict {
        match spots.iter().find(|s| self.model.days[s.day as usize].technician as usize == t) {
            Some(spot) => Verdict::Could {
                opening: self.opening(visit, spot),
                person_points: self.model.taste(visit, t as u32),
                more_points: spot.points - paid,
            },
            None => Verdict::Cannot { reasons: self.reasons(visit, t) },
        }
    }

    /// Every hard rule that keeps a technician from a visit.
    fn reasons(&self, v: usize, t: usize) -> Vec<Reason> {
        let (visit, technician) = (&self.problem.visits[v], &self.problem.technicians[t]);
        let mut reasons = personal_reasons(visit, technician);
        let node = &self.model.nodes[v];
        let days: Vec<u32> = self.model.days_of[t]
            .iter()
            .copied()
            .filter(|&d| {
                let day = &self.model.days[d as usize];
                node.open <= day.close && node.close >= day.begin
            })
            .collect();
        if days.is_empty() {
            reasons.push(Reason::NotWorking);
            return reasons;
        }
        let alone = days.iter().map(|&d| self.missing(v, d as usize, &self.empty(d as usize)).0).min().unwrap_or(FAR);
        if alone > 0 {
            reasons.push(Reason::TooFar { missing_seconds: i64::from(alone) });
            return reasons;
        }
        let (missing, position, day) = days
            .iter()
            .map(|&d| {
                let (missing, position) = self.missing(v, d as usize, &self.routes[d as usize]);
                (missing, position, d as usize)
            })
            .min()
            .unwrap_or((FAR, 0, 0));
        if missing > 0 {
            reasons.push(Reason::Busy { missing_seconds: i64::from(missing), position });
        } else if self.routes[day].seq.len() as u64 >= u64::from(self.model.days[day].visits_max) {
            reasons.push(Reason::VisitsMax { max: self.model.days[day].visits_max });
        } else if reasons.is_empty() {
            reasons.push(Reason::Limits);
        }
        reasons
    }

    fn empty(&self, d: usize) -> Route {
        Route::build(&self.model, d, &[]).unwrap_or_default()
    }

    /// The seconds by which a visit fails to fit into a route, at the place where they are fewest.
    fn missing(&self, v: usize, d: usize, route: &Route) -> (i32, usize) {
        let day = &self.model.days[d];
        (0..=route.seq.len()).map(|p| (self.shortfall(v, day, route, p).0, p)).min().unwrap_or((FAR, 0))
    }

    /// Seconds missing after stop `p` (the whole work when nothing fits at all), and how they could be had: later window, earlier window, shorter work.
    fn shortfall(&self, v: usize, day: &Day, route: &Route, p: usize) -> (i32, [i32; 3]) {
        let node = &self.model.nodes[v];
        let (to, on, _) = route.detour(&self.model, day, v as u32, p);
        let service = self.model.service(day, node);
        let ways = route.ways(node.place, p, to, on);
        let (mut later, mut earlier, mut shorter) = (FAR, FAR, FAR);
        intervals((&self.model, route, day), p, ways, service, |first, last| {
            later = later.min((first - node.close).max(0));
            earlier = earlier.min((node.open - last).max(0));
        });
        // With no work at all the span of starts is the widest; what is missing of the work is how much shorter it must be.
        intervals((&self.model, route, day), p, ways, 0, |first, last| {
            if let Some(start) = node.start(first) {
                shorter = shorter.min((start + service - last).max(0));
            }
        });
        if later.max(earlier) == 0 {
            // An interval exists on each side; it fits when one interval meets a window.
            let (mut meets, mut gap) = (false, FAR);
            intervals((&self.model, route, day), p, ways, service, |first, last| {
                let start = node.start(first).unwrap_or(FAR);
                meets |= start <= last;
                gap = gap.min(start.saturating_sub(last));
            });
            return (if meets { 0 } else { gap.clamp(1, service.max(1)) }, [FAR, FAR, shorter]);
        }
        let both = |a: i32, b: i32| if b == 0 { a } else { FAR };
        let fixes = [both(later, earlier), both(earlier, later), shorter];
        (fixes.into_iter().fold(service.max(1), i32::min).max(1), fixes)
    }
}

fn personal_reasons(visit: &Visit, technician: &Technician) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if visit.excluded_technicians.contains(&technician.id) {
        reasons.push(Reason::Excluded);
    }
    if !visit.required_technicians.is_empty() && !visit.required_technicians.contains(&technician.id) {
        reasons.push(Reason::NotRequired);
    }
    if let Pin::Technician(other) | Pin::Start { technician: other, .. } = &visit.pin
        && *other != technician.id
    {
        reasons.push(Reason::Pinned { technician: other.clone() });
    }
    for (skill, &needed) in &visit.skills {
        let held = technician.skills.get(skill).copied().unwrap_or(0);
        if held < needed {
            reasons.push(Reason::Skill { skill: skill.clone(), needed, held });
        }
    }
    reasons
}

/// What it takes to let a person come, unless the visit is pinned to someone else.
fn personal_changes(visit: &Visit, technician: &Technician) -> Option<Vec<Relaxation>> {
    let mut changes = Vec::new();
    for reason in personal_reasons(visit, technician) {
        match reason {
            Reason::Skill { skill, needed, .. } => changes.push(Relaxation::Skill { skill, level: needed }),
            Reason::NotRequired | Reason::Excluded => changes.push(Relaxation::AllowTechnician),
            Reason::Pinned { .. }
            | Reason::NotWorking
            | Reason::TooFar { .. }
            | Reason::Busy { .. }
            | Reason::VisitsMax { .. }
            | Reason::Limits => return None,
        }
    }
    Some(changes)
}

/// What a change costs those involved, for ranking only: seconds, with a day for giving someone up.
fn hardship(relaxation: &Relaxation) -> i64 {
    match relaxation {
        Relaxation::MoveVisit { points, .. } => *points,
        Relaxation::LaterWindow { seconds } | Relaxation::EarlierWindow { seconds } => 2 * seconds,
        Relaxation::Overtime { seconds } => 3 * seconds,
        Relaxation::Shorter { seconds } => 4 * seconds,
        Relaxation::AllowTechnician => 6 * 3600,
        Relaxation::Skill { .. } => 12 * 3600,
        Relaxation::DropVisit { weight, .. } => 24 * 3600 * i64::from(*weight),
        Relaxation::Together { changes } => changes.iter().map(hardship).sum(),
    }
}

/// A change under consideration: who, in what order, with what changed.
struct Trial {
    day: usize,
    position: usize,
    seq: Vec<u32>,
    relaxation: Relaxation,
}

impl Board {
    /// The best change of each kind, tried out, smallest first.
    fn remedies(&self, v: usize) -> Vec<Remedy> {
        let mut best: BTreeMap<u8, Vec<Trial>> = BTreeMap::new();
        for d in 0..self.model.days.len() {
            for trial in self.trials(v, d) {
                best.entry(kind(&trial.relaxation)).or_default().push(trial);
            }
        }
        let mut remedies: Vec<Remedy> = Vec::new();
        for trials in best.values_mut() {
            trials.sort_by_key(|t| (hardship(&t.relaxation), t.day, t.position));
            remedies.extend(trials.iter().take(8).find_map(|trial| self.try_out(v, trial)));
        }
        let [moved, lighter, heavier] = self.displacement(v);
        remedies.extend(moved);
        remedies.extend(lighter);
        if remedies.is_empty() {
            remedies.extend(heavier);
        }
        if remedies.is_empty() {
            remedies.extend(self.combined(v));
        }
        remedies.sort_by_key(|r| (hardship(&r.relaxation), r.opening.added_points));
        remedies
    }

    fn trials(&self, v: usize, d: usize) -> Vec<Trial> {
        let (day, route, node) = (&self.model.days[d], &self.routes[d], &self.model.nodes[v]);
        let (visit, technician) = (&self.problem.visits[v], &self.problem.technicians[day.technician as usize]);
        let pinned = matches!(visit.pin, Pin::Start { .. });
        let lacking: Vec<Reason> = personal_reasons(visit, technician);
        let mut trials = Vec::new();
        if lacking.len() > 1 || node.open > day.close || node.close < day.begin && pinned {
            return trials;
        }
        let longer_day = self.until(d, FAR / 2);
        for p in 0..=route.seq.len() {
            let mut seq = route.seq.clone();
            seq.insert(p, v as u32);
            let mut add = |relaxation| trials.push(Trial { day: d, position: p, seq: seq.clone(), relaxation });
            let (missing, [later, earlier, shorter]) = self.shortfall(v, day, route, p);
            match lacking.first() {
                Some(Reason::Skill { skill, needed, .. }) if missing == 0 => {
                    add(Relaxation::Skill { skill: skill.clone(), level: *needed });
                }
                Some(Reason::Excluded | Reason::NotRequired) if missing == 0 => add(Relaxation::AllowTechnician),
                Some(_) => {}
                None => {
                    if later < FAR && !pinned {
                        add(Relaxation::LaterWindow { seconds: i64::from(later) });
                    }
                    if earlier < FAR && !pinned {
                        add(Relaxation::EarlierWindow { seconds: i64::from(earlier) });
                    }
                    if shorter > 0 && shorter < node.service / 2 {
                        add(Relaxation::Shorter { seconds: i64::from(shorter) });
                    }
                    if let Some(seconds) = self.overtime(&longer_day, d, &seq).filter(|&s| s > 0) {
                        add(Relaxation::Overtime { seconds });
                    }
                }
            }
        }
        trials
    }

    /// The day with another end.
    fn until(&self, d: usize, close: i32) -> Day {
        Day { close, work_max: FAR, ..self.model.days[d].clone() }
    }

    /// Overtime, above what is allowed, with which an order works.
    fn overtime(&self, longer_day: &Day, d: usize, seq: &[u32]) -> Option<Seconds> {
        let mut clock = vec![Some(longer_day.begin)];
        clock.resize(longer_day.breaks.len() + 1, None);
        let mut here = longer_day.start_place;
        for step in seq.iter().map(Some).chain([None]) {
            let drive = match step {
                Some(&v) if v != NONE => self.model.reach(longer_day, here, &self.model.nodes[v as usize]),
                Some(_) => self.model.drive(longer_day, here, self.model.supply_place),
                None => self.model.drive(longer_day, here, longer_day.end_place),
            };
            let place = match step {
                Some(&v) if v != NONE => self.model.nodes[v as usize].place,
                Some(_) => self.model.supply_place,
                None => longer_day.end_place,
            };
            let way = Way { from: here, to: place, seconds: drive };
            let mut next: Vec<Option<i32>> = vec![None; clock.len()];
            for (from, depart) in clock.iter().enumerate() {
                for (to, reached) in next.iter_mut().enumerate().skip(from) {
                    let arrival = depart.and_then(|c| crate::route::through(&self.model, longer_day, c, way, from, to));
                    let leave = arrival.and_then(|a| match step {
                        Some(&v) => crate::route::leave_at(&self.model, longer_day, v, a),
                        None => Some(a),
                    });
                    *reached = [*reached, leave].into_iter().flatten().min();
                }
            }
            clock = next;
            here = place;
        }
        Some(i64::from(clock[clock.len() - 1]? - self.model.days[d].close))
    }

    /// The least of several changes at once: a skill or name, one visit given up, overtime.
    fn combined(&self, v: usize) -> Option<Remedy> {
        let mut trials = Vec::new();
        for (d, day) in self.model.days.iter().enumerate() {
            let technician = &self.problem.technicians[day.technician as usize];
            let Some(personal) = personal_changes(&self.problem.visits[v], technician) else { continue };
            let longer_day = self.until(d, FAR / 2);
            let standing = &self.routes[d].seq;
            let droppable = standing.iter().copied().filter(|&u| {
                self.model.nodes.get(u as usize).is_some_and(|n| n.mate == NONE && !n.mandatory)
                    && self.problem.visits[u as usize].pin == Pin::Free
            });
            for gone in std::iter::once(NONE).chain(droppable) {
                let base: Vec<u32> = standing.iter().copied().filter(|&u| u != gone).collect();
                for position in 0..=base.len() {
                    let mut seq = base.clone();
                    seq.insert(position, v as u32);
                    let Some(over) = self.overtime(&longer_day, d, &seq) else { continue };
                    let mut changes = personal.clone();
                    if let Some(visit) = self.problem.visits.get(gone as usize) {
                        changes.push(Relaxation::DropVisit { visit: visit.id.clone(), weight: visit.weight });
                    }
                    if over > 0 {
                        changes.push(Relaxation::Overtime { seconds: over });
                    }
                    trials.push(Trial { day: d, position, seq, relaxation: Relaxation::Together { changes } });
                }
            }
        }
        trials.sort_by_key(|t| (hardship(&t.relaxation), t.day, t.position));
        trials.iter().take(20).find_map(|trial| self.try_out(v, trial))
    }

    /// Builds the changed technician and visits as a problem of their own and lets the checker judge.
    fn try_out(&self, v: usize, trial: &Trial) -> Option<Remedy> {
        let problem = self.excerpt(v, trial);
        let order: Vec<&str> =
            trial.seq.iter().filter(|&&u| u != NONE).map(|&u| self.problem.visits[u as usize].id.as_str()).collect();
        let position = trial.seq[..trial.position].iter().filter(|&&u| u != NONE).count();
        let before: Vec<&str> = order.iter().enumerate().filter(|&(k, _)| k != position).map(|(_, &id)| id).collect();
        let technician = problem.technicians[0].id.clone();
        let mut board = Board::new(problem, &Plan::from_orders([(technician.as_str(), 0, before)])).ok()?;
        let index = board.index(&self.problem.visits[v].id)?;
        if !board.dropped().is_empty() {
            return None;
        }
        let spot = board.spots_of_day(index, 0).into_iter().filter(|s| s.position as usize == position).min()?;
        let mut opening = board.opening(index, &spot);
        opening.shift = self.model.days[trial.day].shift as usize;
        if !board.put(index, 0, position) {
            return None;
        }
        let plan =
            Plan { routes: vec![publish_route(&board.problem, &board.model, 0, &board.routes[0])], ..Plan::default() };
        let valid = validate(&board.problem, &plan).violations.is_empty();
        valid.then(|| Remedy { relaxation: trial.relaxation.clone(), opening })
    }

    /// One technician's shift, its visits and the new one, with the change applied.
    fn excerpt(&self, v: usize, trial: &Trial) -> Problem {
        let day = &self.model.days[trial.day];
        let mut technician = self.problem.technicians[day.technician as usize].clone();
        let mut shift = technician.shifts[day.shift as usize].clone();
        let mut visits: Vec<Visit> =
            trial.seq.iter().filter(|&&u| u != NONE).map(|&u| self.problem.visits[u as usize].clone()).collect();
        let wanted = &self.problem.visits[v].id;
        if let Some(visit) = visits.iter_mut().find(|u| u.id == *wanted) {
            apply(&trial.relaxation, visit, &mut technician, &mut shift);
        }
        for visit in &mut visits {
            for list in
                [&mut visit.required_technicians, &mut visit.excluded_technicians, &mut visit.preferred_technicians]
            {
                if !list.is_empty() && !list.contains(&technician.id) {
                    list.clear();
                }
            }
            visit.standing = visit.standing.take().filter(|s| s.technician == technician.id);
        }
        let travel = self.renumber(&mut shift, &mut visits);
        technician.shifts = vec![shift];
        let supply_place = self.problem.supply_place.map(|_| travel.places() - 1);
        Problem { technicians: vec![technician], visits, travel, policy: self.problem.policy.clone(), supply_place }
    }

    /// A small matrix of just the places in use.
    fn renumber(&self, shift: &mut Shift, visits: &mut [Visit]) -> Travel {
        let mut places = vec![shift.start_place, shift.end_place];
        (shift.start_place, shift.end_place) = (0, 1);
        for visit in visits {
            // The same place stays the same place: setup depends on it.
            let known = places.iter().position(|&p| p == visit.place);
            visit.place = known.unwrap_or_else(|| {
                places.push(visit.place);
                places.len() - 1
            });
        }
        places.extend(self.problem.supply_place);
        let seconds = places.iter().flat_map(|&a| places.iter().map(move |&b| (a, b)));
        let seconds = seconds.map(|(a, b)| self.problem.travel.seconds(a, b) as i32).collect();
        Travel::Matrix { seconds, size: places.len() }
    }

    /// The best ways to make room: by moving one standing visit to someone else, by giving up one of at most the same weight, by
    /// giving up one of any weight.
    fn displacement(&self, v: usize) -> [Option<Remedy>; 3] {
        let mut best: [Option<(i64, Remedy)>; 3] = [None, None, None];
        let mut board = self.clone();
        for d in 0..self.model.days.len() {
            if !self.model.able(v, self.model.days[d].technician) {
                continue;
            }
            for &u in self.routes[d].seq.iter().filter(|&&u| u != NONE) {
                let movable =
                    self.model.nodes[u as usize].mate == NONE && self.problem.visits[u as usize].pin == Pin::Free;
                if !movable || !board.remove(u as usize) {
                    continue;
                }
                if let Some(spot) = board.spots_of_day(v, d).into_iter().min() {
                    self.displace(&board, v, u as usize, &spot, &mut best);
                }
                board.routes[d].copy_from(&self.routes[d]);
                board.day_of[u as usize] = d as u32;
            }
        }
        best.map(|found| found.map(|(_, remedy)| remedy))
    }

    /// Notes what making room by taking `u` away is worth; `board` is this one without it.
    fn displace(&self, board: &Board, v: usize, u: usize, spot: &Spot, best: &mut [Option<(i64, Remedy)>; 3]) {
        let d = spot.day as usize;
        let (node, visit) = (&self.model.nodes[u], &self.problem.visits[u]);
        let cost = board.routes[d].points - self.routes[d].points + spot.points;
        let mut note = |k: usize, worth: i64, relaxation: &dyn Fn() -> Relaxation| {
            if best[k].as_ref().is_none_or(|b| worth < b.0) {
                best[k] = Some((worth, Remedy { relaxation: relaxation(), opening: board.opening(v, spot) }));
            }
        };
        if let Some(other) = board.spots(u).into_iter().filter(|s| s.day as usize != d).min() {
            let to = &self.problem.technicians[self.model.days[other.day as usize].technician as usize].id;
            let points = other.points + cost;
            let (id, to) = (visit.id.clone(), to.clone());
            note(0, points, &|| Relaxation::MoveVisit { visit: id.clone(), to: to.clone(), points });
        }
        if !node.mandatory {
            let worth = node.weight * 1_000_000 + cost;
            let dropped = || Relaxation::DropVisit { visit: visit.id.clone(), weight: visit.weight };
            if node.weight <= self.model.nodes[v].weight {
                note(1, worth, &dropped);
            }
            note(2, worth, &dropped);
        }
    }
}

/// Changes a visit, a technician or a shift as a relaxation says.
fn apply(relaxation: &Relaxation, visit: &mut Visit, technician: &mut Technician, shift: &mut Shift) {
    match relaxation {
        Relaxation::LaterWindow { seconds } => {
            if let Some(window) = visit.windows.last_mut() {
                window.end_seconds += seconds;
            }
        }
        Relaxation::EarlierWindow { seconds } => {
            if let Some(window) = visit.windows.first_mut() {
                window.start_seconds -= seconds;
            }
        }
        Relaxation::Shorter { seconds } => {
            let pace = i64::from(technician.duration_per_mille.max(1));
            visit.duration_seconds = (visit.duration_seconds - (seconds * 1000 + pace - 1) / pace).max(0);
        }
        Relaxation::Overtime { seconds } => shift.overtime_seconds_max += seconds,
        Relaxation::Skill { skill, level } => {
            technician.skills.insert(skill.clone(), *level);
        }
        Relaxation::AllowTechnician => {
            visit.excluded_technicians.clear();
            visit.required_technicians.clear();
        }
        Relaxation::Together { changes } => changes.iter().for_each(|c| apply(c, visit, technician, shift)),
        Relaxation::MoveVisit { .. } | Relaxation::DropVisit { .. } => {}
    }
}

fn kind(relaxation: &Relaxation) -> u8 {
    match relaxation {
        Relaxation::MoveVisit { .. } => 0,
        Relaxation::LaterWindow { .. } => 1,
        Relaxation::EarlierWindow { .. } => 2,
        Relaxation::Shorter { .. } => 3,
        Relaxation::Overtime { .. } => 4,
        Relaxation::Skill { .. } => 5,
        Relaxation::AllowTechnician => 6,
        Relaxation::DropVisit { .. } => 7,
        Relaxation::Together { .. } => 8,
    }
}
