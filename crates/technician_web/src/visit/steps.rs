//! The buttons of a visit: one verb each, repeated taps answer like the first.

use super::{Own, href, show};
use crate::{
    asked::{Refused, Typed},
    frame,
};
use axum::{Router, extract::Path, routing::post};
use edge::{Answer, Edge, OrFail, Submitted};
use flows::{
    field::SetOff,
    policies,
    rescheduling::{AnswerMove, AnswerMoveAsTechnician},
};
use jobs::{
    actions::{
        AcceptVisit, Arrive, ContactKind, FinishWork, PauseWork, RecordContact, ResumeWork, StartInspection, StartWork,
        WithdrawChangeOrder,
    },
    model::ChangeOrderState,
};
use kernel::{Code, Result, VisitId, problem};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/steps/{step}", post(take))
}

kernel::text_enum! {
    /// What one button does.
    pub(crate) enum Step {
        /// Agree to the visit.
        Accept = "accept",
        /// Set off.
        Depart = "depart",
        /// Check in at the door.
        Arrive = "arrive",
        /// A call was made.
        Call = "call",
        /// The customer is told that it gets late.
        LateNotice = "late_notice",
        /// Look at the fault.
        StartInspection = "start_inspection",
        /// Begin the work.
        StartWork = "start_work",
        /// Stop for a while.
        Pause = "pause",
        /// Go on.
        Resume = "resume",
        /// Say that it is done.
        Finish = "finish",
        /// Take back the request for extra work.
        WithdrawChange = "withdraw_change",
        /// The other time is fine.
        AgreeTime = "agree_time",
        /// The time stays as it is.
        KeepTime = "keep_time",
    }
}

/// Why work pauses, as codes; the words are texts `field-pause-<code>`.
pub(crate) const PAUSES: &[&str] = &["waiting_for_customer", "waiting_for_part", "meal", "other"];

async fn take(Path((id, step)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::technician(visitor).or_fail(visitor)?;
    let step: Step = step.parse().map_err(|_| problem::MISSING.problem()).or_fail(visitor)?;
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem()).or_fail(visitor)?;
    match perform(step, visit, &form).await {
        Ok(()) => frame::done(visitor, &href(visit, ""), &format!("field-done-{}", step.as_str().replace('_', "-"))),
        Err(problem) => show::refuse(visitor, &id, Refused::of("visit", &form, problem)?).await,
    }
}

async fn perform(step: Step, visit: VisitId, form: &Submitted) -> Result<()> {
    let (db, ctx, device) = (&form.visitor.edge.app.db, &form.visitor.ctx, form.device()?);
    let note = form.text("note").to_owned();
    match step {
        Step::Accept => db.perform(ctx, AcceptVisit { visit, device }).await.map(drop),
        Step::Depart => db.perform(ctx, SetOff { visit, device }).await.map(drop),
        Step::Arrive => arrive(visit, form).await,
        Step::Call => db.perform(ctx, RecordContact { visit, kind: ContactKind::Call, note, device }).await.map(drop),
        Step::LateNotice => {
            db.perform(ctx, RecordContact { visit, kind: ContactKind::LateNotice, note, device }).await.map(drop)
        }
        Step::StartInspection => db.perform(ctx, StartInspection { visit, device }).await.map(drop),
        Step::StartWork => db.perform(ctx, StartWork { visit, device }).await.map(drop),
        Step::Pause => {
            let reason = one_of(form, "reason", PAUSES)?;
            db.perform(ctx, PauseWork { visit, reason, device }).await.map(drop)
        }
        Step::Resume => db.perform(ctx, ResumeWork { visit, device }).await.map(drop),
        Step::Finish => {
            let auto_accept_hours = policies::day(&mut db.read().await?, ctx.market).await?.auto_accept_hours;
            db.perform(ctx, FinishWork { visit, note, auto_accept_hours, device }).await.map(drop)
        }
        Step::WithdrawChange => withdraw(visit, form).await,
        Step::AgreeTime | Step::KeepTime => {
            let agrees = step == Step::AgreeTime;
            db.perform(ctx, AnswerMoveAsTechnician(AnswerMove { visit, agrees, device })).await.map(drop)
        }
    }
}

/// By the customer's code when one was typed, else by position.
async fn arrive(visit: VisitId, form: &Submitted) -> Result<()> {
    let (db, ctx) = (&form.visitor.edge.app.db, &form.visitor.ctx);
    let start_code = Some(form.text("code")).filter(|code| !code.is_empty()).map(str::to_owned);
    let geofence_metres = policies::day(&mut db.read().await?, ctx.market).await?.geofence_metres;
    let arrive = Arrive { visit, start_code, geofence_metres, device: form.device()? };
    db.perform(ctx, arrive).await?.into_result().map(drop)
}

async fn withdraw(visit: VisitId, form: &Submitted) -> Result<()> {
    let (db, ctx) = (&form.visitor.edge.app.db, &form.visitor.ctx);
    let mut read = db.read().await?;
    let own = Own::read(&mut read, &form.visitor, &visit.to_string()).await?;
    let orders = jobs::views::job(&mut read, ctx.market, own.job.job).await?.change_orders;
    drop(read);
    let open = orders.iter().rev().find(|order| order.visit == visit && order.state == ChangeOrderState::Proposed);
    // Repeated: the last one that was taken back answers.
    let change_order = open
        .or_else(|| orders.iter().rev().find(|order| order.visit == visit))
        .ok_or_else(|| problem::MISSING.problem())?
        .change_order;
    db.perform(ctx, WithdrawChangeOrder { change_order, device: form.device()? }).await.map(drop)
}

/// A code that was chosen among the known ones.
pub(crate) fn one_of(form: &Submitted, name: &str, known: &[&str]) -> Result<String> {
    let (given, unknown): (&str, Code) = (form.text(name), problem::UNKNOWN_CODE);
    if given.is_empty() {
        return Err(problem::REQUIRED.field(name));
    }
    if !known.contains(&given) {
        return Err(unknown.field(name).param("given", given).param("allowed", known.join(", ")));
    }
    Ok(given.to_owned())
}
