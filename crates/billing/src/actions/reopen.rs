//! A job goes on after its end: what it costs is owed again.

use crate::{
    actions::invoice::save,
    events::{About, InvoiceChanged},
    model::{Line, LineState, Phase},
    refusals,
    rules::invoice as rules,
    store::invoices,
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, JobId, Permission, Result, problem};
use serde::{Deserialize, Serialize};

/// Nobody came, and another visit is planned: the struck lines count again, to be paid afterwards. When the end had its fee, that order
/// is closed in the books and stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReopenInvoice {
    /// Of which job.
    pub job: JobId,
}

impl Action for ReopenInvoice {
    const NAME: &'static str = "billing.reopen_invoice";
    const PERMISSION: Permission = Permission::System;
    type Outcome = InvoiceId;
    fn subject(&self) -> String {
        self.job.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<InvoiceId> {
        let mut invoice = invoices::invoice_of_job(tx, ctx.market, self.job).await?;
        match invoice.phase {
            Phase::Cancelled if invoice.total_minor == 0 => {}
            Phase::Cancelled | Phase::Final => {
                return Err(refusals::FEE_CHARGED.problem().param("job", &invoice.job_number));
            }
            // The end is not in the books yet; it will be in a moment.
            Phase::Draft => return Err(problem::CHANGED_MEANWHILE.problem()),
        }
        let before = invoice.clone();
        invoices::restore_lines(tx, ctx.market, invoice.invoice_id).await?;
        let lines = invoices::lines(tx, ctx.market, invoice.invoice_id).await?;
        let active: Vec<Line> = lines.into_iter().filter(|line| line.state == LineState::Active).collect();
        let total = rules::total(&active, invoice.currency)?;
        invoice.phase = Phase::Draft;
        invoice.total_minor = total.minor;
        invoice.finished_at = None;
        save(tx, ctx.market, &mut invoice).await?;
        tx.changed(invoice.invoice_id, Some(&before), Some(&invoice));
        let (about, due) = (About::invoice(&invoice), invoice.due());
        tx.announce(ctx, &InvoiceChanged { about, invoice: invoice.invoice_id, total, due });
        Ok(invoice.invoice_id)
    }
}
