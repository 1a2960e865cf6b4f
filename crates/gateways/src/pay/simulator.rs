//! A payment provider for laptops and tests: a real HTTP server that checks signatures, shows a checkout page, and tells of changes by
//! callbacks that are late, repeated, out of order or lost, as the settings say. What it knows survives a restart in a journal file.

mod book;
mod callbacks;
mod checkout;
mod payer;
mod server;

pub use book::{Book, SimulatorError};
pub use payer::Payer;
pub use server::{Simulator, start};

/// How the simulated provider behaves. Shares are parts of 100.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Milliseconds before a callback leaves, at least.
    pub delay_ms_min: u64,
    /// And at most.
    pub delay_ms_max: u64,
    /// How many of 100 callbacks are sent a second time.
    pub repeated: u64,
    /// How many of 100 callbacks are never sent; only a query tells.
    pub lost: u64,
}

impl Behaviour {
    /// What real providers do on a bad day.
    pub const REALISTIC: Self = Self { delay_ms_min: 50, delay_ms_max: 1500, repeated: 15, lost: 10 };
    /// At once, once, always.
    pub const PROMPT: Self = Self { delay_ms_min: 0, delay_ms_max: 0, repeated: 0, lost: 0 };
}
