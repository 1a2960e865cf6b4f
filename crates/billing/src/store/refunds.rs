//! Refunds.

use crate::model::Refund;
use db::{Read, Tx, params};
use kernel::{InvoiceId, MarketId, RefundId, Result};

macro_rules! select_refund {
    ($rest:literal) => {
        concat!(
            "
        select refund_id, payment_id, invoice_id, job_id, customer_id, channel, provider, state, amount_minor, currency, reason,
          surplus, transaction_id, failure, created_at, done_at, version
        from refunds
        where market_id = $1",
            $rest
        )
    };
}
pub(crate) use select_refund;

db::statements! {
    REFUND = select_refund!(" and refund_id = $2");
    REFUNDS_OF_INVOICE = select_refund!(" and invoice_id = $2 order by refund_id");
    INSERT_REFUND = "
        insert into refunds (market_id, refund_id, payment_id, invoice_id, job_id, customer_id, channel, provider, state, amount_minor,
          currency, reason, surplus, transaction_id, failure, created_at, done_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1)";
    UPDATE_REFUND = "
        update refunds
        set channel = $1, state = $2, transaction_id = $3, failure = $4, done_at = $5, version = version + 1
        where market_id = $6 and refund_id = $7 and version = $8";
}

/// One refund; `missing` when the market has no such.
pub(crate) async fn refund(read: &mut Read, market: MarketId, id: RefundId) -> Result<Refund> {
    read.one(REFUND, params![market, id]).await
}

/// The refunds of an invoice, oldest first.
pub(crate) async fn of_invoice(read: &mut Read, market: MarketId, invoice: InvoiceId) -> Result<Vec<Refund>> {
    read.all(REFUNDS_OF_INVOICE, params![market, invoice]).await
}

/// Writes a refund.
pub(crate) async fn insert(tx: &mut Tx, market: MarketId, new: &Refund) -> Result<()> {
    let values = params![
        market,
        new.refund_id,
        new.payment_id,
        new.invoice_id,
        new.job_id,
        new.customer_id,
        new.channel,
        new.provider,
        new.state,
        new.amount_minor,
        new.currency,
        new.reason,
        new.surplus,
        new.transaction_id,
        new.failure,
        new.created_at,
        new.done_at,
    ];
    tx.run(INSERT_REFUND, values).await.map(drop)
}

/// Saves a refund that nobody changed meanwhile.
pub(crate) async fn save(tx: &mut Tx, market: MarketId, refund: &Refund) -> Result<()> {
    let values = params![
        refund.channel,
        refund.state,
        refund.transaction_id,
        refund.failure,
        refund.done_at,
        market,
        refund.refund_id,
        refund.version
    ];
    tx.save(UPDATE_REFUND, values).await
}
