//! Payments and the receipts of channels.

use crate::model::{ChannelReceipt, Payment, ReceiptOutcome};
use db::{Read, Tx, params};
use kernel::{InvoiceId, MarketId, PaymentId, ReceiptId, Result};

macro_rules! select_payment {
    ($rest:literal) => {
        concat!(
            "
        select payment_id, invoice_id, job_id, customer_id, channel, provider, state, amount_minor, applied_minor, refunded_minor,
          fee_minor, currency, transaction_id, client, collected_by, note, created_at, expires_at, paid_at, version
        from payments
        where market_id = $1",
            $rest
        )
    };
}
pub(crate) use select_payment;

macro_rules! select_receipt {
    ($rest:literal) => {
        concat!(
            "
        select receipt_id, provider, transaction_id, payment_id, amount_minor, currency, outcome, received_at, version
        from channel_receipts
        where market_id = $1",
            $rest
        )
    };
}
pub(crate) use select_receipt;

db::statements! {
    PAYMENT = select_payment!(" and payment_id = $2");
    PAYMENTS_OF_INVOICE = select_payment!(" and invoice_id = $2 order by payment_id");
    INSERT_PAYMENT = "
        insert into payments (market_id, payment_id, invoice_id, job_id, customer_id, channel, provider, state, amount_minor,
          applied_minor, refunded_minor, fee_minor, currency, transaction_id, client, collected_by, note, created_at, expires_at,
          paid_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1)";
    UPDATE_PAYMENT = "
        update payments
        set state = $1, applied_minor = $2, refunded_minor = $3, fee_minor = $4, transaction_id = $5, client = $6, note = $7,
          expires_at = $8, paid_at = $9, version = version + 1
        where market_id = $10 and payment_id = $11 and version = $12";
    RECEIPT = select_receipt!(" and provider = $2 and transaction_id = $3");
    RECEIPT_BY_ID = select_receipt!(" and receipt_id = $2");
    INSERT_RECEIPT = "
        insert into channel_receipts (market_id, provider, transaction_id, receipt_id, payment_id, amount_minor, currency, outcome,
          received_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
        on conflict do nothing";
    UPDATE_RECEIPT = "
        update channel_receipts
        set outcome = $1, version = version + 1
        where market_id = $2 and provider = $3 and transaction_id = $4 and version = $5";
}

/// One payment, if there is such.
pub(crate) async fn maybe_payment(read: &mut Read, market: MarketId, id: PaymentId) -> Result<Option<Payment>> {
    read.maybe(PAYMENT, params![market, id]).await
}

/// One payment; `missing` when the market has no such.
pub(crate) async fn payment(read: &mut Read, market: MarketId, id: PaymentId) -> Result<Payment> {
    read.one(PAYMENT, params![market, id]).await
}

/// The payments of an invoice, oldest first.
pub(crate) async fn of_invoice(read: &mut Read, market: MarketId, invoice: InvoiceId) -> Result<Vec<Payment>> {
    read.all(PAYMENTS_OF_INVOICE, params![market, invoice]).await
}

/// Writes a payment.
pub(crate) async fn insert(tx: &mut Tx, market: MarketId, new: &Payment) -> Result<()> {
    let values = params![
        market,
        new.payment_id,
        new.invoice_id,
        new.job_id,
        new.customer_id,
        new.channel,
        new.provider,
        new.state,
        new.amount_minor,
        new.applied_minor,
        new.fee_minor,
        new.currency,
        new.transaction_id,
        new.client,
        new.collected_by,
        new.note,
        new.created_at,
        new.expires_at,
        new.paid_at,
    ];
    tx.run(INSERT_PAYMENT, values).await.map(drop)
}

/// Saves a payment that nobody changed meanwhile.
pub(crate) async fn save(tx: &mut Tx, market: MarketId, payment: &Payment) -> Result<()> {
    let values = params![
        payment.state,
        payment.applied_minor,
        payment.refunded_minor,
        payment.fee_minor,
        payment.transaction_id,
        payment.client,
        payment.note,
        payment.expires_at,
        payment.paid_at,
        market,
        payment.payment_id,
        payment.version,
    ];
    tx.save(UPDATE_PAYMENT, values).await
}

/// What a channel reported under an id of its own, if it did.
pub(crate) async fn receipt(
    read: &mut Read,
    market: MarketId,
    provider: &str,
    transaction: &str,
) -> Result<Option<ChannelReceipt>> {
    read.maybe(RECEIPT, params![market, provider, transaction]).await
}

/// A receipt by our id; `missing` when the market has no such.
pub(crate) async fn receipt_by_id(read: &mut Read, market: MarketId, id: ReceiptId) -> Result<ChannelReceipt> {
    read.one(RECEIPT_BY_ID, params![market, id]).await
}

/// Writes a receipt; when somebody just wrote the same, the transaction is tried again and finds it.
pub(crate) async fn insert_receipt(tx: &mut Tx, market: MarketId, new: &ChannelReceipt) -> Result<()> {
    let values = params![
        market,
        new.provider,
        new.transaction_id,
        new.receipt_id,
        new.payment_id,
        new.amount_minor,
        new.currency,
        new.outcome,
        new.received_at,
    ];
    tx.save(INSERT_RECEIPT, values).await
}

/// Notes what became of a receipt.
pub(crate) async fn save_receipt(
    tx: &mut Tx,
    market: MarketId,
    receipt: &ChannelReceipt,
    outcome: ReceiptOutcome,
) -> Result<()> {
    let values = params![outcome, market, receipt.provider, receipt.transaction_id, receipt.version];
    tx.save(UPDATE_RECEIPT, values).await
}
