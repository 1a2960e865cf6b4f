//! The only rooms with writing SQL.

pub mod chat;
pub mod deliveries;
pub mod notices;
