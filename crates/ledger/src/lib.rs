//! The books: double entry, append only, every balance derived from entries and explained down to the jobs behind it.
//!
//! Owns accounts, transfers and entries of a market. Promises: a transfer sums to zero in one currency or is not written; the same fact
//! (dedupe key) is never written twice; entries are never changed or deleted, corrections are reversals; guarded accounts are never
//! overdrawn, whatever runs at once; every settled transfer ends up in the market's hash chain. Never decides what a fact of the trade
//! costs whom: that is `billing`, whose postings `flows` hands over in the same transaction.

pub mod actions;
pub mod model;
pub mod refusals;
pub mod rules;
pub mod seal;
pub mod store;
pub mod views;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("ledger", "0001_ledger.sql");

/// Every SQL text, by room.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::STATEMENTS,
    store::seal::STATEMENTS,
    views::accounts::STATEMENTS,
    views::explain::STATEMENTS,
    views::transfers::STATEMENTS,
    views::verify::STATEMENTS,
];
