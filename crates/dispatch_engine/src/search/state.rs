//! A plan under search: routes, who is absent, and for every request the best place in every route it may join.
//!
//! The table of best places is what makes a step cheap: a route carries a version that changes with its content, a cell carries the
//! version it was computed for, so a step recomputes only the cells of routes it changed, for requests it moves (`changes`, `places`).

mod changes;
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

    /// Requests served on a day.
    pub(crate) fn requests_of(&self, d: usize) -> Vec<u32> {
        let seq = self.routes[d].seq.iter().copied();
        seq.filter(|&v| v != NONE && !self.model.nodes[v as usize].delivers).collect()
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
