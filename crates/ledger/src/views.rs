//! Reads: the chart with balances, the trial balance, statements, explanations, and the proof that the books are sound.

pub mod accounts;
pub mod explain;
pub mod transfers;
pub mod verify;
