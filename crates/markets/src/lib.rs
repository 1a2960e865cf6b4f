//! Brands, their operations in cities, the territories of a city and the numbers that govern it.
//!
//! Owns: brands, markets, territories, policies. Promises: a place is in at most one territory (the first by code); a policy that was
//! never written has its defaults. Never: knows what a policy means; the context that reads it does.

pub mod actions;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
pub mod store;
pub mod views;

pub use model::{Brand, Market, Names, Territory};

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("markets", "0001_markets.sql");

/// Every statement, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[store::STATEMENTS, views::STATEMENTS];

#[cfg(test)]
mod tests;
