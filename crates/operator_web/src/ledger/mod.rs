//! `/console/ledger`: the chart, the trial balance, accounts with statements, why a balance is what it is, and the proof.

mod account;
mod chart;
mod transfers;

use axum::{Router, routing::get};
use edge::Edge;

pub(crate) use transfers::TransferView;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/ledger", get(chart::show))
        .route("/console/ledger/proof", get(chart::prove))
        .route("/console/ledger/codes/{code}", get(account::of_code))
        .route("/console/ledger/owners/{owner}", get(account::of_owner))
        .route("/console/ledger/accounts/{id}", get(account::statement))
        .route("/console/ledger/accounts/{id}/why", get(account::why))
        .route("/console/ledger/accounts/{id}/why/{job}", get(account::why_job))
        .route("/console/ledger/transfers", get(transfers::list))
        .route("/console/ledger/transfers/{id}", get(transfers::show))
}
