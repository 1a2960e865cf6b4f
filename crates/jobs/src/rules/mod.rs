//! Decisions: pure functions of states and facts; no SQL, clock or async.

pub mod arrival;
pub mod cancellation;
pub mod codes;
pub mod completion;
pub mod moves;
pub mod no_show;
pub mod opening;
pub mod reschedule;
pub mod work_card;
