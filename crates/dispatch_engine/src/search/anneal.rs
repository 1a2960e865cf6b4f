//! One trajectory of ruin and recreate under simulated annealing.
//!
//! A step takes strings of stops out of neighbouring routes and puts back what fits in a changing order (Christiaens and Vanden Berghe 2020);
//! the result is kept by the Metropolis rule (Kirkpatrick, Gelatt and Vecchi 1983), weight left out being priced into the cost.

use super::recreate::recreate;
use super::ruin::{Strength, ruin};
use super::{Search, Spending};
use crate::powers::{ln, power};

impl Search<'_> {
    /// Annealing at a low temperature until every mandatory visit is served or a third of the time is gone.
    pub(super) fn until_complete(&mut self, spending: &mut Spending) {
        let leg = self.mean_leg();
        while self.incomplete() && spending.goes_on(self, 300_000) {
            self.step(leg * 20.0, leg * 0.3);
            self.iterations += 1;
        }
        let best = self.best.clone();
        self.state.load(&best);
    }

    /// Simulated annealing up to a share of the budget, the temperature (thousandths of a mean leg) falling exponentially.
    pub(super) fn anneal_until(&mut self, spending: &mut Spending, until_ppm: u32, hot: f64, cold: f64) {
        let leg = self.leg;
        let price = match self.model.unserved_points {
            Some(points) => points as f64,
            None => leg * self.tuning.weight,
        };
        let from = f64::from(spending.ppm);
        let span = (f64::from(until_ppm) - from).max(1.0);
        while spending.goes_on(self, until_ppm) && !self.state.requests.is_empty() {
            let share = ((f64::from(spending.ppm) - from) / span).min(1.0);
            let heat = leg * hot / 1000.0 * power(cold / hot, share);
            for _ in 0..spending.every(self) {
                self.step(price, heat);
                self.iterations += 1;
            }
            if let Some(leave) = &mut self.leave {
                leave.steer(&self.state.absent);
            }
        }
    }

    /// Everyone absent goes where it is cheapest, the weightiest first.
    pub(super) fn construct(&mut self) {
        self.fill();
        self.leg = self.mean_leg();
    }

    pub(super) fn fill(&mut self) {
        self.state.begin();
        let mut list = self.state.absent.clone();
        list.sort_by_key(|&v| (-self.state.weight(v), self.state.days(v).len(), v));
        self.state.blink_rate = usize::MAX / 4;
        for &request in &list {
            if let Some((d, cell)) = self.state.best_place(request, &mut self.random) {
                self.state.insert(request, d, cell);
            }
        }
        self.state.blink_rate = self.tuning.blink;
    }

    /// Average driving seconds of a leg: the measure for temperatures and prices.
    pub(super) fn mean_leg(&self) -> f64 {
        let legs: usize = self.state.routes.iter().filter(|r| !r.seq.is_empty()).map(|r| r.seq.len() + 1).sum();
        (self.state.points as f64 / legs.max(1) as f64).max(1.0)
    }

    /// Takes strings out, and puts back what fits; `State::undo` takes it back.
    pub(super) fn ruin_and_recreate(&mut self) {
        self.state.begin();
        let before = self.state.absent.len();
        let strength = Strength::draw(&self.tuning, self.model.pairs, &mut self.random);
        ruin(&mut self.state, &self.near, strength, &mut self.random, &mut self.scratch);
        self.list.clear();
        self.list.extend_from_slice(&self.state.absent);
        for &request in &self.list[before..] {
            self.newly[request as usize] = true;
        }
        recreate(&mut self.state, &self.traits, &mut self.newly, &mut self.list, &mut self.random);
    }

    pub(super) fn step(&mut self, price: f64, heat: f64) {
        let (points, weight) = (self.state.points, self.state.absent_weight);
        let owed = self.leave.as_ref().map(|leave| leave.cost(&self.state.absent));
        self.ruin_and_recreate();
        let absence = match (&self.leave, owed) {
            (Some(leave), Some(owed)) => leave.cost(&self.state.absent) - owed,
            _ => price * (self.state.absent_weight - weight) as f64,
        };
        let delta = (self.state.points - points) as f64 + absence;
        if delta <= -heat * ln(self.random.unit().max(1e-300)) {
            if self.key() < self.best_key {
                self.note_best();
            }
        } else {
            self.state.undo();
        }
        if let Some(leave) = &mut self.leave {
            leave.note(&self.state);
        }
    }
}
