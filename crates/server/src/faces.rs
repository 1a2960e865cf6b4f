//! The router of all faces.

use axum::Router;
use edge::Edge;

/// Every route of the program.
pub fn router(edge: Edge) -> Router {
    edge::routes(Router::new()).with_state(edge)
}
