//! Hard rules that need no look at the day's route: the person, the place, the skills, the customer's wishes.

use crate::{Failed, Policy, Role, Rule, Technician, TechnicianStatus, VisitNeed};
use jiff::civil::Date;
use kernel::{Timestamp, time::minutes};

/// Every rule the technician fails for this need, in the order people would ask; empty: they may.
#[must_use]
pub fn failed(technician: &Technician, need: &VisitNeed, role: Role, date: Date) -> Vec<Failed> {
    let mut failed = about_the_person(technician, need, role);
    match role {
        Role::Lead => {
            failed.extend(about_the_skills(technician, need, date));
        }
        Role::Helper => {
            let knows_some =
                need.skills.is_empty() || need.skills.iter().any(|skill| technician.skill(&skill.skill).is_some());
            if !knows_some {
                failed.push(Failed::new(
                    Rule::Skill,
                    &[("skill", &need.skills[0].skill), ("level", &"–"), ("needed", &0)],
                ));
            }
        }
    }
    failed
}

fn about_the_person(technician: &Technician, need: &VisitNeed, role: Role) -> Vec<Failed> {
    let mut failed = Vec::new();
    match technician.status {
        TechnicianStatus::Active => {}
        TechnicianStatus::OnLeave | TechnicianStatus::Left => {
            failed.push(Failed::new(Rule::Status, &[("status", &technician.status)]))
        }
    }
    if need.excluded.contains(&technician.technician) {
        failed.push(Failed::new(Rule::NotExcluded, &[]));
    }
    if role == Role::Lead && need.named.is_some_and(|named| named != technician.technician) {
        failed.push(Failed::new(Rule::Named, &[]));
    }
    if let Some(gender) = need.gender
        && gender != technician.gender
    {
        failed.push(Failed::new(Rule::Gender, &[("wanted", &gender)]));
    }
    if let Some(territory) = need.territory
        && !technician.territories.contains(&territory)
    {
        failed.push(Failed::new(Rule::Territory, &[("territory", &territory)]));
    }
    failed
}

fn about_the_skills(technician: &Technician, need: &VisitNeed, date: Date) -> Vec<Failed> {
    let mut failed = Vec::new();
    for wanted in &need.skills {
        let held = technician.skill(&wanted.skill);
        match held {
            Some(held) if held.level >= wanted.level => {
                if let Some(kind) = &held.certificate
                    && held.valid_until.is_none_or(|until| until < date)
                {
                    let until = held.valid_until.map_or_else(|| "–".to_owned(), |until| until.to_string());
                    failed.push(Failed::new(Rule::Certificate, &[("certificate", kind), ("until", &until)]));
                }
            }
            Some(held) => failed.push(skill_missing(&wanted.skill, &held.level, wanted.level)),
            None => failed.push(skill_missing(&wanted.skill, &"–", wanted.level)),
        }
    }
    failed
}

fn skill_missing(skill: &str, level: &dyn std::fmt::Display, needed: u8) -> Failed {
    Failed::new(Rule::Skill, &[("skill", &skill), ("level", level), ("needed", &needed)])
}

/// Rules about levels: apprentices never go alone nor lead, and difficult work needs experience (DOMAIN 10).
#[must_use]
pub fn about_the_level(technician: &Technician, need: &VisitNeed, role: Role, policy: &Policy) -> Option<Failed> {
    match role {
        Role::Helper => None,
        Role::Lead if technician.level == 0 => Some(Failed::new(Rule::Apprentice, &[])),
        Role::Lead => {
            let max = policy.difficulty_max.get(usize::from(technician.level)).copied().unwrap_or(5);
            let params: [(&str, &dyn std::fmt::Display); 3] =
                [("difficulty", &need.difficulty), ("max", &max), ("level", &technician.level)];
            (need.difficulty > max).then(|| Failed::new(Rule::Difficulty, &params))
        }
    }
}

/// Work that starts soon needs somebody who has switched on duty.
#[must_use]
pub fn about_duty(technician: &Technician, starts: Timestamp, policy: &Policy, now: Timestamp) -> Option<Failed> {
    let soon = starts <= now + minutes(i64::from(policy.duty_minutes));
    (soon && !technician.on_duty).then(|| Failed::new(Rule::OnDuty, &[]))
}
