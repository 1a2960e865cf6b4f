//! One rule at a time, on problems small enough to see the answer.

use crate::formats::{self, Format, Goal};
use crate::{
    Board, Break, Budget, Pin, Plan, Problem, Reason, Relaxation, Rule, Shift, Standing, Stop, Technician, Travel,
    Verdict, Visit, Window, solve, validate,
};

const TEN_MINUTES: i64 = 600;

/// Places on a line, ten minutes apart.
pub(super) fn line(technicians: Vec<Technician>, visits: Vec<Visit>) -> Problem {
    let places = (0..6).map(|k| [10_000 * k, 0]).collect();
    let travel = Travel::Plane { places, seconds_per_km: 60 };
    Problem { technicians, visits, travel, policy: crate::Policy::default(), supply_place: None }
}

pub(super) fn person(id: &str) -> Technician {
    Technician::new(id, vec![Shift::new(8 * 3600, 17 * 3600, 0)])
}

fn planned(problem: &Problem) -> Plan {
    solve(problem, &Plan::default(), &Budget { iterations: 200, seed: 1 }, &mut |p| p.spent_ppm).unwrap().plan
}

#[test]
fn a_pinned_start_is_never_late() {
    let mut visit = Visit::new("v", 1, 600);
    visit.windows = vec![Window::new(8 * 3600, 9 * 3600)];
    visit.lateness_seconds_max = 1800;
    visit.pin = Pin::Start { technician: "ana".into(), start_seconds: 12 * 3600 };
    let problem = line(vec![person("ana")], vec![visit]);
    let plan = planned(&problem);
    assert_eq!(plan.score.points, 2 * TEN_MINUTES, "driving, nothing for lateness");
    assert_eq!(validate(&problem, &plan).score, plan.score);
}

#[test]
fn lateness_between_windows_that_nearly_meet_is_counted_from_the_end_of_the_first() {
    let mut visit = Visit::new("v", 1, 600);
    visit.windows = vec![Window::new(8 * 3600, 8 * 3600 + 300), Window::new(8 * 3600 + 900, 9 * 3600)];
    visit.lateness_seconds_max = 1800;
    let mut problem = line(vec![person("ana")], vec![visit]);
    problem.policy.lateness_points_per_second = 1;
    let plan = planned(&problem);
    assert_eq!(plan.score.points, 2 * TEN_MINUTES + 300);
    assert_eq!(validate(&problem, &plan).score, plan.score);
}

#[test]
fn a_visit_waits_for_the_start_that_was_announced() {
    let mut visits = [1, 2].map(|k| Visit::new(format!("v{k}"), k, 3600)).to_vec();
    visits[0].standing = Some(Standing { technician: "ana".into(), start_seconds: 11 * 3600 });
    let mut problem = line(vec![person("ana")], visits);
    let starts = |problem: &Problem| {
        let plan = planned(problem);
        assert_eq!(validate(problem, &plan).score, plan.score);
        ["v1", "v2"].map(|id| plan.find(id).map(|(route, k)| route.stops[k].start_seconds).unwrap())
    };
    assert!(starts(&problem)[0] < 11 * 3600, "no price, no wait");
    problem.policy.change_start_points_per_hour = 3600;
    assert_eq!(starts(&problem)[0], 11 * 3600);
    problem.policy.work_points_per_second = 2;
    problem.visits[1].windows = vec![Window::new(8 * 3600, 9 * 3600)];
    assert_ne!(starts(&problem)[0], 11 * 3600, "waiting between the two is dearer");
}

#[test]
fn no_window_before_the_release_is_promised() {
    for limited in [false, true] {
        let mut visit = Visit::new("v", 1, 600);
        visit.release_seconds = Some(11 * 3600);
        let mut ana = person("ana");
        ana.capacity = if limited { vec![1] } else { Vec::new() };
        let board = Board::new(line(vec![ana], vec![visit]), &Plan::default()).unwrap();
        let hours = |a: i64, b: i64| Window::new(a * 3600, b * 3600);
        let slots = board.slots(0, &[hours(8, 10), hours(10, 12), hours(12, 14), Window::new(i64::MIN, i64::MAX)]);
        let starts: Vec<Option<i64>> = slots.iter().map(|s| s.best.as_ref().map(|o| o.start_seconds / 3600)).collect();
        assert_eq!(starts, [None, Some(11), Some(12), Some(11)]);
    }
}

#[test]
fn driving_added_counts_the_call_for_supplies() {
    let mut visit = Visit::new("v", 1, 600);
    visit.tools.insert("ladder".into());
    let mut problem = line(vec![person("ana")], vec![visit]);
    problem.supply_place = Some(3);
    let board = Board::new(problem, &Plan::default()).unwrap();
    let opening = &board.openings(0, 1)[0];
    assert_eq!((opening.added_travel_seconds, opening.added_points), (6 * TEN_MINUTES, 6 * TEN_MINUTES));
}

#[test]
fn breaks_out_of_order_are_said_so() {
    let mut ana = person("ana");
    let pause = |at: i64| Break { earliest_seconds: at, latest_seconds: at, duration_seconds: 60 };
    ana.shifts[0].breaks = vec![pause(50_000), pause(40_000)];
    let error = Board::new(line(vec![ana], Vec::new()), &Plan::default()).unwrap_err();
    assert_eq!(error.to_string(), "technicians[0].shifts[0].breaks: in order of earliest_seconds");
}

#[test]
fn absurd_times_are_refused_without_overflow() {
    let problem = line(vec![person("ana")], vec![Visit::new("v", 1, 600)]);
    let mut plan = planned(&problem);
    plan.routes[0].leave_seconds = i64::MAX;
    plan.routes[0].stops[0] = Stop { visit: Some("v".into()), start_seconds: i64::MIN, ..Stop::default() };
    let found = validate(&problem, &plan).violations;
    assert_eq!(found.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::Time]);
}

#[test]
fn a_damaged_plan_is_named_by_its_line() {
    let text = serde_json::to_string(&line(vec![person("ana")], vec![Visit::new("v", 1, 600)])).unwrap();
    let case = formats::read(&text, Format::Doorstep, Goal::Distance).unwrap();
    let plan = "{\"routes\": [\n{\"technician\": \"ana\",\n \"stops\": [{\"visit\": 5}]}]}";
    assert_eq!(formats::read_plan(&case, plan).unwrap_err().line, 3);
    for nothing in ["", " \n", "[]", "null"] {
        assert_eq!(formats::detect(nothing), Format::Doorstep, "{nothing:?} is not taken for Li and Lim");
    }
}

#[test]
fn a_release_after_the_last_window_is_the_reason_and_a_later_window_the_remedy() {
    let mut visit = Visit::new("v", 1, 600);
    visit.windows = vec![Window::new(8 * 3600, 9 * 3600)];
    visit.release_seconds = Some(10 * 3600);
    let board = Board::new(line(vec![person("ana")], vec![visit]), &Plan::default()).unwrap();
    let said = board.explain(0);
    let reasons = vec![Reason::Released { after_seconds: 3600 }];
    assert_eq!(said.technicians[0].verdict, Verdict::Cannot { reasons });
    assert_eq!(said.remedies[0].relaxation, Relaxation::LaterWindow { seconds: 3600 });
}

#[test]
fn a_crew_is_offered_no_wider_window_than_it_needs() {
    let mut first = Visit::new("first", 1, 600);
    first.windows = vec![Window::new(8 * 3600, 9 * 3600)];
    let mut second = Visit::new("second", 1, 600);
    second.starts_with = Some("first".into());
    let mut late = person("late");
    late.shifts[0].start_seconds = 13 * 3600;
    let board = Board::new(line(vec![person("early"), late], vec![first, second]), &Plan::default()).unwrap();
    let later = board.explain(0).remedies.into_iter().find_map(|r| match r.relaxation {
        Relaxation::LaterWindow { seconds } => Some(seconds),
        _ => None,
    });
    assert_eq!(later, Some(4 * 3600 + TEN_MINUTES), "until the second one can be there");
}

#[test]
fn what_a_crew_costs_is_the_sum_of_its_parts() {
    let mut second = Visit::new("second", 1, 600);
    second.starts_with = Some("first".into());
    let mut board =
        Board::new(line(vec![person("a"), person("b")], vec![Visit::new("first", 1, 600), second]), &Plan::default())
            .unwrap();
    let opening = board.openings(0, 1).remove(0);
    assert!(board.place(0, &opening));
    let said = board.explain(0);
    let Verdict::Serves { added_points, added_travel_seconds, costs, .. } = &said.technicians[0].verdict else {
        panic!("{said:?}")
    };
    assert_eq!((*added_points, *added_travel_seconds, costs.sum()), (2400, 2400, 2400));
}

/// A pick-up at place 1 and its delivery at place 2, for a load of one.
fn parcel(load: i64) -> [Visit; 2] {
    let mut pickup = Visit::new("p", 1, 600);
    pickup.demand = vec![load];
    let mut delivery = Visit::new("d", 2, 600);
    delivery.demand = vec![-load];
    delivery.delivers = Some("p".into());
    [pickup, delivery]
}

fn van(id: &str, capacity: i64) -> Technician {
    Technician { capacity: vec![capacity], ..person(id) }
}

#[test]
fn either_half_of_a_pair_is_offered_placed_and_taken_off_with_the_other() {
    for asked in [0, 1] {
        let [pickup, delivery] = parcel(1);
        let problem = line(vec![van("small", 0), van("big", 1)], vec![pickup, delivery, Visit::new("v", 3, 600)]);
        let mut board = Board::new(problem, &Plan::from_orders([("big", 0, vec!["v"])])).unwrap();
        let before = board.plan().score.points;
        let openings = board.openings(asked, 10);
        assert!(openings.iter().all(|o| o.technician == "big") && openings.len() == 3, "{openings:?}");
        assert_eq!(openings[0].added_points, 0, "both lie on the way");
        for opening in &openings {
            assert!(board.place(asked, opening));
            assert_eq!(validate(board.problem(), &board.plan()).violations, vec![]);
            assert_eq!(board.plan().score.points - before, opening.added_points);
            assert!(board.remove(1 - asked));
        }
        assert!(board.place(asked, &openings[0]));
        let said = board.explain(asked);
        assert_eq!(said.served_by.as_deref(), Some("big"));
        assert!(matches!(said.technicians[1].verdict, Verdict::Serves { added_points: 0, .. }), "{said:?}");
        let slots = board.slots(asked, &[Window::new(0, 8 * 3600), Window::new(9 * 3600, 10 * 3600)]);
        assert_eq!(slots.iter().map(|s| s.technicians).collect::<Vec<_>>(), [0, 1]);
    }
}

#[test]
fn a_pair_is_added_half_by_half() {
    let [pickup, delivery] = parcel(1);
    let mut board = Board::new(line(vec![van("big", 1)], Vec::new()), &Plan::default()).unwrap();
    let first = board.add(pickup).unwrap();
    let mut early = board.clone();
    assert!(early.place(first, &board.openings(first, 1)[0]));
    assert!(early.add(delivery.clone()).is_err(), "a pick-up that stands alone is not half of a pair");
    let second = board.add(delivery).unwrap();
    for asked in [first, second] {
        let opening = &board.openings(asked, 1)[0];
        assert_eq!(opening.together.len(), 1);
        let mut whole = board.clone();
        assert!(whole.place(asked, opening) && whole.plan().unserved.is_empty());
        assert_eq!(validate(whole.problem(), &whole.plan()).violations, vec![]);
    }
}

#[test]
fn a_pair_that_fits_nowhere_is_told_which_half_fails_and_what_was_tried() {
    for asked in [0, 1] {
        let problem = line(vec![van("ana", 1)], parcel(2).into());
        let board = Board::new(problem, &Plan::default()).unwrap();
        let said = board.explain(asked);
        let Verdict::Cannot { reasons } = &said.technicians[0].verdict else { panic!("{said:?}") };
        assert!(reasons.contains(&Reason::Capacity { dimension: 0, over: 1 }), "{reasons:?}");
        let changes: Vec<_> = said.remedies.iter().map(|r| r.relaxation.clone()).collect();
        assert_eq!(changes, [Relaxation::Capacity { dimension: 0, amount: 1 }]);
    }
    let mut ana = van("ana", 1);
    ana.shifts[0].end_seconds = 8 * 3600 + 3000;
    let board = Board::new(line(vec![ana], parcel(1).into()), &Plan::default()).unwrap();
    let changes: Vec<_> = board.explain(1).remedies.iter().map(|r| r.relaxation.clone()).collect();
    assert_eq!(changes, [Relaxation::Overtime { seconds: 900 }], "600 seconds are missing, tried in steps");
}

#[test]
fn damaged_rows_are_named_by_their_own_line() {
    let solomon = "VEHICLE\n2 10\n0 0 0 0 0 100 0\n1 1 1 1 0 50 abc\n2 2 2 1 0 50 5\n";
    let trsp = "X\nCREW COUNT\n1 0 0 0\n0 0 0 0 9 0 [] [] []\n1 0 0 0 9 0 [] [] []\nbroken\n3 0 0 0 9 0 [] [] []\n";
    let task = "1 0 0 0 0 50 5 0 0\n";
    let crew = "Technicians\ndomains: 1\nproficiency level: 1\n1 1\n";
    let words = format!("Customer: 3\n{task}broken\n2 {}{crew}", &task[2..]);
    let twice = format!("Customer: 2\n{task}{task}{crew}");
    for (text, line) in [(solomon, 4), (trsp, 6), (&words, 3), (&twice, 3)] {
        let error = formats::read(text, formats::detect(text), Goal::Distance).unwrap_err();
        assert_eq!(error.line, line, "{error} in {text}");
    }
    let fine = "VEHICLE\n2 10\n0 0 0 0 0 100 0\n1 1 1 1 0 50 5\nEOF\n";
    assert!(formats::read(fine, Format::Solomon, Goal::Distance).is_ok());
}
