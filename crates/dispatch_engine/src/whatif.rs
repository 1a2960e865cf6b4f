//! What if: a problem with people, visits, days or territories more or less, and the standing plan as far as it still applies.
//!
//! The changed problem is an ordinary one: solve it from the plan that comes with it, ask its board, and `compare` the two plans. Whoever
//! is taken away keeps the name and loses the shifts, so that whatever names that person still means something.

use crate::compiled::{ProblemError, wrong};
use crate::model::{Problem, Seconds, Shift, Technician, Visit};
use crate::plan::Plan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One change to a problem.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", deny_unknown_fields)]
pub enum Change {
    /// Someone more.
    AddTechnician {
        /// The person.
        technician: Box<Technician>,
    },
    /// Someone works no day.
    RemoveTechnician {
        /// Technician's id.
        technician: String,
    },
    /// A visit more.
    AddVisit {
        /// The visit.
        visit: Box<Visit>,
    },
    /// A visit less; who was tied to it no longer is.
    RemoveVisit {
        /// Visit's id.
        visit: String,
    },
    /// Someone works another day.
    AddShift {
        /// Technician's id.
        technician: String,
        /// The day.
        shift: Shift,
    },
    /// Someone does not work a day.
    RemoveShift {
        /// Technician's id.
        technician: String,
        /// Which of the technician's shifts, from 0.
        shift: usize,
    },
    /// Everybody works again as in a span of time, later: a day more.
    RepeatDay {
        /// Shifts that start from here ..
        from_seconds: Seconds,
        /// .. until before here.
        until_seconds: Seconds,
        /// How much later.
        later_seconds: Seconds,
    },
    /// Nobody works the shifts that start in a span of time: a day less.
    RemoveDay {
        /// Shifts that start from here ..
        from_seconds: Seconds,
        /// .. until before here.
        until_seconds: Seconds,
    },
    /// A territory with its people and visits.
    AddTerritory {
        /// Its people.
        technicians: Vec<Technician>,
        /// Its visits.
        visits: Vec<Visit>,
    },
    /// Nobody starts and nothing is served at these places any more.
    RemoveTerritory {
        /// Indices into `travel`.
        places: BTreeSet<usize>,
    },
}

/// Applies changes in order. The plan loses what no longer exists; everything else of it stands.
///
/// # Errors
/// When a change names what does not exist, or adds an id that does; `at` is `changes[n]`.
pub fn what_if(problem: &Problem, standing: &Plan, changes: &[Change]) -> Result<(Problem, Plan), ProblemError> {
    let mut changed = Changed { problem: problem.clone(), plan: standing.clone() };
    for (c, change) in changes.iter().enumerate() {
        changed.apply(change).map_err(|expected| wrong(format!("changes[{c}]"), expected))?;
    }
    let Changed { problem, mut plan } = changed;
    plan.routes.retain(|r| !r.stops.is_empty());
    let served: BTreeSet<String> = plan.routes.iter().flat_map(|r| &r.stops).filter_map(|s| s.visit.clone()).collect();
    plan.unserved = problem.visits.iter().filter(|v| !served.contains(&v.id)).map(|v| v.id.clone()).collect();
    Ok((problem, plan))
}

struct Changed {
    problem: Problem,
    plan: Plan,
}

impl Changed {
    fn apply(&mut self, change: &Change) -> Result<(), String> {
        match change {
            Change::AddTechnician { technician } => self.add_technician(technician),
            Change::RemoveTechnician { technician } => {
                self.technician(technician)?.shifts.clear();
                self.plan.routes.retain(|r| r.technician != *technician);
                Ok(())
            }
            Change::AddVisit { visit } => self.add_visit(visit),
            Change::RemoveVisit { visit } => self.remove_visit(visit),
            Change::AddShift { technician, shift } => self.add_shift(technician, shift.clone()),
            Change::RemoveShift { technician, shift } => self.remove_shift(technician, *shift),
            Change::RepeatDay { from_seconds, until_seconds, later_seconds } => {
                for (technician, shift) in self.shifts(*from_seconds, *until_seconds) {
                    let shift = later(&self.technician(&technician)?.shifts[shift], *later_seconds);
                    self.add_shift(&technician, shift)?;
                }
                Ok(())
            }
            Change::RemoveDay { from_seconds, until_seconds } => {
                let mut gone = self.shifts(*from_seconds, *until_seconds);
                gone.reverse();
                gone.iter().try_for_each(|(technician, shift)| self.remove_shift(technician, *shift))
            }
            Change::AddTerritory { technicians, visits } => {
                technicians.iter().try_for_each(|t| self.add_technician(t))?;
                visits.iter().try_for_each(|v| self.add_visit(v))
            }
            Change::RemoveTerritory { places } => {
                let known = self.problem.travel.places();
                if let Some(place) = places.iter().find(|&&p| p >= known) {
                    return Err(format!("one of {known} places, found {place}"));
                }
                let at = |v: &&Visit| places.contains(&v.place);
                let gone: Vec<String> = self.problem.visits.iter().filter(at).map(|v| v.id.clone()).collect();
                gone.iter().try_for_each(|id| self.remove_visit(id))?;
                let starts = |t: &&Technician| t.shifts.iter().any(|s| places.contains(&s.start_place));
                let people: Vec<String> =
                    self.problem.technicians.iter().filter(starts).map(|t| t.id.clone()).collect();
                people.iter().try_for_each(|id| self.apply(&Change::RemoveTechnician { technician: id.clone() }))
            }
        }
    }

    fn technician(&mut self, id: &str) -> Result<&mut Technician, String> {
        let found = self.problem.technicians.iter_mut().find(|t| t.id == id);
        found.ok_or_else(|| format!("a technician, there is no {id}"))
    }

    fn add_technician(&mut self, technician: &Technician) -> Result<(), String> {
        if self.technician(&technician.id).is_ok() {
            return Err(format!("a new technician, {} is there already", technician.id));
        }
        self.problem.technicians.push(technician.clone());
        Ok(())
    }

    fn add_visit(&mut self, visit: &Visit) -> Result<(), String> {
        if self.problem.visits.iter().any(|v| v.id == visit.id) {
            return Err(format!("a new visit, {} is there already", visit.id));
        }
        self.problem.visits.push(visit.clone());
        Ok(())
    }

    fn remove_visit(&mut self, id: &str) -> Result<(), String> {
        let visits = &mut self.problem.visits;
        let Some(at) = visits.iter().position(|v| v.id == id) else { return Err(format!("a visit, there is no {id}")) };
        let gone = visits.remove(at);
        // The rest of a crew names another first one, the rest of a series another member.
        let mut head: Option<String> = None;
        for visit in visits.iter_mut() {
            visit.after.retain(|a| a.visit != id);
            if visit.delivers.as_deref() == Some(id) {
                visit.delivers = None;
            }
            if visit.starts_with.as_deref() == Some(id) {
                visit.starts_with.clone_from(&head);
                head.get_or_insert_with(|| visit.id.clone());
            }
        }
        let mut heir = gone.same_technician_as;
        for visit in visits.iter_mut().filter(|v| v.same_technician_as.as_deref() == Some(id)) {
            visit.same_technician_as = heir.clone().filter(|h| *h != visit.id);
            heir.get_or_insert_with(|| visit.id.clone());
        }
        self.plan.routes.iter_mut().for_each(|r| r.stops.retain(|s| s.visit.as_deref() != Some(id)));
        Ok(())
    }

    /// Shifts that start in a span.
    fn shifts(&self, from: Seconds, until: Seconds) -> Vec<(String, usize)> {
        let of = |t: &Technician| {
            let within = t.shifts.iter().enumerate().filter(|(_, s)| (from..until).contains(&s.start_seconds));
            within.map(|(s, _)| (t.id.clone(), s)).collect::<Vec<_>>()
        };
        self.problem.technicians.iter().flat_map(of).collect()
    }

    fn add_shift(&mut self, id: &str, shift: Shift) -> Result<(), String> {
        let shifts = &mut self.technician(id)?.shifts;
        let at = shifts.partition_point(|s| s.start_seconds < shift.start_seconds);
        shifts.insert(at, shift);
        let later = self.plan.routes.iter_mut().filter(|r| r.technician == id && r.shift >= at);
        later.for_each(|r| r.shift += 1);
        Ok(())
    }

    fn remove_shift(&mut self, id: &str, shift: usize) -> Result<(), String> {
        let shifts = &mut self.technician(id)?.shifts;
        if shift >= shifts.len() {
            return Err(format!("a shift below {}, found {shift}", shifts.len()));
        }
        shifts.remove(shift);
        self.plan.routes.retain(|r| r.technician != id || r.shift != shift);
        let later = self.plan.routes.iter_mut().filter(|r| r.technician == id && r.shift > shift);
        later.for_each(|r| r.shift -= 1);
        Ok(())
    }
}

/// The same shift at another time.
fn later(shift: &Shift, by: Seconds) -> Shift {
    let mut shift = Shift { begun: None, ..shift.clone() };
    shift.start_seconds += by;
    shift.end_seconds += by;
    for pause in &mut shift.breaks {
        pause.earliest_seconds += by;
        pause.latest_seconds += by;
    }
    shift
}
