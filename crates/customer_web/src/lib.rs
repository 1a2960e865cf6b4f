//! What customers see and do, under `/`. Handlers read input, perform or view, and dress; they decide nothing.

mod frame;
mod sign_in;

use axum::Router;
use edge::Edge;

/// Every page for customers.
pub fn routes() -> Router<Edge> {
    Router::new().merge(sign_in::routes())
}
