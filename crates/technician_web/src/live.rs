//! `/field/events`, `/field/position`: what changed for this technician, and where they are while on duty.

use crate::{
    asked::{accuracy, place},
    frame,
    visit::Own,
};
use axum::{
    Router,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor, live_stream};
use kernel::{TechnicianId, problem};
use serde::Deserialize;
use workforce::actions::ReportPosition;

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/events", get(events)).route("/field/position", post(position))
}

#[derive(Deserialize)]
struct About {
    #[serde(default)]
    visit: String,
}

/// The topics about a technician's own things, as an attribute of a live region.
pub(crate) fn topics(technician: TechnicianId) -> String {
    own(technician).join(",")
}

fn own(technician: TechnicianId) -> Vec<String> {
    vec![format!("technician:{technician}"), technician.to_string()]
}

async fn events(visitor: Visitor, Query(about): Query<About>) -> Answer {
    let me = frame::technician(&visitor).or_fail(&visitor)?;
    if about.visit.is_empty() {
        return live_stream(&visitor, own(me)).await.or_fail(&visitor);
    }
    let mut read = frame::read(&visitor).await?;
    let own = Own::read(&mut read, &visitor, &about.visit).await.or_fail(&visitor)?;
    drop(read);
    live_stream(&visitor, vec![own.id.to_string(), own.job.job.to_string()]).await.or_fail(&visitor)
}

async fn position(form: Submitted) -> Result<Response, edge::Failure> {
    let visitor = &form.visitor;
    frame::technician(visitor).or_fail(visitor)?;
    let place =
        place(&form).and_then(|place| place.ok_or_else(|| problem::REQUIRED.field("place"))).or_fail(visitor)?;
    let accuracy_metres = accuracy(&form).or_fail(visitor)?;
    let report = ReportPosition { place, accuracy_metres };
    visitor.edge.app.db.perform(&visitor.ctx, report).await.or_fail(visitor)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
