//! How much of the budget is gone, without looking at the clock at every step.

use super::{Budget, Progress, Search};

/// The budget and how much of it is gone.
pub(super) struct Spending<'w> {
    pub(super) budget: Budget,
    pub(super) watch: &'w mut dyn FnMut(&Progress) -> u32,
    pub(super) ppm: u32,
    pub(super) checked: u64,
}

impl Spending<'_> {
    /// Steps between looks at the clock.
    pub(super) fn every(&self, search: &Search) -> u64 {
        let every = if search.model.nodes.len() > 2000 { 4 } else { 64 };
        every.min(self.budget.iterations.saturating_sub(search.iterations)).max(1)
    }

    pub(super) fn check(&mut self, search: &Search) {
        let progress = search.progress(&self.budget);
        self.ppm = (self.watch)(&progress).max(progress.spent_ppm).max(self.ppm);
        self.checked = search.iterations;
    }

    /// Whether less than the given share of the budget is gone.
    pub(super) fn goes_on(&mut self, search: &Search, until_ppm: u32) -> bool {
        if search.iterations >= self.checked + self.every(search) || search.iterations >= self.budget.iterations {
            self.check(search);
        }
        self.ppm < until_ppm
    }
}
