//! Decisions about money, pure: what may follow what, who gets which part, what a refund takes from whom, and the table of postings.

pub mod commission;
pub mod invoice;
pub mod moves;
pub mod postings;
pub mod refund;
pub mod spread;
pub mod waterfall;
