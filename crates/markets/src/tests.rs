//! Rules as tables, stories on both engines.

mod rules;
mod stories;
