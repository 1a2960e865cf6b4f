//! The quote engine: book, service and facts in, itemised options out.

use crate::{
    model::{
        ItemChoice, LineCode, PaymentMode, Plan, PlanOffer, PriceBook, Quote, QuoteOption, Service, ServicePrice,
        VisitFacts, VisitFeeRule,
    },
    refusals,
    rules::{check_choice, lines::Sheet},
};
use kernel::{Money, Problem, Rate, Result, money::MINOR_MAX, problem};

/// A service with its price and what is wanted of it.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// As it stands in the catalogue.
    pub service: &'a Service,
    /// As the book prices it.
    pub price: &'a ServicePrice,
    /// What is wanted.
    pub choice: &'a ItemChoice,
}

/// A piece of extra work, done in one of the ways the service is offered.
#[derive(Clone, Copy, Debug)]
pub struct Extra<'a> {
    /// What.
    pub offered: Offered<'a>,
    /// Which way.
    pub plan: Plan,
}

/// The options of a quote: one, or one for each way the service is offered. `credit` is a visit fee paid before, which is taken off when the
/// service says so.
pub fn quote(
    book: &PriceBook,
    offered: &Offered<'_>,
    visit: &VisitFacts,
    credit: Option<Money>,
) -> Result<Vec<QuoteOption>> {
    check_choice(book, offered.service, offered.choice, visit)?;
    let plans = &offered.service.spec.plans;
    if plans.is_empty() {
        return Ok(vec![option(book, offered, visit, credit, Plan::Standard)?]);
    }
    plans.iter().map(|offer| option(book, offered, visit, credit, offer.plan)).collect()
}

fn option(
    book: &PriceBook,
    offered: &Offered<'_>,
    visit: &VisitFacts,
    credit: Option<Money>,
    plan: Plan,
) -> Result<QuoteOption> {
    let mut sheet = Sheet::new(book);
    let labour = sheet.labour(offered, plan)?;
    let labour = sheet.minimum(offered, labour)?;
    sheet.add_ons(offered)?;
    sheet.trip(offered, visit, labour)?;
    sheet.time(offered, visit, labour)?;
    if let (Some(fee), VisitFeeRule::Credits) = (credit, offered.service.spec.terms.visit_fee) {
        let most = sheet.total()?;
        sheet.credit(fee, most)?;
    }
    let offer = offered.service.spec.plans.iter().find(|offer| offer.plan == plan);
    finish(sheet, &[Extra { offered: *offered, plan }], offer, plan)
}

/// Extra work on site: catalogue items only, without what the trip costs and without minimum, because the trip is paid already. The surcharges
/// for the time of the visit apply. A visit fee paid before is taken off the items that credit it.
pub fn quote_extra(
    book: &PriceBook,
    extras: &[Extra<'_>],
    visit: &VisitFacts,
    credit: Option<Money>,
) -> Result<QuoteOption> {
    if extras.is_empty() {
        return Err(problem::REQUIRED.field("items"));
    }
    let mut sheet = Sheet::new(book);
    let mut creditable = Money::zero(book.currency);
    for (item, Extra { offered, plan }) in extras.iter().enumerate() {
        sheet.for_item(u16::try_from(item).map_err(|_| problem::OUT_OF_RANGE.field("items"))?);
        check_choice(book, offered.service, offered.choice, visit)?;
        check_plan(offered.service, *plan)?;
        let before = sheet.total()?;
        let labour = sheet.labour(offered, *plan)?;
        sheet.add_ons(offered)?;
        sheet.time(offered, visit, labour)?;
        if offered.service.spec.terms.visit_fee == VisitFeeRule::Credits {
            creditable = creditable.plus(sheet.total()?.minus(before)?)?;
        }
    }
    if let Some(fee) = credit {
        sheet.for_item(0);
        sheet.credit(fee, creditable)?;
    }
    finish(sheet, extras, None, Plan::Standard)
}

fn check_plan(service: &Service, plan: Plan) -> Result<()> {
    let plans = &service.spec.plans;
    let is_offered =
        if plans.is_empty() { plan == Plan::Standard } else { plans.iter().any(|offer| offer.plan == plan) };
    if is_offered { Ok(()) } else { Err(refusals::UNKNOWN_PLAN.field("plan").param("given", plan)) }
}

fn finish(sheet: Sheet<'_>, extras: &[Extra<'_>], offer: Option<&PlanOffer>, plan: Plan) -> Result<QuoteOption> {
    let total = sheet.total()?;
    if total.minor > MINOR_MAX {
        return Err(problem::BAD_AMOUNT.field("quantity").param("reason", "overflow"));
    }
    if total.is_negative() {
        return Err(Problem::broken(format!("a quote came out negative: {total}")));
    }
    let (labour, parts) =
        extras.iter().map(|extra| warranty(extra)).fold((0, 0), |most, one| (most.0.max(one.0), most.1.max(one.1)));
    let payment = extras.first().map_or(PaymentMode::PayAfter, |extra| extra.offered.service.spec.terms.payment);
    Ok(QuoteOption {
        plan,
        names: offer.map(|offer| offer.names.clone()),
        lines: sheet.into_lines(),
        total,
        due_first: payment_due(payment, total)?,
        labour_warranty_days: labour,
        part_warranty_days: parts,
    })
}

/// Warranty days on labour and parts; the way it is done may promise its own.
fn warranty(extra: &Extra<'_>) -> (u16, u16) {
    let spec = &extra.offered.service.spec;
    match spec.plans.iter().find(|offer| offer.plan == extra.plan) {
        Some(offer) => (offer.labour_warranty_days, offer.part_warranty_days),
        None => (spec.terms.labour_warranty_days, spec.terms.part_warranty_days),
    }
}

/// What is due before the work.
pub fn payment_due(payment: PaymentMode, total: Money) -> Result<Money> {
    match payment {
        PaymentMode::Deposit { rate } => total.share(rate),
        PaymentMode::PayAfter => total.share(Rate::ZERO),
        PaymentMode::Prepay => Ok(total),
    }
}

/// The visit fee that an accepted quote charged, if it is one and nobody took it off yet.
pub fn credit_of(quote: &Quote, services: &[Service]) -> Result<Option<Money>> {
    let Some(option) = quote.accepted() else {
        return Err(refusals::QUOTE_NOT_ACCEPTED.problem());
    };
    if quote.credited_by.is_some() {
        return Ok(None);
    }
    let charges = |item: u16| {
        let wanted = quote.items.get(usize::from(item)).map(|item| item.choice.service);
        services
            .iter()
            .any(|service| Some(service.id) == wanted && service.spec.terms.visit_fee == VisitFeeRule::Charges)
    };
    let fees = option.lines.iter().filter(|line| line.code == LineCode::Base && charges(line.item));
    let fee = Money::sum(fees.map(|line| line.amount), quote.currency)?;
    Ok(fee.is_positive().then_some(fee))
}
