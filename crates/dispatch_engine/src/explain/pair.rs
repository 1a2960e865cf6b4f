//! Reasons and remedies of a pick-up and its delivery: they are judged together, since neither is served without the other.

use super::limits::too_many;
use super::reason::{Reason, personal_reasons};
use super::relaxation::{Relaxation, Remedy, apply, hardship};
use super::tied::WIDER;
use super::{Explanation, Judgement, Verdict};
use crate::board::{Board, Opening, PairSpot};
use crate::compiled::{Model, NONE};
use crate::model::{Pin, Problem};
use crate::route::Route;
use crate::validate::validate;
use std::sync::Arc;

impl Board {
    pub(super) fn explain_pair(&self, visit: usize, mate: usize) -> Explanation {
        let mut free = self.clone();
        let serving = if free.remove(visit) { self.day_of[visit] } else { NONE };
        let served_by = (serving != NONE).then(|| self.model.days[serving as usize].technician as usize);
        let spots = free.pair_spots(visit);
        let paid = match served_by {
            Some(_) => self.routes[serving as usize].points - free.routes[serving as usize].points,
            None => spots.first().map_or(0, |s| s.points),
        };
        let of = |t: usize| spots.iter().find(|s| self.model.days[s.day as usize].technician as usize == t);
        let judge = |t: usize| match (served_by, of(t)) {
            (Some(by), _) if by == t => self.serves(&free, visit, serving as usize),
            (_, Some(spot)) => free.pair_could(visit, spot, paid),
            (_, None) => Verdict::Cannot { reasons: free.pair_reasons(visit, mate, t) },
        };
        let judgement = |t: usize| Judgement { technician: self.problem.technicians[t].id.clone(), verdict: judge(t) };
        let fits = served_by.is_some() || !spots.is_empty();
        Explanation {
            visit: self.problem.visits[visit].id.clone(),
            served_by: served_by.map(|t| self.problem.technicians[t].id.clone()),
            technicians: (0..self.problem.technicians.len()).map(judgement).collect(),
            remedies: if fits { Vec::new() } else { self.pair_remedies(visit) },
        }
    }

    fn pair_could(&self, visit: usize, spot: &PairSpot, paid: i64) -> Verdict {
        let (d, t) = (spot.day as usize, self.model.days[spot.day as usize].technician);
        let day = &self.model.days[d];
        let (Some(opening), Some(longer)) = (self.pair_opening(visit, spot), self.with_pair(visit, d, spot.places))
        else {
            return Verdict::Cannot { reasons: vec![Reason::Limits] };
        };
        let taste = |v: usize| self.model.taste(v, t);
        Verdict::Could {
            opening,
            person_points: taste(visit) + self.mate(visit).map_or(0, taste),
            more_points: spot.points - paid,
            costs: longer.costs(&self.model, day).above(&self.routes[d].costs(&self.model, day)),
        }
    }

    /// What keeps a technician from one half, after `Reason::Pair` from the other, or by that alone from both at once.
    fn pair_reasons(&self, visit: usize, mate: usize, t: usize) -> Vec<Reason> {
        let other = Reason::Pair { visit: self.problem.visits[mate].id.clone() };
        let personal = |v: usize| personal_reasons(&self.problem.visits[v], &self.problem.technicians[t]);
        let mut apart = self.clone();
        let nodes = &mut Arc::make_mut(&mut apart.model).nodes;
        (nodes[visit].mate, nodes[mate].mate) = (NONE, NONE);
        let alone = |v: usize| {
            let fits = |&d: &u32| !apart.spots_of_day(v, d as usize).is_empty();
            if self.model.days_of[t].iter().any(fits) { Vec::new() } else { apart.reasons(v, t) }
        };
        let (mut own, mut others) = (personal(visit), personal(mate));
        if own.is_empty() && others.is_empty() {
            own = alone(visit);
            others = if own.is_empty() { alone(mate) } else { Vec::new() };
        }
        if own.is_empty() || !others.is_empty() {
            if own.is_empty() && others.is_empty() {
                own.extend(self.too_many_by_pair(t));
            }
            own.push(other);
            own.extend(others);
        }
        own
    }

    /// The limit over all shifts that leaves room for one half only.
    fn too_many_by_pair(&self, t: usize) -> Option<Reason> {
        let d = *self.model.days_of[t].first()? as usize;
        let reasons = too_many(self, d, self.routes[d].uses().visits as usize + 2);
        reasons.into_iter().find(|r| matches!(r, Reason::TechnicianVisitsMax { .. }))
    }

    /// The best change of each kind, done on the whole problem and checked.
    fn pair_remedies(&self, visit: usize) -> Vec<Remedy> {
        let later = |seconds: i64| {
            self.pair_eased(visit, Relaxation::LaterWindow { seconds }, |model| {
                let node = &mut model.nodes[visit];
                node.windows.last_mut().into_iter().for_each(|last| {
                    (last.close, last.due) = (last.close + seconds as i32, last.due + seconds as i32);
                });
                (node.close, node.due) = (node.close + seconds as i32, node.due + seconds as i32);
            })
        };
        let overtime = |seconds: i64| {
            self.pair_eased(visit, Relaxation::Overtime { seconds }, |model| {
                model.days.iter_mut().for_each(|day| day.close += seconds as i32);
                model.timed = true;
            })
        };
        let windowed = !self.problem.visits[visit].windows.is_empty();
        let mut remedies: Vec<Remedy> = Vec::new();
        remedies.extend(WIDER.iter().filter(|_| windowed).find_map(|&s| later(s)));
        remedies.extend(WIDER.iter().find_map(|&s| overtime(s)));
        remedies.extend(self.pair_more_room(visit));
        remedies.extend(self.pair_beyond_quotas(visit));
        remedies.extend(self.pair_instead_of(visit));
        remedies.sort_by_key(|r| (hardship(&r.relaxation), r.opening.added_points));
        remedies
    }

    /// More capacity, as much as the pick-up lacks in an empty vehicle, or as much as it loads.
    fn pair_more_room(&self, visit: usize) -> Option<Remedy> {
        let pickup = self.mate(visit).filter(|_| self.model.nodes[visit].delivers).unwrap_or(visit);
        let model = &self.model;
        (0..model.dimensions).find_map(|dimension| {
            let load = model.demand(pickup)[dimension];
            let most = (0..model.days.len()).map(|d| model.capacity(d)[dimension]).max()?;
            [load - most, load].into_iter().filter(|&amount| amount > 0).find_map(|amount| {
                self.pair_eased(visit, Relaxation::Capacity { dimension, amount }, |model| {
                    let dimensions = model.dimensions;
                    model.capacity.iter_mut().skip(dimension).step_by(dimensions).for_each(|most| *most += amount);
                })
            })
        })
    }

    /// The pair instead of one standing visit of at most its weight.
    fn pair_instead_of(&self, visit: usize) -> Option<Remedy> {
        let weight = self.problem.visits[visit].weight + self.problem.visits[self.mate(visit)?].weight;
        let mut board = self.clone();
        let mut best: Option<(u32, i64, usize)> = None;
        for u in 0..self.problem.visits.len() {
            let given = &self.problem.visits[u];
            let light = given.weight <= weight && !given.mandatory && given.pin == Pin::Free;
            let alone = self.mate(u).is_none() && self.model.ties.get(u).is_none();
            if !light || !alone || !board.remove(u) {
                continue;
            }
            if let Some(spot) = board.pair_spots(visit).first() {
                let worth = (given.weight, spot.points, u);
                best = Some(best.map_or(worth, |b| b.min(worth)));
            }
            let d = self.day_of[u] as usize;
            board.routes[d].copy_from(&self.routes[d]);
            board.day_of[u] = d as u32;
        }
        let (weight, _, gone) = best?;
        board.remove(gone);
        let opening = board.openings(visit, 1).into_iter().next()?;
        let holds = board.place(visit, &opening) && validate(&board.problem, &board.plan()).violations.is_empty();
        let relaxation = Relaxation::DropVisit { visit: self.problem.visits[gone].id.clone(), weight };
        holds.then_some(Remedy { relaxation, opening })
    }

    /// Eases the numbers to find a place, then does the change for the technician who has it.
    fn pair_eased(&self, visit: usize, relaxation: Relaxation, ease: impl Fn(&mut Model)) -> Option<Remedy> {
        let mut eased = self.clone();
        ease(Arc::make_mut(&mut eased.model));
        for (d, route) in eased.routes.iter_mut().enumerate() {
            *route = Route::build(&eased.model, d, &route.seq)?;
        }
        let opening = eased.pair_opening(visit, eased.pair_spots(visit).first()?)?;
        self.pair_done(visit, relaxation, &opening)
    }

    /// More visits or hours than a technician may have over all shifts.
    fn pair_beyond_quotas(&self, visit: usize) -> Vec<Remedy> {
        let eased = |relaxation: Relaxation| {
            let mut problem = Problem::clone(&self.problem);
            for technician in &mut problem.technicians {
                let Some(mut shift) = technician.shifts.first().cloned() else { continue };
                apply(&relaxation, &mut problem.visits[visit], technician, &mut shift);
            }
            let opening = Board::new(problem, &self.plan()).ok()?.openings(visit, 1).into_iter().next()?;
            self.pair_done(visit, relaxation, &opening)
        };
        let technicians = &self.problem.technicians;
        let counted = technicians.iter().any(|t| t.visits_max.is_some());
        let timed = technicians.iter().any(|t| t.work_seconds_max.is_some());
        let more = (1..=2).filter(|_| counted).find_map(|n| eased(Relaxation::TechnicianMoreVisits { visits: n }));
        let longer = WIDER.iter().filter(|_| timed);
        let longer = longer.copied().find_map(|seconds| eased(Relaxation::TechnicianLongerWork { seconds }));
        more.into_iter().chain(longer).collect()
    }

    /// Changes the problem for the technician of an opening, and lets the checker judge.
    fn pair_done(&self, visit: usize, relaxation: Relaxation, opening: &Opening) -> Option<Remedy> {
        let mut problem = Problem::clone(&self.problem);
        let technician = problem.technicians.iter_mut().find(|t| t.id == opening.technician)?;
        let mut shift = technician.shifts[opening.shift].clone();
        apply(&relaxation, &mut problem.visits[visit], technician, &mut shift);
        technician.shifts[opening.shift] = shift;
        let mut board = Board::new(problem, &self.plan()).ok()?;
        let opening = board.openings(visit, 1).into_iter().next()?;
        let placed = board.dropped().is_empty() && board.place(visit, &opening);
        let valid = placed && validate(&board.problem, &board.plan()).violations.is_empty();
        valid.then_some(Remedy { relaxation, opening })
    }
}
