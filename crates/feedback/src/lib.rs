//! What customers think of visits: reviews by dimension, replies, moderation, and each technician's rating.
//!
//! Owns: reviews, ratings. Promises: one review per visit, by the job's customer; a technician's rating counts exactly the reviews that are
//! shown, in the same transaction that changes them. Never: knows jobs or people (what was visited is handed in); rates anybody by
//! anything but reviews.

pub mod actions;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
pub mod store;
pub mod views;

pub use model::{Dimension, Opinion, PhoneCheck, Review, ReviewState, ReviewTag, Scores, VisitFacts};

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("feedback", "0001_feedback.sql");

/// Every statement, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[store::STATEMENTS, views::STATEMENTS];

#[cfg(test)]
mod tests;
