//! Another visit that goes on where the last one stopped: after a rework, a dispute, or when nobody came or opened.

use super::order::Order;
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame, slots, words,
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::by_hand::{PlanReturnVisit, windows_of_date};
use kernel::{Permission, Result, TechnicianId, problem, time::Date};
use ui::{Choice, Shell, Width};

#[derive(Template)]
#[template(path = "jobs/return_visit.html")]
struct ReturnVisit {
    shell: Shell,
    page: String,
    date: Date,
    windows: Vec<Choice>,
    technicians: Vec<Choice>,
    reasons: Vec<Choice>,
    sheet: Sheet,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    dress(&visitor, &key, asked.text("date"), None).await
}

async fn dress(visitor: &Visitor, key: &str, date: &str, refused: Option<Refused>) -> Answer {
    let page = page(visitor, key, date, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn page(visitor: &Visitor, key: &str, date: &str, refused: Option<&Refused>) -> Result<ReturnVisit> {
    frame::require(visitor, Permission::JobsWrite)?;
    let order = Order::of(visitor, key).await?;
    let page = order.page("return-visit");
    let shell = frame::shell_at(visitor, "day-do-return", &page, refused).width(Width::Narrow);
    let shell = shell.back(order.page(""), order.detail.job.number.clone());
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let date = match date {
        "" => today.tomorrow().unwrap_or(today),
        typed => typed.parse().map_err(|_| problem::BAD_TIME.field("date").param("given", typed))?,
    };
    let mut read = visitor.edge.app.db.read().await?;
    let windows = windows_of_date(&mut read, &visitor.ctx, date).await?;
    let windows = windows.into_iter().filter(|window| window.end > visitor.ctx.now);
    let before = order.detail.visits.iter().rev().find_map(|one| one.visit.technician);
    let anybody = Choice::new("", shell.t("day-anybody"));
    let same = before.map(|id| Choice::new(id, order.people.name(&id.to_string())));
    Ok(ReturnVisit {
        windows: windows.map(|window| Choice::new(slots::value(window), shell.window_time(window))).collect(),
        technicians: std::iter::once(anybody).chain(same).collect(),
        reasons: words::choices(shell.locale, "day-why", ["part_missing", "rework", "no_show", "dispute"]),
        sheet: Sheet::new(&shell, refused, "plan", |form| form.with("reason", "rework")),
        date,
        page,
        shell,
    })
}

pub(super) async fn submit(Path(key): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    let order = Order::of(visitor, &key).await.or_fail(visitor)?;
    match perform(&form, &order).await {
        Ok(()) => Ok(frame::done(visitor, &order.page(""), "day-done-planned")),
        Err(problem) => dress(visitor, &key, form.text("date"), Some(Refused::of("plan", &form, problem)?)).await,
    }
}

async fn perform(form: &Submitted, order: &Order) -> Result<()> {
    let visitor = &form.visitor;
    let plan = PlanReturnVisit {
        job: order.detail.job.job,
        window: slots::window(form.text("window"))?,
        technician: form.maybe_as::<TechnicianId>("technician")?,
        reason: form.required("reason")?.to_owned(),
    };
    visitor.edge.app.db.perform(&visitor.ctx, plan).await.map(drop)
}
