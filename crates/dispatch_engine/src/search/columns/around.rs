//! Which days are opened together: those around a visit, and now and then one that stands idle.

use super::Columns;
use crate::compiled::NONE;
use crate::search::Search;

/// Absent visits that come within reach at most.
const ABSENT: usize = 60;
/// One in so many opened days is an idle one, where there are any.
const IDLE: usize = 6;

impl Search<'_> {
    /// Opens so many days around a random visit, and has their routes remembered. Tells also which requests stay out of reach.
    pub(super) fn open_around(&mut self, columns: &mut Columns, size: usize) -> (Vec<u32>, Vec<bool>) {
        let seed = self.seed_visit();
        let mut open = Vec::new();
        self.open_able(seed, size.div_ceil(2), &mut open);
        self.open_near(seed, size, &mut open);
        let mut next = 0;
        while next < open.len() && open.len() < size {
            let d = open[next] as usize;
            for &v in &self.state.routes[d].seq {
                self.open_near(v, size, &mut open);
            }
            next += 1;
        }
        self.open_idle(size, &mut open);
        let mut blocked = vec![true; columns.pool.n()];
        for &d in &open {
            let route = &self.state.routes[d as usize];
            columns.pool.tidy(d as usize);
            columns.pool.add(d as usize, &route.seq, route.points);
            route.seq.iter().for_each(|&v| blocked[columns.pool.number[v as usize] as usize] = false);
        }
        let joins = |v: u32| self.state.days(v).iter().any(|d| open.contains(d));
        let near = self.near.of(seed).iter().filter(|&&v| self.state.is_absent(v));
        for &v in near.chain(&self.state.absent).filter(|&&v| joins(v)).take(ABSENT) {
            blocked[columns.pool.number[v as usize] as usize] = false;
        }
        (open, blocked)
    }

    /// Any visit, an absent one in one of three cases.
    fn seed_visit(&mut self) -> u32 {
        let absent = !self.state.absent.is_empty() && self.random.once_in(3);
        let from = if absent { &self.state.absent } else { &self.state.requests };
        from[self.random.below(from.len())]
    }

    /// Opens days near an absent visit that could serve it.
    fn open_able(&self, seed: u32, size: usize, open: &mut Vec<u32>) {
        if !self.state.is_absent(seed) {
            return;
        }
        let able = self.state.days(seed);
        for &v in self.near.of(seed) {
            let d = self.state.day_of[v as usize];
            if open.len() < size && able.binary_search(&d).is_ok() && !open.contains(&d) {
                open.push(d);
            }
        }
    }

    /// Opens the days that serve what is near a visit.
    fn open_near(&self, v: u32, size: usize, open: &mut Vec<u32>) {
        for &u in self.near.of(v) {
            let d = self.state.day_of[u as usize];
            if d != NONE && open.len() < size && !open.contains(&d) {
                open.push(d);
            }
        }
    }

    /// Opens some days that serve nobody, in addition.
    fn open_idle(&mut self, size: usize, open: &mut Vec<u32>) {
        let days = self.state.routes.len();
        if self.state.routes_used() == days {
            return;
        }
        for _ in 0..size.div_ceil(IDLE) {
            let from = self.random.below(days);
            let idle = |d: &usize| self.state.routes[*d].seq.is_empty() && !self.state.is_closed(*d);
            if let Some(d) = (from..days).chain(0..from).find(idle)
                && !open.contains(&(d as u32))
            {
                open.push(d as u32);
            }
        }
    }
}
