//! Invoices, lines, shares and earnings.

use crate::model::{Earning, Invoice, Line, Share, StoredShare};
use db::{Read, Tx, params};
use kernel::{InvoiceId, InvoiceLineId, JobId, MarketId, Result};

macro_rules! select_invoice {
    ($rest:literal) => {
        concat!(
            "
        select invoice_id, job_id, job_number, customer_id, currency, phase, state, total_minor, deposit_minor, received_minor,
          returned_minor, credited_minor, waived_minor, escrow_minor, held_at, hold_reason, opened_at, finished_at, version
        from invoices
        where market_id = $1",
            $rest
        )
    };
}
pub(crate) use select_invoice;

db::statements! {
    INVOICE = select_invoice!(" and invoice_id = $2");
    INVOICE_OF_JOB = select_invoice!(" and job_id = $2");
    INSERT_INVOICE = "
        insert into invoices (market_id, invoice_id, job_id, job_number, customer_id, currency, phase, state, total_minor,
          deposit_minor, received_minor, returned_minor, credited_minor, waived_minor, escrow_minor, held_at, hold_reason, opened_at,
          finished_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, 0, null, '', $11, null, 1)
        on conflict do nothing";
    UPDATE_INVOICE = "
        update invoices
        set phase = $1, state = $2, total_minor = $3, deposit_minor = $4, received_minor = $5, returned_minor = $6,
          credited_minor = $7, waived_minor = $8, escrow_minor = $9, held_at = $10, hold_reason = $11, finished_at = $12,
          version = version + 1
        where market_id = $13 and invoice_id = $14 and version = $15";
    LINES = "
        select invoice_line_id, line_no, kind, category, name_zh, name_en, quantity, amount_minor, refunded_minor, currency, source, state
        from invoice_lines
        where market_id = $1 and invoice_id = $2
        order by line_no";
    INSERT_LINE = "
        insert into invoice_lines (market_id, invoice_line_id, invoice_id, line_no, kind, category, name_zh, name_en, quantity,
          amount_minor, refunded_minor, currency, source, state)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, 'active')";
    STRIKE_LINES = "
        update invoice_lines
        set state = 'struck'
        where market_id = $1 and invoice_id = $2";
    RESTORE_LINES = "
        update invoice_lines
        set state = 'active'
        where market_id = $1 and invoice_id = $2";
    ADD_TO_LINE_REFUNDED = "
        update invoice_lines
        set refunded_minor = refunded_minor + $1
        where market_id = $2 and invoice_line_id = $3";
    SHARES = "
        select invoice_line_id, party, owner, code, amount_minor, reversed_minor, currency
        from invoice_shares
        where market_id = $1 and invoice_id = $2
        order by invoice_line_id, party, owner";
    INSERT_SHARE = "
        insert into invoice_shares (market_id, invoice_line_id, party, owner, invoice_id, code, amount_minor, reversed_minor, currency)
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
    ADD_TO_SHARE_REVERSED = "
        update invoice_shares
        set reversed_minor = reversed_minor + $1
        where market_id = $2 and invoice_line_id = $3 and party = $4 and owner = $5";
    EARNINGS = "
        select invoice_id, technician_id, job_id, job_number, state, earned_minor, frozen_minor, retained_minor, clawed_minor,
          currency, release_at, retain_until, earned_at, version
        from earnings
        where market_id = $1 and invoice_id = $2
        order by technician_id";
    INSERT_EARNING = "
        insert into earnings (market_id, invoice_id, technician_id, job_id, job_number, state, earned_minor, frozen_minor,
          retained_minor, clawed_minor, currency, release_at, retain_until, earned_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12, $13, 1)";
    UPDATE_EARNING = "
        update earnings
        set state = $1, frozen_minor = $2, retained_minor = $3, clawed_minor = $4, version = version + 1
        where market_id = $5 and invoice_id = $6 and technician_id = $7 and version = $8";
}

/// One invoice; `missing` when the market has no such.
pub(crate) async fn invoice(read: &mut Read, market: MarketId, id: InvoiceId) -> Result<Invoice> {
    read.one(INVOICE, params![market, id]).await
}

/// The invoice of a job; `missing` when it has none.
pub(crate) async fn invoice_of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Invoice> {
    read.one(INVOICE_OF_JOB, params![market, job]).await
}

/// Writes a new invoice; false when the job has one.
pub(crate) async fn insert(tx: &mut Tx, market: MarketId, new: &Invoice) -> Result<bool> {
    let values = params![
        market,
        new.invoice_id,
        new.job_id,
        new.job_number,
        new.customer_id,
        new.currency,
        new.phase,
        new.state,
        new.total_minor,
        new.deposit_minor,
        new.opened_at,
    ];
    Ok(tx.run(INSERT_INVOICE, values).await? == 1)
}

/// Saves an invoice that nobody changed meanwhile.
pub(crate) async fn save(tx: &mut Tx, market: MarketId, invoice: &Invoice) -> Result<()> {
    let values = params![
        invoice.phase,
        invoice.state,
        invoice.total_minor,
        invoice.deposit_minor,
        invoice.received_minor,
        invoice.returned_minor,
        invoice.credited_minor,
        invoice.waived_minor,
        invoice.escrow_minor,
        invoice.held_at,
        invoice.hold_reason,
        invoice.finished_at,
        market,
        invoice.invoice_id,
        invoice.version,
    ];
    tx.save(UPDATE_INVOICE, values).await
}

/// The lines of an invoice, struck ones too.
pub(crate) async fn lines(read: &mut Read, market: MarketId, invoice: InvoiceId) -> Result<Vec<Line>> {
    read.all(LINES, params![market, invoice]).await
}

/// Writes a line.
pub(crate) async fn insert_line(tx: &mut Tx, market: MarketId, invoice: InvoiceId, line: &Line) -> Result<()> {
    let values = params![
        market,
        line.invoice_line_id,
        invoice,
        line.line_no,
        line.kind,
        line.category,
        line.name_zh,
        line.name_en,
        line.quantity,
        line.amount_minor,
        line.currency,
        line.source,
    ];
    tx.run(INSERT_LINE, values).await.map(drop)
}

/// Strikes every line.
pub(crate) async fn strike_lines(tx: &mut Tx, market: MarketId, invoice: InvoiceId) -> Result<()> {
    tx.run(STRIKE_LINES, params![market, invoice]).await.map(drop)
}

/// Lets every line count again.
pub(crate) async fn restore_lines(tx: &mut Tx, market: MarketId, invoice: InvoiceId) -> Result<()> {
    tx.run(RESTORE_LINES, params![market, invoice]).await.map(drop)
}

/// Notes what was taken back of a line.
pub(crate) async fn add_to_line_refunded(tx: &mut Tx, market: MarketId, line: InvoiceLineId, minor: i64) -> Result<()> {
    tx.save(ADD_TO_LINE_REFUNDED, params![minor, market, line]).await
}

/// The shares of an invoice's lines.
pub(crate) async fn shares(read: &mut Read, market: MarketId, invoice: InvoiceId) -> Result<Vec<StoredShare>> {
    read.all(SHARES, params![market, invoice]).await
}

/// Writes a share.
pub(crate) async fn insert_share(tx: &mut Tx, market: MarketId, invoice: InvoiceId, share: &Share) -> Result<()> {
    let Share { invoice_line_id, party, code, owner, amount } = share;
    tx.run(INSERT_SHARE, params![market, invoice_line_id, party, owner, invoice, code, amount.minor, amount.currency])
        .await
        .map(drop)
}

/// Notes what was taken back of a share.
pub(crate) async fn add_to_share_reversed(tx: &mut Tx, market: MarketId, share: &Share) -> Result<()> {
    tx.save(ADD_TO_SHARE_REVERSED, params![share.amount.minor, market, share.invoice_line_id, share.party, share.owner])
        .await
}

/// What technicians earned by an invoice.
pub(crate) async fn earnings(read: &mut Read, market: MarketId, invoice: InvoiceId) -> Result<Vec<Earning>> {
    read.all(EARNINGS, params![market, invoice]).await
}

/// Writes an earning.
pub(crate) async fn insert_earning(tx: &mut Tx, market: MarketId, new: &Earning) -> Result<()> {
    let values = params![
        market,
        new.invoice_id,
        new.technician_id,
        new.job_id,
        new.job_number,
        new.state,
        new.earned_minor,
        new.frozen_minor,
        new.retained_minor,
        new.currency,
        new.release_at,
        new.retain_until,
        new.earned_at,
    ];
    tx.run(INSERT_EARNING, values).await.map(drop)
}

/// Saves an earning that nobody changed meanwhile.
pub(crate) async fn save_earning(tx: &mut Tx, market: MarketId, earning: &Earning) -> Result<()> {
    let values = params![
        earning.state,
        earning.frozen_minor,
        earning.retained_minor,
        earning.clawed_minor,
        market,
        earning.invoice_id,
        earning.technician_id,
        earning.version,
    ];
    tx.save(UPDATE_EARNING, values).await
}
