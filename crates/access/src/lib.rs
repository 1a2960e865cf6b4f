//! Who may come in: staff with passwords, people with one-time codes, their sessions, programs with tokens.
//!
//! Owns: users, sessions, one-time codes, throttles, API tokens, preferences. Promises: no secret is stored readable (passwords as
//! argon2id, everything else as SHA-256 of 256 random bits); whoever guesses is slowed down and learns nothing about who exists; a disabled
//! user is out at once; nobody grants more than they hold. Never: knows a customer's or technician's file; decides what a permission
//! means (`kernel::Permission` does). Users, sessions and codes are keyed by brand, because people sign in before a market is known.

pub mod actions;
pub mod events;
pub mod model;
pub mod passwords;
pub mod refusals;
pub mod rules;
pub mod secrets;
pub mod sign_in;
pub mod store;
pub mod views;

pub use model::{Client, Identity, Purpose, Subject, Theme, User};
pub use passwords::HashedPassword;
pub use secrets::Secret;
pub use views::{resolve_session, resolve_token};

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("access", "0001_access.sql");

/// Every statement, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::codes::STATEMENTS,
    store::sessions::STATEMENTS,
    store::throttles::STATEMENTS,
    store::tokens::STATEMENTS,
    store::users::STATEMENTS,
    views::STATEMENTS,
];

#[cfg(test)]
mod tests;
