//! Who goes when: plans technicians' days, answers where a new visit fits, and says why.
//!
//! The crate is pure: no input or output, no clock, no ambient randomness. The same problem, seed and iteration count give the same plan
//! on every machine. Times are whole seconds on an origin the caller chooses; costs are whole points (one second of driving is one
//! point unless the policy says otherwise).
//!
//! - [`Problem`] says what is to be planned: technicians with shifts, visits with windows, travel, policy. One day of one market, or
//!   several days at once: every shift is a route of its own.
//! - [`Board`] holds a problem with a standing plan and answers at once: [`Board::openings`] (where does a visit fit),
//!   [`Board::slots`] (which windows can be promised), [`Board::explain`] (why this technician, why not another, what would help).
//! - [`what_if`] changes a problem, [`compare`] says what differs between two plans.
//! - [`solve`] plans from nothing or improves a standing plan, within a [`Budget`].
//! - [`validate`] checks a plan independently of all of the above.
//!
//! `README.md` beside this crate's manifest shows the calls.

mod arrivals;
mod board;
mod compare;
mod compiled;
mod explain;
pub mod formats;
mod model;
mod plan;
mod powers;
mod random;
mod remaining;
mod route;
mod search;
#[cfg(test)]
mod tests;
mod tied;
mod travel;
mod validate;
mod whatif;

pub use arrivals::{Asked, History, OpenDay, PastOrder, Promises};
pub use board::{Board, Companion, Move, Opening, Slot};
pub use compare::{Comparison, StartChanged, TechnicianChanged, WorkChanged, compare};
pub use compiled::ProblemError;
pub use explain::{Explanation, Judgement, Reason, Relaxation, Remedy, Verdict};
pub use model::{After, Begun, Break, Pin, Policy, Problem, Seconds, Shift, Standing, Technician, Visit, Window};
pub use plan::{Plan, PlannedBreak, PlannedRoute, Score, Stop};
pub use remaining::{Remaining, remaining};
pub use route::Costs;
#[doc(hidden)]
pub use search::DIVIDED_ABOVE;
pub use search::{Budget, Progress, Solution, Tuning, solve, solve_tuned};
pub use travel::{Period, Travel};
pub use validate::{Report, Rule, Violation, validate};
pub use whatif::{Change, what_if};
