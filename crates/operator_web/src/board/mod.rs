//! `/console/board`: a date by technician, what nobody has, the map, and moves by hand.

mod improve;
mod lanes;
mod map;
mod moves;
pub(crate) mod overrule;
mod show;

use axum::{
    Router,
    routing::{get, post},
};
use edge::Edge;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console/board", get(show::show))
        .route("/console/board/improvement", get(improve::show).post(improve::submit))
        .route("/console/board/map", get(map::show))
        .route("/console/board/moves", post(moves::submit))
        .route("/console/board/pins", post(moves::pin))
}
