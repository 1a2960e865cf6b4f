//! The SQL that writes, and the rows that actions need; by noun.

pub mod books;
pub mod commission;
pub mod invoices;
pub mod payments;
pub mod refunds;
pub mod settlements;
