//! Visits bound to each other, checked on the starts and ends that the walks have found.

use super::{Checker, Rule, Served, Violation};
use crate::model::{Seconds, Visit};
use std::collections::BTreeMap;

impl<'a> Checker<'a> {
    pub(super) fn ties(&mut self) {
        for visit in &self.problem.visits {
            self.crew(visit);
            self.order(visit);
        }
        self.series();
    }

    fn tied(&mut self, visit: &Visit, rule: Rule, by: Seconds) {
        let technician = self.served.get(visit.id.as_str()).map_or(String::new(), |s| s.technician.clone());
        self.violations.push(Violation { technician, visit: Some(visit.id.clone()), rule, by });
    }

    /// Everyone who names the same first one starts with it.
    fn crew(&mut self, visit: &'a Visit) {
        let Some(first) = visit.starts_with.as_deref() else { return };
        let mates = self.problem.visits.iter().filter(|v| v.id == first || v.starts_with.as_deref() == Some(first));
        let mates: Vec<&Visit> = mates.filter(|v| v.id != visit.id).collect();
        let mut broken: Vec<Seconds> = Vec::new();
        for mate in mates {
            match (self.served.get(visit.id.as_str()), self.served.get(mate.id.as_str())) {
                (Some(own), Some(other)) if own.start != other.start => broken.push((own.start - other.start).abs()),
                (Some(own), Some(other)) if own.technician == other.technician => broken.push(1),
                (Some(_), None) | (None, Some(_)) => broken.push(1),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        broken.into_iter().for_each(|by| self.tied(visit, Rule::Crew, by));
    }

    fn order(&mut self, visit: &'a Visit) {
        let Some(start) = self.served.get(visit.id.as_str()).map(|s| s.start) else { return };
        for after in &visit.after {
            let by = match self.served.get(after.visit.as_str()) {
                None => 1,
                Some(before) => {
                    let gap = start - before.end;
                    (after.gap_seconds_min - gap).max(after.gap_seconds_max.map_or(0, |max| gap - max))
                }
            };
            if by > 0 {
                self.tied(visit, Rule::Order, by);
            }
        }
    }

    /// Whoever is named, directly or through others, by a visit of a series belongs to it.
    fn series(&mut self) {
        let mut head: BTreeMap<&str, &str> = BTreeMap::new();
        for visit in &self.problem.visits {
            let Some(other) = visit.same_technician_as.as_deref() else { continue };
            let (one, two) = (*head.get(visit.id.as_str()).unwrap_or(&&*visit.id), *head.get(other).unwrap_or(&other));
            head.values_mut().filter(|h| **h == one).for_each(|h| *h = two);
            head.extend([(visit.id.as_str(), two), (other, two)]);
        }
        let mut technicians: BTreeMap<&str, &str> = BTreeMap::new();
        let mut broken = Vec::new();
        for visit in &self.problem.visits {
            let (Some(head), Some(Served { technician, .. })) =
                (head.get(visit.id.as_str()), self.served.get(visit.id.as_str()))
            else {
                continue;
            };
            if *technicians.entry(head).or_insert(technician) != technician {
                broken.push(visit);
            }
        }
        broken.into_iter().for_each(|visit| self.tied(visit, Rule::Series, 1));
    }
}
