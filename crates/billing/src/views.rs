//! Reads. Faces check whose things they are: every row names its customer or technician.

pub mod costing;
pub mod invoices;
pub mod payments;
pub mod postings;
pub mod settlements;
pub mod wallets;
