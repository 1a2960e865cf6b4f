//! Limits over all shifts of a technician while a plan is searched.
//!
//! Sums of visits and work are kept by technician and follow every change of a route. A cell of the table of best places is found as if the
//! day stood alone, and knows how long the day would then be and how long at least: if that is more than the other days leave, the best
//! place within what they leave is found anew, and only then. Nothing of this is touched where no days are coupled.

use super::{CLOSED, State};
use crate::compiled::{FAR, Model, NONE, Use};
use crate::random::Random;
use crate::route::Route;
use crate::search::evaluate::{Cell, Need};

/// What technicians have done, and what cells need.
#[derive(Debug, Default)]
pub(super) struct Quotas {
    /// By technician.
    used: Vec<Use>,
    /// By technician, before the step under way changed any of the days.
    before: Vec<Use>,
    /// What each day has in it.
    counted: Vec<Use>,
    /// One for each cell.
    needs: Vec<Need>,
}

impl Quotas {
    pub(super) fn new(model: &Model, cells: usize) -> Self {
        if !model.limited {
            return Quotas::default();
        }
        let none = Use::default();
        Quotas {
            used: vec![none; model.quotas.len()],
            before: vec![none; model.quotas.len()],
            counted: vec![none; model.days.len()],
            needs: vec![Need::default(); cells],
        }
    }

    /// Counts a day as it now is.
    pub(super) fn note(&mut self, model: &Model, d: usize, route: &Route) {
        let (t, now) = (model.days[d].technician as usize, route.uses());
        self.used[t] = self.used[t] - self.counted[d] + now;
        self.counted[d] = now;
    }
}

impl State<'_> {
    /// Remembers what the technician of a day did before the step, unless another of the days was changed already.
    pub(super) fn remember(&mut self, d: usize) {
        let t = self.model.days[d].technician as usize;
        if !self.model.days_of[t].iter().any(|&e| self.trailed[e as usize]) {
            self.quotas.before[t] = self.quotas.used[t];
        }
    }

    /// The days that may have become easier for a request because a day in the trail has changed: with it, once, all others of its
    /// technician when they have been left more than before.
    fn eased(&self, at: usize) -> &[u32] {
        let (model, d) = (self.model, &self.trail[at].0);
        let technician = model.days[*d as usize].technician;
        let t = technician as usize;
        let (used, before) = (self.quotas.used[t], self.quotas.before[t]);
        let freed = model.is_coupled(*d as usize) && (used.visits < before.visits || used.work < before.work);
        let same = |other: &(u32, Route)| model.days[other.0 as usize].technician == technician;
        match freed {
            false => std::slice::from_ref(d),
            true if self.trail[..at].iter().any(same) => &[],
            true => &model.days_of[t],
        }
    }

    /// Whether the technician of a day stays within the limits over all shifts.
    pub(super) fn keeps_quota(&self, d: usize) -> bool {
        let model = self.model;
        !model.is_coupled(d) || model.quota(d).holds(self.quotas.used[model.days[d].technician as usize])
    }

    /// The seconds of work that the technician's other days leave a day, if they leave it a request at all.
    fn room(&self, d: usize, request: u32) -> Option<i32> {
        let model = self.model;
        if !model.is_coupled(d) {
            return Some(FAR);
        }
        let (quota, used) = (model.quota(d), self.quotas.used[model.days[d].technician as usize]);
        let more = if model.nodes[request as usize].mate == NONE { 1 } else { 2 };
        let work = quota.work.saturating_sub(used.work - self.quotas.counted[d].work).min(i64::from(FAR)) as i32;
        (used.visits + more <= quota.visits && work >= 0).then_some(work)
    }

    /// The best place of a request on a day, within what the technician's other days leave. The cell is that of the day alone.
    fn place_within(&mut self, k: usize, d: u32, request: u32) -> Cell {
        let Some(room) = self.room(d as usize, request) else { return Cell::default() };
        let version = self.stamps[d as usize].0;
        if self.cells[k].version != version {
            (self.cells[k], self.quotas.needs[k]) = self.judge(d, request, FAR);
            self.cells[k].version = version;
        }
        let need = self.quotas.needs[k];
        match self.cells[k] {
            cell if need.work <= room => cell,
            _ if need.least > room => Cell::default(),
            _ => self.judge(d, request, room).0,
        }
    }

    fn judge(&mut self, d: u32, request: u32, room: i32) -> (Cell, Need) {
        self.eval.best_within(self.model, &self.routes[d as usize], d as usize, request, room)
    }

    /// `best_place` where days are coupled.
    pub(super) fn best_place_within(&mut self, request: u32, random: &mut Random) -> Option<(u32, Cell)> {
        let (from, to) = (self.row[request as usize] as usize, self.row[request as usize + 1] as usize);
        let mut best: Option<(u32, Cell)> = None;
        let mut fresh = NONE;
        for k in from..to {
            let d = self.able[k];
            if self.blink_in == 0 {
                self.blink_in = random.below(2 * self.blink_rate) + 1;
                continue;
            }
            self.blink_in -= 1;
            let twin = self.stamps[d as usize].1;
            if twin != NONE && (twin == fresh || twin == CLOSED) {
                continue;
            }
            fresh = if twin == NONE { fresh } else { twin };
            self.keep_better(k, d, request, &mut best);
        }
        best
    }

    /// `best_changed_place` where days are coupled: all days of a technician have other room when one of them has changed.
    pub(super) fn best_changed_place_within(&mut self, request: u32) -> Option<(u32, Cell)> {
        let mut best: Option<(u32, Cell)> = None;
        for at in 0..self.trail.len() {
            if !self.model.able(request as usize, self.model.days[self.trail[at].0 as usize].technician) {
                continue;
            }
            for i in 0..self.eased(at).len() {
                let d = self.eased(at)[i];
                let Ok(k) = self.days(request).binary_search(&d) else { continue };
                if self.stamps[d as usize].1 != CLOSED {
                    self.keep_better(self.row[request as usize] as usize + k, d, request, &mut best);
                }
            }
        }
        best
    }

    fn keep_better(&mut self, k: usize, d: u32, request: u32, best: &mut Option<(u32, Cell)>) {
        let cell = self.place_within(k, d, request);
        if cell.points < best.map_or(i32::MAX, |b| b.1.points) {
            *best = Some((d, cell));
        }
    }

    /// The best place on a day that serves nobody.
    pub(super) fn place_on(&mut self, d: u32, request: u32) -> Cell {
        match self.room(d as usize, request) {
            Some(room) => self.judge(d, request, room).0,
            None => Cell::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, FAR, Model, NONE, State, Use};
    use crate::Board;
    use crate::random::Random;
    use crate::route::Route;
    use crate::tests::make;

    /// What the cheapest place costs at which the day has at most so many seconds of work, all places tried one by one.
    fn cheapest(state: &State, d: u32, request: u32, room: Option<i32>) -> i32 {
        let d = d as usize;
        let try_at = |p: usize| {
            let mut seq = state.routes[d].seq.clone();
            Cell { at: p as u16, ..Cell::default() }.apply(&mut seq, request, NONE);
            let route = Route::build(state.model, d, &seq)?;
            (route.work <= room?).then(|| (route.points - state.routes[d].points) as i32)
        };
        (0..=state.routes[d].seq.len()).filter_map(try_at).min().unwrap_or(i32::MAX)
    }

    /// What the technician's other days leave, added up anew.
    fn left(state: &State, d: u32) -> Option<i32> {
        let (model, quota) = (state.model, state.model.quota(d as usize));
        let own = model.days_of[model.days[d as usize].technician as usize].iter().map(|&e| e as usize);
        let visits: usize = own.clone().map(|e| state.routes[e].seq.len()).sum();
        let work: i64 = own.filter(|&e| e != d as usize).map(|e| i64::from(state.routes[e].work)).sum();
        ((visits as i64) < quota.visits).then(|| quota.work.saturating_sub(work).clamp(-1, i64::from(FAR)) as i32)
    }

    #[test]
    fn sums_follow_every_change_and_no_place_within_the_limits_is_missed() {
        let (mut full, mut narrow) = (0, 0);
        for seed in 0..40 {
            let mut problem = make::problem(seed, 30, seed % 3 == 0);
            if seed % 3 == 1 {
                make::pay_for_hours(&mut problem, seed);
            }
            make::week(&mut problem, seed, 2);
            let mut model = Model::new(&problem).unwrap();
            model.find_twins(&problem);
            model.plain = model.is_plain();
            let none = vec![Vec::new(); model.days.len()];
            let mut state = State::new(&model, &none);
            let mut random = Random::new(seed);
            for step in 0..80 {
                state.begin();
                let used: Vec<u32> =
                    (0..model.days.len() as u32).filter(|&d| !state.routes[d as usize].seq.is_empty()).collect();
                if !used.is_empty() && random.once_in(2) {
                    let d = used[random.below(used.len())] as usize;
                    let gone = state.routes[d].seq[random.below(state.routes[d].seq.len())];
                    state.remove(d, &[gone]);
                }
                for request in state.absent.clone() {
                    for k in state.row[request as usize]..state.row[request as usize + 1] {
                        let d = state.able[k as usize];
                        let found = state.place_within(k as usize, d, request).points;
                        let room = left(&state, d);
                        assert_eq!(found, cheapest(&state, d, request, room), "seed {seed} step {step}");
                        let (alone, need) = state.judge(d, request, FAR);
                        full += i32::from(found == i32::MAX && alone.points < found);
                        if need.least < need.work {
                            let found = state.judge(d, request, need.work - 1).0.points;
                            assert_eq!(found, cheapest(&state, d, request, Some(need.work - 1)), "seed {seed}");
                            narrow += 1;
                        }
                    }
                    if random.once_in(3)
                        && let Some((d, cell)) = state.best_place(request, &mut random)
                    {
                        state.insert(request, d, cell);
                        break;
                    }
                }
                if random.once_in(3) {
                    state.undo();
                }
                for (t, used) in state.quotas.used.iter().enumerate() {
                    let days = model.days_of[t].iter().map(|&d| state.routes[d as usize].uses());
                    assert_eq!(days.fold(Use::default(), |a, b| a + b), *used, "seed {seed} step {step}");
                }
            }
            let plan = crate::plan::publish(&problem, &model, &rebuilt(&mut model.clone(), &state));
            assert!(Board::new(problem, &plan).unwrap().dropped().is_empty());
        }
        assert!(full > 1000 && narrow > 20, "{full} full, {narrow} narrow");
    }

    fn rebuilt(model: &mut Model, state: &State) -> Vec<Route> {
        model.plain = false;
        let build = |(d, route): (usize, &Route)| Route::build(model, d, &route.seq).unwrap();
        state.routes.iter().enumerate().map(build).collect()
    }
}
