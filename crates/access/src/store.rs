//! The only rooms with writing SQL.

pub mod codes;
pub mod sessions;
pub mod throttles;
pub mod tokens;
pub mod users;
