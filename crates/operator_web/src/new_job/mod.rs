//! `/console/new-job`: an order by phone in four short steps: who calls, what they want, where, when.

mod book;
mod what;
mod who;

use axum::{Router, routing::get};
use edge::Edge;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/new-job", get(who::show).post(who::submit))
        .route("/console/new-job/{customer}", get(what::show).post(what::submit))
        .route("/console/new-job/{customer}/{quote}", get(book::show).post(book::submit))
}
