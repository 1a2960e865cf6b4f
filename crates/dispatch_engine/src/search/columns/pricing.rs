//! New routes that pay at the present prices: a shortest path through visits and time, for one day after the other.
//!
//! Labels after Feillet, Dejax, Gendreau and Gueguen 2004, extended in the order of time and kept few: of the ways to leave a visit only
//! some survive, compared by time and value alone, so routes can be missed but never break a rule. Ways that cannot pay any more, whatever
//! follows (`hope`), are dropped at once.

use super::hope::Hope;
use super::pool::Pool;
use crate::compiled::{Model, NONE};

/// Ways to leave a visit that are kept.
const WAYS: usize = 8;
/// Stretches of a day at most; ways are extended stretch by stretch.
const STRETCHES: i32 = 64;

/// A way to leave a visit.
#[derive(Debug, Clone, Copy)]
struct Way {
    at: u32,
    before: u32,
    depart: i32,
    value: i32,
    load: i64,
    alive: bool,
}

/// What ways that leave the same visit are compared by.
#[derive(Debug, Clone, Copy)]
struct Label {
    depart: i32,
    value: i32,
    way: u32,
}

/// What is known of a visit that could join the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub node: u32,
    pub place: u32,
    pub open: i32,
    pub close: i32,
    pub service: i32,
    /// Prize less price, less what the technician costs for it.
    pub net: i32,
    pub back: i32,
    pub load: i64,
}

/// What a way has to keep within: the end of the day, the load, and the least that pays.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    close: i32,
    capacity: i64,
    least: i32,
}

/// Room for labels.
#[derive(Debug, Default)]
pub(super) struct Pricing {
    /// Those that close first come first.
    stops: Vec<Stop>,
    hope: Hope,
    ways: Vec<Way>,
    kept: Vec<Vec<Label>>,
    /// Ways by the stretch of the day in which they leave.
    stretches: Vec<Vec<u32>>,
    ends: Vec<(i32, u32)>,
    order: Vec<u32>,
    /// Work done, in stops looked at.
    pub work: u64,
}

impl Pricing {
    /// Adds the most profitable new routes of a day, at most `most`, each worth more than `least`.
    pub(super) fn search(
        &mut self,
        model: &Model,
        pool: &mut Pool,
        (d, able): (usize, &[u32]),
        price: &[i32],
        (least, most): (i32, usize),
    ) {
        let day = &model.days[d];
        self.gather(model, pool, d, able, price);
        let least = least + day.used_points as i32;
        self.hope.look_ahead(model, day, &self.stops);
        self.work += self.hope.work();
        self.extend(model, d, least);
        self.add_best(model, pool, d, (least, most));
    }

    /// Follows the most valuable ways back to their start and has the pool remember them.
    fn add_best(&mut self, model: &Model, pool: &mut Pool, d: usize, (least, most): (i32, usize)) {
        let travel = model.prices.travel as i32;
        self.ends.clear();
        for (k, way) in self.ways.iter().enumerate() {
            let value = way.value - self.stops[way.at as usize].back * travel;
            if value > least {
                self.ends.push((value, k as u32));
            }
        }
        self.ends.sort_unstable_by(|a, b| b.cmp(a));
        let mut added = 0;
        for e in 0..self.ends.len().min(most * 3) {
            self.order.clear();
            let mut k = self.ends[e].1;
            while k != NONE {
                let way = self.ways[k as usize];
                self.order.push(self.stops[way.at as usize].node);
                k = way.before;
            }
            self.order.reverse();
            if let Some(route) = crate::route::Route::build(model, d, &self.order)
                && pool.add(d, &self.order, route.points)
            {
                added += 1;
                if added >= most {
                    break;
                }
            }
        }
    }

    fn gather(&mut self, model: &Model, pool: &Pool, d: usize, able: &[u32], price: &[i32]) {
        let day = &model.days[d];
        self.stops.clear();
        for &v in able {
            let i = pool.number[v as usize] as usize;
            let net = i64::from(pool.prize[i] - price[i]) - model.taste(v as usize, day.technician);
            if net <= 0 {
                continue;
            }
            let node = &model.nodes[v as usize];
            self.stops.push(Stop {
                node: v,
                place: node.place,
                open: node.open,
                close: node.close,
                service: node.service,
                net: net.min(1 << 26) as i32,
                back: model.table.seconds(node.place, day.end_place),
                load: if model.dimensions > 0 { model.demand(v as usize)[0] } else { 0 },
            });
        }
        self.stops.sort_unstable_by_key(|stop| (stop.close, stop.node));
        self.kept.iter_mut().for_each(Vec::clear);
        if self.kept.len() < self.stops.len() {
            self.kept.resize(self.stops.len(), Vec::new());
        }
        self.ways.clear();
    }

    /// All ways worth keeping, the earliest first: no stop is shorter than a stretch of the day, unless there were too many of these.
    fn extend(&mut self, model: &Model, d: usize, least: i32) {
        let day = &model.days[d];
        let capacity = if model.dimensions > 0 { model.capacity(d)[0] } else { i64::MAX };
        let bounds = Bounds { close: day.close, capacity, least };
        let shortest = self.stops.iter().map(|s| s.service).min().unwrap_or(0);
        let length = shortest.max((day.close - day.begin) / STRETCHES).max(1);
        let stretches = ((day.close - day.begin) / length + 1).max(1) as usize;
        self.stretches.iter_mut().for_each(Vec::clear);
        self.stretches.resize(self.stretches.len().max(stretches), Vec::new());
        let start = Way { at: NONE, before: NONE, depart: day.begin, value: 0, load: 0, alive: true };
        self.from(model, start, NONE, day.start_place, bounds);
        let mut sorted = 0;
        for s in 0..stretches {
            let mut next = 0;
            loop {
                while sorted < self.ways.len() {
                    let at = (self.ways[sorted].depart - day.begin) / length;
                    self.stretches[at as usize].push(sorted as u32);
                    sorted += 1;
                }
                let Some(&k) = self.stretches[s].get(next) else { break };
                next += 1;
                let way = self.ways[k as usize];
                if way.alive {
                    self.from(model, way, k, self.stops[way.at as usize].place, bounds);
                }
            }
        }
    }

    fn from(&mut self, model: &Model, way: Way, k: u32, place: u32, bounds: Bounds) {
        let travel = model.prices.travel as i32;
        let row = model.table.rows(place).map(|r| r.0);
        let first = self.stops.partition_point(|stop| stop.close < way.depart);
        self.work += (self.stops.len() - first) as u64;
        for j in first..self.stops.len() {
            let stop = &self.stops[j];
            let drive = row.map_or_else(|| model.table.seconds(place, stop.place), |r| r[stop.place as usize]);
            let arrive = way.depart + drive;
            if arrive > stop.close {
                continue;
            }
            let depart = arrive.max(stop.open) + stop.service;
            let value = way.value + stop.net - drive * travel;
            if depart + stop.back > bounds.close || way.load + stop.load > bounds.capacity {
                continue;
            }
            if value.saturating_add(self.hope.after(depart)) <= bounds.least {
                continue;
            }
            let dominated = |other: &Label| other.depart <= depart && other.value >= value;
            if self.kept[j].iter().any(dominated) || self.visits(k, j as u32) {
                continue;
            }
            let load = way.load + stop.load;
            self.keep(j, Way { at: j as u32, before: k, depart, value, load, alive: true });
        }
    }

    /// Whether a way has been at a stop.
    fn visits(&self, mut k: u32, stop: u32) -> bool {
        while k != NONE {
            let way = &self.ways[k as usize];
            if way.at == stop {
                return true;
            }
            k = way.before;
        }
        false
    }

    /// Keeps a way, and drops those it makes superfluous, or the poorest when there are too many.
    fn keep(&mut self, j: usize, way: Way) {
        let (ways, kept) = (&mut self.ways, &mut self.kept[j]);
        kept.retain(|other| {
            let alive = other.depart < way.depart || other.value > way.value;
            ways[other.way as usize].alive = alive;
            alive
        });
        if kept.len() >= WAYS {
            let poorest = (0..WAYS).min_by_key(|&p| kept[p].value).unwrap_or(0);
            if kept[poorest].value >= way.value {
                return;
            }
            ways[kept[poorest].way as usize].alive = false;
            kept.swap_remove(poorest);
        }
        kept.push(Label { depart: way.depart, value: way.value, way: ways.len() as u32 });
        ways.push(way);
    }
}
