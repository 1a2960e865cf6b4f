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
use flows::{by_hand::PlanReturnVisit, rescheduling};
use kernel::{Permission, Result, TechnicianId, problem};
use ui::{Choice, Shell, SlotPicker};

#[derive(Template)]
#[template(path = "jobs/return_visit.html")]
struct ReturnVisit {
    shell: Shell,
    page: String,
    technicians: Vec<Choice>,
    technician: String,
    picker: SlotPicker,
    reasons: Vec<Choice>,
    sheet: Sheet,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    dress(&visitor, &key, asked.text("technician"), None).await
}

async fn dress(visitor: &Visitor, key: &str, technician: &str, refused: Option<Refused>) -> Answer {
    let page = page(visitor, key, technician, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

fn technician_of(text: &str) -> Result<Option<TechnicianId>> {
    let unknown = |_| problem::MISSING.field("technician");
    Some(text).filter(|text| !text.is_empty()).map(|text| text.parse().map_err(unknown)).transpose()
}

/// The times that can really be kept: by whoever was there before, or by anybody.
async fn page(visitor: &Visitor, key: &str, technician: &str, refused: Option<&Refused>) -> Result<ReturnVisit> {
    frame::require(visitor, Permission::JobsWrite)?;
    let order = Order::of(visitor, key).await?;
    let page = order.page("return-visit");
    let shell = frame::shell_at(visitor, "day-do-return", &page, refused);
    let shell = shell.back(order.page(""), order.detail.job.number.clone());
    let mut read = visitor.edge.app.db.read().await?;
    let (visit, wanted) = (order.visit().visit, technician_of(technician)?);
    let days = rescheduling::slots(&mut read, &visitor.ctx, visit, wanted, None).await?;
    let before = order.detail.visits.iter().rev().find_map(|one| one.visit.technician);
    let anybody = Choice::new("", shell.t("day-anybody"));
    let same = before.map(|id| Choice::new(id, order.people.name(&id.to_string())));
    Ok(ReturnVisit {
        technicians: std::iter::once(anybody).chain(same).collect(),
        technician: technician.to_owned(),
        picker: slots::picker(&shell, &days, refused.map_or("", |refused| refused.typed("window"))),
        reasons: words::choices(shell.locale, "day-why", ["part_missing", "rework", "no_show", "dispute"]),
        sheet: Sheet::new(&shell, refused, "plan", |form| form.with("reason", "rework")),
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
        Err(problem) => dress(visitor, &key, form.text("technician"), Some(Refused::of("plan", &form, problem)?)).await,
    }
}

async fn perform(form: &Submitted, order: &Order) -> Result<()> {
    let visitor = &form.visitor;
    let plan = PlanReturnVisit {
        job: order.detail.job.job,
        window: slots::window(form.text("window"))?,
        technician: technician_of(form.text("technician"))?,
        reason: form.required("reason")?.to_owned(),
    };
    visitor.edge.app.db.perform(&visitor.ctx, plan).await.map(drop)
}
