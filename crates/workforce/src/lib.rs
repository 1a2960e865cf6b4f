//! People in the field: who they are, what they can do, when they work.
//!
//! Owns technicians, their skills, certificates, territories, weekly and dated shifts, time off, and the last
//! known position of who is on duty.
//! Promises a roster: for each technician and date the concrete hours that may be planned, with breaks, minus approved time off;
//! and, for every skill, until when the certificate it needs is valid.
//! Never plans visits (that is `dispatch`) and never counts ratings itself: flows feed the projected standing.

pub mod actions;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
mod store;
pub mod views;

#[cfg(test)]
mod tests;

pub use model::*;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("workforce", "0001_workforce.sql", "0002_positions.sql");

/// Every statement, for the test that prepares them on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[store::STATEMENTS, views::STATEMENTS, views::ROSTER_STATEMENTS];
