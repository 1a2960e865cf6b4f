//! `/field/visits/{id}/cash`: what is due is taken in cash; the amount is what the books say.

use super::{Own, href, shell_below};
use crate::{
    asked::{Keys, Refused},
    frame,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use billing::{
    model::{Channel, Payment},
    views::invoices::WholeInvoice,
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use flows::field::TakeCash;
use kernel::{Money, Result, VisitId, ctx::IdempotencyKey, problem};
use ui::{Form, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/cash", get(show).post(take))
}

#[derive(Template)]
#[template(path = "visits/cash.html", blocks = ["content"])]
struct Cash {
    shell: Shell,
    keys: Keys,
    own: Own,
    notice: Form,
    invoice: WholeInvoice,
}

impl Cash {
    fn receipts(&self) -> impl Iterator<Item = &Payment> {
        self.invoice.payments.iter().filter(|payment| !payment.state.is_open())
    }
    fn amount(&self, payment: &Payment) -> String {
        self.shell.money(Money::new(payment.amount_minor, payment.currency))
    }
    fn is_mine(&self, payment: &Payment) -> bool {
        payment.channel == Channel::Cash && payment.collected_by == self.own.detail.visit.technician
    }
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, None).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-page-cash").await.or_fail(visitor)?;
    let invoice =
        billing::views::invoices::of_job(&mut read, visitor.ctx.market, own.job.job).await.or_fail(visitor)?;
    drop(read);
    let notice = Refused::form(refused.as_ref(), visitor, "cash");
    let page = Cash { keys: Keys::of(visitor), notice, invoice, own, shell };
    frame::respond(visitor, &page, refused.as_ref())
}

async fn take(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match try_take(&id, &form).await {
        Ok(visit) => frame::done(visitor, &href(visit, "cash"), "field-done-cash"),
        Err(problem) => dress(visitor, &id, Some(Refused::of("cash", &form, problem)?)).await,
    }
}

async fn try_take(id: &str, form: &Submitted) -> Result<VisitId> {
    let visitor = &form.visitor;
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
    let minor: i64 = form.text("shown").parse().map_err(|_| problem::BAD_AMOUNT.field("shown"))?;
    let shown = Money::new(minor, visitor.market.currency);
    let mut ctx = visitor.ctx.clone();
    // The same tap sent twice takes the money once.
    let key = form.text("client_key");
    if !key.is_empty() {
        ctx.idempotency = Some(IdempotencyKey { key: key.to_owned(), fingerprint: format!("{visit} {minor}") });
    }
    visitor.edge.app.db.perform(&ctx, TakeCash { visit, shown }).await.map(|_| visit)
}
