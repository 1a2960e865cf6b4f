//! Instants, windows and market zones, on `jiff`.

use crate::{Problem, Result, Scalar, ScalarKind, Value, problem};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

pub use jiff::{SignedDuration, Timestamp, civil::Date, civil::DateTime, civil::Time, civil::Weekday};

impl Scalar for Timestamp {
    const KIND: ScalarKind = ScalarKind::Integer;
    fn to_value(&self) -> Value {
        Value::Integer(Some(self.as_microsecond()))
    }
    fn from_value(value: Value) -> Result<Self> {
        let micros = value.integer()?;
        Self::from_microsecond(micros).map_err(|error| problem::BROKEN_ROW.problem().caused_by(error))
    }
}

impl Scalar for Date {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        let text = value.text()?;
        text.parse().map_err(|error| problem::BROKEN_ROW.problem().param("found", text).caused_by(error))
    }
}

impl Scalar for Time {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.strftime("%H:%M:%S").to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        let text = value.text()?;
        text.parse().map_err(|error| problem::BROKEN_ROW.problem().param("found", text).caused_by(error))
    }
}

/// Whole minutes as a duration.
#[must_use]
pub const fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// Whole hours as a duration.
#[must_use]
pub const fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// A stretch of time, half open: the start belongs to it, the end does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
}

impl Window {
    /// A window; `bad_time` when it does not end after its start.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self> {
        if start < end { Ok(Self { start, end }) } else { Err(problem::BAD_TIME.field("window")) }
    }
    /// Whether the instant lies in it.
    #[must_use]
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }
    /// Whether two windows share an instant.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// How long it is.
    #[must_use]
    pub fn duration(&self) -> SignedDuration {
        self.end.duration_since(self.start)
    }
}

/// A market's time zone by its IANA name.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone behind it.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.0
    }
    /// The date there at an instant.
    #[must_use]
    pub fn date_of(&self, instant: Timestamp) -> Date {
        self.0.to_datetime(instant).date()
    }
    /// Date and time there at an instant.
    #[must_use]
    pub fn local(&self, instant: Timestamp) -> DateTime {
        self.0.to_datetime(instant)
    }
    /// The instant of a local time. A time that the clock skips is `time_skipped`; one that comes twice means the first.
    pub fn instant(&self, local: DateTime) -> Result<Timestamp> {
        let ambiguous = self.0.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => Err(problem::TIME_SKIPPED.problem().param("given", local)),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                ambiguous.earlier().map_err(|error| problem::BAD_TIME.problem().caused_by(error))
            }
        }
    }
    /// The instant at which a local clock reading is reached; a skipped one means the first instant after the gap.
    #[must_use]
    pub fn instant_or_after(&self, local: DateTime) -> Timestamp {
        self.0.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::MAX)
    }
    /// The instants of a whole local day.
    #[must_use]
    pub fn day(&self, date: Date) -> Window {
        let start = self.instant_or_after(date.to_datetime(Time::midnight()));
        let next = date.tomorrow().unwrap_or(Date::MAX);
        Window { start, end: self.instant_or_after(next.to_datetime(Time::midnight())) }
    }
}

impl FromStr for Zone {
    type Err = Problem;
    fn from_str(name: &str) -> Result<Self> {
        TimeZone::get(name)
            .map(Self)
            .map_err(|error| problem::BAD_TIME.field("zone").param("given", name).caused_by(error))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

impl Scalar for Zone {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.text()?.parse()
    }
}

impl Serialize for Zone {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn windows_are_half_open() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let window = Window::new(at(10), at(20)).unwrap();
        assert!(window.contains(at(10)) && !window.contains(at(20)));
        assert!(!window.overlaps(&Window::new(at(20), at(30)).unwrap()));
        assert!(Window::new(at(10), at(10)).is_err());
    }

    #[test]
    fn the_missing_hour_is_refused_and_the_double_one_means_the_first() {
        let zone: Zone = "America/New_York".parse().unwrap();
        assert!(zone.instant(datetime(2026, 3, 8, 2, 30, 0, 0)).unwrap_err().is(problem::TIME_SKIPPED));
        let twice = zone.instant(datetime(2026, 11, 1, 1, 30, 0, 0)).unwrap();
        assert_eq!(twice.to_string(), "2026-11-01T05:30:00Z");
        assert_eq!(zone.day(jiff::civil::date(2026, 3, 8)).duration(), hours(23));
        assert!("Mars/Base".parse::<Zone>().is_err());
    }
}
