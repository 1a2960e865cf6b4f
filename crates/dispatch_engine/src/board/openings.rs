//! Where one visit fits while nothing else moves: cheapest insertion (Solomon 1987) with constant-time checks.

use super::{Board, Move, Opening};
use crate::compiled::{Day, FAR, Model, NONE};
use crate::route::{Clock, Route, through, through_backwards};
use crate::travel::Way;

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
    /// Every place where an unserved visit fits, cheapest first, at most `limit` of them. A visit already on a route is
    /// offered as if it were not, while those that wait for it stand: positions and costs are for `relocate`.
    #[must_use]
    pub fn openings(&self, visit: usize, limit: usize) -> Vec<Opening> {
        if self.day_of[visit] != NONE {
            return self.aside(visit).map_or(Vec::new(), |without| without.openings(visit, limit));
        }
        if self.model.ties.get(visit).is_some() {
            return self.tied_openings(visit as u32, limit);
        }
        if self.mate(visit).is_some() {
            return self.pair_openings(visit, limit);
        }
        let mut spots = self.spots(visit);
        spots.sort_unstable();
        spots.truncate(limit);
        spots.iter().map(|spot| self.opening(visit, spot)).collect()
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
            let service = self.model.service(day, node);
            intervals((&self.model, route, day), p, route.ways(node.place, p, to, on), service, |from, by| {
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
    pub(super) fn added_points(&self, visit: usize, d: usize, p: usize, travel: i32) -> Option<i64> {
        let (model, day, route) = (&self.model, &self.model.days[d], &self.routes[d]);
        if model.timed || model.supplies || model.dimensions > 0 || model.pairs {
            return self.with(visit, d, p).map(|longer| longer.points - route.points);
        }
        if route.seq.len() as u64 >= u64::from(day.visits_max) || !self.affords_visit(d) {
            return None;
        }
        let used = if route.seq.is_empty() { day.used_points } else { 0 };
        let detour = route.detour_points(model, day, visit as u32, p, travel);
        Some(detour + model.taste(visit, day.technician) + used)
    }

    pub(crate) fn opening(&self, visit: usize, spot: &Spot) -> Opening {
        let day = &self.model.days[spot.day as usize];
        let moment = |t: i32| i64::from(t) + self.model.base;
        let start = self.start_at(visit, spot).unwrap_or(spot.earliest);
        Opening {
            technician: self.problem.technicians[day.technician as usize].id.clone(),
            shift: day.shift as usize,
            position: spot.position as usize,
            start_seconds: moment(start),
            start_seconds_max: moment(spot.latest.max(start)),
            added_travel_seconds: i64::from(self.added_travel(visit, spot)),
            added_points: spot.points,
            moves: self.moves(visit, spot),
            together: Vec::new(),
        }
    }

    /// The start a visit would get, where waiting for the announced one, leaving later (to less traffic) or a call for supplies can move it.
    fn start_at(&self, visit: usize, spot: &Spot) -> Option<i32> {
        let model = &self.model;
        if !model.timed && !model.supplies && model.hours.is_none() || spot.earliest == spot.latest {
            return None;
        }
        let (d, day) = (spot.day as usize, &self.model.days[spot.day as usize]);
        let longer = self.with(visit, d, spot.position as usize)?;
        let k = longer.seq.iter().position(|&u| u as usize == visit)?;
        Some(Clock::of(&self.model, day, &longer)?.start[k])
    }

    /// Driving added, with a call for supplies that becomes necessary, and at the pace of the hour.
    pub(super) fn added_travel(&self, visit: usize, spot: &Spot) -> i32 {
        let (model, d) = (&self.model, spot.day as usize);
        if !model.supplies && model.hours.is_none() {
            return spot.travel;
        }
        self.with(visit, d, spot.position as usize).map_or(spot.travel, |longer| longer.travel - self.routes[d].travel)
    }

    pub(super) fn moves(&self, visit: usize, spot: &Spot) -> Vec<Move> {
        let d = spot.day as usize;
        let longer = self.with(visit, d, spot.position as usize);
        longer.map_or(Vec::new(), |longer| self.moved(d, &self.model, &longer))
    }

    /// Visits of a day whose start is another in a longer route of a model.
    pub(super) fn moved(&self, d: usize, model: &Model, longer: &Route) -> Vec<Move> {
        let (day, route) = (&self.model.days[d], &self.routes[d]);
        let (Some(before), Some(after)) = (Clock::of(&self.model, day, route), Clock::of(model, day, longer)) else {
            return Vec::new();
        };
        let mut moves = Vec::new();
        for (p, &v) in route.seq.iter().enumerate().filter(|&(_, &v)| v != NONE) {
            let Some(q) = longer.seq.iter().position(|&u| u == v) else { continue };
            if before.start[p] != after.start[q] {
                moves.push(Move {
                    visit: self.problem.visits[v as usize].id.clone(),
                    from_seconds: i64::from(before.start[p]) + model.base,
                    to_seconds: i64::from(after.start[q]) + model.base,
                });
            }
        }
        moves
    }
}

/// Calls back with every span of starts that the neighbours allow after stop `p`, one for each way of placing the breaks.
pub(crate) fn intervals(
    (model, route, day): (&Model, &Route, &Day),
    p: usize,
    (to, on): (Way, Way),
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
            let Some(earliest) = through(model, day, depart, to, from, via) else { break };
            for end in via..states {
                let next = route.latest[(p + 1) * states + end];
                if next <= -FAR {
                    continue;
                }
                if let Some(leave) = through_backwards(model, day, next, on, via, end)
                    && earliest <= leave - service
                {
                    f(earliest, leave - service);
                }
            }
        }
    }
}
