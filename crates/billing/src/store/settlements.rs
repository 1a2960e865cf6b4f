//! Settlement runs and payouts.

use crate::model::{Payout, Settlement, Wallet};
use db::{Read, Tx, params};
use kernel::{Currency, MarketId, PayoutId, Result, SettlementId};

macro_rules! select_settlement {
    ($rest:literal) => {
        concat!(
            "
        select settlement_id, day, state, payout_count, total_minor, currency, opened_at, locked_at, approved_at, closed_at, version
        from settlements
        where market_id = $1",
            $rest
        )
    };
}
pub(crate) use select_settlement;

macro_rules! select_payout {
    ($rest:literal) => {
        concat!(
            "
        select payout_id, settlement_id, technician_id, channel, state, amount_minor, netted_minor, currency, transaction_id, note,
          sent_at, ended_at, version
        from payouts
        where market_id = $1",
            $rest
        )
    };
}
pub(crate) use select_payout;

db::statements! {
    SETTLEMENT = select_settlement!(" and settlement_id = $2");
    INSERT_SETTLEMENT = "
        insert into settlements (market_id, settlement_id, day, state, payout_count, total_minor, currency, opened_at, locked_at,
          approved_at, closed_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, null, null, null, 1)
        on conflict do nothing";
    UPDATE_SETTLEMENT = "
        update settlements
        set state = $1, payout_count = $2, total_minor = $3, locked_at = $4, approved_at = $5, closed_at = $6, version = version + 1
        where market_id = $7 and settlement_id = $8 and version = $9";
    PAYABLE_WALLETS = "
        select owner, currency, available_minor, frozen_minor, retained_minor, cash_held_minor, in_payout_minor, version
        from wallets
        where market_id = $1 and currency = $2 and available_minor >= $3 and owner like 'tec%'
        order by owner";
    PAYOUT = select_payout!(" and payout_id = $2");
    PAYOUTS_OF_SETTLEMENT = select_payout!(" and settlement_id = $2 order by payout_id");
    UNFINISHED_PAYOUTS = "
        select count(*) as unfinished
        from payouts
        where market_id = $1 and settlement_id = $2 and state in ('planned', 'sent')";
    FAILED_PAYOUTS = "
        select count(*) as failed
        from payouts
        where market_id = $1 and settlement_id = $2 and state = 'failed'";
    INSERT_PAYOUT = "
        insert into payouts (market_id, payout_id, settlement_id, technician_id, channel, state, amount_minor, netted_minor, currency,
          transaction_id, note, sent_at, ended_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, '', null, null, 1)";
    UPDATE_PAYOUT = "
        update payouts
        set state = $1, amount_minor = $2, netted_minor = $3, transaction_id = $4, note = $5, sent_at = $6, ended_at = $7,
          version = version + 1
        where market_id = $8 and payout_id = $9 and version = $10";
}

/// One run; `missing` when the market has no such.
pub(crate) async fn settlement(read: &mut Read, market: MarketId, id: SettlementId) -> Result<Settlement> {
    read.one(SETTLEMENT, params![market, id]).await
}

/// Writes a run; false when the day has one.
pub(crate) async fn insert(tx: &mut Tx, market: MarketId, new: &Settlement) -> Result<bool> {
    let values = params![
        market,
        new.settlement_id,
        new.day,
        new.state,
        new.payout_count,
        new.total_minor,
        new.currency,
        new.opened_at
    ];
    Ok(tx.run(INSERT_SETTLEMENT, values).await? == 1)
}

/// Saves a run that nobody changed meanwhile.
pub(crate) async fn save(tx: &mut Tx, market: MarketId, run: &Settlement) -> Result<()> {
    let values = params![
        run.state,
        run.payout_count,
        run.total_minor,
        run.locked_at,
        run.approved_at,
        run.closed_at,
        market,
        run.settlement_id,
        run.version,
    ];
    tx.save(UPDATE_SETTLEMENT, values).await
}

/// Technicians' wallets with at least so much available.
pub(crate) async fn payable_wallets(
    read: &mut Read,
    market: MarketId,
    currency: Currency,
    minimum: i64,
) -> Result<Vec<Wallet>> {
    read.all(PAYABLE_WALLETS, params![market, currency, minimum]).await
}

/// One payout; `missing` when the market has no such.
pub(crate) async fn payout(read: &mut Read, market: MarketId, id: PayoutId) -> Result<Payout> {
    read.one(PAYOUT, params![market, id]).await
}

/// The payouts of a run.
pub(crate) async fn payouts(read: &mut Read, market: MarketId, settlement: SettlementId) -> Result<Vec<Payout>> {
    read.all(PAYOUTS_OF_SETTLEMENT, params![market, settlement]).await
}

/// How many payouts of a run have not ended, and how many failed.
pub(crate) async fn payout_counts(read: &mut Read, market: MarketId, settlement: SettlementId) -> Result<(i64, i64)> {
    let (unfinished,): (i64,) = read.one(UNFINISHED_PAYOUTS, params![market, settlement]).await?;
    let (failed,): (i64,) = read.one(FAILED_PAYOUTS, params![market, settlement]).await?;
    Ok((unfinished, failed))
}

/// Writes a payout.
pub(crate) async fn insert_payout(tx: &mut Tx, market: MarketId, new: &Payout) -> Result<()> {
    let values = params![
        market,
        new.payout_id,
        new.settlement_id,
        new.technician_id,
        new.channel,
        new.state,
        new.amount_minor,
        new.netted_minor,
        new.currency,
    ];
    tx.run(INSERT_PAYOUT, values).await.map(drop)
}

/// Saves a payout that nobody changed meanwhile.
pub(crate) async fn save_payout(tx: &mut Tx, market: MarketId, payout: &Payout) -> Result<()> {
    let values = params![
        payout.state,
        payout.amount_minor,
        payout.netted_minor,
        payout.transaction_id,
        payout.note,
        payout.sent_at,
        payout.ended_at,
        market,
        payout.payout_id,
        payout.version,
    ];
    tx.save(UPDATE_PAYOUT, values).await
}
