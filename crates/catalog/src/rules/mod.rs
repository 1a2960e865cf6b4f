//! Decisions of the catalogue: pure functions without SQL, clock or randomness.

mod checks;
mod checks_of_prices;
mod choice;
mod duration;
mod lines;
mod quoting;
mod signature;
mod states;
mod times;

pub use checks::{check_category, check_checklist, check_fault, check_spec, check_term};
pub use checks_of_prices::{check_complete, check_policy, check_price};
pub use choice::check_choice;
pub use duration::{floors_climbed, need_of, need_of_extra};
pub use quoting::{Extra, Offered, credit_of, payment_due, quote, quote_extra};
pub use signature::{canonical_text, is_genuine, sign};
pub use states::{MOVES, QuoteVerb, accept, supersede};
pub use times::{TimeSurcharge, same_surcharges, time_surcharges};
