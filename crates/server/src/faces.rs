//! The router of all faces.

use axum::Router;
use edge::Edge;

/// Every route of the program.
pub fn router(edge: Edge) -> Router {
    let faces = Router::new()
        .merge(customer_web::routes())
        .merge(technician_web::routes())
        .merge(operator_web::routes())
        .merge(api::routes(&edge));
    edge::routes(faces).with_state(edge)
}
