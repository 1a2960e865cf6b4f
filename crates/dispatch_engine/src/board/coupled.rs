//! Limits over all shifts on a board: what one day may still take depends on the technician's other days.

use super::Board;
use crate::compiled::Use;
use crate::route::Route;

impl Board {
    /// What the other days of a day's technician take of the quota.
    pub(crate) fn elsewhere(&self, d: usize) -> Use {
        let own = &self.model.days_of[self.model.days[d].technician as usize];
        let others = own.iter().filter(|&&other| other as usize != d);
        others.map(|&other| self.routes[other as usize].uses()).fold(Use::default(), |sum, used| sum + used)
    }

    /// Whether a route may stand on a day beside the other days of its technician.
    pub(crate) fn affords(&self, d: usize, route: &Route) -> bool {
        !self.model.is_coupled(d) || self.model.quota(d).holds(self.elsewhere(d) + route.uses())
    }

    /// The route of a day with these stops; none when it breaks a rule, or takes more than the technician's other days leave.
    pub(super) fn afforded(&self, d: usize, seq: &[u32]) -> Option<Route> {
        Route::build(&self.model, d, seq).filter(|route| self.affords(d, route))
    }

    /// Whether a day may have one visit more, as far as the technician's other days are concerned.
    pub(super) fn affords_visit(&self, d: usize) -> bool {
        let one = Use { visits: 1, work: 0 };
        !self.model.is_coupled(d) || self.model.quota(d).holds(self.elsewhere(d) + self.routes[d].uses() + one)
    }

    /// The days that have more room when one of them has less to do: all of a technician whose days share a quota.
    pub(crate) fn days_eased_by(&self, d: usize) -> Vec<usize> {
        if !self.model.is_coupled(d) {
            return vec![d];
        }
        self.model.days_of[self.model.days[d].technician as usize].iter().map(|&d| d as usize).collect()
    }

    /// Of orders that take more than their technician may do in all, a day with a tied visit on it.
    pub(super) fn tied_beyond_quota(&self, orders: &[Vec<u32>]) -> Option<usize> {
        let tied = |d: &usize| orders[*d].iter().any(|v| self.model.ties.visits.contains_key(v));
        let beyond = |d: &usize| {
            if !self.model.is_coupled(*d) {
                return false;
            }
            let own = self.model.days_of[self.model.days[*d].technician as usize].iter().map(|&d| d as usize);
            let used = own.map(|d| self.hold(d, orders[d].clone()).0.uses()).fold(Use::default(), |sum, u| sum + u);
            !self.model.quota(*d).holds(used)
        };
        (0..orders.len()).filter(tied).find(beyond)
    }
}
