//! How often is too often: sliding limits over the instants that were noted.

use kernel::{
    Timestamp,
    time::{SignedDuration, hours, minutes},
};

/// At most `count` within any stretch of time this long.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// How many.
    pub count: usize,
    /// Within how long.
    pub within: SignedDuration,
}

const fn limit(count: usize, within: SignedDuration) -> Limit {
    Limit { count, within }
}

/// One-time codes to one phone.
pub const CODES_PER_PHONE: &[Limit] = &[limit(1, SignedDuration::from_secs(60)), limit(5, hours(1))];
/// One-time codes asked for from one address.
pub const CODES_PER_IP: &[Limit] = &[limit(20, hours(1))];
/// Wrong passwords for one login from one address.
pub const FAILURES_PER_LOGIN: &[Limit] = &[limit(5, minutes(15)), limit(20, hours(24))];
/// Wrong passwords from one address, whatever the login.
pub const FAILURES_PER_IP: &[Limit] = &[limit(50, hours(1))];

/// When the next one is allowed; `None`: now. `recent` is in order, oldest first.
#[must_use]
pub fn next_allowed(recent: &[Timestamp], limits: &[Limit], now: Timestamp) -> Option<Timestamp> {
    let end_of = |limit: &Limit| {
        let first = recent.len().checked_sub(limit.count).map(|index| recent[index])?;
        first.checked_add(limit.within).ok()
    };
    limits.iter().filter_map(end_of).filter(|end| *end > now).max()
}

/// The list with one more instant, without what no limit looks at any more.
#[must_use]
pub fn noted(recent: &[Timestamp], limits: &[Limit], now: Timestamp) -> Vec<Timestamp> {
    let longest = limits.iter().map(|limit| limit.within).max().unwrap_or(SignedDuration::ZERO);
    let most = limits.iter().map(|limit| limit.count).max().unwrap_or(0);
    let mut kept: Vec<Timestamp> =
        recent.iter().copied().filter(|instant| now.duration_since(*instant) < longest).chain([now]).collect();
    kept.drain(..kept.len().saturating_sub(most));
    kept
}
