//! Limits over all shifts of a technician: nothing oversteps them, nothing that keeps them is refused, and what is said about them is so.

use super::make;
use super::rules::line;
use crate::compiled::NONE;
use crate::random::Random;
use crate::{
    Board, Budget, Plan, Problem, Reason, Relaxation, Rule, Shift, Technician, Verdict, Visit, remaining, solve,
    validate,
};

const DAY: i64 = 86_400;

/// A problem of several days with limits; every kind of problem by turns.
fn week(seed: u64, visits: usize) -> Problem {
    let mut problem = make::problem(seed, visits, seed.is_multiple_of(2));
    match seed % 7 {
        1 => make::tie_up(&mut problem, seed),
        2 => make::ask_for_supplies(&mut problem, seed),
        3 | 4 => make::pair_up(&mut problem),
        5 => make::pay_for_hours(&mut problem, seed),
        _ => {}
    }
    make::week(&mut problem, seed, 3);
    problem
}

fn planned(problem: &Problem, standing: &Plan, seed: u64, iterations: u64) -> Plan {
    solve(problem, standing, &Budget { iterations, seed }, &mut |p| p.spent_ppm).unwrap().plan
}

/// The same with no limit over all shifts.
fn free(problem: &Problem) -> Problem {
    let mut problem = problem.clone();
    problem.technicians.iter_mut().for_each(|t| (t.visits_max, t.work_seconds_max) = (None, None));
    problem
}

#[test]
fn plans_keep_limits_over_all_shifts() {
    let mut overstepped = [0; 2];
    for seed in 0..42 {
        let problem = week(seed, 40);
        let plan = planned(&problem, &Plan::default(), seed, 1500);
        let report = validate(&problem, &plan);
        assert_eq!(report.violations, vec![], "seed {seed}");
        assert_eq!(report.score, plan.score, "seed {seed}");
        assert_eq!(planned(&problem, &Plan::default(), seed, 1500), plan, "seed {seed}");
        let again = planned(&problem, &plan, seed + 1, 500);
        assert_eq!(validate(&problem, &again).violations, vec![], "seed {seed}");
        assert!(again.score.compare(&plan.score).is_le() || problem.policy.unserved_points_per_weight.is_some());
        let without = planned(&free(&problem), &Plan::default(), seed, 500);
        for violation in validate(&problem, &without).violations {
            overstepped[0] += usize::from(violation.rule == Rule::TechnicianVisitsMax);
            overstepped[1] += usize::from(violation.rule == Rule::TechnicianWorkMax);
        }
        let board = Board::new(problem.clone(), &without).unwrap();
        assert_eq!(validate(&problem, &board.plan()).violations, vec![], "seed {seed}: what cannot stand is left out");
    }
    assert!(overstepped.iter().all(|&n| n > 40), "{overstepped:?} without limits");
}

#[test]
fn names_and_the_order_of_listing_do_not_matter() {
    for seed in 0..6 {
        let problem = week(seed * 7, 30);
        let mut renamed = problem.clone();
        renamed.technicians.iter_mut().for_each(|t| t.id = format!("师傅{}", t.id));
        for visit in &mut renamed.visits {
            for list in
                [&mut visit.required_technicians, &mut visit.excluded_technicians, &mut visit.preferred_technicians]
            {
                *list = list.iter().map(|id| format!("师傅{id}")).collect();
            }
            visit.standing.iter_mut().for_each(|s| s.technician = format!("师傅{}", s.technician));
            if let crate::Pin::Technician(id) = &mut visit.pin {
                *id = format!("师傅{id}");
            }
        }
        let score = |p: &Problem| planned(p, &Plan::default(), 1, 1000).score;
        assert_eq!(score(&problem), score(&renamed));
    }
}

#[test]
fn of_one_shift_it_is_a_limit_of_that_shift() {
    for seed in 0..8 {
        let mut problem = make::problem(seed, 30, false);
        let mut whole = problem.clone();
        for (t, technician) in problem.technicians.iter_mut().enumerate().filter(|(t, _)| t % 2 == 0) {
            (technician.shifts[0].visits_max, technician.shifts[0].work_seconds_max) = (Some(3), Some(6 * 3600));
            (whole.technicians[t].visits_max, whole.technicians[t].work_seconds_max) = (Some(3), Some(6 * 3600));
        }
        let plan = |p: &Problem| planned(p, &Plan::default(), seed, 1000);
        assert_eq!(plan(&problem), plan(&whole), "seed {seed}");
    }
}

/// Every place of every day is tried on a board without limits, and the checker says whether they are kept.
#[test]
fn openings_are_exactly_the_places_within_the_limits() {
    let mut refused = 0;
    for seed in (0..28).filter(|seed| ![1, 3, 4].contains(&(seed % 7))) {
        let problem = week(seed, 25);
        let plan = planned(&problem, &Plan::default(), seed, 200);
        let (board, loose) = (Board::new(problem.clone(), &plan).unwrap(), Board::new(free(&problem), &plan).unwrap());
        for v in (0..25).filter(|&v| board.day_of[v] == NONE) {
            let mut found: Vec<(u32, u32)> = board.spots(v).iter().map(|s| (s.day, s.position)).collect();
            found.sort_unstable();
            let mut want = Vec::new();
            for (d, route) in loose.routes.iter().enumerate() {
                for p in 0..=route.seq.len() {
                    let mut trial = loose.clone();
                    if trial.put(v, d, p) {
                        // A free board has no reason to leave late; the limited one says when everyone leaves.
                        let kept = Board::new(problem.clone(), &trial.plan()).unwrap();
                        let whole = kept.dropped().is_empty() && kept.routes[d].seq == trial.routes[d].seq;
                        refused += usize::from(!whole);
                        want.extend(whole.then_some((d as u32, p as u32)));
                        assert!(!whole || validate(&problem, &kept.plan()).violations.is_empty(), "seed {seed}");
                    }
                }
            }
            assert_eq!(found, want, "seed {seed} visit {v}");
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_board_keeps_the_limits_after_any_moves() {
    for seed in 0..28 {
        let problem = week(seed, 30);
        let mut board = Board::new(problem.clone(), &planned(&problem, &Plan::default(), seed, 100)).unwrap();
        let mut random = Random::new(seed);
        for _ in 0..60 {
            let v = random.below(30);
            if board.day_of[v] != NONE {
                board.remove(v);
            } else if let Some(opening) = board.openings(v, 3).last() {
                let before = board.plan().score.points;
                assert!(board.place(v, opening), "seed {seed}: an opening has to open");
                assert_eq!(board.plan().score.points - before, opening.added_points, "seed {seed}");
            }
            let report = validate(board.problem(), &board.plan());
            assert_eq!(report.violations, vec![], "seed {seed}");
        }
    }
}

#[test]
fn every_visit_left_out_is_told_why_and_what_helps() {
    let (mut named, mut unserved, mut helped) = (0, 0, 0);
    for seed in 0..21 {
        let problem = week(seed, 24);
        let board = Board::new(problem.clone(), &planned(&problem, &Plan::default(), seed, 200)).unwrap();
        for v in (0..24).filter(|&v| board.day_of[v] == NONE && board.openings(v, 1).is_empty()) {
            let said = board.explain(v);
            // For pairs not everything is tried.
            unserved += usize::from(![3, 4].contains(&(seed % 7)));
            helped += usize::from(![3, 4].contains(&(seed % 7)) && !said.remedies.is_empty());
            for judgement in said.technicians {
                let Verdict::Cannot { reasons } = judgement.verdict else { panic!("seed {seed}: no opening") };
                let of_all =
                    |r: &Reason| matches!(r, Reason::TechnicianVisitsMax { .. } | Reason::TechnicianWorkMax { .. });
                named += usize::from(reasons.iter().any(of_all));
            }
        }
    }
    assert!(named > 300 && unserved > 100 && helped == unserved, "{helped} of {unserved}, {named} times named");
}

/// Monday to Wednesday from place 0, a visit at place 1 on each of the first two days: 50 minutes of work each.
fn busy_days() -> (Problem, Plan) {
    let shift = |day: i64| Shift::new(day * DAY + 8 * 3600, day * DAY + 17 * 3600, 0);
    let technician = Technician::new("ana", (0..3).map(shift).collect());
    let problem = line(vec![technician], ["mon", "tue", "asked"].map(|id| Visit::new(id, 1, 1800)).into());
    (problem, Plan::from_orders([("ana", 0, vec!["mon"]), ("ana", 1, vec!["tue"])]))
}

#[test]
fn a_board_offers_nothing_beyond_the_limits() {
    let (mut problem, plan) = busy_days();
    problem.technicians[0].work_seconds_max = Some(2 * 3000 + 1800);
    let mut board = Board::new(problem, &plan).unwrap();
    // Beside the other visit it is half an hour more, on a day of its own 50 minutes.
    let days: Vec<usize> = board.openings(2, 9).iter().map(|o| o.shift).collect();
    assert_eq!(days, [0, 0, 1, 1]);
    assert!(board.place(2, &board.openings(2, 1)[0]));
    assert!(board.remove(0) && board.openings(0, 9).len() == 2 + 2, "taken off, there is room again");
    let (mut problem, plan) = busy_days();
    problem.technicians[0].visits_max = Some(2);
    let mut board = Board::new(problem.clone(), &plan).unwrap();
    assert_eq!(board.openings(2, 9), vec![]);
    assert!(board.remove(1) && !board.openings(2, 9).is_empty());
    let third = Plan::from_orders([("ana", 0, vec!["mon"]), ("ana", 1, vec!["tue"]), ("ana", 2, vec!["asked"])]);
    assert_eq!(Board::new(problem.clone(), &third).unwrap().dropped(), ["asked"]);
    problem.technicians[0].visits_max = None;
    let standing = Board::new(problem.clone(), &third).unwrap().plan();
    (problem.technicians[0].visits_max, problem.technicians[0].work_seconds_max) = (Some(2), Some(9000 - 60));
    let found = validate(&problem, &standing).violations;
    let said: Vec<(Rule, i64)> = found.iter().map(|v| (v.rule, v.by)).collect();
    assert_eq!(said, [(Rule::TechnicianVisitsMax, 1), (Rule::TechnicianWorkMax, 60)]);
}

#[test]
fn limits_over_all_shifts_are_named_with_their_numbers() {
    let why = |problem: Problem, plan: &Plan| {
        let said = Board::new(problem, plan).unwrap().explain(2);
        let Verdict::Cannot { reasons } = said.technicians[0].verdict.clone() else { panic!("{said:?}") };
        (reasons, said.remedies.into_iter().map(|r| r.relaxation).collect::<Vec<_>>())
    };
    let (mut problem, plan) = busy_days();
    problem.technicians[0].visits_max = Some(2);
    let (reasons, helps) = why(problem, &plan);
    assert_eq!(reasons, [Reason::TechnicianVisitsMax { max: 2, served: 2 }]);
    assert!(helps.contains(&Relaxation::TechnicianMoreVisits { visits: 1 }), "{helps:?}");
    assert!(helps.iter().any(|r| matches!(r, Relaxation::DropVisit { .. })), "{helps:?}");
    let (mut problem, plan) = busy_days();
    problem.technicians[0].work_seconds_max = Some(7200);
    let (reasons, helps) = why(problem, &plan);
    let [Reason::TechnicianWorkMax { max_seconds: 7200, worked_seconds: 6000, over_seconds: 600 }] = reasons[..] else {
        panic!("{reasons:?}")
    };
    assert!(helps.contains(&Relaxation::TechnicianLongerWork { seconds: 600 }), "{helps:?}");
    let (mut problem, _) = busy_days();
    problem.technicians[0].work_seconds_max = Some(-1);
    let error = Board::new(problem, &Plan::default()).unwrap_err();
    assert!(error.to_string().starts_with("technicians[0].work_seconds_max: -1 is not a length"), "{error}");
}

#[test]
fn what_is_done_counts_against_the_limits() {
    let (mut problem, _) = busy_days();
    problem.technicians[0].work_seconds_max = Some(7200);
    problem.technicians[0].visits_max = Some(2);
    let plan = Board::new(problem.clone(), &Plan::from_orders([("ana", 0, vec!["mon"])])).unwrap().plan();
    let left = remaining(&problem, &plan, 12 * 3600).unwrap();
    let begun = left.problem.technicians[0].shifts[0].begun.unwrap();
    assert_eq!(begun.back_seconds - begun.left_seconds, 3000);
    assert_eq!(left.problem.technicians[0].visits_max, Some(1));
    let rest = planned(&left.problem, &left.plan, 1, 200);
    // Half a day has gone by since he left: the second visit is for another day, the third for none.
    assert_eq!((rest.routes.len(), rest.routes[0].shift, rest.unserved.len()), (1, 1, 1));
    assert_eq!(validate(&problem, &left.whole(&rest)).violations, vec![]);
    problem.technicians[0].work_seconds_max = Some(5999);
    let left = remaining(&problem, &plan, 12 * 3600).unwrap();
    assert_eq!(planned(&left.problem, &left.plan, 1, 200).routes, vec![]);
}

#[test]
fn a_week_in_progress_keeps_the_limits_of_the_whole_week() {
    let mut limited = 0;
    for seed in 0..14 {
        let mut problem = week(seed, 24);
        for visit in &mut problem.visits {
            // Load and parts of later days ask for a problem of their own, see `remaining`.
            (visit.demand, visit.parts) = (Vec::new(), std::collections::BTreeMap::new());
        }
        let plan = planned(&problem, &Plan::default(), seed, 500);
        for hour in (7..72).step_by(4) {
            let left = remaining(&problem, &plan, hour * 3600).unwrap();
            let board = Board::new(left.problem.clone(), &left.plan).unwrap();
            assert!(board.dropped().is_empty(), "seed {seed} at {hour}: {:?}", board.dropped());
            let rest = planned(&left.problem, &left.plan, seed, 200);
            assert_eq!(validate(&left.problem, &rest).violations, vec![], "seed {seed} at {hour}");
            let found = validate(&problem, &left.whole(&rest)).violations;
            assert_eq!(found, vec![], "seed {seed} at {hour}");
            limited += left.done.len();
        }
    }
    assert!(limited > 500, "{limited}");
}
