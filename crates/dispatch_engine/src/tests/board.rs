//! What a board says is true: every answer is tried and checked.

use super::make;
use crate::compiled::NONE;
use crate::random::Random;
use crate::route::Route;
use crate::{Board, Budget, Plan, Verdict, Window, solve, validate};

fn planned(seed: u64, visits: usize, rich: bool) -> Board {
    let mut problem = make::problem(seed, visits, rich);
    if seed % 4 >= 2 {
        make::announce(&mut problem, seed);
    }
    let solution = solve(&problem, &Plan::default(), &Budget { iterations: 200, seed }, &mut |p| p.spent_ppm).unwrap();
    Board::new(problem, &solution.plan).unwrap()
}

#[test]
fn plans_pass_the_checker_and_its_score() {
    for seed in 0..60 {
        let board = planned(seed, 40, seed % 2 == 1);
        let plan = board.plan();
        let report = validate(board.problem(), &plan);
        assert_eq!(report.violations, vec![], "seed {seed}");
        assert_eq!(report.score, plan.score, "seed {seed}");
        assert!(board.dropped().is_empty());
    }
}

#[test]
fn incremental_state_equals_recomputation_after_any_moves() {
    for seed in 0..40 {
        let mut board = planned(seed, 30, seed % 2 == 0);
        let mut random = Random::new(seed);
        for _ in 0..60 {
            let v = random.below(30);
            if board.day_of[v] != NONE {
                assert!(board.remove(v));
            } else if let Some(opening) = board.openings(v, 3).last() {
                let before = board.plan().score;
                assert!(board.place(v, opening), "seed {seed}: an opening has to open");
                let after = board.plan().score;
                assert_eq!(after.points - before.points, opening.added_points);
                assert_eq!(after.travel_seconds - before.travel_seconds, opening.added_travel_seconds);
                let plan = board.plan();
                let (route, stop) = plan.find(&board.problem().visits[v].id).unwrap();
                assert_eq!(route.stops[stop].start_seconds, opening.start_seconds, "seed {seed}");
            }
        }
        for (d, route) in board.routes.iter().enumerate() {
            let fresh = Route::build(&board.model, d, &route.seq).unwrap();
            assert_eq!((&fresh.depart, &fresh.latest, fresh.points), (&route.depart, &route.latest, route.points));
        }
        assert_eq!(validate(board.problem(), &board.plan()).violations, vec![]);
    }
}

/// Every order of stops is tried by brute force: the board misses no place and invents none.
#[test]
fn openings_are_exactly_the_feasible_places() {
    for seed in 0..30 {
        let board = planned(seed, 25, seed % 2 == 0);
        for v in (0..25).filter(|&v| board.day_of[v] == NONE) {
            let mut found: Vec<(u32, u32)> = board.spots(v).iter().map(|s| (s.day, s.position)).collect();
            found.sort_unstable();
            let mut want = Vec::new();
            for (d, route) in board.routes.iter().enumerate() {
                for p in 0..=route.seq.len() {
                    let mut trial = board.clone();
                    if trial.put(v, d, p) {
                        assert_eq!(validate(trial.problem(), &trial.plan()).violations, vec![]);
                        want.push((d as u32, p as u32));
                    }
                }
            }
            assert_eq!(found, want, "seed {seed} visit {v}");
        }
    }
}

#[test]
fn slots_promise_what_can_be_kept() {
    for seed in 0..20 {
        let board = planned(seed, 25, seed % 2 == 0);
        let windows: Vec<Window> = (8..18).map(|h| Window::new(h * 3600, h * 3600 + 7200)).collect();
        for v in (0..25).filter(|&v| board.day_of[v] == NONE) {
            for slot in board.slots(v, &windows) {
                let mut problem = board.problem().clone();
                problem.visits[v].windows = vec![slot.window];
                problem.visits[v].lateness_seconds_max = 0;
                let asked = Board::new(problem, &board.plan()).unwrap();
                let cheapest = asked.spots(v).iter().map(|s| s.points).min();
                assert_eq!(slot.best.map(|o| o.added_points), cheapest, "seed {seed} visit {v} {:?}", slot.window);
            }
        }
    }
}

#[test]
fn every_technician_gets_a_verdict_and_remedies_are_true() {
    let (mut unserved, mut helped) = (0, 0);
    for seed in 0..30 {
        let board = planned(seed, 30, seed % 2 == 0);
        for v in 0..30 {
            let said = board.explain(v);
            assert_eq!(said.technicians.len(), board.problem().technicians.len());
            let can =
                said.technicians.iter().any(|j| matches!(j.verdict, Verdict::Could { .. } | Verdict::Serves { .. }));
            if board.day_of[v] == NONE && !can {
                unserved += 1;
                helped += usize::from(!said.remedies.is_empty());
            }
        }
    }
    assert!(unserved > 20 && helped * 10 > unserved * 8, "{helped} of {unserved}");
}
