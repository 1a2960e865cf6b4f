//! Routes of a plain search: one window a visit, no breaks, standard pace. One pass each way, side by side in memory.

use super::Route;
use crate::compiled::{FAR, Model};

/// What an insertion check reads, in one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlainStop {
    pub place: u32,
    /// Earliest departure.
    pub depart: i32,
    /// Latest arrival.
    pub latest: i32,
    /// Seconds from the stop before.
    pub leg: i32,
}

impl Route {
    /// `refresh` where one pass each way is enough; only `stops` and sums are kept.
    pub(super) fn refresh_plain(&mut self, model: &Model, d: usize) -> bool {
        let day = &model.days[d];
        let n = self.seq.len();
        self.stops.clear();
        let (mut here, mut clock, mut travel) = (day.start_place, day.begin, 0);
        self.stops.push(PlainStop { place: here, depart: clock, latest: 0, leg: 0 });
        self.waits.clear();
        self.waits.push(0);
        for &v in &self.seq {
            let node = &model.nodes[v as usize];
            let leg = model.table.seconds(here, node.place);
            here = node.place;
            let arrival = clock + leg;
            clock = arrival.max(node.open);
            if clock > node.close {
                return false;
            }
            if model.pairs {
                self.waits.push(clock - arrival);
            }
            clock += node.service;
            travel += leg;
            self.stops.push(PlainStop { place: here, depart: clock, latest: 0, leg });
        }
        let back = model.table.seconds(here, day.end_place);
        if n > 0 && clock + back > day.close || n as u64 > u64::from(day.visits_max) {
            return false;
        }
        self.stops.push(PlainStop { place: day.end_place, depart: FAR, latest: day.close, leg: back });
        let mut latest = day.close;
        for (p, &v) in self.seq.iter().enumerate().rev() {
            let node = &model.nodes[v as usize];
            latest = (latest - self.stops[p + 2].leg - node.service).min(node.close);
            self.stops[p + 1].latest = latest;
        }
        self.travel = if n == 0 { 0 } else { travel + back };
        let used = if n == 0 { 0 } else { day.used_points };
        self.points = i64::from(self.travel) * model.prices.travel + self.taste(model, day) + used;
        debug_assert!(!model.pairs || self.pairs_stand(model), "a search never parts or turns a pair");
        model.dimensions == 0 || self.loads_fit(model, d)
    }
}
