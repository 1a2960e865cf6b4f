//! Changes of a plan under search, and their undoing: the old routes are kept aside and swapped back, versions included.

use super::State;
use crate::compiled::NONE;
use crate::search::evaluate::Cell;

impl State<'_> {
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

    /// Whether a day was changed since `begin`.
    pub(crate) fn is_changed(&self, d: usize) -> bool {
        self.trailed[d]
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
}
