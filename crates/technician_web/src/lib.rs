//! What technicians see and do in the field, under `/field`. Handlers read input, perform or view, and dress; they decide nothing.

mod frame;
mod sign_in;

use axum::Router;
use edge::Edge;

/// Every page for technicians.
pub fn routes() -> Router<Edge> {
    Router::new().merge(sign_in::routes())
}
