//! One day fewer: a population that has to do without it breeds until some plan keeps all rules.
//!
//! Plans that overstep windows at a price come closer to fitting into fewer routes than plans with visits left out (Nagata and Bräysy 2009
//! do the same by ejection); ruin and recreate has taken the easy days away before.

use super::{Hybrid, ground};
use crate::search::{Search, Spending};

impl Search<'_> {
    /// Gives up days one by one until the share of the budget is gone. Leaves the best complete plan in place, unused days closed.
    pub(in crate::search) fn fewer_by_breeding(&mut self, spending: &mut Spending, until_ppm: u32) {
        let least = self.fewest_by_load();
        while self.state.routes_used() > least && self.give_up_a_day(spending, until_ppm) {}
    }

    fn give_up_a_day(&mut self, spending: &mut Spending, until_ppm: u32) -> bool {
        let used = (0..self.state.routes.len()).filter(|&d| !self.state.routes[d].seq.is_empty());
        let Some(day) = used.min_by_key(|&d| (self.state.routes[d].seq.len(), d)) else { return false };
        self.state.close(day);
        let done = match ground(self).filter(|g| g.alike) {
            Some(ground) => {
                let mut hybrid = Hybrid::new(&ground, &self.tuning, self.random.next());
                (hybrid.stars, hybrid.fresh) = (1, true);
                while hybrid.best.is_none() && spending.goes_on(self, until_ppm) {
                    hybrid.grow();
                    self.iterations += u64::from(ground.n());
                }
                if let Some(best) = &hybrid.best {
                    self.best_key = (i64::MAX, i64::MAX);
                    self.take_over(&ground, best);
                }
                hybrid.best.is_some()
            }
            None => false,
        };
        if !done {
            self.state.open(day);
        }
        done
    }
}
