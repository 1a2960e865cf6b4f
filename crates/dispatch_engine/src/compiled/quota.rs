//! What a technician may do over all shifts together: so many visits, so many hours.
//!
//! Days of one technician are judged alone but for this; it couples them, as weekly working time does in the multiperiod technician routing
//! problem (Zamorano and Stolletz 2017). A route tells what it takes (`Use`), the sum over a technician's days stays within the `Quota`.
//! Of somebody with one shift it is a limit of that shift, and nothing is coupled.

use super::{Day, FAR, Model, ProblemError, wrong};
use crate::model::{Begun, Seconds, Technician};
use std::ops::{Add, Sub};

/// The most that a technician's days may take together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    pub visits: i64,
    /// Seconds between leaving and returning.
    pub work: i64,
}

/// What a route takes of its technician's quota.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Use {
    pub visits: i64,
    pub work: i64,
}

impl Quota {
    /// No limit.
    const NONE: Quota = Quota { visits: i64::MAX, work: i64::MAX };

    #[inline]
    pub(crate) fn holds(self, used: Use) -> bool {
        used.visits <= self.visits && used.work <= self.work
    }
}

impl Add for Use {
    type Output = Use;

    fn add(self, other: Use) -> Use {
        Use { visits: self.visits + other.visits, work: self.work + other.work }
    }
}

impl Sub for Use {
    type Output = Use;

    fn sub(self, other: Use) -> Use {
        Use { visits: self.visits - other.visits, work: self.work - other.work }
    }
}

impl Day {
    /// Seconds of work that count when the technician leaves and is back at these moments.
    #[inline]
    pub(crate) fn work(&self, leave: i32, back: i32) -> i32 {
        back - self.left.unwrap_or(leave)
    }
}

impl Model {
    /// What the days of a day's technician may take together.
    #[inline]
    pub(crate) fn quota(&self, d: usize) -> Quota {
        self.quotas[self.days[d].technician as usize]
    }

    /// Whether some other day of the technician leaves a day less than its own limits do.
    #[inline]
    pub(crate) fn is_coupled(&self, d: usize) -> bool {
        self.limited && self.quota(d) != Quota::NONE
    }

    /// Whether hours of work on a day are missing on others.
    pub(crate) fn shares_work(&self, day: &Day) -> bool {
        self.quotas[day.technician as usize].work < i64::MAX
    }

    /// Checks a technician's limits and says which of them couple several days; none of one day does.
    pub(super) fn add_quota(&mut self, technician: &Technician, t: usize) -> Result<(), ProblemError> {
        let at = || format!("technicians[{t}].work_seconds_max");
        let work = technician.work_seconds_max.map(|w| self.length(w, at).map(i64::from)).transpose()?;
        let quota = match technician.shifts.len() {
            0 | 1 => Quota::NONE,
            _ => Quota { visits: technician.visits_max.map_or(i64::MAX, i64::from), work: work.unwrap_or(i64::MAX) },
        };
        self.timed |= work.is_some();
        self.limited |= quota != Quota::NONE;
        self.quotas.push(quota);
        Ok(())
    }

    /// When a technician left for a shift in progress, and the seconds of work of it when nothing more is served.
    pub(super) fn begun(
        &self,
        begun: Option<&Begun>,
        start: Seconds,
        at: &str,
    ) -> Result<(Option<i32>, i32), ProblemError> {
        let Some(begun) = begun else { return Ok((None, 0)) };
        let here = || format!("{at}.begun");
        if begun.left_seconds > start || begun.left_seconds > begun.back_seconds {
            return Err(wrong(here(), "left_seconds is at most back_seconds and the shift's start_seconds"));
        }
        let (left, back) = (self.offset(begun.left_seconds, here)?, self.offset(begun.back_seconds, here)?);
        Ok((Some(left), back - left))
    }
}

/// Most seconds of work in one shift: its own limit, or that of its technician over all of them.
pub(super) fn work_max(own: Option<i32>, technician: Option<Seconds>) -> i32 {
    let all = technician.and_then(|w| i32::try_from(w).ok()).unwrap_or(FAR);
    own.unwrap_or(FAR).min(all)
}
