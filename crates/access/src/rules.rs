//! Decisions: how often is too often, how long a session lives, who may grant what, which logins and passwords are acceptable.

mod authority;
mod throttle;

pub use authority::Authority;
pub use throttle::{CODES_PER_IP, CODES_PER_PHONE, FAILURES_PER_IP, FAILURES_PER_LOGIN, Limit, next_allowed, noted};

use crate::{Subject, passwords, refusals};
use kernel::{
    Result, Timestamp, problem,
    time::{SignedDuration, hours, minutes},
};

/// How long a one-time code lives.
pub const CODE_LIFE: SignedDuration = minutes(5);
/// How many digits it has.
pub const CODE_DIGITS: usize = 6;
/// How often it may be tried.
pub const CODE_TRIES_MAX: i64 = 5;
/// How long a session lives at most.
pub const SESSION_LIFE: SignedDuration = hours(30 * 24);
/// Sightings are written this far apart.
pub const TOUCH_EVERY: SignedDuration = minutes(5);
/// Characters a password has at least.
pub const PASSWORD_LENGTH_MIN: usize = 10;

/// How long a session may rest before it ends.
#[must_use]
pub const fn idle_max(subject: Subject) -> SignedDuration {
    match subject {
        Subject::Staff(_) => hours(12),
        Subject::Customer(_) | Subject::Technician(_) => hours(7 * 24),
    }
}

/// Whether a session still stands.
#[must_use]
pub fn is_alive(subject: Subject, last_seen_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> bool {
    now < expires_at && now.duration_since(last_seen_at) < idle_max(subject)
}

/// Whether the last sighting is old enough to write a new one.
#[must_use]
pub fn is_touch_due(last_seen_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_seen_at.is_none_or(|seen| now.duration_since(seen) >= TOUCH_EVERY)
}

/// A later instant; the end of time when there is none.
#[must_use]
pub fn after(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// Whole minutes until an instant, at least one; what people are told to wait.
#[must_use]
pub fn minutes_until(until: Timestamp, now: Timestamp) -> i64 {
    (until.duration_since(now).as_secs() + 59).div_euclid(60).max(1)
}

/// A login as it is stored: trimmed, lower case; `bad_login` unless it has 3 to 80 characters and no spaces.
pub fn normal_login(given: &str) -> Result<String> {
    let login = given.trim().to_lowercase();
    let count = login.chars().count();
    let plain = login.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
    if (3..=80).contains(&count) && plain { Ok(login) } else { Err(refusals::BAD_LOGIN.field("login")) }
}

/// Refuses an empty or very long name.
pub fn check_name(name: &str) -> Result<()> {
    match name.trim().chars().count() {
        0 => Err(problem::REQUIRED.field("name")),
        1..=80 => Ok(()),
        _ => Err(problem::TOO_LONG.field("name").param("length_max", 80)),
    }
}

/// Refuses passwords that are short, are made of fewer than four different characters, or contain the login.
pub fn check_password(login: &str, password: &str) -> Result<()> {
    if password.len() > passwords::LENGTH_MAX {
        return Err(problem::TOO_LONG.field("password").param("length_max", passwords::LENGTH_MAX));
    }
    let kinds: std::collections::BTreeSet<char> = password.chars().collect();
    let short = password.chars().count() < PASSWORD_LENGTH_MIN;
    let has_login = !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase());
    if short || kinds.len() < 4 || has_login { Err(passwords::weak()) } else { Ok(()) }
}
