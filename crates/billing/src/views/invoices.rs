//! Invoices: one with everything on it, lists by state and customer, and what a refund would do.

use crate::{
    model::{Bearer, CommissionRule, Earning, Invoice, InvoiceState, Line, Payment, Refund, StoredShare},
    rules::refund::{RefundFacts, RefundPlan, plan},
    store::{commission, invoices, invoices::select_invoice, payments, refunds},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{CustomerId, InvoiceId, InvoiceLineId, JobId, MarketId, Money, Result};
use serde::Serialize;

db::statements! {
    INVOICES_BY_STATE = select_invoice!(" and state = $2 and invoice_id < $3 order by invoice_id desc limit $4");
    INVOICES_OF_CUSTOMER = select_invoice!(" and customer_id = $2 and invoice_id < $3 order by invoice_id desc limit $4");
}

/// An invoice with everything on it.
#[derive(Clone, Debug, Serialize)]
pub struct WholeInvoice {
    /// The invoice.
    pub invoice: Invoice,
    /// What is still to be paid.
    pub due: Money,
    /// What of the deposit is still to be paid before work is planned.
    pub deposit_due: Money,
    /// Its lines, struck ones too.
    pub lines: Vec<Line>,
    /// Its payments, oldest first.
    pub payments: Vec<Payment>,
    /// Its refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// Who got which part of it; for operators.
    pub shares: Vec<StoredShare>,
    /// What technicians earned by it; for operators and the technicians themselves.
    pub earnings: Vec<Earning>,
}

/// The head of an invoice; `missing` when the market has no such.
pub async fn head(read: &mut Read, market: MarketId, id: InvoiceId) -> Result<Invoice> {
    invoices::invoice(read, market, id).await
}

/// The head of a job's invoice; `missing` when it has none.
pub async fn head_of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Invoice> {
    invoices::invoice_of_job(read, market, job).await
}

/// One invoice with everything on it.
pub async fn invoice(read: &mut Read, market: MarketId, id: InvoiceId) -> Result<WholeInvoice> {
    let invoice = invoices::invoice(read, market, id).await?;
    whole(read, market, invoice).await
}

/// The invoice of a job with everything on it.
pub async fn of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<WholeInvoice> {
    let invoice = invoices::invoice_of_job(read, market, job).await?;
    whole(read, market, invoice).await
}

async fn whole(read: &mut Read, market: MarketId, invoice: Invoice) -> Result<WholeInvoice> {
    let id = invoice.invoice_id;
    Ok(WholeInvoice {
        due: invoice.due(),
        deposit_due: invoice.money(invoice.deposit_due_minor()),
        lines: invoices::lines(read, market, id).await?,
        payments: payments::of_invoice(read, market, id).await?,
        refunds: refunds::of_invoice(read, market, id).await?,
        shares: invoices::shares(read, market, id).await?,
        earnings: invoices::earnings(read, market, id).await?,
        invoice,
    })
}

fn before(page: &PageRequest) -> String {
    page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone())
}

fn paged(page: &PageRequest, rows: Vec<Invoice>) -> Page<Invoice> {
    page.page(rows, |invoice| Cursor { key: 0, id: invoice.invoice_id.to_string() })
}

/// Invoices in a state, newest first: `open` and `partly_paid` are the open ones.
pub async fn by_state(
    read: &mut Read,
    market: MarketId,
    state: InvoiceState,
    page: &PageRequest,
) -> Result<Page<Invoice>> {
    let rows = read.all(INVOICES_BY_STATE, params![market, state, before(page), page.limit + 1]).await?;
    Ok(paged(page, rows))
}

/// A customer's invoices, newest first.
pub async fn of_customer(
    read: &mut Read,
    market: MarketId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<Invoice>> {
    let rows = read.all(INVOICES_OF_CUSTOMER, params![market, customer, before(page), page.limit + 1]).await?;
    Ok(paged(page, rows))
}

/// The most that could be refunded of an invoice now.
pub async fn refund_limit(read: &mut Read, market: MarketId, id: InvoiceId) -> Result<Money> {
    let whole = invoice(read, market, id).await?;
    Ok(facts_of(&whole).limit())
}

/// What a refund would do: the same plan that [`crate::actions::RefundInvoice`] carries out.
pub async fn refund_preview(
    read: &mut Read,
    market: MarketId,
    id: InvoiceId,
    amount: Money,
    bearer: Bearer,
    lines: &[(InvoiceLineId, Money)],
) -> Result<RefundPlan> {
    let whole = invoice(read, market, id).await?;
    plan(&facts_of(&whole), amount, bearer, lines)
}

fn facts_of(whole: &WholeInvoice) -> RefundFacts<'_> {
    let WholeInvoice { invoice, lines, shares, payments, earnings, .. } = whole;
    RefundFacts { invoice, lines, shares, payments, earnings }
}

/// Every commission rule, past and future; categories without one follow `rules::commission::default_rate`.
pub async fn commission_rules(read: &mut Read, market: MarketId) -> Result<Vec<CommissionRule>> {
    commission::rules(read, market).await
}
