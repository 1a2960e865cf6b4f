//! `/me/offers`, `/offers`, `/me/duty`, `/me/position`: what a technician is asked, and whether they can be.

use super::{prelude::*, visits::own_id};
use crate::shapes::{
    dispatch::PoolOfferShown,
    jobs::{DeviceAsk, device},
};
use dispatch::actions::{Answer as Said, ClaimGrab};
use flows::{dispatching::RespondToOffer, policies};
use kernel::{OfferId, Place, Result, Timestamp, VisitId};
use workforce::actions::{ReportPosition, SetDuty};

pub(super) fn routes(surface: &mut Surface) {
    let me = &[P::TechnicianSelf];
    surface
        .group("Offers")
        .get("/me/offers", "Visits one is asked for, and the pool to grab from", me, offers)
        .post("/offers/{offer}/acceptance", "Take an offered visit", me, accept)
        .post("/offers/{offer}/refusal", "Refuse an offered visit, with a reason", me, refuse)
        .post(
            "/offers/{offer}/claim",
            "Grab a visit from the pool; the best claim wins when the round closes",
            me,
            claim,
        )
        .put("/me/duty", "Go on or off duty", me, duty)
        .post("/me/position", "Say where one is", me, position);
}

async fn offers(caller: Caller) -> Answer<Shown<Vec<PoolOfferShown>>> {
    let (me, now) = (own_id(&caller)?, caller.ctx.now);
    let mut read = caller.read().await?;
    Ok(Shown(each(&dispatch::views::offers_of_technician(&mut read, caller.ctx.market, me, now).await?)))
}

async fn visit_of(caller: &Caller, offer: OfferId) -> Result<VisitId> {
    let offer = dispatch::views::offer(&mut caller.read().await?, caller.ctx.market, offer).await?;
    let is_mine = caller.ctx.actor.technician() == Some(offer.technician_id);
    if is_mine { Ok(offer.visit_id) } else { Err(problem::MISSING.problem()) }
}

asked! {
    /// Where and when.
    OfferAnswerAsk { device: Option<DeviceAsk> }
}

async fn accept(caller: Caller, Path(offer): Path<OfferId>, Body(ask): Body<OfferAnswerAsk>) -> Answer<Done> {
    let visit = visit_of(&caller, offer).await?;
    caller.perform(RespondToOffer { offer, visit, answer: Said::Accept, device: device(ask.device) }).await?;
    Ok(Done)
}

asked! {
    /// Why not.
    OfferRefusalAsk { reason: String, device: Option<DeviceAsk> }
}

async fn refuse(caller: Caller, Path(offer): Path<OfferId>, Body(ask): Body<OfferRefusalAsk>) -> Answer<Done> {
    let visit = visit_of(&caller, offer).await?;
    let answer = Said::Refuse { reason: ask.reason };
    caller.perform(RespondToOffer { offer, visit, answer, device: device(ask.device) }).await?;
    Ok(Done)
}

shape! {
    /// When the round closes and the best claim wins.
    Claimed { closes_at: Timestamp }
}

async fn claim(caller: Caller, Path(offer): Path<OfferId>) -> Answer<Made<Claimed>> {
    let policy = policies::dispatching(&mut caller.read().await?, caller.ctx.market).await?;
    let claim = ClaimGrab { offer, collect_seconds: policy.grab_collect_seconds };
    Ok(Made(Claimed { closes_at: caller.perform(claim).await? }))
}

asked! {
    /// On or off.
    DutyAsk { on_duty: bool }
}

async fn duty(caller: Caller, Body(ask): Body<DutyAsk>) -> Answer<Done> {
    caller.perform(SetDuty { on_duty: ask.on_duty }).await?;
    Ok(Done)
}

asked! {
    /// Where.
    PositionAsk { place: Place, accuracy_metres: Option<u32> }
}

async fn position(caller: Caller, Body(ask): Body<PositionAsk>) -> Answer<Done> {
    caller.perform(ReportPosition { place: ask.place, accuracy_metres: ask.accuracy_metres }).await?;
    Ok(Done)
}
