//! What was done how recently, one row per thing that is limited; the row's version makes counting safe between processes.

use db::{Read, Tx, params};
use kernel::{BrandId, Ctx, Problem, Result, Timestamp, scalar::Json};

/// The instants noted for one thing.
pub(crate) struct Throttle {
    pub(crate) recent: Vec<Timestamp>,
    version: i64,
}

db::statements! {
    THROTTLE = "select recent, version from throttles where brand_id = $1 and subject = $2";
    INSERT_THROTTLE = "
        insert into throttles (brand_id, subject, recent, touched_at, version)
        values ($1, $2, $3, $4, 1)
        on conflict do nothing";
    UPDATE_THROTTLE = "
        update throttles
        set recent = $1, touched_at = $2, version = version + 1
        where brand_id = $3 and subject = $4 and version = $5";
    CLEAR_THROTTLE = "delete from throttles where brand_id = $1 and subject = $2";
    FORGET_THROTTLES = "delete from throttles where touched_at < $1";
}

pub(crate) async fn find(read: &mut Read, brand: BrandId, subject: &str) -> Result<Throttle> {
    let row: Option<(Json<Vec<i64>>, i64)> = read.maybe(THROTTLE, params![brand, *subject]).await?;
    let (Json(micros), version) = row.unwrap_or_default();
    let instants = micros.into_iter().map(|micros| Timestamp::from_microsecond(micros).map_err(Problem::broken));
    Ok(Throttle { recent: instants.collect::<Result<_>>()?, version })
}

pub(crate) async fn save(tx: &mut Tx, ctx: &Ctx, subject: &str, before: &Throttle, recent: &[Timestamp]) -> Result<()> {
    let micros = Json(recent.iter().map(|instant| instant.as_microsecond()).collect::<Vec<i64>>());
    if before.version == 0 {
        return tx.save(INSERT_THROTTLE, params![ctx.brand, *subject, micros, ctx.now]).await;
    }
    tx.save(UPDATE_THROTTLE, params![micros, ctx.now, ctx.brand, *subject, before.version]).await
}

pub(crate) async fn clear(tx: &mut Tx, ctx: &Ctx, subject: &str) -> Result<()> {
    tx.run(CLEAR_THROTTLE, params![ctx.brand, *subject]).await.map(drop)
}

/// Makes decisions that depend on several rows follow one another: two that ran at once meet here, and one is tried again.
pub(crate) async fn take_turn(tx: &mut Tx, ctx: &Ctx, subject: &str) -> Result<()> {
    let before = find(tx, ctx.brand, subject).await?;
    save(tx, ctx, subject, &before, &[]).await
}

pub(crate) async fn forget_before(tx: &mut Tx, limit: Timestamp) -> Result<u64> {
    tx.run(FORGET_THROTTLES, params![limit]).await
}
