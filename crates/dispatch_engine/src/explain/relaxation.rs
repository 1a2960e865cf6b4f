//! The changes that could help, how hard each is on those involved, and what each does to a visit, a technician and a shift.

use super::reason::{Reason, personal_reasons};
use crate::board::Opening;
use crate::model::{Seconds, Shift, Technician, Visit};
use serde::Serialize;
use std::collections::BTreeMap;

/// A change after which the visit is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// The change.
    pub relaxation: Relaxation,
    /// Where the visit then goes.
    pub opening: Opening,
}

/// The smallest changes that help; each is offered only after it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Relaxation {
    /// Give a standing visit to someone else.
    MoveVisit {
        /// Visit's id.
        visit: String,
        /// Technician who takes it.
        to: String,
        /// Cost of the move.
        points: i64,
    },
    /// The last window ends later; of a crew, everyone's.
    LaterWindow {
        /// By this much.
        seconds: Seconds,
    },
    /// The first window starts earlier; of a crew, everyone's.
    EarlierWindow {
        /// By this much.
        seconds: Seconds,
    },
    /// The work takes less time.
    Shorter {
        /// By this much.
        seconds: Seconds,
    },
    /// The technician stays longer.
    Overtime {
        /// By this much.
        seconds: Seconds,
    },
    /// The technician learns a skill.
    Skill {
        /// Name.
        skill: String,
        /// Level needed.
        level: u8,
    },
    /// Let someone come who is ruled out by name.
    AllowTechnician,
    /// One visit more in the shift than it may have.
    MoreVisits,
    /// The shift's work lasts longer than it may.
    LongerWork {
        /// By this much.
        seconds: Seconds,
    },
    /// More visits than the technician may have in all shifts together.
    TechnicianMoreVisits {
        /// By this many.
        visits: u32,
    },
    /// The technician's shifts together last longer than they may.
    TechnicianLongerWork {
        /// By this much.
        seconds: Seconds,
    },
    /// More room for load.
    Capacity {
        /// Which load dimension, from 0.
        dimension: usize,
        /// By this much.
        amount: i64,
    },
    /// The technician takes tools and parts along.
    Carry {
        /// Names.
        tools: Vec<String>,
        /// Names and counts.
        parts: BTreeMap<String, u32>,
    },
    /// Serve it without regard to its crew, order and series.
    Unbind,
    /// Several of these at once, when no single one helps.
    Together {
        /// What is needed.
        changes: Vec<Relaxation>,
    },
    /// Give up a standing visit; one that weighs more only when nothing else helps.
    DropVisit {
        /// Visit's id.
        visit: String,
        /// Its weight.
        weight: u32,
    },
}

/// What it takes to let a person come, unless the visit is pinned to someone else.
pub(super) fn personal_changes(visit: &Visit, technician: &Technician) -> Option<Vec<Relaxation>> {
    let mut changes = Vec::new();
    for reason in personal_reasons(visit, technician) {
        match reason {
            Reason::Skill { skill, needed, .. } => changes.push(Relaxation::Skill { skill, level: needed }),
            Reason::NotRequired | Reason::Excluded => changes.push(Relaxation::AllowTechnician),
            Reason::Pinned { .. }
            | Reason::Released { .. }
            | Reason::NotWorking
            | Reason::TooFar { .. }
            | Reason::Busy { .. }
            | Reason::VisitsMax { .. }
            | Reason::Capacity { .. }
            | Reason::Tool { .. }
            | Reason::Part { .. }
            | Reason::WorkMax { .. }
            | Reason::TechnicianVisitsMax { .. }
            | Reason::TechnicianWorkMax { .. }
            | Reason::Pair { .. }
            | Reason::Crew { .. }
            | Reason::Order { .. }
            | Reason::Awaited { .. }
            | Reason::Series { .. }
            | Reason::Limits => return None,
        }
    }
    Some(changes)
}

/// What it takes to lift limits: nothing for none.
pub(super) fn limit_changes(reasons: &[Reason]) -> Vec<Relaxation> {
    let (mut changes, mut tools, mut parts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for reason in reasons {
        match reason {
            Reason::VisitsMax { .. } => changes.push(Relaxation::MoreVisits),
            Reason::WorkMax { over_seconds } => changes.push(Relaxation::LongerWork { seconds: *over_seconds }),
            Reason::TechnicianVisitsMax { .. } => changes.push(Relaxation::TechnicianMoreVisits { visits: 1 }),
            Reason::TechnicianWorkMax { over_seconds, .. } => {
                changes.push(Relaxation::TechnicianLongerWork { seconds: *over_seconds });
            }
            Reason::Capacity { dimension, over } => {
                changes.push(Relaxation::Capacity { dimension: *dimension, amount: *over });
            }
            Reason::Tool { tool } => tools.push(tool.clone()),
            Reason::Part { part, missing } => {
                parts.insert(part.clone(), *missing);
            }
            Reason::Skill { .. }
            | Reason::NotRequired
            | Reason::Excluded
            | Reason::Pinned { .. }
            | Reason::Released { .. }
            | Reason::NotWorking
            | Reason::TooFar { .. }
            | Reason::Busy { .. }
            | Reason::Pair { .. }
            | Reason::Crew { .. }
            | Reason::Order { .. }
            | Reason::Awaited { .. }
            | Reason::Series { .. }
            | Reason::Limits => {}
        }
    }
    if !tools.is_empty() || !parts.is_empty() {
        changes.push(Relaxation::Carry { tools, parts });
    }
    changes
}

/// One change as it is, several together.
pub(super) fn together(mut changes: Vec<Relaxation>) -> Relaxation {
    if changes.len() == 1 { changes.remove(0) } else { Relaxation::Together { changes } }
}

/// What a change costs those involved, for ranking only: seconds, with a day for giving someone up.
pub(super) fn hardship(relaxation: &Relaxation) -> i64 {
    match relaxation {
        Relaxation::MoveVisit { points, .. } => *points,
        Relaxation::LaterWindow { seconds } | Relaxation::EarlierWindow { seconds } => 2 * seconds,
        Relaxation::Overtime { seconds } => 3 * seconds,
        Relaxation::Shorter { seconds } => 4 * seconds,
        Relaxation::LongerWork { seconds } | Relaxation::TechnicianLongerWork { seconds } => 3 * seconds,
        Relaxation::MoreVisits | Relaxation::Carry { .. } => 3600,
        Relaxation::TechnicianMoreVisits { visits } => 3600 * i64::from(*visits),
        Relaxation::Capacity { .. } => 2 * 3600,
        Relaxation::AllowTechnician | Relaxation::Unbind => 6 * 3600,
        Relaxation::Skill { .. } => 12 * 3600,
        Relaxation::DropVisit { weight, .. } => 24 * 3600 * i64::from(*weight),
        Relaxation::Together { changes } => changes.iter().map(hardship).sum(),
    }
}

/// Changes a visit, a technician or a shift as a relaxation says.
pub(super) fn apply(relaxation: &Relaxation, visit: &mut Visit, technician: &mut Technician, shift: &mut Shift) {
    match relaxation {
        Relaxation::LaterWindow { seconds } => {
            if let Some(window) = visit.windows.last_mut() {
                window.end_seconds += seconds;
            }
        }
        Relaxation::EarlierWindow { seconds } => {
            if let Some(window) = visit.windows.first_mut() {
                window.start_seconds -= seconds;
            }
        }
        Relaxation::Shorter { seconds } => {
            let pace = i64::from(technician.duration_per_mille.max(1));
            visit.duration_seconds = (visit.duration_seconds - (seconds * 1000 + pace - 1) / pace).max(0);
        }
        Relaxation::Overtime { seconds } => shift.overtime_seconds_max += seconds,
        Relaxation::Skill { skill, level } => {
            technician.skills.insert(skill.clone(), *level);
        }
        Relaxation::AllowTechnician => {
            visit.excluded_technicians.clear();
            visit.required_technicians.clear();
        }
        Relaxation::MoreVisits => shift.visits_max = shift.visits_max.map(|max| max + 1),
        Relaxation::LongerWork { seconds } => shift.work_seconds_max = shift.work_seconds_max.map(|max| max + seconds),
        Relaxation::TechnicianMoreVisits { visits } => {
            technician.visits_max = technician.visits_max.map(|max| max.saturating_add(*visits));
        }
        Relaxation::TechnicianLongerWork { seconds } => {
            technician.work_seconds_max = technician.work_seconds_max.map(|max| max + seconds);
        }
        Relaxation::Capacity { dimension, amount } => {
            technician.capacity.resize(technician.capacity.len().max(dimension + 1), 0);
            technician.capacity[*dimension] += amount;
        }
        Relaxation::Carry { tools, parts } => {
            technician.tools.extend(tools.iter().cloned());
            for (part, count) in parts {
                *technician.parts.entry(part.clone()).or_default() += count;
            }
        }
        Relaxation::Together { changes } => changes.iter().for_each(|c| apply(c, visit, technician, shift)),
        Relaxation::MoveVisit { .. } | Relaxation::DropVisit { .. } | Relaxation::Unbind => {}
    }
}

pub(super) fn kind(relaxation: &Relaxation) -> u8 {
    match relaxation {
        Relaxation::MoveVisit { .. } => 0,
        Relaxation::LaterWindow { .. } => 1,
        Relaxation::EarlierWindow { .. } => 2,
        Relaxation::Shorter { .. } => 3,
        Relaxation::Overtime { .. } => 4,
        Relaxation::Skill { .. } => 5,
        Relaxation::AllowTechnician => 6,
        Relaxation::DropVisit { .. } => 7,
        Relaxation::Together { .. } => 8,
        Relaxation::MoreVisits => 9,
        Relaxation::LongerWork { .. } => 10,
        Relaxation::Capacity { .. } => 11,
        Relaxation::Carry { .. } => 12,
        Relaxation::Unbind => 13,
        Relaxation::TechnicianMoreVisits { .. } => 14,
        Relaxation::TechnicianLongerWork { .. } => 15,
    }
}

/// Visits that a change takes off their routes.
pub(super) fn displaced(relaxation: &Relaxation) -> Vec<&str> {
    match relaxation {
        Relaxation::MoveVisit { visit, .. } | Relaxation::DropVisit { visit, .. } => vec![visit],
        Relaxation::Together { changes } => changes.iter().flat_map(displaced).collect(),
        Relaxation::LaterWindow { .. }
        | Relaxation::EarlierWindow { .. }
        | Relaxation::Shorter { .. }
        | Relaxation::Overtime { .. }
        | Relaxation::Skill { .. }
        | Relaxation::AllowTechnician
        | Relaxation::MoreVisits
        | Relaxation::LongerWork { .. }
        | Relaxation::TechnicianMoreVisits { .. }
        | Relaxation::TechnicianLongerWork { .. }
        | Relaxation::Capacity { .. }
        | Relaxation::Carry { .. }
        | Relaxation::Unbind => Vec::new(),
    }
}
