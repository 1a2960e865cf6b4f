//! What technicians see and do in the field, under `/field`. Handlers read input, perform or view, and dress; they decide nothing.

mod asked;
mod day;
mod frame;
mod live;
mod me;
mod offers;
mod sign_in;
mod visit;
mod wallet;
mod words;

use axum::Router;
use edge::Edge;

/// Every page for technicians.
pub fn routes() -> Router<Edge> {
    Router::new()
        .merge(sign_in::routes())
        .merge(day::routes())
        .merge(offers::routes())
        .merge(visit::routes())
        .merge(wallet::routes())
        .merge(me::routes())
        .merge(live::routes())
}
