//! The `doorstep` program: one place that puts every crate together, the commands, the demo city, simulated people, and replays.
//!
//! Owns: configuration, assembly, the command line. Promises: everything simulated goes through the same actions as people do, and the
//! same seed does the same. Never: decides anything about business.

pub mod assemble;
pub mod cli;
pub mod config;
pub mod demo;
pub mod dice;
pub mod faces;
pub mod founding;
pub mod provider;
pub mod replay;
pub mod simulation;
