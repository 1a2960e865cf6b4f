//! What one service costs in one book: amounts, stairs, ways it is offered, add-ons; and what it cost before.

use super::{book::Head, page_of};
use crate::{
    forms::{Refused, Sheet, Typed, percent_text},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::EditPrice,
    model::{AddOnKind, AddOnPrice, Climb, PlanPrice, PriceItem, Service, ServicePrice},
    views::{self, PricePoint},
};
use db::PageRequest;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Currency, Money, Permission, PriceBookId, Result, ServiceId, problem};
use ui::{Choice, Form, Shell};

/// Codes of what stairs cost, in the form.
const FREE: &str = "free";
const SHARE: &str = "share";
const EACH: &str = "each";

#[derive(Template)]
#[template(path = "price_books/item.html")]
struct Show {
    shell: Shell,
    head: Head,
    service: Service,
    sheet: Sheet,
    climbs: Vec<Choice>,
    history: Vec<PricePoint>,
    symbol: &'static str,
    unit: String,
}

pub(super) async fn show(visitor: Visitor, Path((id, service)): Path<(String, String)>) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let (book, service) = (id.parse().or_fail(&visitor)?, service.parse().or_fail(&visitor)?);
    dress(&visitor, book, service, None).await
}

fn address_of(book: PriceBookId, service: ServiceId) -> String {
    format!("{}/items/{service}", page_of(book))
}

/// What the page reads.
struct Found {
    service: Service,
    item: Option<PriceItem>,
    history: Vec<PricePoint>,
}

async fn found(visitor: &Visitor, book: PriceBookId, service: ServiceId) -> Result<Found> {
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    Ok(Found {
        service: views::service(&mut read, market, service).await?,
        item: views::price_item(&mut read, market, book, service).await?,
        history: views::price_history(&mut read, market, service, &PageRequest::first(12)).await?.items,
    })
}

async fn dress(visitor: &Visitor, book: PriceBookId, service: ServiceId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let head = Head::read(visitor, book, "").await.or_fail(visitor)?;
    let Found { service, item, history } = found(visitor, book, service).await.or_fail(visitor)?;
    let shell = head.shell(visitor, &address_of(book, service.id), refused.as_ref());
    let name = shell.name(&service.spec.names.zh, &service.spec.names.en);
    let back = shell.title.clone();
    let shell = shell.titled(name).lead(&service.spec.code).back(format!("{}#{}", page_of(book), service.id), back);
    let show = Show {
        sheet: Sheet::new(&shell, refused.as_ref(), "price", |form| match &item {
            Some(item) => filled(form, item),
            None => form.with("version", 0).with("climb", FREE),
        }),
        climbs: words::choices(shell.locale, "console-climb", [FREE, SHARE, EACH]),
        history,
        symbol: head.book.currency.symbol(),
        unit: words::word(shell.locale, "catalog-unit", service.spec.unit.as_str()),
        service,
        head,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn filled(form: Form, item: &PriceItem) -> Form {
    let ServicePrice { unit_price, floor, cap, minimum, climb, plans, add_ons } = &item.price;
    let text = |amount: &Option<Money>| amount.map(Money::decimal).unwrap_or_default();
    let (rule, fee) = match climb {
        Climb::Free => (FREE, String::new()),
        Climb::Share => (SHARE, String::new()),
        Climb::Each { fee } => (EACH, fee.decimal()),
    };
    let form = form
        .with("unit_price", unit_price.decimal())
        .with("floor", text(floor))
        .with("cap", text(cap))
        .with("minimum", text(minimum))
        .with("climb", rule)
        .with("climb.fee", fee)
        .with("version", item.version);
    let form = plans.iter().fold(form, |form, one| form.with(format!("plans.{}", one.plan), percent_text(one.rate)));
    add_ons.iter().fold(form, |form, one| {
        let form = form.with(format!("add_ons.{}.price", one.code), one.price.decimal());
        form.with(format!("add_ons.{}.cost", one.code), text(&one.cost))
    })
}

pub(super) async fn edit(Path((id, service)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let (book, service) = (id.parse().or_fail(visitor)?, service.parse().or_fail(visitor)?);
    match try_edit(&form, book, service).await {
        Ok(()) => Ok(frame::done(visitor, &address_of(book, service), "console-saved")),
        Err(problem) => dress(visitor, book, service, Some(Refused::of("price", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, book: PriceBookId, service: ServiceId) -> Result<()> {
    let visitor = &form.visitor;
    let (currency, known) = {
        let mut read = visitor.edge.app.db.read().await?;
        let found = views::price_book(&mut read, visitor.ctx.market, book).await?;
        (found.currency, views::service(&mut read, visitor.ctx.market, service).await?)
    };
    let edit = EditPrice { book, service, price: price(form, &known, currency)?, version: form.version()? };
    visitor.edge.app.db.perform(&visitor.ctx, edit).await.map(drop)
}

fn price(form: &Submitted, service: &Service, currency: Currency) -> Result<ServicePrice> {
    let climb = match form.required("climb")? {
        FREE => Climb::Free,
        SHARE => Climb::Share,
        EACH => Climb::Each { fee: form.amount("climb.fee", currency)? },
        other => {
            let unknown = problem::UNKNOWN_CODE.field("climb").param("given", other);
            return Err(unknown.param("allowed", [FREE, SHARE, EACH].join(", ")));
        }
    };
    let mut plans = Vec::new();
    for offer in &service.spec.plans {
        plans.push(PlanPrice { plan: offer.plan, rate: form.percent(&format!("plans.{}", offer.plan))? });
    }
    let mut add_ons = Vec::new();
    for add_on in &service.spec.add_ons {
        let field = |name: &str| format!("add_ons.{}.{name}", add_on.code);
        let cost = match add_on.kind {
            AddOnKind::Part => Some(form.amount(&field("cost"), currency)?),
            AddOnKind::Work => form.maybe_amount(&field("cost"), currency)?,
        };
        add_ons.push(AddOnPrice { code: add_on.code.clone(), price: form.amount(&field("price"), currency)?, cost });
    }
    Ok(ServicePrice {
        unit_price: form.amount("unit_price", currency)?,
        floor: form.maybe_amount("floor", currency)?,
        cap: form.maybe_amount("cap", currency)?,
        minimum: form.maybe_amount("minimum", currency)?,
        climb,
        plans,
        add_ons,
    })
}
