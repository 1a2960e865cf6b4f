//! Plans from nothing, or improves a standing plan, for as long as the caller allows.
//!
//! Ruin and recreate under simulated annealing: a step takes strings of stops out of neighbouring routes, puts back what fits in a
//! changing order, and keeps the result by the Metropolis rule. Weight left out is priced into the cost during the search; the best plan
//! is kept by the true order: mandatory visits, weight, cost.

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
use hybrid::Ground;
use leave::Leave;
use neighbours::Neighbours;
use recreate::{Traits, recreate};
use ruin::{Strength, ruin};
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

/// Steps are counted as so many where they were measured after the first, dear ones, with which the temperature's slope was found.
const STEEPER: f64 = 1.7;

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

/// One trajectory of ruin and recreate.
struct Search<'m> {
    model: &'m Model,
    state: State<'m>,
    near: Neighbours,
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

    fn run(&mut self, budget: &Budget, watch: &mut dyn FnMut(&Progress) -> u32) {
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
            self.hybrid(&ground, &mut spending, 1_000_000);
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
    fn lacks_little(&self, ample: f64) -> bool {
        ample < self.tuning.scarce && self.state.absent.len() * 50 < self.state.requests.len()
    }

    /// The share of the budget before breeding begins: the scarcer the steps, the longer one trajectory pays better than a population,
    /// and longer still where every day has its own people and visits may be left out.
    fn share_alone(&self, ample: f64, ground: &Ground) -> f64 {
        match self.tuning.alone {
            given if given > 0.0 => given,
            _ if ample >= self.tuning.scarce && !ground.alike => 0.7,
            _ if ample < self.tuning.scarce => 1.0,
            _ => (self.tuning.solo / ample).clamp(0.02, 0.5),
        }
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

    /// Annealing at a low temperature until every mandatory visit is served or a third of the time is gone.
    fn until_complete(&mut self, spending: &mut Spending) {
        let leg = self.mean_leg();
        while self.incomplete() && spending.goes_on(self, 300_000) {
            self.step(leg * 20.0, leg * 0.3);
            self.iterations += 1;
        }
        let best = self.best.clone();
        self.state.load(&best);
    }

    /// Simulated annealing up to a share of the budget, the temperature (thousandths of a mean leg) falling exponentially.
    fn anneal_until(&mut self, spending: &mut Spending, until_ppm: u32, hot: f64, cold: f64) {
        let leg = self.leg;
        let price = match self.model.unserved_points {
            Some(points) => points as f64,
            None => leg * self.tuning.weight,
        };
        let from = f64::from(spending.ppm);
        let span = (f64::from(until_ppm) - from).max(1.0);
        while spending.goes_on(self, until_ppm) && !self.state.requests.is_empty() {
            let share = ((f64::from(spending.ppm) - from) / span).min(1.0);
            let heat = leg * hot / 1000.0 * (cold / hot).powf(share);
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
    fn construct(&mut self) {
        self.fill();
        self.leg = self.mean_leg();
    }

    fn fill(&mut self) {
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

    /// Takes strings out, and puts back what fits; `State::undo` takes it back.
    fn ruin_and_recreate(&mut self) {
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

    fn step(&mut self, price: f64, heat: f64) {
        let (points, weight) = (self.state.points, self.state.absent_weight);
        let owed = self.leave.as_ref().map(|leave| leave.cost(&self.state.absent));
        self.ruin_and_recreate();
        let absence = match (&self.leave, owed) {
            (Some(leave), Some(owed)) => leave.cost(&self.state.absent) - owed,
            _ => price * (self.state.absent_weight - weight) as f64,
        };
        let delta = (self.state.points - points) as f64 + absence;
        if delta <= -heat * self.random.unit().max(1e-300).ln() {
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
