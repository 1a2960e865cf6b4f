//! `/services`: the catalogue, and each service with its price form.

use crate::{
    asking::{self, QuoteSheet, Refused, Subject},
    draft::Draft,
    frame::{read, shell},
    typed::{Asked, Typed},
    words::{Words, icon_of},
};
use askama::Template;
use axum::{Router, extract::Path, http::HeaderMap, routing::get};
use catalog::{
    model::{PaymentMode, Service},
    views::{Branch, ServiceCard, ServiceDetail, Shown},
};
use db::PageRequest;
use edge::{Answer, Edge, OrFail, Visitor, page};
use kernel::{Result, problem};
use ui::{Html, Link, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/services", get(list)).route("/services/{code}", get(show))
}

/// A service in a list.
pub(crate) struct Card {
    /// Its page.
    pub href: String,
    /// Its category's icon.
    pub icon: &'static str,
    /// What people read.
    pub name: String,
    /// From how much, and for what.
    pub price: String,
}

/// A service in a list.
pub(crate) fn card(shell: &Shell, service: &ServiceCard, icon: &'static str) -> Card {
    let unit = shell.word("catalog-unit", service.unit);
    let price = service.unit_price.map(|price| {
        shell.tw("customer-price-from", &[("price", shell.money_short(price).into()), ("unit", unit.into())])
    });
    Card {
        href: format!("/services/{}", service.code),
        icon,
        name: shell.name(&service.names.zh, &service.names.en),
        price: price.unwrap_or_else(|| shell.t("customer-price-on-asking")),
    }
}

struct Group {
    name: String,
    code: String,
    icon: &'static str,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "services/list.html")]
struct List {
    shell: Shell,
    query: String,
    chosen: String,
    chips: Vec<Link>,
    groups: Vec<Group>,
    found: Option<Vec<Card>>,
}

async fn list(visitor: Visitor) -> Answer {
    let list = read_list(&visitor).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&list)))
}

async fn read_list(visitor: &Visitor) -> Result<List> {
    let asked = Asked::of(visitor)?;
    let (query, chosen) = (asked.value("q").chars().take(60).collect::<String>(), asked.value("category").to_owned());
    let shell = shell(visitor, "customer-services").await?;
    let mut db = read(visitor).await?;
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let tree = catalog::views::catalogue_tree(&mut db, market, now, Shown::Active).await?;
    let found = if query.is_empty() {
        None
    } else {
        let cards = catalog::views::search(&mut db, market, &query, now, &PageRequest::first(60)).await?.items;
        let icon = |card: &ServiceCard| icon_in(&tree, card);
        Some(cards.iter().map(|service| card(&shell, service, icon(service))).collect())
    };
    let chips = tree.iter().map(|branch| {
        let spec = &branch.category.spec;
        Link::new(format!("/services?category={}", spec.code), shell.name(&spec.names.zh, &spec.names.en))
    });
    let chips = chips.collect();
    let shown = tree.iter().filter(|branch| chosen.is_empty() || branch.category.spec.code == chosen);
    let groups = shown.flat_map(|branch| groups(&shell, branch)).collect();
    Ok(List { query, chosen, chips, groups, found, shell })
}

fn groups(shell: &Shell, branch: &Branch) -> Vec<Group> {
    let spec = &branch.category.spec;
    let icon = icon_of(&spec.code);
    let mut all = Vec::new();
    if !branch.services.is_empty() {
        all.push(Group {
            name: shell.name(&spec.names.zh, &spec.names.en),
            code: spec.code.clone(),
            icon,
            cards: branch.services.iter().map(|service| card(shell, service, icon)).collect(),
        });
    }
    all.extend(branch.branches.iter().flat_map(|below| groups(shell, below)));
    all
}

/// The icon of the category that a card stands under.
fn icon_in(tree: &[Branch], card: &ServiceCard) -> &'static str {
    tree.iter()
        .find_map(|branch| {
            if branch.category.id == card.category {
                return Some(icon_of(&branch.category.spec.code));
            }
            (!branch.branches.is_empty()).then(|| icon_in(&branch.branches, card)).filter(|icon| *icon != "toolbox")
        })
        .unwrap_or("toolbox")
}

/// One of the ways it is offered.
struct PlanRow {
    name: String,
    what: String,
    labour_days: u16,
}

/// What it repairs.
struct FaultRow {
    symptom: String,
    method: String,
}

#[derive(Template)]
#[template(path = "services/show.html")]
struct Show {
    shell: Shell,
    about: String,
    icon: &'static str,
    category: Link,
    price: Option<String>,
    minimum: Option<String>,
    minutes: i64,
    crew: u8,
    payment: String,
    labour_days: u16,
    part_days: u16,
    is_fee_credited: bool,
    plans: Vec<PlanRow>,
    steps: Vec<String>,
    faults: Vec<FaultRow>,
    sheet: Option<QuoteSheet>,
}

async fn show(visitor: Visitor, headers: HeaderMap, Path(code): Path<String>) -> Answer {
    render(&visitor, &Draft::of(&headers), &code, None).await
}

/// The page of a service, again when its form was refused.
pub(crate) async fn render(visitor: &Visitor, draft: &Draft, code: &str, refused: Option<&Refused>) -> Answer {
    let found = read_service(visitor, draft, code, refused).await.or_fail(visitor)?;
    let status = refused.map_or(200, |refused| refused.problem.kind().status());
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_service(visitor: &Visitor, draft: &Draft, code: &str, refused: Option<&Refused>) -> Result<Show> {
    let shell = shell(visitor, "customer-services").await?;
    let mut db = read(visitor).await?;
    let service = catalog::views::service_by_code(&mut db, visitor.ctx.market, code).await?;
    if !service.is_active {
        return Err(problem::MISSING.problem());
    }
    let detail = catalog::views::service_detail(&mut db, visitor.ctx.market, &service, visitor.ctx.now).await?;
    let furniture = catalog::views::furniture(&mut db, visitor.ctx.market).await?;
    drop(db);
    let subject = Subject {
        from: "service",
        service: &service,
        price: detail.price.as_ref(),
        furniture: &furniture,
        furniture_type: "",
        fault: "",
    };
    let sheet = match &detail.price {
        Some(_) => Some(asking::sheet(visitor, &shell, draft, subject, refused).await?),
        None => None,
    };
    Ok(dress(shell, &service, &detail, sheet))
}

fn dress(shell: Shell, service: &Service, detail: &ServiceDetail, sheet: Option<QuoteSheet>) -> Show {
    let spec = &service.spec;
    let locale = shell.locale;
    let name = |names: &catalog::model::Names| names.of(locale).to_owned();
    let category = &detail.category.spec;
    let unit = shell.word("catalog-unit", spec.unit);
    let price = detail.price.as_ref().map(|item| {
        let price = shell.money_short(item.price.unit_price);
        shell.tw("customer-price-from", &[("price", price.into()), ("unit", unit.into())])
    });
    let work = &spec.work;
    let minutes = work.minutes_min.max(work.base_minutes + work.minutes_per_unit * spec.quantity_min);
    let payment = match spec.terms.payment {
        PaymentMode::Deposit { rate } => {
            let rate = rate.to_string();
            shell.tw("customer-payment-deposit", &[("rate", rate.as_str().into())])
        }
        PaymentMode::PayAfter => shell.t("catalog-payment-pay-after"),
        PaymentMode::Prepay => shell.t("catalog-payment-prepay"),
    };
    let plans = spec.plans.iter().map(|plan| PlanRow {
        name: shell.word("catalog-plan", plan.plan),
        what: name(&plan.names),
        labour_days: plan.labour_warranty_days,
    });
    let faults =
        detail.faults.iter().map(|fault| FaultRow { symptom: name(&fault.symptom), method: name(&fault.method) });
    Show {
        about: name(&spec.description),
        icon: icon_of(&category.code),
        category: Link::new(format!("/services?category={}", category.code), name(&category.names)),
        price,
        minimum: detail.price.as_ref().and_then(|item| item.price.minimum).map(|least| shell.money_short(least)),
        minutes: i64::from(minutes),
        crew: work.crew_size,
        payment,
        labour_days: spec.terms.labour_warranty_days,
        part_days: spec.terms.part_warranty_days,
        is_fee_credited: spec.terms.visit_fee == catalog::model::VisitFeeRule::Credits,
        plans: plans.collect(),
        steps: detail.checklist.steps.iter().map(|step| name(&step.names)).collect(),
        faults: faults.collect(),
        sheet,
        shell: shell.titled(name(&spec.names)),
    }
}
