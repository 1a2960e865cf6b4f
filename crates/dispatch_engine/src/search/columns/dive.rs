//! From prices to routes: generate what pays, keep the surest, and again for what is left.

use super::Columns;
use super::master::Master;
use super::pool::Pool;
use crate::compiled::NONE;
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
/// In every go at least one in so many of the routes still to be chosen is kept.
const SHARE: u32 = 6;
/// Points by which a new route has to beat those at hand.
const PAYS: i32 = 20;

/// What a dive has kept so far, and what is left to choose from.
struct Kept {
    /// Group and route.
    routes: Vec<(u32, u32)>,
    /// Open days of each group that have no route yet.
    left: Vec<u32>,
    /// Requests out of reach.
    blocked: Vec<bool>,
    worth: f64,
}

impl Kept {
    fn nothing(pool: &Pool, open: &[u32], blocked: Vec<bool>) -> Self {
        let mut left = vec![0; pool.groups.len()];
        open.iter().for_each(|&d| left[pool.group_of[d as usize] as usize] += 1);
        Kept { routes: Vec::new(), left, blocked, worth: 0.0 }
    }

    /// Keeps what is sure among the chosen, the surest first, and at least one in `SHARE` of what is left; whether there was any.
    fn keep_surest(&mut self, pool: &Pool, chosen: Vec<(f64, u32, u32)>) -> bool {
        let before = self.routes.len();
        let some = (self.left.iter().sum::<u32>() / SHARE).max(1) as usize;
        for (share, g, k) in chosen {
            let (group, own) = (&pool.groups[g as usize], pool.groups[g as usize].of(k as usize));
            let fits = self.left[g as usize] > 0 && own.iter().all(|&i| !self.blocked[i as usize]);
            if fits && (share > SURE || self.routes.len() < before + some) {
                own.iter().for_each(|&i| self.blocked[i as usize] = true);
                self.left[g as usize] -= 1;
                self.routes.push((g, k));
                self.worth += f64::from(group.profit[k as usize]);
            }
        }
        self.routes.len() > before
    }
}

impl Search<'_> {
    /// Routes for the open days, as group and number in the pool; requests that are blocked stay where they are. Nothing as soon as the
    /// relaxed choice says that what is kept cannot lead to more than the plan at hand has.
    pub(super) fn dive(
        &mut self,
        columns: &mut Columns,
        open: &[u32],
        blocked: Vec<bool>,
        spending: &mut Spending,
        until_ppm: u32,
    ) -> Option<Vec<(u32, u32)>> {
        let at_hand = self.worth_of(&columns.pool, open);
        let mut kept = Kept::nothing(&columns.pool, open, blocked);
        while kept.left.iter().any(|&l| l > 0) && spending.goes_on(self, until_ppm) {
            let mut master = Master::new(&columns.pool, &kept.left, &kept.blocked);
            let rounds = if kept.routes.is_empty() { ROUNDS } else { ROUNDS_BELOW };
            for _ in 0..rounds {
                self.relax(&mut master, spending, until_ppm);
                if !self.generate(columns, &mut master) || !spending.goes_on(self, until_ppm) {
                    break;
                }
            }
            self.relax(&mut master, spending, until_ppm);
            master.remember(&mut columns.pool);
            if kept.worth + master.simplex.value() < at_hand + f64::from(PAYS) {
                return None;
            }
            let mut chosen = master.chosen();
            for c in chosen.iter_mut().filter(|c| c.0 < SURE) {
                c.0 = (c.0 + CHANCE * self.random.unit()).min(SURE);
            }
            chosen.sort_by(|a, b| b.0.total_cmp(&a.0));
            if !kept.keep_surest(&columns.pool, chosen) {
                break;
            }
        }
        Some(kept.routes)
    }

    /// What the routes of some days are worth: prizes less points.
    fn worth_of(&self, pool: &Pool, days: &[u32]) -> f64 {
        let worth = |&d: &u32| {
            let route = &self.state.routes[d as usize];
            let numbers = route.seq.iter().filter(|&&v| v != NONE).map(|&v| pool.number[v as usize]);
            let prizes: i64 = numbers.filter(|&i| i != NONE).map(|i| i64::from(pool.prize[i as usize])).sum();
            (prizes - route.points) as f64
        };
        days.iter().map(worth).sum()
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
            any |= master.take_in(pool, o, |_| true);
        }
        self.iterations += std::mem::take(&mut columns.pricing.work) / STEP;
        any
    }
}
