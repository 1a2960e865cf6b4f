//! `/console/users`: staff, what they may do and where, and the tokens of programs.

mod list;
mod person;
mod scopes;
mod tokens;

use axum::{
    Router,
    routing::{get, post},
};
use edge::Edge;

const PAGE: &str = "/console/users";

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route(PAGE, get(list::show).post(list::create))
        .route("/console/users/new", get(list::new))
        .route("/console/users/tokens", get(tokens::show).post(tokens::create))
        .route("/console/users/tokens/{id}/revoke", post(tokens::revoke))
        .route("/console/users/{id}", get(person::show).post(person::edit))
        .route("/console/users/{id}/disable", post(person::disable))
        .route("/console/users/{id}/enable", post(person::enable))
        .route("/console/users/{id}/password", post(person::give_password))
}
