//! A plan under search: routes, who is absent, and for every request the best place in every route it may join.
//!
//! The table of best places is what makes a step cheap: a route carries a version that changes with its content, a cell carries the
//! version it was computed for, so a step recomputes only the cells of routes it changed, for requests it moves. Undoing a step swaps
//! the old routes back, versions included.

mod places;
mod quota;

use super::evaluate::{Cell, Evaluator};
use crate::compiled::{Model, NONE};
use crate::route::Route;
use places::joinable;
use quota::Quotas;

/// A plan under search.
pub(crate) struct State<'m> {
    pub model: &'m Model,
    pub eval: Evaluator,
    /// Visits that are planned on their own account: all but deliveries, which follow their pick-up.
    pub requests: Vec<u32>,
    /// Days each visit may join, by time and ability, and where its row of cells starts.
    pub able: Vec<u32>,
    pub row: Vec<u32>,
    cells: Vec<Cell>,
    pub routes: Vec<Route>,
    /// Version of each day's route, and its twin's number while it is empty and has twins.
    stamps: Vec<(u32, u32)>,
    has_twins: Vec<bool>,
    closed: Vec<bool>,
    version: u32,
    /// Day that serves each visit.
    pub day_of: Vec<u32>,
    pub absent: Vec<u32>,
    absent_at: Vec<u32>,
    /// Cost of all routes.
    pub points: i64,
    /// What the absent ones weigh, mandatory ones with an addition that nothing outweighs.
    pub absent_weight: i64,
    used: usize,
    quotas: Quotas,
    trail: Vec<(u32, Route)>,
    spare: Vec<Route>,
    trailed: Vec<bool>,
    touched: Vec<u32>,
    saved: (i64, i64),
    blink_in: usize,
    pub blink_rate: usize,
    /// Of 14 + this many recreations, so many go by weight when some weight is absent.
    pub weight_orders: usize,
    /// One step in this many opens a route.
    pub fresh_rate: usize,
}

/// In the place of a twin: the day takes nobody.
const CLOSED: u32 = u32::MAX - 1;

/// Added to the weight of a mandatory visit; the sum of ordinary weights stays far below.
pub(crate) const MANDATORY: i64 = 1 << 32;

impl<'m> State<'m> {
    pub(crate) fn new(model: &'m Model, standing: &[Vec<u32>]) -> Self {
        let requests: Vec<u32> = (0..model.nodes.len() as u32).filter(|&v| !model.nodes[v as usize].delivers).collect();
        let (able, row) = joinable(model, standing);
        let days = model.days.len();
        let mut alike = vec![0; days];
        model.days.iter().for_each(|d| alike[d.twin as usize] += 1);
        let has_twins: Vec<bool> = model.days.iter().map(|d| alike[d.twin as usize] > 1).collect();
        let mut routes = vec![Route::default(); days];
        for (d, route) in routes.iter_mut().enumerate() {
            route.refresh(model, d);
            route.version = d as u32 + 1;
        }
        let cells = able.len();
        let mut state = State {
            model,
            eval: Evaluator::new(model),
            cells: vec![Cell::default(); able.len()],
            able,
            row,
            routes,
            stamps: (0..days).map(|d| (d as u32 + 1, if has_twins[d] { model.days[d].twin } else { NONE })).collect(),
            has_twins,
            closed: vec![false; days],
            version: days as u32,
            day_of: vec![NONE; model.nodes.len()],
            absent: Vec::new(),
            absent_at: vec![NONE; model.nodes.len()],
            points: 0,
            absent_weight: 0,
            used: 0,
            quotas: Quotas::new(model, cells),
            trail: Vec::new(),
            spare: Vec::new(),
            trailed: vec![false; days],
            touched: Vec::new(),
            saved: (0, 0),
            blink_in: usize::MAX,
            blink_rate: 100,
            weight_orders: 4,
            fresh_rate: 0,
            requests,
        };
        (0..days).for_each(|d| state.stamp(d));
        // Who can go nowhere even on an empty day weighs, but is not tried again.
        let hopeless = |&v: &u32| state.row[v as usize] == state.row[v as usize + 1];
        let weight = state.requests.iter().filter(|v| hopeless(v)).map(|&v| state.weight(v)).sum();
        let hopeful: Vec<u32> = state.requests.iter().copied().filter(|v| !hopeless(v)).collect();
        state.absent_weight = weight;
        state.requests = hopeful;
        for i in 0..state.requests.len() {
            state.leave(state.requests[i]);
        }
        state
    }

    /// What leaving a request out costs.
    pub(crate) fn weight(&self, request: u32) -> i64 {
        let one = |v: u32| {
            let node = &self.model.nodes[v as usize];
            node.weight + if node.mandatory { MANDATORY } else { 0 }
        };
        let mate = self.model.nodes[request as usize].mate;
        one(request) + if mate == NONE { 0 } else { one(mate) }
    }

    /// The days a request may join.
    pub(crate) fn days(&self, request: u32) -> &[u32] {
        &self.able[self.row[request as usize] as usize..self.row[request as usize + 1] as usize]
    }

    fn leave(&mut self, request: u32) {
        self.absent_at[request as usize] = self.absent.len() as u32;
        self.absent.push(request);
        self.absent_weight += self.weight(request);
    }

    fn return_from_absence(&mut self, request: u32) {
        let at = self.absent_at[request as usize] as usize;
        self.absent.swap_remove(at);
        if let Some(&moved) = self.absent.get(at) {
            self.absent_at[moved as usize] = at as u32;
        }
        self.absent_at[request as usize] = NONE;
        self.absent_weight -= self.weight(request);
    }

    /// Starts a step that can be undone.
    pub(crate) fn begin(&mut self) {
        for (d, route) in self.trail.drain(..) {
            self.trailed[d as usize] = false;
            self.spare.push(route);
        }
        self.touched.clear();
        self.saved = (self.points, self.absent_weight);
    }

    /// Undoes everything since `begin`.
    pub(crate) fn undo(&mut self) {
        for (d, _) in &self.trail {
            for &v in &self.routes[*d as usize].seq {
                if v != NONE {
                    self.day_of[v as usize] = NONE;
                }
            }
        }
        while let Some((d, mut route)) = self.trail.pop() {
            let d = d as usize;
            self.trailed[d] = false;
            std::mem::swap(&mut route, &mut self.routes[d]);
            self.used = self.used + usize::from(!self.routes[d].seq.is_empty()) - usize::from(!route.seq.is_empty());
            self.stamp(d);
            for &v in &self.routes[d].seq {
                if v != NONE {
                    self.day_of[v as usize] = d as u32;
                }
            }
            self.spare.push(route);
        }
        while let Some(request) = self.touched.pop() {
            let (absent, served) = (self.absent_at[request as usize] != NONE, self.day_of[request as usize] != NONE);
            if absent && served {
                self.return_from_absence(request);
            } else if !absent && !served {
                self.leave(request);
            }
        }
        debug_assert_eq!(self.absent_weight, self.saved.1);
        (self.points, self.absent_weight) = self.saved;
    }

    fn stamp(&mut self, d: usize) {
        let empty = self.has_twins[d] && self.routes[d].seq.is_empty();
        let twin = if empty { self.model.days[d].twin } else { NONE };
        self.stamps[d] = (self.routes[d].version, if self.closed[d] { CLOSED } else { twin });
        if self.model.limited {
            self.quotas.note(self.model, d, &self.routes[d]);
        }
    }

    /// No one is put into this day any more.
    pub(crate) fn close(&mut self, d: usize) {
        self.closed[d] = true;
        self.stamp(d);
    }

    /// Takes back `close`.
    pub(crate) fn open(&mut self, d: usize) {
        self.closed[d] = false;
        self.stamp(d);
    }

    pub(crate) fn is_closed(&self, d: usize) -> bool {
        self.closed[d]
    }

    fn keep(&mut self, d: usize) {
        if !self.trailed[d] {
            if self.model.limited {
                self.remember(d);
            }
            self.trailed[d] = true;
            let mut copy = self.spare.pop().unwrap_or_default();
            copy.copy_from(&self.routes[d]);
            self.trail.push((d as u32, copy));
        }
    }

    /// Replaces the order of a day; false (and nothing changed) when it breaks a rule. Visits keep their place in `day_of`.
    fn rewrite(&mut self, d: usize, edit: impl FnOnce(&mut Vec<u32>)) -> bool {
        self.keep(d);
        let (before, empty) = (self.routes[d].points, self.routes[d].seq.is_empty());
        edit(&mut self.routes[d].seq);
        self.used = self.used + usize::from(empty) - usize::from(self.routes[d].seq.is_empty());
        let holds = self.routes[d].refresh(self.model, d);
        self.version += 1;
        self.routes[d].version = self.version;
        self.stamp(d);
        if holds {
            self.points += self.routes[d].points - before;
        }
        holds
    }

    /// Takes requests off one day.
    pub(crate) fn remove(&mut self, d: usize, gone: &[u32]) {
        for &request in gone {
            self.day_of[request as usize] = NONE;
            let mate = self.model.nodes[request as usize].mate;
            if mate != NONE {
                self.day_of[mate as usize] = NONE;
            }
            self.leave(request);
            self.touched.push(request);
        }
        let day_of = std::mem::take(&mut self.day_of);
        let mut holds = self.rewrite(d, |seq| seq.retain(|&v| v == NONE || day_of[v as usize] == d as u32));
        self.day_of = day_of;
        if holds && self.routes[d].seq.contains(&NONE) {
            holds = self.drop_idle_call(d);
        }
        if !holds || !self.keeps_quota(d) {
            // The way past a stop can be longer than the way by it (no triangle inequality in the matrix): the day starts anew.
            let rest: Vec<u32> = self.requests_of(d);
            if !rest.is_empty() {
                self.remove(d, &rest)
            }
        }
    }

    /// Requests served on a day.
    pub(crate) fn requests_of(&self, d: usize) -> Vec<u32> {
        let seq = self.routes[d].seq.iter().copied();
        seq.filter(|&v| v != NONE && !self.model.nodes[v as usize].delivers).collect()
    }

    /// A supply call that is no longer needed goes, too.
    fn drop_idle_call(&mut self, d: usize) -> bool {
        let seq: Vec<u32> = self.routes[d].seq.iter().copied().filter(|&v| v != NONE).collect();
        if crate::route::supplies_fit(self.model, &self.model.days[d], &seq).is_none() {
            return self.rewrite(d, |s| *s = seq);
        }
        true
    }

    /// Puts an absent request where a cell says.
    pub(crate) fn insert(&mut self, request: u32, d: u32, cell: Cell) {
        let mate = self.model.nodes[request as usize].mate;
        self.return_from_absence(request);
        self.touched.push(request);
        self.day_of[request as usize] = d;
        if mate != NONE {
            self.day_of[mate as usize] = d;
        }
        let holds = self.rewrite(d as usize, |seq| cell.apply(seq, request, mate));
        assert!(holds, "a place found feasible is feasible");
    }

    /// Sets the routes of all days from orders that keep the rules.
    pub(crate) fn load(&mut self, orders: &[Vec<u32>]) {
        for (d, seq) in orders.iter().enumerate() {
            if self.routes[d].seq == *seq {
                continue;
            }
            for i in 0..self.routes[d].seq.len() {
                self.take_off(self.routes[d].seq[i]);
            }
        }
        for (d, seq) in orders.iter().enumerate() {
            if self.routes[d].seq != *seq {
                for &v in seq {
                    self.take_on(v, d as u32);
                }
                let holds = self.rewrite(d, |s| s.clone_from(seq));
                assert!(holds, "a loaded order keeps the rules");
            }
        }
        self.begin();
    }

    fn take_off(&mut self, v: u32) {
        if v != NONE {
            self.day_of[v as usize] = NONE;
            if !self.model.nodes[v as usize].delivers {
                self.leave(v);
            }
        }
    }

    fn take_on(&mut self, v: u32, d: u32) {
        if v != NONE {
            self.day_of[v as usize] = d;
            if !self.model.nodes[v as usize].delivers {
                self.return_from_absence(v);
            }
        }
    }

    /// Whether a day was changed since `begin`.
    pub(crate) fn is_changed(&self, d: usize) -> bool {
        self.trailed[d]
    }

    /// Whether a request is left out.
    pub(crate) fn is_absent(&self, v: u32) -> bool {
        self.absent_at[v as usize] != NONE
    }

    /// Days that serve something.
    pub(crate) fn routes_used(&self) -> usize {
        self.used
    }

    pub(crate) fn version_of(&self, d: usize) -> u32 {
        self.stamps[d].0
    }
}
