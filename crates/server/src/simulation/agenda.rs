//! What is due when: for every visit its next deed, in order of time.

use super::next::Deed;
use kernel::{Timestamp, VisitId};
use std::collections::{BTreeSet, HashMap};

/// Next deeds of visits.
#[derive(Debug, Default)]
pub struct Agenda {
    by_time: BTreeSet<(Timestamp, VisitId)>,
    by_visit: HashMap<VisitId, (Timestamp, Deed)>,
}

impl Agenda {
    /// Sets the next deed of a visit; none: nobody has anything to do there.
    pub fn set(&mut self, visit: VisitId, due: Option<(Timestamp, Deed)>) {
        if let Some((at, _)) = self.by_visit.remove(&visit) {
            self.by_time.remove(&(at, visit));
        }
        if let Some((at, deed)) = due {
            self.by_time.insert((at, visit));
            self.by_visit.insert(visit, (at, deed));
        }
    }

    /// When the first deed is due.
    #[must_use]
    pub fn first_due(&self) -> Option<Timestamp> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// What is next at a visit.
    #[must_use]
    pub fn next_of(&self, visit: VisitId) -> Option<(Timestamp, Deed)> {
        self.by_visit.get(&visit).copied()
    }

    /// Takes the first deed that is due by then.
    pub fn take_due(&mut self, by: Timestamp) -> Option<(Timestamp, VisitId, Deed)> {
        let (at, visit) = *self.by_time.first().filter(|(at, _)| *at <= by)?;
        let (_, deed) = *self.by_visit.get(&visit)?;
        self.set(visit, None);
        Some((at, visit, deed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;

    #[test]
    fn deeds_come_in_order_and_once() {
        let visit = |n: u128| VisitId::from_uuid(uuid::Uuid::from_u128(n));
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut agenda = Agenda::default();
        agenda.set(visit(1), Some((at(30), Deed::Depart)));
        agenda.set(visit(2), Some((at(10), Deed::Arrive)));
        agenda.set(visit(1), Some((at(20), Deed::Arrive)));
        agenda.set(visit(3), Some((at(5), Deed::Finish)));
        agenda.set(visit(3), None);
        assert_eq!(agenda.first_due(), Some(at(10)));
        assert_eq!(agenda.take_due(at(15)), Some((at(10), visit(2), Deed::Arrive)));
        assert_eq!(agenda.take_due(at(15)), None);
        assert_eq!(agenda.take_due(at(25)), Some((at(20), visit(1), Deed::Arrive)));
        assert_eq!(agenda.first_due(), None);
    }
}
