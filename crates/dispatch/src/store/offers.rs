//! Offers and grab rounds.

use crate::{GrabRound, Offer};
use db::{Read, Tx, params};
use kernel::{Ctx, MarketId, OfferId, Result, VisitId};

macro_rules! select_offers {
    ($rest:literal) => {
        concat!(
            "
        select offer_id, visit_id, wave, technician_id, mode, round, state, offered_at, expires_at, claimed_at,
          answered_at, reason, score, distance_metres, version
        from offers",
            $rest
        )
    };
}

db::statements! {
    OFFER = select_offers!("
        where market_id = $1 and offer_id = $2");
    OFFERS_OF_WAVE = select_offers!("
        where market_id = $1 and visit_id = $2 and wave = $3
        order by offer_id");
    OFFERS_OF_VISIT = select_offers!("
        where market_id = $1 and visit_id = $2
        order by offer_id
        limit 200");
    INSERT_OFFER = "
        insert into offers (market_id, offer_id, visit_id, wave, technician_id, mode, round, state, offered_at, expires_at,
          claimed_at, answered_at, reason, score, distance_metres, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)";
    SAVE_OFFER = "
        update offers
        set state = $1, claimed_at = $2, answered_at = $3, reason = $4, version = version + 1
        where market_id = $5 and offer_id = $6 and version = $7";
    /// Everything of a visit that still waits, but for one.
    WITHDRAW_OTHERS = "
        update offers
        set state = 'withdrawn', version = version + 1
        where market_id = $1 and visit_id = $2 and state in ('open', 'claimed') and offer_id <> $3";
    CLOSE_ROUNDS = "
        update grab_rounds
        set state = 'closed', version = version + 1
        where market_id = $1 and visit_id = $2 and state = 'open'";
    ROUNDS_OF_WAVE = "
        select visit_id, wave, round, radius_metres, opened_at, closes_at, first_claim_at, state, version
        from grab_rounds
        where market_id = $1 and visit_id = $2 and wave = $3
        order by round";
    INSERT_ROUND = "
        insert into grab_rounds (market_id, visit_id, wave, round, radius_metres, opened_at, closes_at, first_claim_at,
          state, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    SAVE_ROUND = "
        update grab_rounds
        set first_claim_at = $1, state = $2, version = version + 1
        where market_id = $3 and visit_id = $4 and wave = $5 and round = $6 and version = $7";
}

pub(crate) async fn offer(read: &mut Read, market: MarketId, offer: OfferId) -> Result<Offer> {
    read.one(OFFER, params![market, offer]).await
}

pub(crate) async fn of_wave(read: &mut Read, market: MarketId, visit: VisitId, wave: i64) -> Result<Vec<Offer>> {
    read.all(OFFERS_OF_WAVE, params![market, visit, wave]).await
}

pub(crate) async fn rounds(read: &mut Read, market: MarketId, visit: VisitId, wave: i64) -> Result<Vec<GrabRound>> {
    read.all(ROUNDS_OF_WAVE, params![market, visit, wave]).await
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, offer: &Offer) -> Result<()> {
    let values = params![
        ctx.market,
        offer.offer_id,
        offer.visit_id,
        offer.wave,
        offer.technician_id,
        offer.mode,
        offer.round,
        offer.state,
        offer.offered_at,
        offer.expires_at,
        offer.claimed_at,
        offer.answered_at,
        offer.reason,
        offer.score,
        offer.distance_metres
    ];
    tx.run(INSERT_OFFER, values).await.map(drop)
}

pub(crate) async fn save(tx: &mut Tx, ctx: &Ctx, offer: &Offer) -> Result<()> {
    let values = params![
        offer.state,
        offer.claimed_at,
        offer.answered_at,
        offer.reason,
        ctx.market,
        offer.offer_id,
        offer.version
    ];
    tx.save(SAVE_OFFER, values).await
}

/// Takes back what still waits for an answer, but for one offer, and ends the visit's grab round.
pub(crate) async fn withdraw(tx: &mut Tx, ctx: &Ctx, visit: VisitId, but: Option<OfferId>) -> Result<()> {
    let but = but.map_or_else(String::new, |offer| offer.to_string());
    tx.run(WITHDRAW_OTHERS, params![ctx.market, visit, but]).await?;
    tx.run(CLOSE_ROUNDS, params![ctx.market, visit]).await.map(drop)
}

pub(crate) async fn insert_round(tx: &mut Tx, ctx: &Ctx, round: &GrabRound) -> Result<()> {
    let values = params![
        ctx.market,
        round.visit_id,
        round.wave,
        round.round,
        round.radius_metres,
        round.opened_at,
        round.closes_at,
        round.first_claim_at,
        round.state
    ];
    tx.run(INSERT_ROUND, values).await.map(drop)
}

pub(crate) async fn save_round(tx: &mut Tx, ctx: &Ctx, round: &GrabRound) -> Result<()> {
    let values =
        params![round.first_claim_at, round.state, ctx.market, round.visit_id, round.wave, round.round, round.version];
    tx.save(SAVE_ROUND, values).await
}
