//! Customers and what we know of them: phones, contacts, properties, favourite and excluded technicians.
//!
//! Owns: customers, contacts, properties, ties to technicians. Promises: one customer per phone and market, however many requests arrive
//! at once; a customer sees and changes only their own file; lists show masked phones. Never: knows jobs, invoices or technicians' files;
//! checks a phone (access does) or a place against territories (the asking flow does).

pub mod actions;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
pub mod store;
pub mod views;

pub use model::{Building, Contact, ContactDraft, Customer, Property, PropertyDraft, Standing, TechnicianTie, Tie};

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("customers", "0001_customers.sql", "0002_mail.sql");

/// Every statement, for the test that prepares each on both engines.
pub const STATEMENTS: &[&[(&str, &str)]] = &[store::customers::STATEMENTS, store::file::STATEMENTS, views::STATEMENTS];

#[cfg(test)]
mod tests;
