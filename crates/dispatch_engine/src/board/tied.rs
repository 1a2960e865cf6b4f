//! Visits bound to each other on a board: while partners are served, each keeps to a span of its own that the others rely on.
//!
//! A crew keeps its common start; of the time between a visit and the one that waits for it, each may use half; a series keeps its
//! technician. So every route still judges insertions alone, in constant time; what the spans forbid changes only when the tied visits
//! are taken off and put back together.

use super::Board;
use crate::compiled::{Day, FAR, Model, NONE, Node, Tie};
use crate::model::{Pin, Visit, Window};
use crate::route::{Clock, Route};
use std::sync::Arc;

/// How starts and ends of served visits are read off a board.
type Times = fn(&Board, u32) -> Option<(i32, i32)>;

impl Board {
    /// Start and end of a served visit.
    pub(crate) fn times(&self, v: u32) -> Option<(i32, i32)> {
        self.times_by(v, Clock::of)
    }

    fn times_by(&self, v: u32, clock: fn(&Model, &Day, &Route) -> Option<Clock>) -> Option<(i32, i32)> {
        let d = *self.day_of.get(v as usize).filter(|&&d| d != NONE)? as usize;
        let (day, route) = (&self.model.days[d], &self.routes[d]);
        let position = route.seq.iter().position(|&u| u == v)?;
        let start = clock(&self.model, day, route)?.start[position];
        Some((start, start + self.model.service(day, &self.model.nodes[v as usize])))
    }

    /// The technician who serves one of a visit's series, the visit itself left aside.
    pub(crate) fn series_technician(&self, v: u32) -> Option<u32> {
        let series = self.model.ties.get(v as usize)?.series?;
        let members = self.model.ties.series[series].iter().filter(|&&u| u != v);
        members.map(|&u| self.day_of[u as usize]).find(|&d| d != NONE).map(|d| self.model.days[d as usize].technician)
    }

    /// The span in which an unserved visit may start at some pace (`Day::duration_per_mille`), given the partners that are served; none
    /// when one it waits for is not.
    fn span(&self, tie: &Tie, pace: i32) -> Option<(i32, i32)> {
        let (mut from, mut until) = (-FAR / 2, FAR / 2);
        for gap in &tie.after {
            let (_, end) = self.times(gap.visit)?;
            from = from.max(end.saturating_add(gap.min));
            until = until.min(gap.max.map_or(FAR / 2, |max| end.saturating_add(max)));
        }
        let service = crate::compiled::scaled(tie.free.service, pace);
        for (gap, (next, _)) in tie.before.iter().filter_map(|gap| Some((gap, self.times(gap.visit)?))) {
            until = until.min(next - gap.min - service);
            from = from.max(gap.max.map_or(-FAR / 2, |max| next.saturating_sub(max) - service));
        }
        Some((from, until))
    }

    /// An unserved tied visit as its partners leave it to someone of a pace: narrower windows, one technician. None when it cannot be
    /// served alone now.
    pub(crate) fn narrowed(&mut self, v: u32, pace: i32) -> Option<Node> {
        let tie = self.model.ties.get(v as usize)?.clone();
        let (from, until) = self.span(&tie, pace)?;
        let class = self.class_for(v, &tie);
        Some(Node { class, ..tie.free.between(from, until)? })
    }

    /// The same for every pace, the quickest last; a single one for all when nobody waits for the visit.
    pub(crate) fn narrowed_by_pace(&mut self, v: u32) -> Vec<(Option<i32>, Node)> {
        let Some(tie) = self.model.ties.get(v as usize) else { return Vec::new() };
        if tie.before.iter().all(|gap| self.day_of[gap.visit as usize] == NONE) {
            return self.narrowed(v, 1000).map(|node| (None, node)).into_iter().collect();
        }
        let mut paces: Vec<i32> = self.model.days.iter().map(|d| d.duration_per_mille).collect();
        paces.sort_unstable();
        paces.dedup();
        paces.into_iter().rev().filter_map(|pace| Some((Some(pace), self.narrowed(v, pace)?))).collect()
    }

    /// The technicians a tied visit may have: one, when its series has one.
    fn class_for(&mut self, v: u32, tie: &Tie) -> u32 {
        match self.series_technician(v) {
            Some(technician) => Arc::make_mut(&mut self.model).class_alone(tie.free.class, technician),
            None => tie.free.class,
        }
    }

    /// Gives every visit of a job and of its series the span and the technician that the standing plan leaves it.
    pub(crate) fn bind(&mut self, v: u32) {
        let Some(tie) = self.model.ties.get(v as usize) else { return };
        let mut visits = self.model.ties.jobs[tie.job].clone();
        if let Some(series) = tie.series {
            visits.extend(self.model.ties.series[series].iter().filter(|u| !visits.contains(u)).collect::<Vec<_>>());
        }
        self.bind_these(&visits, Board::times);
    }

    /// Gives all tied visits their spans, from the earliest starts: those are what ties hold for before there are spans.
    pub(super) fn bind_all(&mut self) {
        let visits: Vec<u32> = self.model.ties.visits.keys().copied().collect();
        self.bind_these(&visits, |board, v| board.times_by(v, Clock::earliest));
    }

    fn bind_these(&mut self, visits: &[u32], times: Times) {
        // All spans first: they are read off the plan as it stands.
        let nodes: Vec<(u32, Node)> = visits.iter().map(|&u| (u, self.bound(u, times))).collect();
        let mut days: Vec<u32> = visits.iter().map(|&u| self.day_of[u as usize]).filter(|&d| d != NONE).collect();
        days.sort_unstable();
        days.dedup();
        let model = Arc::make_mut(&mut self.model);
        for (u, node) in nodes {
            model.nodes[u as usize] = node;
        }
        for d in days {
            let d = d as usize;
            let route = Route::build(&self.model, d, &self.routes[d].seq);
            self.routes[d] = route.expect("spans hold what stands");
        }
    }

    fn bound(&mut self, v: u32, times: Times) -> Node {
        let tie = self.model.ties.get(v as usize).expect("only tied visits are bound").clone();
        let mut class = self.class_for(v, &tie);
        let Some((start, end)) = times(self, v) else { return Node { class, ..tie.free } };
        let (mut from, mut until) = (-FAR / 2, FAR / 2);
        if tie.crew.len() > 1 {
            (from, until) = (start, start);
        }
        for gap in &tie.after {
            let Some((_, over)) = times(self, gap.visit) else { continue };
            from = from.max(start - (start - over - gap.min) / 2);
            until = until.min(gap.max.map_or(FAR / 2, |max| start + (over + max - start) / 2));
        }
        let mut awaited = false;
        for gap in &tie.before {
            let Some((next, _)) = times(self, gap.visit) else { continue };
            awaited = true;
            let slack = next - end - gap.min;
            until = until.min(start + slack - slack / 2);
            if let Some(max) = gap.max {
                let slack = end + max - next;
                from = from.max(start - (slack - slack / 2));
            }
        }
        // Someone slower or faster would end at another time.
        if awaited && self.model.days.iter().any(|d| d.duration_per_mille != self.model.days[0].duration_per_mille) {
            let technician = self.model.days[self.day_of[v as usize] as usize].technician;
            class = Arc::make_mut(&mut self.model).class_alone(tie.free.class, technician);
        }
        Node { class, ..tie.free.narrowed(start, from, until) }
    }

    /// Puts visits that are not served yet onto days, all of them or none, each to start within a span.
    pub(crate) fn put_tied(&mut self, parts: &[(u32, usize, usize)], start: Option<i32>) -> bool {
        let mut done: Vec<(u32, usize, Route)> = Vec::new();
        let mut before: Vec<(u32, Node)> = Vec::new();
        for &(v, d, position) in parts {
            let Some(mut node) = self.narrowed(v, self.model.days[d].duration_per_mille) else { break };
            if let Some(start) = start {
                if node.start(start) != Some(start) {
                    break;
                }
                node = Node { class: node.class, ..node.narrowed(start, start, start) };
            }
            let model = Arc::make_mut(&mut self.model);
            before.push((v, std::mem::replace(&mut model.nodes[v as usize], node)));
            let able = model.able(v as usize, model.days[d].technician);
            let alone = done.iter().all(|p| self.model.days[p.1].technician != self.model.days[d].technician);
            if !able || !alone || position > self.routes[d].seq.len() {
                break;
            }
            let Some(route) = self.with(v as usize, d, position) else { break };
            done.push((v, d, std::mem::replace(&mut self.routes[d], route)));
            self.day_of[v as usize] = d as u32;
        }
        if done.len() == parts.len() && parts.iter().all(|p| self.keeps_ties(p.0)) {
            self.bind(parts[0].0);
            return true;
        }
        for (v, d, route) in done.into_iter().rev() {
            self.routes[d] = route;
            self.day_of[v as usize] = NONE;
        }
        let model = Arc::make_mut(&mut self.model);
        before.into_iter().for_each(|(v, node)| model.nodes[v as usize] = node);
        false
    }

    /// A visit without its ties, its window the span that a standing plan leaves it.
    pub(crate) fn held(&self, v: usize) -> Visit {
        let visit = self.problem.visits[v].clone();
        if self.model.ties.get(v).is_none() || self.day_of[v] == NONE {
            return visit.without_ties();
        }
        self.spanned(visit.without_ties(), &self.model.nodes[v])
    }

    /// A visit whose window is the span of a node.
    pub(crate) fn spanned(&self, mut visit: Visit, node: &Node) -> Visit {
        let moment = |t: i32| i64::from(t) + self.model.base;
        let spanned = node.windows.is_empty() && (node.open > -FAR / 2 || node.close < FAR / 2);
        if spanned && !matches!(visit.pin, Pin::Start { .. }) {
            visit.release_seconds = None;
            // What is late stays as late as it is; the span alone says how much later it may be.
            let (open, close) = (node.open.max(1 - FAR / 4), node.close.min(FAR / 4 - 1));
            let due = node.due.clamp(open, close);
            visit.windows = vec![Window::new(moment(open), moment(due))];
            visit.lateness_seconds_max = i64::from(close - due);
        }
        visit
    }

    /// Whether the starts of a visit's job are as its ties ask.
    fn keeps_ties(&self, v: u32) -> bool {
        let ties = &self.model.ties;
        ties.jobs[ties.visits[&v].job].iter().all(|u| {
            let (Some((start, _)), tie) = (self.times(*u), &ties.visits[u]) else { return true };
            let together = tie.crew.iter().all(|w| self.times(*w).is_some_and(|t| t.0 == start));
            let in_order = tie.after.iter().all(|gap| {
                self.times(gap.visit)
                    .is_some_and(|(_, end)| start - end >= gap.min && gap.max.is_none_or(|max| start - end <= max))
            });
            together && in_order
        })
    }

    /// A served visit, its crew, and all that wait for one of them.
    pub(crate) fn bundle(&self, v: u32) -> Vec<u32> {
        let mut bundle = vec![v];
        let mut next = 0;
        while let Some(&u) = bundle.get(next) {
            next += 1;
            let Some(tie) = self.model.ties.get(u as usize) else { continue };
            for w in tie.crew.iter().copied().chain(tie.before.iter().map(|g| g.visit)) {
                if self.day_of[w as usize] != NONE && !bundle.contains(&w) {
                    bundle.push(w);
                }
            }
        }
        bundle
    }

    /// Takes a tied visit off, and with it whoever cannot stand without it.
    pub(crate) fn remove_tied(&mut self, v: u32) -> bool {
        let bundle = self.bundle(v);
        let mut days: Vec<u32> = bundle.iter().map(|&u| self.day_of[u as usize]).collect();
        days.sort_unstable();
        days.dedup();
        let mut shorter = Vec::new();
        for d in days {
            let seq = self.routes[d as usize].seq.iter().copied().filter(|u| !bundle.contains(u));
            let Some(route) = self.afforded(d as usize, &seq.collect::<Vec<u32>>()) else { return false };
            shorter.push((d as usize, route));
        }
        shorter.into_iter().for_each(|(d, route)| self.routes[d] = route);
        bundle.iter().for_each(|&u| self.day_of[u as usize] = NONE);
        self.bind(v);
        true
    }
}
