//! What the hybrid search knows of a problem: visits and days renumbered, one matrix, windows as segments, who may go where.
//!
//! Only problems of the plain kind stand on it: one window a visit, no breaks, costs by driving alone, load that only grows. Everything
//! else stays with ruin and recreate.

use super::segment::Segment;
use crate::compiled::{Model, NONE};
use crate::search::state::State;

/// Costs are counted in this many parts of a point, so that penalties can change in small steps.
pub(super) const PARTS: i64 = 64;
/// The fee of a visit on a day it cannot join.
pub(super) const FORBIDDEN: i32 = i32::MAX;
/// Places beyond which no matrix is kept.
const SITES_MAX: usize = 2600;

/// A problem of the plain kind.
#[derive(Debug)]
pub(in crate::search) struct Ground {
    /// Visits, by the model's numbers.
    pub visits: Vec<u32>,
    /// Days, by the model's numbers.
    pub days: Vec<u32>,
    sites: usize,
    seconds: Vec<i32>,
    pub symmetric: bool,
    /// Row in the matrix of every visit, then start and end of every day in turn.
    pub site: Vec<u32>,
    /// Segment of every visit, start and end.
    pub(super) own: Vec<Segment>,
    pub load: Vec<i64>,
    pub capacity: Vec<i64>,
    /// All days are the same.
    pub alike: bool,
    /// Points of a visit on a day (rows by visit), empty when all days are alike.
    fees: Vec<i32>,
    /// Days each visit may join, the nearest start first, and where its row of them begins; empty when all days are alike.
    able: Vec<u32>,
    rows: Vec<u32>,
    /// What leaving a visit out costs, in parts; `MUST` when it may not be.
    pub prize: Vec<i64>,
    near: Vec<u32>,
    each: usize,
    /// Parts for a second of driving.
    pub drive_parts: i64,
    /// Parts for a day in use.
    pub used_parts: Vec<i64>,
}

/// Worth of a visit that has to be served.
pub(super) const MUST: i64 = 1 << 50;

impl Ground {
    /// Nothing when the problem is not of the plain kind. Days that are closed stay out.
    pub(super) fn new(state: &State, near: usize, prize_of: impl Fn(u32) -> i64) -> Option<Self> {
        Ground::of(state, open_days(state), state.requests.clone(), near, prize_of)
    }

    /// Some days and some visits.
    pub(super) fn of(
        state: &State,
        days: Vec<u32>,
        visits: Vec<u32>,
        near: usize,
        prize_of: impl Fn(u32) -> i64,
    ) -> Option<Self> {
        let model = state.model;
        if !stands_on(model, &visits, &days) {
            return None;
        }
        let alike = alike(model, &days);
        let mut ground = Ground {
            sites: 0,
            seconds: Vec::new(),
            symmetric: true,
            site: Vec::new(),
            own: Vec::new(),
            load: Vec::new(),
            capacity: days.iter().map(|&d| model.capacity(d as usize).first().copied().unwrap_or(0)).collect(),
            alike,
            fees: Vec::new(),
            able: Vec::new(),
            rows: vec![0],
            prize: visits.iter().map(|&v| prize_of(v)).collect(),
            near: Vec::new(),
            each: near.min(visits.len().saturating_sub(1)),
            drive_parts: model.prices.travel * PARTS,
            used_parts: days.iter().map(|&d| model.days[d as usize].used_points * PARTS).collect(),
            visits,
            days,
        };
        ground.lay_out(model)?;
        ground.fees(state);
        ground.neighbours();
        Some(ground)
    }

    /// Number of visits; also the number of the first day's start.
    #[inline]
    pub(in crate::search) fn n(&self) -> u32 {
        self.visits.len() as u32
    }

    #[inline]
    pub(super) fn start_of(&self, r: u32) -> u32 {
        self.n() + 2 * r
    }

    /// Seconds between two sites.
    #[inline]
    pub(super) fn seconds(&self, from: u32, to: u32) -> i32 {
        self.seconds[from as usize * self.sites + to as usize]
    }

    /// Points of a visit on a day.
    #[inline]
    pub(super) fn fee(&self, v: u32, r: u32) -> i32 {
        if self.alike { 0 } else { self.fees[v as usize * self.days.len() + r as usize] }
    }

    /// The days a visit may join, the nearest start first, unless all days are alike.
    pub(super) fn days_of(&self, v: u32) -> &[u32] {
        &self.able[self.rows[v as usize] as usize..self.rows[v as usize + 1] as usize]
    }

    /// The nearest visits, by driving, waiting and warp.
    #[inline]
    pub(super) fn near(&self, v: u32) -> &[u32] {
        &self.near[v as usize * self.each..(v as usize + 1) * self.each]
    }

    fn lay_out(&mut self, model: &Model) -> Option<()> {
        let mut places: Vec<u32> = self.visits.iter().map(|&v| model.nodes[v as usize].place).collect();
        self.site = (0..self.n()).collect();
        let begin = self.days.iter().map(|&d| model.days[d as usize].begin).min()?;
        let close = self.days.iter().map(|&d| model.days[d as usize].close).max()?;
        for &v in &self.visits {
            let node = &model.nodes[v as usize];
            self.own.push(Segment::stop(node.open.max(begin), node.close.min(close), node.service));
            self.load.push(if model.dimensions > 0 { model.demand(v as usize)[0] } else { 0 });
        }
        for &d in &self.days {
            let day = &model.days[d as usize];
            for place in [day.start_place, day.end_place] {
                let known = places.iter().skip(self.visits.len()).position(|&p| p == place);
                let site = known.map_or(places.len(), |k| k + self.visits.len());
                if site == places.len() {
                    places.push(place);
                }
                self.site.push(site as u32);
                self.own.push(Segment::stop(day.begin, day.close, 0));
                self.load.push(0);
            }
        }
        self.sites = places.len();
        if self.sites > SITES_MAX {
            return None;
        }
        self.seconds = places.iter().flat_map(|&a| places.iter().map(move |&b| model.table.seconds(a, b))).collect();
        // Sums of a route that oversteps everything stay far from the end of 32 bits.
        let longest = self.seconds.iter().copied().max().map_or(0, i64::from);
        let busy: i64 = self.own.iter().map(|s| i64::from(s.duration) + longest).sum();
        if i64::from(close) - i64::from(begin) + busy > 1 << 29 {
            return None;
        }
        // From a start straight to an end drives nobody: that day is not in use.
        for from in self.visits.len()..self.sites {
            self.seconds[from * self.sites + self.visits.len()..(from + 1) * self.sites].fill(0);
        }
        self.symmetric = (0..self.sites)
            .all(|a| (0..a).all(|b| self.seconds[a * self.sites + b] == self.seconds[b * self.sites + a]));
        Some(())
    }

    fn fees(&mut self, state: &State) {
        if self.alike {
            return;
        }
        let model = state.model;
        self.fees = vec![FORBIDDEN; self.visits.len() * self.days.len()];
        let mut number = vec![NONE; model.days.len()];
        self.days.iter().enumerate().for_each(|(r, &d)| number[d as usize] = r as u32);
        for (i, &v) in self.visits.iter().enumerate() {
            for &d in state.days(v).iter().filter(|&&d| number[d as usize] != NONE) {
                let taste = model.taste(v as usize, model.days[d as usize].technician);
                let r = number[d as usize];
                self.fees[i * self.days.len() + r as usize] = taste as i32;
                self.able.push(r);
            }
            let from = self.rows[i] as usize;
            let mut own = self.able.split_off(from);
            own.sort_by_key(|&r| (self.seconds(self.site[self.start_of(r) as usize], i as u32), r));
            self.able.append(&mut own);
            self.rows.push(self.able.len() as u32);
        }
    }

    /// Nearness as in Vidal 2013: driving, a fifth of unavoidable waiting, all unavoidable warp; the better of both directions. Visits
    /// that nobody can serve on one day are not near.
    fn neighbours(&mut self) {
        let n = self.n();
        let mut list: Vec<(i64, u32)> = Vec::with_capacity(n as usize);
        for v in 0..n {
            list.clear();
            for u in (0..n).filter(|&u| u != v && self.share_a_day(u, v)) {
                list.push((self.apart(v, u).min(self.apart(u, v)), u));
            }
            if list.len() > self.each && self.each > 0 {
                list.select_nth_unstable(self.each - 1);
                list.truncate(self.each);
            }
            list.sort_unstable();
            self.near.extend(list.iter().take(self.each).map(|x| x.1));
            // Lists are equally long; a visit with few neighbours has the first again.
            while self.near.len() < (v as usize + 1) * self.each {
                self.near.push(list.first().map_or(v, |x| x.1));
            }
        }
    }

    fn share_a_day(&self, u: u32, v: u32) -> bool {
        let m = self.days.len();
        let row = |v: u32| &self.fees[v as usize * m..(v as usize + 1) * m];
        self.alike || row(u).iter().zip(row(v)).any(|(&a, &b)| a != FORBIDDEN && b != FORBIDDEN)
    }

    fn apart(&self, from: u32, to: u32) -> i64 {
        let (a, b) = (self.own[from as usize], self.own[to as usize]);
        let drive = self.seconds(from, to);
        let wait = (b.early - (a.late + a.duration + drive)).max(0);
        let warp = (a.early + a.duration + drive - b.late).max(0);
        i64::from(drive) * 5 + i64::from(wait) + i64::from(warp) * 5
    }
}

/// Days that are not closed.
pub(super) fn open_days(state: &State) -> Vec<u32> {
    (0..state.model.days.len() as u32).filter(|&d| !state.is_closed(d as usize)).collect()
}

/// Whether it is all the same who serves a visit.
pub(super) fn alike(model: &Model, days: &[u32]) -> bool {
    days.iter().all(|&d| model.days[d as usize].twin == model.days[days[0] as usize].twin) && !model.tastes
}

/// Whether everything the problem asks can be said here.
fn stands_on(model: &Model, visits: &[u32], days: &[u32]) -> bool {
    let loads = model.dimensions <= 1 && model.demand.iter().all(|&d| (0..1 << 30).contains(&d));
    let small = |d: &u32| model.days[*d as usize].visits_max as usize >= visits.len();
    model.plain
        && !model.limited
        && !model.pairs
        && loads
        && !days.is_empty()
        && visits.len() > 1
        && days.iter().all(small)
        && model.prices.travel > 0
}
