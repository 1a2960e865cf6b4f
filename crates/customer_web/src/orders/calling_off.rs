//! `/orders/{number}/cancellation`, and by the progress link: what calling off costs, why, and who answers for it; then the word.

use super::{
    answers::device,
    entrance::{Entrance, Way},
};
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
};
use kernel::{Kind, Result};
use ui::{Choice, Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    let by_way = |path: &str, way: fn(String) -> Way| {
        Router::new().route(
            path,
            get(move |visitor: Visitor, Path(order): Path<String>| show(visitor, way(order)))
                .post(move |Path(order): Path<String>, form: Submitted| cancel(way(order), form)),
        )
    };
    by_way("/orders/{order}/cancellation", Way::Own).merge(by_way("/p/{token}/cancellation", Way::Link))
}

#[derive(Template)]
#[template(path = "orders/cancellation.html")]
struct Show {
    shell: Shell,
    order: Entrance,
    preview: FeePreview,
    reason: CancelReason,
    reasons: Vec<Choice>,
    version: i64,
    form: Form,
    once: String,
}

impl Show {
    /// The fee that is shown, for the form to say.
    fn fee(&self) -> String {
        super::paying::plain(self.preview.fee)
    }
}

async fn show(visitor: Visitor, way: Way) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let reason = asked.maybe_as("reason").or_fail(&visitor)?.unwrap_or(CancelReason::ChangedMind);
    render(&visitor, way, reason, Form::new(visitor.ctx.locale), 200).await
}

async fn render(visitor: &Visitor, way: Way, reason: CancelReason, form: Form, status: u16) -> Answer {
    let found = read_preview(visitor, way, reason, form).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_preview(visitor: &Visitor, way: Way, reason: CancelReason, form: Form) -> Result<Show> {
    let order = Entrance::read(visitor, way).await?;
    let shell = order.framed("customer-cancellation").await?;
    let mut db = read(visitor).await?;
    let (market, job, now) = (order.visitor.ctx.market, order.detail.job.job, visitor.ctx.now);
    let policy = policies::cancellation(&mut db, market).await?;
    let preview = jobs::views::cancel_preview(&mut db, market, job, &policy, (reason, None), now).await?;
    let reasons = CancelReason::ALL.iter().filter(|reason| reason.is_for(Party::Customer));
    let version = order.current().map_or(0, |visit| visit.version);
    let reasons = reasons.map(|reason| Choice::new(reason, shell.word("jobs-reason", reason))).collect();
    Ok(Show { reasons, once: visitor.ctx.secret(12), shell, order, preview, reason, version, form })
}

async fn cancel(way: Way, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let order = Entrance::read(visitor, way.clone()).await.or_fail(visitor)?;
    let reason = form.maybe_as("reason").or_fail(visitor)?.unwrap_or(CancelReason::ChangedMind);
    let cancelled: Result<()> = async {
        let cancel = CancelJob {
            job: order.detail.job.job,
            reason,
            note: form.text("note").to_owned(),
            liable: None,
            policy: policies::cancellation(&mut read(visitor).await?, order.visitor.ctx.market).await?,
            fee_shown: Some(form.amount("fee", order.detail.job.total.currency)?),
            if_version: Some(form.number("version")?),
            device: device(&form),
        };
        order.perform(&form, cancel).await
    }
    .await;
    match cancelled {
        Ok(()) => Ok(see_other(visitor, &order.href(), &[visitor.flash_cookie("customer-cancelled")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            let sheet = Form::new(visitor.ctx.locale).with("note", form.text("note")).failed(problem);
            render(visitor, way, reason, sheet, status).await
        }
    }
}
