//! The catalogue: what is sold, how the work goes, what it costs, and binding quotes.
//!
//! Owns: categories, services with options, checklist templates, the furniture form (types, materials, brands, faults), price books, quotes.
//!
//! Promises: one price book is valid at any instant, and a published book never changes; the lines of a quote sum to its total; a quote binds
//! until it expires and carries a signature over all it promises; a visit fee is never charged twice; nobody writes a free amount.
//!
//! Never does: find a time, send anybody, take money. Territories, customers and jobs it knows by id only.

pub mod actions;
pub mod demo;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
mod store;
pub mod views;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("catalog", "0001_catalog.sql");

/// Every statement, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::content::STATEMENTS,
    store::prices::STATEMENTS,
    store::quotes::STATEMENTS,
    views::furniture::STATEMENTS,
    views::price_books::STATEMENTS,
    views::quotes::STATEMENTS,
    views::services::STATEMENTS,
];

#[cfg(test)]
mod tests;
