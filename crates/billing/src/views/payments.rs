//! Payments and refunds: one, lists by cursor, what waits for an operator, and money in suspense.

use crate::{
    model::{ChannelReceipt, Payment, ReceiptOutcome, Refund, RefundState},
    store::{
        payments::{self, select_payment, select_receipt},
        refunds::{self, select_refund},
    },
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{CustomerId, MarketId, PaymentId, RefundId, Result};

db::statements! {
    PAYMENTS = select_payment!(" and payment_id < $2 order by payment_id desc limit $3");
    PAYMENTS_OF_CUSTOMER = select_payment!(" and customer_id = $2 and payment_id < $3 order by payment_id desc limit $4");
    REFUNDS_BY_STATE = select_refund!(" and state = $2 and refund_id < $3 order by refund_id desc limit $4");
    RECEIPTS_BY_OUTCOME = select_receipt!(" and outcome = $2 and receipt_id < $3 order by receipt_id desc limit $4");
}

fn before(page: &PageRequest) -> String {
    page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone())
}

fn paged(page: &PageRequest, rows: Vec<Payment>) -> Page<Payment> {
    page.page(rows, |payment| Cursor { key: 0, id: payment.payment_id.to_string() })
}

/// One payment: what the gateway and the customer's screen need.
pub async fn payment(read: &mut Read, market: MarketId, id: PaymentId) -> Result<Payment> {
    payments::payment(read, market, id).await
}

/// Every payment, newest first.
pub async fn latest(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<Payment>> {
    let rows = read.all(PAYMENTS, params![market, before(page), page.limit + 1]).await?;
    Ok(paged(page, rows))
}

/// A customer's payments, newest first.
pub async fn of_customer(
    read: &mut Read,
    market: MarketId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<Payment>> {
    let rows = read.all(PAYMENTS_OF_CUSTOMER, params![market, customer, before(page), page.limit + 1]).await?;
    Ok(paged(page, rows))
}

/// One refund: what the gateway needs.
pub async fn refund(read: &mut Read, market: MarketId, id: RefundId) -> Result<Refund> {
    refunds::refund(read, market, id).await
}

/// Refunds in a state, newest first: `requested` by cash or transfer and `failed` ones wait for an operator.
pub async fn refunds_by_state(
    read: &mut Read,
    market: MarketId,
    state: RefundState,
    page: &PageRequest,
) -> Result<Page<Refund>> {
    let rows = read.all(REFUNDS_BY_STATE, params![market, state, before(page), page.limit + 1]).await?;
    Ok(page.page(rows, |refund: &Refund| Cursor { key: 0, id: refund.refund_id.to_string() }))
}

/// What channels reported, by what became of it, newest first: `suspense` waits for an operator.
pub async fn receipts(
    read: &mut Read,
    market: MarketId,
    outcome: ReceiptOutcome,
    page: &PageRequest,
) -> Result<Page<ChannelReceipt>> {
    let rows = read.all(RECEIPTS_BY_OUTCOME, params![market, outcome, before(page), page.limit + 1]).await?;
    Ok(page.page(rows, |receipt: &ChannelReceipt| Cursor { key: 0, id: receipt.receipt_id.to_string() }))
}
