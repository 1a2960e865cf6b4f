//! Where an unserved visit that is bound to others fits while they stand.

use super::crew::Joint;
use super::openings::Spot;
use super::{Board, Opening};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Board {
    /// Openings of an unserved tied visit.
    pub(super) fn tied_openings(&self, v: u32, limit: usize) -> Vec<Opening> {
        if self.crew_of(v).len() > 1 {
            let joints: Vec<Joint> = self.joints(v);
            return joints.iter().filter_map(|joint| self.joint_opening(joint)).take(limit).collect();
        }
        let (narrowed, mut spots) = self.tied_spots(v);
        spots.sort_unstable();
        spots.iter().take(limit).map(|spot| self.tied_opening(&narrowed, v, spot)).collect()
    }

    /// How many technicians can have an unserved tied visit, and the cheapest opening.
    pub(super) fn tied_best(&mut self, v: u32) -> (usize, Option<Opening>) {
        if self.crew_of(v).len() > 1 {
            let joints = self.joints_by_narrowing(v);
            return (joints.len(), joints.iter().find_map(|joint| self.joint_opening(joint)));
        }
        let spots = self.spots_by_narrowing(v);
        let technicians: BTreeSet<u32> = spots.iter().map(|s| self.model.days[s.day as usize].technician).collect();
        (technicians.len(), spots.iter().min().map(|spot| self.tied_opening(self, v, spot)))
    }

    /// One of the places of `tied_spots`. Once it stands spans are drawn anew, which can move starts on the day of a partner, and departures
    /// where the pace depends on the hour: then it is placed to see.
    pub(crate) fn tied_opening(&self, narrowed: &Board, v: u32, spot: &Spot) -> Opening {
        let mut opening = narrowed.opening(v as usize, spot);
        if !self.has_partner_on(v, spot.day) && self.model.hours.is_none() {
            return opening;
        }
        let (d, mut placed) = (spot.day as usize, self.clone());
        if placed.put_tied(&[(v, d, spot.position as usize)], None)
            && let Some((start, _)) = placed.times(v)
        {
            opening.added_travel_seconds = i64::from(placed.routes[d].travel - self.routes[d].travel);
            opening.start_seconds = i64::from(start) + self.model.base;
            opening.start_seconds_max = opening.start_seconds_max.max(opening.start_seconds);
            opening.moves = self.moved(d, &placed.model, &placed.routes[d]);
        }
        opening
    }

    /// The places of an unserved visit without a crew as its other ties leave it, and the board on which they hold.
    pub(crate) fn tied_spots(&self, v: u32) -> (Board, Vec<Spot>) {
        let mut board = self.clone();
        let spots = board.spots_by_narrowing(v);
        (board, spots)
    }

    /// The same on this board, which is left with the visit narrowed.
    fn spots_by_narrowing(&mut self, v: u32) -> Vec<Spot> {
        let mut spots = Vec::new();
        for (pace, node) in self.narrowed_by_pace(v) {
            Arc::make_mut(&mut self.model).nodes[v as usize] = node;
            self.each_day(v as usize, |d, day| {
                if pace.is_none_or(|pace| pace == day.duration_per_mille) {
                    spots.extend(self.spots_of_day(v as usize, d));
                }
            });
        }
        // On the day of a partner the visit could push the partner away.
        spots.retain(|s| {
            !self.has_partner_on(v, s.day) || self.clone().put_tied(&[(v, s.day as usize, s.position as usize)], None)
        });
        spots
    }

    fn has_partner_on(&self, v: u32, day: u32) -> bool {
        let job: &[u32] = self.model.ties.get(v as usize).map_or(&[], |tie| &self.model.ties.jobs[tie.job]);
        job.iter().any(|&u| self.day_of[u as usize] == day)
    }
}
