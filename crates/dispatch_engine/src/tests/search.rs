//! What holds for every search: same seed, same plan; names, clocks and orders of listing change nothing that matters.

use super::make;
use crate::formats::{self, Format, Goal};
use crate::random::Random;
use crate::{Budget, Plan, Problem, Solution, solve, validate};

fn planned(problem: &Problem, seed: u64, iterations: u64) -> Solution {
    solve(problem, &Plan::default(), &Budget { iterations, seed }, &mut |p| p.spent_ppm).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    for seed in 0..6 {
        let mut problem = make::problem(seed, 60, seed % 2 == 0);
        if seed % 3 == 2 {
            make::tie_up(&mut problem, seed);
            make::rush_hours(&mut problem);
        }
        assert_eq!(planned(&problem, seed, 3000), planned(&problem, seed, 3000));
    }
}

/// The numbers change with the search, never with the machine: whoever sees others on another machine has found a fault.
#[test]
fn every_machine_finds_this_plan() {
    let found = [(7, 60, false), (8, 60, true)].map(|(seed, visits, rich)| {
        let score = planned(&make::problem(seed, visits, rich), seed, 5000).plan.score;
        (score.weight_served, score.points)
    });
    assert_eq!(found, [(209, 97_491), (156, 186_075)]);
}

#[test]
fn shifting_the_clock_shifts_the_plan() {
    for seed in 0..6 {
        let mut problem = make::problem(seed, 40, seed % 2 == 0);
        if seed % 3 == 1 {
            make::tie_up(&mut problem, seed);
        }
        let mut later = problem.clone();
        let by = 1_700_000_000;
        for shift in later.technicians.iter_mut().flat_map(|t| &mut t.shifts) {
            shift.start_seconds += by;
            shift.end_seconds += by;
            for pause in &mut shift.breaks {
                pause.earliest_seconds += by;
                pause.latest_seconds += by;
            }
        }
        for visit in &mut later.visits {
            visit
                .windows
                .iter_mut()
                .for_each(|w| (w.start_seconds, w.end_seconds) = (w.start_seconds + by, w.end_seconds + by));
        }
        let (one, other) = (planned(&problem, seed, 2000).plan, planned(&later, seed, 2000).plan);
        assert_eq!(one.score, other.score);
        for (a, b) in one.routes.iter().zip(&other.routes) {
            assert_eq!(a.leave_seconds + by, b.leave_seconds);
            assert!(
                a.stops
                    .iter()
                    .zip(&b.stops)
                    .all(|(a, b)| a.visit == b.visit && a.start_seconds + by == b.start_seconds)
            );
        }
    }
}

#[test]
fn names_do_not_matter() {
    for seed in 0..6 {
        let mut problem = make::problem(seed, 40, false);
        if seed % 2 == 1 {
            make::tie_up(&mut problem, seed);
        }
        let mut renamed = problem.clone();
        renamed.technicians.iter_mut().for_each(|t| t.id = format!("师傅{}", t.id));
        for visit in &mut renamed.visits {
            let named = [Some(&mut visit.id), visit.starts_with.as_mut(), visit.same_technician_as.as_mut()];
            let named = named.into_iter().flatten().chain(visit.after.iter_mut().map(|a| &mut a.visit));
            named.for_each(|id| *id = format!("上门{id}"));
        }
        assert_eq!(planned(&problem, 1, 2000).plan.score, planned(&renamed, 1, 2000).plan.score);
    }
}

#[test]
fn searched_plans_pass_the_checker() {
    for seed in 0..24 {
        let mut problem = make::problem(seed, 50, seed % 3 > 0);
        problem.policy.work_points_per_second = i64::from(seed % 4 == 1);
        problem.policy.busy_points_per_square_hour = i64::from(seed % 4 == 2) * 50;
        if seed % 5 == 4 {
            make::pair_up(&mut problem);
        }
        if seed % 2 == 1 {
            make::announce(&mut problem, seed);
        }
        let plan = planned(&problem, seed, 2000).plan;
        let report = validate(&problem, &plan);
        assert_eq!(report.violations, vec![], "seed {seed}");
        assert_eq!(report.score, plan.score, "seed {seed}");
    }
}

#[test]
fn solving_again_never_worsens_and_keeps_what_is_announced() {
    for seed in 0..6 {
        let mut problem = make::problem(seed, 40, false);
        let first = planned(&problem, seed, 1000).plan;
        let budget = Budget { iterations: 1000, seed: seed + 1 };
        let again = solve(&problem, &first, &budget, &mut |p| p.spent_ppm).unwrap().plan;
        assert!(again.score.compare(&first.score).is_le());
        for visit in &mut problem.visits {
            let Some((route, stop)) = first.find(&visit.id) else { continue };
            let start_seconds = route.stops[stop].start_seconds;
            visit.standing = Some(crate::Standing { technician: route.technician.clone(), start_seconds });
            visit.mandatory = true;
        }
        problem.policy.change_technician_points = 1_000_000;
        let kept = solve(&problem, &first, &budget, &mut |p| p.spent_ppm).unwrap().plan;
        let moved = |id: &str| kept.find(id).map(|r| &r.0.technician) != first.find(id).map(|r| &r.0.technician);
        assert!(!problem.visits.iter().any(|v| v.standing.is_some() && moved(&v.id)), "seed {seed}");
    }
}

const SOLOMON: &str = "X\n\nVEHICLE\nNUMBER CAPACITY\n 3 50\n\nCUSTOMER\n 0 35 35 0 0 230 0\n 1 41 49 10 0 204 10\n 2 35 17 7 10 202 10\n";
const LILIM: &str = "3 50 1\n0 35 35 0 0 230 0 0 0\n1 41 49 10 0 204 10 0 2\n2 35 17 -10 10 202 10 1 0\n";
const VRPLIB: &str = "NAME : X\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EXPLICIT\nVEHICLES : 2\nCAPACITY : 9\nEDGE_WEIGHT_SECTION\n0 5 6\n5 0 7\n6 8 0\n\
    DEMAND_SECTION\n1 0\n2 3\n3 4\nSERVICE_TIME_SECTION\n1 0\n2 10\n3 10\nTIME_WINDOW_SECTION\n1 0 100\n2 5 50\n3 6 60\nEOF\n";
const TRSP: &str = "X\nCREW COUNT SKILLS TOOLS SPARE PARTS\n2 2 2 2\n0 40 50 0 500 0 [] [] []\n1 9 6 0 500 0 [1] [0] [1,0]\n\
    2 10 8 0 500 0 [0,1] [] [0,0]\n3 20 20 10 200 10 [1] [0] [1,1]\n4 25 22 10 300 10 [0] [1] [0,1]\n";
const STRSP: &str = "Capacity: 200\nCustomer: 3\n1 40 50 0 0 500 0 0 0 0 0 0\n2 45 68 10 0 400 9 1 1 1 0 0\n3 44 60 10 0 400 9 1 0 0 1 0\n\
    Technicians\nNumber of Technicians: 2\ndomains: 2\nproficiency level: 2\n1 2 0\n2 1 2\n";
const FSR: &str = r#"{"format":"fsr-1","preference_penalty":0,"locations":[[0,0],[900,900]],"technicians":[{"id":"T0","start":0,"end":0,
    "shift":[0,9000],"skills":{"s":2}}],"jobs":[{"id":"J0","loc":1,"duration":60,"window":[0,900],"skills":{"s":1},"weight":2}]}"#;

pub(super) const TEXTS: [(Format, &str); 6] = [
    (Format::Solomon, SOLOMON),
    (Format::Lilim, LILIM),
    (Format::Vrplib, VRPLIB),
    (Format::Trsp, TRSP),
    (Format::Strsp, STRSP),
    (Format::Fsr, FSR),
];

#[test]
fn every_format_is_recognised_read_solved_and_written() {
    for (format, text) in TEXTS {
        assert_eq!(formats::detect(text), format);
        let case = formats::read(text, format, Goal::Distance).unwrap();
        let plan = planned(&case.problem, 1, 300).plan;
        assert_eq!(validate(&case.problem, &plan).violations, vec![], "{format:?}");
        assert_eq!(plan.unserved, Vec::<String>::new(), "{format:?}");
        let written = formats::write(&case, &plan).to_string();
        let again = formats::read_plan(&case, &written).unwrap();
        assert_eq!(
            crate::Board::new(case.problem.clone(), &again).unwrap().plan().score.points,
            plan.score.points,
            "{format:?}"
        );
    }
}

#[test]
fn the_native_format_reads_what_it_writes() {
    for seed in 0..4 {
        let mut problem = make::problem(seed, 20, true);
        if seed % 2 == 1 {
            let places =
                (0..problem.travel.places()).map(|p| [31.2 + p as f64 * 0.003, 121.4 + p as f64 * 0.002]).collect();
            problem.travel =
                crate::Travel::Globe { places, detour_per_mille: 1300, speed_metres_per_hour: 25_000, step_seconds: 1 };
        }
        let text = serde_json::to_string(&problem).unwrap();
        let case = formats::read(&text, formats::detect(&text), Goal::Distance).unwrap();
        assert_eq!(case.format, Format::Doorstep);
        let plan = planned(&case.problem, 1, 500).plan;
        assert_eq!(plan, planned(&problem, 1, 500).plan);
        let again = formats::read_plan(&case, &formats::write(&case, &plan).to_string()).unwrap();
        assert_eq!(again, plan);
    }
}

#[test]
fn damaged_files_are_refused_and_never_crash() {
    let mut random = Random::new(5);
    for round in 0..6000 {
        let (format, text) = TEXTS[round % TEXTS.len()];
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..1 + random.below(3) {
            if bytes.is_empty() {
                break;
            }
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, b"0123456789 -.[]{}\n"[random.below(18)]),
                2 => bytes[at] = b"0123456789 -.e:,\n"[random.below(17)],
                _ => bytes.truncate(at + 1),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = formats::detect(&text);
        if let Ok(case) = formats::read(&text, format, Goal::Vehicles)
            && case.problem.visits.len() < 50
            && case.problem.technicians.len() < 50
        {
            drop(solve(&case.problem, &Plan::default(), &Budget { iterations: 5, seed: 1 }, &mut |p| p.spent_ppm));
        }
    }
}

#[test]
fn a_bad_file_names_the_line() {
    let refused = |text: &str, format| formats::read(text, format, Goal::Distance).unwrap_err().line;
    assert_eq!(refused(&SOLOMON.replace(" 1 41", " 7 41"), Format::Solomon), 9);
    assert_eq!(refused(&LILIM.replace("1 0\n", "9 0\n"), Format::Lilim), 4);
    assert_eq!(refused(&VRPLIB.replace("5 0 7", "5 0"), Format::Vrplib), 7);
    assert_eq!(refused(&TRSP.replace("3 20 20", "8 20 20"), Format::Trsp), 7);
}

#[test]
fn areas_solved_one_by_one_make_one_plan() {
    let problem = make::problem(3, 9000, false);
    let plan = planned(&problem, 1, 20_000).plan;
    let report = validate(&problem, &plan);
    assert_eq!(report.violations, vec![]);
    assert_eq!(report.score, plan.score);
    let budget = Budget { iterations: 20_000, seed: 1 };
    let tuning = crate::Tuning { threads: 2, ..crate::Tuning::default() };
    let side_by_side = crate::solve_tuned(&problem, &Plan::default(), &budget, &tuning, &mut |p| p.spent_ppm).unwrap();
    assert_eq!(side_by_side.plan, plan);
    assert!(plan.score.weight_served > plan.score.weight_unserved * 3, "{:?}", plan.score);
}
