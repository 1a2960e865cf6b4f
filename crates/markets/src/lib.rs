//! markets.
