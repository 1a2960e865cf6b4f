//! Background work with a due time, enqueued in the transaction that wants it.

use kernel::time::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

/// Work to be done later, at least once. Handlers are registered by [`crate::Handlers::errand`].
pub trait Errand: Serialize + DeserializeOwned + Send + Sync {
    /// Stable name (`billing.collect_payment`).
    const NAME: &'static str;
    /// What it is about; errands of one name and subject run in order.
    fn subject(&self) -> String;
}

/// How long to wait after the n-th failed try (from 1): 2 s doubling up to 10 minutes.
#[must_use]
pub fn backoff(tries: i64) -> SignedDuration {
    let seconds = 2i64.saturating_pow(u32::try_from(tries.clamp(1, 10)).expect("clamped")).min(600);
    SignedDuration::from_secs(seconds)
}

/// Tries after which an errand is *stuck* and an operator must look.
pub const TRIES_MAX: i64 = 10;

/// When the n-th retry is due.
#[must_use]
pub fn due_after(now: Timestamp, tries: i64) -> Timestamp {
    now.checked_add(backoff(tries)).unwrap_or(Timestamp::MAX)
}
