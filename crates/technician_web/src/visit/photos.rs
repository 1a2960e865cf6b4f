//! `POST /field/visits/{id}/photos`: pictures of the work, one by one from the queue or several with a plain form.

use super::{checklist, href};
use crate::{
    asked::{Refused, Typed},
    frame,
};
use axum::{
    Json, Router,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use edge::{Answer, Edge, ProofMark, Uploaded, Visitor};
use gateways::photo::StoredPhoto;
use jobs::{actions::AttachProof, model::Device};
use kernel::{ChecklistStepId, Problem, ProofId, Result, Timestamp, VisitId, problem};
use serde::Deserialize;

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/photos", post(add))
}

#[derive(Deserialize)]
struct Meant {
    #[serde(default)]
    step: String,
    #[serde(default)]
    name: String,
}

async fn add(Path(id): Path<String>, Query(meant): Query<Meant>, headers: HeaderMap, sent: Uploaded) -> Answer {
    let wants_json = headers.get(header::ACCEPT).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let visitor = &sent.form.visitor;
    match attach(&id, &meant, &sent).await {
        Ok((_, last)) if wants_json => Ok(Json(serde_json::json!({ "id": last })).into_response()),
        Ok((visit, _)) => {
            let place = if meant.step.is_empty() { String::new() } else { format!("#step-{}", meant.step) };
            frame::done(visitor, &format!("{}{place}", href(visit, "checklist")), "field-done-photo")
        }
        Err(problem) if wants_json => Ok(told(visitor, &problem)),
        Err(problem) => checklist::dress(visitor, &id, Some(Refused::of("checklist", &sent.form, problem)?)).await,
    }
}

/// The problem as the queue reads it.
fn told(visitor: &Visitor, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.kind().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let detail = i18n::problem(visitor.ctx.locale, problem);
    (status, Json(serde_json::json!({ "code": problem.code(), "detail": detail }))).into_response()
}

async fn attach(id: &str, meant: &Meant, sent: &Uploaded) -> Result<(VisitId, ProofId)> {
    let visitor = &sent.form.visitor;
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
    let step: Option<ChecklistStepId> = match meant.step.as_str() {
        "" => None,
        step => Some(step.parse().map_err(|_| problem::MISSING.field("step"))?),
    };
    // Nothing is stored for people who do not have the visit.
    let own = super::Own::read(&mut visitor.edge.app.db.read().await?, visitor, id).await?;
    let name = if meant.name.is_empty() { "work" } else { &meant.name };
    let device = Device { client_key: None, ..sent.form.device()? };
    let mut last = None;
    for file in &sent.files {
        let mark = ProofMark {
            zone: visitor.market.zone.clone(),
            received_at: visitor.ctx.now,
            place: device.place,
            number: own.job.number.clone(),
        };
        let stored = visitor.edge.keep_proof(&visitor.ctx, mark, file.bytes.clone()).await?;
        let attach = AttachProof {
            visit,
            step,
            name: name.to_owned(),
            file: stored.file,
            taken_at: taken_at(visitor, &stored),
            place: stored.camera_place.or(device.place),
            sha256: stored.sha256,
            device: device.clone(),
        };
        last = Some(visitor.edge.app.db.perform(&visitor.ctx, attach).await?.proof);
    }
    last.map(|last| (visit, last)).ok_or_else(|| problem::REQUIRED.field("photos"))
}

/// What the camera's clock said, read in the market's zone.
fn taken_at(visitor: &Visitor, photo: &StoredPhoto) -> Option<Timestamp> {
    let local = jiff::civil::DateTime::strptime("%Y:%m:%d %H:%M:%S", photo.camera_time.as_ref()?).ok()?;
    visitor.market.zone.instant(local).ok()
}
