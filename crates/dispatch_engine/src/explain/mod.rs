//! Why this technician, why not the others, and what is the least that would have to change.
//!
//! Reasons come straight from the insertion check: the numbers by which it fails are the explanation. A remedy is offered only after
//! it was tried: the changed technician and visit are put into a small problem of their own and the independent checker has to agree.

mod displace;
mod limits;
mod pair;
mod reason;
mod relaxation;
mod remedies;
mod tied;
mod trial;

use crate::board::{Board, Joint, Opening, Spot};
use crate::compiled::NONE;
use crate::model::Seconds;
use crate::route::Costs;
pub use reason::Reason;
use reason::released_after;
pub use relaxation::{Relaxation, Remedy};
use serde::Serialize;
use tied::Bonds;

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
    /// Serves it; what it adds to the plan, with its crew.
    Serves {
        /// Driving added.
        added_travel_seconds: Seconds,
        /// Of the added points: preference and changed announcement.
        person_points: i64,
        /// All added points.
        added_points: i64,
        /// The same, part by part.
        costs: Costs,
    },
    /// Could serve it as the day stands.
    Could {
        /// The cheapest way.
        opening: Opening,
        /// Of the added points: preference and changed announcement.
        person_points: i64,
        /// Added points above those of the one who serves it, or above the cheapest.
        more_points: i64,
        /// Added points, part by part; of a crew, those of this visit alone.
        costs: Costs,
    },
    /// Cannot; every rule that stands against it.
    Cannot {
        /// At least one.
        reasons: Vec<Reason>,
    },
}

/// Where an unserved visit can go.
struct Ways {
    /// The board on which the places hold, where it is another because of ties.
    board: Option<Board>,
    spots: Vec<Spot>,
    /// Of a crew: the common starts whose first parts are the places.
    joints: Vec<Joint>,
}

impl Board {
    /// Why a visit is with whom it is, or what stands against serving it.
    #[must_use]
    pub fn explain(&self, visit: usize) -> Explanation {
        if let Some(mate) = self.mate(visit) {
            return self.explain_pair(visit, mate);
        }
        let serving = self.day_of[visit];
        let served_by = (serving != NONE).then(|| self.model.days[serving as usize].technician);
        let without = if served_by.is_some() { self.aside(visit) } else { None };
        let free = without.as_ref().unwrap_or(self);
        let tied = self.model.ties.get(visit).is_some() && free.day_of[visit] == NONE;
        let Ways { board: asked, spots, joints } = free.ways(visit);
        let asked = asked.as_ref().unwrap_or(free);
        let of = |t: u32| spots.iter().find(|s| self.model.days[s.day as usize].technician == t);
        let opening = |spot: &Spot| match joints.iter().find(|j| j.first() == *spot) {
            Some(joint) => free.joint_opening(joint),
            None if tied => Some(free.tied_opening(asked, visit as u32, spot)),
            None => Some(free.opening(visit, spot)),
        };
        let paid = match served_by {
            Some(t) if tied => of(t).map_or(0, |s| s.points),
            Some(_) => self.routes[serving as usize].points - free.routes[serving as usize].points,
            None => spots.first().map_or(0, |s| s.points),
        };
        let bonds = self.model.ties.get(visit).is_some().then(|| Bonds::of(asked, visit as u32));
        let judge = |t: usize| Judgement {
            technician: self.problem.technicians[t].id.clone(),
            verdict: match served_by {
                Some(by) if by as usize == t => self.serves(free, visit, serving as usize),
                _ => asked.verdict(
                    (visit, bonds.as_ref()),
                    t,
                    of(t as u32).and_then(|spot| Some((spot, opening(spot)?))),
                    paid,
                ),
            },
        };
        Explanation {
            visit: self.problem.visits[visit].id.clone(),
            served_by: served_by.map(|t| self.problem.technicians[t as usize].id.clone()),
            technicians: (0..self.problem.technicians.len()).map(judge).collect(),
            remedies: match served_by {
                None if spots.is_empty() && released_after(&self.problem.visits[visit]).is_some() => {
                    self.released_remedy(visit as u32).into_iter().collect()
                }
                None if spots.is_empty() && tied => self.tied_remedies(visit as u32),
                None if spots.is_empty() => self.remedies(visit),
                Some(_) | None => Vec::new(),
            },
        }
    }

    /// The places of an unserved visit, cheapest first; none of a served one.
    fn ways(&self, visit: usize) -> Ways {
        let mut ways = Ways { board: None, spots: Vec::new(), joints: Vec::new() };
        let v = visit as u32;
        if self.day_of[visit] != NONE {
            return ways;
        }
        if self.crew_of(v).len() > 1 {
            ways.joints = self.joints(v);
            ways.spots = ways.joints.iter().map(Joint::first).collect();
        } else if self.model.ties.get(visit).is_some() {
            let (board, spots) = self.tied_spots(v);
            (ways.board, ways.spots) = (Some(board), spots);
        } else {
            ways.spots = self.spots(visit);
        }
        ways.spots.sort_unstable();
        ways
    }

    fn serves(&self, free: &Board, visit: usize, d: usize) -> Verdict {
        let mut costs = Costs::default();
        let mut added_travel_seconds = 0;
        for (day, (with, without)) in self.model.days.iter().zip(self.routes.iter().zip(&free.routes)) {
            if with.seq != without.seq {
                added_travel_seconds += i64::from(with.travel - without.travel);
                let saved = without.costs(&free.model, day).above(&with.costs(&self.model, day));
                costs = costs.above(&saved);
            }
        }
        let person_points = self.model.taste(visit, self.model.days[d].technician);
        Verdict::Serves { added_travel_seconds, person_points, added_points: costs.sum(), costs }
    }

    fn verdict(
        &self,
        (visit, bonds): (usize, Option<&Bonds>),
        t: usize,
        found: Option<(&Spot, Opening)>,
        paid: i64,
    ) -> Verdict {
        match found {
            Some((spot, opening)) => Verdict::Could {
                opening,
                person_points: self.model.taste(visit, t as u32),
                more_points: spot.points - paid,
                costs: self.added_costs(visit, spot),
            },
            None => Verdict::Cannot { reasons: bonds.map_or_else(|| self.reasons(visit, t), |bonds| bonds.reasons(t)) },
        }
    }

    /// What a visit adds at a place, part by part.
    fn added_costs(&self, visit: usize, spot: &Spot) -> Costs {
        let d = spot.day as usize;
        let day = &self.model.days[d];
        let longer = self.with(visit, d, spot.position as usize);
        let before = self.routes[d].costs(&self.model, day);
        longer.map_or(Costs::default(), |longer| longer.costs(&self.model, day).above(&before))
    }
}
