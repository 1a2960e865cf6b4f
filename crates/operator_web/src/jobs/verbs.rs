//! What operators do for customers and technicians on an order: accept, send back, nobody there, disputes, answers.

use super::{order::Order, overview};
use crate::{
    forms::{Refused, Typed},
    frame,
};
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted};
use jobs::{
    actions::{
        AcceptBy, AcceptWork, ApproveChangeOrder, ByOperator, ClearFreeze, DeclineChangeOrder, MarkNoShowCustomer,
        MarkNoShowTechnician, RequestRework, ResolveDispute,
    },
    model::Device,
};
use kernel::{Permission, Result, problem};

pub(super) async fn submit(Path((key, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    let order = Order::of(visitor, &key).await.or_fail(visitor)?;
    match perform(&form, &order, &verb).await {
        Ok(()) => Ok(frame::done(visitor, &order.page(""), "day-done")),
        Err(problem) => overview::dress(visitor, &key, Some(Refused::of(form_of(&verb), &form, problem)?)).await,
    }
}

fn form_of(verb: &str) -> &'static str {
    const FORMS: &[&str] =
        &["accept-work", "request-rework", "no-show-customer", "no-show-technician", "resolve-dispute", "clear-freeze"];
    FORMS.iter().find(|form| **form == verb).copied().unwrap_or("answer")
}

async fn perform(form: &Submitted, order: &Order, verb: &str) -> Result<()> {
    let visitor = &form.visitor;
    let (db, ctx, visit) = (&visitor.edge.app.db, &visitor.ctx, order.visit().visit);
    let device = Device::default();
    let note = form.text("note").to_owned();
    match verb {
        "accept-work" => {
            let by = match form.text("by") {
                "finish_code" => AcceptBy::FinishCode { code: form.required("code")?.to_owned() },
                _ => AcceptBy::TypedName { name: form.required("name")?.to_owned() },
            };
            let accepted = db.perform(ctx, ByOperator(AcceptWork { visit, by, device })).await?;
            accepted.into_result().map(drop)
        }
        "request-rework" => {
            let reason = form.required("reason")?.to_owned();
            db.perform(ctx, ByOperator(RequestRework { visit, reason, device })).await.map(drop)
        }
        "no-show-customer" => {
            let policy = cancellation(form).await?;
            db.perform(ctx, ByOperator(MarkNoShowCustomer { visit, note, policy, device })).await.map(drop)
        }
        "no-show-technician" => {
            let policy = cancellation(form).await?;
            db.perform(ctx, ByOperator(MarkNoShowTechnician { visit, note, policy, device })).await.map(drop)
        }
        "resolve-dispute" => db.perform(ctx, ResolveDispute { visit, note }).await.map(drop),
        "clear-freeze" => db.perform(ctx, ClearFreeze { visit, note }).await.map(drop),
        "approve-change" => {
            let change_order = form.read_as("change_order")?;
            let key = catalog::model::SigningKey::new(&visitor.edge.app.keys.quotes)?;
            let approval = ByOperator(ApproveChangeOrder { change_order, device });
            db.perform(ctx, flows::extras::AgreeToExtraWork { approval, key }).await.map(drop)
        }
        "decline-change" => {
            let change_order = form.read_as("change_order")?;
            db.perform(ctx, ByOperator(DeclineChangeOrder { change_order, device })).await.map(drop)
        }
        "agree-reschedule" => {
            let answer = flows::rescheduling::AnswerMove { visit, agrees: true, device };
            db.perform(ctx, flows::by_hand::AnswerMoveFor(answer)).await.map(drop)
        }
        "decline-reschedule" => {
            let answer = flows::rescheduling::AnswerMove { visit, agrees: false, device };
            db.perform(ctx, flows::by_hand::AnswerMoveFor(answer)).await.map(drop)
        }
        _ => Err(problem::MISSING.problem()),
    }
}

async fn cancellation(form: &Submitted) -> Result<jobs::rules::cancellation::CancellationPolicy> {
    let visitor = &form.visitor;
    flows::policies::cancellation(&mut visitor.edge.app.db.read().await?, visitor.ctx.market).await
}
