//! Pick-up and delivery: both halves are offered, placed and taken off together, in one day; all pairs of places are tried.

use super::{Board, Companion, Opening, Slot};
use crate::compiled::NONE;
use crate::model::Window;
use crate::route::{Clock, Route};
use std::sync::Arc;

/// Two places of one day where both halves fit, counted in the longer route; ordered by cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PairSpot {
    pub points: i64,
    pub day: u32,
    /// Stops before the pick-up, and before the delivery.
    pub places: [usize; 2],
}

impl Board {
    /// The other half of a pick-up and delivery.
    pub(crate) fn mate(&self, visit: usize) -> Option<usize> {
        let mate = self.model.nodes[visit].mate;
        (mate != NONE).then_some(mate as usize)
    }

    /// Pick-up and delivery of which a visit is one half.
    fn halves(&self, visit: usize) -> Option<[usize; 2]> {
        let mate = self.mate(visit)?;
        Some(if self.model.nodes[visit].delivers { [mate, visit] } else { [visit, mate] })
    }

    /// Every pair of places for an unserved pair, cheapest first.
    pub(crate) fn pair_spots(&self, visit: usize) -> Vec<PairSpot> {
        let mut spots = Vec::new();
        self.each_day(visit, |d, _| {
            let n = self.routes[d].seq.len();
            for places in (0..=n).flat_map(|p| (p + 1..=n + 1).map(move |q| [p, q])) {
                if let Some(longer) = self.with_pair(visit, d, places) {
                    spots.push(PairSpot { points: longer.points - self.routes[d].points, day: d as u32, places });
                }
            }
        });
        spots.sort_unstable();
        spots
    }

    /// The route with both halves.
    pub(crate) fn with_pair(&self, visit: usize, d: usize, places: [usize; 2]) -> Option<Route> {
        let mut seq = self.routes[d].seq.clone();
        for (half, place) in self.halves(visit)?.into_iter().zip(places) {
            if place > seq.len() {
                return None;
            }
            seq.insert(place, half as u32);
        }
        self.supplied(seq, d, places[0])
    }

    pub(crate) fn pair_opening(&self, visit: usize, spot: &PairSpot) -> Option<Opening> {
        let (d, mate) = (spot.day as usize, self.mate(visit)?);
        let (model, day) = (&self.model, &self.model.days[d]);
        let longer = self.with_pair(visit, d, spot.places)?;
        let clock = Clock::of(model, day, &longer)?;
        let k = longer.seq.iter().position(|&u| u as usize == visit)?;
        // The latest arrival for breaks placed as they are up to there.
        let taken = clock.breaks.iter().filter(|&&b| b <= k).count();
        let latest = longer.latest[(k + 1) * (day.breaks.len() + 1) + taken];
        let latest = model.nodes[visit].start(latest).unwrap_or(clock.start[k]).max(clock.start[k]);
        let technician = self.problem.technicians[day.technician as usize].id.clone();
        let [own, other] = if model.nodes[visit].delivers { [1, 0] } else { [0, 1] };
        let together = Companion {
            visit: self.problem.visits[mate].id.clone(),
            technician: technician.clone(),
            shift: day.shift as usize,
            position: spot.places[other],
            added_travel_seconds: 0,
            moves: Vec::new(),
        };
        Some(Opening {
            technician,
            shift: day.shift as usize,
            position: spot.places[own],
            start_seconds: i64::from(clock.start[k]) + model.base,
            start_seconds_max: i64::from(latest) + model.base,
            added_travel_seconds: i64::from(longer.travel - self.routes[d].travel),
            added_points: spot.points,
            moves: self.moved(d, &self.model, &longer),
            together: vec![together],
        })
    }

    pub(super) fn pair_openings(&self, visit: usize, limit: usize) -> Vec<Opening> {
        self.pair_spots(visit).iter().take(limit).filter_map(|spot| self.pair_opening(visit, spot)).collect()
    }

    /// Puts an unserved pair where an opening of one half says.
    pub(super) fn place_pair(&mut self, visit: usize, opening: &Opening) -> bool {
        let (Some(day), Some(mate), [other]) =
            (self.day_named(&opening.technician, opening.shift), self.mate(visit), opening.together.as_slice())
        else {
            return false;
        };
        let delivers = self.model.nodes[visit].delivers;
        let places = if delivers { [other.position, opening.position] } else { [opening.position, other.position] };
        let meant = other.visit == self.problem.visits[mate].id && places[0] < places[1];
        if !meant || self.day_of[visit] != NONE || !self.model.able(visit, self.model.days[day].technician) {
            return false;
        }
        let Some(route) = self.with_pair(visit, day, places) else { return false };
        self.routes[day] = route;
        (self.day_of[visit], self.day_of[mate]) = (day as u32, day as u32);
        true
    }

    /// Takes both halves of a served pair off.
    pub(super) fn remove_pair(&mut self, visit: usize, mate: usize) -> bool {
        let day = self.day_of[visit] as usize;
        let others = self.routes[day].seq.iter().copied().filter(|&v| v as usize != visit && v as usize != mate);
        let Some(route) = self.afforded(day, &others.collect::<Vec<u32>>()) else { return false };
        self.routes[day] = route;
        (self.day_of[visit], self.day_of[mate]) = (NONE, NONE);
        true
    }

    /// Slots of one half; the other keeps its windows.
    pub(super) fn slots_pair(&self, visit: usize, windows: &[Window]) -> Vec<Slot> {
        let mut board = self.clone();
        let ask = |&window: &Window| {
            let Some((open, close)) = self.promised(visit, &window) else {
                return Slot { window, technicians: 0, best: None };
            };
            let node = &mut Arc::make_mut(&mut board.model).nodes[visit];
            (node.open, node.close, node.due) = (open, close, close);
            (node.windows, node.late) = (Box::default(), 0);
            let spots = board.pair_spots(visit);
            let mut able: Vec<u32> = spots.iter().map(|s| board.model.days[s.day as usize].technician).collect();
            able.sort_unstable();
            able.dedup();
            let best = spots.first().and_then(|spot| board.pair_opening(visit, spot));
            Slot { window, technicians: able.len(), best }
        };
        windows.iter().map(ask).collect()
    }
}
