//! Several technicians at one moment: the cheapest common start, found by sweeping over the spans in which each could begin.
//!
//! Every place in every day gives a span of starts and a price for it; the sweep stops wherever a span begins, for whoever can start
//! together at all can do so at such a moment. Costs that depend on the clock are taken from the earliest start and made exact when
//! the crew is placed.

use super::openings::{Spot, intervals};
use super::{Board, Companion, Opening};
use crate::compiled::NONE;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place where one of a crew could begin within a span.
#[derive(Debug, Clone, Copy)]
struct Chance {
    spot: Spot,
    technician: u32,
}

/// A crew's common start.
#[derive(Debug, Clone)]
pub(crate) struct Joint {
    pub points: i64,
    pub start: i32,
    /// One for each of the crew, the visit asked about first.
    pub spots: Vec<(u32, Spot)>,
}

impl Joint {
    /// The part of the visit asked about, at the price of all.
    pub(crate) fn first(&self) -> Spot {
        Spot { points: self.points, earliest: self.start, latest: self.start, ..self.spots[0].1 }
    }

    fn parts(&self) -> Vec<(u32, usize, usize)> {
        self.spots.iter().map(|(v, s)| (*v, s.day as usize, s.position as usize)).collect()
    }
}

impl Board {
    /// A visit's crew, itself first; itself alone when it has none.
    pub(crate) fn crew_of(&self, v: u32) -> Vec<u32> {
        let crew = self.model.ties.get(v as usize).map_or(&[] as &[u32], |t| &t.crew);
        std::iter::once(v).chain(crew.iter().copied().filter(|&u| u != v)).collect()
    }

    /// The cheapest common start for each technician who could serve an unserved visit of a crew, cheapest first.
    pub(crate) fn joints(&self, v: u32) -> Vec<Joint> {
        self.clone().joints_by_narrowing(v)
    }

    /// The same on this board, which is left with the crew narrowed.
    pub(super) fn joints_by_narrowing(&mut self, v: u32) -> Vec<Joint> {
        let crew = self.crew_of(v);
        let mut all: Vec<Vec<Chance>> = Vec::new();
        for &u in &crew {
            let mut chances = Vec::new();
            for (pace, node) in self.narrowed_by_pace(u) {
                Arc::make_mut(&mut self.model).nodes[u as usize] = node;
                chances.extend(self.chances(u, pace));
            }
            chances.sort_unstable_by_key(|c| (c.spot.earliest, c.spot));
            if chances.is_empty() {
                return Vec::new();
            }
            all.push(chances);
        }
        let mut joints = sweep(&crew, &all);
        joints.sort_by_key(|j| (j.points, j.start));
        if !self.model.timed {
            return joints;
        }
        let exact = |joint: &Joint| self.priced(joint);
        let mut joints: Vec<Joint> = joints.iter().filter_map(exact).collect();
        joints.sort_by_key(|j| (j.points, j.start));
        joints
    }

    /// The same with its exact cost; none when it breaks a rule that looks at more than the neighbours.
    fn priced(&self, joint: &Joint) -> Option<Joint> {
        let mut board = self.clone();
        let days: Vec<usize> = joint.spots.iter().map(|(_, s)| s.day as usize).collect();
        let sum = |b: &Board| days.iter().map(|&d| b.routes[d].points).sum::<i64>();
        board
            .put_tied(&joint.parts(), Some(joint.start))
            .then(|| Joint { points: sum(&board) - sum(self), ..joint.clone() })
    }

    /// Every place for a visit as its node stands with those of a pace, one for each span of starts.
    fn chances(&self, v: u32, pace: Option<i32>) -> Vec<Chance> {
        let (model, node) = (&self.model, &self.model.nodes[v as usize]);
        let mut chances = Vec::new();
        let windows = node.starts();
        self.each_day(v as usize, |d, day| {
            let off = node.open > day.close || node.close < day.begin;
            if off || pace.is_some_and(|pace| pace != day.duration_per_mille) {
                return;
            }
            let route = &self.routes[d];
            for p in 0..=route.seq.len() {
                let (to, on, travel) = route.detour(model, day, v, p);
                let mut spans: Vec<(i32, i32)> = Vec::new();
                let service = model.service(day, node);
                intervals((model, route, day), p, route.ways(node.place, p, to, on), service, |from, by| {
                    let inside = windows.iter().map(|w| (w.open.max(from), w.close.min(by)));
                    spans.extend(inside.filter(|s| s.0 <= s.1));
                });
                if spans.is_empty() {
                    continue;
                }
                let Some(points) = self.added_points(v as usize, d, p, travel) else { continue };
                chances.extend(spans.iter().map(|&(earliest, latest)| Chance {
                    spot: Spot { points, day: d as u32, position: p as u32, earliest, latest, travel },
                    technician: day.technician,
                }));
            }
        });
        chances
    }

    /// What a common start does to each of the days; none when it breaks a rule that looks at more than the neighbours.
    pub(crate) fn joint_opening(&self, joint: &Joint) -> Option<Opening> {
        let mut placed = self.clone();
        if !placed.put_tied(&joint.parts(), Some(joint.start)) {
            return None;
        }
        let mut parts = joint.spots.iter().map(|(v, spot)| {
            let (d, day) = (spot.day as usize, &self.model.days[spot.day as usize]);
            Companion {
                visit: self.problem.visits[*v as usize].id.clone(),
                technician: self.problem.technicians[day.technician as usize].id.clone(),
                shift: day.shift as usize,
                position: spot.position as usize,
                added_travel_seconds: i64::from(placed.routes[d].travel - self.routes[d].travel),
                moves: self.moved(d, &placed.model, &placed.routes[d]),
            }
        });
        let first = parts.next()?;
        let start_seconds = i64::from(joint.start) + self.model.base;
        Some(Opening {
            technician: first.technician,
            shift: first.shift,
            position: first.position,
            start_seconds,
            start_seconds_max: start_seconds,
            added_travel_seconds: first.added_travel_seconds,
            added_points: joint.points,
            moves: first.moves,
            together: parts.collect(),
        })
    }

    /// Puts an unserved tied visit, with its crew, where an opening says.
    pub(crate) fn place_tied(&mut self, v: u32, opening: &Opening) -> bool {
        let mut parts = vec![(v, self.day_named(&opening.technician, opening.shift), opening.position)];
        for mate in &opening.together {
            let Some(u) = self.index(&mate.visit) else { return false };
            parts.push((u as u32, self.day_named(&mate.technician, mate.shift), mate.position));
        }
        let crew = self.crew_of(v);
        let whole = parts.len() == crew.len() && crew.iter().all(|u| parts.iter().any(|p| p.0 == *u));
        let parts: Option<Vec<_>> = parts.into_iter().map(|(u, d, p)| Some((u, d?, p))).collect();
        let Some(parts) = parts.filter(|_| whole && crew.iter().all(|&u| self.day_of[u as usize] == NONE)) else {
            return false;
        };
        let start = (crew.len() > 1).then(|| (opening.start_seconds - self.model.base) as i32);
        self.put_tied(&parts, start)
    }
}

/// For each technician of the first visit the cheapest common start.
fn sweep(crew: &[u32], all: &[Vec<Chance>]) -> Vec<Joint> {
    let mut moments: Vec<i32> = all.iter().flatten().map(|c| c.spot.earliest).collect();
    moments.sort_unstable();
    moments.dedup();
    let mut best: BTreeMap<u32, Joint> = BTreeMap::new();
    let mut active: Vec<Vec<Chance>> = vec![Vec::new(); all.len()];
    let mut next = vec![0; all.len()];
    for &moment in &moments {
        for (k, chances) in all.iter().enumerate() {
            active[k].retain(|c| c.spot.latest >= moment);
            while let Some(chance) = chances.get(next[k]).filter(|c| c.spot.earliest <= moment) {
                next[k] += 1;
                if chance.spot.latest >= moment {
                    active[k].push(*chance);
                }
            }
        }
        if active.iter().any(Vec::is_empty) {
            continue;
        }
        let mates: Vec<Vec<Chance>> = active[1..].iter().map(|a| cheapest(a, all.len())).collect();
        for first in cheapest(&active[0], usize::MAX) {
            let mut chosen = vec![first];
            let Some((points, rest)) = complete(&mates, &mut chosen) else { continue };
            let points = points + first.spot.points;
            if best.get(&first.technician).is_none_or(|b| points < b.points) {
                let spots = std::iter::once(first).chain(rest).map(|c| c.spot);
                let spots = crew.iter().copied().zip(spots).collect();
                best.insert(first.technician, Joint { points, start: moment, spots });
            }
        }
    }
    best.into_values().collect()
}

/// The cheapest chance of each technician, of at most so many technicians.
fn cheapest(active: &[Chance], most: usize) -> Vec<Chance> {
    let mut own: BTreeMap<u32, Chance> = BTreeMap::new();
    for chance in active {
        let known = own.entry(chance.technician).or_insert(*chance);
        if chance.spot < known.spot {
            *known = *chance;
        }
    }
    let mut list: Vec<Chance> = own.into_values().collect();
    list.sort_unstable_by_key(|c| c.spot);
    list.truncate(most);
    list
}

/// The cheapest choice for the rest of a crew, everyone another person.
fn complete(mates: &[Vec<Chance>], chosen: &mut Vec<Chance>) -> Option<(i64, Vec<Chance>)> {
    let Some((first, rest)) = mates.split_first() else { return Some((0, Vec::new())) };
    let mut best: Option<(i64, Vec<Chance>)> = None;
    for chance in first {
        if chosen.iter().any(|c| c.technician == chance.technician) {
            continue;
        }
        chosen.push(*chance);
        if let Some((points, mut tail)) = complete(rest, chosen) {
            let points = points + chance.spot.points;
            if best.as_ref().is_none_or(|b| points < b.0) {
                tail.insert(0, *chance);
                best = Some((points, tail));
            }
        }
        chosen.pop();
    }
    best
}
