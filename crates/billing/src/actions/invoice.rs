//! Opening an invoice and changing its lines while the work is not accepted.

use crate::{
    actions::check_reason,
    events::{About, DepositCovered, InvoiceChanged, InvoiceOpened},
    model::{Category, Invoice, InvoiceState, Line, LineDraft, LineKind, LineState, Phase},
    refusals,
    rules::invoice as rules,
    store::invoices,
};
use db::{Action, Tx};
use kernel::{Ctx, Currency, CustomerId, InvoiceId, JobId, MarketId, Money, Permission, Result, problem};
use serde::{Deserialize, Serialize};

/// Opens the invoice of a job from the lines of its quote.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenInvoice {
    /// The job; it has one invoice.
    pub job: JobId,
    /// The job's number as people see it.
    pub job_number: String,
    /// Who owes.
    pub customer: CustomerId,
    /// The market's currency.
    pub currency: Currency,
    /// What it charges for.
    pub lines: Vec<LineDraft>,
    /// What must be paid before work is planned; zero for paying afterwards.
    pub deposit: Money,
}

impl Action for OpenInvoice {
    const NAME: &'static str = "billing.open_invoice";
    const PERMISSION: Permission = Permission::System;
    type Outcome = InvoiceId;
    fn subject(&self) -> String {
        self.job.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<InvoiceId> {
        if self.lines.is_empty() {
            return Err(refusals::NO_LINES.field("lines"));
        }
        rules::check_lines(&self.lines, self.currency)?;
        let lines: Vec<Line> = (1i64..).zip(&self.lines).map(|(number, draft)| line_of(ctx, number, draft)).collect();
        let total = rules::total(&lines, self.currency)?;
        if self.deposit.is_negative() {
            return Err(problem::BAD_AMOUNT.field("deposit"));
        }
        if self.deposit.max(total)? != total {
            return Err(refusals::DEPOSIT_TOO_LARGE.field("deposit").param("total", total));
        }
        let invoice = self.invoice(ctx, total);
        if !invoices::insert(tx, ctx.market, &invoice).await? {
            return Err(refusals::INVOICE_EXISTS.problem());
        }
        for line in &lines {
            invoices::insert_line(tx, ctx.market, invoice.invoice_id, line).await?;
        }
        let deposit_due = invoice.money(invoice.deposit_due_minor());
        let about = About::invoice(&invoice);
        tx.announce(ctx, &InvoiceOpened { about, invoice: invoice.invoice_id, total, deposit_due });
        Ok(invoice.invoice_id)
    }
}

impl OpenInvoice {
    fn invoice(&self, ctx: &Ctx, total: Money) -> Invoice {
        Invoice {
            invoice_id: ctx.new_id(),
            job_id: self.job,
            job_number: self.job_number.clone(),
            customer_id: self.customer,
            currency: self.currency,
            phase: Phase::Draft,
            state: InvoiceState::Open,
            total_minor: total.minor,
            deposit_minor: self.deposit.minor,
            received_minor: 0,
            returned_minor: 0,
            credited_minor: 0,
            waived_minor: 0,
            escrow_minor: 0,
            held_at: None,
            hold_reason: String::new(),
            opened_at: ctx.now,
            finished_at: None,
            version: 1,
        }
    }
}

fn line_of(ctx: &Ctx, line_no: i64, draft: &LineDraft) -> Line {
    Line {
        invoice_line_id: ctx.new_id(),
        line_no,
        kind: draft.kind,
        category: draft.category,
        name_zh: draft.name_zh.trim().to_owned(),
        name_en: draft.name_en.trim().to_owned(),
        quantity: draft.quantity,
        amount_minor: draft.amount.minor,
        refunded_minor: 0,
        currency: draft.amount.currency,
        source: draft.source.clone(),
        state: LineState::Active,
    }
}

/// Writes further lines behind those there are; the new ones with their ids.
pub(crate) async fn append_lines(
    tx: &mut Tx,
    ctx: &Ctx,
    invoice: &Invoice,
    before: &[Line],
    drafts: &[LineDraft],
) -> Result<Vec<Line>> {
    rules::check_lines(drafts, invoice.currency)?;
    let first = before.iter().map(|line| line.line_no).max().unwrap_or(0) + 1;
    let new: Vec<Line> = (first..).zip(drafts).map(|(number, draft)| line_of(ctx, number, draft)).collect();
    for line in &new {
        invoices::insert_line(tx, ctx.market, invoice.invoice_id, line).await?;
    }
    Ok(new)
}

/// Adds the lines of an approved change order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddLines {
    /// Of which job.
    pub job: JobId,
    /// What it charges for; `source` names the change order.
    pub lines: Vec<LineDraft>,
}

impl Action for AddLines {
    const NAME: &'static str = "billing.add_lines";
    const PERMISSION: Permission = Permission::System;
    type Outcome = InvoiceId;
    fn subject(&self) -> String {
        self.job.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<InvoiceId> {
        let invoice = invoices::invoice_of_job(tx, ctx.market, self.job).await?;
        add(tx, ctx, invoice, &self.lines).await
    }
}

/// Changes the price of work that is not accepted, by an operator; everybody shares the change. After acceptance it is a refund.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdjustInvoice {
    /// Which.
    pub invoice: InvoiceId,
    /// The category whose commission holds.
    pub category: Category,
    /// More or less than before.
    pub amount: Money,
    /// Why; the line's name.
    pub reason: String,
    /// The version the operator saw.
    pub version: i64,
}

impl Action for AdjustInvoice {
    const NAME: &'static str = "billing.adjust_invoice";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = InvoiceId;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<InvoiceId> {
        check_reason(&self.reason)?;
        let invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        if invoice.version != self.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        let line = LineDraft {
            kind: LineKind::Adjustment,
            category: self.category,
            name_zh: self.reason.chars().take(200).collect(),
            name_en: self.reason.chars().take(200).collect(),
            quantity: 1,
            amount: self.amount,
            source: String::new(),
        };
        let before = invoice.clone();
        let id = add(tx, ctx, invoice, &[line]).await?;
        let after = invoices::invoice(tx, ctx.market, id).await?;
        tx.changed(id, Some(&before), Some(&after));
        Ok(id)
    }
}

async fn add(tx: &mut Tx, ctx: &Ctx, mut invoice: Invoice, drafts: &[LineDraft]) -> Result<InvoiceId> {
    if drafts.is_empty() {
        return Err(refusals::NO_LINES.field("lines"));
    }
    if invoice.phase != Phase::Draft {
        return Err(refusals::INVOICE_FINAL.problem().param("job", &invoice.job_number));
    }
    let deposit_was_due = invoice.deposit_due_minor() > 0;
    let mut lines = invoices::lines(tx, ctx.market, invoice.invoice_id).await?;
    lines.extend(append_lines(tx, ctx, &invoice, &lines, drafts).await?);
    let total = rules::total(&lines, invoice.currency)?;
    invoice.total_minor = total.minor;
    // A price that fell below the deposit must not ask for more than the price.
    invoice.deposit_minor = invoice.deposit_minor.min(total.minor);
    save(tx, ctx.market, &mut invoice).await?;
    let about = About::invoice(&invoice);
    tx.announce(ctx, &InvoiceChanged { about: about.clone(), invoice: invoice.invoice_id, total, due: invoice.due() });
    if deposit_was_due && invoice.deposit_due_minor() == 0 {
        tx.announce(ctx, &DepositCovered { about, invoice: invoice.invoice_id });
    }
    Ok(invoice.invoice_id)
}

/// Saves an invoice with the state that follows from its sums, and counts its version on.
pub(crate) async fn save(tx: &mut Tx, market: MarketId, invoice: &mut Invoice) -> Result<()> {
    invoice.state = rules::state_of(invoice);
    invoices::save(tx, market, invoice).await?;
    invoice.version += 1;
    Ok(())
}
