//! A plan under local search: every stop knows its neighbours and what lies before and behind it in its route.
//!
//! Windows and capacity may be overstepped at a price, so that the search walks through plans that are almost feasible instead of around
//! them (Vidal, Crainic, Gendreau, Lahrichi and Rei 2012). With the stretches before and behind every stop at hand, a change of a route is
//! judged by joining two or three of them.

use super::ground::{FORBIDDEN, Ground, PARTS};
use super::segment::Segment;
use crate::compiled::NONE;

/// What overstepping costs, in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Penalties {
    /// A second of warp.
    pub warp: i64,
    /// A unit of load.
    pub load: i64,
}

/// A visit, a day's start, or a day's end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stop {
    /// `NONE` while it is not served.
    pub route: u32,
    /// Stops before it, the start included.
    pub at: u32,
    pub prev: u32,
    pub next: u32,
    pub site: u32,
    pub own: Segment,
    /// From the start to this stop, and from this stop to the end.
    pub before: Segment,
    pub after: Segment,
    /// Load on leaving.
    pub load: i64,
}

/// Sums of a route.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub drive: i64,
    pub fees: i64,
    pub warp: i32,
    pub load: i64,
    /// Price of overstepping, in parts.
    pub penalty: i64,
}

/// A plan under local search.
pub(super) struct Tours<'g> {
    pub ground: &'g Ground,
    pub stops: Vec<Stop>,
    pub routes: Vec<Vec<u32>>,
    pub sums: Vec<Sums>,
    pub penalties: Penalties,
    /// The clock of changes, and its value at each route's last one.
    pub clock: u32,
    pub changed: Vec<u32>,
    /// Lowest empty route.
    empty: u32,
    spare: Vec<u32>,
}

impl<'g> Tours<'g> {
    pub(super) fn new(ground: &'g Ground, penalties: Penalties) -> Self {
        let days = ground.days.len();
        let stop = |i: usize| Stop { route: NONE, site: ground.site[i], own: ground.own[i], ..Stop::default() };
        let mut tours = Tours {
            ground,
            stops: (0..ground.site.len()).map(stop).collect(),
            routes: vec![Vec::new(); days],
            sums: vec![Sums::default(); days],
            penalties,
            clock: 1,
            changed: vec![0; days],
            empty: 0,
            spare: Vec::new(),
        };
        for r in 0..days as u32 {
            tours.refresh(r);
        }
        tours
    }

    /// Takes over a plan; visits in none of its routes are absent.
    pub(super) fn load(&mut self, routes: &[Vec<u32>]) {
        for v in 0..self.ground.n() as usize {
            self.stops[v].route = NONE;
        }
        for (r, seq) in routes.iter().enumerate() {
            self.routes[r].clone_from(seq);
        }
        for r in routes.len()..self.routes.len() {
            self.routes[r].clear();
        }
        self.empty = 0;
        for r in 0..self.routes.len() as u32 {
            self.refresh(r);
        }
    }

    /// Writes several routes at once; visits in none of the routes are absent then. Unchanged routes stay unchanged.
    pub(super) fn rewrite(&mut self, routes: &[Vec<u32>]) {
        self.clock += 1;
        for v in 0..self.ground.n() as usize {
            self.stops[v].route = NONE;
        }
        for r in 0..self.routes.len() {
            let seq = routes.get(r).map_or(&[][..], |s| s);
            if self.routes[r] != seq {
                self.routes[r].clear();
                self.routes[r].extend_from_slice(seq);
                self.refresh(r as u32);
            } else {
                seq.iter().for_each(|&v| self.stops[v as usize].route = r as u32);
            }
        }
    }

    /// Other prices for the same plan.
    pub(super) fn price(&mut self, penalties: Penalties) {
        self.penalties = penalties;
        for r in 0..self.routes.len() {
            let sums = self.sums[r];
            self.sums[r].penalty = self.penalty(r as u32, sums.warp, sums.load);
        }
    }

    #[inline]
    pub(super) fn penalty(&self, r: u32, warp: i32, load: i64) -> i64 {
        i64::from(warp) * self.penalties.warp + (load - self.ground.capacity[r as usize]).max(0) * self.penalties.load
    }

    /// Seconds from stop to stop.
    #[inline]
    pub(super) fn drive(&self, from: u32, to: u32) -> i32 {
        self.ground.seconds(self.stops[from as usize].site, self.stops[to as usize].site)
    }

    #[inline]
    pub(super) fn stop(&self, v: u32) -> &Stop {
        &self.stops[v as usize]
    }

    /// An empty route, if there is one.
    pub(super) fn empty(&self) -> Option<u32> {
        ((self.empty as usize) < self.routes.len()).then_some(self.empty)
    }

    /// Edits the orders of one or two routes.
    pub(super) fn edit(&mut self, a: u32, b: u32, change: impl FnOnce(&mut Vec<u32>, &mut Vec<u32>)) {
        let mut first = std::mem::take(&mut self.routes[a as usize]);
        if a == b {
            let mut unused = std::mem::take(&mut self.spare);
            change(&mut first, &mut unused);
            self.spare = unused;
            self.routes[a as usize] = first;
            self.clock += 1;
            self.refresh(a);
            return;
        }
        let mut second = std::mem::take(&mut self.routes[b as usize]);
        change(&mut first, &mut second);
        self.routes[a as usize] = first;
        self.routes[b as usize] = second;
        self.clock += 1;
        self.refresh(a);
        self.refresh(b);
    }

    /// Recomputes all that follows from the order of a route.
    fn refresh(&mut self, r: u32) {
        let ground = self.ground;
        let (start, end) = (ground.start_of(r), ground.start_of(r) + 1);
        let mut sums = Sums::default();
        let mut prev = start;
        self.stops[start as usize].before = self.stops[start as usize].own;
        (self.stops[start as usize].route, self.stops[start as usize].at, self.stops[start as usize].load) = (r, 0, 0);
        for i in 0..self.routes[r as usize].len() {
            let v = self.routes[r as usize][i];
            sums.fees += i64::from(ground.fee(v, r));
            sums.load += ground.load[v as usize];
            self.link(prev, v, r, i as u32 + 1, sums.load, &mut sums.drive);
            prev = v;
        }
        let len = self.routes[r as usize].len() as u32;
        self.link(prev, end, r, len + 1, sums.load, &mut sums.drive);
        sums.warp = self.stops[end as usize].before.warp;
        self.stops[end as usize].after = self.stops[end as usize].own;
        let mut next = end;
        while next != start {
            let here = self.stops[next as usize].prev;
            let drive = self.drive(here, next);
            self.stops[here as usize].after =
                self.stops[here as usize].own.join(drive, self.stops[next as usize].after);
            next = here;
        }
        if len == 0 {
            (sums.drive, sums.warp) = (0, 0);
            self.empty = self.empty.min(r);
        } else {
            while (self.empty as usize) < self.routes.len() && !self.routes[self.empty as usize].is_empty() {
                self.empty += 1;
            }
        }
        sums.penalty = self.penalty(r, sums.warp, sums.load);
        self.sums[r as usize] = sums;
        self.changed[r as usize] = self.clock;
    }

    #[inline]
    fn link(&mut self, prev: u32, v: u32, r: u32, at: u32, load: i64, sum: &mut i64) {
        let drive = self.drive(prev, v);
        *sum += i64::from(drive);
        let before = self.stops[prev as usize].before;
        self.stops[prev as usize].next = v;
        let stop = &mut self.stops[v as usize];
        (stop.prev, stop.route, stop.at, stop.load) = (prev, r, at, load);
        stop.before = before.join(drive, stop.own);
    }

    /// Cost of a route without penalties, in parts.
    pub(super) fn plain_cost(&self, r: usize) -> i64 {
        let used = if self.routes[r].is_empty() { 0 } else { self.ground.used_parts[r] };
        self.sums[r].drive * self.ground.drive_parts + self.sums[r].fees * PARTS + used
    }

    /// Cost of a route with this order, penalties included, in parts.
    pub(super) fn cost_of(&self, r: u32, seq: &[u32]) -> i64 {
        let start = self.ground.start_of(r);
        let (mut segment, mut last, mut drive, mut fees, mut load) = (self.stop(start).own, start, 0, 0, 0);
        for &v in seq.iter().chain([&(start + 1)]) {
            let leg = self.drive(last, v);
            drive += i64::from(leg);
            segment = segment.join(leg, self.stop(v).own);
            if v < self.ground.n() {
                fees += i64::from(self.ground.fee(v, r));
                load += self.ground.load[v as usize];
            }
            last = v;
        }
        let used = if seq.is_empty() { 0 } else { self.ground.used_parts[r as usize] };
        drive * self.ground.drive_parts + fees * PARTS + used + self.penalty(r, segment.warp, load)
    }

    /// Cost of everything, penalties and absent visits included, in parts.
    pub(super) fn cost(&self) -> i64 {
        let routes: i64 = (0..self.routes.len()).map(|r| self.plain_cost(r) + self.sums[r].penalty).sum();
        let absent = (0..self.ground.n() as usize).filter(|&v| self.stops[v].route == NONE);
        routes + absent.map(|v| self.ground.prize[v]).sum::<i64>()
    }

    /// Whether a visit may join a route.
    #[inline]
    pub(super) fn may(&self, v: u32, r: u32) -> bool {
        self.ground.alike || self.ground.fee(v, r) != FORBIDDEN
    }

    /// Parts by which fees change when a visit changes its route.
    #[inline]
    pub(super) fn fee_change(&self, v: u32, from: u32, to: u32) -> i64 {
        if self.ground.alike {
            return 0;
        }
        (i64::from(self.ground.fee(v, to)) - i64::from(self.ground.fee(v, from))) * PARTS
    }
}
