//! The only room with writing SQL.

use crate::{Brand, Market, Territory};
use db::{Tx, params};
use kernel::{Ctx, Result, scalar::Json};

db::statements! {
    INSERT_BRAND = "
        insert into brands (brand_id, name_zh, name_en, created_at)
        values ($1, $2, $3, $4)
        on conflict (brand_id) do nothing";
    INSERT_MARKET = "
        insert into markets (market_id, brand_id, code, name_zh, name_en, zone, currency, latitude, longitude, phone, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
        on conflict do nothing";
    INSERT_TERRITORY = "
        insert into territories (market_id, territory_id, code, name_zh, name_en, ring, active, version)
        values ($1, $2, $3, $4, $5, $6, $7, 1)
        on conflict do nothing";
    UPDATE_TERRITORY = "
        update territories
        set name_zh = $1, name_en = $2, ring = $3, active = $4, version = version + 1
        where market_id = $5 and territory_id = $6 and version = $7";
    UPSERT_POLICY = "
        insert into policies (market_id, name, document, version, changed_at)
        values ($1, $2, $3, 1, $4)
        on conflict (market_id, name) do update
        set document = excluded.document, version = policies.version + 1, changed_at = excluded.changed_at
        where policies.version = $5";
}

pub(crate) async fn insert_brand(tx: &mut Tx, ctx: &Ctx, brand: &Brand) -> Result<()> {
    tx.run(INSERT_BRAND, params![brand.brand_id, brand.names.zh, brand.names.en, ctx.now]).await.map(drop)
}

/// Whether the row is new; false when the id or the code exists.
pub(crate) async fn insert_market(tx: &mut Tx, market: &Market) -> Result<bool> {
    let values = params![
        market.market_id,
        market.brand_id,
        market.code,
        market.names.zh,
        market.names.en,
        market.zone,
        market.currency,
        market.centre.latitude,
        market.centre.longitude,
        market.phone
    ];
    Ok(tx.run(INSERT_MARKET, values).await? == 1)
}

/// Whether the row is new; false when the code exists.
pub(crate) async fn insert_territory(tx: &mut Tx, ctx: &Ctx, territory: &Territory) -> Result<bool> {
    let values = params![
        ctx.market,
        territory.territory_id,
        territory.code,
        territory.names.zh,
        territory.names.en,
        Json(territory.ring.clone()),
        territory.active
    ];
    Ok(tx.run(INSERT_TERRITORY, values).await? == 1)
}

pub(crate) async fn update_territory(tx: &mut Tx, ctx: &Ctx, territory: &Territory) -> Result<()> {
    let values = params![
        territory.names.zh,
        territory.names.en,
        Json(territory.ring.clone()),
        territory.active,
        ctx.market,
        territory.territory_id,
        territory.version
    ];
    tx.save(UPDATE_TERRITORY, values).await
}

pub(crate) async fn upsert_policy(tx: &mut Tx, ctx: &Ctx, name: &str, document: &str, version: i64) -> Result<()> {
    tx.save(UPSERT_POLICY, params![ctx.market, name, document, ctx.now, version]).await
}
