//! `/repair`: a broken piece of furniture, described by type, what is wrong, material, brand and photos.

use crate::{
    asking::{self, QuoteSheet, Refused, Subject},
    draft::Draft,
    frame::{read, shell},
    typed::{Asked, Typed},
    words::Words,
};
use askama::Template;
use axum::{Router, http::HeaderMap, routing::get};
use catalog::views::{Furniture, FurnitureFault};
use edge::{Answer, Edge, OrFail, Visitor, page};
use kernel::{Result, problem};
use ui::{Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/repair", get(show))
}

struct TypeGroup {
    name: String,
    icon: &'static str,
    types: Vec<(String, String)>,
}

struct FaultCard {
    href: String,
    symptom: String,
    cause: String,
    price: String,
    time: String,
}

/// What was chosen so far.
struct Chosen {
    furniture_type: String,
    fault: Option<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "repair.html")]
struct Repair {
    shell: Shell,
    groups: Vec<TypeGroup>,
    chosen: Option<Chosen>,
    faults: Vec<FaultCard>,
    sheet: Option<QuoteSheet>,
}

async fn show(visitor: Visitor, headers: HeaderMap) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    render(&visitor, &Draft::of(&headers), asked.value("type"), asked.value("fault"), None).await
}

/// The page at the step that was reached, again when its form was refused.
pub(crate) async fn render(
    visitor: &Visitor,
    draft: &Draft,
    furniture_type: &str,
    fault: &str,
    refused: Option<&Refused>,
) -> Answer {
    let found = step(visitor, draft, furniture_type, fault, refused).await.or_fail(visitor)?;
    let status = refused.map_or(200, |refused| refused.problem.kind().status());
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn step(
    visitor: &Visitor,
    draft: &Draft,
    furniture_type: &str,
    fault: &str,
    refused: Option<&Refused>,
) -> Result<Repair> {
    let shell = shell(visitor, "customer-repair").await?;
    let shell = {
        let lead = shell.t("customer-repair-lead");
        shell.lead(lead)
    };
    let furniture = catalog::views::furniture(&mut read(visitor).await?, visitor.ctx.market).await?;
    let Some(kind) = furniture.types.iter().find(|term| term.code == furniture_type) else {
        return Ok(Repair { groups: groups(&shell, &furniture), shell, chosen: None, faults: Vec::new(), sheet: None });
    };
    let kind_name = shell.name(&kind.names.zh, &kind.names.en);
    let row = furniture.faults_of(furniture_type).find(|row| row.fault.code == fault);
    let Some(row) = row else {
        let faults = faults(&shell, &furniture, furniture_type);
        let chosen = Some(Chosen { furniture_type: kind_name, fault: None });
        return Ok(Repair { shell, groups: Vec::new(), chosen, faults, sheet: None });
    };
    let mut db = read(visitor).await?;
    let service = catalog::views::service_by_code(&mut db, visitor.ctx.market, &row.service_code).await?;
    let detail = catalog::views::service_detail(&mut db, visitor.ctx.market, &service, visitor.ctx.now).await?;
    drop(db);
    if detail.price.is_none() {
        return Err(problem::MISSING.problem());
    }
    let price = detail.price.as_ref();
    let subject = Subject { from: "repair", service: &service, price, furniture: &furniture, furniture_type, fault };
    let sheet = asking::sheet(visitor, &shell, draft, subject, refused).await?;
    let words = |names: &catalog::model::Names| names.of(shell.locale).to_owned();
    let fault = Some((words(&row.fault.symptom), words(&row.fault.cause), words(&row.fault.method)));
    let chosen = Some(Chosen { furniture_type: kind_name, fault });
    Ok(Repair { shell, groups: Vec::new(), chosen, faults: Vec::new(), sheet: Some(sheet) })
}

/// The furniture types by group, those for which we know a fault.
fn groups(shell: &Shell, furniture: &Furniture) -> Vec<TypeGroup> {
    let mut groups: Vec<(String, TypeGroup)> = Vec::new();
    for term in furniture.types.iter().filter(|term| furniture.faults_of(&term.code).next().is_some()) {
        let entry = (term.code.clone(), shell.name(&term.names.zh, &term.names.en));
        match groups.iter_mut().find(|(code, _)| *code == term.parent) {
            Some((_, group)) => group.types.push(entry),
            None => {
                let (icon, name) =
                    (icon_of_furniture(&term.parent), shell.word_or_code("customer-furniture", &term.parent));
                groups.push((term.parent.clone(), TypeGroup { name, icon, types: vec![entry] }));
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn icon_of_furniture(group: &str) -> &'static str {
    match group {
        "sofa" | "chair" => "sofa",
        "bed" | "mattress" => "moon",
        "wardrobe" | "cabinet" | "shelf" => "box",
        "table" | "office" => "grid",
        "door" => "lock",
        "smart" => "plug",
        _ => "hammer",
    }
}

fn faults(shell: &Shell, furniture: &Furniture, furniture_type: &str) -> Vec<FaultCard> {
    let card = |row: &FurnitureFault| {
        let (low, high) = (shell.money_short(row.fault.price.0), shell.money_short(row.fault.price.1));
        let unit = shell.word("catalog-unit", row.unit);
        let range = [("low", low.into()), ("high", high.into()), ("unit", unit.into())];
        FaultCard {
            href: format!("/repair?type={furniture_type}&fault={}", row.fault.code),
            symptom: row.fault.symptom.of(shell.locale).to_owned(),
            cause: row.fault.cause.of(shell.locale).to_owned(),
            price: shell.tw("customer-price-range", &range),
            time: time_range(shell, row.fault.minutes),
        }
    };
    furniture.faults_of(furniture_type).map(card).collect()
}

/// How long it takes; what goes through the workshop is said in days.
fn time_range(shell: &Shell, (low, high): (u32, u32)) -> String {
    const DAY: u32 = 24 * 60;
    let (key, unit) = if low >= DAY { ("customer-days-range", DAY) } else { ("customer-minutes-range", 1) };
    let (low, high) = (i64::from(low.div_ceil(unit)), i64::from(high.div_ceil(unit)));
    shell.tw(key, &[("low", low.into()), ("high", high.into())])
}
