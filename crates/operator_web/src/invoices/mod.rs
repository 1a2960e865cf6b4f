//! `/console/invoices`: what is owed, by state, and one invoice with all money about its order and what can be done with it.

mod list;
mod refund;
mod show;
mod verbs;

use axum::{
    Router,
    routing::{get, post},
};
use edge::Edge;

pub(crate) use list::tabs;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/invoices", get(list::show))
        .route("/console/invoices/{id}", get(show::show))
        .route("/console/invoices/{id}/refund", get(refund::show).post(refund::submit))
        .route("/console/invoices/{id}/{verb}", post(verbs::submit))
}
