//! The request files that are understood, told apart by their header.

use jiff::civil::{Date, DateTime};
use kernel::{Place, Timestamp, Zone, time::SignedDuration};

/// When a request was made, as the file says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// A reading of the local clock.
    Local(DateTime),
    /// An instant.
    Instant(Timestamp),
}

/// One request of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRequest {
    /// Line in the file, the header being line 1.
    pub line: u64,
    /// When it was made.
    pub at: When,
    /// Where.
    pub place: Place,
    /// What for, in the file's own words.
    pub kind: String,
    /// What the customer added.
    pub note: String,
}

/// A line that is no request, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Line in the file, the header being line 1.
    pub line: u64,
    /// Why, for people.
    pub reason: String,
}

/// A request file's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Ours: `at, latitude, longitude, kind, note` (docs/replay-format.md).
    Documented,
    /// City of Boston 311 case records.
    Boston311,
    /// LaDe-D deliveries of Jilin.
    LadeJilin,
}

/// What a market made for a file looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CityPreset {
    /// Chinese and English name.
    pub name: (&'static str, &'static str),
    /// IANA zone.
    pub zone: &'static str,
    /// ISO currency.
    pub currency: kernel::Currency,
    /// Where its map opens.
    pub centre: Place,
}

const BOSTON: CityPreset = CityPreset {
    name: ("波士顿", "Boston"),
    zone: "America/New_York",
    currency: kernel::Currency::Usd,
    centre: Place { latitude: 42.32, longitude: -71.08 },
};
const JILIN: CityPreset = CityPreset {
    name: ("吉林", "Jilin"),
    zone: "Asia/Shanghai",
    currency: kernel::Currency::Cny,
    centre: Place { latitude: 43.86, longitude: 126.55 },
};
const LINJIANG: CityPreset = CityPreset {
    name: ("临江", "Linjiang"),
    zone: "Asia/Shanghai",
    currency: kernel::Currency::Cny,
    centre: crate::demo::city::CENTRE,
};

impl CityPreset {
    /// A preset by the name given to `--city`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "boston" => Some(BOSTON),
            "jilin" | "lade" => Some(JILIN),
            "linjiang" => Some(LINJIANG),
            _ => None,
        }
    }
}

/// Boston's records put cases without an address here.
const NOT_GEOCODED: (f64, f64) = (42.3594, -71.0587);

impl Format {
    /// The layout that has this header.
    #[must_use]
    pub fn of_header(header: &[String]) -> Option<Self> {
        let has = |names: &[&str]| names.iter().all(|name| header.iter().any(|column| column == name));
        if has(&["open_dt", "reason", "latitude", "longitude"]) {
            Some(Self::Boston311)
        } else if has(&["accept_time", "lng", "lat", "aoi_type"]) {
            Some(Self::LadeJilin)
        } else if has(&["at", "latitude", "longitude", "kind"]) {
            Some(Self::Documented)
        } else {
            None
        }
    }

    /// The city a market for such a file lies in, when the file tells.
    #[must_use]
    pub fn preset(self) -> Option<CityPreset> {
        match self {
            Self::Documented => None,
            Self::Boston311 => Some(BOSTON),
            Self::LadeJilin => Some(JILIN),
        }
    }

    /// Reads one line. `column` gives a named column's text; `year` is the year of files that write none.
    pub fn read<'a>(self, line: u64, column: impl Fn(&str) -> &'a str, year: i16) -> Result<FileRequest, BadLine> {
        let bad = |reason: String| BadLine { line, reason };
        let (at, latitude, longitude, kind, note) = match self {
            Self::Documented => {
                let at = when(column("at")).ok_or_else(|| bad(format!("at: {:?} is no time", column("at"))))?;
                (at, column("latitude"), column("longitude"), column("kind"), column("note"))
            }
            Self::Boston311 => {
                let at = when(column("open_dt"));
                let at = at.ok_or_else(|| bad(format!("open_dt: {:?} is no time", column("open_dt"))))?;
                (at, column("latitude"), column("longitude"), column("reason"), column("type"))
            }
            Self::LadeJilin => {
                let written = format!("{year}-{}", column("accept_time"));
                let at = when(&written);
                let at = at.ok_or_else(|| bad(format!("accept_time: {:?} is no time", column("accept_time"))))?;
                (at, column("lat"), column("lng"), column("aoi_type"), "")
            }
        };
        let place = place(latitude, longitude).map_err(bad)?;
        if self == Self::Boston311 && (place.latitude, place.longitude) == NOT_GEOCODED {
            return Err(bad("place: the file's point for cases without an address".to_owned()));
        }
        let kind = kind.trim();
        if kind.is_empty() {
            return Err(bad("kind: is empty".to_owned()));
        }
        let note = note.trim().chars().take(500).collect();
        Ok(FileRequest { line, at, place, kind: kind.to_owned(), note })
    }
}

/// A time as `2026-03-02 09:30[:00]`, with a `T` instead of the space, or with an offset (RFC 3339).
fn when(text: &str) -> Option<When> {
    let text = text.trim();
    let has_offset = text.ends_with(['Z', 'z']) || text.get(11..).is_some_and(|time| time.contains(['+', '-']));
    if has_offset {
        return text.parse().ok().map(When::Instant);
    }
    // A date alone is no time of a request.
    let written = text.contains(':').then(|| text.replacen(' ', "T", 1))?;
    written.parse().ok().map(When::Local)
}

fn place(latitude: &str, longitude: &str) -> Result<Place, String> {
    let degrees = |name: &str, text: &str| -> Result<f64, String> {
        let number: f64 = text.trim().parse().map_err(|_| format!("{name}: {text:?} is no number"))?;
        if number.is_finite() { Ok(number) } else { Err(format!("{name}: {text:?} is no number")) }
    };
    let (latitude, longitude) = (degrees("latitude", latitude)?, degrees("longitude", longitude)?);
    if latitude == 0.0 && longitude == 0.0 {
        return Err("place: 0, 0 is the sea".to_owned());
    }
    Place::new(latitude, longitude).map_err(|_| format!("place: {latitude}, {longitude} is not on the globe"))
}

/// Moves a file's days: its clock readings stay, its dates shift by whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayShift {
    /// How many days later.
    pub days: i64,
}

impl DayShift {
    /// The shift that brings a date onto another.
    #[must_use]
    pub fn between(from: Date, onto: Date) -> Self {
        let days = (onto - from).get_days();
        Self { days: i64::from(days) }
    }

    /// The instant of a request in a zone; the reason when the local clock skips that reading.
    pub fn instant(self, when: When, zone: &Zone) -> Result<Timestamp, String> {
        let local = match when {
            When::Local(local) => local,
            When::Instant(instant) if self.days == 0 => return Ok(instant),
            When::Instant(instant) => zone.local(instant),
        };
        let day = SignedDuration::from_hours(24 * self.days);
        let shifted = local.checked_add(day).map_err(|_| "at: out of range".to_owned())?;
        zone.instant(shifted).map_err(|_| format!("at: {shifted} is skipped by the clock change in {zone}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn times_as_people_write_them() {
        let local = |text| when(text);
        assert_eq!(local("2026-03-02 09:30"), Some(When::Local(datetime(2026, 3, 2, 9, 30, 0, 0))));
        assert_eq!(local("2011-07-01 01:32:33"), Some(When::Local(datetime(2011, 7, 1, 1, 32, 33, 0))));
        assert_eq!(local("2026-03-02T09:30:00"), Some(When::Local(datetime(2026, 3, 2, 9, 30, 0, 0))));
        let instant = "2026-03-02T01:30:00Z".parse().unwrap();
        assert_eq!(local("2026-03-02T09:30:00+08:00"), Some(When::Instant(instant)));
        assert_eq!(local("2026-03-02T01:30:00Z"), Some(When::Instant(instant)));
        for bad in ["", "2026-03-02", "yesterday", "2026-13-02 09:30", "2026-02-30 09:30", "09:30"] {
            assert_eq!(local(bad), None, "{bad}");
        }
    }

    #[test]
    fn places_must_be_on_land() {
        assert!(place("42.1", "-71.2").is_ok());
        for (latitude, longitude) in [("", "1"), ("91", "0"), ("0", "0"), ("NaN", "1"), ("4o", "1"), ("1", "181")] {
            assert!(place(latitude, longitude).is_err(), "{latitude} {longitude}");
        }
    }

    #[test]
    fn shifted_days_keep_the_clock_and_meet_the_clock_change() {
        let zone: Zone = "America/New_York".parse().unwrap();
        let shift = DayShift::between(date(2011, 7, 1), date(2026, 3, 8));
        let at = |hour, minute| shift.instant(When::Local(datetime(2011, 7, 1, hour, minute, 0, 0)), &zone);
        assert_eq!(at(9, 0).unwrap().to_string(), "2026-03-08T13:00:00Z");
        assert!(at(2, 30).unwrap_err().contains("skipped"));
        assert_eq!(
            DayShift { days: 0 }.instant(When::Instant(Timestamp::UNIX_EPOCH), &zone),
            Ok(Timestamp::UNIX_EPOCH)
        );
    }
}
