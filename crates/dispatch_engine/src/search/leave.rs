//! Annealing by way of incomplete plans, where days are few and full.
//!
//! There hardly any step keeps everyone served, and a search that accepts nothing else stays in the valley in which closing days left it. So
//! mandatory requests may be absent for a while (the request bank of Ropke and Pisinger 2006), at a price that is steered towards a share
//! of complete plans, as penalties are by Vidal et al. 2012, and that grows for whoever stays absent, as in the guided ejection of Nagata
//! and Kobayashi 2010. When the plan has cooled down, the rules hold again.

use super::state::{MANDATORY, State};
use super::{Search, Spending};
use crate::powers::power;

/// Share of the annealing during which requests may be absent.
const PART: f64 = 0.7;
/// Share of plans that should be complete meanwhile.
const COMPLETE: f64 = 0.3;
/// Price of an absent request in mean legs: at first, at least, at most.
const PRICE: (f64, f64, f64) = (5.0, 2.0, 50.0);
/// By how much the price changes at a time.
const STEERED: f64 = 1.05;
/// By how much a request that is absent becomes dearer at a time.
const DEARER: f64 = 1.2;
/// What is left of that, each time, when it is served again.
const FORGIVEN: f64 = 0.98;

/// What it costs for the time being to leave requests out.
#[derive(Debug)]
pub(super) struct Leave {
    /// Points of a mean leg.
    leg: f64,
    /// Points for a request.
    price: f64,
    /// How many times as much for each request.
    times: Vec<f64>,
    /// Plans since the last change of the price, and how many of them were complete.
    plans: u32,
    complete: u32,
}

impl Leave {
    fn new(nodes: usize, leg: f64) -> Self {
        Leave { leg, price: leg * PRICE.0, times: vec![1.0; nodes], plans: 0, complete: 0 }
    }

    /// Points for those who are absent.
    pub(super) fn cost(&self, absent: &[u32]) -> f64 {
        self.price * absent.iter().map(|&v| self.times[v as usize]).sum::<f64>()
    }

    /// Takes notice of the plan after a step.
    pub(super) fn note(&mut self, state: &State) {
        self.plans += 1;
        self.complete += u32::from(state.absent.is_empty());
    }

    /// Changes prices by what was noticed.
    pub(super) fn steer(&mut self, absent: &[u32]) {
        let scarce = f64::from(self.complete) < COMPLETE * f64::from(self.plans);
        self.price *= if scarce { STEERED } else { 1.0 / STEERED };
        self.price = self.price.clamp(self.leg * PRICE.1, self.leg * PRICE.2);
        self.times.iter_mut().for_each(|t| *t = (*t * FORGIVEN).max(1.0));
        absent.iter().for_each(|&v| self.times[v as usize] *= DEARER);
        (self.plans, self.complete) = (0, 0);
    }
}

impl Search<'_> {
    /// Whether this way of annealing is for the problem: pairs on as few days as possible, all of them mandatory and served.
    pub(super) fn grants_leave(&self) -> bool {
        let all = || self.state.requests.iter().all(|&v| self.state.weight(v) >= MANDATORY);
        self.model.pairs && self.model.fewest_days && self.state.absent.is_empty() && all()
    }

    /// `anneal_until`, at first with requests absent at a price.
    pub(super) fn anneal_with_leave(&mut self, spending: &mut Spending, until_ppm: u32, hot: f64, cold: f64) {
        self.leg = self.mean_leg();
        let from = f64::from(spending.ppm);
        let turn = from + (f64::from(until_ppm) - from).max(0.0) * PART;
        let warm = hot * power(cold / hot, PART);
        self.leave = Some(Leave::new(self.model.nodes.len(), self.leg));
        self.anneal_until(spending, turn as u32, hot, warm);
        self.leave = None;
        if !self.state.absent.is_empty() {
            let best = self.best.clone();
            self.state.load(&best);
        }
        self.anneal_until(spending, until_ppm, warm, cold);
    }
}

#[cfg(test)]
mod tests {
    use super::{Leave, PRICE};
    use crate::tests::make;
    use crate::{Budget, Plan, solve, validate};

    #[test]
    fn who_stays_absent_becomes_dear_and_is_forgiven() {
        let mut leave = Leave::new(3, 100.0);
        assert_eq!(leave.cost(&[0, 2]), 2.0 * 100.0 * PRICE.0);
        leave.plans = 10;
        for _ in 0..20 {
            leave.steer(&[2]);
        }
        assert!(leave.cost(&[2]) > 10.0 * leave.cost(&[0]));
        for _ in 0..500 {
            (leave.plans, leave.complete) = (10, 10);
            leave.steer(&[]);
        }
        assert_eq!(leave.cost(&[0, 1, 2]), 3.0 * 100.0 * PRICE.1);
    }

    #[test]
    fn nobody_is_absent_in_the_end() {
        for seed in 0..12 {
            let mut problem = make::problem(seed, 36, false);
            make::pair_up(&mut problem);
            problem.policy.fewest_shifts = true;
            for visit in &mut problem.visits {
                visit.mandatory = true;
                visit.duration_seconds = 900;
                visit.skills.clear();
                visit.windows.clear();
            }
            let plan = |iterations| {
                let budget = Budget { iterations, seed };
                solve(&problem, &Plan::default(), &budget, &mut |p| p.spent_ppm).unwrap().plan
            };
            let (few, many) = (plan(400), plan(3000));
            for plan in [&few, &many] {
                assert_eq!(plan.score.mandatory_unserved, 0, "seed {seed}");
                assert!(validate(&problem, plan).violations.is_empty(), "seed {seed}");
            }
            assert!(many.routes.len() <= few.routes.len(), "seed {seed}");
            assert_eq!(many, plan(3000));
        }
    }
}
