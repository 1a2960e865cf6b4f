//! Who asks too often: a bucket of requests per address, refilled steadily.

use kernel::Timestamp;
use std::{collections::HashMap, sync::Mutex};

/// Requests an address may make at once.
pub const BURST: f64 = 600.0;
/// Requests per second it gets back.
const PER_SECOND: f64 = 60.0;
const ADDRESSES_MAX: usize = 50_000;

/// The buckets. Counted per process: a limit against floods, not an account.
#[derive(Default)]
pub struct Limits(Mutex<HashMap<String, Bucket>>);

struct Bucket {
    left: f64,
    at: Timestamp,
}

impl Limits {
    /// How many requests an address may still make at once.
    #[must_use]
    pub fn left(&self, ip: &str) -> u32 {
        let buckets = self.0.lock().expect("nothing panics while holding the buckets");
        buckets.get(ip).map_or(BURST, |bucket| bucket.left) as u32
    }

    /// Takes one request from the address's bucket; false when it is empty. Loopback callers (tests, proxies that do not say for whom
    /// they ask) are never limited.
    #[must_use]
    pub fn allows(&self, ip: &str, now: Timestamp) -> bool {
        if ip == "local" || ip == "127.0.0.1" || ip == "::1" {
            return true;
        }
        let mut buckets = self.0.lock().expect("nothing panics while holding the buckets");
        if buckets.len() > ADDRESSES_MAX {
            buckets.retain(|_, bucket| now.as_second() - bucket.at.as_second() < 60);
        }
        let bucket = buckets.entry(ip.to_owned()).or_insert(Bucket { left: BURST, at: now });
        let seconds = now.duration_since(bucket.at).as_secs_f64().max(0.0);
        bucket.left = (bucket.left + seconds * PER_SECOND).min(BURST);
        bucket.at = now;
        if bucket.left < 1.0 {
            return false;
        }
        bucket.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_stopped_and_forgiven() {
        let limits = Limits::default();
        let start = Timestamp::from_second(1_000).unwrap();
        let allowed = (0..1000).filter(|_| limits.allows("203.0.113.7", start)).count();
        assert_eq!(allowed, 600);
        assert!(limits.allows("203.0.113.8", start), "others are not affected");
        assert!(limits.allows("203.0.113.7", Timestamp::from_second(1_001).unwrap()));
        assert!((0..1000).all(|_| limits.allows("local", start)));
    }
}
