//! A plan given as orders: when everyone starts so that all ties hold, found by letting each wait for whom it has to wait.
//!
//! Starts only ever move later (nobody waits for an announced one before all ties hold), from the stated start or the earliest possible one, until nothing moves; a job that cannot wait any
//! longer is left out as a whole.

use super::Board;
use crate::compiled::{FAR, Model, Node, Ties};
use crate::plan::Plan;
use crate::route::{Clock, Route};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Board {
    /// Orders without the tied visits that cannot stand; those that can have nodes that start no earlier than their ties allow.
    pub(super) fn settle(&mut self, mut orders: Vec<Vec<u32>>, plan: &Plan) -> Vec<Vec<u32>> {
        let mut stated: BTreeMap<u32, i32> = self.stated(plan);
        if self.stands_as_stated(&orders, &stated) {
            return orders;
        }
        self.set_out(&BTreeMap::new(), 0);
        for (d, seq) in orders.iter_mut().enumerate() {
            if seq.iter().any(|v| self.model.ties.visits.contains_key(v)) {
                let (route, lost) = self.hold(d, std::mem::take(seq));
                *seq = route.seq;
                self.drop_all(&lost);
            }
        }
        // Exactly as stated if that can be (breaks then fall where they did), then no earlier than stated.
        let (mut later, mut early) = (0, false);
        let limited = self.model.days.iter().any(|d| d.work_max < FAR);
        loop {
            self.leave_out(&mut orders);
            let d = match self.wait(&orders, &stated, later, early).map(|()| self.tied_beyond_quota(&orders)) {
                Ok(None) => return orders,
                Ok(Some(d)) | Err(d) => d,
            };
            let tied = orders[d].iter().copied().find(|v| self.model.ties.visits.contains_key(v));
            let Some(v) = tied else { return orders };
            // Then without the stated starts, then without the first job that stands on that day. Where work is limited, everyone leaves
            // late and waits for partners who leave later still: if that has no end, all keep their earliest starts.
            match () {
                () if later == 0 && !stated.is_empty() => later = FAR / 2,
                () if !stated.is_empty() => stated.clear(),
                () if limited && !early => early = true,
                () => {
                    early = false;
                    let job = &self.model.ties.jobs[self.model.ties.visits[&v].job];
                    let job: Vec<u32> =
                        job.iter().copied().filter(|u| orders.iter().flatten().any(|v| v == u)).collect();
                    orders.iter_mut().for_each(|seq| seq.retain(|u| !job.contains(u)));
                    self.drop_all(&job);
                }
            }
        }
    }

    /// Whether everybody can start exactly as stated: then nothing else is tried.
    fn stands_as_stated(&mut self, orders: &[Vec<u32>], stated: &BTreeMap<u32, i32>) -> bool {
        self.lost(orders).is_empty()
            && self.wait(orders, stated, 0, false).is_ok()
            && self.tied_beyond_quota(orders).is_none()
    }

    /// Starts that a plan states for tied visits.
    fn stated(&self, plan: &Plan) -> BTreeMap<u32, i32> {
        let numbers: BTreeMap<&str, u32> =
            self.model.ties.visits.keys().map(|&v| (self.problem.visits[v as usize].id.as_str(), v)).collect();
        let stops = plan.routes.iter().flat_map(|r| &r.stops).filter(|s| s.end_seconds != 0 || s.start_seconds != 0);
        let start = |s: &crate::plan::Stop| {
            let v = *numbers.get(s.visit.as_deref()?)?;
            let start = i32::try_from(s.start_seconds - self.model.base).ok()?;
            (self.model.ties.visits[&v].free.start(start) == Some(start)).then_some((v, start))
        };
        stops.filter_map(start).collect()
    }

    /// Crews of which somebody is missing or not able, visits whose predecessors are missing, series with several technicians.
    fn lost(&self, orders: &[Vec<u32>]) -> Vec<u32> {
        let mut technician: BTreeMap<u32, u32> = BTreeMap::new();
        for (d, seq) in orders.iter().enumerate() {
            let own = seq.iter().filter(|v| self.model.ties.visits.contains_key(v));
            technician.extend(own.map(|&v| (v, self.model.days[d].technician)));
        }
        let stands = |v: &u32| {
            let (own, tie) = (technician[v], &self.model.ties.visits[v]);
            let others = tie.crew.iter().filter(|u| *u != v);
            let series = tie.series.map_or(&[] as &[u32], |s| &self.model.ties.series[s]);
            let first = series.iter().find_map(|u| technician.get(u));
            self.model.able(*v as usize, own)
                && others.clone().all(|u| technician.get(u).is_some_and(|t| *t != own))
                && tie.after.iter().all(|gap| technician.contains_key(&gap.visit))
                && first.is_none_or(|t| *t == own)
        };
        technician.keys().copied().filter(|v| !stands(v)).collect()
    }

    /// Orders without those that are lost, and those that are lost without them.
    fn leave_out(&mut self, orders: &mut [Vec<u32>]) {
        loop {
            let gone = self.lost(orders);
            if gone.is_empty() {
                return;
            }
            orders.iter_mut().for_each(|seq| seq.retain(|v| !gone.contains(v)));
            self.drop_all(&gone);
        }
    }

    /// Nobody waits yet; stated starts hold, or may be so much later.
    fn set_out(&mut self, stated: &BTreeMap<u32, i32>, later: i32) {
        let model = Arc::make_mut(&mut self.model);
        for (&v, tie) in &model.ties.visits {
            let free = match stated.get(&v) {
                Some(&start) => tie.free.narrowed(start, start, start + later),
                None => tie.free.clone(),
            };
            let node = &mut model.nodes[v as usize];
            *node = Node { class: node.class, ..free };
        }
    }

    /// Lets tied visits wait for each other, from their stated starts or so much later; the day on which somebody cannot, if there is one.
    fn wait(&mut self, orders: &[Vec<u32>], stated: &BTreeMap<u32, i32>, later: i32, early: bool) -> Result<(), usize> {
        self.set_out(stated, later);
        let model = Arc::make_mut(&mut self.model);
        let ties = std::mem::take(&mut model.ties);
        let touched: Vec<usize> =
            (0..orders.len()).filter(|&d| orders[d].iter().any(|v| ties.visits.contains_key(v))).collect();
        let mut result = touched.first().map_or(Ok(()), |&d| Err(d));
        for _ in 0..1000 {
            let times = match times(model, &ties, &touched, orders, early) {
                Ok(times) => times,
                Err(d) => {
                    result = Err(d);
                    break;
                }
            };
            if !wait_once(model, &ties, &times) {
                if early {
                    let at = |&start: &i32, v: &u32| ties.visits[v].free.narrowed(start, start, start);
                    times.iter().for_each(|(v, (start, _))| model.nodes[*v as usize] = at(start, v));
                }
                let broken = |d: &usize| Route::build(model, *d, &orders[*d]).is_none();
                result = touched.iter().copied().find(broken).map_or(Ok(()), Err);
                break;
            }
        }
        model.ties = ties;
        result
    }
}

/// Starts and ends of tied visits, as early as can be or as the clock has them; or the day that cannot be as it stands.
fn times(
    model: &Model,
    ties: &Ties,
    touched: &[usize],
    orders: &[Vec<u32>],
    early: bool,
) -> Result<BTreeMap<u32, (i32, i32)>, usize> {
    let mut times: BTreeMap<u32, (i32, i32)> = BTreeMap::new();
    for &d in touched {
        let day = &model.days[d];
        let clock = match early {
            true => Route::in_time(model, d, &orders[d]).and_then(|r| Clock::earliest(model, day, &r)),
            false => Route::build(model, d, &orders[d]).and_then(|r| Clock::earliest(model, day, &r)),
        };
        let clock = clock.ok_or(d)?;
        let stops = orders[d].iter().zip(&clock.start).filter(|(v, _)| ties.visits.contains_key(v));
        times.extend(stops.map(|(&v, &s)| (v, (s, s + model.service(day, &model.nodes[v as usize])))));
    }
    Ok(times)
}

/// Lets whoever has to wait for a partner wait; whether there was anybody.
fn wait_once(model: &mut Model, ties: &Ties, times: &BTreeMap<u32, (i32, i32)>) -> bool {
    let mut moved = false;
    for (&v, &(start, end)) in times {
        let tie = &ties.visits[&v];
        let crew = tie.crew.iter().filter_map(|u| times.get(u)).map(|t| t.0);
        let after = tie.after.iter().filter_map(|g| Some(times.get(&g.visit)?.1 + g.min));
        // A partner that may not be too long ago waits, too.
        let before = tie.before.iter().filter_map(|g| Some(times.get(&g.visit)?.0 - g.max? - (end - start)));
        let due = crew.chain(after).chain(before).max().unwrap_or(start);
        if due > start {
            let node = &mut model.nodes[v as usize];
            match tie.free.start(due) {
                Some(start) => *node = tie.free.narrowed(start, start, FAR / 2),
                None => node.close = -FAR,
            }
            moved = true;
        }
    }
    moved
}
