//! A part of the plan as a choice of routes: some days are open, the visits of all others are out of reach.

use super::pool::Pool;
use super::simplex::Simplex;
use crate::compiled::NONE;

/// The relaxed choice among the routes of the open days.
pub(super) struct Master {
    pub simplex: Simplex,
    /// Row of each request; `NONE` when it is out of reach.
    row: Vec<u32>,
    /// Group, its row, and how many of its routes are in.
    groups: Vec<(u32, u32, usize)>,
    /// Group and route of every column.
    names: Vec<(u32, u32)>,
}

impl Master {
    /// All routes of the pool that fit: `left` open days of each group, requests not blocked.
    pub(super) fn new(pool: &Pool, left: &[u32], blocked: &[bool]) -> Self {
        let mut rows = 0;
        let mut next = |open: bool| {
            rows += u32::from(open);
            if open { rows - 1 } else { NONE }
        };
        let row: Vec<u32> = blocked.iter().map(|&b| next(!b)).collect();
        let open = (0..left.len()).filter(|&g| left[g] > 0);
        let groups: Vec<(u32, u32, usize)> = open.clone().map(|g| (g as u32, next(true), 0)).collect();
        let reach = row.iter().filter(|&&r| r != NONE).map(|_| 1u32);
        let simplex = Simplex::new(reach.chain(open.map(|g| left[g])));
        let mut master = Master { simplex, row, groups, names: Vec::new() };
        for o in 0..master.groups.len() {
            let basic = &pool.groups[master.groups[o].0 as usize].basic;
            master.take_in(pool, o, |k| basic.contains(&k));
        }
        master
    }

    /// Open groups and what one more of their days would be worth.
    pub(super) fn open(&self) -> impl Iterator<Item = (usize, f64)> {
        self.groups.iter().map(|&(g, row, _)| (g as usize, self.simplex.worth[row as usize]))
    }

    /// Takes in routes that the pool has got since for an open group, some of them likely to pay; whether there were any.
    pub(super) fn take_in(&mut self, pool: &Pool, o: usize, likely: impl Fn(u32) -> bool) -> bool {
        let (g, own, known) = self.groups[o];
        let group = &pool.groups[g as usize];
        let before = self.names.len();
        // A group that has been emptied counts from the start.
        for k in if known > group.profit.len() { 0 } else { known }..group.profit.len() {
            if group.of(k).iter().all(|&i| self.row[i as usize] != NONE) {
                let ones = group.of(k).iter().map(|&i| self.row[i as usize]).chain([own]);
                self.simplex.add(f64::from(group.profit[k]), ones);
                if likely(k as u32) {
                    self.simplex.suggest_last();
                }
                self.names.push((g, k as u32));
            }
        }
        self.groups[o].2 = group.profit.len();
        self.names.len() > before
    }

    /// The prices of all requests by the present solution; what is out of reach costs as much as it is worth.
    pub(super) fn prices(&self, pool: &Pool, out: &mut Vec<i32>) {
        out.clear();
        out.extend(self.row.iter().zip(&pool.prize).map(|(&row, &prize)| match row {
            NONE => prize,
            row => self.simplex.worth[row as usize].max(0.0) as i32,
        }));
    }

    /// Has the pool remember what is in the solution, so that the next choice can begin with it.
    pub(super) fn remember(&self, pool: &mut Pool) {
        self.groups.iter().for_each(|g| pool.groups[g.0 as usize].basic.clear());
        for (k, _) in self.simplex.chosen() {
            let (g, k) = self.names[k as usize];
            pool.groups[g as usize].basic.push(k);
        }
    }

    /// Routes in the solution, the surest first: share, group, route.
    pub(super) fn chosen(&self) -> Vec<(f64, u32, u32)> {
        let named = |(k, x): (u32, f64)| (x, self.names[k as usize].0, self.names[k as usize].1);
        let mut chosen: Vec<(f64, u32, u32)> = self.simplex.chosen().map(named).collect();
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        chosen
    }
}
