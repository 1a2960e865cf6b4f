//! A technician answers an offer, or does not in time.

use super::{placing::announce_assigned, reason};
use crate::{
    Mode, Offer, OfferState, PlanState, VisitPlan,
    events::{OfferAnswered, OfferExpired},
    refusals,
    store::{days, offers, plans},
};
use db::{Action, Tx};
use kernel::{Ctx, OfferId, Permission, Result, problem};
use serde::{Deserialize, Serialize};

/// Yes or no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// The technician goes.
    Accept,
    /// The technician does not go.
    Refuse {
        /// Why not; required.
        reason: String,
    },
}

/// A technician answers an offer made to them. After a refusal flows call [`super::NextCandidate`] (on `OfferAnswered`).
#[derive(Clone, Debug)]
pub struct AnswerOffer {
    /// Which offer.
    pub offer: OfferId,
    /// Yes or no.
    pub answer: Answer,
}

/// The technician's own offer.
pub(super) async fn own_offer(tx: &mut Tx, ctx: &Ctx, offer: OfferId) -> Result<Offer> {
    let offer = offers::offer(tx, ctx.market, offer).await?;
    if ctx.actor.technician() == Some(offer.technician_id) { Ok(offer) } else { Err(problem::MISSING.problem()) }
}

/// An offer that may still be answered.
pub(super) fn open(offer: &Offer, ctx: &Ctx) -> Result<()> {
    match offer.state {
        OfferState::Open if ctx.now < offer.expires_at => Ok(()),
        OfferState::Open | OfferState::Expired => Err(refusals::OFFER_EXPIRED.problem()),
        OfferState::Claimed | OfferState::Accepted | OfferState::Refused => {
            Err(refusals::OFFER_ANSWERED.problem().param("state", offer.state))
        }
        OfferState::Withdrawn => Err(refusals::OFFER_WITHDRAWN.problem()),
    }
}

impl Action for AnswerOffer {
    const NAME: &'static str = "dispatch.answer_offer";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let offer = own_offer(tx, ctx, self.offer).await?;
        match &self.answer {
            Answer::Accept => accept(tx, ctx, offer).await,
            Answer::Refuse { reason: given } => {
                let why = reason(given)?;
                if why.is_empty() {
                    return Err(refusals::REASON_NEEDED.field("reason"));
                }
                refuse(tx, ctx, offer, why).await
            }
        }
    }
    fn subject(&self) -> String {
        self.offer.to_string()
    }
}

async fn accept(tx: &mut Tx, ctx: &Ctx, offer: Offer) -> Result<()> {
    if offer.mode == Mode::Grab {
        return Err(refusals::OFFER_OF_OTHER_KIND.problem().param("mode", offer.mode));
    }
    // Saying yes twice is saying yes.
    if offer.state == OfferState::Accepted {
        return Ok(());
    }
    open(&offer, ctx)?;
    let plan = plans::plan(tx, ctx.market, offer.visit_id).await?;
    if plan.wave != offer.wave || plan.technician_id != Some(offer.technician_id) || plan.state != PlanState::Offered {
        return Err(refusals::OFFER_WITHDRAWN.problem());
    }
    let rows = days::of_visit(tx, ctx.market, offer.visit_id).await?;
    let mut plan = VisitPlan { state: PlanState::Assigned, trouble: String::new(), ..plan };
    plans::put(tx, ctx, &mut plan).await?;
    answered(tx, ctx, Offer { state: OfferState::Accepted, ..offer }).await?;
    announce_assigned(tx, ctx, &plan, &rows);
    Ok(())
}

async fn answered(tx: &mut Tx, ctx: &Ctx, offer: Offer) -> Result<()> {
    let offer = Offer { answered_at: Some(ctx.now), ..offer };
    offers::save(tx, ctx, &offer).await?;
    let event = OfferAnswered {
        visit: offer.visit_id,
        offer: offer.offer_id,
        technician: offer.technician_id,
        mode: offer.mode,
        state: offer.state,
        reason: offer.reason,
    };
    tx.announce(ctx, &event);
    Ok(())
}

async fn refuse(tx: &mut Tx, ctx: &Ctx, offer: Offer, why: String) -> Result<()> {
    let visit = offer.visit_id;
    // Work that was given without asking can be refused until the technician leaves for it; that counts.
    if offer.mode == Mode::MustTake && offer.state == OfferState::Accepted {
        let plan = plans::plan(tx, ctx.market, visit).await?;
        let rows = days::of_visit(tx, ctx.market, visit).await?;
        super::placing::plannable(&plan, &rows)?;
        if plan.wave != offer.wave || plan.technician_id != Some(offer.technician_id) {
            return Err(refusals::OFFER_WITHDRAWN.problem());
        }
        let mut plan = VisitPlan { state: PlanState::Planned, ..plan };
        plans::put(tx, ctx, &mut plan).await?;
    } else {
        open(&offer, ctx)?;
    }
    answered(tx, ctx, Offer { state: OfferState::Refused, reason: why, ..offer }).await
}

/// An offer's time ran out. Flows call [`super::NextCandidate`] on `OfferExpired`. Doing it early or again changes nothing.
#[derive(Clone, Debug)]
pub struct ExpireOffer {
    /// Which.
    pub offer: OfferId,
}

impl Action for ExpireOffer {
    const NAME: &'static str = "dispatch.expire_offer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let offer = offers::offer(tx, ctx.market, self.offer).await?;
        if offer.state != OfferState::Open || ctx.now < offer.expires_at {
            return Ok(());
        }
        let offer = Offer { state: OfferState::Expired, ..offer };
        offers::save(tx, ctx, &offer).await?;
        let event = OfferExpired {
            visit: offer.visit_id,
            offer: offer.offer_id,
            technician: offer.technician_id,
            mode: offer.mode,
        };
        tx.announce(ctx, &event);
        Ok(())
    }
    fn subject(&self) -> String {
        self.offer.to_string()
    }
}
