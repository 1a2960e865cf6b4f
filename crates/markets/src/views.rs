//! Reads: markets, territories and typed policies.

use crate::{Brand, Market, Names, Territory};
use db::{FromRow, Read, Row, params};
use kernel::{BrandId, MarketId, Place, Problem, Result, TerritoryId, scalar::Json};
use serde::{Serialize, de::DeserializeOwned};

impl FromRow for Market {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            market_id: row.get("market_id")?,
            brand_id: row.get("brand_id")?,
            code: row.get("code")?,
            names: names(row)?,
            zone: row.get("zone")?,
            currency: row.get("currency")?,
            centre: Place { latitude: row.get("latitude")?, longitude: row.get("longitude")? },
            phone: row.get("phone")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Territory {
    fn from_row(row: &Row) -> Result<Self> {
        let Json(ring) = row.get("ring")?;
        Ok(Self {
            territory_id: row.get("territory_id")?,
            code: row.get("code")?,
            names: names(row)?,
            ring,
            active: row.get("active")?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for Brand {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { brand_id: row.get("brand_id")?, names: names(row)? })
    }
}

fn names(row: &Row) -> Result<Names> {
    Ok(Names { zh: row.get("name_zh")?, en: row.get("name_en")? })
}

db::statements! {
    BRAND = "select brand_id, name_zh, name_en from brands where brand_id = $1";
    ALL_MARKETS = "
        select market_id, brand_id, code, name_zh, name_en, zone, currency, latitude, longitude, phone, version
        from markets
        order by market_id";
    MARKET = "
        select market_id, brand_id, code, name_zh, name_en, zone, currency, latitude, longitude, phone, version
        from markets
        where market_id = $1";
    TERRITORIES = "
        select territory_id, code, name_zh, name_en, ring, active, version
        from territories
        where market_id = $1
        order by code";
    TERRITORY = "
        select territory_id, code, name_zh, name_en, ring, active, version
        from territories
        where market_id = $1 and territory_id = $2";
    POLICY = "select document, version from policies where market_id = $1 and name = $2";
}

/// Every market of the installation; there are at most some hundred.
pub async fn all_markets(read: &mut Read) -> Result<Vec<Market>> {
    read.all(ALL_MARKETS, params![]).await
}

/// One market.
pub async fn market(read: &mut Read, market: MarketId) -> Result<Market> {
    read.one(MARKET, params![market]).await
}

/// A brand.
pub async fn brand(read: &mut Read, brand: BrandId) -> Result<Brand> {
    read.one(BRAND, params![brand]).await
}

/// The areas of a market, by code.
pub async fn territories(read: &mut Read, market: MarketId) -> Result<Vec<Territory>> {
    read.all(TERRITORIES, params![market]).await
}

/// One area; `missing` when the market has none with this id.
pub async fn territory(read: &mut Read, market: MarketId, territory: TerritoryId) -> Result<Territory> {
    read.one(TERRITORY, params![market, territory]).await
}

/// The numbers of one subject, owned by the context that uses them and kept per market. `Default` is the trade's default (DOMAIN).
pub trait Policy: Serialize + DeserializeOwned + Default + Send + Sync {
    /// Its name in the table.
    const NAME: &'static str;
}

/// A policy of the market and its row version; the defaults and 0 when it was never written.
pub async fn policy<P: Policy>(read: &mut Read, market: MarketId) -> Result<(P, i64)> {
    match policy_document(read, market, P::NAME).await? {
        Some((document, version)) => Ok((serde_json::from_str(&document).map_err(Problem::broken)?, version)),
        None => Ok((P::default(), 0)),
    }
}

pub(crate) async fn policy_document(read: &mut Read, market: MarketId, name: &str) -> Result<Option<(String, i64)>> {
    read.maybe(POLICY, params![market, name]).await
}
