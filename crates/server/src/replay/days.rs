//! A whole request file, by day: what it asks, where it lies, and which lines make no sense.

use super::{
    formats::{BadLine, CityPreset, DayShift, FileRequest, Format, When},
    lines::RequestFile,
};
use jiff::{ToSpan, civil::Date};
use kernel::{Place, Timestamp, Zone};
use std::{collections::BTreeMap, path::Path};

/// Points farther than this from the middle are not of this city.
const RADIUS_METRES: f64 = 60_000.0;
/// The year of files that write none, when nobody says it.
const YEAR_UNWRITTEN: i16 = 2022;

/// What one day of the file holds.
#[derive(Clone, Debug, Default)]
pub struct FileDay {
    /// Requests with the instant they are made at, in order.
    pub requests: Vec<(Timestamp, FileRequest)>,
    /// Lines on the way that were none.
    pub bad: Vec<BadLine>,
}

/// A request file, read.
#[derive(Clone, Debug)]
pub struct FileDays {
    /// Its layout.
    pub format: Format,
    /// Its days as they will be replayed.
    pub days: BTreeMap<Date, FileDay>,
    /// Where the file begins and ends, as written.
    pub span: (Date, Date),
    /// How its days were moved.
    pub shift: DayShift,
}

impl FileDays {
    /// Reads the file. `zone` and `centre` are the market's; `from` moves the file when it lies outside.
    pub fn read(path: &Path, zone: &Zone, centre: Option<Place>, from: Option<Date>) -> Result<Self, String> {
        let file = RequestFile::open(path, from.map_or(YEAR_UNWRITTEN, Date::year))?;
        let format = file.format;
        let rows: Vec<Result<FileRequest, BadLine>> = file.map(|row| row.and_then(|one| near(one, centre))).collect();
        let date_of = |request: &FileRequest| match request.at {
            When::Local(local) => local.date(),
            When::Instant(instant) => zone.date_of(instant),
        };
        let first = rows.iter().flatten().map(date_of).min().ok_or("not one line of the file is a request")?;
        let last = rows.iter().flatten().map(date_of).max().unwrap_or(first);
        let shift = match from {
            Some(from) if from < first || last < from => DayShift::between(first, from),
            Some(_) | None => DayShift { days: 0 },
        };
        let mut days: BTreeMap<Date, FileDay> = BTreeMap::new();
        let mut day = first.saturating_add(shift.days.days());
        for row in rows {
            let placed = row.and_then(|request| {
                let bad = |reason| BadLine { line: request.line, reason };
                shift.instant(request.at, zone).map_err(bad).map(|at| (at, request))
            });
            match placed {
                Ok((at, request)) => {
                    day = zone.date_of(at);
                    days.entry(day).or_default().requests.push((at, request));
                }
                Err(bad) => days.entry(day).or_default().bad.push(bad),
            }
        }
        if let Some(from) = from {
            days.retain(|date, _| *date >= from);
        }
        days.values_mut().for_each(|day| day.requests.sort_by_key(|(at, request)| (*at, request.line)));
        Ok(Self { format, days, span: (first, last), shift })
    }

    /// Requests of the usual day: the median.
    #[must_use]
    pub fn usual_day(&self) -> usize {
        let mut counts: Vec<usize> = self.days.values().map(|day| day.requests.len()).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    }

    /// Every place of the file.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.days.values().flat_map(|day| &day.requests).map(|(_, request)| request.place)
    }

    /// A ring of (longitude, latitude) around every place, with some room.
    #[must_use]
    pub fn ring(&self) -> Vec<(f64, f64)> {
        const ROOM: f64 = 0.02;
        let start = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        let (south, north, west, east) = self.places().fold(start, |(south, north, west, east), place| {
            (south.min(place.latitude), north.max(place.latitude), west.min(place.longitude), east.max(place.longitude))
        });
        let (south, north, west, east) = (south - ROOM, north + ROOM, west - ROOM, east + ROOM);
        vec![(west, south), (east, south), (east, north), (west, north)]
    }
}

fn near(request: FileRequest, centre: Option<Place>) -> Result<FileRequest, BadLine> {
    let metres = centre.map_or(0.0, |centre| centre.metres_to(request.place));
    if metres <= RADIUS_METRES {
        return Ok(request);
    }
    let kilometres = metres / 1000.0;
    Err(BadLine { line: request.line, reason: format!("place: {kilometres:.0} km from the market's middle") })
}

/// The layout of a file, and the city it says it is of.
pub fn recognise(path: &Path) -> Result<(Format, Option<CityPreset>), String> {
    let format = RequestFile::open(path, YEAR_UNWRITTEN)?.format;
    Ok((format, format.preset()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(text: &str, from: Option<Date>) -> Result<FileDays, String> {
        let path = std::env::temp_dir().join(format!("doorstep-replay-{}.csv", db::entropy().below(u64::MAX)));
        std::fs::write(&path, text).unwrap();
        let zone: Zone = "America/New_York".parse().unwrap();
        let read = FileDays::read(&path, &zone, Some(Place { latitude: 42.3, longitude: -71.0 }), from);
        std::fs::remove_file(&path).unwrap();
        read
    }

    const FILE: &str = "at,latitude,longitude,kind\n\
        2011-07-02 02:30,42.3,-71.1,HC-D\n\
        2011-07-01 09:30,42.4,-71.0,HC-D\n\
        nonsense,42.3,-71.1,HC-D\n\
        2011-07-02 08:00,31.2,121.4,HC-D\n\
        2011-07-02 09:00,42.3,-71.1,HC-D\n";

    #[test]
    fn a_file_falls_into_days_in_order_with_its_bad_lines() {
        let file = days(FILE, None).unwrap();
        let counts: Vec<(Date, usize)> = file.days.iter().map(|(date, day)| (*date, day.requests.len())).collect();
        assert_eq!(counts, [(date(2011, 7, 1), 1), (date(2011, 7, 2), 2)]);
        let bad: Vec<u64> = file.days.values().flat_map(|day| &day.bad).map(|bad| bad.line).collect();
        assert_eq!(bad, [4, 5]);
        assert!(file.places().all(|place| place.is_inside(&file.ring())));
        assert!(days("at,latitude,longitude,kind\n", None).is_err());
    }

    #[test]
    fn a_date_inside_is_where_it_begins_and_one_outside_moves_it() {
        assert_eq!(days(FILE, Some(date(2011, 7, 2))).unwrap().days.len(), 1);
        let moved = days(FILE, Some(date(2026, 3, 7))).unwrap();
        assert_eq!(moved.days.keys().copied().collect::<Vec<_>>(), [date(2026, 3, 7), date(2026, 3, 8)]);
        let skipped = moved.days[&date(2026, 3, 7)].bad.iter().chain(&moved.days[&date(2026, 3, 8)].bad);
        assert!(skipped.into_iter().any(|bad| bad.line == 2 && bad.reason.contains("skipped")));
    }
}
