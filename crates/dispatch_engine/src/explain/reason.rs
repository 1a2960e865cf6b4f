//! What stands against a technician for a visit: the numbers by which the insertion check fails are the explanation.

use super::limits::{limits, too_many};
use crate::board::{Board, intervals};
use crate::compiled::{Day, FAR};
use crate::model::{Pin, Seconds, Technician, Visit};
use crate::route::Route;
use serde::Serialize;

/// A hard rule that fails, with numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Reason {
    /// The level held is too low (0 = not at all).
    Skill {
        /// Name.
        skill: String,
        /// Level needed.
        needed: u8,
        /// Level held.
        held: u8,
    },
    /// Not among the required technicians.
    NotRequired,
    /// Excluded by name.
    Excluded,
    /// Pinned to someone else.
    Pinned {
        /// Technician's id.
        technician: String,
    },
    /// Service may not begin before its last window is over, whoever comes.
    Released {
        /// From the end of that window, lateness included, to the release.
        after_seconds: Seconds,
    },
    /// No shift overlaps the visit's windows.
    NotWorking,
    /// Even with nothing else to do the visit does not fit.
    TooFar {
        /// Seconds missing at the best attempt.
        missing_seconds: Seconds,
    },
    /// It would fit into an empty day, but not between the standing visits.
    Busy {
        /// Seconds missing at the best place.
        missing_seconds: Seconds,
        /// How many stops come before that place.
        position: usize,
    },
    /// The shift has its number of visits.
    VisitsMax {
        /// The limit.
        max: u32,
    },
    /// The load would be too much.
    Capacity {
        /// Which load dimension, from 0.
        dimension: usize,
        /// By how much.
        over: i64,
    },
    /// A tool is missing, and there is no way by the supply place.
    Tool {
        /// Name.
        tool: String,
    },
    /// A spare part is missing, and there is no way by the supply place.
    Part {
        /// Name.
        part: String,
        /// How many.
        missing: u32,
    },
    /// The work of the shift would be too long.
    WorkMax {
        /// By how much.
        over_seconds: Seconds,
    },
    /// The technician has the number of visits of all shifts together.
    TechnicianVisitsMax {
        /// The limit.
        max: u32,
        /// How many there are.
        served: u32,
    },
    /// The work of all the technician's shifts together would be too long.
    TechnicianWorkMax {
        /// The limit.
        max_seconds: Seconds,
        /// The work there is.
        worked_seconds: Seconds,
        /// By how much it would be too long.
        over_seconds: Seconds,
    },
    /// It does not fit together with the other half of a pick-up and delivery; reasons after this one are the other half's.
    Pair {
        /// Other half's id.
        visit: String,
    },
    /// Nobody else can start the other visit of the crew at the same moment.
    Crew {
        /// Other visit's id.
        visit: String,
        /// Seconds between the nearest two starts; none when nobody can serve the other visit at all.
        apart_seconds: Option<Seconds>,
    },
    /// Something else has to be over first, with its gap.
    Order {
        /// Earlier visit's id.
        visit: String,
        /// Seconds missing; none when that visit is not served.
        missing_seconds: Option<Seconds>,
    },
    /// A standing visit waits for it and would have to start later.
    Awaited {
        /// Waiting visit's id.
        visit: String,
        /// By how much, the gap included.
        over_seconds: Seconds,
    },
    /// The series has another technician.
    Series {
        /// A served visit of the series.
        visit: String,
        /// Its technician.
        technician: String,
    },
    /// Fits in time and within each limit, but not within all at once.
    Limits,
}

impl Board {
    /// Every hard rule that keeps a technician from a visit.
    pub(super) fn reasons(&self, v: usize, t: usize) -> Vec<Reason> {
        let (visit, technician) = (&self.problem.visits[v], &self.problem.technicians[t]);
        let mut reasons = personal_reasons(visit, technician);
        if let Some(after_seconds) = released_after(visit) {
            reasons.push(Reason::Released { after_seconds });
            return reasons;
        }
        let node = &self.model.nodes[v];
        let days: Vec<u32> = self.model.days_of[t]
            .iter()
            .copied()
            .filter(|&d| {
                let day = &self.model.days[d as usize];
                node.open <= day.close && node.close >= day.begin
            })
            .collect();
        if days.is_empty() {
            reasons.push(Reason::NotWorking);
            return reasons;
        }
        let alone = days.iter().map(|&d| self.missing(v, d as usize, &self.empty(d as usize)).0).min().unwrap_or(FAR);
        if alone > 0 {
            reasons.push(Reason::TooFar { missing_seconds: i64::from(alone) });
            return reasons;
        }
        let (missing, position, day) = days
            .iter()
            .map(|&d| {
                let (missing, position) = self.missing(v, d as usize, &self.routes[d as usize]);
                (missing, position, d as usize)
            })
            .min()
            .unwrap_or((FAR, 0, 0));
        if missing > 0 {
            reasons.push(Reason::Busy { missing_seconds: i64::from(missing), position });
            let one_more = too_many(self, day, self.routes[day].uses().visits as usize + 1);
            reasons.extend(one_more.into_iter().filter(|r| matches!(r, Reason::TechnicianVisitsMax { .. })));
        } else {
            reasons.extend(self.least_limits(v, day));
        }
        if reasons.is_empty() {
            reasons.push(Reason::Limits);
        }
        reasons
    }

    fn empty(&self, d: usize) -> Route {
        Route::build(&self.model, d, &[]).unwrap_or_default()
    }

    /// The seconds by which a visit fails to fit into a route, at the place where they are fewest.
    fn missing(&self, v: usize, d: usize, route: &Route) -> (i32, usize) {
        let day = &self.model.days[d];
        (0..=route.seq.len()).map(|p| (self.shortfall(v, day, route, p).0, p)).min().unwrap_or((FAR, 0))
    }

    /// Seconds missing after stop `p` (the whole work when nothing fits at all), and how they could be had: later window, earlier
    /// window, shorter work.
    pub(super) fn shortfall(&self, v: usize, day: &Day, route: &Route, p: usize) -> (i32, [i32; 3]) {
        let node = &self.model.nodes[v];
        let (to, on, _) = route.detour(&self.model, day, v as u32, p);
        let service = self.model.service(day, node);
        let ways = route.ways(node.place, p, to, on);
        let (mut later, mut earlier, mut shorter) = (FAR, FAR, FAR);
        intervals((&self.model, route, day), p, ways, service, |first, last| {
            later = later.min((first - node.close).max(0));
            earlier = earlier.min((node.open - last).max(0));
        });
        // With no work at all the span of starts is the widest; what is missing of the work is how much shorter it must be.
        intervals((&self.model, route, day), p, ways, 0, |first, last| {
            if let Some(start) = node.start(first) {
                shorter = shorter.min((start + service - last).max(0));
            }
        });
        if later.max(earlier) == 0 {
            // An interval exists on each side; it fits when one interval meets a window.
            let (mut meets, mut gap) = (false, FAR);
            intervals((&self.model, route, day), p, ways, service, |first, last| {
                let start = node.start(first).unwrap_or(FAR);
                meets |= start <= last;
                gap = gap.min(start.saturating_sub(last));
            });
            return (if meets { 0 } else { gap.clamp(1, service.max(1)) }, [FAR, FAR, shorter]);
        }
        let both = |a: i32, b: i32| if b == 0 { a } else { FAR };
        let fixes = [both(later, earlier), both(earlier, later), shorter];
        (fixes.into_iter().fold(service.max(1), i32::min).max(1), fixes)
    }

    /// The limits that fail at the place where the fewest do, of the places that fit in time.
    fn least_limits(&self, v: usize, d: usize) -> Vec<Reason> {
        let (day, route) = (&self.model.days[d], &self.routes[d]);
        let failing = |p: usize| {
            let mut seq = route.seq.clone();
            seq.insert(p, v as u32);
            limits(self, d, &seq)
        };
        let timely = (0..=route.seq.len()).filter(|&p| self.shortfall(v, day, route, p).0 == 0);
        timely.map(failing).min_by_key(Vec::len).unwrap_or_default()
    }
}

/// Seconds between the end of the last window, lateness included, and a release after it.
pub(super) fn released_after(visit: &Visit) -> Option<Seconds> {
    let end = visit.windows.last().filter(|_| !matches!(visit.pin, Pin::Start { .. }))?.end_seconds;
    visit.release_seconds.map(|r| r - end - visit.lateness_seconds_max).filter(|&after| after > 0)
}

pub(super) fn personal_reasons(visit: &Visit, technician: &Technician) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if visit.excluded_technicians.contains(&technician.id) {
        reasons.push(Reason::Excluded);
    }
    if !visit.required_technicians.is_empty() && !visit.required_technicians.contains(&technician.id) {
        reasons.push(Reason::NotRequired);
    }
    if let Pin::Technician(other) | Pin::Start { technician: other, .. } = &visit.pin
        && *other != technician.id
    {
        reasons.push(Reason::Pinned { technician: other.clone() });
    }
    for (skill, &needed) in &visit.skills {
        let held = technician.skills.get(skill).copied().unwrap_or(0);
        if held < needed {
            reasons.push(Reason::Skill { skill: skill.clone(), needed, held });
        }
    }
    reasons
}
