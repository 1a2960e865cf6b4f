//! Giving money back: how much and who bears it first, then exactly what would happen, then the deed.

use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    subjects::People,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use billing::{
    actions::RefundInvoice,
    model::{Bearer, Owner, Phase, RefundTo},
    rules::refund::RefundPlan,
    views::invoices,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::money::Kept;
use kernel::{InvoiceId, Money, Permission, Problem, Result};
use ui::{Choice, Form, Shell, Width};

#[derive(Template)]
#[template(path = "invoices/refund.html")]
struct RefundPage {
    shell: Shell,
    page: String,
    limit: Money,
    is_final: bool,
    bearers: Vec<Choice>,
    ways: Vec<Choice>,
    ask: Form,
    preview: Option<Preview>,
    confirm: Sheet,
    sent: Vec<(&'static str, String)>,
    version: i64,
}

/// What would happen.
struct Preview {
    plan: RefundPlan,
    payments: Vec<(String, Money)>,
    givers: Vec<(String, Money)>,
}

const FIELDS: [&str; 4] = ["amount", "bearer", "to", "reason"];

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let sent = FIELDS.map(|name| (name, asked.text(name).to_owned()));
    dress(&visitor, &id, sent, None).await
}

async fn dress(visitor: &Visitor, id: &str, sent: [(&'static str, String); 4], refused: Option<Refused>) -> Answer {
    let page = page(visitor, id, sent, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn page(
    visitor: &Visitor,
    id: &str,
    sent: [(&'static str, String); 4],
    refused: Option<&Refused>,
) -> Result<RefundPage> {
    frame::require(visitor, Permission::MoneyWrite)?;
    let (market, id) = (visitor.ctx.market, id.parse::<InvoiceId>()?);
    let mut read = visitor.edge.app.db.read().await?;
    let whole = invoices::invoice(&mut read, market, id).await?;
    let limit = invoices::refund_limit(&mut read, market, id).await?;
    let page = format!("/console/invoices/{id}/refund");
    let shell = frame::shell_at(visitor, "day-refund", &page, refused).width(Width::Narrow);
    let shell = shell.back(format!("/console/invoices/{id}"), whole.invoice.job_number.clone());
    let mut ask = Form::new(shell.locale);
    for (name, value) in &sent {
        ask = ask.with(*name, value);
    }
    let [(_, amount), (_, bearer), ..] = &sent;
    let mut preview = None;
    if !amount.is_empty() {
        let wanted = amount_and_bearer(amount, bearer, whole.invoice.currency);
        let plan = match wanted {
            Ok((amount, bearer)) => invoices::refund_preview(&mut read, market, id, amount, bearer, &[]).await,
            Err(problem) => Err(problem),
        };
        match plan {
            Ok(plan) => preview = Some(dressed(visitor, &shell, &whole, plan).await?),
            Err(problem) => ask = ask.failed(problem),
        }
    } else {
        ask = ask.with("amount", limit.decimal());
    }
    Ok(RefundPage {
        is_final: whole.invoice.phase != Phase::Draft,
        bearers: words::choices(shell.locale, "billing-bearer", Bearer::ALL.iter().map(|one| one.as_str())),
        ways: words::choices(shell.locale, "day-refund-to", RefundTo::ALL.iter().map(|one| one.as_str())),
        confirm: Sheet::new(&shell, refused, "refund", |form| form),
        version: whole.invoice.version,
        sent: sent.to_vec(),
        limit,
        ask,
        preview,
        page,
        shell,
    })
}

fn amount_and_bearer(amount: &str, bearer: &str, currency: kernel::Currency) -> Result<(Money, Bearer)> {
    let amount = Money::parse(amount, currency).map_err(|problem| problem.field("amount"))?;
    let bearer = if bearer.is_empty() { Ok(Bearer::Shared) } else { bearer.parse() };
    Ok((amount, bearer.map_err(|problem: Problem| problem.field("bearer"))?))
}

async fn dressed(
    visitor: &Visitor,
    shell: &Shell,
    whole: &invoices::WholeInvoice,
    plan: RefundPlan,
) -> Result<Preview> {
    let ids: Vec<String> = plan.clawbacks.iter().map(|clawback| clawback.technician.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let channel = |id| {
        let payment = whole.payments.iter().find(|payment| payment.payment_id == id);
        payment.map(|payment| shell.word("billing-channel", payment.channel)).unwrap_or_default()
    };
    let mut givers: Vec<(String, Money)> = Vec::new();
    for share in plan.reversed.iter().filter(|share| share.owner == Owner::None) {
        let name = shell.word("billing-party", share.party);
        match givers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum = sum.plus(share.amount)?,
            None => givers.push((name, share.amount)),
        }
    }
    for clawback in &plan.clawbacks {
        let sum = clawback.frozen.plus(clawback.retained)?.plus(clawback.available)?;
        givers.push((people.name(&clawback.technician.to_string()), sum));
    }
    Ok(Preview { payments: plan.payments.iter().map(|(id, amount)| (channel(*id), *amount)).collect(), givers, plan })
}

pub(super) async fn submit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MoneyWrite).or_fail(visitor)?;
    match perform(&form, &id).await {
        Ok(()) => Ok(frame::done(visitor, &format!("/console/invoices/{id}"), "day-done-refunded")),
        Err(problem) => {
            let sent = FIELDS.map(|name| (name, form.text(name).to_owned()));
            dress(visitor, &id, sent, Some(Refused::of("refund", &form, problem)?)).await
        }
    }
}

async fn perform(form: &Submitted, id: &str) -> Result<()> {
    let visitor = &form.visitor;
    let invoice = id.parse::<InvoiceId>()?;
    let mut read = visitor.edge.app.db.read().await?;
    let head = invoices::head(&mut read, visitor.ctx.market, invoice).await?;
    drop(read);
    let (amount, bearer) = amount_and_bearer(form.required("amount")?, form.text("bearer"), head.currency)?;
    let refund = RefundInvoice {
        invoice,
        amount,
        lines: Vec::new(),
        bearer,
        to: form.maybe_as::<RefundTo>("to")?.unwrap_or(RefundTo::Original),
        reason: form.required("reason")?.to_owned(),
        version: form.version()?,
    };
    visitor.edge.app.db.perform(&visitor.ctx, Kept(refund)).await.map(drop)
}
