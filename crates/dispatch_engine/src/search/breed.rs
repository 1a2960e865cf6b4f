//! Several short lives instead of one long one: plans inherit whole routes from two parents and are annealed again, briefly.
//!
//! One trajectory settles in one valley. Exchanging routes between good plans (selective route exchange, Nagata and Braysy 2009; hybrid
//! genetic search, Vidal 2012) crosses between valleys, with ruin and recreate in the place of the local search.

use super::{Search, Spending};
use crate::compiled::NONE;

/// A plan and its worth.
struct Life {
    key: (i64, i64),
    orders: Vec<Vec<u32>>,
}

impl Search<'_> {
    /// Spends the budget on a few long lives and many short ones bred from them.
    pub(super) fn breed(&mut self, spending: &mut Spending) {
        let from = f64::from(spending.ppm);
        let first = self.best.clone();
        let ppm = |share: f64| (from + (1e6 - from) * share) as u32;
        let (founders, share) = (self.tuning.founders.max(2), self.tuning.founding);
        let mut lives: Vec<Life> = Vec::new();
        for i in 1..=founders {
            self.start_from(&first);
            self.anneal_until(spending, ppm(share * i as f64 / founders as f64), self.tuning.hot, self.tuning.cold);
            lives.push(self.life());
        }
        let mut done = share;
        while done < 0.999 && spending.goes_on(self, 1_000_000) {
            done = (done + self.tuning.childhood).min(1.0);
            let child = self.cross(&lives);
            self.start_from(&child);
            self.anneal_until(spending, ppm(done), self.tuning.hot_again, self.tuning.cold);
            let life = self.life();
            lives.sort_by_key(|l| l.key);
            let worst = lives.len() - 1;
            if lives.iter().all(|l| l.key != life.key) && life.key < lives[worst].key {
                lives[worst] = life;
            }
        }
        lives.sort_by_key(|l| l.key);
        let best = lives.swap_remove(0).orders;
        self.start_from(&best);
    }

    fn life(&self) -> Life {
        Life { key: self.best_key, orders: self.best.clone() }
    }

    /// Loads orders, serves who can be served, and forgets what was best.
    fn start_from(&mut self, orders: &[Vec<u32>]) {
        self.state.load(orders);
        self.fill();
        self.best_key = (i64::MAX, i64::MAX);
        self.note_best();
    }

    /// A plan with the routes of one parent, some of them replaced by neighbouring ones of another.
    fn cross(&mut self, lives: &[Life]) -> Vec<Vec<u32>> {
        let one = self.random.below(lives.len());
        let other = (one + 1 + self.random.below(lives.len() - 1)) % lives.len();
        let (one, other) = (&lives[one].orders, &lives[other].orders);
        let mut day_of = vec![NONE; self.model.nodes.len()];
        for (d, seq) in other.iter().enumerate() {
            seq.iter().filter(|&&v| v != NONE).for_each(|&v| day_of[v as usize] = d as u32);
        }
        let used = other.iter().filter(|s| !s.is_empty()).count();
        let wanted = 1 + self.random.below(used.div_ceil(2).max(1));
        let seed = self.state.requests[self.random.below(self.state.requests.len())];
        let mut days: Vec<u32> = Vec::new();
        for &v in self.near.of(seed) {
            let d = day_of[v as usize];
            if d != NONE && !days.contains(&d) && days.len() < wanted {
                days.push(d);
            }
        }
        let mut child = one.clone();
        let mut taken = vec![false; child.len()];
        let mut inherited = vec![false; self.model.nodes.len()];
        for &d in &days {
            let to = self.counterpart(&child, &taken, &other[d as usize], d as usize);
            taken[to] = true;
            child[to].clone_from(&other[d as usize]);
            other[d as usize].iter().filter(|&&v| v != NONE).for_each(|&v| inherited[v as usize] = true);
        }
        for (d, seq) in child.iter_mut().enumerate().filter(|&(d, _)| !taken[d]) {
            seq.retain(|&v| v == NONE || !inherited[v as usize]);
            if seq.iter().all(|&v| v == NONE) || crate::route::Route::build(self.model, d, seq).is_none() {
                seq.clear();
            }
        }
        child
    }

    /// Of the days alike, the one that shares most visits with a route; with no days alike, the same day.
    fn counterpart(&self, child: &[Vec<u32>], taken: &[bool], seq: &[u32], d: usize) -> usize {
        let twin = self.model.days[d].twin;
        let shared = |c: usize| child[c].iter().filter(|v| seq.contains(v)).count();
        (0..child.len())
            .filter(|&c| !taken[c] && self.model.days[c].twin == twin)
            .max_by_key(|&c| (shared(c), c == d, usize::MAX - c))
            .unwrap_or(d)
    }
}
