//! Holds and their holders.

use crate::Hold;
use db::{Read, Tx, params};
use kernel::{Ctx, HoldId, MarketId, Result};

db::statements! {
    HOLD = "
        select hold_id, holder, state, visit_id, need, window_start, window_end, technician_id, expires_at, version
        from holds
        where market_id = $1 and hold_id = $2";
    LIVE_HOLDS_OF_HOLDER = "
        select hold_id, holder, state, visit_id, need, window_start, window_end, technician_id, expires_at, version
        from holds
        where market_id = $1 and holder = $2 and state = 'live' and expires_at > $3
        order by expires_at";
    COUNT_HOLDER = "
        insert into holders (market_id, holder, version)
        values ($1, $2, 1)
        on conflict (market_id, holder) do update
        set version = holders.version + 1";
    INSERT_HOLD = "
        insert into holds (market_id, hold_id, holder, state, visit_id, need, window_start, window_end, technician_id,
          expires_at, created_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)";
    SAVE_HOLD = "
        update holds
        set state = $1, visit_id = $2, version = version + 1
        where market_id = $3 and hold_id = $4 and version = $5";
    FORGET_HOLDS = "
        delete from holds
        where market_id = $1 and state <> 'live' and created_at < $2";
    FORGET_HOLDERS = "
        delete from holders
        where market_id = $1 and holder not in (select holder from holds where market_id = $1)";
}

pub(crate) async fn hold(read: &mut Read, market: MarketId, hold: HoldId) -> Result<Hold> {
    read.one(HOLD, params![market, hold]).await
}

/// How many live holds somebody has; two holds by one holder at once meet here and one of them looks again.
pub(crate) async fn count_live(tx: &mut Tx, ctx: &Ctx, holder: &str) -> Result<usize> {
    tx.run(COUNT_HOLDER, params![ctx.market, *holder]).await?;
    let live: Vec<Hold> = tx.all(LIVE_HOLDS_OF_HOLDER, params![ctx.market, *holder, ctx.now]).await?;
    Ok(live.len())
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, hold: &Hold) -> Result<()> {
    let values = params![
        ctx.market,
        hold.hold_id,
        hold.holder,
        hold.state,
        hold.visit_id,
        hold.need,
        hold.window_start,
        hold.window_end,
        hold.technician_id,
        hold.expires_at,
        ctx.now
    ];
    tx.run(INSERT_HOLD, values).await.map(drop)
}

pub(crate) async fn save(tx: &mut Tx, ctx: &Ctx, hold: &Hold) -> Result<()> {
    tx.save(SAVE_HOLD, params![hold.state, hold.visit_id, ctx.market, hold.hold_id, hold.version]).await
}
