//! Real request files: reading them, and working them off with simulated technicians.

pub mod days;
pub mod formats;
pub mod kinds;
pub mod lines;
pub mod market;
pub mod run;
