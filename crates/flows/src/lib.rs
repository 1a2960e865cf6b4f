//! Stories that cross contexts: one transaction calls the actions of several; reactions and errands wire the rest together.

pub mod app;

pub use app::{App, Gateways, Keys};
