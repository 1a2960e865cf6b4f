//! Transfers with their entries: one, the latest, those of a job, and the statement of an account.

use crate::{
    model::{Entry, Transfer},
    store,
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{Currency, JobId, LedgerAccountId, MarketId, Money, Result, TransferId};
use serde::Serialize;

macro_rules! select_transfer {
    ($rest:literal) => {
        concat!(
            "
        select t.transfer_id, t.kind, t.state, t.dedupe_key, t.memo_key, t.job_id, t.invoice_id, t.payment_id, t.refund_id,
          t.settlement_id, t.payout_id, t.reverses_id, t.made_by, t.made_at, t.resolved_at, t.sequence, t.previous_hash, t.hash
        from ledger_transfers t
        where t.market_id = $1",
            $rest
        )
    };
}

db::statements! {
    TRANSFER = select_transfer!(" and t.transfer_id = $2");
    LATEST_TRANSFERS = select_transfer!(" and t.transfer_id < $2 order by t.transfer_id desc limit $3");
    TRANSFERS_OF_JOB = select_transfer!(" and t.job_id = $2 order by t.transfer_id limit 1000");
    STATEMENT = "
        select t.transfer_id, t.kind, t.state, t.dedupe_key, t.memo_key, t.job_id, t.invoice_id, t.payment_id, t.refund_id,
          t.settlement_id, t.payout_id, t.reverses_id, t.made_by, t.made_at, t.resolved_at, t.sequence, t.previous_hash, t.hash,
          e.line, e.amount_minor, e.currency
        from ledger_entries e
        join ledger_transfers t on t.market_id = e.market_id and t.transfer_id = e.transfer_id
        where e.market_id = $1 and e.account_id = $2 and (e.transfer_id, e.line) < ($3, $4)
        order by e.transfer_id desc, e.line desc
        limit $5";
    STATEMENT_OF_JOB = "
        select t.transfer_id, t.kind, t.state, t.dedupe_key, t.memo_key, t.job_id, t.invoice_id, t.payment_id, t.refund_id,
          t.settlement_id, t.payout_id, t.reverses_id, t.made_by, t.made_at, t.resolved_at, t.sequence, t.previous_hash, t.hash,
          e.line, e.amount_minor, e.currency
        from ledger_transfers t
        cross join ledger_entries e
        where t.market_id = $1 and t.job_id = $3
          and e.market_id = t.market_id and e.transfer_id = t.transfer_id and e.account_id = $2
        order by e.transfer_id, e.line
        limit 1000";
}

/// A transfer with its entries.
#[derive(Clone, Debug, Serialize)]
pub struct WholeTransfer {
    /// The transfer.
    pub transfer: Transfer,
    /// Its entries, by line.
    pub entries: Vec<Entry>,
}

/// One line of an account's statement.
#[derive(Clone, Debug, Serialize)]
pub struct StatementLine {
    /// The transfer behind it.
    pub transfer: Transfer,
    /// The entry's place in the transfer.
    pub line: i64,
    /// Debit positive, credit negative.
    pub amount: Money,
}

impl db::FromRow for StatementLine {
    fn from_row(row: &db::Row) -> Result<Self> {
        let currency: Currency = row.get("currency")?;
        Ok(Self {
            transfer: Transfer::from_row(row)?,
            line: row.get("line")?,
            amount: Money::new(row.get("amount_minor")?, currency),
        })
    }
}

/// One transfer; `missing` when the market has no such.
pub async fn transfer(read: &mut Read, market: MarketId, id: TransferId) -> Result<WholeTransfer> {
    let transfer: Transfer = read.one(TRANSFER, params![market, id]).await?;
    let entries = store::entries_of(read, market, &[id]).await?;
    Ok(WholeTransfer { transfer, entries })
}

/// The latest transfers, newest first.
pub async fn latest(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<WholeTransfer>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let rows: Vec<Transfer> = read.all(LATEST_TRANSFERS, params![market, before, page.limit + 1]).await?;
    let rows = page.page(rows, |transfer| Cursor { key: 0, id: transfer.transfer_id.to_string() });
    Ok(Page { items: with_entries(read, market, rows.items).await?, next: rows.next })
}

/// A job's money trail: every transfer about it, oldest first.
pub async fn of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Vec<WholeTransfer>> {
    let transfers = read.all(TRANSFERS_OF_JOB, params![market, job]).await?;
    with_entries(read, market, transfers).await
}

/// The statement of an account, newest first; pending and voided lines are marked by their transfer's state.
pub async fn statement(
    read: &mut Read,
    market: MarketId,
    account: LedgerAccountId,
    page: &PageRequest,
) -> Result<Page<StatementLine>> {
    let (before, line) =
        page.after.as_ref().map_or_else(|| ("zzz".to_owned(), 0), |cursor| (cursor.id.clone(), cursor.key));
    let rows = read.all(STATEMENT, params![market, account, before, line, page.limit + 1]).await?;
    Ok(page.page(rows, |row: &StatementLine| Cursor { key: row.line, id: row.transfer.transfer_id.to_string() }))
}

/// What one job did to one account, oldest first: the last step of an explanation.
pub async fn statement_of_job(
    read: &mut Read,
    market: MarketId,
    account: LedgerAccountId,
    job: JobId,
) -> Result<Vec<StatementLine>> {
    read.all(STATEMENT_OF_JOB, params![market, account, job]).await
}

async fn with_entries(read: &mut Read, market: MarketId, transfers: Vec<Transfer>) -> Result<Vec<WholeTransfer>> {
    let ids: Vec<TransferId> = transfers.iter().map(|transfer| transfer.transfer_id).collect();
    let mut entries = store::entries_of(read, market, &ids).await?;
    let whole = transfers.into_iter().map(|transfer| {
        let own = entries.extract_if(.., |entry| entry.transfer_id == transfer.transfer_id).collect();
        WholeTransfer { transfer, entries: own }
    });
    Ok(whole.collect())
}
