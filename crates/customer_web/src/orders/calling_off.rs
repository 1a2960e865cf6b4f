//! `/orders/{number}/cancellation`: what calling off costs, why, and who answers for it; then the word.

use super::{address, answers::device, framed, own};
use crate::{
    frame::read,
    typed::{Asked, Typed},
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use flows::policies;
use jobs::{
    actions::CancelJob,
    model::Party,
    rules::cancellation::{CancelReason, FeePreview},
    views::JobDetail,
};
use kernel::{Kind, Result};
use ui::{Choice, Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/orders/{order}/cancellation", get(show).post(cancel))
}

#[derive(Template)]
#[template(path = "orders/cancellation.html")]
struct Show {
    shell: Shell,
    detail: JobDetail,
    preview: FeePreview,
    reason: CancelReason,
    reasons: Vec<Choice>,
    version: i64,
    form: Form,
    once: String,
}

impl Show {
    fn path(&self) -> String {
        format!("{}/cancellation", address(&self.detail))
    }
    /// The fee that is shown, for the form to say.
    fn fee(&self) -> String {
        super::paying::plain(self.preview.fee)
    }
    fn order(&self) -> String {
        address(&self.detail)
    }
}

async fn show(visitor: Visitor, Path(order): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let reason = asked.maybe_as("reason").or_fail(&visitor)?.unwrap_or(CancelReason::ChangedMind);
    render(&visitor, &order, reason, Form::new(visitor.ctx.locale), 200).await
}

async fn render(visitor: &Visitor, order: &str, reason: CancelReason, form: Form, status: u16) -> Answer {
    let found = read_preview(visitor, order, reason, form).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_preview(visitor: &Visitor, order: &str, reason: CancelReason, form: Form) -> Result<Show> {
    let detail = own(visitor, order).await?;
    let shell = framed(visitor, "customer-cancellation", &detail).await?;
    let mut db = read(visitor).await?;
    let policy = policies::cancellation(&mut db, visitor.ctx.market).await?;
    let (market, job, now) = (visitor.ctx.market, detail.job.job, visitor.ctx.now);
    let preview = jobs::views::cancel_preview(&mut db, market, job, &policy, (reason, None), now).await?;
    let reasons = CancelReason::ALL.iter().filter(|reason| reason.is_for(Party::Customer));
    let version = detail.current().map_or(0, |current| current.visit.version);
    let reasons = reasons.map(|reason| Choice::new(reason, shell.word("jobs-reason", reason))).collect();
    Ok(Show { reasons, once: visitor.ctx.secret(12), shell, detail, preview, reason, version, form })
}

async fn cancel(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let detail = own(visitor, &order).await.or_fail(visitor)?;
    let reason = form.maybe_as("reason").or_fail(visitor)?.unwrap_or(CancelReason::ChangedMind);
    let cancelled: Result<()> = async {
        let cancel = CancelJob {
            job: detail.job.job,
            reason,
            note: form.text("note").to_owned(),
            liable: None,
            policy: policies::cancellation(&mut read(visitor).await?, visitor.ctx.market).await?,
            fee_shown: Some(form.amount("fee", detail.job.total.currency)?),
            if_version: Some(form.number("version")?),
            device: device(&form),
        };
        visitor.edge.app.db.perform(&visitor.ctx, cancel).await.map(drop)
    }
    .await;
    match cancelled {
        Ok(()) => Ok(see_other(visitor, &address(&detail), &[visitor.flash_cookie("customer-cancelled")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            let sheet = Form::new(visitor.ctx.locale).with("note", form.text("note")).failed(problem);
            render(visitor, &order, reason, sheet, status).await
        }
    }
}
