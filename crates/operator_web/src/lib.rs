//! The console: what operators see and do, under `/console`. Handlers read input, perform or view, and dress; they decide nothing.

mod account;
mod asked;
mod audit;
mod board;
mod catalog;
mod chats;
mod customers;
mod deliveries;
mod forms;
mod frame;
mod invoices;
mod jobs;
mod ledger;
mod live;
mod new_job;
mod notice_templates;
mod payments;
mod policies;
mod price_books;
mod reviews;
mod settlements;
mod sign_in;
mod slots;
mod subjects;
mod tabs;
mod technicians;
mod territories;
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
        .merge(deliveries::routes())
        .merge(invoices::routes())
        .merge(jobs::routes())
        .merge(ledger::routes())
        .merge(live::routes())
        .merge(new_job::routes())
        .merge(notice_templates::routes())
        .merge(payments::routes())
        .merge(policies::routes())
        .merge(price_books::routes())
        .merge(reviews::routes())
        .merge(settlements::routes())
        .merge(sign_in::routes())
        .merge(technicians::routes())
        .merge(territories::routes())
        .merge(users::routes())
        .method_not_allowed_fallback(frame::page_above)
}
