//! Changed problems: each change does what it says, the plan keeps what still applies, and comparing finds exactly the differences.

use super::make;
use crate::{
    Board, Budget, Change, Plan, Problem, Shift, Technician, Visit, compare, remaining, solve, validate, what_if,
};

fn planned(problem: &Problem, standing: &Plan) -> Plan {
    let plan = solve(problem, standing, &Budget { iterations: 800, seed: 1 }, &mut |p| p.spent_ppm).unwrap().plan;
    assert_eq!(validate(problem, &plan).violations, vec![]);
    plan
}

#[test]
fn every_change_leaves_a_problem_that_can_be_planned_from_the_plan_that_stands() {
    for seed in 0..10 {
        let mut problem = make::problem(seed, 40, seed % 2 == 0);
        make::tie_up(&mut problem, seed);
        let plan = planned(&problem, &Plan::default());
        let day = 86_400;
        let mut help = Technician::new("help", vec![Shift::new(8 * 3600, 18 * 3600, 0)]);
        help.skills = (0..4).map(|s| (format!("s{s}"), 4)).collect();
        help.capacity = vec![10; problem.technicians[0].capacity.len()];
        let changes: Vec<Change> = vec![
            Change::AddTechnician { technician: Box::new(help) },
            Change::RemoveTechnician { technician: "T0".into() },
            Change::AddVisit { visit: Box::new(Visit::new("new", problem.visits[9].place, 1800)) },
            Change::RemoveVisit { visit: "V1".into() },
            Change::RemoveVisit { visit: "V0".into() },
            Change::AddShift { technician: "T1".into(), shift: Shift::new(2 * day, 2 * day + 3600, 0) },
            Change::RepeatDay { from_seconds: 0, until_seconds: day, later_seconds: day },
            Change::RemoveShift { technician: "T2".into(), shift: 0 },
            Change::RemoveDay { from_seconds: 2 * day, until_seconds: 3 * day },
            Change::RemoveTerritory {
                places: [problem.visits[7].place, problem.technicians[3].shifts[0].start_place].into(),
            },
        ];
        for k in 1..=changes.len() {
            let (changed, stands) = what_if(&problem, &plan, &changes[..k]).unwrap();
            let board = Board::new(changed.clone(), &stands).unwrap();
            assert_eq!(validate(&changed, &board.plan()).violations, vec![], "seed {seed}, {k} changes");
        }
        let (changed, stands) = what_if(&problem, &plan, &changes).unwrap();
        let shifts = |id: &str| changed.technicians.iter().find(|t| t.id == id).unwrap().shifts.len();
        assert_eq!((shifts("T0"), shifts("T1"), shifts("T2"), shifts("T3"), shifts("help")), (0, 2, 1, 0, 2));
        assert!(changed.visits.iter().all(|v| !["V0", "V1", "V7"].contains(&v.id.as_str())));
        let after = planned(&changed, &stands);
        let said = compare((&problem, &plan), (&changed, &after));
        let there = problem.visits[7].place;
        let gone = problem.visits.iter().filter(|v| v.place == there || ["V0", "V1"].contains(&v.id.as_str())).count();
        assert_eq!((said.visits_removed.len(), said.visits_added), (gone, vec!["new".to_string()]));
        for visit in &problem.visits {
            let (a, b) = (plan.find(&visit.id), after.find(&visit.id));
            let moved = a.zip(b).is_some_and(|(a, b)| a.0.technician != b.0.technician);
            assert_eq!(moved, said.technician_changed.iter().any(|c| c.visit == visit.id));
            let known = changed.visits.iter().any(|v| v.id == visit.id);
            assert_eq!(known && a.is_some() && b.is_none(), said.no_longer_served.contains(&visit.id));
            assert_eq!(known && a.is_none() && b.is_some(), said.newly_served.contains(&visit.id));
        }
    }
}

#[test]
fn nothing_changed_nothing_differs() {
    let problem = make::problem(4, 30, true);
    let plan = planned(&problem, &Plan::default());
    let (same, stands) = what_if(&problem, &plan, &[]).unwrap();
    let said = compare((&problem, &plan), (&same, &Board::new(same.clone(), &stands).unwrap().plan()));
    assert!(said.technician_changed.is_empty() && said.start_changed.is_empty() && said.technicians.is_empty());
    assert_eq!(said.scores[0], said.scores[1]);
}

#[test]
fn a_change_of_what_is_not_there_is_refused_by_its_number() {
    let problem = make::problem(4, 10, false);
    let plan = Plan::default();
    let refused =
        |change: Change| what_if(&problem, &plan, &[Change::RemoveVisit { visit: "V1".into() }, change]).unwrap_err();
    for change in [
        Change::RemoveTechnician { technician: "nobody".into() },
        Change::RemoveVisit { visit: "V1".into() },
        Change::AddVisit { visit: Box::new(Visit::new("V2", 0, 60)) },
        Change::RemoveShift { technician: "T0".into(), shift: 5 },
        Change::RemoveTerritory { places: [99_999].into() },
    ] {
        assert_eq!(refused(change).at, "changes[1]");
    }
}

#[test]
fn a_day_in_progress_keeps_what_stands_and_takes_new_orders() {
    let mut taken = 0;
    for seed in 0..12 {
        let mut problem = make::problem(seed, 30, seed % 2 == 0);
        make::tie_up(&mut problem, seed);
        let plan = planned(&problem, &Plan::default());
        for hour in 7..20 {
            let now = hour * 3600;
            let left = remaining(&problem, &plan, now).unwrap();
            let board = Board::new(left.problem.clone(), &left.plan).unwrap();
            assert!(board.dropped().is_empty(), "seed {seed} at {hour}: {:?}", board.dropped());
            let stops = |p: &Plan| p.routes.iter().map(|r| r.stops.len()).sum::<usize>();
            let done = left.done.iter().flat_map(|r| &r.stops);
            assert_eq!(stops(&left.plan) + done.clone().count(), stops(&plan), "seed {seed} at {hour}");
            assert!(done.clone().all(|s| s.start_seconds - s.travel_seconds < now || s.arrive_seconds < now + 20_000));
            let whole = left.whole(&planned(&left.problem, &left.plan));
            let report = validate(&problem, &whole);
            assert_eq!(report.violations, vec![], "seed {seed} at {hour}");
            assert!(done.clone().all(|s| whole.routes.iter().any(|r| r.stops.contains(s))));
            let mut more = left.problem.clone();
            more.visits.push(Visit { weight: 8, ..Visit::new("urgent", 5, 1800) });
            let again = planned(&more, &left.plan);
            taken += usize::from(again.find("urgent").is_some());
            for stop in again.routes.iter().flat_map(|r| &r.stops) {
                assert!(stop.start_seconds >= now && stop.arrive_seconds - stop.travel_seconds >= now);
            }
        }
    }
    assert!(taken > 60, "{taken}");
}
