//! `/orders/{number}/payment`: the ways to pay what is due.

use super::{address, framed, own};
use crate::{
    frame::read,
    typed::{Typed, once},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use billing::{
    actions::PayFromBalance,
    model::{Owner, PaymentPurpose, Phase},
    views::invoices::WholeInvoice,
};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use flows::{money::Kept, paying::PayOnline};
use jobs::views::JobDetail;
use kernel::{Ctx, Kind, Money, Result};
use ui::{Bill, Form, Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/orders/{order}/payment", get(show))
        .route("/orders/{order}/payment/online", post(online))
        .route("/orders/{order}/payment/balance", post(from_balance))
}

#[derive(Template)]
#[template(path = "orders/payment.html")]
struct Show {
    shell: Shell,
    topic: String,
    detail: JobDetail,
    bill: Bill,
    purpose: PaymentPurpose,
    amount: Money,
    balance: Money,
    from_balance: String,
    until: Option<String>,
    form: Form,
    once: String,
}

impl Show {
    fn order(&self) -> String {
        address(&self.detail)
    }
}

/// What is asked for now: the rest of the deposit before the work, everything that is due otherwise.
fn wanted(whole: &WholeInvoice) -> (PaymentPurpose, Money) {
    if whole.invoice.phase == Phase::Draft && whole.deposit_due.is_positive() {
        (PaymentPurpose::Deposit, whole.deposit_due)
    } else {
        (PaymentPurpose::Due, whole.due)
    }
}

async fn show(visitor: Visitor, Path(order): Path<String>) -> Answer {
    render(&visitor, &order, Form::new(visitor.ctx.locale), 200).await
}

async fn render(visitor: &Visitor, order: &str, form: Form, status: u16) -> Answer {
    let found: Result<Show> = async {
        let detail = own(visitor, order).await?;
        let shell = framed(visitor, "customer-pay", &detail).await?;
        let (market, customer) = (visitor.ctx.market, detail.job.customer);
        let mut db = read(visitor).await?;
        let whole = billing::views::invoices::of_job(&mut db, market, detail.job.job).await?;
        let wallet =
            billing::views::wallets::wallet(&mut db, market, Owner::Customer(customer), whole.due.currency).await?;
        let (purpose, amount) = wanted(&whole);
        let balance = wallet.free();
        let most = balance.min(amount)?;
        let is_waiting = detail.job.paid_at.is_none() && whole.deposit_due.is_positive();
        Ok(Show {
            topic: format!("customer:{customer}"),
            bill: super::sums::cost_bill(&shell, &whole),
            from_balance: plain(most),
            until: detail.job.payment_due_at.filter(|_| is_waiting).map(|at| at.to_string()),
            once: visitor.ctx.secret(12),
            shell,
            detail,
            purpose,
            amount,
            balance,
            form,
        })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

/// An amount as an input wants it.
pub(super) fn plain(amount: Money) -> String {
    amount.to_string().trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || letter == ' ').to_owned()
}

async fn online(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let started: Result<String> = async {
        let detail = own(visitor, &order).await?;
        let whole =
            billing::views::invoices::of_job(&mut read(visitor).await?, visitor.ctx.market, detail.job.job).await?;
        let (purpose, amount) = wanted(&whole);
        let fingerprint = format!("{} {purpose} {amount}", whole.invoice.invoice_id);
        let ctx = Ctx { idempotency: once(&form, &fingerprint), ..visitor.ctx.clone() };
        let pay = PayOnline { invoice: whole.invoice.invoice_id, purpose };
        visitor.edge.app.db.perform(&ctx, pay).await.map(|payment| format!("/payments/{payment}"))
    }
    .await;
    match started {
        Ok(next) => Ok(see_other(visitor, &next, &[])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            render(visitor, &order, Form::new(visitor.ctx.locale).failed(problem), status).await
        }
    }
}

async fn from_balance(Path(order): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let paid: Result<String> = async {
        let detail = own(visitor, &order).await?;
        let whole =
            billing::views::invoices::of_job(&mut read(visitor).await?, visitor.ctx.market, detail.job.job).await?;
        let amount = form.amount("amount", whole.due.currency)?;
        let fingerprint = format!("{} {amount}", whole.invoice.invoice_id);
        let ctx = Ctx { idempotency: once(&form, &fingerprint), ..visitor.ctx.clone() };
        let pay = Kept(PayFromBalance { invoice: whole.invoice.invoice_id, amount });
        visitor.edge.app.db.perform(&ctx, pay).await?;
        Ok(address(&detail))
    }
    .await;
    match paid {
        Ok(next) => Ok(see_other(visitor, &next, &[visitor.flash_cookie("customer-paid")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            let sheet = Form::new(visitor.ctx.locale).with("amount", form.text("amount")).failed(problem);
            render(visitor, &order, sheet, status).await
        }
    }
}
