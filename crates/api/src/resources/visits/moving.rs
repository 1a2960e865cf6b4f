//! Another time: the windows that are free, asking, answering.

use super::{super::prelude::*, SEEN};
use crate::shapes::jobs::{DeviceAsk, device};
use dispatch::rules::slots::SlotDay;
use flows::{
    by_hand::{AnswerMoveFor, MoveVisitFor},
    policies,
    rescheduling::{self, AnswerMove, AnswerMoveAsTechnician, MoveVisit},
};
use jobs::{
    actions::{AskForAnotherTime, Moved, Rebooking, RescheduleVisit, Rescheduled, Side},
    model::Party,
    rules::reschedule::RescheduleWay,
};
use kernel::{TechnicianId, VisitId, Window, time::Date};

pub(super) fn routes(surface: &mut Surface) {
    let everybody = &[P::CustomerSelf, P::TechnicianSelf, P::JobsWrite];
    surface
        .get("/visits/{visit}/slots", "Windows to which the visit can be moved", SEEN, slots)
        .get("/visits/{visit}/reschedule", "Whether moving needs the other side's consent", SEEN, preview)
        .post("/visits/{visit}/reschedule", "Move the visit, or ask to", everybody, ask_to_move)
        .post("/visits/{visit}/reschedule/answer", "Answer the other side's wish", everybody, answer);
}

asked! {
    /// With whom, from which day.
    MoveSlotAsk { technician: Option<TechnicianId>, from: Option<Date> }
}

async fn visible(caller: &Caller, id: VisitId) -> kernel::Result<()> {
    let (job, detail) = jobs::views::visit(&mut caller.read().await?, caller.ctx.market, id).await?;
    super::sees(caller, &job, &[&detail.visit])
}

async fn slots(
    caller: Caller,
    Path(visit): Path<VisitId>,
    Query(ask): Query<MoveSlotAsk>,
) -> Answer<Shown<Vec<SlotDay>>> {
    visible(&caller, visit).await?;
    let mut read = caller.read().await?;
    Ok(Shown(rescheduling::slots(&mut read, &caller.ctx, visit, ask.technician, ask.from).await?))
}

fn asking(caller: &Caller) -> Party {
    super::party(&caller.ctx.actor)
}

async fn preview(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Shown<RescheduleWay>> {
    visible(&caller, visit).await?;
    let mut read = caller.read().await?;
    let policy = policies::reschedule(&mut read, caller.ctx.market).await?;
    let (market, now) = (caller.ctx.market, caller.ctx.now);
    Ok(Shown(jobs::views::reschedule_preview(&mut read, market, visit, &policy, asking(&caller), now).await?))
}

asked! {
    /// When instead, and why.
    RescheduleAsk {
        window: Window,
        technician: Option<TechnicianId>,
        reason: String,
        device: Option<DeviceAsk>,
    }
}

async fn ask_to_move(
    caller: Caller,
    Path(visit): Path<VisitId>,
    MaybeIfMatch(if_version): MaybeIfMatch,
    Body(ask): Body<RescheduleAsk>,
) -> Answer<Made<Rescheduled>> {
    let (window, reason, device) = (ask.window, ask.reason, device(ask.device));
    if caller.ctx.actor.technician().is_some() {
        let policy = policies::reschedule(&mut caller.read().await?, caller.ctx.market).await?;
        let (rebooking, side) = (Rebooking::SameTechnician, Side::Technician);
        let wish = RescheduleVisit { visit, window, rebooking, side, reason, policy, if_version, device };
        return Ok(Made(caller.perform(AskForAnotherTime(wish)).await?));
    }
    let request = MoveVisit { visit, window, technician: ask.technician, reason, if_version, device };
    Ok(Made(if caller.is_operator() {
        caller.perform(MoveVisitFor { request, side: Side::Platform }).await?
    } else {
        caller.perform(request).await?
    }))
}

asked! {
    /// Yes or no.
    MoveAnswerAsk { agrees: bool, device: Option<DeviceAsk> }
}

async fn answer(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<MoveAnswerAsk>) -> Answer<Made<Moved>> {
    let answer = AnswerMove { visit, agrees: ask.agrees, device: device(ask.device) };
    Ok(Made(match asking(&caller) {
        Party::Technician => caller.perform(AnswerMoveAsTechnician(answer)).await?,
        Party::Operator | Party::System => caller.perform(AnswerMoveFor(answer)).await?,
        Party::Customer | Party::Link => caller.perform(answer).await?,
    }))
}
