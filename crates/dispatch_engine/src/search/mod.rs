//! Plans from nothing, or improves a standing plan, for as long as the caller allows.
//!
//! Ruin and recreate under simulated annealing: a step takes strings of stops out of neighbouring routes, puts back what fits in a
//! changing order, and keeps the result by the Metropolis rule. Weight left out is priced into the cost during the search; the best plan
//! is kept by the true order: mandatory visits, weight, cost.

mod anneal;
mod columns;
mod evaluate;
mod fleet;
mod hybrid;
mod leave;
mod neighbours;
mod pairs;
mod pairs_plain;
mod recreate;
mod ruin;
mod schedule;
mod spanned;
mod spending;
mod state;
mod territories;
mod tuning;

use crate::board::Board;
use crate::compiled::{Model, ProblemError};
use crate::model::{Problem, Visit};
use crate::plan::{Plan, Score, publish};
use crate::random::Random;
use crate::route::Route;
use leave::Leave;
use neighbours::Neighbours;
use recreate::Traits;
use spending::Spending;
use state::{MANDATORY, State};
pub use tuning::Tuning;

/// How long to search. The library has no clock: a caller with one stops the search from the `watch` callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Steps of ruin and recreate.
    pub iterations: u64,
    /// The same seed gives the same plan.
    pub seed: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { iterations: 20_000, seed: 1 }
    }
}

/// How far the search has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Steps made.
    pub iterations: u64,
    /// The best plan so far.
    pub score: Score,
    /// Share of the iteration budget used up, in millionths.
    pub spent_ppm: u32,
}

/// Problems with more visits are divided by area.
#[doc(hidden)]
pub const DIVIDED_ABOVE: usize = 8000;

/// The best plan found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The plan with times.
    pub plan: Plan,
    /// Steps made.
    pub iterations: u64,
}

/// Plans a problem, starting from a standing plan (empty to start from nothing).
///
/// `watch` is called often with the progress. It returns the share of the time budget used, in millionths; 1,000,000 or more stops the
/// search. A caller without a clock returns `progress.spent_ppm` unchanged and the iteration budget alone decides.
///
/// # Errors
/// When the problem contradicts itself or the standing plan names what the problem does not have.
pub fn solve(
    problem: &Problem,
    standing: &Plan,
    budget: &Budget,
    watch: &mut dyn FnMut(&Progress) -> u32,
) -> Result<Solution, ProblemError> {
    solve_tuned(problem, standing, budget, &Tuning::default(), watch)
}

/// `solve` with knobs.
///
/// # Errors
/// As `solve`.
#[doc(hidden)]
pub fn solve_tuned(
    problem: &Problem,
    standing: &Plan,
    budget: &Budget,
    tuning: &Tuning,
    watch: &mut dyn FnMut(&Progress) -> u32,
) -> Result<Solution, ProblemError> {
    if problem.visits.iter().any(Visit::is_tied) {
        return crate::tied::solve(problem, standing, budget, tuning, watch);
    }
    if problem.visits.len() > DIVIDED_ABOVE && problem.travel.coordinates(0).is_some() {
        return territories::solve(problem, standing, budget, tuning, watch);
    }
    let board = Board::new(problem.clone(), standing)?;
    let mut model = Model::clone(&board.model);
    let standing: Vec<Vec<u32>> = board.routes.iter().map(|r| r.seq.clone()).collect();
    model.table = model.table.for_search(2000);
    model.find_twins(problem);
    model.plain = model.is_plain();
    let mut search = Search::new(&model, &standing, tuning, budget.seed);
    search.state.load(&standing);
    search.run(budget, watch);
    let (iterations, best) = (search.iterations, search.best);
    model.plain = false;
    let build = |(d, seq): (usize, &Vec<u32>)| Route::build(&model, d, seq).expect("the best plan keeps the rules");
    let routes: Vec<Route> = best.iter().enumerate().map(build).collect();
    Ok(Solution { plan: publish(problem, &model, &routes), iterations })
}

/// A search under way: the plan it stands at, the best one, and what its steps need.
struct Search<'m> {
    model: &'m Model,
    state: State<'m>,
    near: Neighbours<'m>,
    traits: Traits,
    random: Random,
    tuning: Tuning,
    iterations: u64,
    /// Mean leg of the first plan.
    leg: f64,
    /// While mandatory requests may be absent: at what price.
    leave: Option<Leave>,
    best: Vec<Vec<u32>>,
    best_versions: Vec<u32>,
    best_key: (i64, i64),
    best_score: (i64, i64),
    list: Vec<u32>,
    newly: Vec<bool>,
    scratch: Vec<u32>,
}

impl<'m> Search<'m> {
    fn new(model: &'m Model, standing: &[Vec<u32>], tuning: &Tuning, seed: u64) -> Self {
        let mut state = State::new(model, standing);
        state.blink_rate = tuning.blink;
        state.weight_orders = tuning.orders;
        state.fresh_rate = tuning.fresh;
        let traits = Traits::new(&state);
        Search {
            model,
            near: Neighbours::new(model, 100),
            traits,
            random: Random::new(seed),
            tuning: *tuning,
            iterations: 0,
            leg: 1.0,
            leave: None,
            best: vec![Vec::new(); model.days.len()],
            best_versions: vec![0; model.days.len()],
            best_key: (i64::MAX, i64::MAX),
            best_score: (0, 0),
            list: Vec::new(),
            newly: vec![false; model.nodes.len()],
            scratch: Vec::new(),
            state,
        }
    }

    /// What makes a plan better: less left out, then lower cost; or both at their prices.
    fn key(&self) -> (i64, i64) {
        let (weight, points) = (self.state.absent_weight, self.state.points);
        match self.model.unserved_points {
            Some(price) => (weight / MANDATORY, points + weight % MANDATORY * price),
            None => (weight, points),
        }
    }

    fn note_best(&mut self) {
        self.best_key = self.key();
        self.best_score = (self.state.absent_weight, self.state.points);
        for d in 0..self.best.len() {
            let version = self.state.version_of(d);
            if self.best_versions[d] != version {
                self.best_versions[d] = version;
                self.best[d].clone_from(&self.state.routes[d].seq);
            }
        }
    }

    fn progress(&self, budget: &Budget) -> Progress {
        let total: i64 = self.model.nodes.iter().map(|n| n.weight).sum();
        let (absent, points) = self.best_score;
        let unserved = absent % MANDATORY;
        Progress {
            iterations: self.iterations,
            score: Score {
                mandatory_unserved: absent / MANDATORY,
                weight_unserved: unserved,
                weight_served: total - unserved,
                points,
                travel_seconds: 0,
            },
            spent_ppm: (u128::from(self.iterations) * 1_000_000 / u128::from(budget.iterations.max(1))) as u32,
        }
    }
}
