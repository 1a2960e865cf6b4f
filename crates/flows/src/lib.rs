//! Stories that cross contexts: one transaction calls the actions of several; reactions and errands wire the rest together.

pub mod app;
pub mod booking;
pub mod books;
pub mod dispatching;
pub mod facts;
pub mod money;
pub mod policies;
pub mod signing_in;

pub use app::{App, Gateways, Keys};
