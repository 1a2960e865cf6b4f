//! Decisions about who goes when; pure. One function, [`day::fit`], says whether and how a visit fits a technician's day; the slot
//! picker, the hold, the booking, the assignment and the move all end there.

pub mod day;
pub mod eligibility;
pub mod improve;
pub mod modes;
pub mod rank;
pub mod relax;
pub mod scores;
pub mod slots;
