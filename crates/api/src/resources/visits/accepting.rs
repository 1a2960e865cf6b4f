//! The end of a visit: acceptance, rework, disputes, and visits that come to nothing.

use super::{
    super::{jobs::act, prelude::*},
    CUSTOMER, FIELD,
    arriving::NoteOnly,
};
use crate::shapes::jobs::{DeviceAsk, device};
use flows::policies;
use jobs::{
    actions::{
        AcceptBy, AcceptWork, AcceptWorkOnSite, CalledOff, CancelOnSite, MarkNoShowCustomer, MarkNoShowTechnician,
        Moved, RenewFinishCode, RequestRework, ResolveDispute,
    },
    rules::cancellation::CancelReason,
};
use kernel::{FileId, Result, VisitId};

pub(super) fn routes(surface: &mut Surface) {
    let everybody = &[P::CustomerSelf, P::TechnicianSelf, P::JobsWrite];
    surface
        .post("/visits/{visit}/acceptance", "Accept the work: signature, typed name or finish code", everybody, accept)
        .post("/visits/{visit}/codes", "A new finish code", CUSTOMER, renew_code)
        .post("/visits/{visit}/rework", "Send the work back", CUSTOMER, rework)
        .post("/visits/{visit}/dispute-resolution", "End a dispute in favour of the work", &[P::JobsWrite], resolve)
        .post("/visits/{visit}/cancellation", "Call off at the door", FIELD, cancel)
        .post("/visits/{visit}/customer-absence", "Nobody opened", FIELD, customer_absent)
        .post("/visits/{visit}/technician-absence", "Nobody came", CUSTOMER, technician_absent);
}

asked! {
    /// One of: a stored signature with a name, a typed name, or the finish code.
    AcceptAsk {
        /// A signature stored by `POST /photos`, with its digest.
        signature: Option<FileId>,
        sha256: Option<String>,
        name: Option<String>,
        finish_code: Option<String>,
        device: Option<DeviceAsk>,
    }
}

fn accept_by(ask: &AcceptAsk) -> Result<AcceptBy> {
    if let Some(code) = &ask.finish_code {
        return Ok(AcceptBy::FinishCode { code: code.clone() });
    }
    let name = ask.name.clone().ok_or_else(|| problem::REQUIRED.field("name"))?;
    match ask.signature {
        None => Ok(AcceptBy::TypedName { name }),
        Some(file) => {
            let sha256 = ask.sha256.clone().ok_or_else(|| problem::REQUIRED.field("sha256"))?;
            Ok(AcceptBy::Signature { file, sha256, name })
        }
    }
}

async fn accept(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<AcceptAsk>) -> Answer<Made<Moved>> {
    let accept = AcceptWork { visit, by: accept_by(&ask)?, device: device(ask.device) };
    // The technician's telephone passes from hand to hand at the door.
    let checked = if caller.ctx.actor.technician().is_some() {
        caller.perform(AcceptWorkOnSite(accept)).await?
    } else {
        act(&caller, accept).await?
    };
    Ok(Made(checked.into_result()?))
}

async fn renew_code(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, RenewFinishCode { visit }).await?))
}

asked! {
    /// Why.
    ReworkAsk { reason: String, device: Option<DeviceAsk> }
}

async fn rework(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<ReworkAsk>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, RequestRework { visit, reason: ask.reason, device: device(ask.device) }).await?))
}

async fn resolve(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<NoteOnly>) -> Answer<Made<Moved>> {
    Ok(Made(caller.perform(ResolveDispute { visit, note: ask.note.unwrap_or_default() }).await?))
}

asked! {
    /// Why the visit comes to nothing.
    CancelAtDoorAsk { reason: CancelReason, note: Option<String>, device: Option<DeviceAsk> }
}

async fn cancel(
    caller: Caller,
    Path(visit): Path<VisitId>,
    Body(ask): Body<CancelAtDoorAsk>,
) -> Answer<Made<CalledOff>> {
    let policy = policies::cancellation(&mut caller.read().await?, caller.ctx.market).await?;
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, CancelOnSite { visit, reason: ask.reason, note, policy, device: device(ask.device) }).await?))
}

async fn customer_absent(
    caller: Caller,
    Path(visit): Path<VisitId>,
    Body(ask): Body<NoteOnly>,
) -> Answer<Made<CalledOff>> {
    let policy = policies::cancellation(&mut caller.read().await?, caller.ctx.market).await?;
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, MarkNoShowCustomer { visit, note, policy, device: device(ask.device) }).await?))
}

async fn technician_absent(
    caller: Caller,
    Path(visit): Path<VisitId>,
    Body(ask): Body<NoteOnly>,
) -> Answer<Made<CalledOff>> {
    let policy = policies::cancellation(&mut caller.read().await?, caller.ctx.market).await?;
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, MarkNoShowTechnician { visit, note, policy, device: device(ask.device) }).await?))
}
