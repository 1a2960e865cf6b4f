//! How steadily plans made against different samples of expected orders have held a visit.
//!
//! Every order brings a fresh sample, and every plan another chance for a light visit to be announced where one sample happened to leave room:
//! announced once, announced for good. So a share of agreement is kept for each visit, older plans fading, and it decides instead of the last
//! plan alone (the consensus of Bent and Van Hentenryck, Operations Research 2004, taken over time instead of over many plans at once).

use std::collections::BTreeMap;

/// The newest plan counts for one in so many.
const FADING: i64 = 4;
/// Thousandths of plans that must have held a visit.
const ENOUGH: i64 = 400;

/// For each visit, thousandths of plans that held it.
#[derive(Debug, Clone, Default)]
pub(super) struct Agreement {
    held: BTreeMap<String, i64>,
}

impl Agreement {
    /// Another plan held the visit, or left it out. The first one counts in full.
    pub(super) fn note(&mut self, visit: &str, held: bool) {
        let now = i64::from(held) * 1000;
        let share = self.held.entry(visit.to_string()).or_insert(now);
        *share += (now - *share) / FADING;
    }

    /// Whether enough plans held the visit; one of which nothing is known counts as held.
    pub(super) fn holds(&self, visit: &str) -> bool {
        self.held.get(visit).is_none_or(|&share| share >= ENOUGH)
    }
}

#[cfg(test)]
mod tests {
    use super::Agreement;

    #[test]
    fn one_plan_in_four_is_not_enough_and_two_in_four_are() {
        let mut rare = Agreement::default();
        let mut often = Agreement::default();
        for plan in 0..40 {
            rare.note("visit", plan % 4 == 0);
            often.note("visit", plan % 2 == 0);
        }
        assert!(!rare.holds("visit"));
        assert!(often.holds("visit"));
        assert!(rare.holds("never planned"));
    }
}
