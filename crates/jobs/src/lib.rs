//! Jobs and visits: agreed work from acceptance to close, and every trip for it.
//!
//! Owns: jobs with their snapshots of contact, property and quote; visits and their one state machine; checklists, proofs, change
//! orders, acceptance; the timeline of moves; the rules of cancelling, rescheduling and not being there.
//!
//! Promises: a visit changes state only by [`rules::moves::MOVES`]; every move is recorded with who, when, where and why; the fee shown
//! before a cancel is the fee charged by it; a repeated verb answers the state it reached.
//!
//! Never: takes a technician's time (dispatch), computes a price (catalog), moves money (billing), sends a message (messaging).

pub mod actions;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
mod store;
pub mod views;

pub use model::*;

#[cfg(test)]
mod tests;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("jobs", "0001_jobs.sql", "0002_quoted_change_orders.sql");

/// Every statement, by room, for the test that prepares them on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::jobs::STATEMENTS,
    store::numbers::STATEMENTS,
    store::visits::STATEMENTS,
    store::field::STATEMENTS,
    views::orders::STATEMENTS,
    views::detail::STATEMENTS,
    views::progress::STATEMENTS,
    views::schedule::STATEMENTS,
];
