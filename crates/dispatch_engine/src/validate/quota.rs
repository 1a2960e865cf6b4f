//! Limits over all shifts of a technician, added up from what the walks have found.

use super::{Checker, Rule, Violation};
use crate::model::{Begun, Seconds, Technician};
use std::collections::BTreeMap;

/// What each shift has: visits and seconds of work.
pub(super) type Worked<'a> = BTreeMap<(&'a str, usize), (i64, Seconds)>;

impl Checker<'_> {
    pub(super) fn quotas(&mut self) {
        for technician in &self.problem.technicians {
            let shifts = || (0..technician.shifts.len()).map(|s| self.worked.get(&(technician.id.as_str(), s)));
            let visits: i64 = shifts().flatten().map(|w| w.0).sum();
            let idle = |s: usize| technician.shifts[s].begun.map_or(0, |b: Begun| b.back_seconds - b.left_seconds);
            let work: Seconds = shifts().enumerate().map(|(s, w)| w.map_or_else(|| idle(s), |w| w.1)).sum();
            self.beyond(technician, Rule::TechnicianVisitsMax, visits, technician.visits_max.map(i64::from));
            self.beyond(technician, Rule::TechnicianWorkMax, work, technician.work_seconds_max);
        }
    }

    fn beyond(&mut self, technician: &Technician, rule: Rule, found: i64, max: Option<i64>) {
        if let Some(max) = max.filter(|&max| found > max && self.has_route(technician)) {
            self.violations.push(Violation { technician: technician.id.clone(), visit: None, rule, by: found - max });
        }
    }

    /// Whoever serves nothing breaks no limit, however much of the shifts in progress is done.
    fn has_route(&self, technician: &Technician) -> bool {
        (0..technician.shifts.len()).any(|s| self.worked.contains_key(&(technician.id.as_str(), s)))
    }
}
