//! The shared vocabulary: ids, money, time, place, phone, actor, permission, problem. No io, no clock, no ambient randomness.

pub mod actor;
pub mod code;
pub mod ctx;
pub mod id;
pub mod locale;
pub mod mail;
pub mod money;
pub mod permission;
pub mod phone;
pub mod place;
pub mod problem;
pub mod scalar;
pub mod time;

pub use actor::{Actor, MarketScope};
pub use ctx::{Ctx, Entropy};
pub use id::*;
pub use locale::Locale;
pub use mail::MailAddress;
pub use money::{Currency, Money, Rate};
pub use permission::{Permission, Role};
pub use phone::Phone;
pub use place::Place;
pub use problem::{Code, Kind, Problem};
pub use scalar::{Scalar, ScalarKind, Value};
pub use time::{Timestamp, Window, Zone};

/// What every fallible function above the io floor returns.
pub type Result<T, E = Problem> = std::result::Result<T, E>;
