//! The work itself: inspection, diagnosis, start, checklist, photos, pause, completion, cash.

use super::{
    super::{jobs::act, prelude::*},
    FIELD,
    arriving::MoveAsk,
};
use crate::{
    arguments::Upload,
    shapes::jobs::{DeviceAsk, device},
};
use edge::ProofMark;
use flows::{field::TakeCash, policies};
use jobs::{
    actions::{
        AttachProof, FinishWork, Moved, PauseWork, RecordDiagnosis, ResumeWork, StartInspection, StartWork, TickStep,
    },
    model::Device,
};
use kernel::{ChecklistStepId, FileId, Money, PaymentId, Place, ProofId, Timestamp, VisitId};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .post("/visits/{visit}/inspection", "Begin to look at the fault", FIELD, inspect)
        .post("/visits/{visit}/diagnosis", "Say what it is", FIELD, diagnose)
        .post("/visits/{visit}/work", "Begin the work, or go on after it was sent back", FIELD, start)
        .post("/visits/{visit}/steps/{step}/tick", "Tick a step of the checklist", FIELD, tick)
        .post("/visits/{visit}/proofs", "Add a photo to a step (multipart)", FIELD, attach)
        .post("/visits/{visit}/pause", "Interrupt the work", FIELD, pause)
        .delete("/visits/{visit}/pause", "Go on after a pause", FIELD, resume)
        .post("/visits/{visit}/completion", "Say the work is done", FIELD, finish)
        .post("/visits/{visit}/cash", "Take what is due in cash", &[P::TechnicianSelf], cash);
}

async fn inspect(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<MoveAsk>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, StartInspection { visit, device: device(ask.device) }).await?))
}

asked! {
    /// What was found.
    DiagnosisAsk { finding: String, device: Option<DeviceAsk> }
}

async fn diagnose(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<DiagnosisAsk>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, RecordDiagnosis { visit, finding: ask.finding, device: device(ask.device) }).await?))
}

async fn start(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<MoveAsk>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, StartWork { visit, device: device(ask.device) }).await?))
}

asked! {
    /// A reading or a remark.
    TickAsk { note: Option<String>, device: Option<DeviceAsk> }
}

async fn tick(
    caller: Caller,
    Path2(visit, step): Path2<VisitId, ChecklistStepId>,
    Body(ask): Body<TickAsk>,
) -> Answer<Made<Moved>> {
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, TickStep { visit, step, note, device: device(ask.device) }).await?))
}

asked! {
    /// What the photo shows, for which step, where and when.
    ProofAsk {
        step: Option<ChecklistStepId>,
        /// The name that the checklist asks for.
        name: String,
        taken_at: Option<Timestamp>,
        latitude: Option<f64>,
        longitude: Option<f64>,
        client_key: Option<String>,
    }
}

shape! {
    /// A kept proof.
    ProofAttached {
        proof: ProofId,
        file: FileId,
        sha256: String,
        url: String,
        moved: Moved
    }
}

async fn attach(caller: Caller, Path(visit): Path<VisitId>, upload: Upload<ProofAsk>) -> Answer<Made<ProofAttached>> {
    let ask = upload.fields;
    let given = match (ask.latitude, ask.longitude) {
        (Some(latitude), Some(longitude)) => Some(Place::new(latitude, longitude)?),
        (_, _) => None,
    };
    let (zone, number) = {
        let mut read = caller.read().await?;
        let (job, _) = jobs::views::visit(&mut read, caller.ctx.market, visit).await?;
        (markets::views::market(&mut read, caller.ctx.market).await?.zone, job.number)
    };
    let mark = ProofMark { zone, received_at: ask.taken_at.unwrap_or(caller.ctx.now), place: given, number };
    let stored = caller.edge.keep_proof(&caller.ctx, mark, upload.file).await?;
    let place = given.or(stored.camera_place);
    let device = Device { at: ask.taken_at, place: given, client_key: ask.client_key, ..Device::default() };
    let attach = AttachProof {
        visit,
        step: ask.step,
        name: ask.name,
        file: stored.file,
        sha256: stored.sha256.clone(),
        taken_at: ask.taken_at,
        place,
        device,
    };
    let attached = act(&caller, attach).await?;
    let url = caller.edge.picture_url(stored.file);
    let (proof, moved) = (attached.proof, attached.moved);
    Ok(Made(ProofAttached { proof, file: stored.file, sha256: stored.sha256, url, moved }))
}

asked! {
    /// Why the work rests.
    PauseAsk { reason: String, device: Option<DeviceAsk> }
}

async fn pause(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<PauseAsk>) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, PauseWork { visit, reason: ask.reason, device: device(ask.device) }).await?))
}

async fn resume(caller: Caller, Path(visit): Path<VisitId>) -> Answer<Shown<Moved>> {
    Ok(Shown(act(&caller, ResumeWork { visit, device: Device::default() }).await?))
}

async fn finish(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<TickAsk>) -> Answer<Made<Moved>> {
    let auto_accept_hours = policies::day(&mut caller.read().await?, caller.ctx.market).await?.auto_accept_hours;
    let note = ask.note.unwrap_or_default();
    Ok(Made(act(&caller, FinishWork { visit, note, auto_accept_hours, device: device(ask.device) }).await?))
}

asked! {
    /// What the technician was shown as due; when it is another amount by now, nothing is taken.
    CashAsk { shown: Money }
}

shape! {
    /// A payment that was made or begun.
    PaymentMade { payment: PaymentId }
}

async fn cash(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<CashAsk>) -> Answer<Made<PaymentMade>> {
    Ok(Made(PaymentMade { payment: caller.perform(TakeCash { visit, shown: ask.shown }).await? }))
}
