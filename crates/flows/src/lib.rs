//! Stories that cross contexts: one transaction calls the actions of several; reactions and errands wire the rest together.

pub mod app;
pub mod booking;
pub mod books;
pub mod by_hand;
pub mod crew;
pub mod deadlines;
mod deliveries;
pub mod dispatching;
pub mod extras;
pub mod facts;
pub mod field;
pub mod improving;
pub mod money;
mod notices;
pub mod paying;
pub mod policies;
pub mod quote_lines;
pub mod reactions;
pub mod rescheduling;
pub mod reviewing;
pub mod signing_in;
pub mod upkeep;

pub use app::{App, Gateways, Keys};

use db::Handlers;
use std::sync::{Arc, OnceLock};

/// The program, for errands: they are registered before the database is open, and run after the program is put together.
pub type LateApp = Arc<OnceLock<App>>;

/// Everything that happens by itself. `app` is filled before the first worker runs.
#[must_use]
pub fn handlers(base_url: &Arc<str>, app: &LateApp) -> Handlers {
    let late = app.clone();
    let the = move || late.get().expect("the program is put together before its workers run").clone();
    let mut handlers = Handlers::default();
    reactions::register(&mut handlers, base_url);
    deadlines::register(&mut handlers);
    deliveries::register(&mut handlers, the.clone());
    money::register(&mut handlers, the);
    handlers
}

#[cfg(test)]
mod tests;
