//! Reasons and remedies: every visit left out gets both, every remedy is done again here on the whole problem, every sum of costs is right.

use super::make;
use crate::compiled::NONE;
use crate::random::Random;
use crate::{
    Board, Break, Budget, Plan, Problem, Reason, Relaxation, Remedy, Shift, Technician, Travel, Verdict, Visit, Window,
    solve, validate,
};
use std::collections::BTreeMap;

fn planned(problem: Problem, seed: u64) -> Board {
    let solution = solve(&problem, &Plan::default(), &Budget { iterations: 300, seed }, &mut |p| p.spent_ppm).unwrap();
    Board::new(problem, &solution.plan).unwrap()
}

/// Tools and parts for some, and a place to fetch them for some problems.
fn supplies(problem: &mut Problem, seed: u64) {
    let mut random = Random::new(seed ^ 5);
    for technician in &mut problem.technicians {
        if random.once_in(2) {
            technician.tools.insert("ladder".into());
        }
        technician.parts.insert("valve".into(), random.below(3) as u32);
    }
    for visit in &mut problem.visits {
        if random.once_in(4) {
            visit.tools.insert("ladder".into());
        }
        if random.once_in(3) {
            visit.parts.insert("valve".into(), 1 + random.below(2) as u32);
        }
    }
    problem.supply_place = seed.is_multiple_of(2).then_some(0);
}

fn change(problem: &mut Problem, remedy: &Remedy, visit: &str, relaxation: &Relaxation) {
    let technician = problem.technicians.iter_mut().find(|t| t.id == remedy.opening.technician).unwrap();
    let shift = &mut technician.shifts[remedy.opening.shift];
    let asked = problem.visits.iter_mut().find(|v| v.id == visit).unwrap();
    match relaxation {
        Relaxation::LaterWindow { .. } | Relaxation::EarlierWindow { .. } => {
            let lead = asked.starts_with.clone().unwrap_or_else(|| visit.to_owned());
            let of_crew = |v: &&mut Visit| v.id == lead || v.starts_with.as_ref() == Some(&lead);
            for mate in problem.visits.iter_mut().filter(of_crew) {
                match relaxation {
                    Relaxation::LaterWindow { seconds } => mate.windows.last_mut().unwrap().end_seconds += seconds,
                    Relaxation::EarlierWindow { seconds } => mate.windows[0].start_seconds -= seconds,
                    _ => {}
                }
            }
        }
        Relaxation::Shorter { seconds } => {
            // Of the technician's own time, which his pace turns into standard time.
            let pace = i64::from(technician.duration_per_mille);
            asked.duration_seconds -= (seconds * 1000 + pace - 1) / pace;
        }
        Relaxation::Overtime { seconds } => shift.overtime_seconds_max += seconds,
        Relaxation::Skill { skill, level } => drop(technician.skills.insert(skill.clone(), *level)),
        Relaxation::AllowTechnician => {
            asked.excluded_technicians.clear();
            asked.required_technicians.clear();
        }
        Relaxation::MoreVisits => shift.visits_max = shift.visits_max.map(|m| m + 1),
        Relaxation::LongerWork { seconds } => shift.work_seconds_max = shift.work_seconds_max.map(|m| m + seconds),
        Relaxation::TechnicianMoreVisits { visits } => {
            technician.visits_max = technician.visits_max.map(|m| m + visits);
        }
        Relaxation::TechnicianLongerWork { seconds } => {
            technician.work_seconds_max = technician.work_seconds_max.map(|m| m + seconds);
        }
        Relaxation::Capacity { dimension, amount } => technician.capacity[*dimension] += amount,
        Relaxation::Carry { tools, parts } => {
            technician.tools.extend(tools.iter().cloned());
            parts.iter().for_each(|(p, n)| *technician.parts.entry(p.clone()).or_default() += n);
        }
        Relaxation::Together { changes } => changes.iter().for_each(|c| change(problem, remedy, visit, c)),
        Relaxation::Unbind => {
            (asked.starts_with, asked.same_technician_as) = (None, None);
            asked.after.clear();
            // Those it led follow the first of them.
            let bonds: [fn(&mut Visit) -> &mut Option<String>; 2] =
                [|v| &mut v.starts_with, |v| &mut v.same_technician_as];
            for bond in bonds {
                let mut led =
                    problem.visits.iter_mut().filter_map(|v| (bond(v).as_deref() == Some(visit)).then_some(v));
                let Some(first) = led.next() else { continue };
                *bond(first) = None;
                let id = first.id.clone();
                led.for_each(|v| *bond(v) = Some(id.clone()));
            }
        }
        Relaxation::MoveVisit { .. } | Relaxation::DropVisit { .. } => {}
    }
}

/// Visits that a relaxation takes off their routes.
fn displaced(relaxation: &Relaxation) -> Vec<String> {
    match relaxation {
        Relaxation::MoveVisit { visit, .. } | Relaxation::DropVisit { visit, .. } => vec![visit.clone()],
        Relaxation::Together { changes } => changes.iter().flat_map(displaced).collect(),
        Relaxation::LaterWindow { .. }
        | Relaxation::EarlierWindow { .. }
        | Relaxation::Shorter { .. }
        | Relaxation::Overtime { .. }
        | Relaxation::Skill { .. }
        | Relaxation::AllowTechnician
        | Relaxation::MoreVisits
        | Relaxation::LongerWork { .. }
        | Relaxation::TechnicianMoreVisits { .. }
        | Relaxation::TechnicianLongerWork { .. }
        | Relaxation::Capacity { .. }
        | Relaxation::Carry { .. }
        | Relaxation::Unbind => Vec::new(),
    }
}

/// Does what a remedy says on the whole problem and lets the checker judge.
pub(super) fn done(board: &Board, visit: &str, remedy: &Remedy) -> bool {
    let mut problem = board.problem().clone();
    change(&mut problem, remedy, visit, &remedy.relaxation);
    let mut board = Board::new(problem, &board.plan()).unwrap();
    for gone in displaced(&remedy.relaxation) {
        assert!(board.remove(board.index(&gone).unwrap()));
    }
    let v = board.index(visit).unwrap();
    let openings = board.openings(v, usize::MAX);
    let Some(same) = openings.iter().find(|o| o.technician == remedy.opening.technician) else { return false };
    let placed = board.place(v, same);
    if let Relaxation::MoveVisit { visit, to, .. } = &remedy.relaxation {
        let u = board.index(visit).unwrap();
        let openings = board.openings(u, usize::MAX);
        let Some(moved) = openings.iter().find(|o| o.technician == *to) else { return false };
        assert!(board.place(u, moved));
    }
    placed && validate(board.problem(), &board.plan()).violations.is_empty()
}

#[test]
fn every_visit_left_out_gets_reasons_and_a_remedy_that_works() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let (mut unserved, mut helped) = (0, 0);
    for seed in 0..60 {
        let mut problem = make::problem(seed, 30, seed % 2 == 0);
        if seed % 3 == 1 {
            supplies(&mut problem, seed);
        }
        if seed % 5 == 2 {
            problem.technicians.iter_mut().for_each(|t| t.shifts[0].work_seconds_max = Some(7 * 3600));
        }
        if seed % 4 == 3 {
            make::tie_up(&mut problem, seed);
        }
        let board = planned(problem, seed);
        for v in (0..30).filter(|&v| board.day_of[v] == NONE && board.openings(v, 1).is_empty()) {
            let said = board.explain(v);
            unserved += 1;
            helped += usize::from(!said.remedies.is_empty());
            for judgement in &said.technicians {
                let Verdict::Cannot { reasons } = &judgement.verdict else {
                    panic!("{judgement:?} without an opening")
                };
                assert!(!reasons.is_empty());
                for reason in reasons {
                    *kinds.entry(format!("{reason:?}").split([' ', '{']).next().unwrap().into()).or_default() += 1;
                }
            }
            for remedy in &said.remedies {
                assert!(done(&board, &said.visit, remedy), "seed {seed} {}: {remedy:?}", said.visit);
                *kinds
                    .entry(format!("{:?}", remedy.relaxation).split([' ', '{']).next().unwrap().into())
                    .or_default() += 1;
            }
            if said.remedies.is_empty() {
                println!("no remedy: seed {seed} {:?}", board.problem().visits[v]);
            }
        }
    }
    println!("{helped} of {unserved}: {kinds:?}");
    assert!(unserved > 100 && helped == unserved, "{helped} of {unserved}");
}

#[test]
fn costs_add_up_part_by_part() {
    for seed in 0..20 {
        let mut problem = make::problem(seed, 25, seed % 2 == 0);
        problem.policy.work_points_per_second = i64::from(seed % 3 == 0);
        problem.policy.travel_points_per_km = 50 * i64::from(seed % 3 == 1);
        problem.policy.busy_points_per_square_hour = 9;
        let board = planned(problem, seed);
        for v in 0..25 {
            for judgement in board.explain(v).technicians {
                match judgement.verdict {
                    Verdict::Serves { added_points, costs, .. } => assert_eq!(costs.sum(), added_points),
                    Verdict::Could { opening, costs, .. } => assert_eq!(costs.sum(), opening.added_points),
                    Verdict::Cannot { .. } => {}
                }
            }
        }
    }
}

/// One technician, busy from 9 to 10 at place 1; a visit asked about at place 2.
fn small() -> (Problem, Plan) {
    let mut technician = Technician::new("t", vec![Shift::new(8 * 3600, 18 * 3600, 0)]);
    technician.capacity = vec![5];
    let mut standing = Visit::new("standing", 1, 3600);
    standing.windows = vec![Window::new(9 * 3600, 9 * 3600)];
    let mut asked = Visit::new("asked", 2, 3600);
    asked.windows = vec![Window::new(12 * 3600, 13 * 3600)];
    let travel = Travel::Plane { places: vec![[0, 0], [5000, 0], [0, 5000], [-9000, 0]], seconds_per_km: 120 };
    let problem = Problem {
        technicians: vec![technician],
        visits: vec![standing, asked],
        travel,
        policy: crate::Policy::default(),
        supply_place: None,
    };
    (problem, Plan::from_orders([("t", 0, vec!["standing"])]))
}

fn reasons(problem: Problem, plan: &Plan) -> (Vec<Reason>, Vec<Relaxation>) {
    let board = Board::new(problem, plan).unwrap();
    assert!(board.dropped().is_empty());
    let said = board.explain(1);
    let Verdict::Cannot { reasons } = said.technicians[0].verdict.clone() else { panic!("{:?}", said.technicians[0]) };
    (reasons, said.remedies.into_iter().map(|r| r.relaxation).collect())
}

#[test]
fn limits_are_named_with_their_numbers() {
    let (problem, plan) = small();
    let mut full = problem.clone();
    full.technicians[0].shifts[0].visits_max = Some(1);
    let (why, helps) = reasons(full, &plan);
    assert_eq!(why, vec![Reason::VisitsMax { max: 1 }]);
    assert!(helps.contains(&Relaxation::MoreVisits), "{helps:?}");
    let mut heavy = problem.clone();
    (heavy.visits[0].demand, heavy.visits[1].demand) = (vec![3], vec![4]);
    let (why, helps) = reasons(heavy, &plan);
    assert_eq!(why, vec![Reason::Capacity { dimension: 0, over: 2 }]);
    assert!(helps.contains(&Relaxation::Capacity { dimension: 0, amount: 2 }), "{helps:?}");
    let mut equipped = problem.clone();
    equipped.technicians[0].parts.insert("valve".into(), 1);
    equipped.visits[1].parts.insert("valve".into(), 3);
    equipped.visits[1].tools.insert("ladder".into());
    let (why, helps) = reasons(equipped.clone(), &plan);
    let part = Reason::Part { part: "valve".into(), missing: 2 };
    assert_eq!(why, vec![Reason::Tool { tool: "ladder".into() }, part]);
    assert!(matches!(&helps[0], Relaxation::Carry { tools, .. } if tools == &["ladder"]), "{helps:?}");
    equipped.supply_place = Some(3);
    let board = Board::new(equipped, &plan).unwrap();
    let fetched = board.openings(1, 1);
    assert_eq!(fetched[0].start_seconds, 12 * 3600, "with a call at the depot it fits");
    let mut tired = problem;
    tired.technicians[0].shifts[0].work_seconds_max = Some(3 * 3600);
    let (why, helps) = reasons(tired, &plan);
    let [Reason::WorkMax { over_seconds }] = why[..] else { panic!("{why:?}") };
    assert!(helps.contains(&Relaxation::LongerWork { seconds: over_seconds }), "{over_seconds} {helps:?}");
}

#[test]
fn ties_are_named_with_their_numbers() {
    let (problem, plan) = small();
    let mut later = problem.clone();
    later.visits[1].after =
        vec![crate::After { visit: "standing".into(), gap_seconds_min: 4 * 3600, gap_seconds_max: None }];
    let (why, helps) = reasons(later, &plan);
    assert_eq!(why, vec![Reason::Order { visit: "standing".into(), missing_seconds: Some(3600) }]);
    assert!(helps.contains(&Relaxation::Unbind), "{helps:?}");
    let mut waits = problem.clone();
    waits.visits[1].after = vec![crate::After { visit: "absent".into(), gap_seconds_min: 0, gap_seconds_max: None }];
    let mut absent = Visit::new("absent", 1, 600);
    absent.windows = vec![Window::new(0, 60)];
    waits.visits.push(absent);
    assert_eq!(reasons(waits, &plan).0, vec![Reason::Order { visit: "absent".into(), missing_seconds: None }]);
    let mut crew = problem.clone();
    let mut mate = crew.visits[1].clone();
    (mate.id, mate.starts_with) = ("mate".into(), Some("asked".into()));
    crew.visits.push(mate);
    assert_eq!(reasons(crew.clone(), &plan).0, vec![Reason::Crew { visit: "mate".into(), apart_seconds: None }]);
    crew.technicians.push(Technician::new("late", vec![Shift::new(14 * 3600, 18 * 3600, 2)]));
    crew.visits[2].windows = vec![Window::new(12 * 3600, 16 * 3600)];
    let (why, helps) = reasons(crew, &plan);
    assert_eq!(why, vec![Reason::Crew { visit: "mate".into(), apart_seconds: Some(3600) }]);
    assert!(helps.contains(&Relaxation::LaterWindow { seconds: 3600 }), "{helps:?}");
    let mut series = problem;
    series.technicians.push(Technician::new("other", vec![Shift::new(8 * 3600, 18 * 3600, 2)]));
    series.visits[1].same_technician_as = Some("standing".into());
    let board = Board::new(series, &plan).unwrap();
    let said = board.explain(1);
    assert!(matches!(said.technicians[0].verdict, Verdict::Could { .. }));
    let why = Reason::Series { visit: "standing".into(), technician: "t".into() };
    assert_eq!(said.technicians[1].verdict, Verdict::Cannot { reasons: vec![why] });
}

#[test]
fn breaks_overtime_and_paces_decide_what_fits() {
    let (mut problem, plan) = small();
    let fits = |problem: &Problem| Board::new(problem.clone(), &plan).unwrap().openings(1, 1).first().cloned();
    let calm = fits(&problem).unwrap();
    assert_eq!((calm.start_seconds, calm.start_seconds_max), (12 * 3600, 13 * 3600));
    problem.technicians[0].shifts[0].breaks =
        vec![Break { earliest_seconds: 42_000, latest_seconds: 42_600, duration_seconds: 3000 }];
    assert_eq!(fits(&problem).unwrap().start_seconds, 45_000, "the break comes before the visit");
    problem.technicians[0].shifts[0].breaks.clear();
    problem.technicians[0].shifts[0].end_seconds = 13 * 3600;
    assert_eq!(fits(&problem), None);
    problem.technicians[0].shifts[0].overtime_seconds_max = 600;
    let over = fits(&problem).unwrap();
    assert_eq!(over.added_points - over.added_travel_seconds, 3 * 600);
    problem.technicians[0].duration_per_mille = 1001;
    assert_eq!(fits(&problem), None, "slower hands");
    problem.technicians[0].duration_per_mille = 900;
    assert!(fits(&problem).is_some());
    problem.technicians[0].travel_per_mille = 1700;
    assert_eq!(fits(&problem), None, "a slower vehicle");
}

#[test]
fn asking_about_a_visit_leaves_those_that_wait_for_it_where_they_are() {
    let mut visits = [1, 2].map(|k| Visit::new(format!("v{k}"), k, 3600)).to_vec();
    visits[1].windows = vec![Window::new(10 * 3600, 10 * 3600)];
    visits[1].after = vec![crate::After { visit: "v1".into(), gap_seconds_min: 0, gap_seconds_max: None }];
    let mut bob = super::rules::person("bob");
    bob.shifts[0].start_seconds = 10 * 3600;
    let problem = super::rules::line(vec![super::rules::person("ana"), bob], visits);
    let plan = Plan::from_orders([("ana", 0, vec!["v1", "v2"])]);
    let mut board = Board::new(problem, &plan).unwrap();
    let said = board.explain(0);
    let why = Reason::Awaited { visit: "v2".into(), over_seconds: 4200 };
    assert_eq!(
        said.technicians[1].verdict,
        Verdict::Cannot { reasons: vec![why] },
        "begins at 10:10, is over at 11:10"
    );
    let openings = board.openings(0, 9);
    assert_eq!(openings.iter().map(|o| (o.technician.as_str(), o.position)).collect::<Vec<_>>(), [("ana", 0)]);
    assert_eq!(openings[0].start_seconds_max, 9 * 3600 - 600);
    assert!(board.relocate(0, &openings[0]) && board.plan().unserved.is_empty());
}
