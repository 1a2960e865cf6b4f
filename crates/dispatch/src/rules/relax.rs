//! What would make an unassignable visit possible: the smallest change of each kind, tried with the change applied.

use crate::{
    Progress, Relaxation, Role, Rule, Technician,
    rules::{day::Wish, rank::Scene},
};
use kernel::{Timestamp, Window, time::minutes};

/// Changes of time are tried in these steps.
const STEP_MINUTES: i64 = 15;
/// Windows are moved by at most this.
const WINDOW_MINUTES_MAX: i64 = 240;
/// Shifts are stretched by at most this.
const OVERTIME_MINUTES_MAX: i64 = 120;

/// One relaxation of each kind that helps, the cheapest for people first.
#[must_use]
pub fn relaxations(scene: &Scene<'_>, wish: &Wish) -> Vec<Relaxation> {
    let able: Vec<&Technician> =
        scene.roster.technicians.iter().filter(|one| scene.failed(one, Role::Lead, wish).is_empty()).collect();
    let found = [
        later_window(scene, wish, &able),
        earlier_window(scene, wish, &able),
        overtime(scene, wish, &able),
        lower_level(scene, wish),
        displace(scene, wish, &able),
    ];
    found.into_iter().flatten().collect()
}

fn steps(max: i64) -> impl Iterator<Item = i64> {
    (1..=max / STEP_MINUTES).map(|step| step * STEP_MINUTES)
}

/// The technician with the least added travel for whom the wish works.
fn best<'a>(scene: &Scene<'_>, wish: &Wish, able: &[&'a Technician]) -> Option<(&'a Technician, Timestamp)> {
    let helpers = scene.helpers(wish);
    let teams = able.iter().filter_map(|one| scene.team(one, wish, &helpers).ok().map(|team| (*one, team)));
    let best = teams.min_by_key(|(one, team)| (team.fits[0].added_travel_minutes, one.technician))?;
    Some((best.0, best.1.fits[0].planned_start))
}

fn later_window(scene: &Scene<'_>, wish: &Wish, able: &[&Technician]) -> Option<Relaxation> {
    steps(WINDOW_MINUTES_MAX).find_map(|late| {
        let window = Window { end: wish.window.end + minutes(late), ..wish.window };
        let (one, planned_start) = best(scene, &Wish { window, exact: None, ..*wish }, able)?;
        Some(Relaxation::LaterWindow {
            minutes: late,
            technician: one.technician,
            names: one.names.clone(),
            planned_start,
        })
    })
}

fn earlier_window(scene: &Scene<'_>, wish: &Wish, able: &[&Technician]) -> Option<Relaxation> {
    steps(WINDOW_MINUTES_MAX).find_map(|early| {
        let window = Window { start: wish.window.start - minutes(early), ..wish.window };
        let (one, planned_start) = best(scene, &Wish { window, exact: None, ..*wish }, able)?;
        Some(Relaxation::EarlierWindow {
            minutes: early,
            technician: one.technician,
            names: one.names.clone(),
            planned_start,
        })
    })
}

fn overtime(scene: &Scene<'_>, wish: &Wish, able: &[&Technician]) -> Option<Relaxation> {
    let date = scene.date(wish.window.start);
    let helpers = scene.helpers(wish);
    steps(OVERTIME_MINUTES_MAX).find_map(|over| {
        able.iter().find_map(|one| {
            let longer = stretched(one, date, over)?;
            let team = scene.team(&longer, wish, &helpers).ok()?;
            Some(Relaxation::Overtime {
                minutes: over,
                technician: one.technician,
                names: one.names.clone(),
                planned_start: team.fits[0].planned_start,
            })
        })
    })
}

/// The technician with the last working hours of the date ending later; the limit of a day's hours stays.
fn stretched(technician: &Technician, date: jiff::civil::Date, over: i64) -> Option<Technician> {
    let mut longer = technician.clone();
    let day = longer.days.iter_mut().find(|day| day.date == date)?;
    let last = day.windows.last_mut()?;
    last.end += minutes(over);
    Some(longer)
}

/// Somebody who fails nothing but one skill, by one level.
fn lower_level(scene: &Scene<'_>, wish: &Wish) -> Option<Relaxation> {
    let helpers = scene.helpers(wish);
    scene.roster.technicians.iter().find_map(|one| {
        let failed = scene.failed(one, Role::Lead, wish);
        let [only] = failed.as_slice() else { return None };
        if only.rule != Rule::Skill {
            return None;
        }
        let skill = only.params.get("skill")?;
        let level = one.skill(skill)?.level;
        let wanted = scene.need.skills.iter().find(|need| need.skill == *skill)?;
        if level + 1 != wanted.level {
            return None;
        }
        let team = scene.team(one, wish, &helpers).ok()?;
        let planned_start = team.fits[0].planned_start;
        Some(Relaxation::LowerLevel {
            skill: skill.clone(),
            level,
            technician: one.technician,
            names: one.names.clone(),
            planned_start,
        })
    })
}

/// A visit that is ahead, was promised with a window and not pinned, whose absence makes room.
fn displace(scene: &Scene<'_>, wish: &Wish, able: &[&Technician]) -> Option<Relaxation> {
    let date = scene.date(wish.window.start);
    able.iter().find_map(|one| {
        let rows = scene.loads.day(one.technician, date);
        rows.iter().filter(|row| row.progress == Progress::Planned && !row.is_exact).find_map(|row| {
            let visit = row.visit_id?;
            let loads = scene.loads.clone().without_reservation(row.reservation_id);
            let without = Scene { loads: &loads, ..*scene };
            let team = without.team(one, wish, &without.helpers(wish)).ok()?;
            let planned_start = team.fits[0].planned_start;
            Some(Relaxation::Displace { visit, technician: one.technician, names: one.names.clone(), planned_start })
        })
    })
}
