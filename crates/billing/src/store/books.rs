//! Every posting on its way to the ledger: kept once, and the wallets moved by exactly its entries.

use crate::{
    model::{Booked, Entry, Floor, LedgerStep, Owner, Pocket, Posting, Wallet},
    refusals,
};
use db::{Read, Tx, params};
use kernel::{Ctx, Currency, MarketId, Result, scalar::Json};

db::statements! {
    INSERT_POSTING = "
        insert into billing_postings (market_id, dedupe_key, kind, step, job_id, payload, made_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict do nothing";
    POSTING = "
        select payload
        from billing_postings
        where market_id = $1 and dedupe_key = $2";
    RESOLVE_POSTING = "
        update billing_postings
        set step = $1
        where market_id = $2 and dedupe_key = $3 and step = 'pending'";
    WALLET = "
        select owner, currency, available_minor, frozen_minor, retained_minor, cash_held_minor, in_payout_minor, version
        from wallets
        where market_id = $1 and owner = $2 and currency = $3";
    INSERT_WALLET = "
        insert into wallets (market_id, owner, currency, available_minor, frozen_minor, retained_minor, cash_held_minor,
          in_payout_minor, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
        on conflict do nothing";
    UPDATE_WALLET = "
        update wallets
        set available_minor = $1, frozen_minor = $2, retained_minor = $3, cash_held_minor = $4, in_payout_minor = $5,
          version = version + 1
        where market_id = $6 and owner = $7 and currency = $8 and version = $9";
}

/// Keeps the steps, moves the wallets, and makes the action's answer of them.
pub(crate) async fn booked<T>(tx: &mut Tx, ctx: &Ctx, value: T, steps: Vec<LedgerStep>) -> Result<Booked<T>> {
    for step in &steps {
        book(tx, ctx, step).await?;
    }
    Ok(Booked { value, steps })
}

/// Keeps one step and moves the wallets by it.
pub(crate) async fn book(tx: &mut Tx, ctx: &Ctx, step: &LedgerStep) -> Result<()> {
    match step {
        LedgerStep::Post(posting) => {
            keep(tx, ctx, posting, "posted").await?;
            move_wallets(tx, ctx, posting, Movement::Posted).await
        }
        LedgerStep::Reserve(posting) => {
            keep(tx, ctx, posting, "pending").await?;
            move_wallets(tx, ctx, posting, Movement::Reserved).await
        }
        LedgerStep::Confirm { dedupe_key } => {
            let posting = resolve(tx, ctx, dedupe_key, "posted").await?;
            move_wallets(tx, ctx, &posting, Movement::Unreserved).await?;
            move_wallets(tx, ctx, &posting, Movement::Posted).await
        }
        LedgerStep::Void { dedupe_key } => {
            let posting = resolve(tx, ctx, dedupe_key, "voided").await?;
            move_wallets(tx, ctx, &posting, Movement::Unreserved).await
        }
    }
}

async fn keep(tx: &mut Tx, ctx: &Ctx, posting: &Posting, step: &str) -> Result<()> {
    let values =
        params![ctx.market, posting.dedupe_key, posting.kind, step, posting.refs.job, Json(posting.clone()), ctx.now];
    tx.save(INSERT_POSTING, values).await
}

async fn resolve(tx: &mut Tx, ctx: &Ctx, dedupe_key: &str, step: &str) -> Result<Posting> {
    let (posting,): (Json<Posting>,) = tx.one(POSTING, params![ctx.market, dedupe_key]).await?;
    tx.save(RESOLVE_POSTING, params![step, ctx.market, dedupe_key]).await?;
    Ok(posting.0)
}

/// Whether a fact of this key is kept already.
pub(crate) async fn is_kept(tx: &mut Tx, market: MarketId, dedupe_key: &str) -> Result<bool> {
    let found: Option<(Json<Posting>,)> = tx.maybe(POSTING, params![market, dedupe_key]).await?;
    Ok(found.is_some())
}

#[derive(Clone, Copy)]
enum Movement {
    Posted,
    Reserved,
    Unreserved,
}

async fn move_wallets(tx: &mut Tx, ctx: &Ctx, posting: &Posting, movement: Movement) -> Result<()> {
    let mut owners: Vec<(Owner, Currency)> = posting
        .entries
        .iter()
        .filter(|entry| Pocket::of(entry.code).is_some())
        .map(|entry| (entry.owner, entry.amount.currency))
        .collect();
    owners.sort_unstable();
    owners.dedup();
    for (owner, currency) in owners {
        let before = wallet(tx, ctx.market, owner, currency).await?;
        let mut after = before.clone();
        for entry in posting.entries.iter().filter(|entry| entry.owner == owner && entry.amount.currency == currency) {
            move_wallet(&mut after, entry, movement)?;
        }
        save_wallet(tx, ctx.market, &after).await?;
    }
    Ok(())
}

fn move_wallet(wallet: &mut Wallet, entry: &Entry, movement: Movement) -> Result<()> {
    let Some(pocket) = Pocket::of(entry.code) else { return Ok(()) };
    let minor = entry.amount.minor;
    match (movement, pocket) {
        (Movement::Posted, Pocket::Available) => wallet.available_minor -= minor,
        (Movement::Posted, Pocket::Frozen) => wallet.frozen_minor -= minor,
        (Movement::Posted, Pocket::Retained) => wallet.retained_minor -= minor,
        (Movement::Posted, Pocket::CashHeld) => wallet.cash_held_minor += minor,
        (Movement::Reserved, Pocket::Available) => wallet.in_payout_minor += minor.max(0),
        (Movement::Unreserved, Pocket::Available) => wallet.in_payout_minor -= minor.max(0),
        (Movement::Reserved | Movement::Unreserved, Pocket::Frozen | Pocket::Retained | Pocket::CashHeld) => {}
    }
    let guarded = match movement {
        Movement::Posted | Movement::Reserved => entry.floor == Floor::NotBelowZero,
        Movement::Unreserved => false,
    };
    if guarded && wallet.free_minor() < 0 {
        return Err(refusals::BALANCE_TOO_LOW.field("amount").param("missing", wallet.free().negated()?));
    }
    Ok(())
}

/// Somebody's wallet; an empty one when nothing ever was in it.
pub(crate) async fn wallet(read: &mut Read, market: MarketId, owner: Owner, currency: Currency) -> Result<Wallet> {
    let found = read.maybe(WALLET, params![market, owner, currency]).await?;
    Ok(found.unwrap_or(Wallet::empty(owner, currency)))
}

async fn save_wallet(tx: &mut Tx, market: MarketId, wallet: &Wallet) -> Result<()> {
    let Wallet {
        owner,
        currency,
        available_minor,
        frozen_minor,
        retained_minor,
        cash_held_minor,
        in_payout_minor,
        version,
    } = wallet;
    if *version == 0 {
        let values = params![
            market,
            owner,
            currency,
            available_minor,
            frozen_minor,
            retained_minor,
            cash_held_minor,
            in_payout_minor
        ];
        return tx.save(INSERT_WALLET, values).await;
    }
    let values = params![
        available_minor,
        frozen_minor,
        retained_minor,
        cash_held_minor,
        in_payout_minor,
        market,
        owner,
        currency,
        version
    ];
    tx.save(UPDATE_WALLET, values).await
}
