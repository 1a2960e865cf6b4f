//! Decisions about technicians and their hours; pure.

mod calendar;

pub use calendar::{Hours, shift_day};

use crate::{Profile, Skill, Span, TechnicianKind, WeeklyShift, refusals};
use kernel::{Result, problem};

/// The highest level of a skill or a technician.
pub const LEVEL_MAX: u8 = 5;
/// Most minutes a shift day may hold.
const DAY_MINUTES_MAX: u32 = 14 * 60;
/// Working days a week (DOMAIN 4).
const WEEKDAYS_MAX: usize = 6;

/// A text that is there and not too long, trimmed.
pub fn text(field: &str, given: &str, letters_max: usize) -> Result<String> {
    let trimmed = given.trim();
    if trimmed.is_empty() {
        return Err(problem::REQUIRED.field(field));
    }
    optional_text(field, trimmed, letters_max)
}

/// A text that may be empty but not too long, trimmed.
pub fn optional_text(field: &str, given: &str, letters_max: usize) -> Result<String> {
    let trimmed = given.trim();
    if trimmed.chars().count() > letters_max {
        return Err(problem::TOO_LONG.field(field).param("max", letters_max));
    }
    Ok(trimmed.to_owned())
}

/// A code of lower-case letters, digits and underscores.
pub fn code(field: &str, given: &str) -> Result<String> {
    let code = text(field, given, 40)?;
    let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if plain {
        Ok(code)
    } else {
        Err(problem::UNKNOWN_CODE.field(field).param("given", given).param("allowed", "a-z 0-9 _"))
    }
}

fn level(field: &str, level: u8) -> Result<()> {
    if level <= LEVEL_MAX { Ok(()) } else { Err(problem::OUT_OF_RANGE.field(field).param("max", LEVEL_MAX)) }
}

/// A profile as it is stored: texts trimmed, bounds checked, limits of a day filled in (DOMAIN 4).
pub fn checked_profile(given: &Profile) -> Result<Profile> {
    let mut profile = given.clone();
    profile.names.zh = text("names.zh", &given.names.zh, 40)?;
    profile.names.en = text("names.en", &given.names.en, 80)?;
    level("level", given.level)?;
    kernel::Place::new(given.home.latitude, given.home.longitude)?;
    let visits_max = given.visits_max.unwrap_or(match given.kind {
        TechnicianKind::Cleaner => 6,
        TechnicianKind::Repair => 8,
    });
    let minutes_max = given.minutes_max.unwrap_or(600);
    if !(1..=20).contains(&visits_max) {
        return Err(problem::OUT_OF_RANGE.field("visits_max").param("min", 1).param("max", 20));
    }
    if !(60..=DAY_MINUTES_MAX).contains(&minutes_max) {
        return Err(problem::OUT_OF_RANGE.field("minutes_max").param("min", 60).param("max", DAY_MINUTES_MAX));
    }
    profile.visits_max = Some(visits_max);
    profile.minutes_max = Some(minutes_max);
    Ok(profile)
}

/// Skills as they are stored: codes checked, each once, in order.
pub fn checked_skills(given: &[Skill]) -> Result<Vec<Skill>> {
    let mut skills = Vec::with_capacity(given.len());
    for skill in given {
        level("skills.level", skill.level)?;
        skills.push(Skill { skill: code("skills", &skill.skill)?, level: skill.level });
    }
    skills.sort_by(|a, b| a.skill.cmp(&b.skill));
    skills.dedup_by(|a, b| a.skill == b.skill);
    Ok(skills)
}

/// The hours of one day, in order: within the day, not overlapping, not too many.
pub fn checked_spans(given: &[Span]) -> Result<Vec<Span>> {
    let mut spans = given.to_vec();
    spans.sort_unstable();
    let inside = spans.iter().all(|span| span.starts_minute < span.ends_minute && span.ends_minute <= 1440);
    let apart = spans.windows(2).all(|pair| pair[0].ends_minute <= pair[1].starts_minute);
    let minutes: u32 = spans.iter().map(|span| u32::from(span.ends_minute.saturating_sub(span.starts_minute))).sum();
    if inside && apart && minutes <= DAY_MINUTES_MAX {
        return Ok(spans);
    }
    Err(refusals::BAD_SHIFT.field("shifts").param("minutes_max", DAY_MINUTES_MAX))
}

/// A week's hours: every day sound, at least one day free.
pub fn checked_week(given: &[WeeklyShift]) -> Result<Vec<WeeklyShift>> {
    let mut shifts = Vec::with_capacity(given.len());
    let mut days = 0;
    if given.iter().any(|shift| !(1..=7).contains(&shift.weekday)) {
        return Err(problem::OUT_OF_RANGE.field("weekday").param("min", 1).param("max", 7));
    }
    for weekday in 1..=7 {
        let of_day = given.iter().filter(|shift| shift.weekday == weekday);
        let spans: Vec<Span> =
            of_day.map(|shift| Span { starts_minute: shift.starts_minute, ends_minute: shift.ends_minute }).collect();
        days += usize::from(!spans.is_empty());
        for Span { starts_minute, ends_minute } in checked_spans(&spans)? {
            shifts.push(WeeklyShift { weekday, starts_minute, ends_minute });
        }
    }
    if days > WEEKDAYS_MAX {
        return Err(refusals::NO_FREE_DAY.field("shifts").param("days_max", WEEKDAYS_MAX));
    }
    Ok(shifts)
}
