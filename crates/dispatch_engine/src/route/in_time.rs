//! Earliest departure and latest arrival at every stop, by breaks taken, and the constant-time check they allow.
//!
//! Savelsbergh 1992, "The vehicle routing problem with time windows"; a break may fall into any leg, which adds a second index.

use super::Route;
use super::legs::{arrive_by, leave_at, through, through_backwards};
use crate::compiled::{Day, FAR, Model};

impl Route {
    pub(super) fn forward(&mut self, model: &Model, day: &Day) -> bool {
        let states = day.breaks.len() + 1;
        self.depart.clear();
        self.depart.resize((self.seq.len() + 1) * states, FAR);
        self.depart[0] = day.begin;
        for (p, &v) in self.seq.iter().enumerate() {
            let mut any = false;
            for from in 0..states {
                let depart = self.depart[p * states + from];
                if depart >= FAR {
                    continue;
                }
                for to in from..states {
                    let Some(arrival) = through(model, day, depart, self.way(p), from, to) else { break };
                    if let Some(leave) = leave_at(model, day, v, arrival) {
                        let slot = &mut self.depart[(p + 1) * states + to];
                        *slot = (*slot).min(leave);
                        any = true;
                    }
                }
            }
            if !any {
                return false;
            }
        }
        true
    }

    pub(super) fn backward(&mut self, model: &Model, day: &Day) -> bool {
        let states = day.breaks.len() + 1;
        let n = self.seq.len();
        self.latest.clear();
        self.latest.resize((n + 2) * states, -FAR);
        self.latest[(n + 1) * states + states - 1] = day.close;
        for p in (0..=n).rev() {
            for from in 0..states {
                let mut best = -FAR;
                for to in from..states {
                    let arrive = self.latest[(p + 1) * states + to];
                    if arrive > -FAR {
                        best = best.max(through_backwards(model, day, arrive, self.way(p), from, to).unwrap_or(-FAR));
                    }
                }
                if best > -FAR {
                    self.latest[p * states + from] = match p {
                        0 => best,
                        _ => arrive_by(model, day, self.seq[p - 1], best).unwrap_or(-FAR),
                    };
                }
            }
        }
        n == 0 || self.latest[0] >= day.begin
    }

    /// Whether a visit fits in time between stop `p` and the next, in constant time.
    #[inline]
    pub(crate) fn fits_in_time(&self, model: &Model, day: &Day, v: u32, p: usize, to: i32, on: i32) -> bool {
        let node = &model.nodes[v as usize];
        let service = model.service(day, node);
        let (to, on) = self.ways(node.place, p, to, on);
        if day.breaks.is_empty() {
            return match node.start(model.arrive(day, to, self.depart[p])) {
                Some(start) => model.arrive(day, on, start + service) <= self.latest[p + 1],
                None => false,
            };
        }
        let states = day.breaks.len() + 1;
        for from in 0..states {
            let depart = self.depart[p * states + from];
            if depart >= FAR {
                continue;
            }
            for via in from..states {
                let Some(arrival) = through(model, day, depart, to, from, via) else { break };
                let Some(start) = node.start(arrival) else { break };
                for end in via..states {
                    let Some(next) = through(model, day, start + service, on, via, end) else { break };
                    if next <= self.latest[(p + 1) * states + end] {
                        return true;
                    }
                }
            }
        }
        false
    }
}
