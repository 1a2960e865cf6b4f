//! Choosing among routes: parts of the plan are planned anew as a choice of one route a day, almost to the optimum.
//!
//! Where days differ and routes have few stops, column generation finds in a moment what no sequence of small changes does: the relaxed
//! choice prices the visits, the prices tell which routes are missing, and a dive keeps the surest ones, prices again, and so on
//! (Desrochers, Desrosiers and Solomon 1992; Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa 2019). First as many days as the budget allows
//! are opened together, then a few around one visit after the other, more of them when that is in vain (Mladenović and Hansen 1997). Each
//! choice begins with the routes that were in the last one, and ends as soon as its relaxation promises no more than the plan at hand has.

mod around;
mod dive;
mod hope;
mod master;
mod pool;
mod pricing;
mod simplex;
#[cfg(test)]
mod tests;

use super::{Search, Spending};
use pool::Pool;
use pricing::Pricing;

/// Days opened at least.
const FEW: f64 = 10.0;
/// Days opened at most.
const MANY: f64 = 40.0;
/// Choosing for `d` days together takes about as long as so many steps of ruin and recreate times `d` squared.
const EFFORT: f64 = 190.0;
/// How often all days could have been opened in vain before more are opened at once.
const PATIENCE: f64 = 3.0;
/// Steps for each request that lead away from a plan around which nothing is found.
const SHAKES: usize = 20;
/// Their temperature in mean legs.
const HEAT: f64 = 0.3;
/// Stops of a route beyond which routes are too many to choose from.
const STOPS: usize = 8;

/// What one round of choosing needs.
struct Columns {
    pool: Pool,
    pricing: Pricing,
    /// Requests that each day may serve.
    able: Vec<Vec<u32>>,
    prices: Vec<i32>,
    /// The plan at hand, which need not be the best one: it is judged by cost and the price of weight together.
    plan: Vec<Vec<u32>>,
    /// Points for a unit of weight left out.
    price: f64,
}

impl Search<'_> {
    /// How many days can be chosen for together within a budget of so many steps for each request; nothing when it is not worth while:
    /// the days have to differ, with few stops on each, and where steps are scarce some weight has to be left to win.
    pub(super) fn days_to_choose(&self, ample: f64) -> Option<usize> {
        let requests = self.state.requests.len();
        if self.lacks_little(ample) {
            return None;
        }
        let steps = ample * requests as f64;
        let model = self.model;
        let served: usize = self.best.iter().map(Vec::len).sum();
        let differ = model.days.iter().any(|d| d.twin != model.days[0].twin);
        let short = served <= STOPS * self.state.routes_used().max(1);
        let enough = FEW.min(model.days.len() as f64);
        let most = (steps * self.tuning.bold / EFFORT).sqrt().min(MANY).min(model.days.len() as f64).ceil();
        let sums = model.dimensions <= 1 && model.demand.iter().all(|&d| d >= 0);
        (model.plain && !model.limited && differ && sums && short && most >= enough).then_some(most as usize)
    }

    /// Chooses routes anew around one visit after the other until the share of the budget is gone.
    pub(super) fn columns(&mut self, most: usize, spending: &mut Spending, until_ppm: u32) {
        let price = self.model.unserved_points.map_or(self.leg * self.tuning.prize, |p| p as f64);
        let mut able = vec![Vec::new(); self.model.days.len()];
        for &v in &self.state.requests {
            self.state.days(v).iter().for_each(|&d| able[d as usize].push(v));
        }
        let (pool, plan) = (Pool::new(&self.state, price), self.best.clone());
        let mut columns = Columns { pool, pricing: Pricing::default(), able, prices: Vec::new(), plan, price };
        self.state.load(&columns.plan);
        let days = self.model.days.len() as f64;
        let most = most as f64;
        let (mut size, mut vain) = (if most >= days { most } else { FEW.min(most) }, 0.0);
        let mut home = columns.plan.clone();
        while spending.goes_on(self, until_ppm) && !self.state.requests.is_empty() {
            let (open, blocked) = self.open_around(&mut columns, size as usize);
            let chosen = self.dive(&mut columns, &open, blocked, spending, until_ppm);
            vain += size / days;
            if chosen.is_some_and(|chosen| self.adopt(&mut columns, &open, &chosen)) {
                vain = 0.0;
            }
            if vain > 0.0 && size >= most {
                self.shake(&mut columns, &mut home, spending, until_ppm);
            }
            if vain > PATIENCE || size >= most {
                size = if size >= most { FEW } else { size * 1.3 }.min(most);
                vain = 0.0;
            }
        }
    }

    /// Nothing more is found around the plan at hand: annealing leads away from it, or from the last one left when that was better.
    fn shake(&mut self, columns: &mut Columns, home: &mut Vec<Vec<u32>>, spending: &mut Spending, until_ppm: u32) {
        let price = columns.price;
        let worth = |search: &Self| search.state.points as f64 + price * search.state.absent_weight as f64;
        let reached = worth(self);
        self.state.load(home);
        if worth(self) > reached {
            home.clone_from(&columns.plan);
            self.state.load(home);
        }
        let until = self.iterations + (SHAKES * self.state.requests.len()) as u64;
        while self.iterations < until && spending.goes_on(self, until_ppm) {
            self.step(price, self.leg * HEAT);
            self.iterations += 1;
        }
        for (order, route) in columns.plan.iter_mut().zip(&self.state.routes) {
            order.clone_from(&route.seq);
        }
    }

    /// Puts the chosen routes on the open days and fills gaps; goes back to the plan at hand when that is no better.
    fn adopt(&mut self, columns: &mut Columns, open: &[u32], chosen: &[(u32, u32)]) -> bool {
        let price = columns.price;
        let worth = |search: &Self| search.state.points as f64 + price * search.state.absent_weight as f64;
        let before = worth(self);
        let mut free: Vec<u32> = open.to_vec();
        let mut orders = columns.plan.clone();
        open.iter().for_each(|&d| orders[d as usize].clear());
        for &(g, k) in chosen {
            if let Some(at) = free.iter().position(|&d| columns.pool.group_of[d as usize] == g) {
                orders[free.swap_remove(at) as usize] = columns.pool.groups[g as usize].orders[k as usize].to_vec();
            }
        }
        self.state.load(&orders);
        self.fill();
        if self.key() < self.best_key {
            self.note_best();
        }
        let better = worth(self) < before;
        if better {
            for (order, route) in columns.plan.iter_mut().zip(&self.state.routes) {
                order.clone_from(&route.seq);
            }
        } else {
            self.state.load(&columns.plan);
        }
        better
    }
}
