//! How good an eligible technician is for a visit: parts from 0 to 100, weighted by policy (DOMAIN 2).

use crate::{Part, PartCode, Policy, Technician, VisitNeed, rules::day::Fit};
use std::collections::BTreeMap;

/// Added travel at which the part is 0.
const TRAVEL_MINUTES_MAX: i64 = 60;
/// Slack at which the part is 100.
const SLACK_MINUTES_MAX: i64 = 60;
/// What somebody without any review counts as, in thousandths of a star.
const RATING_NEW: u32 = 4500;
/// What somebody without any arrival counts as.
const PUNCTUALITY_NEW: u32 = 900;

fn share(value: i64, max: i64) -> u32 {
    u32::try_from(value.clamp(0, max) * 100 / max).unwrap_or(0)
}

/// Every part with its weight.
#[must_use]
pub fn parts(technician: &Technician, need: &VisitNeed, fit: &Fit, visits: usize, policy: &Policy) -> Vec<Part> {
    let weights = policy.weights;
    let note = |pairs: &[(&str, String)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    let wanted = need.skills.iter().max_by_key(|skill| skill.level);
    let held = wanted.and_then(|skill| technician.skill(&skill.skill)).map_or(technician.level, |held| held.level);
    let needed = wanted.map_or(0, |skill| skill.level);
    let rating = technician.rating_milli.unwrap_or(RATING_NEW);
    let punctuality = technician.punctuality_per_mille.unwrap_or(PUNCTUALITY_NEW);
    let known = need.named == Some(technician.technician) || need.familiar.contains(&technician.technician);
    let visits_max = i64::from(technician.visits_max.max(1));
    let visits = i64::try_from(visits).unwrap_or(visits_max);
    vec![
        Part {
            code: PartCode::Travel,
            value: 100 - share(fit.added_travel_minutes, TRAVEL_MINUTES_MAX),
            weight: weights.travel,
            note: note(&[("minutes", fit.added_travel_minutes.to_string())]),
        },
        Part {
            code: PartCode::Skill,
            // An expert on simple work is missing elsewhere.
            value: 100 - 20 * u32::from(held.saturating_sub(needed)).min(5),
            weight: weights.skill,
            note: note(&[("level", held.to_string()), ("needed", needed.to_string())]),
        },
        Part {
            code: PartCode::Punctuality,
            value: share(i64::from(punctuality) - 500, 500),
            weight: weights.punctuality,
            note: note(&[("percent", (punctuality / 10).to_string())]),
        },
        Part {
            code: PartCode::Rating,
            value: share(i64::from(rating) - 3000, 2000),
            weight: weights.rating,
            note: note(&[("rating", format!("{}.{}", rating / 1000, rating % 1000 / 100))]),
        },
        Part {
            code: PartCode::Load,
            value: 100 - share(visits, visits_max),
            weight: weights.load,
            note: note(&[("visits", visits.to_string()), ("max", visits_max.to_string())]),
        },
        Part {
            code: PartCode::Familiarity,
            value: if known { 100 } else { 0 },
            weight: weights.familiarity,
            note: note(&[]),
        },
        Part {
            code: PartCode::Slack,
            value: share(fit.slack_minutes, SLACK_MINUTES_MAX),
            weight: weights.slack,
            note: note(&[("minutes", fit.slack_minutes.to_string())]),
        },
    ]
}

/// The weighted mean in hundredths, 0 to 10000.
#[must_use]
pub fn total(parts: &[Part]) -> i64 {
    let weights: i64 = parts.iter().map(|part| i64::from(part.weight)).sum();
    let points: i64 = parts.iter().map(|part| i64::from(part.value) * i64::from(part.weight)).sum();
    points * 100 / weights.max(1)
}
