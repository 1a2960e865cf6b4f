//! `/console/jobs`: the live order list, and one order with everything about it.

mod cancel;
mod decision;
mod dispatch_tab;
mod list;
mod messages;
mod order;
mod overview;
mod reschedule;
mod return_visit;
mod story;
mod verbs;

use axum::{
    Router,
    routing::{get, post},
};
use edge::Edge;

pub(crate) use decision::{barred, eligible, sentence_text};
pub(crate) use dispatch_tab::pin_of;
pub(crate) use order::Order;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/jobs", get(list::show))
        .route("/console/jobs/{key}", get(overview::show))
        .route("/console/jobs/{key}/dispatch", get(dispatch_tab::show))
        .route("/console/jobs/{key}/dispatch/{verb}", post(dispatch_tab::submit))
        .route("/console/jobs/{key}/money", get(order::to_invoice))
        .route("/console/jobs/{key}/messages", get(messages::show))
        .route("/console/jobs/{key}/cancel", get(cancel::show).post(cancel::submit))
        .route("/console/jobs/{key}/reschedule", get(reschedule::show).post(reschedule::submit))
        .route("/console/jobs/{key}/return-visit", get(return_visit::show).post(return_visit::submit))
        .route("/console/jobs/{key}/verbs/{verb}", post(verbs::submit))
}
