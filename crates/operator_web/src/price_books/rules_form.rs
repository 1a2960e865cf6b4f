//! The rules of a book as a form: filled in, and read back.

use crate::forms::{ROWS_MAX, Typed, percent_text, time_text};
use catalog::model::{DayPrice, Factor, Names, Policy, Term, TermKind, TerritoryPrice};
use edge::Submitted;
use kernel::{Currency, Money, Rate, Result, time::Time};
use ui::Form;

/// Rules that change no price: where a market's first book begins.
pub(super) fn neutral(currency: Currency, terms: &[Term]) -> Policy {
    let factors = |kind: TermKind| {
        let of_kind = terms.iter().filter(|term| term.kind == kind && term.is_active);
        of_kind
            .map(|term| Factor { code: term.code.clone(), names: term.names.clone(), rate: Rate::ONE })
            .collect::<Vec<_>>()
    };
    Policy {
        brand_tiers: factors(TermKind::BrandTier),
        materials: factors(TermKind::Material),
        difficulty: [Rate::ONE; 5],
        floor: Rate::ZERO,
        territories: Vec::new(),
        night: Rate::ZERO,
        night_from: Time::constant(22, 0, 0, 0),
        night_until: Time::constant(6, 0, 0, 0),
        weekend: Rate::ZERO,
        days: Vec::new(),
        emergency: Rate::ZERO,
        visit_fee: Money::zero(currency),
        parts_markup_max: Rate::percent(20),
        quote_hours: 72,
    }
}

pub(super) fn filled(form: Form, policy: &Policy) -> Form {
    let form = form
        .with("floor", percent_text(policy.floor))
        .with("night", percent_text(policy.night))
        .with("night_from", time_text(policy.night_from))
        .with("night_until", time_text(policy.night_until))
        .with("weekend", percent_text(policy.weekend))
        .with("emergency", percent_text(policy.emergency))
        .with("visit_fee", policy.visit_fee.decimal())
        .with("parts_markup_max", percent_text(policy.parts_markup_max))
        .with("quote_hours", policy.quote_hours);
    let difficulty = policy.difficulty.iter().enumerate();
    let form =
        difficulty.fold(form, |form, (index, rate)| form.with(format!("difficulty.{index}"), percent_text(*rate)));
    let form = with_factors(form, "brand_tiers", &policy.brand_tiers);
    let form = with_factors(form, "materials", &policy.materials);
    with_days(with_territories(form, &policy.territories), &policy.days)
}

fn with_names(form: Form, name: &str, names: &Names) -> Form {
    form.with(format!("{name}.names.zh"), &names.zh).with(format!("{name}.names.en"), &names.en)
}

fn with_factors(form: Form, list: &str, factors: &[Factor]) -> Form {
    factors.iter().enumerate().fold(form, |form, (row, one)| {
        let name = format!("{list}.{row}");
        with_names(form, &name, &one.names)
            .with(format!("{name}.code"), &one.code)
            .with(format!("{name}.rate"), percent_text(one.rate))
    })
}

fn with_territories(form: Form, territories: &[TerritoryPrice]) -> Form {
    territories.iter().enumerate().fold(form, |form, (row, one)| {
        let name = format!("territories.{row}");
        with_names(form, &name, &one.names)
            .with(format!("{name}.territory"), one.territory)
            .with(format!("{name}.rate"), percent_text(one.rate))
            .with(format!("{name}.travel_fee"), one.travel_fee.decimal())
    })
}

fn with_days(form: Form, days: &[DayPrice]) -> Form {
    days.iter().enumerate().fold(form, |form, (row, one)| {
        let name = format!("days.{row}");
        with_names(form, &name, &one.names)
            .with(format!("{name}.kind"), one.kind)
            .with(format!("{name}.from"), one.from)
            .with(format!("{name}.until"), one.until)
            .with(format!("{name}.rate"), percent_text(one.rate))
    })
}

pub(super) fn read(form: &Submitted, currency: Currency) -> Result<Policy> {
    let mut difficulty = [Rate::ONE; 5];
    for (index, rate) in difficulty.iter_mut().enumerate() {
        *rate = form.percent(&format!("difficulty.{index}"))?;
    }
    Ok(Policy {
        brand_tiers: factors(form, "brand_tiers")?,
        materials: factors(form, "materials")?,
        difficulty,
        floor: form.percent("floor")?,
        territories: territories(form, currency)?,
        night: form.percent("night")?,
        night_from: form.time("night_from")?,
        night_until: form.time("night_until")?,
        weekend: form.percent("weekend")?,
        days: days(form)?,
        emergency: form.percent("emergency")?,
        visit_fee: form.amount("visit_fee", currency)?,
        parts_markup_max: form.percent("parts_markup_max")?,
        quote_hours: form.number("quote_hours")?,
    })
}

fn names(form: &Submitted, name: &str) -> Result<Names> {
    let (zh, en) = (format!("{name}.names.zh"), format!("{name}.names.en"));
    Ok(Names::new(form.required(&zh)?, form.required(&en)?))
}

/// The rows of a list that have something in one of the fields.
fn rows<'a>(form: &'a Submitted, list: &'a str, fields: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    let is_used = |name: &String| fields.iter().any(|field| !form.text(&format!("{name}.{field}")).is_empty());
    (0..ROWS_MAX).map(move |row| format!("{list}.{row}")).filter(is_used)
}

fn factors(form: &Submitted, list: &str) -> Result<Vec<Factor>> {
    let factor = |name: String| {
        Ok(Factor {
            code: form.required(&format!("{name}.code"))?.to_owned(),
            names: names(form, &name)?,
            rate: form.percent(&format!("{name}.rate"))?,
        })
    };
    rows(form, list, &["code", "names.zh"]).map(factor).collect()
}

fn territories(form: &Submitted, currency: Currency) -> Result<Vec<TerritoryPrice>> {
    let territory = |name: String| {
        Ok(TerritoryPrice {
            territory: form.read_as(&format!("{name}.territory"))?,
            names: names(form, &name)?,
            rate: form.percent(&format!("{name}.rate"))?,
            travel_fee: form.amount(&format!("{name}.travel_fee"), currency)?,
        })
    };
    rows(form, "territories", &["territory", "names.zh"]).map(territory).collect()
}

fn days(form: &Submitted) -> Result<Vec<DayPrice>> {
    let day = |name: String| {
        Ok(DayPrice {
            kind: form.read_as(&format!("{name}.kind"))?,
            names: names(form, &name)?,
            from: form.date(&format!("{name}.from"))?,
            until: form.date(&format!("{name}.until"))?,
            rate: form.percent(&format!("{name}.rate"))?,
        })
    };
    rows(form, "days", &["names.zh", "from"]).map(day).collect()
}
