//! New routes that pay at the present prices: a shortest path through visits and time, for one day after the other.
//!
//! Labels after Feillet, Dejax, Gendreau and Gueguen 2004, kept few: of the ways to leave a visit only some survive, compared by time and
//! value alone, so routes can be missed but never break a rule.

use super::pool::Pool;
use crate::compiled::{Model, NONE};

/// Ways to leave a visit that are kept.
const WAYS: usize = 8;

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

/// What is known of a visit that could join the day.
#[derive(Debug, Clone, Copy)]
struct Stop {
    node: u32,
    place: u32,
    open: i32,
    close: i32,
    service: i32,
    /// Prize less price, less what the technician costs for it.
    net: i32,
    back: i32,
    load: i64,
}

/// Room for labels.
#[derive(Debug, Default)]
pub(super) struct Pricing {
    stops: Vec<Stop>,
    ways: Vec<Way>,
    kept: Vec<Vec<u32>>,
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
        self.gather(model, pool, d, able, price);
        self.extend(model, d);
        let day = &model.days[d];
        let travel = model.prices.travel as i32;
        self.ends.clear();
        for (k, way) in self.ways.iter().enumerate() {
            let value = way.value - self.stops[way.at as usize].back * travel - day.used_points as i32;
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
        self.kept.iter_mut().for_each(Vec::clear);
        if self.kept.len() < self.stops.len() {
            self.kept.resize(self.stops.len(), Vec::new());
        }
        self.ways.clear();
    }

    /// All ways worth keeping, the shortest routes first.
    fn extend(&mut self, model: &Model, d: usize) {
        let day = &model.days[d];
        let capacity = if model.dimensions > 0 { model.capacity(d)[0] } else { i64::MAX };
        let start = Way { at: NONE, before: NONE, depart: day.begin, value: 0, load: 0, alive: true };
        self.from(model, start, NONE, day.start_place, (day.close, capacity));
        let mut k = 0;
        while k < self.ways.len() {
            let way = self.ways[k];
            if way.alive {
                let place = self.stops[way.at as usize].place;
                self.from(model, way, k as u32, place, (day.close, capacity));
                self.work += self.stops.len() as u64;
            }
            k += 1;
        }
    }

    fn from(&mut self, model: &Model, way: Way, k: u32, place: u32, (close, capacity): (i32, i64)) {
        let travel = model.prices.travel as i32;
        let row = model.table.rows(place).map(|r| r.0);
        for j in 0..self.stops.len() {
            let stop = self.stops[j];
            let drive = row.map_or_else(|| model.table.seconds(place, stop.place), |r| r[stop.place as usize]);
            let arrive = way.depart + drive;
            if arrive > stop.close {
                continue;
            }
            let depart = arrive.max(stop.open) + stop.service;
            let value = way.value + stop.net - drive * travel;
            if depart + stop.back > close || way.load + stop.load > capacity {
                continue;
            }
            let kept = &self.kept[j];
            let dominated = |&w: &u32| {
                let other = &self.ways[w as usize];
                other.depart <= depart && other.value >= value
            };
            if kept.iter().any(dominated) || self.visits(k, j as u32) {
                continue;
            }
            self.keep(j, Way { at: j as u32, before: k, depart, value, load: way.load + stop.load, alive: true });
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
        let ways = &mut self.ways;
        self.kept[j].retain(|&w| {
            let other = &mut ways[w as usize];
            other.alive = other.depart < way.depart || other.value > way.value;
            other.alive
        });
        if self.kept[j].len() >= WAYS {
            let poorest = (0..WAYS).min_by_key(|&p| ways[self.kept[j][p] as usize].value).unwrap_or(0);
            let w = self.kept[j][poorest] as usize;
            if ways[w].value >= way.value {
                return;
            }
            ways[w].alive = false;
            self.kept[j].swap_remove(poorest);
        }
        self.kept[j].push(ways.len() as u32);
        ways.push(way);
    }
}
