//! From being asked to standing at the door: confirmation, contact, departure, arrival, the work card.

use super::{
    super::{jobs::act, prelude::*},
    CUSTOMER, FIELD, SEEN, own_id,
};
use crate::shapes::jobs::{DeviceAsk, device};
use flows::{dispatching::GiveBackVisit, field::SetOff, policies};
use jobs::{
    actions::{
        AcceptVisit, Arrive, ByOperator, ClearFreeze, ContactKind, Depart, Moved, RecordContact, ReportWrongPerson,
    },
    rules::work_card::{CardVerdict, WorkCardCode},
    views::VisitCodes,
};
use kernel::{TechnicianId, Timestamp, VisitId};
use workforce::model::Names;

pub(super) fn routes(surface: &mut Surface) {
    surface
        .post("/visits/{visit}/confirmation", "Take an assigned visit", FIELD, confirm)
        .post("/visits/{visit}/return", "Give a visit back, with a reason", &[P::TechnicianSelf], give_back)
        .post("/visits/{visit}/contacts", "Record a call, a message or a notice of being late", FIELD, contact)
        .get("/visits/{visit}/navigation", "Links that open a map on the way there", SEEN, navigation)
        .post("/visits/{visit}/departure", "Set off", FIELD, depart)
        .post(
            "/visits/{visit}/arrival",
            "Check in at the door, by position or the customer's start code",
            FIELD,
            arrive,
        )
        .get(
            "/visits/{visit}/codes",
            "The start and finish codes that the customer tells the technician",
            CUSTOMER,
            codes,
        )
        .get("/visits/{visit}/work-card", "The rotating code that proves who was sent", &[P::TechnicianSelf], card)
        .get("/visits/{visit}/work-card/verification", "Whether a work card is genuine", &[P::Public], verify_card)
        .post("/visits/{visit}/wrong-person-report", "Report that somebody else is at the door", CUSTOMER, wrong_person)
        .delete("/visits/{visit}/freeze", "Let a frozen visit go on", &[P::JobsWrite], clear_freeze);
}

asked! {
    /// Only where and when.
    MoveAsk { device: Option<DeviceAsk> }
}

async fn confirm(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<MoveAsk>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, AcceptVisit { visit, device: device(ask.device) }).await?))
}

asked! {
    /// Why.
    ReturnAsk { reason: String, note: Option<String>, device: Option<DeviceAsk> }
}

async fn give_back(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<ReturnAsk>) -> Answer<Done> {
    let note = ask.note.unwrap_or_default();
    caller.perform(GiveBackVisit { visit, reason: ask.reason, note, device: device(ask.device) }).await?;
    Ok(Done)
}

asked! {
    /// How the customer was reached.
    ContactMade { kind: ContactKind, note: Option<String>, device: Option<DeviceAsk> }
}

async fn contact(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<ContactMade>) -> Answer<Made<Moved>> {
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, RecordContact { visit, kind: ask.kind, note, device: device(ask.device) }).await?))
}

shape! {
    /// A link to a map.
    NavigationShown { provider: String, url: String }
}

async fn navigation(caller: Caller, Path(id): Path<VisitId>) -> Answer<Shown<Vec<NavigationShown>>> {
    let (job, detail) = jobs::views::visit(&mut caller.read().await?, caller.ctx.market, id).await?;
    super::sees(&caller, &job, &[&detail.visit])?;
    let links = gateways::maps::navigation_links(detail.visit.place, &job.property.address);
    let shown = links.into_iter().map(|link| NavigationShown { provider: link.provider.to_owned(), url: link.url });
    Ok(Shown(shown.collect()))
}

asked! {
    /// Setting off; the arrival is reckoned from where the technician is, unless the company says it.
    DepartAsk { eta: Option<Timestamp>, device: Option<DeviceAsk> }
}

async fn depart(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<DepartAsk>) -> Answer<Made<Moved>> {
    let device = device(ask.device);
    Ok(Made(if caller.is_operator() {
        caller.perform(ByOperator(Depart { visit, eta: ask.eta, device })).await?
    } else {
        caller.perform(SetOff { visit, device }).await?
    }))
}

asked! {
    /// Being there.
    ArriveAsk {
        /// The customer's code, when the position does not prove it.
        start_code: Option<String>,
        device: Option<DeviceAsk>,
    }
}

async fn arrive(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<ArriveAsk>) -> Answer<Made<Moved>> {
    let geofence_metres = policies::day(&mut caller.read().await?, caller.ctx.market).await?.geofence_metres;
    let arrive = Arrive { visit, start_code: ask.start_code, geofence_metres, device: device(ask.device) };
    Ok(Made(act(&caller, arrive).await?.into_result()?))
}

async fn codes(caller: Caller, Path(id): Path<VisitId>) -> Answer<Shown<VisitCodes>> {
    let mut read = caller.read().await?;
    let (job, detail) = jobs::views::visit(&mut read, caller.ctx.market, id).await?;
    super::sees(&caller, &job, &[&detail.visit])?;
    Ok(Shown(jobs::views::visit_codes(&mut read, caller.ctx.market, id, caller.ctx.now).await?))
}

async fn card(caller: Caller, Path(id): Path<VisitId>) -> Answer<Shown<WorkCardCode>> {
    let (me, key) = (own_id(&caller)?, &caller.edge.app.keys.work_card);
    let mut read = caller.read().await?;
    let helpers = flows::crew::helpers(&mut read, caller.ctx.market, id).await?;
    Ok(Shown(jobs::views::work_card(&mut read, caller.ctx.market, id, me, &helpers, key, caller.ctx.now).await?))
}

asked! {
    /// What the card shows.
    CardAsk { code: String }
}

shape! {
    /// What a work card is worth.
    CardVerified {
        verdict: CardVerdict,
        technician: Option<TechnicianId>,
        names: Option<Names>
    }
}

async fn verify_card(
    caller: Caller,
    Path(id): Path<VisitId>,
    Query(ask): Query<CardAsk>,
) -> Answer<Shown<CardVerified>> {
    let key = &caller.edge.app.keys.work_card;
    let (market, now) = (caller.ctx.market, caller.ctx.now);
    let mut read = caller.read().await?;
    let helpers = flows::crew::helpers(&mut read, market, id).await?;
    let (verdict, technician) =
        jobs::views::verify_work_card(&mut read, market, id, &helpers, &ask.code, key, now).await?;
    // A name is told only for a card that is right.
    let technician = technician.filter(|_| verdict == CardVerdict::Genuine);
    let names = match technician {
        Some(who) => Some(workforce::views::technician(&mut read, market, who).await?.names()),
        None => None,
    };
    Ok(Shown(CardVerified { verdict, technician, names }))
}

asked! {
    /// In words.
    NoteOnly { note: Option<String>, device: Option<DeviceAsk> }
}

async fn wrong_person(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<NoteOnly>) -> Answer<Made<Moved>> {
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, ReportWrongPerson { visit, note, device: device(ask.device) }).await?))
}

asked! {
    /// In words.
    FreezeNote { note: Option<String> }
}

async fn clear_freeze(
    caller: Caller,
    Path(visit): Path<VisitId>,
    Query(ask): Query<FreezeNote>,
) -> Answer<Shown<Moved>> {
    Ok(Shown(caller.perform(ClearFreeze { visit, note: ask.note.unwrap_or_default() }).await?))
}
