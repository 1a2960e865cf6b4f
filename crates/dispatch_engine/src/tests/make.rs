//! Problems out of a seed, with every rule of the model in use.

use crate::model::{After, Break, Pin, Problem, Shift, Standing, Technician, Visit, Window};
use crate::random::Random;
use crate::travel::Travel;

/// A problem with that many visits; `rich` switches on breaks, overtime, lateness, preferences and limits.
pub(crate) fn problem(seed: u64, visits: usize, rich: bool) -> Problem {
    let mut random = Random::new(seed);
    let technicians = (visits / 5).max(2);
    let mut places = Vec::new();
    let mut place = |random: &mut Random| {
        places.push([random.below(30_000) as i32, random.below(30_000) as i32]);
        places.len() - 1
    };
    let crew: Vec<Technician> = (0..technicians)
        .map(|t| {
            let home = place(&mut random);
            let mut shift = Shift::new(8 * 3600, 18 * 3600, home);
            if rich && random.once_in(2) {
                shift.breaks.push(Break { earliest_seconds: 41_400, latest_seconds: 48_600, duration_seconds: 1800 });
            }
            if rich && random.once_in(4) {
                shift.breaks.push(Break { earliest_seconds: 54_000, latest_seconds: 54_000, duration_seconds: 3600 });
            }
            if rich && random.once_in(3) {
                shift.overtime_seconds_max = 3600;
            }
            if rich && random.once_in(4) {
                shift.visits_max = Some(4);
            }
            let mut technician = Technician::new(format!("T{t}"), vec![shift]);
            for skill in 0..4 {
                if random.below(3) > 0 {
                    technician.skills.insert(format!("s{skill}"), 1 + random.below(4) as u8);
                }
            }
            if rich {
                technician.travel_per_mille = [1000, 1400][random.below(2)];
                technician.duration_per_mille = [1000, 900, 1200][random.below(3)];
                technician.capacity = vec![10];
            }
            technician
        })
        .collect();
    let crew = if rich { limited(crew, seed) } else { crew };
    let jobs = (0..visits).map(|v| visit(v, technicians, rich, place(&mut random), &mut random)).collect();
    let travel = Travel::Plane { places, seconds_per_km: 156 };
    Problem { technicians: crew, visits: jobs, travel, policy: crate::Policy::default(), supply_place: None }
}

/// Some technicians with limits over all their shifts, drawn apart from everything else.
fn limited(mut crew: Vec<Technician>, seed: u64) -> Vec<Technician> {
    let mut random = Random::new(seed ^ 0x6c69_6d69);
    for technician in &mut crew {
        technician.visits_max = random.once_in(6).then(|| 2 + random.below(3) as u32);
        technician.work_seconds_max = random.once_in(6).then(|| 3600 * (5 + random.below(4) as i64));
    }
    crew
}

/// Everybody works so many days, visits are spread over them, and some technicians have limits over all of them.
pub(crate) fn week(problem: &mut Problem, seed: u64, days: usize) {
    let mut random = Random::new(seed ^ 0x7765_656b);
    let later = |shift: &Shift, by: i64| {
        let mut shift = shift.clone();
        (shift.start_seconds, shift.end_seconds) = (shift.start_seconds + by, shift.end_seconds + by);
        let pauses = shift.breaks.iter_mut();
        pauses.for_each(|b| {
            (b.earliest_seconds, b.latest_seconds) = (b.earliest_seconds + by, b.latest_seconds + by);
        });
        shift
    };
    for technician in &mut problem.technicians {
        let first = technician.shifts[0].clone();
        technician.shifts = (0..days).map(|day| later(&first, 86_400 * day as i64)).collect();
        let counted = random.below(4);
        technician.visits_max = (counted & 1 > 0).then(|| 1 + random.below(4) as u32);
        technician.work_seconds_max = (counted & 2 > 0).then(|| 3600 * (3 + random.below(10) as i64));
    }
    for visit in &mut problem.visits {
        let by = 86_400 * random.below(days) as i64;
        let windows = visit.windows.iter_mut();
        windows.for_each(|w| (w.start_seconds, w.end_seconds) = (w.start_seconds + by, w.end_seconds + by));
        visit.standing.iter_mut().for_each(|s| s.start_seconds += by);
    }
}

fn visit(v: usize, technicians: usize, rich: bool, place: usize, random: &mut Random) -> Visit {
    let mut visit = Visit::new(format!("V{v}"), place, 900 * (2 + random.below(10) as i64));
    let start = 3600 * (8 + random.below(8) as i64);
    visit.windows.push(Window::new(start, start + 7200));
    visit.skills.insert(format!("s{}", random.below(4)), 1 + random.below(3) as u8);
    visit.weight = [1, 2, 4, 8][random.below(4)];
    if rich {
        visit.setup_seconds = 60 * random.below(6) as i64;
        visit.demand = vec![random.below(5) as i64];
        if random.once_in(6) {
            visit.lateness_seconds_max = 900;
        }
        if random.once_in(5) {
            visit.windows.push(Window::new(start + 10_800, start + 14_400));
        }
        if random.once_in(4) {
            visit.preferred_technicians.insert(format!("T{}", random.below(technicians)));
        }
        if random.once_in(8) {
            visit.excluded_technicians.insert(format!("T{}", random.below(technicians)));
        }
        if random.once_in(10) {
            visit.pin = Pin::Technician(format!("T{}", random.below(technicians)));
        }
        if random.once_in(8) {
            let technician = format!("T{}", random.below(technicians));
            visit.standing = Some(Standing { technician, start_seconds: start });
        }
        visit.mandatory = random.once_in(10);
    }
    visit
}

/// Binds some visits of a problem: crews, orders with gaps, series.
pub(crate) fn tie_up(problem: &mut Problem, seed: u64) {
    let mut random = Random::new(seed ^ 77);
    let ids: Vec<String> = problem.visits.iter().map(|v| v.id.clone()).collect();
    let mut v = 0;
    while v + 4 < ids.len() {
        let (first, later) = problem.visits.split_at_mut(v + 1);
        let first = &mut first[v];
        match random.below(6) {
            0 | 1 => {
                for mate in &mut later[..1 + random.below(2)] {
                    mate.starts_with = Some(ids[v].clone());
                    mate.windows.clone_from(&first.windows);
                    mate.place = first.place;
                    mate.pin = Pin::Free;
                }
                first.pin = Pin::Free;
                if random.once_in(2) {
                    later[2].after = vec![After { visit: ids[v].clone(), gap_seconds_min: 600, gap_seconds_max: None }];
                    later[2].windows.clear();
                }
            }
            2 => {
                later[0].windows.clear();
                later[0].after = vec![After {
                    visit: ids[v].clone(),
                    gap_seconds_min: 60 * random.below(60) as i64,
                    gap_seconds_max: random.once_in(2).then_some(4 * 3600),
                }];
                later[1].windows.clear();
                later[1].after = vec![After { visit: ids[v + 1].clone(), gap_seconds_min: 0, gap_seconds_max: None }];
                if random.once_in(2) {
                    later[1].same_technician_as = Some(ids[v].clone());
                    later[1].skills.clone_from(&first.skills);
                }
            }
            3 => {
                for mate in &mut later[..2] {
                    mate.same_technician_as = Some(ids[v].clone());
                    mate.skills.clone_from(&first.skills);
                }
            }
            _ => {}
        }
        v += 4 + random.below(2);
    }
}

/// Makes the pace depend on the hour.
pub(crate) fn rush_hours(problem: &mut Problem) {
    let period = |from_seconds, per_mille| crate::Period { from_seconds, per_mille, seconds: Vec::new() };
    let travel = Box::new(problem.travel.clone());
    let periods = vec![period(25_000, 1500), period(36_000, 900), period(61_000, 1700), period(70_000, 1000)];
    problem.travel = Travel::ByHour { travel, periods, repeat_seconds: 86_400 };
}

/// Starts were announced for two thirds of the visits, and moving them costs.
pub(crate) fn announce(problem: &mut Problem, seed: u64) {
    let mut random = Random::new(seed ^ 0x616e_6e6f);
    problem.policy.change_start_points_per_hour = [60, 900, 3600, 20_000][random.below(4)];
    problem.policy.change_technician_points = 300;
    let technicians = problem.technicians.len();
    for visit in &mut problem.visits {
        if random.once_in(3) {
            continue;
        }
        let from = visit.windows.first().map_or(8 * 3600, |w| w.start_seconds);
        let start_seconds = from + 60 * random.below(300) as i64 - 1800;
        visit.standing = Some(Standing { technician: format!("T{}", random.below(technicians)), start_seconds });
    }
}

/// Every third visit becomes the delivery of the one before.
pub(crate) fn pair_up(problem: &mut Problem) {
    for v in (2..problem.visits.len()).step_by(3) {
        problem.visits[v].delivers = Some(problem.visits[v - 1].id.clone());
        problem.visits[v].windows.clear();
        problem.visits[v].skills = problem.visits[v - 1].skills.clone();
        problem.visits[v].pin = Pin::Free;
        problem.visits[v].excluded_technicians.clear();
        problem.visits[v].demand = problem.visits[v - 1].demand.iter().map(|d| -d).collect();
    }
}

/// A depot in the middle; tools and parts that some carry and some visits need.
pub(crate) fn ask_for_supplies(problem: &mut Problem, seed: u64) {
    let mut random = Random::new(seed ^ 0x7375_7070);
    let Travel::Plane { places, .. } = &mut problem.travel else { return };
    places.push([15_000, 15_000]);
    problem.supply_place = Some(places.len() - 1);
    for technician in &mut problem.technicians {
        if random.once_in(2) {
            technician.tools.insert("ladder".to_owned());
        }
        technician.parts.insert("hose".to_owned(), random.below(4) as u32);
    }
    for visit in &mut problem.visits {
        if random.once_in(4) {
            visit.tools.insert("ladder".to_owned());
        }
        if random.once_in(2) {
            visit.parts.insert("hose".to_owned(), 1 + random.below(2) as u32);
        }
    }
}

/// Hours, overtime and uneven days cost something, and work has a limit for some.
pub(crate) fn pay_for_hours(problem: &mut Problem, seed: u64) {
    let mut random = Random::new(seed ^ 0x686f_7572);
    problem.policy.work_points_per_second = random.below(3) as i64;
    problem.policy.busy_points_per_square_hour = 50 * random.below(3) as i64;
    for technician in &mut problem.technicians {
        technician.work_points_per_hour = 100 * random.below(4) as i64;
        for shift in &mut technician.shifts {
            shift.overtime_seconds_max = 900 * random.below(5) as i64;
            shift.work_seconds_max = random.once_in(4).then_some(7 * 3600);
        }
    }
}
