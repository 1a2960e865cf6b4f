//! Visits bound to each other, travel by the hour, prices by the metre: every plan passes the checker, and every answer is tried.

use super::make;
use crate::compiled::NONE;
use crate::random::Random;
use crate::{After, Board, Budget, Plan, Problem, Rule, Shift, Technician, Travel, Visit, Window, solve, validate};

fn planned(problem: &Problem, seed: u64, iterations: u64) -> Plan {
    let solution = solve(problem, &Plan::default(), &Budget { iterations, seed }, &mut |p| p.spent_ppm).unwrap();
    let report = validate(problem, &solution.plan);
    assert_eq!(report.violations, vec![], "seed {seed}");
    assert_eq!(report.score, solution.plan.score, "seed {seed}");
    solution.plan
}

#[test]
fn tied_plans_pass_the_checker_and_can_be_read_again() {
    let mut served = 0;
    for seed in 0..40 {
        let mut problem = make::problem(seed, 40, seed % 2 == 1);
        make::tie_up(&mut problem, seed);
        if seed % 5 == 3 {
            make::rush_hours(&mut problem);
        }
        if seed % 3 == 1 {
            make::announce(&mut problem, seed);
        }
        let plan = planned(&problem, seed, 600);
        let board = Board::new(problem.clone(), &plan).unwrap();
        assert!(board.dropped().is_empty(), "seed {seed}: {:?}", board.dropped());
        assert_eq!(board.plan().score.weight_served, plan.score.weight_served, "seed {seed}");
        assert_eq!(validate(&problem, &board.plan()).violations, vec![], "seed {seed}");
        served += problem.visits.iter().filter(|v| v.starts_with.is_some() && plan.find(&v.id).is_some()).count();
        // From the orders alone.
        let orders = plan
            .routes
            .iter()
            .map(|r| (r.technician.as_str(), r.shift, r.stops.iter().filter_map(|s| s.visit.as_deref()).collect()));
        let again = Board::new(problem.clone(), &Plan::from_orders(orders)).unwrap();
        assert_eq!(validate(&problem, &again.plan()).violations, vec![], "seed {seed}");
        // Who waits for whom without any start told can be too long a day for limited hours.
        let limited = problem.technicians.iter().any(|t| t.work_seconds_max.is_some());
        assert!(limited || again.dropped().is_empty(), "seed {seed}: {:?}", again.dropped());
    }
    assert!(served > 80, "{served} crew visits served");
}

#[test]
fn any_moves_of_tied_visits_keep_every_rule() {
    let (mut placed, mut moved) = (0, 0);
    for seed in 0..60 {
        let mut problem = make::problem(seed, 30, seed % 2 == 0);
        make::tie_up(&mut problem, seed);
        if seed % 3 == 1 {
            make::announce(&mut problem, seed);
        }
        let mut board = Board::new(problem, &Plan::default()).unwrap();
        let mut random = Random::new(seed);
        for step in 0..120 {
            let v = random.below(30);
            if board.day_of[v] != NONE && random.once_in(4) {
                assert!(board.remove(v));
            } else if board.day_of[v] != NONE {
                moved += relocated(&mut board, v, random.below(6));
            } else {
                let openings = board.openings(v, 4);
                if let Some(opening) = openings.get(random.below(openings.len())) {
                    let before = board.plan().score.points;
                    assert!(board.place(v, opening), "seed {seed} step {step}: an opening has to open");
                    assert_eq!(board.plan().score.points - before, opening.added_points, "seed {seed} step {step}");
                    placed += 1;
                }
            }
            let plan = board.plan();
            let report = validate(board.problem(), &plan);
            assert_eq!(report.violations, vec![], "seed {seed} step {step}");
            assert_eq!(report.score, plan.score, "seed {seed} step {step}");
            for (d, route) in board.routes.iter().enumerate() {
                let fresh = crate::route::Route::build(&board.model, d, &route.seq).unwrap();
                assert_eq!((&fresh.depart, &fresh.latest, fresh.points), (&route.depart, &route.latest, route.points));
            }
        }
    }
    assert!(placed > 500 && moved > 40, "{placed} {moved}");
}

/// Moves a served visit to one of its openings; how many others waited for it, standing before and after.
fn relocated(board: &mut Board, v: usize, choice: usize) -> usize {
    let served = |b: &Board| (0..b.day_of.len()).filter(|&u| b.day_of[u] != NONE).collect::<Vec<_>>();
    let (before, aside) = (served(board), board.aside(v).unwrap());
    assert_eq!(validate(aside.problem(), &aside.plan()).score, aside.plan().score);
    let openings = board.openings(v, usize::MAX);
    let own = board.problem().technicians[board.model.days[board.day_of[v] as usize].technician as usize].id.clone();
    assert!(openings.iter().any(|o| o.technician == own), "where it stands it fits");
    let opening = &openings[choice % openings.len()];
    assert!(board.relocate(v, opening), "an opening has to open");
    assert_eq!(board.plan().score.points - aside.plan().score.points, opening.added_points);
    assert_eq!(served(board), before);
    let tie = board.model.ties.get(v);
    tie.map_or(0, |t| t.before.iter().filter(|gap| board.day_of[gap.visit as usize] != NONE).count())
}

fn two(windows: [(i64, i64); 2]) -> Problem {
    let shift = Shift::new(8 * 3600, 18 * 3600, 0);
    let technicians = ["a", "b"].map(|id| Technician::new(id, vec![shift.clone()])).to_vec();
    let visits = windows.iter().enumerate().map(|(v, w)| {
        let mut visit = Visit::new(format!("v{v}"), 1, 3600);
        visit.windows = vec![Window::new(w.0 * 3600, w.1 * 3600)];
        visit
    });
    let visits = visits.collect();
    let travel = Travel::Plane { places: vec![[0, 0], [5000, 0], [0, 9000]], seconds_per_km: 100 };
    Problem { technicians, visits, travel, policy: crate::Policy::default(), supply_place: None }
}

#[test]
fn a_crew_meets_where_both_windows_allow_and_not_otherwise() {
    let mut problem = two([(9, 11), (10, 14)]);
    problem.visits[1].starts_with = Some("v0".into());
    let plan = planned(&problem, 1, 100);
    let start = |id: &str| plan.find(id).map(|(r, p)| (r.technician.clone(), r.stops[p].start_seconds)).unwrap();
    assert_eq!(start("v0").1, start("v1").1);
    assert_ne!(start("v0").0, start("v1").0);
    assert!(start("v0").1 >= 10 * 3600 && start("v0").1 <= 11 * 3600);
    problem.visits[1].windows[0] = Window::new(12 * 3600, 14 * 3600);
    assert_eq!(planned(&problem, 1, 100).unserved.len(), 2);
}

#[test]
fn the_checker_sees_every_broken_tie() {
    let mut problem = two([(9, 17), (9, 17)]);
    let loose = planned(&problem, 1, 100);
    let rules =
        |problem: &Problem, plan: &Plan| validate(problem, plan).violations.iter().map(|v| v.rule).collect::<Vec<_>>();
    assert_eq!(loose.routes.len(), 1, "one technician drives less");
    problem.visits[1].starts_with = Some("v0".into());
    assert_eq!(rules(&problem, &loose), vec![Rule::Crew]);
    let mut half = loose.clone();
    half.routes[0].stops.pop();
    assert_eq!(rules(&problem, &half), vec![Rule::Crew]);
    problem.visits[1].starts_with = None;
    let last = loose.routes[0].stops[1].visit.clone().unwrap();
    let first = loose.routes[0].stops[0].visit.clone().unwrap();
    let after =
        |gap_seconds_min, gap_seconds_max| vec![After { visit: first.clone(), gap_seconds_min, gap_seconds_max }];
    let index = problem.visits.iter().position(|v| v.id == last).unwrap();
    problem.visits[index].after = after(0, Some(0));
    assert_eq!(rules(&problem, &loose), vec![]);
    problem.visits[index].after = after(60, None);
    assert_eq!(rules(&problem, &loose), vec![Rule::Order]);
    problem.visits[index].after.clear();
    problem.visits[1 - index].after = vec![After { visit: last, gap_seconds_min: 0, gap_seconds_max: None }];
    assert_eq!(rules(&problem, &loose), vec![Rule::Order]);
}

#[test]
fn a_series_has_one_technician_even_when_another_is_nearer() {
    let mut problem = two([(9, 11), (9, 11)]);
    let separate = planned(&problem, 1, 100);
    assert_eq!(separate.unserved.len(), 0);
    problem.visits[1].windows[0] = Window::new(13 * 3600, 14 * 3600);
    problem.visits[1].same_technician_as = Some("v0".into());
    problem.visits[1].preferred_technicians.insert("a".into());
    problem.visits[0].preferred_technicians.insert("b".into());
    let plan = planned(&problem, 1, 100);
    assert_eq!((plan.routes.len(), plan.unserved.len()), (1, 0));
    let mut apart = problem.clone();
    apart.visits[1].same_technician_as = None;
    let apart = planned(&apart, 1, 100);
    assert_eq!(apart.routes.len(), 2);
    assert_eq!(validate(&problem, &apart).violations.iter().map(|v| v.rule).collect::<Vec<_>>(), vec![Rule::Series]);
}

#[test]
fn metres_cost_what_they_cost() {
    for seed in 0..12 {
        let mut problem = make::problem(seed, 40, seed % 2 == 1);
        problem.policy.travel_points_per_km = 90;
        problem.technicians[0].travel_points_per_km = 1000;
        problem.technicians[1].work_points_per_hour = if seed % 3 == 0 { 500 } else { 0 };
        planned(&problem, seed, 1000);
    }
    let mut problem = two([(9, 17), (9, 17)]);
    problem.policy.travel_points_per_km = 7;
    problem.policy.travel_points_per_second = 0;
    assert_eq!(planned(&problem, 1, 100).score.points, 70);
    problem.travel = Travel::Matrix { seconds: vec![0; 9], size: 3 };
    assert_eq!(Board::new(problem, &Plan::default()).unwrap_err().at, "travel");
}

#[test]
fn rush_hours_make_the_way_longer() {
    for seed in 0..16 {
        let mut problem = make::problem(seed, 40, seed % 2 == 1);
        make::rush_hours(&mut problem);
        planned(&problem, seed, 600);
    }
    let mut problem = two([(9, 17), (9, 17)]);
    problem.visits.truncate(1);
    let period = |from_seconds, per_mille| crate::Period { from_seconds, per_mille, seconds: Vec::new() };
    let calm = planned(&problem, 1, 100).score.travel_seconds;
    let periods = vec![period(0, 1000), period(8 * 3600, 2000), period(10 * 3600, 1000)];
    problem.travel = Travel::ByHour { travel: Box::new(problem.travel), periods, repeat_seconds: 86_400 };
    problem.visits[0].windows = vec![Window::new(9 * 3600, 9 * 3600)];
    let plan = planned(&problem, 1, 100);
    assert_eq!((calm, plan.score.travel_seconds), (1000, 1500));
    assert_eq!(plan.routes[0].leave_seconds, 9 * 3600 - 1000);
}
