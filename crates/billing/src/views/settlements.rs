//! Settlement runs and their payouts.

use crate::{
    model::{Payout, Settlement},
    store::settlements::{self, select_settlement},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{MarketId, PayoutId, Result, SettlementId};
use serde::Serialize;

db::statements! {
    SETTLEMENTS = select_settlement!(" and settlement_id < $2 order by settlement_id desc limit $3");
}

/// A run with its payouts.
#[derive(Clone, Debug, Serialize)]
pub struct WholeSettlement {
    /// The run.
    pub settlement: Settlement,
    /// Its payouts.
    pub payouts: Vec<Payout>,
}

/// Every run, newest first.
pub async fn latest(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<Settlement>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let rows = read.all(SETTLEMENTS, params![market, before, page.limit + 1]).await?;
    Ok(page.page(rows, |run: &Settlement| Cursor { key: 0, id: run.settlement_id.to_string() }))
}

/// One run with its payouts; `missing` when the market has no such.
pub async fn settlement(read: &mut Read, market: MarketId, id: SettlementId) -> Result<WholeSettlement> {
    let settlement = settlements::settlement(read, market, id).await?;
    Ok(WholeSettlement { payouts: settlements::payouts(read, market, id).await?, settlement })
}

/// One payout: what the bank's gateway needs.
pub async fn payout(read: &mut Read, market: MarketId, id: PayoutId) -> Result<Payout> {
    settlements::payout(read, market, id).await
}
