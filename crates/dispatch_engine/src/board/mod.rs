//! Standing plans that answer questions in microseconds: where could this visit go, which windows can be promised.
//!
//! A board holds a problem and a plan with fresh schedules; nothing else moves while one visit is offered around
//! (cheapest insertion, Solomon 1987, with constant-time checks).

mod aside;
mod coupled;
mod crew;
mod openings;
mod orders;
mod pairs;
mod settle;
mod slots;
mod tied;
mod tied_openings;

use crate::compiled::{Model, NONE, ProblemError, wrong};
use crate::model::{Problem, Seconds, Visit, Window};
use crate::plan::{Plan, publish};
use crate::route::Route;
pub(crate) use crew::Joint;
pub(crate) use openings::{Spot, intervals};
use orders::orders;
pub(crate) use pairs::PairSpot;
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
    /// Start of service: as early as the stops before allow, later where an announced start or a shorter day is worth the wait.
    pub start_seconds: Seconds,
    /// Latest start at which everything after still holds.
    pub start_seconds_max: Seconds,
    /// Driving added.
    pub added_travel_seconds: Seconds,
    /// Whole cost added, preference and changes included; of a visit bound to others, at most that.
    pub added_points: i64,
    /// Visits of that route whose start moves.
    pub moves: Vec<Move>,
    /// For a visit of a crew: the others, who start at the same moment. For half of a pick-up and delivery: the other half, same
    /// technician and shift, each counted among the stops before the other. Costs of the opening are those of all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<Companion>,
}

/// Where another visit of the same crew goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Companion {
    /// Visit's id.
    pub visit: String,
    /// Technician's id.
    pub technician: String,
    /// Which of the technician's shifts.
    pub shift: usize,
    /// How many stops come before.
    pub position: usize,
    /// Driving added.
    pub added_travel_seconds: Seconds,
    /// Visits of that route whose start moves.
    pub moves: Vec<Move>,
}

/// A visit whose start is another than before.
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
        let orders = orders(&board.problem, &board.model, plan)?;
        let orders = if board.model.ties.is_empty() { orders } else { board.settle(orders, plan) };
        for (d, seq) in orders.into_iter().enumerate() {
            board.stand(d, seq);
        }
        board.bind_all();
        Ok(board)
    }

    fn stand(&mut self, d: usize, seq: Vec<u32>) {
        let (route, lost) = self.hold(d, seq);
        for &v in route.seq.iter().filter(|&&v| v != NONE) {
            self.day_of[v as usize] = d as u32;
        }
        self.routes[d] = route;
        self.drop_all(&lost);
    }

    /// As much of an order as holds, and the stops that are left out of it one by one.
    fn hold(&self, d: usize, seq: Vec<u32>) -> (Route, Vec<u32>) {
        let technician = self.model.days[d].technician;
        let (able, unable): (Vec<u32>, Vec<u32>) =
            seq.into_iter().partition(|&v| v == NONE || self.model.able(v as usize, technician));
        let mut lost = unable;
        let route = self.afforded(d, &able).unwrap_or_else(|| {
            let mut kept = Route::build(&self.model, d, &[]).unwrap_or_default();
            for &v in &able {
                let mut longer = kept.seq.clone();
                longer.push(v);
                match self.afforded(d, &longer) {
                    Some(route) => kept = route,
                    None => lost.push(v),
                }
            }
            kept
        });
        (route, lost)
    }

    fn drop_all(&mut self, lost: &[u32]) {
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
        let with = visit.starts_with.as_deref().or(visit.delivers.as_deref());
        if with.and_then(|id| self.index(id)).is_some_and(|first| self.day_of[first] != NONE) {
            let rule = "belongs to a visit that is served: take that one off first";
            return Err(wrong(format!("visit {}", visit.id), rule));
        }
        let tied = visit.is_tied() || visit.delivers.is_some();
        let supplied = !visit.tools.is_empty() || !visit.parts.is_empty();
        let problem = Arc::make_mut(&mut self.problem);
        problem.visits.push(visit);
        let index = problem.visits.len() - 1;
        let added = if supplied || tied {
            // What stands stays: the spans of tied visits are read off the plan before the model is made anew.
            Model::new(problem).map(|mut model| {
                self.model.nodes.iter().enumerate().for_each(|(v, node)| model.keep(v, node));
                self.model = Arc::new(model);
            })
        } else {
            Arc::make_mut(&mut self.model).push(problem, &problem.visits[index])
        };
        match added {
            Ok(()) => {
                self.day_of.push(NONE);
                if tied {
                    self.bind_all();
                }
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

    /// Puts an unserved visit where an opening says; false when it does not fit there.
    pub fn place(&mut self, visit: usize, opening: &Opening) -> bool {
        if self.day_of[visit] == NONE && self.model.ties.get(visit).is_some() {
            return self.place_tied(visit as u32, opening);
        }
        if self.mate(visit).is_some() {
            return self.place_pair(visit, opening);
        }
        let day = self.day_named(&opening.technician, opening.shift);
        let Some(day) = day.filter(|_| self.day_of[visit] == NONE) else { return false };
        self.put(visit, day, opening.position)
    }

    fn day_named(&self, technician: &str, shift: usize) -> Option<usize> {
        let named = |d: &crate::compiled::Day| {
            d.shift as usize == shift && self.problem.technicians[d.technician as usize].id == technician
        };
        self.model.days.iter().position(named)
    }

    pub(crate) fn put(&mut self, visit: usize, day: usize, position: usize) -> bool {
        if let Some(tie) = self.model.ties.get(visit) {
            return tie.crew.len() == 1 && self.put_tied(&[(visit as u32, day, position)], None);
        }
        if position > self.routes[day].seq.len() || !self.model.able(visit, self.model.days[day].technician) {
            return false;
        }
        let Some(route) = self.with(visit, day, position) else { return false };
        self.routes[day] = route;
        self.day_of[visit] = day as u32;
        true
    }

    /// Takes a visit off its route, and with it its crew, those that wait for it, or the other half of a pair; false when it is on none.
    pub fn remove(&mut self, visit: usize) -> bool {
        let day = self.day_of[visit];
        if day == NONE {
            return false;
        }
        if self.model.ties.get(visit).is_some() {
            return self.remove_tied(visit as u32);
        }
        if let Some(mate) = self.mate(visit) {
            return self.remove_pair(visit, mate);
        }
        let seq: Vec<u32> = self.routes[day as usize].seq.iter().copied().filter(|&v| v != visit as u32).collect();
        let Some(route) = self.afforded(day as usize, &seq) else { return false };
        self.routes[day as usize] = route;
        self.day_of[visit] = NONE;
        true
    }

    /// The route with a visit after `p` stops, with a supply call where one becomes necessary.
    pub(crate) fn with(&self, visit: usize, d: usize, p: usize) -> Option<Route> {
        let mut seq = self.routes[d].seq.clone();
        seq.insert(p, visit as u32);
        self.supplied(seq, d, p)
    }

    /// The route of an order, with a supply call at most `p` stops in where one becomes necessary.
    fn supplied(&self, seq: Vec<u32>, d: usize, p: usize) -> Option<Route> {
        if let Some(route) = Route::build(&self.model, d, &seq) {
            return self.affords(d, &route).then_some(route);
        }
        if !self.model.supplies || self.model.supply_place == NONE || seq.contains(&NONE) {
            return None;
        }
        (0..=p)
            .filter_map(|q| {
                let mut called = seq.clone();
                called.insert(q, NONE);
                self.afforded(d, &called)
            })
            .min_by_key(|route| route.points)
    }
}
