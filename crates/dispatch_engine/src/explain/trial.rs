//! A change is offered only after it was tried: the changed technician and visits become a small problem of their own, the visit is put
//! into it, and the independent checker has to agree.

use super::relaxation::{Relaxation, Remedy, apply};
use crate::board::Board;
use crate::compiled::NONE;
use crate::model::{Problem, Shift, Visit};
use crate::plan::{Plan, PlannedRoute, Stop, publish_route};
use crate::travel::Travel;
use crate::validate::validate;

/// A change under consideration: who, in what order, with what changed.
pub(super) struct Trial {
    pub day: usize,
    pub position: usize,
    pub seq: Vec<u32>,
    pub relaxation: Relaxation,
}

impl Board {
    /// Builds the changed technician and visits as a problem of their own and lets the checker judge.
    pub(super) fn try_out(&self, v: usize, trial: &Trial) -> Option<Remedy> {
        let problem = self.excerpt(v, trial);
        let position = trial.position;
        let id = |u: u32| (u != NONE).then(|| self.problem.visits[u as usize].id.clone());
        let before = trial.seq.iter().enumerate().filter(|&(k, _)| k != position);
        let stops = before.map(|(_, &u)| Stop { visit: id(u), ..Stop::default() }).collect();
        let technician = problem.technicians[0].id.clone();
        let route = PlannedRoute { technician, stops, ..PlannedRoute::default() };
        let mut board = Board::new(problem, &Plan { routes: vec![route], ..Plan::default() }).ok()?;
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
        let mut visits: Vec<Visit> = trial.seq.iter().filter(|&&u| u != NONE).map(|&u| self.held(u as usize)).collect();
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
        // What the other shifts take of the limits over all of them.
        let others = self.elsewhere(trial.day);
        technician.visits_max = technician.visits_max.map(|max| max.saturating_sub(others.visits as u32));
        technician.work_seconds_max = technician.work_seconds_max.map(|max| (max - others.work).max(0));
        let supply_place = self.problem.supply_place.map(|_| travel.places() - 1);
        Problem { technicians: vec![technician], visits, travel, policy: self.problem.policy.clone(), supply_place }
    }

    /// Travel between just the places in use.
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
        self.problem.travel.excerpt(&places)
    }
}
