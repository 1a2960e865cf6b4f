//! Where absent requests would go, read from the table of best places; cells of changed routes are computed when they are asked for.

use super::{CLOSED, State};
use crate::compiled::{Model, NONE};
use crate::random::Random;
use crate::search::evaluate::Cell;

impl State<'_> {
    /// The best place for an absent request, some routes overlooked at random (blinks).
    pub(crate) fn best_place(&mut self, request: u32, random: &mut Random) -> Option<(u32, Cell)> {
        if self.model.limited {
            return self.best_place_within(request, random);
        }
        let (from, to) = (self.row[request as usize] as usize, self.row[request as usize + 1] as usize);
        let mut best: Option<(u32, Cell)> = None;
        let mut fresh = NONE;
        for k in from..to {
            let d = self.able[k];
            if self.blink_in == 0 {
                self.blink_in = random.below(2 * self.blink_rate) + 1;
                continue;
            }
            self.blink_in -= 1;
            let (version, twin) = self.stamps[d as usize];
            if twin != NONE {
                if twin == fresh || twin == CLOSED {
                    continue;
                }
                fresh = twin;
            }
            if self.cells[k].version != version {
                self.cells[k] = self.eval.best(self.model, &self.routes[d as usize], d as usize, request);
                self.cells[k].version = version;
            }
            let cell = self.cells[k];
            if cell.points < best.map_or(i32::MAX, |b| b.1.points) {
                best = Some((d, cell));
            }
        }
        best
    }

    /// The best place among the days changed since `begin`, for a request known to fit nowhere else.
    pub(crate) fn best_changed_place(&mut self, request: u32) -> Option<(u32, Cell)> {
        if self.model.limited {
            return self.best_changed_place_within(request);
        }
        let mut best: Option<(u32, Cell)> = None;
        for t in 0..self.trail.len() {
            let d = self.trail[t].0;
            if !self.model.able(request as usize, self.model.days[d as usize].technician) {
                continue;
            }
            let Ok(k) = self.days(request).binary_search(&d) else { continue };
            let k = self.row[request as usize] as usize + k;
            let (version, twin) = self.stamps[d as usize];
            if twin == CLOSED {
                continue;
            }
            if self.cells[k].version != version {
                self.cells[k] = self.eval.best(self.model, &self.routes[d as usize], d as usize, request);
                self.cells[k].version = version;
            }
            if self.cells[k].points < best.map_or(i32::MAX, |b| b.1.points) {
                best = Some((d, self.cells[k]));
            }
        }
        best
    }

    /// A place for an absent request on a day that serves nobody yet, the search for one beginning at the `first` of its days.
    pub(crate) fn place_on_empty(&mut self, request: u32, first: usize) -> Option<(u32, Cell)> {
        if self.used == self.routes.len() {
            return None;
        }
        let days = self.days(request);
        let open = |d: &&u32| self.routes[**d as usize].seq.is_empty() && !self.closed[**d as usize];
        let d = *days[first.min(days.len())..].iter().find(open).or_else(|| days.iter().find(open))?;
        let cell = self.place_on(d, request);
        (cell.points < i32::MAX).then_some((d, cell))
    }
}

/// For every visit the days it may join: the technician is able and could serve it on an empty day, or does so now.
pub(super) fn joinable(model: &Model, standing: &[Vec<u32>]) -> (Vec<u32>, Vec<u32>) {
    let (mut able, mut row) = (Vec::new(), vec![0]);
    let mut stands = vec![NONE; model.nodes.len()];
    for (d, seq) in standing.iter().enumerate() {
        seq.iter().filter(|&&v| v != NONE).for_each(|&v| stands[v as usize] = d as u32);
    }
    for (v, node) in model.nodes.iter().enumerate() {
        if !node.delivers {
            for (d, day) in model.days.iter().enumerate() {
                if !model.able(v, day.technician) || node.open > day.close || node.close < day.begin {
                    continue;
                }
                let there = model.reach(day, day.start_place, node);
                let back = model.drive(day, node.place, day.end_place);
                let in_time =
                    node.start(day.begin + there).is_some_and(|s| s + model.service(day, node) + back <= day.close);
                if in_time || stands[v] == d as u32 {
                    able.push(d as u32);
                }
            }
        }
        row.push(able.len() as u32);
    }
    (able, row)
}
