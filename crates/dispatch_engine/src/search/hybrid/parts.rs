//! Part by part: some neighbouring routes and their visits are bred on their own while the others stand still.
//!
//! A child of the whole plan changes a few routes of many, so a large problem needs more children than there is time for; a part of two
//! hundred visits comes close to its best within a few thousand (decomposition by route neighbourhoods, Santini, Schneider, Vidal and Vigo
//! 2023). Parts overlap: what is a border of one lies inside another.

use super::{Ground, Hybrid, MUST};
use crate::compiled::NONE;
use crate::search::{Search, Spending};

/// Days without visits that a part may open.
const SPARE: usize = 2;

impl Search<'_> {
    /// Whether a problem is large enough to be bred part by part: several parts, days that are all alike, everyone to be served.
    pub(in crate::search) fn has_parts(&self, whole: &Ground) -> bool {
        whole.alike && whole.n() as usize > 2 * self.tuning.part && whole.prize.iter().all(|&prize| prize == MUST)
    }

    /// Breeds parts of the plan until the budget is gone.
    pub(in crate::search) fn by_parts(&mut self, whole: &Ground, spending: &mut Spending) {
        let best = self.best.clone();
        self.state.load(&best);
        let mut waiting: Vec<u32> = Vec::new();
        while spending.goes_on(self, 1_000_000) {
            if waiting.is_empty() {
                waiting = (0..whole.n()).collect();
                self.random.shuffle(&mut waiting);
            }
            let Some(first) = waiting.pop() else { return };
            let days = self.days_around(whole, first);
            waiting.retain(|&v| !days.contains(&self.day_of(whole, v)));
            self.breed_part(whole, days, spending);
        }
    }

    fn day_of(&self, whole: &Ground, v: u32) -> u32 {
        self.state.day_of[whole.visits[v as usize] as usize]
    }

    /// Days that serve the visits nearest to one, until they serve as many as a part may have.
    fn days_around(&self, whole: &Ground, first: u32) -> Vec<u32> {
        let (mut days, mut visits) = (Vec::new(), 0);
        let mut seen = vec![false; whole.n() as usize];
        let mut queue = vec![first];
        seen[first as usize] = true;
        let mut i = 0;
        while visits < self.tuning.part && i < queue.len() {
            let v = queue[i];
            i += 1;
            let d = self.day_of(whole, v);
            if d != NONE && !days.contains(&d) {
                days.push(d);
                visits += self.state.routes[d as usize].seq.len();
            }
            for &u in whole.near(v).iter().take(10) {
                if !std::mem::replace(&mut seen[u as usize], true) {
                    queue.push(u);
                }
            }
        }
        days
    }

    fn breed_part(&mut self, whole: &Ground, mut days: Vec<u32>, spending: &mut Spending) {
        let visits: Vec<u32> = days.iter().flat_map(|&d| self.best[d as usize].iter().copied()).collect();
        days.extend(whole.days.iter().copied().filter(|&d| self.best[d as usize].is_empty()).take(SPARE));
        let Some(ground) = Ground::of(&self.state, days, visits, self.tuning.near, |_| MUST) else { return };
        let mut hybrid = Hybrid::new(&ground, &self.tuning, self.random.next());
        hybrid.welcome(&self.numbered(&ground));
        while hybrid.stale < self.tuning.patience && spending.goes_on(self, 1_000_000) {
            self.grow(&mut hybrid);
        }
    }
}
