//! Planning with visits bound to each other: while the ordinary search runs, every tied visit keeps to the span its partners rely on; in
//! between, whole families of tied visits are taken off and put back where they now cost least.
//!
//! Fixing a part and optimising the rest in turns is a large neighbourhood search (Shaw 1998) whose neighbourhood is a family; that
//! synchronised routes are best moved together is the lesson of Drexl 2012, "Synchronization in vehicle routing". What it cannot do: change
//! a crew's start and the visits around it in one step.

use crate::board::{Board, Spot};
use crate::compiled::{NONE, ProblemError};
use crate::model::{Pin, Problem, Visit};
use crate::plan::{Plan, Score};
use crate::random::Random;
use crate::search::{Budget, Progress, Solution, Tuning, solve_tuned};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Share of the budget (millionths) at which each round of search ends; families move in between.
const ROUNDS: [u32; 10] = [250_000, 350_000, 440_000, 530_000, 620_000, 700_000, 780_000, 860_000, 930_000, 1_000_000];
/// Ways tried for the first visits of a family.
const WAYS: usize = 4;
/// Days on which lighter visits give way, for each visit of a family.
const NEAR: usize = 5;

pub(crate) fn solve(
    problem: &Problem,
    standing: &Plan,
    budget: &Budget,
    tuning: &Tuning,
    watch: &mut dyn FnMut(&Progress) -> u32,
) -> Result<Solution, ProblemError> {
    let mut families = Families::new(Board::new(problem.clone(), standing)?, budget.seed);
    let (mut from, mut iterations) = (0, 0);
    let begun = Progress { iterations, score: Score::default(), spent_ppm: 0 };
    families.serve_more(&mut || watch(&begun) >= ROUNDS[0] / 2);
    let mut best = families.board.plan();
    for (round, &until) in ROUNDS.iter().enumerate() {
        let own =
            Budget { iterations: share(budget.iterations, until - from), seed: budget.seed.wrapping_add(round as u64) };
        let (small, stands) = families.excerpt();
        let (counted, score) = (iterations, best.score);
        let mut spent = 0;
        let mut inner = |progress: &Progress| {
            let part = f64::from(progress.spent_ppm.min(1_000_000)) * f64::from(until - from) / 1e6;
            let whole = Progress { iterations: counted + progress.iterations, score, spent_ppm: from + part as u32 };
            spent = watch(&whole);
            (f64::from(spent.saturating_sub(from)) / f64::from((until - from).max(1)) * 1e6) as u32
        };
        let solution = solve_tuned(&small, &stands, &own, tuning, &mut inner)?;
        iterations += solution.iterations;
        let board = Board::new(problem.clone(), &solution.plan)?;
        if board.dropped().is_empty() && board.plan().score.compare(&best.score).is_le() {
            families.board = board;
        }
        let (score, ended) = (families.board.plan().score, spent >= 1_000_000);
        families.move_all(&mut || {
            ended || watch(&Progress { iterations, score, spent_ppm: until }) >= until.saturating_add(50_000)
        });
        best = families.board.plan();
        from = until;
    }
    watch(&Progress { iterations, score: best.score, spent_ppm: 1_000_000 });
    Ok(Solution { plan: best, iterations })
}

fn share(iterations: u64, ppm: u32) -> u64 {
    if iterations == u64::MAX { iterations } else { (u128::from(iterations) * u128::from(ppm) / 1_000_000) as u64 }
}

/// A board whose tied visits are moved family by family.
struct Families {
    board: Board,
    /// Visits joined by crew, order or series, each after those it waits for.
    families: Vec<Vec<u32>>,
    random: Random,
}

impl Families {
    fn new(board: Board, seed: u64) -> Self {
        let ties = &board.model.ties;
        let mut families: Vec<Vec<u32>> = Vec::new();
        let mut seen = BTreeSet::new();
        for &first in ties.visits.keys() {
            if !seen.insert(first) {
                continue;
            }
            let (mut family, mut next) = (vec![first], 0);
            while let Some(&v) = family.get(next) {
                next += 1;
                let tie = &ties.visits[&v];
                let series = tie.series.map_or(&[] as &[u32], |s| &ties.series[s]);
                let more: Vec<u32> =
                    ties.jobs[tie.job].iter().chain(series).copied().filter(|&u| seen.insert(u)).collect();
                family.extend(more);
            }
            let order = |v: &u32| {
                let tie = &ties.visits[v];
                (tie.job, ties.jobs[tie.job].iter().position(|u| u == v))
            };
            family.sort_by_key(order);
            families.push(family);
        }
        Families { board, families, random: Random::new(seed ^ 0x7469_6564) }
    }

    fn weight(&self, family: &[u32]) -> i64 {
        family.iter().map(|&v| self.board.model.nodes[v as usize].weight).sum()
    }

    /// What makes a board better.
    fn score(&self) -> Score {
        let board = &self.board;
        let mut score = Score::default();
        for (v, node) in board.model.nodes.iter().enumerate().filter(|(v, _)| board.day_of[*v] == NONE) {
            score.mandatory_unserved += i64::from(node.mandatory);
            score.weight_unserved += i64::from(board.problem.visits[v].weight);
        }
        score.points = board.routes.iter().map(|r| r.points).sum();
        score
    }

    fn compare(&self, a: &Score, b: &Score) -> Ordering {
        match self.board.model.unserved_points {
            Some(price) => {
                let key = |s: &Score| (s.mandatory_unserved, s.weight_unserved * price + s.points);
                key(a).cmp(&key(b))
            }
            None => a.compare(b),
        }
    }

    /// Serves what can be served without touching anything else, the weightiest family first.
    fn serve_more(&mut self, late: &mut dyn FnMut() -> bool) {
        let mut order: Vec<usize> = (0..self.families.len()).collect();
        order.sort_by_key(|&f| -self.weight(&self.families[f]));
        for f in order {
            if late() {
                return;
            }
            let family = self.families[f].clone();
            self.place(&family);
        }
    }

    /// Moves every family, in an order of chance, to where it is best; keeps only what does not worsen the plan.
    fn move_all(&mut self, late: &mut dyn FnMut() -> bool) {
        let mut order: Vec<usize> = (0..self.families.len()).collect();
        self.random.shuffle(&mut order);
        for f in order {
            if late() {
                return;
            }
            let family = self.families[f].clone();
            let (saved, before) = (self.board.clone(), self.score());
            for &v in &family {
                if self.board.day_of[v as usize] != NONE {
                    self.board.remove(v as usize);
                }
            }
            self.place(&family);
            if family.iter().any(|&v| self.board.day_of[v as usize] == NONE) {
                self.make_room(&family);
            }
            if self.compare(&self.score(), &before).is_gt() {
                self.board = saved;
            }
        }
    }

    /// Takes lighter visits away, places the family, and puts back what still fits; kept when it is better than not placing it.
    fn make_room(&mut self, family: &[u32]) {
        let (saved, before) = (self.board.clone(), self.score());
        let heaviest = family.iter().map(|&v| self.board.model.nodes[v as usize].weight).max().unwrap_or(0);
        let movable = |v: u32| {
            let (node, visit) = (&self.board.model.nodes[v as usize], &self.board.problem.visits[v as usize]);
            let free = visit.pin == Pin::Free && node.mate == NONE && !node.mandatory;
            free && node.weight <= heaviest && self.board.model.ties.get(v as usize).is_none()
        };
        let days = self.near_days(family);
        let served = days.iter().flat_map(|&d| self.board.routes[d].seq.iter().copied()).filter(|&v| v != NONE);
        let mut gone: Vec<u32> = served.filter(|&v| movable(v)).collect();
        gone.retain(|&v| self.board.remove(v as usize));
        self.place(family);
        gone.sort_by_key(|&v| (-self.board.model.nodes[v as usize].weight, v));
        for v in gone {
            if let Some(spot) = self.board.spots(v as usize).into_iter().min() {
                self.board.put(v as usize, spot.day as usize, spot.position as usize);
            }
        }
        if self.compare(&self.score(), &before).is_ge() {
            self.board = saved;
        }
    }

    /// For each visit of a family the days that pass nearest, of those whose technicians are able.
    fn near_days(&self, family: &[u32]) -> BTreeSet<usize> {
        let model = &self.board.model;
        let mut near = BTreeSet::new();
        for &v in family {
            let node = &model.nodes[v as usize];
            let on_duty = |d: usize| node.open <= model.days[d].close && node.close >= model.days[d].begin;
            let able =
                (0..model.days.len()).filter(|&d| model.able(v as usize, model.days[d].technician) && on_duty(d));
            let mut days: Vec<(i32, usize)> = able
                .filter_map(|d| {
                    let places = self.board.routes[d].places.iter().chain([&model.days[d].start_place]);
                    Some((places.map(|&p| model.table.seconds(p, node.place)).min()?, d))
                })
                .collect();
            days.sort_unstable();
            near.extend(days.iter().take(NEAR).map(|d| d.1));
        }
        near
    }

    /// Places what is unserved of a family, several ways tried for the first of it.
    fn place(&mut self, family: &[u32]) {
        let open = |b: &Board, v: u32| b.day_of[v as usize] == NONE;
        let Some(at) = family.iter().position(|&v| open(&self.board, v) && !ways(&self.board, v, 1).is_empty()) else {
            return;
        };
        let start = self.board.clone();
        let mut best: Option<(Score, Board)> = None;
        for way in ways(&start, family[at], if family.len() > 1 { WAYS } else { 1 }) {
            self.board = start.clone();
            if !way.put(&mut self.board) {
                continue;
            }
            for &v in &family[at + 1..] {
                if open(&self.board, v)
                    && let Some(way) = ways(&self.board, v, 1).first()
                {
                    way.put(&mut self.board);
                }
            }
            let score = self.score();
            if best.as_ref().is_none_or(|b| self.compare(&score, &b.0).is_lt()) {
                best = Some((score, self.board.clone()));
            }
        }
        self.board = best.map_or(start, |b| b.1);
    }

    /// The problem with tied visits held to their spans, for a search that knows nothing of ties; and the plan that stands in it.
    fn excerpt(&self) -> (Problem, Plan) {
        let board = &self.board;
        let mut problem = Problem::clone(&board.problem);
        let kept: Vec<Visit> =
            problem.visits.drain(..).enumerate().filter_map(|(v, visit)| self.loose(v, visit)).collect();
        problem.visits = kept;
        let plan = board.plan();
        (problem, Plan { routes: plan.routes, ..Plan::default() })
    }

    /// A visit without its ties; none when it cannot be served by itself.
    fn loose(&self, v: usize, visit: Visit) -> Option<Visit> {
        let board = &self.board;
        let Some(tie) = board.model.ties.get(v) else { return Some(visit) };
        let node = &board.model.nodes[v];
        let served = board.day_of[v] != NONE;
        let mut visit = if served { board.held(v) } else { visit.without_ties() };
        if node.class != tie.free.class {
            let d = if served { Some(board.day_of[v]) } else { None };
            let technician = d.map(|d| board.model.days[d as usize].technician).or(board.series_technician(v as u32))?;
            let id = &board.problem.technicians[technician as usize].id;
            match &visit.pin {
                Pin::Free => visit.pin = Pin::Technician(id.clone()),
                Pin::Technician(own) | Pin::Start { technician: own, .. } if own != id => return None,
                Pin::Technician(_) | Pin::Start { .. } => {}
            }
        }
        if !served {
            let series_open = tie.series.is_some() && node.class == tie.free.class;
            return (tie.crew.len() == 1 && tie.after.is_empty() && !series_open).then_some(visit);
        }
        let awaited = tie.before.iter().any(|gap| board.day_of[gap.visit as usize] != NONE);
        visit.mandatory |= awaited || tie.crew.len() > 1;
        Some(visit)
    }
}

/// One way to serve a tied visit, with its crew.
struct Way {
    parts: Vec<(u32, usize, usize)>,
    start: Option<i32>,
}

impl Way {
    fn put(&self, board: &mut Board) -> bool {
        board.put_tied(&self.parts, self.start)
    }
}

/// The cheapest ways, each with another technician.
fn ways(board: &Board, v: u32, most: usize) -> Vec<Way> {
    if board.crew_of(v).len() > 1 {
        let part = |(v, s): &(u32, Spot)| (*v, s.day as usize, s.position as usize);
        let joints = board.joints(v);
        return joints
            .iter()
            .take(most)
            .map(|j| Way { parts: j.spots.iter().map(part).collect(), start: Some(j.start) })
            .collect();
    }
    let mut spots = board.tied_spots(v).1;
    spots.sort_unstable();
    let mut days = BTreeSet::new();
    spots.retain(|s| days.insert(s.day));
    let way = |s: &Spot| Way { parts: vec![(v, s.day as usize, s.position as usize)], start: None };
    spots.iter().take(most).map(way).collect()
}
