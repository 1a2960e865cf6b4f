//! `/payments/{id}`: one online payment: to the provider's page, and back to wait for its word.

use crate::{
    frame::{customer, id, own_id, read, shell},
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use billing::model::{Payment, PaymentState};
use edge::{Answer, Edge, OrFail, Submitted, Visitor, page, see_other};
use flows::paying::AskProvider;
use kernel::{PaymentId, Result, problem};
use ui::{Html, Shell, Tone, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/payments/{payment}", get(show)).route("/payments/{payment}/question", post(ask))
}

#[derive(Template)]
#[template(path = "payments/show.html")]
struct Show {
    shell: Shell,
    payment: Payment,
    number: String,
    topic: String,
    tone: Tone,
    state: String,
    amount: String,
    fee_note: Option<String>,
    is_waiting: bool,
    is_done: bool,
}

impl Show {
    fn order(&self) -> String {
        format!("/orders/{}", self.number)
    }
    fn pay_again(&self) -> String {
        format!("/orders/{}/payment", self.number)
    }
    /// Where the provider takes the money; none while it prepares its page.
    fn checkout(&self) -> Option<&str> {
        Some(self.payment.client.as_str()).filter(|url| self.is_waiting && url.starts_with("http"))
    }
}

async fn own(visitor: &Visitor, payment: &str) -> Result<Payment> {
    let customer = customer(visitor)?;
    let payment: PaymentId = id(payment)?;
    let payment = billing::views::payments::payment(&mut read(visitor).await?, visitor.ctx.market, payment).await?;
    if payment.customer_id == customer { Ok(payment) } else { Err(problem::MISSING.problem()) }
}

async fn show(visitor: Visitor, Path(payment): Path<String>) -> Answer {
    let found: Result<Show> = async {
        let payment = own(&visitor, &payment).await?;
        let invoice =
            billing::views::invoices::head(&mut read(&visitor).await?, visitor.ctx.market, payment.invoice_id).await?;
        let shell = shell(&visitor, "customer-payment").await?.width(Width::Narrow);
        let number = invoice.job_number;
        Ok(Show {
            topic: format!("customer:{}", payment.customer_id),
            tone: match payment.state {
                PaymentState::Created | PaymentState::Pending => Tone::Warn,
                PaymentState::Paid => Tone::Good,
                PaymentState::Failed => Tone::Bad,
                PaymentState::PartlyRefunded | PaymentState::Refunded | PaymentState::Closed => Tone::Neutral,
            },
            state: shell.word("billing-payment", payment.state),
            amount: shell.money(payment.amount()),
            fee_note: (payment.refunded_minor > 0)
                .then(|| shell.money(kernel::Money::new(payment.refunded_minor, payment.currency))),
            is_waiting: payment.state.is_open(),
            is_done: matches!(
                payment.state,
                PaymentState::Paid | PaymentState::PartlyRefunded | PaymentState::Refunded
            ),
            shell: shell.back(format!("/orders/{number}"), number.clone()),
            number,
            payment,
        })
    }
    .await;
    Ok(page(&visitor, Html::page(&found.or_fail(&visitor)?)))
}

async fn ask(Path(payment): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let payment: PaymentId = own_id(visitor, &payment).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, AskProvider { payment }).await.or_fail(visitor)?;
    Ok(see_other(visitor, &format!("/payments/{payment}"), &[visitor.flash_cookie("customer-payment-asked")]))
}
