//! Whether what an operator wrote into the catalogue makes sense.

use crate::{
    model::{
        AddOn, CategorySpec, ChecklistTemplate, Fault, Names, PaymentMode, PlanOffer, SKILLS, ServiceSpec, StepKind,
        TemplateStep, Term, Work,
    },
    refusals,
};
use kernel::{Rate, Result, problem};
use std::collections::HashSet;

const NAME_CHARS_MAX: usize = 80;
const TEXT_CHARS_MAX: usize = 1_000;
const MINUTES_MAX: u32 = 1_440;
const WARRANTY_DAYS_MAX: u16 = 3_650;

/// A category's content.
pub fn check_category(spec: &CategorySpec) -> Result<()> {
    check_word(&spec.code, "code")?;
    check_names(&spec.names, "names", NAME_CHARS_MAX)
}

/// A service's content; whether its category and checklist exist is the action's to ask.
pub fn check_spec(spec: &ServiceSpec) -> Result<()> {
    check_short_code(&spec.code, "code")?;
    check_names(&spec.names, "names", NAME_CHARS_MAX)?;
    check_names(&spec.description, "description", TEXT_CHARS_MAX)?;
    within(spec.quantity_min, 1, 10_000, "quantity_min")?;
    within(spec.quantity_max, spec.quantity_min, 10_000, "quantity_max")?;
    check_work(&spec.work)?;
    if let PaymentMode::Deposit { rate } = spec.terms.payment
        && (rate <= Rate::ZERO || rate > Rate::ONE)
    {
        return Err(problem::OUT_OF_RANGE.field("terms.payment.rate"));
    }
    check_warranty(spec.terms.labour_warranty_days, spec.terms.part_warranty_days, "terms")?;
    check_add_ons(&spec.add_ons)?;
    check_plans(&spec.plans)?;
    each_once(spec.materials.iter().map(String::as_str), "materials")?;
    spec.materials.iter().try_for_each(|material| check_word(material, "materials"))?;
    if let Some(difficulty) = spec.difficulty {
        within(u32::from(difficulty), 1, 5, "difficulty")?;
    }
    check_word(&spec.checklist, "checklist")
}

fn check_work(work: &Work) -> Result<()> {
    for (minutes, field) in [
        (work.base_minutes, "work.base_minutes"),
        (work.minutes_per_unit, "work.minutes_per_unit"),
        (work.minutes_min, "work.minutes_min"),
        (work.minutes_per_floor, "work.minutes_per_floor"),
        (work.buffer_before_minutes, "work.buffer_before_minutes"),
        (work.buffer_after_minutes, "work.buffer_after_minutes"),
    ] {
        within(minutes, 0, MINUTES_MAX, field)?;
    }
    if work.base_minutes + work.minutes_per_unit + work.minutes_min == 0 {
        return Err(problem::OUT_OF_RANGE.field("work.base_minutes"));
    }
    within(u32::from(work.crew_size), 1, 8, "work.crew_size")?;
    within(u32::from(work.crew_size_max), u32::from(work.crew_size), 8, "work.crew_size_max")?;
    within(u32::from(work.workshop_days), 0, 90, "work.workshop_days")?;
    if work.skills.is_empty() {
        return Err(problem::REQUIRED.field("work.skills"));
    }
    each_once(work.skills.iter().map(|need| need.skill.as_str()), "work.skills")?;
    for need in &work.skills {
        if !SKILLS.contains(&need.skill.as_str()) {
            let unknown = problem::UNKNOWN_CODE.field("work.skills");
            return Err(unknown.param("given", &need.skill).param("allowed", SKILLS.join(", ")));
        }
        within(u32::from(need.level), 0, 5, "work.skills.level")?;
    }
    Ok(())
}

fn check_warranty(labour_days: u16, part_days: u16, field: &str) -> Result<()> {
    if labour_days.max(part_days) > WARRANTY_DAYS_MAX {
        return Err(problem::OUT_OF_RANGE.problem().field(format!("{field}.warranty_days")));
    }
    Ok(())
}

fn check_add_ons(add_ons: &[AddOn]) -> Result<()> {
    each_once(add_ons.iter().map(|add_on| add_on.code.as_str()), "add_ons")?;
    for add_on in add_ons {
        check_word(&add_on.code, "add_ons.code")?;
        check_names(&add_on.names, "add_ons.names", NAME_CHARS_MAX)?;
        within(add_on.minutes, 0, MINUTES_MAX, "add_ons.minutes")?;
        within(add_on.count_max, 1, 100, "add_ons.count_max")?;
    }
    Ok(())
}

fn check_plans(plans: &[PlanOffer]) -> Result<()> {
    // One way is no choice: a service offered one way only lists none.
    if plans.len() == 1 {
        return Err(problem::OUT_OF_RANGE.field("plans"));
    }
    each_once(plans.iter().map(|offer| offer.plan.as_str()), "plans")?;
    for offer in plans {
        check_names(&offer.names, "plans.names", NAME_CHARS_MAX)?;
        check_warranty(offer.labour_warranty_days, offer.part_warranty_days, "plans")?;
    }
    Ok(())
}

/// A checklist template.
pub fn check_checklist(template: &ChecklistTemplate) -> Result<()> {
    check_word(&template.code, "code")?;
    check_names(&template.names, "names", NAME_CHARS_MAX)?;
    if template.steps.is_empty() {
        return Err(problem::REQUIRED.field("steps"));
    }
    if template.steps.len() > 60 {
        return Err(problem::TOO_LONG.field("steps"));
    }
    each_once(template.steps.iter().map(|step| step.code.as_str()), "steps")?;
    template.steps.iter().try_for_each(check_step)
}

fn check_step(step: &TemplateStep) -> Result<()> {
    check_word(&step.code, "steps.code")?;
    check_names(&step.names, "steps.names", NAME_CHARS_MAX)?;
    let fits = match step.kind {
        StepKind::Tick => step.photos.is_empty() && step.reading_unit.is_empty(),
        StepKind::Photo => (1..=12).contains(&step.photos.len()) && step.reading_unit.is_empty(),
        StepKind::Reading => step.photos.is_empty() && (1..=12).contains(&step.reading_unit.chars().count()),
    };
    if !fits {
        return Err(refusals::BAD_STEP.field("steps").param("step", &step.code));
    }
    each_once(step.photos.iter().map(String::as_str), "steps.photos")?;
    step.photos.iter().try_for_each(|photo| check_word(photo, "steps.photos"))
}

/// A word of the furniture form.
pub fn check_term(term: &Term) -> Result<()> {
    check_word(&term.code, "code")?;
    if !term.parent.is_empty() {
        check_word(&term.parent, "parent")?;
    }
    check_names(&term.names, "names", NAME_CHARS_MAX)
}

/// A fault.
pub fn check_fault(fault: &Fault) -> Result<()> {
    check_short_code(&fault.code, "code")?;
    let parts: Vec<&str> = fault.path.split('.').collect();
    let is_path =
        (3..=6).contains(&parts.len()) && parts.iter().all(|part| is_code(part, u8::is_ascii_uppercase, b"_"));
    if !is_path {
        return Err(refusals::BAD_CODE.field("path").param("given", &fault.path));
    }
    each_once(fault.furniture_types.iter().map(String::as_str), "furniture_types")?;
    for (names, field) in [(&fault.symptom, "symptom"), (&fault.cause, "cause"), (&fault.method, "method")] {
        check_names(names, field, TEXT_CHARS_MAX)?;
    }
    within(fault.minutes.0, 1, 60 * 24 * 30, "minutes")?;
    within(fault.minutes.1, fault.minutes.0, 60 * 24 * 30, "minutes")?;
    let (low, high) = fault.price;
    if low.is_negative() || high.minus(low)?.is_negative() || high.minor > kernel::money::MINOR_MAX {
        return Err(problem::BAD_AMOUNT.field("price"));
    }
    Ok(())
}

/// Lower-case words with underscores, such as `seat_count`.
pub(super) fn check_word(code: &str, field: &str) -> Result<()> {
    if is_code(code, u8::is_ascii_lowercase, b"_") {
        Ok(())
    } else {
        Err(refusals::BAD_CODE.field(field).param("given", code))
    }
}

/// Capitals, digits and hyphens, such as `FS-01`.
fn check_short_code(code: &str, field: &str) -> Result<()> {
    if is_code(code, u8::is_ascii_uppercase, b"-") {
        Ok(())
    } else {
        Err(refusals::BAD_CODE.field(field).param("given", code))
    }
}

fn is_code(code: &str, is_letter: impl Fn(&u8) -> bool, separators: &[u8]) -> bool {
    let fits = |byte: &u8| is_letter(byte) || byte.is_ascii_digit() || separators.contains(byte);
    (1..=40).contains(&code.len()) && code.bytes().all(|byte| fits(&byte)) && !separators.contains(&code.as_bytes()[0])
}

pub(super) fn check_names(names: &Names, field: &str, chars_max: usize) -> Result<()> {
    for (text, language) in [(&names.zh, "zh"), (&names.en, "en")] {
        if text.trim().is_empty() {
            return Err(problem::REQUIRED.problem().field(format!("{field}.{language}")));
        }
        if text.chars().count() > chars_max {
            return Err(problem::TOO_LONG.problem().field(format!("{field}.{language}")));
        }
    }
    Ok(())
}

pub(super) fn each_once<'a>(codes: impl Iterator<Item = &'a str>, field: &str) -> Result<()> {
    let mut seen = HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(refusals::REPEATED_CODE.field(field).param("given", code));
        }
    }
    Ok(())
}

fn within(number: u32, low: u32, high: u32, field: &str) -> Result<()> {
    if (low..=high).contains(&number) {
        return Ok(());
    }
    Err(problem::OUT_OF_RANGE.field(field).param("low", low).param("high", high).param("given", number))
}
