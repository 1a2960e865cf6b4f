//! Hybrid genetic search for problems of the plain kind: plans are bred from two others, improved by local search, and kept in a population.
//!
//! After Vidal et al. 2012, with the time windows of Kool, Juninck, Roos, Cornelissen, Agterberg, van Hoorn and Visser 2022 (HGS-DIMACS). One
//! trajectory of ruin and recreate settles in one valley; a population whose plans may overstep windows and capacity at a steered price
//! crosses between valleys. It starts from what ruin and recreate has found.

mod climb;
mod cross;
mod exchange;
mod fewer;
mod ground;
mod optional;
mod parts;
mod population;
mod segment;
mod swap_star;
#[cfg(test)]
mod tests;
mod tours;

use super::{Search, Spending, Tuning};
use crate::random::Random;
use climb::Climber;
pub(super) use ground::Ground;
use ground::{MUST, PARTS};
use population::{Life, Population, Steering};
use tours::Tours;

/// Plans the population starts with.
const FOUNDERS: usize = 25;
/// Children without a better plan after which everything starts anew.
const PATIENCE: u32 = 20_000;

/// A population and what is needed to breed it.
struct Hybrid<'g> {
    tours: Tours<'g>,
    climber: Climber,
    population: Population,
    steering: Steering,
    random: Random,
    best: Option<Life>,
    /// Plans made since the best one.
    stale: u32,
    /// Plans still to be made from nothing before breeding.
    founders: usize,
    stars: usize,
    fresh: bool,
    /// Prizes are weighed against cost instead of coming first.
    weighed: bool,
}

impl<'g> Hybrid<'g> {
    fn new(ground: &'g Ground, tuning: &Tuning, seed: u64) -> Self {
        let steering = Steering::new(ground);
        Hybrid {
            tours: Tours::new(ground, steering.penalties),
            climber: Climber::default(),
            population: Population::default(),
            steering,
            random: Random::new(seed),
            best: None,
            stale: 0,
            founders: FOUNDERS,
            stars: tuning.stars,
            fresh: tuning.wide,
            weighed: false,
        }
    }

    /// Adds a plan as it stands.
    fn welcome(&mut self, routes: &[Vec<u32>]) {
        self.tours.load(routes);
        self.keep(false);
    }

    /// One more plan, a child once there are founders enough; whether it is the best so far.
    fn grow(&mut self) -> bool {
        let before = self.best.as_ref().map(|b| self.key(b));
        if self.founders > 0 {
            self.founders -= 1;
            self.found();
        } else {
            self.breed();
        }
        self.best.as_ref().map(|b| self.key(b)) != before
    }

    /// Everything anew; the best plan is kept.
    fn start_over(&mut self) {
        self.population.clear();
        self.stale = 0;
        self.founders = FOUNDERS;
    }

    /// Everybody in random order, each where it is cheapest.
    fn found(&mut self) {
        let n = self.tours.ground.n();
        let mut order: Vec<u32> = (0..n).collect();
        self.random.shuffle(&mut order);
        self.tours.load(&[]);
        for v in order {
            cross::insert(&mut self.tours, v);
        }
        self.improve(0);
    }

    /// One child.
    fn breed(&mut self) {
        let (one, other) = self.population.parents(&mut self.random);
        let since = cross::cross(&mut self.tours, one, other, &mut self.random);
        self.improve(if self.fresh { 0 } else { since });
    }

    /// Local search, then into the population; half of those that overstep are also repaired.
    fn improve(&mut self, since: u32) {
        let stars = self.random.below(100) < self.stars;
        self.climber.climb(&mut self.tours, since, stars, &mut self.random);
        if self.keep(true) || !self.random.once_in(2) {
            return;
        }
        self.tours.price(self.steering.tenfold());
        self.climber.climb(&mut self.tours, 0, stars, &mut self.random);
        self.tours.price(self.steering.penalties);
        if self.tours.sums.iter().all(|s| s.penalty == 0) {
            self.keep(false);
        }
    }

    /// What makes a plan better: less missed, then lower cost; or both together.
    fn key(&self, life: &Life) -> (i64, i64) {
        if self.weighed { (0, life.cost) } else { (life.missed, life.cost) }
    }

    /// Adds the plan at hand; whether it keeps all rules.
    fn keep(&mut self, counts: bool) -> bool {
        let life = Life::of(&self.tours);
        let keeps_rules = life.keeps_rules();
        self.stale += 1;
        if keeps_rules && self.best.as_ref().is_none_or(|b| self.key(&life) < self.key(b)) {
            self.best = Some(life.clone());
            self.stale = 0;
        }
        let changed = counts && self.steering.note(&life);
        self.population.add(life, self.steering.penalties);
        if changed {
            self.tours.price(self.steering.penalties);
            self.population.price(self.steering.penalties);
        }
        keeps_rules
    }
}

/// The problem as breeding sees it; nothing when it is not of the plain kind, or mandatory visits are still absent.
pub(super) fn ground(search: &Search) -> Option<Ground> {
    let model = search.model;
    let few = search.state.requests.len() <= search.tuning.mixed;
    if search.incomplete() || !few && !ground::alike(model, &ground::open_days(&search.state)) {
        return None;
    }
    let price = model.unserved_points.map_or(search.leg * search.tuning.prize, |p| p as f64) * PARTS as f64;
    let prize = |v: u32| {
        let node = &model.nodes[v as usize];
        if node.mandatory { MUST } else { node.weight * price as i64 }
    };
    Ground::new(&search.state, search.tuning.near, prize)
}

impl Search<'_> {
    /// Breeds until the budget is gone.
    pub(super) fn hybrid(&mut self, ground: &Ground, spending: &mut Spending) {
        let mut hybrid = Hybrid::new(ground, &self.tuning, self.random.next());
        hybrid.weighed = self.model.unserved_points.is_some();
        hybrid.welcome(&self.numbered(ground));
        while spending.goes_on(self, 1_000_000) {
            self.grow(&mut hybrid);
            if hybrid.stale > PATIENCE {
                hybrid.start_over();
            }
        }
    }

    /// One more plan in a population, taken over when it is the best.
    fn grow(&mut self, hybrid: &mut Hybrid) {
        let better = hybrid.grow();
        self.iterations += u64::from(hybrid.tours.ground.n());
        if let Some(best) = hybrid.best.as_ref().filter(|_| better) {
            self.take_over(hybrid.tours.ground, best);
        }
    }

    /// The best plan in the numbers of the ground.
    fn numbered(&self, ground: &Ground) -> Vec<Vec<u32>> {
        let mut number = vec![0; self.model.nodes.len()];
        ground.visits.iter().enumerate().for_each(|(i, &v)| number[v as usize] = i as u32);
        let seq = |&d: &u32| self.best[d as usize].iter().map(|&v| number[v as usize]).collect();
        let mut routes: Vec<Vec<u32>> = ground.days.iter().map(seq).collect();
        if ground.alike {
            routes.retain(|r: &Vec<u32>| !r.is_empty());
        }
        routes
    }

    /// Makes a plan of the population the best plan.
    fn take_over(&mut self, ground: &Ground, life: &Life) {
        let mut orders = self.best.clone();
        ground.days.iter().for_each(|&d| orders[d as usize].clear());
        for (r, seq) in life.routes.iter().enumerate() {
            orders[ground.days[r] as usize] = seq.iter().map(|&v| ground.visits[v as usize]).collect();
        }
        self.state.load(&orders);
        if self.key() < self.best_key {
            self.note_best();
        }
    }
}
