//! Online payment: the client of the provider's protocol, and a simulator of the provider.
//!
//! The protocol (docs/payment-protocol.md): JSON over HTTP, every request, answer and callback signed with HMAC-SHA256 over
//! `method, path, timestamp, nonce, body`. Callbacks may come late, twice, out of order or never; whoever wants to know asks.

pub mod client;
pub mod protocol;
pub mod signature;
pub mod simulator;

pub use client::PayClient;
pub use protocol::{Callback, Charge, ChargeState, NewCharge, NewRefund, Refund, RefundState};
