//! What would make a visit fit: the best change of each kind, then several at once; each tried before it is offered.

use super::limits::{limits, too_long};
use super::reason::{Reason, personal_reasons};
use super::relaxation::{Relaxation, Remedy, hardship, kind, limit_changes, personal_changes, together};
use super::trial::Trial;
use crate::board::Board;
use crate::compiled::{Day, FAR, NONE};
use crate::model::{Pin, Seconds};
use crate::route::{leave_at, through};
use crate::travel::Way;
use std::collections::BTreeMap;

/// A visit further than this from a shift is not offered to it with another window.
const HALF_DAY: i32 = 43_200;

impl Board {
    /// The best change of each kind, tried out, smallest first.
    pub(super) fn remedies(&self, v: usize) -> Vec<Remedy> {
        let mut best: BTreeMap<u8, Vec<Trial>> = BTreeMap::new();
        for d in 0..self.model.days.len() {
            for trial in self.trials(v, d) {
                best.entry(kind(&trial.relaxation)).or_default().push(trial);
            }
        }
        let mut remedies: Vec<Remedy> = Vec::new();
        for trials in best.values_mut() {
            trials.sort_by_key(|t| (hardship(&t.relaxation), t.day, t.position));
            remedies.extend(trials.iter().take(8).find_map(|trial| self.try_out(v, trial)));
        }
        let [moved, lighter, heavier] = self.displacement(v);
        remedies.extend(moved);
        remedies.extend(lighter);
        if remedies.is_empty() {
            remedies.extend(heavier);
        }
        if remedies.is_empty() {
            remedies.extend(self.combined(v));
        }
        remedies.sort_by_key(|r| (hardship(&r.relaxation), r.opening.added_points));
        remedies
    }

    fn trials(&self, v: usize, d: usize) -> Vec<Trial> {
        let (day, route, node) = (&self.model.days[d], &self.routes[d], &self.model.nodes[v]);
        let (visit, technician) = (&self.problem.visits[v], &self.problem.technicians[day.technician as usize]);
        let pinned = matches!(visit.pin, Pin::Start { .. });
        let lacking: Vec<Reason> = personal_reasons(visit, technician);
        let mut trials = Vec::new();
        let off = node.open > day.close || node.close < day.begin;
        let far_off = node.open - HALF_DAY > day.close || node.close + HALF_DAY < day.begin;
        if lacking.len() > 1 || far_off || off && pinned {
            return trials;
        }
        let longer_day = self.until(d, FAR / 2);
        for p in 0..=route.seq.len() {
            let mut seq = route.seq.clone();
            seq.insert(p, v as u32);
            let mut add = |relaxation| trials.push(Trial { day: d, position: p, seq: seq.clone(), relaxation });
            let (missing, [later, earlier, shorter]) = self.shortfall(v, day, route, p);
            match lacking.first() {
                Some(Reason::Skill { skill, needed, .. }) if missing == 0 => {
                    add(Relaxation::Skill { skill: skill.clone(), level: *needed });
                }
                Some(Reason::Excluded | Reason::NotRequired) if missing == 0 => add(Relaxation::AllowTechnician),
                Some(_) => {}
                None => {
                    let lifted = if missing == 0 { limit_changes(&limits(self, d, &seq)) } else { Vec::new() };
                    if !lifted.is_empty() {
                        add(together(lifted));
                    }
                    if later < FAR && !pinned {
                        add(Relaxation::LaterWindow { seconds: i64::from(later) });
                    }
                    if earlier < FAR && !pinned {
                        add(Relaxation::EarlierWindow { seconds: i64::from(earlier) });
                    }
                    if shorter > 0 && shorter < node.service / 2 {
                        add(Relaxation::Shorter { seconds: i64::from(shorter) });
                    }
                    if let Some(Stretch { later: 0, over: seconds @ 1.. }) = self.stretch(&longer_day, d, &seq, v) {
                        add(Relaxation::Overtime { seconds });
                    }
                }
            }
        }
        trials
    }

    /// The day with another end.
    fn until(&self, d: usize, close: i32) -> Day {
        Day { close, work_max: FAR, ..self.model.days[d].clone() }
    }

    /// What an order needs when `v` may start after its window and the day may end late; none when something else fails.
    fn stretch(&self, longer_day: &Day, d: usize, seq: &[u32], v: usize) -> Option<Stretch> {
        let mut clock: Vec<Option<(i32, i32)>> = vec![Some((longer_day.begin, 0))];
        clock.resize(longer_day.breaks.len() + 1, None);
        let mut here = longer_day.start_place;
        for step in seq.iter().map(Some).chain([None]) {
            let (place, drive) = match step {
                Some(&u) if u != NONE => {
                    let node = &self.model.nodes[u as usize];
                    (node.place, self.model.reach(longer_day, here, node))
                }
                Some(_) => (self.model.supply_place, self.model.drive(longer_day, here, self.model.supply_place)),
                None => (longer_day.end_place, self.model.drive(longer_day, here, longer_day.end_place)),
            };
            let way = Way { from: here, to: place, seconds: drive };
            let mut next: Vec<Option<(i32, i32)>> = vec![None; clock.len()];
            for (from, depart) in clock.iter().enumerate() {
                let Some((depart, later)) = *depart else { continue };
                for (to, reached) in next.iter_mut().enumerate().skip(from) {
                    let Some(arrival) = through(&self.model, longer_day, depart, way, from, to) else { break };
                    let leave = match step {
                        Some(&u) if u as usize == v => Some(self.late_start(longer_day, v, arrival)),
                        Some(&u) => leave_at(&self.model, longer_day, u, arrival).map(|leave| (leave, later)),
                        None => Some((arrival, later)),
                    };
                    *reached = [*reached, leave].into_iter().flatten().min();
                }
            }
            clock = next;
            here = place;
        }
        let (end, later) = clock[clock.len() - 1]?;
        let over = i64::from(end - self.model.days[d].close).max(0);
        let pinned = matches!(self.problem.visits[v].pin, Pin::Start { .. });
        (later == 0 || !pinned).then_some(Stretch { later: i64::from(later), over })
    }

    /// The same with as much work as the whole day could be, where a later window makes it longer than it may be.
    fn try_longer(&self, v: usize, trial: &mut Trial) -> Option<Remedy> {
        let longest = self.longest(trial.day, 0);
        let Relaxation::Together { changes } = &mut trial.relaxation else { return None };
        let known: Vec<u8> = changes.iter().map(kind).collect();
        let before = changes.len();
        changes.extend(longest.into_iter().filter(|c| !known.contains(&kind(c))));
        if changes.len() > before { self.try_out(v, trial) } else { None }
    }

    /// What it takes to work a whole day and some seconds more.
    fn longest(&self, d: usize, over: Seconds) -> Vec<Relaxation> {
        let day = &self.model.days[d];
        let whole = i64::from(day.close - day.left.unwrap_or(day.begin)) + over;
        limit_changes(&too_long(self, d, whole))
    }

    /// End of service on an arrival that may be after the window, and how long after.
    fn late_start(&self, day: &Day, v: usize, arrival: i32) -> (i32, i32) {
        let node = &self.model.nodes[v];
        let start = node.start(arrival).unwrap_or(arrival);
        (start + self.model.service(day, node), (start - node.close).max(0))
    }

    /// The least of several changes at once: a skill or name, one visit given up, a later window, overtime, limits lifted.
    fn combined(&self, v: usize) -> Option<Remedy> {
        let mut trials = Vec::new();
        for (d, day) in self.model.days.iter().enumerate() {
            let technician = &self.problem.technicians[day.technician as usize];
            let Some(personal) = personal_changes(&self.problem.visits[v], technician) else { continue };
            let longer_day = self.until(d, FAR / 2);
            let standing = &self.routes[d].seq;
            let droppable = standing.iter().copied().filter(|&u| {
                self.model.nodes.get(u as usize).is_some_and(|n| n.mate == NONE && !n.mandatory)
                    && self.model.ties.get(u as usize).is_none()
                    && self.problem.visits[u as usize].pin == Pin::Free
            });
            for gone in std::iter::once(NONE).chain(droppable) {
                let base: Vec<u32> = standing.iter().copied().filter(|&u| u != gone || u == NONE).collect();
                for position in 0..=base.len() {
                    let mut seq = base.clone();
                    seq.insert(position, v as u32);
                    let Some(Stretch { later, over }) = self.stretch(&longer_day, d, &seq, v) else { continue };
                    let mut changes = personal.clone();
                    if let Some(visit) = self.problem.visits.get(gone as usize) {
                        changes.push(Relaxation::DropVisit { visit: visit.id.clone(), weight: visit.weight });
                    }
                    if later > 0 {
                        changes.push(Relaxation::LaterWindow { seconds: later });
                    }
                    if over > 0 {
                        changes.push(Relaxation::Overtime { seconds: over });
                        changes.extend(self.longest(d, over));
                    }
                    trials.push(Trial { day: d, position, seq, relaxation: Relaxation::Together { changes } });
                }
            }
        }
        trials.sort_by_key(|t| (hardship(&t.relaxation), t.day, t.position));
        trials.iter_mut().take(40).find_map(|trial| {
            if let Relaxation::Together { changes } = &mut trial.relaxation {
                let known: Vec<u8> = changes.iter().map(kind).collect();
                let lifted = limit_changes(&limits(self, trial.day, &trial.seq));
                changes.extend(lifted.into_iter().filter(|c| !known.contains(&kind(c))));
            }
            self.try_out(v, trial).or_else(|| self.try_longer(v, trial))
        })
    }
}

/// By how much a window is missed and a day too long.
struct Stretch {
    later: Seconds,
    over: Seconds,
}
