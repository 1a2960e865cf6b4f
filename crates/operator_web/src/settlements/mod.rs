//! `/console/settlements`: runs that pay technicians, their payouts, and everybody's wallet.

mod run;
mod runs;
mod wallets;

use axum::{
    Router,
    routing::{get, post},
};
use edge::Edge;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/settlements", get(runs::show).post(runs::submit))
        .route("/console/settlements/wallets", get(wallets::show))
        .route("/console/settlements/wallets/{technician}/cash", post(wallets::hand_over))
        .route("/console/settlements/{id}", get(run::show))
        .route("/console/settlements/{id}/{verb}", post(run::submit))
}
