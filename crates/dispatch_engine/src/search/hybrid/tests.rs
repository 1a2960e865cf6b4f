//! What holds for the local search of every population: what it believes about a plan is what a recomputation finds.

use super::climb::Climber;
use super::cross::{cross, insert};
use super::ground::{Ground, MUST};
use super::population::Life;
use super::segment::Segment;
use super::tours::{Penalties, Tours};
use crate::compiled::{Model, NONE};
use crate::model::{Problem, Shift, Technician, Visit, Window};
use crate::random::Random;
use crate::search::state::State;
use crate::travel::Travel;

/// Vehicles of one kind and visits with narrow windows; `uneven` makes the way there another than the way back.
fn problem(seed: u64, visits: usize, uneven: bool) -> Problem {
    let mut random = Random::new(seed);
    let places: Vec<[f64; 2]> = (0..=visits).map(|_| [random.unit() * 100.0, random.unit() * 100.0]).collect();
    let size = visits + 1;
    let mut seconds = vec![0; size * size];
    for i in (0..size * size).filter(|i| i / size != i % size) {
        let (a, b) = (places[i / size], places[i % size]);
        let straight = ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt();
        seconds[i] = (straight * 10.0) as i32 + if uneven { random.below(150) as i32 } else { 0 };
    }
    let technician =
        |t: usize| Technician { capacity: vec![60], ..Technician::new(format!("{t}"), vec![Shift::new(0, 8000, 0)]) };
    let technicians = (0..visits / 4).map(technician).collect();
    let visit = |v: usize, random: &mut Random| {
        let open = random.below(5000) as i64;
        Visit {
            windows: vec![Window::new(open, open + 200 + random.below(1500) as i64)],
            demand: vec![1 + random.below(12) as i64],
            mandatory: true,
            ..Visit::new(format!("{v}"), v, 100)
        }
    };
    let visits = (1..=visits).map(|v| visit(v, &mut random)).collect();
    Problem {
        technicians,
        visits,
        travel: Travel::Matrix { seconds, size },
        policy: crate::Policy::default(),
        supply_place: None,
    }
}

fn ground(problem: &Problem) -> Ground {
    let mut model = Model::new(problem).unwrap();
    model.table = model.table.for_search(2000);
    model.find_twins(problem);
    model.plain = model.is_plain();
    let state = State::new(&model, &vec![Vec::new(); model.days.len()]);
    Ground::new(&state, 20, |_| MUST).unwrap()
}

/// Drives a route stop by stop and counts what it oversteps.
fn warp_by_hand(ground: &Ground, r: u32, seq: &[u32]) -> i32 {
    let start = ground.start_of(r);
    let (mut clock, mut warp, mut here) = (ground.own[start as usize].early, 0, start);
    for &v in seq.iter().chain([&(start + 1)]) {
        let own = ground.own[v as usize];
        clock = (clock + ground.seconds(ground.site[here as usize], ground.site[v as usize])).max(own.early);
        warp += (clock - own.late).max(0);
        clock = clock.min(own.late) + own.duration;
        here = v;
    }
    warp
}

fn check(tours: &Tours) {
    for (r, seq) in tours.routes.iter().enumerate() {
        let fresh = tours.cost_of(r as u32, seq);
        assert_eq!(tours.plain_cost(r) + tours.sums[r].penalty, fresh);
        assert_eq!(tours.sums[r].warp, if seq.is_empty() { 0 } else { warp_by_hand(tours.ground, r as u32, seq) });
        for (at, &v) in seq.iter().enumerate() {
            assert_eq!((tours.stop(v).route, tours.stop(v).at), (r as u32, at as u32 + 1));
        }
    }
    let served: usize = tours.routes.iter().map(Vec::len).sum();
    assert_eq!(served, tours.stops[..tours.ground.n() as usize].iter().filter(|s| s.route != NONE).count());
}

#[test]
fn joined_stretches_equal_a_drive_stop_by_stop() {
    let mut random = Random::new(3);
    for _ in 0..2000 {
        let stops: Vec<(Segment, i32)> = (0..8)
            .map(|_| {
                let open = random.below(500) as i32;
                (
                    Segment::stop(open, open + random.below(300) as i32, random.below(50) as i32),
                    random.below(100) as i32,
                )
            })
            .collect();
        let join = |range: std::ops::Range<usize>| {
            stops[range.clone()][1..].iter().fold(stops[range.start].0, |sum, (stop, drive)| sum.join(*drive, *stop))
        };
        let cut = 1 + random.below(7);
        let (whole, parts) = (join(0..8), join(0..cut).join(stops[cut].1, join(cut..8)));
        assert_eq!(whole, parts);
        assert_eq!(whole.warp, join(0..cut).join_warp(stops[cut].1, join(cut..8)));
    }
}

/// Every change found better makes the plan cheaper by a recomputation, from random plans and from children.
#[test]
fn every_change_is_what_it_was_judged_to_be() {
    for seed in 0..24 {
        let ground = ground(&problem(seed, 30, seed % 2 == 1));
        let mut random = Random::new(seed);
        let mut tours = Tours::new(&ground, Penalties { warp: 40, load: 500 });
        let mut climber = Climber::default();
        let mut lives = Vec::new();
        for _ in 0..4 {
            tours.load(&[]);
            (0..ground.n()).for_each(|v| insert(&mut tours, v));
            check(&tours);
            let before = tours.cost();
            climber.climb(&mut tours, 0, true, &mut random);
            check(&tours);
            assert!(tours.cost() <= before);
            lives.push(Life::of(&tours));
        }
        for i in 0..12 {
            let since = cross(&mut tours, &lives[i % 4], &lives[(i + 1 + i / 4) % 4], &mut random);
            check(&tours);
            assert!(tours.stops[..ground.n() as usize].iter().all(|s| s.route != NONE));
            let before = tours.cost();
            climber.climb(&mut tours, since, i % 2 == 0, &mut random);
            check(&tours);
            assert!(tours.cost() <= before);
        }
    }
}

/// Bred plans pass the checker, are the same for the same seed, and are no worse than what ruin and recreate starts them from.
#[test]
fn bred_plans_pass_the_checker() {
    for seed in 0..6 {
        let mut problem = problem(seed, 30, seed % 2 == 1);
        problem.policy.fewest_shifts = seed % 3 == 0;
        if seed % 3 == 2 {
            problem.technicians.truncate(4);
            problem
                .visits
                .iter_mut()
                .enumerate()
                .for_each(|(v, visit)| (visit.mandatory, visit.weight) = (false, 1 + v as u32 % 4));
        }
        let budget = crate::Budget { iterations: 60_000, seed };
        let plan = |scarce: f64| {
            let tuning = crate::Tuning { scarce, ..crate::Tuning::default() };
            crate::solve_tuned(&problem, &crate::Plan::default(), &budget, &tuning, &mut |p| p.spent_ppm).unwrap().plan
        };
        let bred = plan(1.0);
        let report = crate::validate(&problem, &bred);
        assert_eq!(report.violations, vec![], "seed {seed}");
        assert_eq!((report.score, &bred), (bred.score, &plan(1.0)), "seed {seed}");
        let alone = plan(f64::INFINITY);
        let fewer = (bred.score.mandatory_unserved, bred.score.weight_unserved, bred.routes.len());
        if problem.policy.fewest_shifts {
            assert!(
                fewer <= (alone.score.mandatory_unserved, alone.score.weight_unserved, alone.routes.len()),
                "seed {seed}"
            );
        }
    }
}

/// Plans bred part by part pass the checker, are the same for the same seed, and cost less than one trajectory alone finds.
#[test]
fn plans_bred_by_parts_pass_the_checker_and_cost_less() {
    let (mut parts, mut alone) = (0, 0);
    for seed in 0..4 {
        let problem = problem(seed, 90, seed % 2 == 1);
        let plan = |sparse: f64| {
            let tuning = crate::Tuning { part: 25, patience: 100, sparse, ..crate::Tuning::default() };
            let budget = crate::Budget { iterations: 150_000, seed };
            crate::solve_tuned(&problem, &crate::Plan::default(), &budget, &tuning, &mut |p| p.spent_ppm).unwrap().plan
        };
        let bred = plan(1.0);
        let report = crate::validate(&problem, &bred);
        assert_eq!(report.violations, vec![], "seed {seed}");
        assert_eq!((report.score, &bred), (bred.score, &plan(1.0)), "seed {seed}");
        parts += bred.score.points;
        alone += plan(f64::INFINITY).score.points;
    }
    assert!(parts < alone, "{parts} {alone}");
}
