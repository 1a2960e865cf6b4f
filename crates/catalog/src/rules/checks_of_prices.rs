//! Whether what an operator wrote into a price book makes sense, and whether the book prices all that is offered.

use crate::{
    model::{
        AddOnKind, AddOnPrice, Climb, DayKind, Factor, PlanPrice, Policy, PriceItem, Service, ServicePrice,
        ServiceSpec, Term, TermKind,
    },
    refusals,
    rules::checks::{check_names, check_word, each_once},
};
use kernel::{Currency, Money, Rate, Result, money::MINOR_MAX, problem};
use std::collections::{HashMap, HashSet};

const FACTOR_MIN: Rate = Rate::percent(10);
const FACTOR_MAX: Rate = Rate::percent(1_000);
const SURCHARGE_MAX: Rate = Rate::percent(500);

/// The rules of a book.
pub fn check_policy(policy: &Policy, currency: Currency) -> Result<()> {
    check_factors(&policy.brand_tiers, "brand_tiers")?;
    check_factors(&policy.materials, "materials")?;
    policy.difficulty.iter().try_for_each(|rate| factor(*rate, "difficulty"))?;
    if !policy.difficulty.is_sorted() {
        return Err(problem::OUT_OF_RANGE.field("difficulty"));
    }
    for (rate, field) in [
        (policy.floor, "floor"),
        (policy.night, "night"),
        (policy.weekend, "weekend"),
        (policy.emergency, "emergency"),
        (policy.parts_markup_max, "parts_markup_max"),
    ] {
        surcharge(rate, field)?;
    }
    let territories: Vec<String> = policy.territories.iter().map(|price| price.territory.to_string()).collect();
    each_once(territories.iter().map(String::as_str), "territories")?;
    for price in &policy.territories {
        check_names(&price.names, "territories.names", 80)?;
        surcharge(price.rate, "territories.rate")?;
        amount(price.travel_fee, currency, "territories.travel_fee")?;
    }
    for day in &policy.days {
        check_names(&day.names, "days.names", 80)?;
        surcharge(day.rate, "days.rate")?;
        if day.from > day.until || (day.kind == DayKind::Workday && day.rate != Rate::ZERO) {
            return Err(problem::OUT_OF_RANGE.field("days"));
        }
    }
    amount(policy.visit_fee, currency, "visit_fee")?;
    if !(1..=24 * 60).contains(&policy.quote_hours) {
        return Err(problem::OUT_OF_RANGE.field("quote_hours").param("low", 1).param("high", 24 * 60));
    }
    Ok(())
}

/// The price of a service. A part's price is held below the mark-up cap here, so that no quote can exceed it.
pub fn check_price(spec: &ServiceSpec, price: &ServicePrice, policy: &Policy, currency: Currency) -> Result<()> {
    amount(price.unit_price, currency, "unit_price")?;
    if price.unit_price.is_zero() {
        return Err(problem::BAD_AMOUNT.field("unit_price"));
    }
    for (bound, field) in [(price.floor, "floor"), (price.cap, "cap"), (price.minimum, "minimum")] {
        if let Some(bound) = bound {
            amount(bound, currency, field)?;
        }
    }
    if let (Some(floor), Some(cap)) = (price.floor, price.cap)
        && cap.minus(floor)?.is_negative()
    {
        return Err(problem::BAD_AMOUNT.field("cap"));
    }
    match price.climb {
        Climb::Free | Climb::Share => {}
        Climb::Each { fee } => amount(fee, currency, "climb.fee")?,
    }
    check_plan_prices(spec, &price.plans)?;
    check_add_on_prices(spec, &price.add_ons, policy, currency)
}

fn check_plan_prices(spec: &ServiceSpec, plans: &[PlanPrice]) -> Result<()> {
    each_once(plans.iter().map(|price| price.plan.as_str()), "plans")?;
    for price in plans {
        if !spec.plans.iter().any(|offer| offer.plan == price.plan) {
            return Err(refusals::UNKNOWN_PLAN.field("plans").param("given", price.plan));
        }
        factor(price.rate, "plans.rate")?;
    }
    Ok(())
}

fn check_add_on_prices(spec: &ServiceSpec, prices: &[AddOnPrice], policy: &Policy, currency: Currency) -> Result<()> {
    each_once(prices.iter().map(|price| price.code.as_str()), "add_ons")?;
    for price in prices {
        let Some(add_on) = spec.add_ons.iter().find(|add_on| add_on.code == price.code) else {
            return Err(refusals::UNKNOWN_ADD_ON.field("add_ons").param("given", &price.code));
        };
        amount(price.price, currency, "add_ons.price")?;
        match (add_on.kind, price.cost) {
            (AddOnKind::Work, _) => {}
            (AddOnKind::Part, None) => return Err(problem::REQUIRED.field("add_ons.cost")),
            (AddOnKind::Part, Some(cost)) => {
                amount(cost, currency, "add_ons.cost")?;
                let most = cost.plus(cost.share(policy.parts_markup_max)?)?;
                if most.minus(price.price)?.is_negative() {
                    let too_high = refusals::MARKUP_TOO_HIGH.field("add_ons.price");
                    return Err(too_high.param("given", price.price.decimal()).param("most", most.decimal()));
                }
            }
        }
    }
    Ok(())
}

/// Whether the book prices every active service with all its ways, add-ons and materials, and every brand tier; `book_incomplete` names
/// what is missing.
pub fn check_complete(policy: &Policy, items: &[PriceItem], services: &[Service], terms: &[Term]) -> Result<()> {
    let prices: HashMap<_, _> = items.iter().map(|item| (item.service, &item.price)).collect();
    let materials: HashSet<&str> = policy.materials.iter().map(|factor| factor.code.as_str()).collect();
    let tiers: HashSet<&str> = policy.brand_tiers.iter().map(|factor| factor.code.as_str()).collect();
    let mut missing = Vec::new();
    for Service { id, spec, .. } in services.iter().filter(|service| service.is_active) {
        let Some(price) = prices.get(id) else {
            missing.push(spec.code.clone());
            continue;
        };
        let plans = spec.plans.iter().filter(|offer| !price.plans.iter().any(|known| known.plan == offer.plan));
        missing.extend(plans.map(|offer| format!("{} {}", spec.code, offer.plan)));
        let add_ons = spec.add_ons.iter().filter(|add_on| !price.add_ons.iter().any(|known| known.code == add_on.code));
        missing.extend(add_ons.map(|add_on| format!("{} {}", spec.code, add_on.code)));
        let unknown = spec.materials.iter().filter(|material| !materials.contains(material.as_str()));
        missing.extend(unknown.map(|material| format!("{} {material}", spec.code)));
    }
    let unpriced = terms
        .iter()
        .filter(|term| term.is_active && term.kind == TermKind::BrandTier && !tiers.contains(term.code.as_str()));
    missing.extend(unpriced.map(|term| term.code.clone()));
    if missing.is_empty() {
        return Ok(());
    }
    missing.truncate(20);
    Err(refusals::BOOK_INCOMPLETE.problem().param("missing", missing.join(", ")))
}

fn check_factors(factors: &[Factor], field: &str) -> Result<()> {
    each_once(factors.iter().map(|factor| factor.code.as_str()), field)?;
    for Factor { code, names, rate } in factors {
        check_word(code, field)?;
        check_names(names, field, 80)?;
        factor(*rate, field)?;
    }
    Ok(())
}

fn factor(rate: Rate, field: &str) -> Result<()> {
    between(rate, FACTOR_MIN, FACTOR_MAX, field)
}

fn surcharge(rate: Rate, field: &str) -> Result<()> {
    between(rate, Rate::ZERO, SURCHARGE_MAX, field)
}

fn between(rate: Rate, low: Rate, high: Rate, field: &str) -> Result<()> {
    if (low..=high).contains(&rate) {
        return Ok(());
    }
    Err(problem::OUT_OF_RANGE.field(field).param("low", low).param("high", high).param("given", rate))
}

fn amount(money: Money, currency: Currency, field: &str) -> Result<()> {
    if money.currency != currency {
        return Err(problem::CURRENCY_MISMATCH.field(field).param("one", money.currency).param("other", currency));
    }
    if money.is_negative() || money.minor > MINOR_MAX {
        return Err(problem::BAD_AMOUNT.field(field));
    }
    Ok(())
}
