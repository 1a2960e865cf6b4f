//! The console: what operators see and do, under `/console`. Handlers read input, perform or view, and dress; they decide nothing.

mod account;
mod asked;
mod audit;
mod catalog;
mod customers;
mod forms;
mod frame;
mod sign_in;
mod subjects;
mod technicians;
mod users;
mod words;

use axum::Router;
use edge::Edge;

/// Every page of the console.
pub fn routes() -> Router<Edge> {
    Router::new()
        .merge(account::routes())
        .merge(audit::routes())
        .merge(catalog::routes())
        .merge(customers::routes())
        .merge(sign_in::routes())
        .merge(technicians::routes())
        .merge(users::routes())
}
