//! The console: what operators see and do, under `/console`. Handlers read input, perform or view, and dress; they decide nothing.

mod account;
mod asked;
mod audit;
mod board;
mod catalog;
mod chats;
mod customers;
mod forms;
mod frame;
mod invoices;
mod jobs;
mod ledger;
mod live;
mod new_job;
mod payments;
mod reviews;
mod settlements;
mod sign_in;
mod slots;
mod subjects;
mod tabs;
mod technicians;
mod tones;
mod users;
mod words;

use axum::Router;
use edge::Edge;

/// Every page of the console.
pub fn routes() -> Router<Edge> {
    Router::new()
        .merge(account::routes())
        .merge(audit::routes())
        .merge(board::routes())
        .merge(catalog::routes())
        .merge(chats::routes())
        .merge(customers::routes())
        .merge(invoices::routes())
        .merge(jobs::routes())
        .merge(ledger::routes())
        .merge(live::routes())
        .merge(new_job::routes())
        .merge(payments::routes())
        .merge(reviews::routes())
        .merge(settlements::routes())
        .merge(sign_in::routes())
        .merge(technicians::routes())
        .merge(users::routes())
}
