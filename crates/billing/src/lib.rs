//! Who owes whom: invoices, payments, refunds, the split of every price, technicians' wallets, settlement runs.
//!
//! Owns what is owed for a job and what became of it. Promises: a callback counts once, whatever the channel repeats; money is never lost and
//! never counted twice (what fits nothing waits in suspense); no refund exceeds what was paid; a price is split to the smallest unit; no
//! payout overdraws a wallet, whatever runs at once; disputed money does not move. Every fact of money leaves here as [`model::LedgerStep`]s, kept
//! in `billing_postings` and handed to the ledger by `flows` in the same transaction. Never calls a gateway, never writes entries elsewhere
//! than in `rules::postings`.

pub mod actions;
pub mod errands;
pub mod events;
pub mod model;
pub mod refusals;
pub mod rules;
pub mod store;
pub mod views;

/// This context's tables.
pub const MIGRATIONS: &[db::Migration] = db::migrations!("billing", "0001_billing.sql", "0002_surplus.sql");

/// Every SQL text, by room.
pub const STATEMENTS: &[&[(&str, &str)]] = &[
    store::books::STATEMENTS,
    store::commission::STATEMENTS,
    store::invoices::STATEMENTS,
    store::payments::STATEMENTS,
    store::refunds::STATEMENTS,
    store::settlements::STATEMENTS,
    views::invoices::STATEMENTS,
    views::payments::STATEMENTS,
    views::wallets::STATEMENTS,
    views::settlements::STATEMENTS,
    views::postings::STATEMENTS,
];
