//! The most that the rest of a day can still bring, whatever has been driven before.
//!
//! A bound for ways under way (completion bounds, after Lübbecke and Desrosiers 2005): every visit is reached by the shortest of the legs
//! that lead to it and may be served again and again. One pass from the evening to the morning tells it for every time of the day.

use super::pricing::Stop;
use crate::compiled::{Day, Model};

/// Seconds of a step at most: what differs by less counts as the earlier time.
const STEP: i32 = 300;
/// Steps shorter than this are too many; nothing is bounded then.
const SHORT: i32 = 30;

/// The most that can follow, by time of leaving.
#[derive(Debug, Default)]
pub(super) struct Hope {
    begin: i32,
    step: i32,
    best: Vec<i32>,
    /// Shortest leg to each stop.
    leg: Vec<i32>,
    stops: usize,
}

impl Hope {
    /// Bounds what a day brings after any time, the way home included.
    pub(super) fn look_ahead(&mut self, model: &Model, day: &Day, stops: &[Stop]) {
        self.legs(model, day, stops);
        (self.stops, self.begin) = (stops.len(), day.begin);
        let shortest = stops.iter().zip(&self.leg).map(|(stop, leg)| stop.service + leg).min().unwrap_or(0);
        self.step = shortest.min(STEP);
        self.best.clear();
        if self.step < SHORT {
            return;
        }
        let travel = model.prices.travel as i32;
        let home = stops.iter().map(|stop| stop.back).min().unwrap_or(0);
        let steps = ((day.close - day.begin) / self.step + 2).max(1) as usize;
        self.best.resize(steps, -home * travel);
        for s in (0..steps - 1).rev() {
            let time = day.begin + s as i32 * self.step;
            let mut best = self.best[s + 1];
            for (stop, &leg) in stops.iter().zip(&self.leg) {
                let arrive = time + leg;
                // A visit that opens later than the next step's arrival has been counted there.
                if arrive + self.step <= stop.open && s + 2 < steps || arrive > stop.close {
                    continue;
                }
                let depart = arrive.max(stop.open) + stop.service;
                if depart + stop.back <= day.close {
                    best = best.max(self.after(depart).saturating_add(stop.net - leg * travel));
                }
            }
            self.best[s] = best;
        }
    }

    /// The most that can follow when a stop is left at this time.
    #[inline]
    pub(super) fn after(&self, depart: i32) -> i32 {
        match self.best.get(((depart - self.begin) / self.step.max(1)) as usize) {
            Some(&best) => best,
            None => i32::MAX,
        }
    }

    /// Work done, in stops looked at.
    pub(super) fn work(&self) -> u64 {
        (self.stops * (self.stops + self.best.len() / 4)) as u64 / 2
    }

    /// For each stop the shortest leg from the start of the day or from a stop that can be left in time.
    fn legs(&mut self, model: &Model, day: &Day, stops: &[Stop]) {
        self.leg.clear();
        for (j, stop) in stops.iter().enumerate() {
            let mut shortest = model.table.seconds(day.start_place, stop.place);
            for (i, other) in stops.iter().enumerate() {
                let ready = other.open + other.service;
                if i != j && ready <= stop.close {
                    let leg = model.table.seconds(other.place, stop.place);
                    if leg < shortest && ready + leg <= stop.close {
                        shortest = leg;
                    }
                }
            }
            self.leg.push(shortest);
        }
    }
}
