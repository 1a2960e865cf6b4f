//! Short codes typed by people: right, wrong, or locked after too many wrong ones.

use crate::refusals;
use kernel::{Result, Timestamp, time::minutes};

/// Wrong tries before a lock.
pub const TRIES_MAX: u32 = 5;
/// How long a lock holds.
pub const LOCK_MINUTES: i64 = 15;
/// How long a finish code holds (DOMAIN 1).
pub const FINISH_CODE_HOURS: i64 = 24;

/// What a try at a code means for the count of tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Try {
    /// Right; the count starts anew.
    Right,
    /// Wrong.
    Wrong {
        /// Wrong tries so far.
        tries: u32,
        /// Until when nothing more is taken, when this was one too many.
        locked_until: Option<Timestamp>,
        /// Tries left before the lock.
        tries_left: u32,
    },
}

/// Judges a try; `code_locked` while too many wrong ones are too fresh.
pub fn judge(given: &str, expected: &str, tries: u32, locked_until: Option<Timestamp>, now: Timestamp) -> Result<Try> {
    if let Some(until) = locked_until.filter(|until| now < *until) {
        let left = (until.duration_since(now).as_secs() + 59) / 60;
        return Err(refusals::CODE_LOCKED.field("code").param("minutes", left));
    }
    if !expected.is_empty() && is_same(given.trim(), expected) {
        return Ok(Try::Right);
    }
    let tries = tries + 1;
    if tries < TRIES_MAX {
        return Ok(Try::Wrong { tries, locked_until: None, tries_left: TRIES_MAX - tries });
    }
    let until = now.checked_add(minutes(LOCK_MINUTES)).unwrap_or(Timestamp::MAX);
    Ok(Try::Wrong { tries: 0, locked_until: Some(until), tries_left: 0 })
}

/// Compares without telling by its duration how much was right.
fn is_same(given: &str, expected: &str) -> bool {
    given.len() == expected.len()
        && given.bytes().zip(expected.bytes()).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}
