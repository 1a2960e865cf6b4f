//! Travel by time of day, compiled: the moment of arrival for a departure, and the last departure for an arrival.
//!
//! A drive is used up at the pace of the period it is in; what is left at the end of a period goes on at the next one's pace. Rounding is
//! upwards, so that leaving later never means arriving earlier, and the last departure can be found by halving.

use super::{Period, Travel};
use crate::model::Seconds;

/// Periods on the compiled clock.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    /// Beginning of each period within the round.
    starts: Vec<i64>,
    per_mille: Vec<i32>,
    /// Matrices of periods that have one; empty otherwise.
    seconds: Vec<Vec<i32>>,
    size: usize,
    /// Length of the round, 0 when nothing repeats.
    round: i64,
    /// Origin of the compiled clock.
    base: Seconds,
}

fn scaled(seconds: i32, per_mille: i32) -> i32 {
    ((i64::from(seconds) * i64::from(per_mille) + 500) / 1000) as i32
}

impl Hours {
    pub(crate) fn new(travel: &Travel, base: Seconds) -> Option<Hours> {
        let Travel::ByHour { travel, periods, repeat_seconds } = travel else { return None };
        Some(Hours {
            starts: periods.iter().map(|p| p.from_seconds).collect(),
            per_mille: periods.iter().map(|p| p.per_mille as i32).collect(),
            seconds: periods.iter().map(|p: &Period| p.seconds.clone()).collect(),
            size: travel.places(),
            round: *repeat_seconds,
            base,
        })
    }

    /// Period at a moment, and seconds until it ends.
    fn period(&self, moment: i32) -> (usize, i64) {
        let absolute = i64::from(moment) + self.base;
        let clock = if self.round > 0 { absolute.rem_euclid(self.round) } else { absolute };
        match self.starts.partition_point(|&s| s <= clock) {
            0 if self.round > 0 => (self.starts.len() - 1, self.starts[0] - clock),
            0 => (0, self.starts.get(1).map_or(i64::MAX, |s| s - clock)),
            n => (n - 1, self.starts.get(n).map_or(self.last(clock), |s| s - clock)),
        }
    }

    fn last(&self, clock: i64) -> i64 {
        if self.round > 0 { self.round - clock + self.starts[0] } else { i64::MAX }
    }

    /// Seconds for the whole way at the pace of one period.
    fn whole(&self, period: usize, (from, to): (u32, u32), base: i32, vehicle: i32) -> i32 {
        let own = &self.seconds[period];
        let seconds = if own.is_empty() { base } else { own[from as usize * self.size + to as usize] };
        scaled(scaled(seconds, self.per_mille[period]), vehicle)
    }

    /// Arrival when leaving at a moment; `base` is what `travel` itself says, `vehicle` the vehicle's pace per mille.
    pub(crate) fn arrive(&self, leave: i32, way: (u32, u32), base: i32, vehicle: i32) -> i32 {
        let (mut period, mut room) = self.period(leave);
        let mut whole = i64::from(self.whole(period, way, base, vehicle));
        let (mut now, mut left) = (i64::from(leave), whole);
        while left > room {
            left -= room;
            now += room;
            (period, room) = self.period(now as i32);
            let next = i64::from(self.whole(period, way, base, vehicle));
            left = (left * next + whole - 1) / whole;
            whole = next;
            if whole == 0 {
                break;
            }
        }
        (now + left) as i32
    }

    /// The last departure that arrives by a moment.
    pub(crate) fn leave(&self, arrive: i32, way: (u32, u32), base: i32, vehicle: i32) -> i32 {
        let all = (0..self.starts.len()).map(|p| self.whole(p, way, base, vehicle));
        let slack = self.starts.len() as i32 + 2;
        let mut late = arrive - all.clone().min().unwrap_or(0) + 1;
        let mut early = arrive - all.max().unwrap_or(0) - slack;
        while self.arrive(early, way, base, vehicle) > arrive {
            early -= slack;
        }
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            if self.arrive(middle, way, base, vehicle) <= arrive { early = middle } else { late = middle }
        }
        early
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn rush(random: &mut Random, repeat_seconds: i64) -> Travel {
        let places: Vec<[i32; 2]> =
            (0..6).map(|_| [random.below(40_000) as i32, random.below(40_000) as i32]).collect();
        let mut from_seconds = random.below(3600) as i64;
        let periods = (0..5).map(|k| {
            from_seconds += 600 + random.below(12_000) as i64;
            let seconds = if k % 2 == 0 { vec![] } else { (0..36).map(|_| random.below(4000) as i32).collect() };
            Period { from_seconds, per_mille: 500 + random.below(2000) as u32, seconds }
        });
        let periods = periods.collect();
        Travel::ByHour { travel: Box::new(Travel::Plane { places, seconds_per_km: 156 }), periods, repeat_seconds }
    }

    #[test]
    fn leaving_later_never_arrives_earlier_and_the_last_departure_is_exact() {
        let mut random = Random::new(3);
        for round in 0..40 {
            let travel = rush(&mut random, if round % 2 == 0 { 86_400 } else { 0 });
            let base = 1_700_000_000 * i64::from(round % 3 == 0);
            let hours = Hours::new(&travel, base).unwrap();
            for _ in 0..200 {
                let way = (random.below(6) as u32, random.below(6) as u32);
                let leave = random.below(200_000) as i32 - 50_000;
                let vehicle = [1000, 1400][random.below(2)];
                let by_table = travel.seconds(way.0 as usize, way.1 as usize) as i32;
                let arrive = |t: i32| hours.arrive(t, way, by_table, vehicle);
                let walked =
                    travel.seconds_leaving(way.0 as usize, way.1 as usize, i64::from(leave) + base, vehicle as u32);
                assert_eq!(i64::from(arrive(leave) - leave), walked);
                assert!(arrive(leave) <= arrive(leave + 1));
                let last = hours.leave(arrive(leave), way, by_table, vehicle);
                assert!(arrive(last) <= arrive(leave) && arrive(last + 1) > arrive(leave));
            }
        }
    }
}
