//! Every rule beside every other: whatever combination a seed draws, plans pass the checker and every answer is tried.
//!
//! `COMBINED_SEEDS=2500 cargo nextest run -p dispatch_engine --release combined` tries more of them.

use super::{explain, make};
use crate::compiled::NONE;
use crate::random::Random;
use crate::{Board, Budget, Opening, Plan, Problem, Verdict, solve, validate};

fn drawn(seed: u64, random: &mut Random) -> Problem {
    let (visits, rich) = (8 + random.below(40), random.once_in(2));
    let mut problem = make::problem(seed, visits, rich);
    let changes: [fn(&mut Problem, u64); 7] = [
        |p, seed| make::week(p, seed, 1 + seed as usize % 4),
        |p, seed| if seed % 3 == 0 { make::pair_up(p) } else { make::tie_up(p, seed) },
        make::ask_for_supplies,
        make::pay_for_hours,
        make::announce,
        |p, _| make::rush_hours(p),
        |p, _| {
            p.policy.travel_points_per_km = 30;
            p.technicians.iter_mut().for_each(|t| t.used_points = 500);
        },
    ];
    for change in changes {
        if random.once_in(3) {
            change(&mut problem, seed);
        }
    }
    problem
}

fn planned(problem: &Problem, from: &Plan, iterations: u64, seed: u64) -> Plan {
    let plan = solve(problem, from, &Budget { iterations, seed }, &mut |p| p.spent_ppm).unwrap().plan;
    assert_valid(problem, &plan);
    plan
}

fn assert_valid(problem: &Problem, plan: &Plan) {
    let report = validate(problem, plan);
    assert_eq!(report.violations, vec![]);
    assert_eq!(report.score, plan.score);
}

/// Places a visit and sees that everything the opening says comes true.
fn assert_opens(board: &mut Board, visit: usize, opening: &Opening) {
    let before = board.plan().score;
    assert!(board.place(visit, opening), "{opening:?}");
    let plan = board.plan();
    let added = plan.score.points - before.points;
    let travel = plan.score.travel_seconds - before.travel_seconds;
    let said = opening.added_travel_seconds + opening.together.iter().map(|c| c.added_travel_seconds).sum::<i64>();
    match board.model.ties.get(visit) {
        None => assert_eq!((added, travel), (opening.added_points, said), "{opening:?}"),
        // Once it stands, its partners have new room of their own: their days can get cheaper, and meet other traffic.
        Some(_) => {
            assert!(added <= opening.added_points, "{added} {opening:?}");
            assert!(travel == said || board.model.hours.is_some(), "{travel} {opening:?}");
        }
    }
    let (route, stop) = plan.find(&board.problem().visits[visit].id).unwrap();
    assert_eq!(route.stops[stop].start_seconds, opening.start_seconds, "{opening:?}");
}

/// Whoever could have a served visit instead gets it.
fn assert_could(board: &Board, visit: usize) {
    for judgement in board.explain(visit).technicians {
        let Verdict::Could { opening, .. } = &judgement.verdict else { continue };
        let mut other = board.clone();
        assert!(other.relocate(visit, opening), "{opening:?}");
        assert_valid(other.problem(), &other.plan());
    }
}

/// Every remedy for an unserved visit that fits nowhere serves it.
fn assert_remedies(board: &Board, visit: usize) {
    let said = board.explain(visit);
    for remedy in &said.remedies {
        assert!(explain::done(board, &said.visit, remedy), "{} {remedy:?}", said.visit);
    }
}

/// The board of its own plan, published and read until nothing moves any more: ties leave starts room, from the published ones on.
fn settled(mut board: Board) -> Board {
    for _ in 0..25 {
        let next = Board::new(board.problem().clone(), &board.plan()).unwrap();
        let still = next.plan() == board.plan();
        board = next;
        if still {
            break;
        }
    }
    board
}

#[test]
fn any_combination_of_rules_is_planned_explained_and_changed() {
    let seeds = std::env::var("COMBINED_SEEDS").map_or(120, |n| n.parse().unwrap());
    for seed in 0..seeds {
        println!("seed {seed}");
        let mut random = Random::new(seed ^ 0x636f_6d62);
        let problem = drawn(seed, &mut random);
        let iterations = [50, 500, 3000][random.below(3)];
        let plan = planned(&problem, &Plan::default(), iterations, seed);
        let again = planned(&problem, &plan, 100, seed + 1);
        // Waiting for an announced start is exact to the point for a visit, and does not look at how the pace changes meanwhile.
        let waits = problem.policy.change_start_points_per_hour > 0;
        let lost = again.score.points - plan.score.points;
        let alike =
            waits && again.score.weight_unserved == plan.score.weight_unserved && lost * 500 < plan.score.points;
        assert!(again.score.compare(&plan.score).is_le() || alike, "{:?} after {:?}", again.score, plan.score);
        let mut board = Board::new(problem, &plan).unwrap();
        assert!(board.dropped().is_empty(), "{:?}", board.dropped());
        for _ in 0..30 {
            let visit = random.below(board.problem().visits.len());
            if board.day_of[visit] != NONE {
                if random.once_in(3) {
                    assert_could(&board, visit);
                }
                assert!(board.remove(visit));
            } else {
                let openings = board.openings(visit, usize::MAX);
                match openings.get(random.below(openings.len().max(1))) {
                    Some(opening) => assert_opens(&mut board, visit, opening),
                    None if random.once_in(2) => {
                        let board = settled(board.clone());
                        if board.openings(visit, 1).is_empty() {
                            assert_remedies(&board, visit);
                        }
                    }
                    None => {}
                }
            }
            assert_valid(board.problem(), &board.plan());
        }
    }
}
