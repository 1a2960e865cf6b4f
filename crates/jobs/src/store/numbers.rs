//! The numbers that people call jobs by: `J-10001` upward in every market.
//!
//! One counting row per market would make every booking of a market collide with every other one on PostgreSQL, where a transaction
//! that meets a row changed since its snapshot is undone. So the row hands out blocks of numbers to a few lanes, and a job takes the
//! next number of some lane: neighbours in time are then at most a few blocks apart in number. SQLite has one writer and needs one lane:
//! its numbers follow each other exactly.

use db::{Tx, params};
use kernel::{Ctx, Result};

/// The first number of a market.
const FIRST_NUMBER: i64 = 10_001;
/// Numbers that a lane takes at a time.
const BLOCK: i64 = 5;
/// Lanes where writers run side by side.
const LANES: u64 = 4;
/// The lane that hands out blocks to the others.
const SOURCE: i64 = 0;

db::statements! {
    TAKE_NUMBER = "
        update job_counters
        set next_number = next_number + 1
        where market_id = $1 and lane = $2 and next_number < block_end
        returning next_number - 1";
    TAKE_BLOCK = "
        insert into job_counters (market_id, lane, next_number, block_end)
        values ($1, $2, $3, 0)
        on conflict (market_id, lane) do update
        set next_number = job_counters.next_number + $4
        returning next_number - $4";
    FILL_LANE = "
        insert into job_counters (market_id, lane, next_number, block_end)
        values ($1, $2, $3, $4)
        on conflict (market_id, lane) do update
        set next_number = excluded.next_number, block_end = excluded.block_end";
}

/// The next number of the market. A number taken by a transaction that is undone is free again.
pub(crate) async fn next(tx: &mut Tx, ctx: &Ctx) -> Result<String> {
    let lanes = if tx.is_postgres() { LANES } else { 1 };
    let lane = 1 + i64::try_from(ctx.entropy.below(lanes)).expect("a handful of lanes");
    let taken: Option<(i64,)> = tx.maybe(TAKE_NUMBER, params![ctx.market, lane]).await?;
    let number = match taken {
        Some((number,)) => number,
        None => {
            let (first,): (i64,) = tx.one(TAKE_BLOCK, params![ctx.market, SOURCE, FIRST_NUMBER + BLOCK, BLOCK]).await?;
            tx.run(FILL_LANE, params![ctx.market, lane, first + 1, first + BLOCK]).await?;
            first
        }
    };
    Ok(format!("J-{number}"))
}
