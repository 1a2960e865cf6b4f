//! What a simulated day came to: the figures that a replay prints.

use kernel::{Money, time::SignedDuration};
use std::collections::BTreeMap;

/// The figures of one day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayFigures {
    /// Requests made on the day.
    pub requests: u64,
    /// Of these booked.
    pub booked: u64,
    /// Of these refused, by the code of the reason.
    pub refused: BTreeMap<String, u64>,
    /// Technicians who said yes on the day.
    pub assigned: u64,
    /// Arrivals.
    pub arrived: u64,
    /// Of these before the end of the promised window.
    pub on_time: u64,
    /// Finished visits.
    pub finished: u64,
    /// Time on the way.
    pub travel: SignedDuration,
    /// Time at work, doors included.
    pub work: SignedDuration,
    /// Time that technicians were there for.
    pub shifts: SignedDuration,
    /// Accepted work, in minor units.
    pub revenue_minor: i64,
}

/// A share of a whole in percent with one digit; a dash when there is no whole.
fn percent(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.1}%", part * 100.0 / whole) } else { "-".to_owned() }
}

impl DayFigures {
    /// Counts a refusal.
    pub fn refuse(&mut self, code: &str) {
        *self.refused.entry(code.to_owned()).or_default() += 1;
    }

    /// One line for people; the trial balance of the books stands at its end.
    #[must_use]
    pub fn line(&self, day: &str, currency: kernel::Currency, trial_balance_minor: i64) -> String {
        let refused: u64 = self.refused.values().sum();
        let why: Vec<String> = self.refused.iter().map(|(code, count)| format!("{code} {count}")).collect();
        let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join(", ")) };
        let hours = self.shifts.as_secs_f64();
        format!(
            "{day}  requests {}  booked {}  refused {refused}{why}  assigned {}  finished {}  on time {}  travel {}  \
             utilisation {}  revenue {}  trial balance {}",
            self.requests,
            self.booked,
            self.assigned,
            self.finished,
            percent(self.on_time as f64, self.arrived as f64),
            percent(self.travel.as_secs_f64(), hours),
            percent(self.travel.as_secs_f64() + self.work.as_secs_f64(), hours),
            Money::new(self.revenue_minor, currency),
            Money::new(trial_balance_minor, currency),
        )
    }

    /// The sum of two days.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.requests += other.requests;
        self.booked += other.booked;
        for (code, count) in &other.refused {
            *self.refused.entry(code.clone()).or_default() += count;
        }
        self.assigned += other.assigned;
        self.arrived += other.arrived;
        self.on_time += other.on_time;
        self.finished += other.finished;
        self.travel += other.travel;
        self.work += other.work;
        self.shifts += other.shifts;
        self.revenue_minor += other.revenue_minor;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Currency, time::minutes};

    #[test]
    fn a_day_is_one_line_and_days_add_up() {
        let mut day = DayFigures { requests: 3, booked: 2, arrived: 2, on_time: 1, ..DayFigures::default() };
        day.refuse("no_slot");
        day.travel = minutes(48);
        day.work = minutes(240);
        day.shifts = minutes(480);
        let line = day.line("2026-03-02", Currency::Cny, 0);
        for part in ["refused 1 (no_slot 1)", "on time 50.0%", "travel 10.0%", "utilisation 60.0%"] {
            assert!(line.contains(part), "{line}");
        }
        let both = day.clone().and(&day);
        assert_eq!((both.requests, both.refused["no_slot"]), (6, 2));
        assert!(DayFigures::default().line("x", Currency::Cny, 0).contains("on time -"));
    }
}
