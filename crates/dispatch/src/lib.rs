//! Who goes when: slots, holds, reservations, offers, decisions.
//!
//! Owns what is promised of technicians' time. Promises: no two promises share a minute of one technician, travel and buffers included,
//! on any engine and from any number of processes, because every change of a day bumps the version of that day in the same transaction;
//! the slot picker, the hold, the booking, the assignment and the move ask one function ([`rules::day::fit`], on [`planner`]); every
//! decision is kept with its reasons.
//! Never knows people's shifts itself: each planning action gets a [`Roster`] from flows. Never changes jobs or tells people anything;
//! it announces.

pub mod actions;
pub mod errands;
pub mod events;
pub mod model;
pub mod planner;
pub mod refusals;
pub mod rules;
mod store;
pub mod views;

#[cfg(test)]
mod tests;

pub use actions::Facts;
pub use model::*;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("dispatch", "0001_dispatch.sql");

/// Every statement, for the test that prepares them on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::days::STATEMENTS,
    store::holds::STATEMENTS,
    store::plans::STATEMENTS,
    store::offers::STATEMENTS,
    views::BOARD_STATEMENTS,
    views::IMPROVE_STATEMENTS,
    views::OFFER_STATEMENTS,
];
