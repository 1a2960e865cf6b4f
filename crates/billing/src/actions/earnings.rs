//! Technicians' shares become available when their time has come, the invoice is paid and nobody disputes it.

use crate::{
    actions::invoice::save,
    events::{About, EarningsReleased},
    model::{Booked, Earning, EarningState, Invoice, LedgerStep, Phase, References},
    rules::postings::{self, Fact},
    store::{books, invoices},
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, Money, Permission, Result};
use serde::{Deserialize, Serialize};

/// Releases what of an invoice's earnings may be released now. Nothing happens when nothing may.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseEarnings {
    /// Of which invoice.
    pub invoice: InvoiceId,
}

impl Action for ReleaseEarnings {
    const NAME: &'static str = "billing.release_earnings";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<Money>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<Money>> {
        let mut invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        let steps = release(tx, ctx, &mut invoice).await?;
        let released: i64 = steps.iter().map(released_minor).sum();
        Ok(Booked { value: invoice.money(released), steps })
    }
}

fn released_minor(step: &LedgerStep) -> i64 {
    match step {
        LedgerStep::Post(posting) => posting.entries.iter().map(|entry| entry.amount.minor.max(0)).sum(),
        LedgerStep::Reserve(_) | LedgerStep::Confirm { .. } | LedgerStep::Void { .. } => 0,
    }
}

/// Moves what may be moved and books it.
pub(crate) async fn release(tx: &mut Tx, ctx: &Ctx, invoice: &mut Invoice) -> Result<Vec<LedgerStep>> {
    if invoice.phase == Phase::Draft || invoice.held_at.is_some() || invoice.due_minor() > 0 {
        return Ok(Vec::new());
    }
    let mut steps = Vec::new();
    let mut technicians = Vec::new();
    let mut sum = 0;
    for mut earning in invoices::earnings(tx, ctx.market, invoice.invoice_id).await? {
        let moved = release_one(tx, ctx, &mut earning).await?;
        if !moved.is_empty() {
            invoices::save_earning(tx, ctx.market, &earning).await?;
            technicians.push(earning.technician_id);
            sum += moved.iter().map(released_minor).sum::<i64>();
            steps.extend(moved);
        }
    }
    if !steps.is_empty() {
        // A dispute that begins at the same moment meets us at the invoice.
        save(tx, ctx.market, invoice).await?;
        let about = About { customer: None, ..About::invoice(invoice).and(technicians) };
        tx.announce(ctx, &EarningsReleased { about, invoice: invoice.invoice_id, amount: invoice.money(sum) });
    }
    Ok(steps)
}

async fn release_one(tx: &mut Tx, ctx: &Ctx, earning: &mut Earning) -> Result<Vec<LedgerStep>> {
    let mut steps = Vec::new();
    if earning.state == EarningState::Frozen && earning.release_at <= ctx.now {
        earning.state = EarningState::Available;
        let amount = earning.money(earning.frozen_minor);
        earning.frozen_minor = 0;
        let fact = Fact::EarningReleased { technician: earning.technician_id, amount };
        steps.extend(step_of(tx, ctx, earning, &fact, amount, "rel").await?);
    }
    let warranty_over = earning.retain_until.is_some_and(|until| until <= ctx.now);
    if warranty_over && earning.state == EarningState::Available && earning.retained_minor > 0 {
        let amount = earning.money(earning.retained_minor);
        earning.retained_minor = 0;
        let fact = Fact::RetentionReleased { technician: earning.technician_id, amount };
        steps.extend(step_of(tx, ctx, earning, &fact, amount, "ret").await?);
    }
    Ok(steps)
}

/// Books a movement of one earning; nothing for nothing. The key names the earning's version: each movement is a fact of its own.
pub(crate) async fn step_of(
    tx: &mut Tx,
    ctx: &Ctx,
    earning: &Earning,
    fact: &Fact<'_>,
    amount: Money,
    verb: &str,
) -> Result<Option<LedgerStep>> {
    if amount.is_zero() {
        return Ok(None);
    }
    let refs = References { job: Some(earning.job_id), invoice: Some(earning.invoice_id), ..References::default() };
    let (invoice, technician) = (earning.invoice_id.to_string(), earning.technician_id.to_string());
    let key = format!("{verb}{}-{}-{}", earning.version, tail(&invoice), tail(&technician));
    let step = LedgerStep::Post(postings::posting(fact, refs, key)?);
    books::book(tx, ctx, &step).await?;
    Ok(Some(step))
}

/// An id without its prefix.
fn tail(id: &str) -> &str {
    id.split_once('_').map_or(id, |(_, tail)| tail)
}
