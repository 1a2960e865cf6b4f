//! Rules as tables and properties, stories on both engines.

mod demo;
mod editing;
mod properties;
mod quoting;
mod rules;
mod sample;
