//! `/dispatch`: the board, decisions with their reasons, assignments, moves, pins.

use super::prelude::*;
use crate::shapes::dispatch::{BoardDayShown, DecisionShown, OfferShown, PlanShown};
use dispatch::{
    actions::{Pin, PinVisit},
    model::{Explanation, Mode, Rule},
    rules::improve::Improvement,
    views::SlotQuestion,
};
use flows::{
    by_hand::TakeOffByHand,
    dispatching::{AssignByHand, MoveByHand, StartDispatch},
    facts,
    improving::{Transfer, TransferVisits},
    policies,
};
use jobs::views::BoardVisit;
use kernel::{TechnicianId, Timestamp, VisitId, Window, time::Date};

pub(super) fn routes(surface: &mut Surface) {
    let (read, write) = (&[P::DispatchRead], &[P::DispatchWrite]);
    surface
        .group("Dispatch")
        .get("/dispatch/board", "A day: technicians, their promises, visits without anybody", read, board)
        .get(
            "/dispatch/improvement",
            "A better plan for a date: who could take over which visit, and what it saves",
            read,
            improvement,
        )
        .post("/dispatch/transfers", "Give visits to others, all or none", write, transfer)
        .get("/dispatch/visits", "Visits with windows in a stretch of time, for the map", read, visits)
        .get("/dispatch/unassigned", "Visits without a technician", read, unassigned)
        .get("/dispatch/decisions", "Decisions, newest first", read, decisions)
        .get("/dispatch/visits/{visit}", "What planning knows of a visit", read, plan)
        .get("/dispatch/visits/{visit}/decisions", "Why this technician", read, decisions_of)
        .get("/dispatch/visits/{visit}/offers", "Who was asked", read, offers_of)
        .get(
            "/dispatch/visits/{visit}/candidates",
            "Who could go now, and why not; the smallest change that would help",
            read,
            candidates,
        )
        .post("/dispatch/visits/{visit}/dispatch", "Look for a technician in a mode", write, start)
        .put("/dispatch/visits/{visit}/assignment", "Assign by hand", write, assign)
        .delete("/dispatch/visits/{visit}/assignment", "Take a visit off its technician", write, take_off)
        .put("/dispatch/visits/{visit}/plan", "Move within its window, or to another technician", write, move_visit)
        .put("/dispatch/visits/{visit}/pin", "Fix technician, start or both for later planning", write, pin);
}

asked! {
    /// Which day; today when left out.
    BoardAsk { date: Option<Date> }
}

async fn board(caller: Caller, Query(ask): Query<BoardAsk>) -> Answer<Shown<BoardDayShown>> {
    let zone = &caller.market.zone;
    let date = ask.date.unwrap_or_else(|| zone.date_of(caller.ctx.now));
    let mut read = caller.read().await?;
    let roster = facts::roster_of_day(&mut read, &caller.ctx, zone, date).await?;
    let policy = policies::dispatching(&mut read, caller.ctx.market).await?;
    let day = dispatch::views::board(&mut read, caller.ctx.market, &roster, &policy, date, caller.ctx.now).await?;
    Ok(Shown((&day).into()))
}

async fn improvement(caller: Caller, Query(ask): Query<BoardAsk>) -> Answer<Shown<Improvement>> {
    let zone = &caller.market.zone;
    let date = ask.date.unwrap_or_else(|| zone.date_of(caller.ctx.now));
    let mut read = caller.read().await?;
    Ok(Shown(flows::improving::improvement(&mut read, &caller.ctx, zone, date).await?))
}

asked! {
    /// One visit, with the version of its plan that was seen.
    TransferAsk { visit: VisitId, version: i64, technician: TechnicianId }
}

asked! {
    /// Which visits, in the order in which they change hands.
    TransfersAsk { transfers: Vec<TransferAsk> }
}

async fn transfer(caller: Caller, Body(ask): Body<TransfersAsk>) -> Answer<Done> {
    let one = |ask: TransferAsk| Transfer { visit: ask.visit, version: ask.version, technician: ask.technician };
    caller.perform(TransferVisits(ask.transfers.into_iter().map(one).collect())).await?;
    Ok(Done)
}

asked! {
    /// From when until when.
    StretchAsk { from: Timestamp, until: Timestamp }
}

async fn visits(caller: Caller, Query(ask): Query<StretchAsk>) -> Answer<Shown<Vec<BoardVisit>>> {
    let stretch = Window::new(ask.from, ask.until).map_err(|problem| problem.field("until"))?;
    Ok(Shown(jobs::views::board(&mut caller.read().await?, caller.ctx.market, stretch).await?))
}

async fn unassigned(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<BoardVisit>> {
    Ok(Listed(jobs::views::unassigned(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

async fn decisions(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<DecisionShown>> {
    Ok(page_of(dispatch::views::decision_page(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

async fn planned(caller: &Caller, visit: VisitId) -> kernel::Result<dispatch::model::VisitPlan> {
    let plan = dispatch::views::plan(&mut caller.read().await?, caller.ctx.market, visit).await?;
    plan.ok_or_else(|| problem::MISSING.problem())
}

async fn plan(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Versioned<PlanShown>> {
    let plan = planned(&caller, visit).await?;
    Ok(Versioned((&plan).into(), plan.version))
}

async fn decisions_of(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Shown<Vec<DecisionShown>>> {
    planned(&caller, visit).await?;
    let mut read = caller.read().await?;
    Ok(Shown(each(&dispatch::views::decisions(&mut read, caller.ctx.market, visit).await?)))
}

async fn offers_of(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Shown<Vec<OfferShown>>> {
    planned(&caller, visit).await?;
    let mut read = caller.read().await?;
    Ok(Shown(each(&dispatch::views::offers_of_visit(&mut read, caller.ctx.market, visit).await?)))
}

async fn candidates(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Shown<Explanation>> {
    let plan = planned(&caller, visit).await?;
    let zone = &caller.market.zone;
    let mut read = caller.read().await?;
    let roster = facts::roster_of_day(&mut read, &caller.ctx, zone, zone.date_of(plan.window_start)).await?;
    let policy = policies::dispatching(&mut read, caller.ctx.market).await?;
    let need = &plan.need.0;
    let question =
        SlotQuestion { roster: &roster, need, policy: &policy, now: caller.ctx.now, instead_of: Some(visit) };
    Ok(Shown(dispatch::views::explain(&mut read, caller.ctx.market, &question, plan.window()).await?))
}

asked! {
    /// How to look.
    DispatchAsk { mode: Mode }
}

async fn start(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<DispatchAsk>) -> Answer<Done> {
    caller.perform(StartDispatch { visit, mode: ask.mode }).await?;
    Ok(Done)
}

asked! {
    /// Who, when, what stays fixed, and which rules are overruled.
    AssignmentAsk {
        technician: TechnicianId,
        start: Option<Timestamp>,
        pin: Option<Pin>,
        overruled: Vec<Rule>,
    }
}

async fn assign(
    caller: Caller,
    Path(visit): Path<VisitId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<AssignmentAsk>,
) -> Answer<Versioned<PlanShown>> {
    let AssignmentAsk { technician, start, pin, overruled } = ask;
    let pin = pin.unwrap_or(Pin::Technician);
    caller.perform(AssignByHand { visit, version, technician, start, pin, overruled }).await?;
    plan(caller, Path(visit)).await
}

asked! {
    /// Why.
    TakeOffAsk { reason: Option<String> }
}

async fn take_off(
    caller: Caller,
    Path(visit): Path<VisitId>,
    IfMatch(version): IfMatch,
    Query(ask): Query<TakeOffAsk>,
) -> Answer<Versioned<PlanShown>> {
    caller.perform(TakeOffByHand { visit, version, reason: ask.reason.unwrap_or_default() }).await?;
    plan(caller, Path(visit)).await
}

asked! {
    /// To whom, to when.
    PlanAsk {
        technician: Option<TechnicianId>,
        start: Option<Timestamp>,
        overruled: Vec<Rule>,
    }
}

async fn move_visit(
    caller: Caller,
    Path(visit): Path<VisitId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<PlanAsk>,
) -> Answer<Versioned<PlanShown>> {
    let PlanAsk { technician, start, overruled } = ask;
    caller.perform(MoveByHand { visit, version, technician, start, overruled }).await?;
    plan(caller, Path(visit)).await
}

asked! {
    /// What stays fixed.
    PinAsk { pin: Pin }
}

async fn pin(
    caller: Caller,
    Path(visit): Path<VisitId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<PinAsk>,
) -> Answer<Versioned<PlanShown>> {
    caller.perform(PinVisit { visit, version, pin: ask.pin }).await?;
    plan(caller, Path(visit)).await
}
