//! Grabbing: claims are collected for some seconds, then the best one wins, so that nobody needs the fastest phone.

use super::{
    Facts,
    answer::{open, own_offer},
    offer::{Offered, advance},
    placing::{desk, give, plannable},
};
use crate::{
    GrabRound, Mode, Offer, OfferState, PlanState, RoundState, VisitPlan,
    errands::CloseGrab,
    events::GrabClaimed,
    refusals,
    rules::{day::Wish, modes::winners},
    store::{offers, plans},
};
use db::{Action, Tx};
use kernel::{Ctx, OfferId, Permission, Result, Timestamp, VisitId, problem, time::SignedDuration};
use std::sync::Arc;

/// A technician claims a visit of the pool. Claiming again changes nothing.
#[derive(Clone, Debug)]
pub struct ClaimGrab {
    /// The offer of the pool.
    pub offer: OfferId,
    /// Seconds that claims are collected after the first, from the market's policy.
    pub collect_seconds: u32,
}

impl Action for ClaimGrab {
    const NAME: &'static str = "dispatch.claim_grab";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    /// When the winner will be known.
    type Outcome = Timestamp;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Timestamp> {
        let offer = own_offer(tx, ctx, self.offer).await?;
        if offer.mode != Mode::Grab {
            return Err(refusals::OFFER_OF_OTHER_KIND.problem().param("mode", offer.mode));
        }
        let round = round_of(tx, ctx, offer.visit_id, offer.wave, offer.round).await?;
        let collect = SignedDuration::from_secs(i64::from(self.collect_seconds));
        if offer.state == OfferState::Claimed {
            return Ok(round.first_claim_at.unwrap_or(ctx.now) + collect);
        }
        open(&offer, ctx)?;
        if round.state == RoundState::Closed {
            return Err(refusals::OFFER_WITHDRAWN.problem());
        }
        let decided_at = round.first_claim_at.unwrap_or(ctx.now) + collect;
        if round.first_claim_at.is_none() {
            let errand = CloseGrab { visit: offer.visit_id, wave: offer.wave, round: offer.round };
            tx.enqueue_at(ctx, &errand, decided_at);
        }
        // The round is saved by every claim, so that closing it and claiming meet.
        offers::save_round(tx, ctx, &GrabRound { first_claim_at: round.first_claim_at.or(Some(ctx.now)), ..round })
            .await?;
        let offer = Offer { state: OfferState::Claimed, claimed_at: Some(ctx.now), ..offer };
        offers::save(tx, ctx, &offer).await?;
        tx.announce(ctx, &GrabClaimed { visit: offer.visit_id, technician: offer.technician_id, decided_at });
        Ok(decided_at)
    }
    fn subject(&self) -> String {
        self.offer.to_string()
    }
}

async fn round_of(tx: &mut Tx, ctx: &Ctx, visit: VisitId, wave: i64, round: i64) -> Result<GrabRound> {
    let rounds = offers::rounds(tx, ctx.market, visit, wave).await?;
    rounds.into_iter().find(|found| found.round == round).ok_or_else(|| problem::MISSING.problem())
}

/// A grab round is decided: the best claim that still fits wins; without one the next step follows. Early or repeated calls change nothing.
#[derive(Clone, Debug)]
pub struct CloseGrabRound {
    /// Which visit.
    pub visit: VisitId,
    /// Of which time around.
    pub wave: i64,
    /// From 1.
    pub round: i64,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

impl Action for CloseGrabRound {
    const NAME: &'static str = "dispatch.close_grab_round";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Offered;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Offered> {
        let round = round_of(tx, ctx, self.visit, self.wave, self.round).await?;
        let collect = SignedDuration::from_secs(i64::from(self.facts.policy.grab_collect_seconds));
        let is_due = ctx.now >= round.closes_at || round.first_claim_at.is_some_and(|first| ctx.now >= first + collect);
        if round.state == RoundState::Closed || !is_due {
            return Ok(Offered::Nothing);
        }
        let plan = plans::plan(tx, ctx.market, self.visit).await?;
        if plan.wave != self.wave || plan.state != PlanState::Offered {
            return Ok(Offered::Nothing);
        }
        let offers_of_round: Vec<Offer> = (offers::of_wave(tx, ctx.market, self.visit, self.wave).await?)
            .into_iter()
            .filter(|offer| offer.round == self.round && offer.mode == Mode::Grab)
            .collect();
        offers::save_round(tx, ctx, &GrabRound { state: RoundState::Closed, ..round }).await?;
        self.decide(tx, ctx, plan, offers_of_round).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

impl CloseGrabRound {
    async fn decide(&self, tx: &mut Tx, ctx: &Ctx, mut plan: VisitPlan, all: Vec<Offer>) -> Result<Offered> {
        let desk = desk(tx, ctx, &self.facts, Some(self.visit), plan.window_start).await?;
        plannable(&plan, &desk.old)?;
        let need = plan.need.0.clone();
        let scene = desk.scene(&self.facts, &need, ctx.now);
        let exact = desk.old.first().filter(|_| plan.is_start_pinned).map(|row| row.planned_start);
        let wish = Wish { window: plan.window(), earliest: ctx.now, exact };
        let ranked = scene.rank(&wish);
        let team_of = |offer: &Offer| {
            let judged = ranked.iter().find(|judged| judged.candidate.technician == offer.technician_id)?;
            judged.team.clone()
        };
        let won = winners(all.clone()).into_iter().find_map(|offer| team_of(&offer).map(|team| (offer, team)));
        for offer in all {
            let state = match &won {
                Some((winner, _)) if winner.offer_id == offer.offer_id => OfferState::Accepted,
                Some(_) if matches!(offer.state, OfferState::Open | OfferState::Claimed) => OfferState::Withdrawn,
                None if matches!(offer.state, OfferState::Open | OfferState::Claimed) => OfferState::Expired,
                Some(_) | None => continue,
            };
            offers::save(tx, ctx, &Offer { state, answered_at: Some(ctx.now), ..offer }).await?;
        }
        let Some((_, team)) = won else { return advance(tx, ctx, &self.facts, plan, desk).await };
        let technician = team.lead();
        let explanation = scene.explain(&ranked, Some(technician), &wish);
        plan.state = PlanState::Assigned;
        plan.trouble.clear();
        let window = plan.window();
        give(tx, ctx, &self.facts, &mut plan, window, &desk, &team).await?;
        plans::decide(tx, ctx, self.visit, "grab", explanation).await?;
        Ok(Offered::Assigned { technician })
    }
}
