//! Real request files: reading them, and working them off with simulated technicians.

pub mod formats;
pub mod kinds;
pub mod lines;
