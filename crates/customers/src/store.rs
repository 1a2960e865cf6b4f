//! The only rooms with writing SQL.

pub mod customers;
pub mod file;
