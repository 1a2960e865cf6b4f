//! The SQL that writes: accounts, transfers, entries. No statement here or anywhere changes or deletes an entry; a test reads them all.

pub mod seal;

use crate::{
    model::{Account, AccountKey, Entry, EntryDraft, References, Transfer, TransferState},
    rules,
};
use db::{Sql, Tx, params};
use kernel::{Ctx, Currency, LedgerAccountId, MarketId, Result, Timestamp, TransferId, Value};

db::statements! {
    ACCOUNTS_AMONG = "
        select account_id, code, owner, currency
        from ledger_accounts
        where market_id = $1 and account_id in ({list})";
    OPEN_ACCOUNT = "
        insert into ledger_accounts (market_id, account_id, code, owner, currency, opened_at, version)
        values ($1, $2, $3, $4, $5, $6, 0)
        on conflict do nothing";
    INSERT_TRANSFER = "
        insert into ledger_transfers (market_id, transfer_id, kind, state, dedupe_key, currency, memo_key, job_id, invoice_id,
          payment_id, refund_id, settlement_id, payout_id, reverses_id, made_by, made_at, resolved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict do nothing";
    INSERT_ENTRY = "
        insert into ledger_entries (market_id, transfer_id, line, account_id, amount_minor, currency)
        values ($1, $2, $3, $4, $5, $6)";
    TRANSFER_BY_KEY = "
        select transfer_id, kind, state, dedupe_key, memo_key, job_id, invoice_id, payment_id, refund_id, settlement_id, payout_id,
          reverses_id, made_by, made_at, resolved_at, sequence, previous_hash, hash
        from ledger_transfers
        where market_id = $1 and dedupe_key = $2";
    ENTRIES_OF_TRANSFERS = "
        select e.transfer_id, e.line, e.account_id, a.code, a.owner, e.amount_minor, e.currency
        from ledger_entries e
        join ledger_accounts a on a.market_id = e.market_id and a.account_id = e.account_id
        where e.market_id = $1 and e.transfer_id in ({list})
        order by e.transfer_id, e.line";
    RESOLVE_TRANSFER = "
        update ledger_transfers
        set state = $1, resolved_at = $2
        where market_id = $3 and transfer_id = $4 and state = 'pending'";
    TAKE_TURN_AT_ACCOUNT = "
        update ledger_accounts
        set version = version + 1
        where market_id = $1 and account_id = $2";
}

/// A transfer ready to be written.
pub(crate) struct NewTransfer<'a> {
    pub(crate) id: TransferId,
    pub(crate) kind: &'a str,
    pub(crate) state: TransferState,
    pub(crate) dedupe_key: &'a str,
    pub(crate) currency: Currency,
    pub(crate) memo_key: &'a str,
    pub(crate) refs: References,
    pub(crate) reverses: Option<TransferId>,
}

/// Writes the head of a transfer; false when its fact is written already.
pub(crate) async fn insert_transfer(tx: &mut Tx, ctx: &Ctx, new: &NewTransfer<'_>) -> Result<bool> {
    let resolved_at: Option<Timestamp> = match new.state {
        TransferState::Pending => None,
        TransferState::Posted | TransferState::Voided => Some(ctx.now),
    };
    let References { job, invoice, payment, refund, settlement, payout } = new.refs;
    let values = params![
        ctx.market,
        new.id,
        new.kind,
        new.state,
        new.dedupe_key,
        new.currency,
        new.memo_key,
        job,
        invoice,
        payment,
        refund,
        settlement,
        payout,
        new.reverses,
        ctx.actor.label(),
        ctx.now,
        resolved_at,
    ];
    Ok(tx.run(INSERT_TRANSFER, values).await? == 1)
}

/// Writes the entries, opening accounts that do not exist yet; the ids of the accounts, in order.
pub(crate) async fn insert_entries(
    tx: &mut Tx,
    ctx: &Ctx,
    id: TransferId,
    entries: &[EntryDraft],
) -> Result<Vec<LedgerAccountId>> {
    let keys: Vec<AccountKey> = entries
        .iter()
        .map(|entry| AccountKey {
            market: ctx.market,
            code: entry.code,
            owner: entry.owner,
            currency: entry.amount.currency,
        })
        .collect();
    let ids: Vec<LedgerAccountId> = keys.iter().map(rules::account_id).collect();
    let known: Vec<Account> = tx.all(Sql::with_list(ACCOUNTS_AMONG, 2, ids.len()), list_of(ctx.market, &ids)).await?;
    for (key, account) in keys.iter().zip(&ids) {
        if known.iter().all(|known| known.account_id != *account) {
            tx.run(OPEN_ACCOUNT, params![ctx.market, account, key.code, key.owner, key.currency, ctx.now]).await?;
        }
    }
    for ((line, entry), account) in (0i64..).zip(entries).zip(&ids) {
        tx.run(INSERT_ENTRY, params![ctx.market, id, line, account, entry.amount.minor, entry.amount.currency]).await?;
    }
    Ok(ids)
}

/// The transfer that a fact became.
pub(crate) async fn transfer_by_key(tx: &mut Tx, market: MarketId, dedupe_key: &str) -> Result<Transfer> {
    tx.one(TRANSFER_BY_KEY, params![market, dedupe_key]).await
}

/// The entries of transfers, by transfer and line.
pub(crate) async fn entries_of(read: &mut db::Read, market: MarketId, transfers: &[TransferId]) -> Result<Vec<Entry>> {
    read.all(Sql::with_list(ENTRIES_OF_TRANSFERS, 2, transfers.len()), list_of(market, transfers)).await
}

/// Ends the pending state.
pub(crate) async fn resolve_transfer(tx: &mut Tx, ctx: &Ctx, id: TransferId, state: TransferState) -> Result<()> {
    tx.save(RESOLVE_TRANSFER, params![state, ctx.now, ctx.market, id]).await
}

/// Makes everybody else who takes guarded money out of this account wait and look again.
pub(crate) async fn take_turn_at(tx: &mut Tx, market: MarketId, account: LedgerAccountId) -> Result<()> {
    tx.save(TAKE_TURN_AT_ACCOUNT, params![market, account]).await
}

fn list_of<T: kernel::Scalar>(market: MarketId, ids: &[T]) -> Vec<Value> {
    let mut values = params![market];
    values.extend(ids.iter().map(kernel::Scalar::to_value));
    values
}
