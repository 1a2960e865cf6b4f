//! A service as a form: filled in, and read back.

use super::{names, with_names};
use crate::forms::{ROWS_MAX, Typed, percent_text};
use catalog::model::{AddOn, PaymentMode, Plan, PlanOffer, ServiceSpec, SkillNeed, Terms, Work};
use edge::Submitted;
use kernel::{Rate, Result};
use ui::Form;

/// The form of a new service: what most have.
pub(super) fn fresh(form: Form, category: &str) -> Form {
    form.with("category", category)
        .with("quantity_min", 1)
        .with("quantity_max", 10)
        .with("work.base_minutes", 30)
        .with("work.minutes_per_unit", 30)
        .with("work.minutes_min", 60)
        .with("work.minutes_per_floor", 0)
        .with("work.buffer_before_minutes", 0)
        .with("work.buffer_after_minutes", 15)
        .with("work.crew_size", 1)
        .with("work.crew_size_max", 1)
        .with("work.workshop_days", 0)
        .with("terms.labour_warranty_days", 0)
        .with("terms.part_warranty_days", 0)
        .with("terms.payment.rate", 30)
        .with("position", 1000)
}

/// The form of a stored service.
pub(super) fn filled(form: Form, spec: &ServiceSpec) -> Form {
    let form = with_names(with_names(form, "names", &spec.names), "description", &spec.description)
        .with("category", spec.category)
        .with("code", &spec.code)
        .with("unit", spec.unit)
        .with("quantity_min", spec.quantity_min)
        .with("quantity_max", spec.quantity_max)
        .with("brand_matters", if spec.brand_matters { "yes" } else { "" })
        .with("difficulty", spec.difficulty.map(|level| level.to_string()).unwrap_or_default())
        .with("checklist", &spec.checklist)
        .with("position", spec.position);
    let form = with_terms(with_work(form, &spec.work), &spec.terms);
    with_plans(with_add_ons(form, &spec.add_ons), &spec.plans)
}

fn with_work(form: Form, work: &Work) -> Form {
    let form = form
        .with("work.base_minutes", work.base_minutes)
        .with("work.minutes_per_unit", work.minutes_per_unit)
        .with("work.minutes_min", work.minutes_min)
        .with("work.minutes_per_floor", work.minutes_per_floor)
        .with("work.buffer_before_minutes", work.buffer_before_minutes)
        .with("work.buffer_after_minutes", work.buffer_after_minutes)
        .with("work.crew_size", work.crew_size)
        .with("work.crew_size_max", work.crew_size_max)
        .with("work.workshop_days", work.workshop_days);
    work.skills.iter().enumerate().fold(form, |form, (row, need)| {
        form.with(format!("skills.{row}.skill"), &need.skill).with(format!("skills.{row}.level"), need.level)
    })
}

fn with_terms(form: Form, terms: &Terms) -> Form {
    let (mode, rate) = match terms.payment {
        PaymentMode::Deposit { rate } => (DEPOSIT, rate),
        PaymentMode::PayAfter => (PAY_AFTER, Rate::percent(30)),
        PaymentMode::Prepay => (PREPAY, Rate::percent(30)),
    };
    form.with("terms.payment", mode)
        .with("terms.payment.rate", percent_text(rate))
        .with("terms.commission", terms.commission)
        .with("terms.labour_warranty_days", terms.labour_warranty_days)
        .with("terms.part_warranty_days", terms.part_warranty_days)
        .with("terms.visit_fee", terms.visit_fee)
}

fn with_add_ons(form: Form, add_ons: &[AddOn]) -> Form {
    add_ons.iter().enumerate().fold(form, |form, (row, one)| {
        with_names(form, &format!("add_ons.{row}.names"), &one.names)
            .with(format!("add_ons.{row}.code"), &one.code)
            .with(format!("add_ons.{row}.kind"), one.kind)
            .with(format!("add_ons.{row}.minutes"), one.minutes)
            .with(format!("add_ons.{row}.count_max"), one.count_max)
    })
}

fn with_plans(form: Form, plans: &[PlanOffer]) -> Form {
    plans.iter().fold(form, |form, offer| {
        let plan = offer.plan;
        with_names(form, &format!("plans.{plan}.names"), &offer.names)
            .with(format!("plans.{plan}"), "yes")
            .with(format!("plans.{plan}.labour"), offer.labour_warranty_days)
            .with(format!("plans.{plan}.part"), offer.part_warranty_days)
    })
}

/// Codes of the payment modes in the form.
pub(super) const DEPOSIT: &str = "deposit";
pub(super) const PAY_AFTER: &str = "pay_after";
pub(super) const PREPAY: &str = "prepay";

/// What was sent.
pub(super) fn read(form: &Submitted) -> Result<ServiceSpec> {
    Ok(ServiceSpec {
        category: form.read_as("category")?,
        code: form.required("code")?.to_owned(),
        names: names(form, "names")?,
        description: names(form, "description")?,
        unit: form.read_as("unit")?,
        quantity_min: form.number("quantity_min")?,
        quantity_max: form.number("quantity_max")?,
        work: work(form)?,
        terms: terms(form)?,
        add_ons: add_ons(form)?,
        plans: plans(form)?,
        materials: form.all("materials").map(str::to_owned).collect(),
        brand_matters: form.ticked("brand_matters"),
        difficulty: form.maybe_number("difficulty")?,
        checklist: form.required("checklist")?.to_owned(),
        position: form.number("position")?,
    })
}

fn work(form: &Submitted) -> Result<Work> {
    let mut skills = Vec::new();
    for row in 0..ROWS_MAX {
        let skill = form.text(&format!("skills.{row}.skill"));
        if !skill.is_empty() {
            let level = form.number(&format!("skills.{row}.level"))?;
            skills.push(SkillNeed { skill: skill.to_owned(), level });
        }
    }
    Ok(Work {
        base_minutes: form.number("work.base_minutes")?,
        minutes_per_unit: form.number("work.minutes_per_unit")?,
        minutes_min: form.number("work.minutes_min")?,
        minutes_per_floor: form.number("work.minutes_per_floor")?,
        buffer_before_minutes: form.number("work.buffer_before_minutes")?,
        buffer_after_minutes: form.number("work.buffer_after_minutes")?,
        skills,
        crew_size: form.number("work.crew_size")?,
        crew_size_max: form.number("work.crew_size_max")?,
        workshop_days: form.number("work.workshop_days")?,
    })
}

fn terms(form: &Submitted) -> Result<Terms> {
    let payment = match form.required("terms.payment")? {
        DEPOSIT => PaymentMode::Deposit { rate: form.percent("terms.payment.rate")? },
        PREPAY => PaymentMode::Prepay,
        PAY_AFTER => PaymentMode::PayAfter,
        other => {
            let unknown = kernel::problem::UNKNOWN_CODE.field("terms.payment").param("given", other);
            return Err(unknown.param("allowed", [DEPOSIT, PAY_AFTER, PREPAY].join(", ")));
        }
    };
    Ok(Terms {
        payment,
        commission: form.read_as("terms.commission")?,
        labour_warranty_days: form.number("terms.labour_warranty_days")?,
        part_warranty_days: form.number("terms.part_warranty_days")?,
        visit_fee: form.read_as("terms.visit_fee")?,
    })
}

fn add_ons(form: &Submitted) -> Result<Vec<AddOn>> {
    let mut found = Vec::new();
    for row in 0..ROWS_MAX {
        let name = |field: &str| format!("add_ons.{row}.{field}");
        if form.text(&name("code")).is_empty() && form.text(&name("names.zh")).is_empty() {
            continue;
        }
        found.push(AddOn {
            code: form.required(&name("code"))?.to_owned(),
            names: names(form, &name("names"))?,
            kind: form.read_as(&name("kind"))?,
            minutes: form.number(&name("minutes"))?,
            count_max: form.number(&name("count_max"))?,
        });
    }
    Ok(found)
}

fn plans(form: &Submitted) -> Result<Vec<PlanOffer>> {
    let mut found = Vec::new();
    for plan in Plan::ALL.iter().copied().filter(|plan| form.ticked(&format!("plans.{plan}"))) {
        found.push(PlanOffer {
            plan,
            names: names(form, &format!("plans.{plan}.names"))?,
            labour_warranty_days: form.number(&format!("plans.{plan}.labour"))?,
            part_warranty_days: form.number(&format!("plans.{plan}.part"))?,
        });
    }
    Ok(found)
}
