//! Offers as technicians and operators see them, and decisions with their reasons.

use crate::{
    Decision, Mode, Offer, OfferState, VisitNeed,
    store::offers::{self as store, OFFERS_OF_VISIT},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{MarketId, OfferId, Result, TechnicianId, Timestamp, VisitId, scalar::Json};
use serde::{Deserialize, Serialize};

db::statements! {
    OFFERS_OF_TECHNICIAN = "
        select o.offer_id, o.visit_id, o.mode, o.round, o.state, o.offered_at, o.expires_at, o.distance_metres, p.need,
          p.window_start, p.window_end
        from offers o
        join visit_plans p on p.market_id = o.market_id and p.visit_id = o.visit_id
        where o.market_id = $1 and o.technician_id = $2 and o.state in ('open', 'claimed') and o.expires_at > $3
        order by o.expires_at
        limit 100";
    DECISIONS_OF_VISIT = "
        select decision_id, visit_id, cause, decided_by, technician_id, explanation, at
        from decisions
        where market_id = $1 and visit_id = $2
        order by decision_id desc
        limit 50";
    DECISION_PAGE = "
        select decision_id, visit_id, cause, decided_by, technician_id, explanation, at
        from decisions
        where market_id = $1 and decision_id < $2
        order by decision_id desc
        limit $3";
}

/// An offer as the technician sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolOffer {
    /// The offer.
    pub offer_id: OfferId,
    /// Which visit.
    pub visit_id: VisitId,
    /// Answer it, or claim it when it is `grab`.
    pub mode: Mode,
    /// Grab round.
    pub round: i64,
    /// `open`, or `claimed` while claims are collected.
    pub state: OfferState,
    /// Since when.
    pub offered_at: Timestamp,
    /// Until when an answer counts.
    pub expires_at: Timestamp,
    /// From home as the crow flies.
    pub distance_metres: i64,
    /// What it needs; place and earning are in there.
    pub need: Json<VisitNeed>,
    /// Promised arrival: from.
    pub window_start: Timestamp,
    /// Promised arrival: before.
    pub window_end: Timestamp,
}
db::row!(PoolOffer {
    offer_id,
    visit_id,
    mode,
    round,
    state,
    offered_at,
    expires_at,
    distance_metres,
    need,
    window_start,
    window_end,
});

/// What a technician may answer or claim now, the most urgent first.
pub async fn offers_of_technician(
    read: &mut Read,
    market: MarketId,
    technician: TechnicianId,
    now: Timestamp,
) -> Result<Vec<PoolOffer>> {
    read.all(OFFERS_OF_TECHNICIAN, params![market, technician, now]).await
}

/// Everybody who was asked to take a visit, in order.
pub async fn offers_of_visit(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<Offer>> {
    read.all(OFFERS_OF_VISIT, params![market, visit]).await
}

/// One offer.
pub async fn offer(read: &mut Read, market: MarketId, offer: OfferId) -> Result<Offer> {
    store::offer(read, market, offer).await
}

/// Why a visit was planned as it was, newest first.
pub async fn decisions(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<Decision>> {
    read.all(DECISIONS_OF_VISIT, params![market, visit]).await
}

/// Every decision, newest first.
pub async fn decision_page(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<Decision>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let rows: Vec<Decision> = read.all(DECISION_PAGE, params![market, before, page.limit + 1]).await?;
    Ok(page.page(rows, |row| Cursor { key: 0, id: row.decision_id.to_string() }))
}
