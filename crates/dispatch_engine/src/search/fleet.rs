//! Fewer routes: closes one day after the other and finds room for its visits elsewhere.
//!
//! The second part of Christiaens and Vanden Berghe 2020: while visits are absent, a plan is better when the absent ones are those that
//! have rarely been absent before, so the search does not keep juggling the same difficult few.

use super::{MANDATORY, Search, Spending};
use crate::compiled::NONE;
use crate::powers::ln;

impl Search<'_> {
    /// Closes days until the time for it is up or no fewer can carry the load. Leaves the best complete plan in place, unused days closed.
    pub(super) fn fewest_routes(&mut self, spending: &mut Spending, until_ppm: u32) {
        let mut often = vec![1u64; self.model.nodes.len()];
        let least = self.fewest_by_load();
        let heat = self.mean_leg() * 0.1;
        self.close_unused();
        while self.state.routes_used() > least && spending.goes_on(self, until_ppm) && self.state.absent.is_empty() {
            let complete: Vec<Vec<u32>> = self.state.routes.iter().map(|r| r.seq.clone()).collect();
            self.note_best();
            let Some(day) = self.easiest_day(&often) else { break };
            self.state.begin();
            let gone: Vec<u32> = complete[day]
                .iter()
                .copied()
                .filter(|&v| v != NONE && !self.model.nodes[v as usize].delivers)
                .collect();
            self.state.remove(day, &gone);
            self.state.close(day);
            while !self.state.absent.is_empty() && spending.goes_on(self, until_ppm) {
                self.squeeze(&mut often, heat);
            }
            if !self.state.absent.is_empty() {
                self.state.open(day);
                self.state.load(&complete);
                break;
            }
        }
        self.close_unused();
        self.best_key = (i64::MAX, i64::MAX);
        self.note_best();
    }

    /// No fewer days can carry all demand, each taken as the roomiest.
    pub(super) fn fewest_by_load(&self) -> usize {
        let k = self.model.dimensions;
        let of = |i: usize| {
            let total: i64 = (0..self.model.nodes.len()).map(|v| self.model.demand(v)[i].max(0)).sum();
            let room = (0..self.model.days.len()).map(|d| self.model.capacity(d)[i]).max().unwrap_or(1).max(1);
            if self.model.pairs { 1 } else { (total + room - 1) / room }
        };
        (0..k).map(of).max().unwrap_or(1).max(1) as usize
    }

    fn close_unused(&mut self) {
        for d in 0..self.state.routes.len() {
            if self.state.routes[d].seq.is_empty() {
                self.state.close(d);
            }
        }
    }

    fn easiest_day(&mut self, often: &[u64]) -> Option<usize> {
        let effort = |d: &usize| -> u64 {
            self.state.routes[*d].seq.iter().filter(|&&v| v != NONE).map(|&v| often[v as usize]).sum()
        };
        (0..self.state.routes.len()).filter(|&d| !self.state.routes[d].seq.is_empty()).min_by_key(|d| (effort(d), *d))
    }

    /// One step whose yardstick is how hard the absent ones are.
    fn squeeze(&mut self, often: &mut [u64], heat: f64) {
        let hard = |absent: &[u32]| absent.iter().map(|&v| often[v as usize]).sum::<u64>();
        let (before, count, points) = (hard(&self.state.absent), self.state.absent.len(), self.state.points);
        self.ruin_and_recreate();
        let (after, left) = (hard(&self.state.absent), self.state.absent.len());
        let cheaper = ((self.state.points - points) as f64) < -heat * ln(self.random.unit().max(1e-300));
        for &v in &self.state.absent {
            often[v as usize] += 1;
        }
        if !(left == 0 || after < before || left <= count && after <= before && cheaper) {
            self.state.undo();
        }
        self.iterations += 1;
    }

    /// Whether a mandatory visit is absent.
    pub(super) fn incomplete(&self) -> bool {
        self.best_key.0 >= MANDATORY
    }
}
