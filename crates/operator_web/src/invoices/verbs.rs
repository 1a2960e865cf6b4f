//! Money by hand: received, adjusted, held, given for our failure; every fact is written into the books with it.

use super::show;
use crate::{
    forms::{Refused, Typed},
    frame,
};
use axum::extract::Path;
use billing::actions::{AdjustInvoice, EndHold, HoldInvoice, RecordReceipt};
use edge::{Answer, OrFail, Submitted};
use flows::money::{Compensate, Kept};
use kernel::{InvoiceId, Permission, Result, problem};

pub(super) async fn submit(Path((id, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MoneyWrite).or_fail(visitor)?;
    match perform(&form, &id, &verb).await {
        Ok(()) => Ok(frame::done(visitor, &format!("/console/invoices/{id}"), "day-done")),
        Err(problem) => show::dress(visitor, &id, Some(Refused::of(form_of(&verb), &form, problem)?)).await,
    }
}

fn form_of(verb: &str) -> &'static str {
    ["receipt", "adjust", "hold", "compensate"].into_iter().find(|form| *form == verb).unwrap_or("other")
}

async fn perform(form: &Submitted, id: &str, verb: &str) -> Result<()> {
    let visitor = &form.visitor;
    let (db, ctx, invoice) = (&visitor.edge.app.db, &visitor.ctx, id.parse::<InvoiceId>()?);
    let head = billing::views::invoices::head(&mut db.read().await?, ctx.market, invoice).await?;
    match verb {
        "receipt" => {
            let receipt = RecordReceipt {
                invoice,
                channel: form.read_as("channel")?,
                amount: form.amount("amount", head.currency)?,
                reference: form.text("reference").to_owned(),
            };
            db.perform(ctx, Kept(receipt)).await.map(drop)
        }
        "adjust" => {
            let adjust = AdjustInvoice {
                invoice,
                category: form.read_as("category")?,
                amount: form.amount("amount", head.currency)?,
                reason: form.required("reason")?.to_owned(),
                version: form.version()?,
            };
            db.perform(ctx, adjust).await.map(drop)
        }
        "hold" => {
            let reason = form.required("reason")?.to_owned();
            db.perform(ctx, Kept(HoldInvoice { invoice, reason })).await.map(drop)
        }
        "end-hold" => db.perform(ctx, Kept(EndHold { invoice })).await.map(drop),
        "compensate" => {
            let compensate = Compensate {
                customer: head.customer_id,
                job: Some(head.job_id),
                amount: form.amount("amount", head.currency)?,
                reason: form.required("reason")?.to_owned(),
                seen: Some(form.number("number")?),
            };
            db.perform(ctx, compensate).await
        }
        _ => Err(problem::MISSING.problem()),
    }
}
