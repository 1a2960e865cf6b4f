//! What customers see and do, under `/`. Handlers read input, perform or view, and dress; they decide nothing.

mod account;
mod asking;
mod bookings;
mod draft;
mod frame;
mod home;
mod orders;
mod payments;
mod progress;
mod quotes;
mod repair;
mod services;
mod sign_in;
mod slots;
mod spot;
mod technician;
mod typed;
mod verify;
mod words;

use axum::Router;
use edge::Edge;

/// Every page for customers.
pub fn routes() -> Router<Edge> {
    Router::new()
        .merge(account::routes())
        .merge(bookings::routes())
        .merge(home::routes())
        .merge(orders::routes())
        .merge(payments::routes())
        .merge(progress::routes())
        .merge(quotes::routes())
        .merge(repair::routes())
        .merge(services::routes())
        .merge(sign_in::routes())
        .merge(slots::routes())
        .merge(verify::routes())
}
