//! Calling an order off: the reason and who answers for it first, then the fee, then the deed at exactly that fee.

use super::order::Order;
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Visitor};
use jobs::{
    actions::{ByOperator, CancelJob},
    model::Device,
    rules::cancellation::{CancelReason, FeePreview, Liable},
};
use kernel::{Permission, Result};
use ui::{Choice, Shell, Width};

#[derive(Template)]
#[template(path = "jobs/cancel.html")]
struct Cancel {
    shell: Shell,
    page: String,
    reasons: Vec<Choice>,
    parties: Vec<Choice>,
    reason: String,
    liable: String,
    preview: Option<FeePreview>,
    refused: Option<String>,
    confirm: Sheet,
    version: i64,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let chosen = (asked.text("reason").to_owned(), asked.text("liable").to_owned());
    dress(&visitor, &key, chosen, None).await
}

async fn dress(visitor: &Visitor, key: &str, chosen: (String, String), refused: Option<Refused>) -> Answer {
    let cancel = cancel(visitor, key, chosen, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &cancel, refused.as_ref()))
}

async fn cancel(
    visitor: &Visitor,
    key: &str,
    (reason, liable): (String, String),
    refused: Option<&Refused>,
) -> Result<Cancel> {
    frame::require(visitor, Permission::JobsWrite)?;
    let order = Order::of(visitor, key).await?;
    let page = order.page("cancel");
    let mut shell = frame::shell_at(visitor, "day-do-cancel", &page, refused).width(Width::Narrow);
    shell = shell.back(order.page(""), order.detail.job.number.clone());
    let mut read = visitor.edge.app.db.read().await?;
    let preview = match (reason.is_empty(), liable.is_empty()) {
        (false, false) => {
            let policy = flows::policies::cancellation(&mut read, visitor.ctx.market).await?;
            let why = (reason.parse::<CancelReason>()?, Some(liable.parse::<Liable>()?));
            let (market, job, now) = (visitor.ctx.market, order.detail.job.job, visitor.ctx.now);
            Some(jobs::views::cancel_preview(&mut read, market, job, &policy, why, now).await)
        }
        (_, _) => None,
    };
    let (preview, problem) = match preview {
        Some(Ok(preview)) => (Some(preview), None),
        Some(Err(problem)) => (None, Some(shell.problem(&problem))),
        None => (None, None),
    };
    Ok(Cancel {
        reasons: words::choices(shell.locale, "jobs-reason", CancelReason::ALL.iter().map(|one| one.as_str())),
        parties: words::choices(shell.locale, "jobs-liable", Liable::ALL.iter().map(|one| one.as_str())),
        confirm: Sheet::new(&shell, refused, "cancel", |form| form),
        refused: problem,
        version: order.visit().version,
        page,
        reason,
        liable,
        preview,
        shell,
    })
}

pub(super) async fn submit(Path(key): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::JobsWrite).or_fail(visitor)?;
    let order = Order::of(visitor, &key).await.or_fail(visitor)?;
    match perform(&form, &order).await {
        Ok(()) => Ok(frame::done(visitor, &order.page(""), "day-done-cancelled")),
        Err(problem) => {
            let chosen = (form.text("reason").to_owned(), form.text("liable").to_owned());
            dress(visitor, &key, chosen, Some(Refused::of("cancel", &form, problem)?)).await
        }
    }
}

async fn perform(form: &Submitted, order: &Order) -> Result<()> {
    let visitor = &form.visitor;
    let mut read = visitor.edge.app.db.read().await?;
    let policy = flows::policies::cancellation(&mut read, visitor.ctx.market).await?;
    drop(read);
    let cancel = CancelJob {
        job: order.detail.job.job,
        reason: form.read_as("reason")?,
        note: form.text("note").to_owned(),
        liable: Some(form.read_as("liable")?),
        policy,
        fee_shown: Some(form.amount("fee", order.detail.job.total.currency)?),
        if_version: Some(form.version()?),
        device: Device::default(),
    };
    visitor.edge.app.db.perform(&visitor.ctx, ByOperator(cancel)).await.map(drop)
}
