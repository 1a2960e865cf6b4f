//! What the time of a visit costs more.

use crate::model::{DayKind, DayPrice, LineCode, Names, Policy, PriceBook};
use kernel::{
    Rate, Timestamp,
    time::{Date, Weekday},
};

/// One surcharge for the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSurcharge {
    /// Night, weekend, holiday or peak.
    pub code: LineCode,
    /// The holiday's or season's name.
    pub names: Option<Names>,
    /// On the labour.
    pub rate: Rate,
}

/// The surcharges for work that begins at an instant: night, and the dearest of weekend, holiday and season.
#[must_use]
pub fn time_surcharges(book: &PriceBook, start: Timestamp) -> Vec<TimeSurcharge> {
    let local = book.zone.local(start);
    let policy = &book.policy;
    let (from, until) = (policy.night_from, policy.night_until);
    let time = local.time();
    let is_night = if from <= until { from <= time && time < until } else { time >= from || time < until };
    let night =
        TimeSurcharge { code: LineCode::Night, names: None, rate: if is_night { policy.night } else { Rate::ZERO } };
    let day = day_surcharge(policy, local.date());
    day.into_iter().chain([night]).filter(|surcharge| surcharge.rate > Rate::ZERO).collect()
}

/// Whether two starts cost the same, so that a quote for one holds for the other.
#[must_use]
pub fn same_surcharges(book: &PriceBook, one: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    let of = |start: Option<Timestamp>| start.map_or_else(Vec::new, |start| time_surcharges(book, start));
    of(one) == of(other)
}

fn day_surcharge(policy: &Policy, date: Date) -> Option<TimeSurcharge> {
    let days = || policy.days.iter().filter(|day| day.from <= date && date <= day.until);
    let is_workday = days().any(|day| day.kind == DayKind::Workday);
    let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_workday;
    let weekend = is_weekend.then_some(TimeSurcharge { code: LineCode::Weekend, names: None, rate: policy.weekend });
    let special = days().filter_map(|DayPrice { kind, names, rate, .. }| {
        let code = match kind {
            DayKind::Holiday => LineCode::Holiday,
            DayKind::Peak => LineCode::Peak,
            DayKind::Workday => return None,
        };
        Some(TimeSurcharge { code, names: Some(names.clone()), rate: *rate })
    });
    special.chain(weekend).max_by_key(|surcharge| surcharge.rate)
}
