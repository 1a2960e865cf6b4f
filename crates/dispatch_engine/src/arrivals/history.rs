//! Past days' orders: how many come when, and what they are like.

use crate::model::{Seconds, Visit};
use crate::random::Random;

/// An order that came during a past day.
#[derive(Debug, Clone)]
pub struct PastOrder {
    /// When it came, seconds since that day's midnight.
    pub received_seconds: Seconds,
    /// What it asked for, on the clock and at the places of the day that is planned; its id does not matter.
    pub visit: Visit,
}

/// Orders of past days in the same area.
#[derive(Debug, Clone, Default)]
pub struct History {
    days: u32,
    orders: Vec<PastOrder>,
    /// When orders came, one for each moment of each day, sorted.
    moments: Vec<Seconds>,
}

/// What the ids of sampled visits begin with.
const EXPECTED: &str = "~expected ";

pub(super) fn is_expected(id: &str) -> bool {
    id.starts_with(EXPECTED)
}

impl History {
    /// Adds a day by the orders that came during it.
    pub fn add_day(&mut self, orders: impl IntoIterator<Item = PastOrder>) {
        let from = self.orders.len();
        self.orders.extend(orders);
        self.days += 1;
        let mut own: Vec<Seconds> = self.orders[from..].iter().map(|o| o.received_seconds).collect();
        own.sort_unstable();
        own.dedup();
        self.moments.extend(own);
        self.moments.sort_unstable();
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days == 0
    }

    /// Thousandths of moments with orders to expect after one moment and up to another.
    pub(super) fn expected(&self, after: Seconds, until: Seconds) -> i64 {
        let count = |t: Seconds| self.moments.partition_point(|&m| m <= t) as i64;
        (count(until) - count(after)).max(0) * 1000 / i64::from(self.days.max(1))
    }

    /// As many orders as are to be expected after a moment on an average day, drawn from all days.
    pub(super) fn sample(&self, after: Seconds, seed: u64) -> Vec<Visit> {
        let mut pool: Vec<&PastOrder> = self.orders.iter().filter(|o| o.received_seconds > after).collect();
        let count = pool.len() / self.days.max(1) as usize;
        Random::new(seed).shuffle(&mut pool);
        let named = |(i, order): (usize, &&PastOrder)| Visit { id: format!("{EXPECTED}{i}"), ..order.visit.clone() };
        pool.iter().take(count).enumerate().map(named).collect()
    }
}
