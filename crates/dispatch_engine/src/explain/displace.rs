//! Making room: a standing visit goes to someone else, or is given up, so that another one can be served.

use super::relaxation::{Relaxation, Remedy};
use crate::board::{Board, Spot};
use crate::compiled::NONE;
use crate::model::Pin;

impl Board {
    /// The best ways to make room: by moving one standing visit to someone else, by giving up one of at most the same weight, by
    /// giving up one of any weight.
    pub(super) fn displacement(&self, v: usize) -> [Option<Remedy>; 3] {
        let mut best: [Option<(i64, Remedy)>; 3] = [None, None, None];
        let mut board = self.clone();
        for d in 0..self.model.days.len() {
            if !self.model.able(v, self.model.days[d].technician) {
                continue;
            }
            for &u in self.routes[d].seq.iter().filter(|&&u| u != NONE) {
                let movable = self.model.nodes[u as usize].mate == NONE
                    && self.model.ties.get(u as usize).is_none()
                    && self.problem.visits[u as usize].pin == Pin::Free;
                if !movable || !board.remove(u as usize) {
                    continue;
                }
                let eased = self.days_eased_by(d);
                if let Some(spot) = eased.into_iter().flat_map(|d| board.spots_of_day(v, d)).min() {
                    self.displace(&board, v, (u as usize, d), &spot, &mut best);
                }
                board.routes[d].copy_from(&self.routes[d]);
                board.day_of[u as usize] = d as u32;
            }
        }
        best.map(|found| found.map(|(_, remedy)| remedy))
    }

    /// Notes what making room by taking `u` off day `d` is worth; `board` is this one without it.
    fn displace(
        &self,
        board: &Board,
        v: usize,
        (u, d): (usize, usize),
        spot: &Spot,
        best: &mut [Option<(i64, Remedy)>; 3],
    ) {
        let (node, visit) = (&self.model.nodes[u], &self.problem.visits[u]);
        let cost = board.routes[d].points - self.routes[d].points + spot.points;
        let eased = self.days_eased_by(d);
        let mut note = |k: usize, worth: i64, relaxation: &dyn Fn() -> Relaxation| {
            if best[k].as_ref().is_none_or(|b| worth < b.0) {
                best[k] = Some((worth, Remedy { relaxation: relaxation(), opening: board.opening(v, spot) }));
            }
        };
        if let Some(other) = board.spots(u).into_iter().filter(|s| !eased.contains(&(s.day as usize))).min() {
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
