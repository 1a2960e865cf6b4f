//! `/console/price-books`: dated prices and the rules behind them; a draft is written, published with a date, and never changes again.

mod book;
mod item;
mod list;
mod rules;
mod rules_form;

use axum::{
    Router,
    routing::{get, post},
};
use catalog::model::BookState;
use edge::Edge;
use kernel::PriceBookId;
use ui::Tone;

const PAGE: &str = "/console/price-books";

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route(PAGE, get(list::show).post(list::begin))
        .route("/console/price-books/{id}", get(book::show))
        .route("/console/price-books/{id}/copy", post(list::copy))
        .route("/console/price-books/{id}/note", post(book::edit_note))
        .route("/console/price-books/{id}/publish", post(book::publish))
        .route("/console/price-books/{id}/discard", post(book::discard))
        .route("/console/price-books/{id}/rules", get(rules::show).post(rules::edit))
        .route("/console/price-books/{id}/items/{service}", get(item::show).post(item::edit))
        .route("/console/price-books/{id}/items/{service}/amounts", post(book::edit_amounts))
}

fn page_of(book: PriceBookId) -> String {
    format!("{PAGE}/{book}")
}

fn tone_of(state: &BookState) -> Tone {
    match state {
        BookState::Draft => Tone::Warn,
        BookState::Published => Tone::Good,
    }
}
