//! Plans from nothing, or improves a standing plan, for as long as the caller allows.
//!
//! Ruin and recreate under simulated annealing: a step takes strings of stops out of neighbouring routes, puts back what fits in a
//! changing order, and keeps the result by the Metropolis rule. Weight left out is priced into the cost during the search; the best plan
//! is kept by the true order: mandatory visits, weight, cost.

mod evaluate;
mod neighbours;
mod recreate;
mod ruin;
mod state;

use crate::board::Board;
use crate::compiled::{Model, ProblemError};
use crate::model::Problem;
use crate::plan::{Plan, Score, publish};
use crate::random::Random;
use crate::route::Route;
use neighbours::Neighbours;
use recreate::{Traits, recreate};
use ruin::{Strength, ruin};
use state::{MANDATORY, State};

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

/// Knobs of the search, for measuring; the defaults are what was found best.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Tuning {
    /// Start temperature, in thousandths of a mean leg.
    pub hot: f64,
    /// End temperature, likewise.
    pub cold: f64,
    /// Visits taken out on average.
    pub visits: usize,
    /// Longest string.
    pub string: usize,
    /// One route in this many is overlooked.
    pub blink: usize,
    /// Cost of a unit of weight left out, in mean legs.
    pub weight: f64,
    /// Recreations by weight for 14 others.
    pub orders: usize,
    /// Share of the time for the first phase.
    pub share: f64,
    /// Start temperature of the second.
    pub hot2: f64,
    /// Price in the second.
    pub weight2: f64,
}

impl Default for Tuning {
    fn default() -> Self {
        Tuning {
            hot: 300.0,
            cold: 3.0,
            visits: 10,
            string: 10,
            blink: 100,
            weight: 5.0,
            orders: 4,
            share: 0.0,
            hot2: 300.0,
            weight2: 20.0,
        }
    }
}

impl Tuning {
    /// Sets a knob by name.
    ///
    /// # Errors
    /// When there is no such knob.
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), String> {
        match name {
            "hot" => self.hot = value,
            "cold" => self.cold = value,
            "visits" => self.visits = value as usize,
            "string" => self.string = value as usize,
            "blink" => self.blink = value as usize,
            "orders" => self.orders = value as usize,
            "share" => self.share = value,
            "hot2" => self.hot2 = value,
            "weight2" => self.weight2 = value,
            "weight" => self.weight = value,
            other => return Err(format!("there is no knob {other}")),
        }
        Ok(())
    }
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
    let board = Board::new(problem.clone(), standing)?;
    let mut model = board.model;
    let standing: Vec<Vec<u32>> = board.routes.iter().map(|r| r.seq.clone()).collect();
    model.table = model.table.for_search(2000);
    model.find_twins(problem);
    let mut search = Search::new(&model, &standing, tuning, budget.seed);
    search.state.load(&standing);
    search.run(budget, watch);
    let iterations = search.iterations;
    let routes: Vec<Route> = search
        .best
        .iter()
        .enumerate()
        .map(|(d, seq)| Route::build(&model, d, seq).expect("the best plan keeps the rules"))
        .collect();
    Ok(Solution { plan: publish(problem, &model, &routes), iterations })
}

/// One trajectory of ruin and recreate.
struct Search<'m> {
    model: &'m Model,
    state: State<'m>,
    near: Neighbours,
    traits: Traits,
    random: Random,
    tuning: Tuning,
    iterations: u64,
    best: Vec<Vec<u32>>,
    best_versions: Vec<u32>,
    best_key: (i64, i64),
    list: Vec<u32>,
    newly: Vec<bool>,
    scratch: Vec<u32>,
}

impl<'m> Search<'m> {
    fn new(model: &'m Model, standing: &[Vec<u32>], tuning: &Tuning, seed: u64) -> Self {
        let mut state = State::new(model, standing);
        state.blink_rate = tuning.blink;
        state.weight_orders = tuning.orders;
        let traits = Traits::new(&state);
        Search {
            model,
            near: Neighbours::new(model, 100),
            traits,
            random: Random::new(seed),
            tuning: *tuning,
            iterations: 0,
            best: vec![Vec::new(); model.days.len()],
            best_versions: vec![0; model.days.len()],
            best_key: (i64::MAX, i64::MAX),
            list: Vec::new(),
            newly: vec![false; model.nodes.len()],
            scratch: Vec::new(),
            state,
        }
    }

    fn run(&mut self, budget: &Budget, watch: &mut dyn FnMut(&Progress) -> u32) {
        self.construct();
        self.note_best();
        let leg = self.mean_leg();
        let mut spent = watch(&self.progress(budget));
        let mut heat = leg * self.tuning.hot / 1000.0;
        let mut price = leg * self.tuning.weight;
        let mut second = false;
        let every = if self.model.nodes.len() > 2000 { 16 } else { 64 };
        while spent < 1_000_000 && self.iterations < budget.iterations && !self.state.requests.is_empty() {
            self.step(price, heat);
            self.iterations += 1;
            if self.iterations % every == 0 {
                let progress = self.progress(budget);
                spent = watch(&progress).max(progress.spent_ppm);
                let t = f64::from(spent) / 1e6;
                let share = self.tuning.share;
                if t < share {
                    let (hot, cold) = (self.tuning.hot, self.tuning.hot2);
                    heat = leg * hot * (cold / hot).powf(t / share) / 1000.0;
                } else {
                    if !second && share > 0.0 {
                        let best = self.best.clone();
                        self.state.load(&best);
                    }
                    second = true;
                    let (hot, cold) = (if share > 0.0 { self.tuning.hot2 } else { self.tuning.hot }, self.tuning.cold);
                    if share > 0.0 {
                        price = leg * self.tuning.weight2;
                    }
                    heat = leg * hot * (cold / hot).powf((t - share) / (1.0 - share)) / 1000.0;
                }
            }
        }
    }

    /// Everyone absent goes where it is cheapest, the weightiest first.
    fn construct(&mut self) {
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
    fn mean_leg(&self) -> f64 {
        let legs: usize = self.state.routes.iter().filter(|r| !r.seq.is_empty()).map(|r| r.seq.len() + 1).sum();
        (self.state.points as f64 / legs.max(1) as f64).max(1.0)
    }

    fn step(&mut self, price: f64, heat: f64) {
        let (points, weight) = (self.state.points, self.state.absent_weight);
        self.state.begin();
        let before = self.state.absent.len();
        ruin(
            &mut self.state,
            &self.near,
            Strength { visits: self.tuning.visits, string: self.tuning.string },
            &mut self.random,
            &mut self.scratch,
        );
        self.list.clear();
        self.list.extend_from_slice(&self.state.absent);
        for &request in &self.list[before..] {
            self.newly[request as usize] = true;
        }
        recreate(&mut self.state, &self.traits, &mut self.newly, &mut self.list, &mut self.random);
        let delta = (self.state.points - points) as f64 + price * (self.state.absent_weight - weight) as f64;
        if delta <= -heat * self.random.unit().max(1e-300).ln() {
            if (self.state.absent_weight, self.state.points) < self.best_key {
                self.note_best();
            }
        } else {
            self.state.undo();
        }
    }

    fn note_best(&mut self) {
        self.best_key = (self.state.absent_weight, self.state.points);
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
        let unserved = self.best_key.0 % MANDATORY;
        Progress {
            iterations: self.iterations,
            score: Score {
                mandatory_unserved: self.best_key.0 / MANDATORY,
                weight_unserved: unserved,
                weight_served: total - unserved,
                points: self.best_key.1,
                travel_seconds: 0,
            },
            spent_ppm: (u128::from(self.iterations) * 1_000_000 / u128::from(budget.iterations.max(1))) as u32,
        }
    }
}
