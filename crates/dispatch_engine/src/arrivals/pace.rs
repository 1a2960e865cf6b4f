//! How soon the next order comes, from today alone: orders come in proportion to the share of the day's windows that are still ahead,
//! since an order asks for a window after its arrival.

use crate::model::{Problem, Seconds};
use std::collections::BTreeMap;

/// Orders expected, in thousandths, that make the next one certain enough to wait for: 4 of a Poisson process fail once in 50 times.
const CERTAIN: i64 = 4000;
/// Fewer than these expected in the rest of the day: nothing waits any more. A last order that is not known to be the last costs all that
/// waits.
const LAST: i64 = 6000;
const STEP_SECONDS: Seconds = 600;
/// A moment after every day's end.
pub(super) const FOREVER: Seconds = 1 << 40;

/// The orders of the day so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    /// When the window of each visit seen opens.
    opens: BTreeMap<String, Seconds>,
    begin: Seconds,
    until: Seconds,
    /// Visits known when the day began.
    known: i64,
    arrivals: Option<i64>,
}

impl Pace {
    pub(super) fn note(&mut self, problem: &Problem, now: Seconds, until: Seconds) {
        for visit in &problem.visits {
            let opens = visit.windows.first().map_or(now, |w| w.start_seconds);
            self.opens.insert(visit.id.clone(), opens);
        }
        if self.arrivals.is_none() {
            let shifts = problem.technicians.iter().flat_map(|t| &t.shifts).map(|s| s.start_seconds);
            self.begin = shifts.min().unwrap_or(now);
            self.known = problem.visits.len() as i64;
        }
        self.until = until;
        self.arrivals = Some(self.arrivals.map_or(0, |n| n + 1));
    }

    pub(super) fn begin_seconds(&self) -> Seconds {
        self.begin
    }

    /// Time up to a moment, every second counted by the share of windows that open after it.
    fn ahead(&self, moment: Seconds) -> Seconds {
        let one = |&open: &Seconds| (open.min(moment).min(self.until) - self.begin).max(0);
        self.opens.values().map(one).sum::<Seconds>() / (self.opens.len().max(1) as Seconds)
    }

    /// Thousandths of orders to expect after one moment and up to another. Before the first hour is over a guess weighs in: a quarter of
    /// what was known at the start.
    pub(super) fn expected(&self, after: Seconds, until: Seconds) -> i64 {
        let guess = self.known * 250 * 3600 / self.ahead(FOREVER).max(1);
        let thousandths = self.arrivals.unwrap_or(0) * 1000 + guess;
        thousandths * (self.ahead(until) - self.ahead(after)).max(0) / (self.ahead(after) + 3600)
    }
}

/// The moment by which another order is certain enough; never, when the day's orders are about to end.
pub(super) fn certain(from: Seconds, expected: impl Fn(Seconds) -> i64) -> Seconds {
    if expected(FOREVER) < LAST {
        return FOREVER;
    }
    let by = (0..=144).map(|i| from + i * STEP_SECONDS).find(|&t| expected(t) >= CERTAIN);
    by.unwrap_or(FOREVER)
}
