//! What must be there before the work counts as done, and when silence counts as acceptance.

use crate::{
    model::{ChecklistStep, Proof, ProofKind},
    refusals,
};
use kernel::{Locale, Result, Timestamp, time::hours};

/// How long the customer has before silence counts as acceptance (DOMAIN 1).
pub const AUTO_ACCEPT_HOURS: i64 = 72;
/// How often work may be sent back before an operator decides.
pub const REWORKS_MAX: u32 = 3;
/// Photos and signatures of one visit.
pub const PROOFS_MAX: usize = 60;

/// Something that is missing for "done".
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// `step:<code>` or `photo:<step code>/<name>`.
    pub code: String,
    /// What people call it.
    pub label: crate::model::Names,
}

/// What is missing: required steps that are not ticked and the photos that they want.
#[must_use]
pub fn missing(steps: &[ChecklistStep], proofs: &[Proof]) -> Vec<Missing> {
    let has_photo = |step: &ChecklistStep, name: &str| {
        proofs.iter().any(|proof| {
            proof.kind == ProofKind::Photo && proof.name == name && proof.step.is_none_or(|of| of == step.step)
        })
    };
    let mut found = Vec::new();
    for step in steps.iter().filter(|step| step.is_required) {
        if step.ticked_at.is_none() {
            found.push(Missing { code: format!("step:{}", step.code), label: step.names.clone() });
        }
        for photo in step.photos.iter().filter(|photo| !has_photo(step, &photo.name)) {
            found.push(Missing { code: format!("photo:{}/{}", step.code, photo.name), label: photo.label.clone() });
        }
    }
    found
}

/// Refuses "done" while something is missing, and says what.
pub fn require_complete(steps: &[ChecklistStep], proofs: &[Proof], locale: Locale) -> Result<()> {
    let missing = missing(steps, proofs);
    if missing.is_empty() {
        return Ok(());
    }
    let separator = match locale {
        Locale::ZhCn => "、",
        Locale::En => ", ",
    };
    let labels: Vec<&str> = missing.iter().map(|item| item.label.in_locale(locale)).collect();
    let codes: Vec<&str> = missing.iter().map(|item| item.code.as_str()).collect();
    let problem = refusals::WORK_INCOMPLETE.problem().param("missing", labels.join(separator));
    Err(problem.param("missing_codes", codes.join(",")).param("count", missing.len()))
}

/// When silence counts as acceptance.
#[must_use]
pub fn auto_accept_at(finished_at: Timestamp, after_hours: i64) -> Timestamp {
    finished_at.checked_add(hours(after_hours)).unwrap_or(Timestamp::MAX)
}
