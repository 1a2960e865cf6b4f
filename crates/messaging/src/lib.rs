//! What we tell people and what they tell each other: notices, their delivery by text message and mail, the chat of a job.
//!
//! Owns: notice templates, notices, deliveries, threads, messages. Promises: a notice is written in the transaction that is its reason, and
//! its deliveries leave afterwards, not at night unless urgent; a template that cannot be rendered is never saved; phone numbers do not
//! travel through the chat. Never: knows phones or languages of people (a recipient is handed in); talks to a carrier (the errand
//! [`DeliverNotice`] is answered in `flows`).

pub mod actions;
pub mod events;
pub mod model;
pub mod notices;
pub mod refusals;
pub mod rules;
pub mod store;
pub mod templates;
pub mod views;

pub use model::{Channel, DeliverNotice, DeliveryState, Inbox, Recipient, SendingHours, Side};
pub use notices::NoticeKey;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("messaging", "0001_messaging.sql");

/// Every statement, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::chat::STATEMENTS,
    store::deliveries::STATEMENTS,
    store::notices::STATEMENTS,
    views::chat::STATEMENTS,
    views::deliveries::STATEMENTS,
    views::inbox::STATEMENTS,
    views::texts::STATEMENTS,
];

#[cfg(test)]
mod tests;
