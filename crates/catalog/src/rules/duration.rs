//! What planning needs to know about wanted work: minutes, people, skills.

use crate::{
    model::{ItemChoice, Need, ServiceSpec, SkillNeed, VisitFacts},
    refusals,
};
use kernel::{Problem, Result};

/// The longest work of one visit: a shift is 8 hours, at most 10 (DOMAIN 4).
const VISIT_MINUTES_MAX: u32 = 600;
/// From here on more people come, when the service allows it.
const LONG_MINUTES: u32 = 480;
const GRID_MINUTES: u32 = 5;

/// Floors that are climbed on foot; 1 is the ground floor.
#[must_use]
pub fn floors_climbed(visit: &VisitFacts) -> u32 {
    if visit.has_lift {
        return 0;
    }
    if visit.floor > 0 { visit.floor.unsigned_abs() - 1 } else { visit.floor.unsigned_abs() }
}

/// What a visit for the wanted work needs; `too_long_for_visit` when no crew of the service can do it in one.
pub fn need_of(spec: &ServiceSpec, choice: &ItemChoice, visit: &VisitFacts) -> Result<Need> {
    let work = &spec.work;
    let climbing = work.minutes_per_floor.saturating_mul(floors_climbed(visit));
    let alone =
        work_minutes(spec, choice).saturating_add(work.base_minutes).saturating_add(climbing).max(work.minutes_min);
    let people_minutes = alone.saturating_mul(u32::from(work.crew_size));
    let mut crew_size = work.crew_size;
    while people_minutes.div_ceil(u32::from(crew_size)) > LONG_MINUTES && crew_size < work.crew_size_max {
        crew_size += 1;
    }
    let duration_minutes = on_grid(people_minutes.div_ceil(u32::from(crew_size)));
    if duration_minutes > VISIT_MINUTES_MAX {
        return Err(too_long(duration_minutes));
    }
    Ok(Need {
        duration_minutes,
        buffer_before_minutes: work.buffer_before_minutes,
        buffer_after_minutes: work.buffer_after_minutes,
        skills: work.skills.clone(),
        crew_size,
        workshop_days: work.workshop_days,
    })
}

/// What extra work adds to a visit that is under way: no setting up, no climbing, the strictest of all else.
pub fn need_of_extra(items: &[(&ServiceSpec, &ItemChoice)]) -> Result<Need> {
    let minutes = items.iter().fold(0u32, |sum, (spec, choice)| sum.saturating_add(work_minutes(spec, choice)));
    let duration_minutes = on_grid(minutes);
    if duration_minutes > VISIT_MINUTES_MAX {
        return Err(too_long(duration_minutes));
    }
    let mut need = Need {
        duration_minutes,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        skills: Vec::new(),
        crew_size: 1,
        workshop_days: 0,
    };
    for (ServiceSpec { work, .. }, _) in items {
        need.buffer_before_minutes = need.buffer_before_minutes.max(work.buffer_before_minutes);
        need.buffer_after_minutes = need.buffer_after_minutes.max(work.buffer_after_minutes);
        need.crew_size = need.crew_size.max(work.crew_size);
        need.workshop_days = need.workshop_days.max(work.workshop_days);
        work.skills.iter().for_each(|wanted| want(&mut need.skills, wanted));
    }
    Ok(need)
}

fn want(skills: &mut Vec<SkillNeed>, wanted: &SkillNeed) {
    match skills.iter_mut().find(|known| known.skill == wanted.skill) {
        Some(known) => known.level = known.level.max(wanted.level),
        None => skills.push(wanted.clone()),
    }
}

/// Minutes that grow with what is wanted: units and add-ons.
fn work_minutes(spec: &ServiceSpec, choice: &ItemChoice) -> u32 {
    let add_ons = choice.add_ons.iter().filter_map(|wanted| {
        let add_on = spec.add_ons.iter().find(|add_on| add_on.code == wanted.code)?;
        Some(add_on.minutes.saturating_mul(wanted.count))
    });
    add_ons.fold(spec.work.minutes_per_unit.saturating_mul(choice.quantity), u32::saturating_add)
}

fn on_grid(minutes: u32) -> u32 {
    minutes.div_ceil(GRID_MINUTES).saturating_mul(GRID_MINUTES)
}

fn too_long(minutes: u32) -> Problem {
    refusals::TOO_LONG_FOR_VISIT.field("quantity").param("minutes", minutes).param("most", VISIT_MINUTES_MAX)
}
