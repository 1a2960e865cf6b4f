//! What the budget is spent on: one trajectory first, then a population or a choice among routes, by the steps there are for each request.
//!
//! Shares and thresholds were measured on distributions of several families (`BENCH.md`); none looks at what a file is called.

use super::hybrid::{self, Ground};
use super::{Budget, Progress, Search, Spending};

/// Steps are counted as so many where they were measured after the first, dear ones, with which the temperature's slope was found.
const STEEPER: f64 = 1.7;

impl Search<'_> {
    /// Spends the whole budget.
    pub(super) fn run(&mut self, budget: &Budget, watch: &mut dyn FnMut(&Progress) -> u32) {
        let mut spending = Spending { budget: *budget, watch, ppm: 0, checked: 0 };
        self.construct();
        self.note_best();
        spending.check(self);
        if self.model.fewest_days {
            self.until_complete(&mut spending);
            let until = if self.model.pairs { 300_000 } else { (self.tuning.fewer * 1e6) as u32 };
            self.fewest_routes(&mut spending, if self.model.plain && !self.model.pairs { until / 2 } else { until });
            self.fewer_by_breeding(&mut spending, until);
        }
        let ground = hybrid::ground(self);
        let (ample, choose) = self.means(&mut spending, ground.is_some());
        let alone = match &ground {
            Some(ground) => self.share_alone(ample, ground),
            None if choose.is_none() => 1.0,
            // One neighbourhood holds all: ruin and recreate goes far on its own.
            None if self.model.days.len() <= 12 => 0.6,
            None => self.tuning.before,
        };
        if alone >= 1.0 && ground.as_ref().is_some_and(|ground| ground.alike) {
            self.stride();
        }
        if ground.is_none() && self.lacks_little(ample) {
            self.tuning.weight = self.tuning.weight.max(self.tuning.last);
        }
        let leave = self.grants_leave();
        self.temper(ample * alone * if ground.is_none() { STEEPER } else { 1.0 }, leave);
        let (until, hot, cold) = ((alone * 1e6) as u32, self.tuning.hot, self.tuning.cold);
        if leave {
            self.anneal_with_leave(&mut spending, until, hot, cold);
        } else {
            self.anneal_until(&mut spending, until, hot, cold);
        }
        if let Some(most) = choose {
            self.columns(most, &mut spending, 1_000_000);
        } else if let Some(ground) = ground {
            match self.has_parts(&ground) {
                true => self.by_parts(&ground, &mut spending),
                false => self.hybrid(&ground, &mut spending),
            }
        }
    }

    /// Steps that the rest of the budget allows for each request, and how many days can be chosen for together.
    fn means(&mut self, spending: &mut Spending, bred: bool) -> (f64, Option<usize>) {
        let ample = self.steps_each(spending, 1024, 1_000_000);
        if bred {
            return (ample, None);
        }
        // The table of best places has filled up by now: steps are cheaper than the first ones were.
        let until = spending.ppm + 20_000;
        let ample = self.steps_each(spending, 20_000, until);
        (ample, self.days_to_choose(ample))
    }

    /// Steps that the rest of the budget allows for each request, by a sample of at most so many steps.
    fn steps_each(&mut self, spending: &mut Spending, most: u64, until_ppm: u32) -> f64 {
        let (steps, ppm) = (self.iterations, f64::from(spending.ppm));
        let leg = self.leg;
        let price = self.model.unserved_points.map_or(leg * self.tuning.weight, |p| p as f64);
        let sample = (spending.budget.iterations / 50).clamp(1, most);
        while self.iterations < steps + sample && spending.goes_on(self, until_ppm) && !self.state.requests.is_empty() {
            self.step(price, leg * 0.1);
            self.iterations += 1;
        }
        let per_ppm = (self.iterations - steps) as f64 / (f64::from(spending.ppm) - ppm).max(1.0);
        let left = match spending.budget.iterations {
            u64::MAX => per_ppm * (1e6 - f64::from(spending.ppm)),
            all => (all - self.iterations.min(all)) as f64,
        };
        left / self.state.requests.len().max(1) as f64
    }

    /// Whether steps are scarce and nearly everyone is served already: the last ones take a dearer absence, not another search.
    pub(super) fn lacks_little(&self, ample: f64) -> bool {
        ample < self.tuning.scarce && self.state.absent.len() * 50 < self.state.requests.len()
    }

    /// The share of the budget before breeding begins: the scarcer the steps, the longer one trajectory pays better than a population,
    /// and longer still where every day has its own people and visits may be left out.
    fn share_alone(&self, ample: f64, ground: &Ground) -> f64 {
        if self.tuning.alone > 0.0 {
            return self.tuning.alone;
        }
        let (least, share) = match ground.alike {
            _ if self.has_parts(ground) => (self.tuning.sparse, self.tuning.whole),
            true => (self.tuning.scarce, (self.tuning.solo / ample).clamp(0.02, 0.5)),
            false => (self.tuning.scarce, 0.7),
        };
        if ample < least { 1.0 } else { share }
    }

    /// Where steps are too few for breeding, each goes further: more visits taken out, and hotter.
    fn stride(&mut self) {
        self.tuning.visits = self.tuning.visits.max(self.tuning.stride);
        (self.tuning.slope, self.tuning.coolest) = (self.tuning.slope.max(4.0), self.tuning.coolest.max(1000.0));
    }

    /// Chooses the start temperature by the steps there will be for each request: the fewer, the cooler.
    fn temper(&mut self, each: f64, leave: bool) {
        if self.tuning.hot <= 0.0 {
            let hottest = if leave { self.tuning.mild } else { self.tuning.hottest };
            self.tuning.hot = (self.tuning.slope * each).clamp(self.tuning.coolest, hottest);
            self.tuning.cold = self.tuning.cold.min(self.tuning.hot / 10.0);
        }
    }
}
