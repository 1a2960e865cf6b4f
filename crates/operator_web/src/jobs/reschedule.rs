//! Another time for an order, from what can really be promised; for the customer, the technician or the company.

use super::order::Order;
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame, slots, words,
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::{by_hand::MoveVisitFor, rescheduling::MoveVisit};
use jobs::{
    actions::Side,
    model::{Device, Party},
    rules::reschedule::RescheduleWay,
};
use kernel::{Permission, Result, problem};
use ui::{Choice, Shell, SlotPicker, Tone};

#[derive(Template)]
#[template(path = "jobs/reschedule.html")]
struct Reschedule {
    shell: Shell,
    page: String,
    now: String,
    sides: Vec<Choice>,
    side: String,
    effect: (Tone, String),
    is_possible: bool,
    picker: SlotPicker,
    sheet: Sheet,
    version: i64,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    dress(&visitor, &key, asked.text("side"), None).await
}

async fn dress(visitor: &Visitor, key: &str, side: &str, refused: Option<Refused>) -> Answer {
    let page = reschedule(visitor, key, side, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

fn side_of(text: &str) -> Result<(Side, Party)> {
    match text {
        "" | "customer" => Ok((Side::Customer, Party::Customer)),
        "technician" => Ok((Side::Technician, Party::Technician)),
        "platform" => Ok((Side::Platform, Party::System)),
        _ => Err(problem::UNKNOWN_CODE.field("side").param("given", text)),
    }
}

async fn reschedule(visitor: &Visitor, key: &str, side: &str, refused: Option<&Refused>) -> Result<Reschedule> {
    frame::require(visitor, Permission::JobsWrite)?;
    let order = Order::of(visitor, key).await?;
    let (ctx, visit) = (&visitor.ctx, order.visit());
    let page = order.page("reschedule");
    let shell = frame::shell_at(visitor, "day-do-reschedule", &page, refused);
    let shell = shell.back(order.page(""), order.detail.job.number.clone());
    let (_, party) = side_of(side)?;
    let mut read = visitor.edge.app.db.read().await?;
    let policy = flows::policies::reschedule(&mut read, ctx.market).await?;
    let way = jobs::views::reschedule_preview(&mut read, ctx.market, visit.visit, &policy, party, ctx.now).await;
    let (is_possible, effect) = match way {
        Ok(RescheduleWay::Direct) => (true, (Tone::Info, shell.t("day-move-direct"))),
        Ok(RescheduleWay::ByConsent { expires_at }) => {
            let until = shell.date_time(expires_at);
            (true, (Tone::Warn, shell.tw("day-move-consent", &[("until", until.into())])))
        }
        Err(problem) => (false, (Tone::Bad, shell.problem(&problem))),
    };
    let days = match is_possible {
        true => flows::rescheduling::slots(&mut read, ctx, visit.visit, None, None).await?,
        false => Vec::new(),
    };
    Ok(Reschedule {
        now: shell.window(visit.window),
        sides: words::choices(shell.locale, "day-side", ["customer", "technician", "platform"]),
        side: if side.is_empty() { "customer".to_owned() } else { side.to_owned() },
        picker: slots::picker(&shell, &days, refused.map_or("", |refused| refused.typed("window"))),
        sheet: Sheet::new(&shell, refused, "move", |form| form),
        version: visit.version,
        effect,
        is_possible,
        page,
        shell,
    })
}

pub(super) async fn submit(Path(key): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    let order = Order::of(visitor, &key).await.or_fail(visitor)?;
    match perform(&form, &order).await {
        Ok(RescheduleWay::Direct) => Ok(frame::done(visitor, &order.page(""), "day-done-moved")),
        Ok(RescheduleWay::ByConsent { .. }) => Ok(frame::done(visitor, &order.page(""), "day-done-asked")),
        Err(problem) => dress(visitor, &key, form.text("side"), Some(Refused::of("move", &form, problem)?)).await,
    }
}

async fn perform(form: &Submitted, order: &Order) -> Result<RescheduleWay> {
    let visitor = &form.visitor;
    let (side, _) = side_of(form.text("side"))?;
    let request = MoveVisit {
        visit: order.visit().visit,
        window: slots::window(form.text("window"))?,
        technician: None,
        reason: form.text("reason").to_owned(),
        if_version: Some(form.version()?),
        device: Device::default(),
    };
    let moved = visitor.edge.app.db.perform(&visitor.ctx, MoveVisitFor { request, side }).await?;
    Ok(moved.way)
}
