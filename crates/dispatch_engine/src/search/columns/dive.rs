//! From prices to routes: generate what pays, keep the surest, and again for what is left.

use super::Columns;
use super::master::Master;
use crate::search::{Search, Spending};

/// Columns looked at that take as long as one step of ruin and recreate.
const STEP: u64 = 800;
/// Pivots in one go.
const PIVOTS: u32 = 200;
/// As often in a row at most, should rounding keep the simplex method going in circles.
const GOES: u32 = 50;
/// New routes for a day in one go.
const ROUTES: usize = 6;
/// Rounds of new routes before anything is kept.
const ROUNDS: usize = 25;
/// Rounds of new routes after that.
const ROUNDS_BELOW: usize = 3;
/// A route with so much of it in the relaxed choice is sure.
const SURE: f64 = 0.9;
/// Chance decides among routes whose shares differ by less.
const CHANCE: f64 = 0.2;
/// In every go at least one in so many routes is kept.
const SHARE: u32 = 6;
/// Points by which a new route has to beat those at hand.
const PAYS: i32 = 20;

impl Search<'_> {
    /// Routes for the open days, as group and number in the pool; requests that are blocked stay where they are.
    pub(super) fn dive(
        &mut self,
        columns: &mut Columns,
        open: &[u32],
        mut blocked: Vec<bool>,
        spending: &mut Spending,
        until_ppm: u32,
    ) -> Vec<(u32, u32)> {
        let mut left = vec![0; columns.pool.groups.len()];
        open.iter().for_each(|&d| left[columns.pool.group_of[d as usize] as usize] += 1);
        let mut kept = Vec::new();
        while left.iter().any(|&l| l > 0) && spending.goes_on(self, until_ppm) {
            let mut master = Master::new(&columns.pool, &left, &blocked);
            let rounds = if kept.is_empty() { ROUNDS } else { ROUNDS_BELOW };
            for _ in 0..rounds {
                self.relax(&mut master, spending, until_ppm);
                if !self.generate(columns, &mut master) || !spending.goes_on(self, until_ppm) {
                    break;
                }
            }
            self.relax(&mut master, spending, until_ppm);
            let before = kept.len();
            let some = (left.iter().sum::<u32>() / SHARE).max(1) as usize;
            let mut chosen = master.chosen();
            for c in chosen.iter_mut().filter(|c| c.0 < SURE) {
                c.0 = (c.0 + CHANCE * self.random.unit()).min(SURE);
            }
            chosen.sort_by(|a, b| b.0.total_cmp(&a.0));
            for (share, g, k) in chosen {
                let own = columns.pool.groups[g as usize].of(k as usize);
                let fits = left[g as usize] > 0 && own.iter().all(|&i| !blocked[i as usize]);
                if fits && (share > SURE || kept.len() < before + some) {
                    own.iter().for_each(|&i| blocked[i as usize] = true);
                    left[g as usize] -= 1;
                    kept.push((g, k));
                }
            }
            if kept.len() == before {
                break;
            }
        }
        kept
    }

    /// Solves the relaxed choice.
    fn relax(&mut self, master: &mut Master, spending: &mut Spending, until_ppm: u32) {
        for _ in 0..GOES {
            let optimal = master.simplex.climb(PIVOTS);
            self.iterations += 1 + std::mem::take(&mut master.simplex.work) / STEP;
            if optimal || !spending.goes_on(self, until_ppm) {
                return;
            }
        }
    }

    /// New routes that pay at the present prices, for every open group; whether there were any.
    fn generate(&mut self, columns: &mut Columns, master: &mut Master) -> bool {
        master.prices(&columns.pool, &mut columns.prices);
        let open: Vec<(usize, f64)> = master.open().collect();
        let mut any = false;
        for (o, &(g, worth)) in open.iter().enumerate() {
            let d = columns.pool.groups[g].days[0] as usize;
            let least = worth.max(0.0) as i32 + PAYS;
            let (pool, able) = (&mut columns.pool, &columns.able[d]);
            columns.pricing.search(self.model, pool, (d, able), &columns.prices, (least, ROUTES));
            any |= master.take_in(pool, o);
        }
        self.iterations += std::mem::take(&mut columns.pricing.work) / STEP;
        any
    }
}
