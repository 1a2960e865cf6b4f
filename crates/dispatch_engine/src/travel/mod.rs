//! Places and the time between them: from coordinates on the globe, from metres on a plane, or from a matrix, alike all day or by hour.
//!
//! By hour, a vehicle moves at the pace of the hour it is in, and changes pace when the hour changes (Ichoua, Gendreau and Potvin 2003,
//! "Vehicle dispatching with time-dependent travel times"): who leaves later never arrives earlier, so a route can still be judged by its
//! earliest departures and latest arrivals.

mod geometry;
mod hours;
mod table;

use crate::model::Seconds;
use geometry::{
    chord_metres, globe_metres, globe_seconds, on_sphere, plane_metres, plane_seconds, seconds_per_metre,
    sin_cos_degrees,
};
pub(crate) use hours::Hours;
use serde::{Deserialize, Serialize};
pub(crate) use table::{Metres, Table, Way};

/// How long it takes from place to place, in whole seconds. A place is an index.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by", deny_unknown_fields)]
pub enum Travel {
    /// Great-circle distance, times a detour factor, at a speed.
    Globe {
        /// Latitude and longitude in degrees.
        places: Vec<[f64; 2]>,
        /// Road metres for 1000 metres of air line, about 1300 in cities.
        detour_per_mille: u32,
        /// Average speed in metres an hour.
        speed_metres_per_hour: u32,
        /// The nearest second is rounded up to a multiple of this: 60 for a calendar of whole minutes.
        #[serde(default = "one")]
        step_seconds: u32,
    },
    /// Straight distance in whole metres (rounded down) on a plane.
    Plane {
        /// East and north in metres.
        places: Vec<[i32; 2]>,
        /// Seconds for 1000 metres, rounded half up.
        seconds_per_km: u32,
    },
    /// Seconds from every place (row) to every place (column); it may be asymmetric.
    Matrix {
        /// Row by row, `size * size` entries.
        seconds: Vec<i32>,
        /// Number of places.
        size: usize,
    },
    /// Seconds and metres from every place (row) to every place (column).
    Roads {
        /// Row by row, `size * size` entries.
        seconds: Vec<i32>,
        /// Row by row, `size * size` entries.
        metres: Vec<i32>,
        /// Number of places.
        size: usize,
    },
    /// Another kind of travel whose pace changes with the time of day.
    ByHour {
        /// What holds where a period says nothing else; not itself by hour.
        travel: Box<Travel>,
        /// In order; the last one lasts until the first one comes round again.
        periods: Vec<Period>,
        /// Length of the round, 86,400 for a day; 0 when nothing repeats.
        repeat_seconds: Seconds,
    },
}

/// A part of the day with its own pace.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Beginning, from the origin of all times, or from the beginning of each round.
    pub from_seconds: Seconds,
    /// Travel time relative to the matrix that holds, 1000 = the same, 1500 = half as long again.
    #[serde(default = "thousand")]
    pub per_mille: u32,
    /// A matrix that holds in this period, row by row; empty when that of `travel` does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seconds: Vec<i32>,
}

fn thousand() -> u32 {
    1000
}

fn one() -> u32 {
    1
}

impl Travel {
    /// Number of places.
    #[must_use]
    pub fn places(&self) -> usize {
        match self {
            Travel::Globe { places, .. } => places.len(),
            Travel::Plane { places, .. } => places.len(),
            Travel::Matrix { size, .. } | Travel::Roads { size, .. } => *size,
            Travel::ByHour { travel, .. } => travel.places(),
        }
    }

    /// Where a place lies, in any unit that is the same for all; none for a matrix.
    pub(crate) fn coordinates(&self, place: usize) -> Option<[f64; 2]> {
        match self {
            Travel::Globe { places, .. } => {
                // East-west degrees shrink with the latitude of the first place; good enough for dividing a country.
                let shrink = sin_cos_degrees(places[0][0]).1;
                Some([places[place][1] * shrink, places[place][0]])
            }
            Travel::Plane { places, .. } => Some([f64::from(places[place][0]), f64::from(places[place][1])]),
            Travel::Matrix { .. } | Travel::Roads { .. } => None,
            Travel::ByHour { travel, .. } => travel.coordinates(place),
        }
    }

    /// The same travel between some of the places.
    pub(crate) fn excerpt(&self, kept: &[usize]) -> Travel {
        let square = |all: &[i32], size: usize| -> Vec<i32> {
            kept.iter().flat_map(|&a| kept.iter().map(move |&b| all[a * size + b])).collect()
        };
        match self {
            Travel::Globe { places, detour_per_mille, speed_metres_per_hour, step_seconds } => Travel::Globe {
                places: kept.iter().map(|&p| places[p]).collect(),
                detour_per_mille: *detour_per_mille,
                speed_metres_per_hour: *speed_metres_per_hour,
                step_seconds: *step_seconds,
            },
            Travel::Plane { places, seconds_per_km } => {
                Travel::Plane { places: kept.iter().map(|&p| places[p]).collect(), seconds_per_km: *seconds_per_km }
            }
            Travel::Matrix { seconds, size } => Travel::Matrix { seconds: square(seconds, *size), size: kept.len() },
            Travel::Roads { seconds, metres, size } => {
                Travel::Roads { seconds: square(seconds, *size), metres: square(metres, *size), size: kept.len() }
            }
            Travel::ByHour { travel, periods, repeat_seconds } => {
                let size = travel.places();
                let period = |p: &Period| Period {
                    seconds: if p.seconds.is_empty() { Vec::new() } else { square(&p.seconds, size) },
                    ..p.clone()
                };
                Travel::ByHour {
                    travel: Box::new(travel.excerpt(kept)),
                    periods: periods.iter().map(period).collect(),
                    repeat_seconds: *repeat_seconds,
                }
            }
        }
    }

    /// Seconds from one place to another; by hour, those of `travel` itself. Slow and plain; searching uses a compiled table.
    ///
    /// # Panics
    /// When a place is out of range.
    #[must_use]
    pub fn seconds(&self, from: usize, to: usize) -> i64 {
        match self {
            Travel::Globe { places, detour_per_mille, speed_metres_per_hour, step_seconds } => {
                let metres = chord_metres(on_sphere(places[from]), on_sphere(places[to]));
                let per_metre = seconds_per_metre(*detour_per_mille, *speed_metres_per_hour);
                globe_seconds(metres, per_metre, i64::from(*step_seconds))
            }
            Travel::Plane { places, seconds_per_km } => {
                plane_seconds(places[from], places[to], i64::from(*seconds_per_km))
            }
            Travel::Matrix { seconds, size } | Travel::Roads { seconds, size, .. } => {
                i64::from(seconds[from * size + to])
            }
            Travel::ByHour { travel, .. } => travel.seconds(from, to),
        }
    }

    /// Metres from one place to another; none when nothing but time is known.
    ///
    /// # Panics
    /// When a place is out of range.
    #[must_use]
    pub fn metres(&self, from: usize, to: usize) -> Option<i64> {
        match self {
            Travel::Globe { places, detour_per_mille, .. } => {
                Some(globe_metres(chord_metres(on_sphere(places[from]), on_sphere(places[to])), *detour_per_mille))
            }
            Travel::Plane { places, .. } => Some(plane_metres(places[from], places[to])),
            Travel::Matrix { .. } => None,
            Travel::Roads { metres, size, .. } => Some(i64::from(metres[from * size + to])),
            Travel::ByHour { travel, .. } => travel.metres(from, to),
        }
    }

    /// Seconds on the way when leaving at a moment with a vehicle that takes `per_mille` of the time: walked period by period.
    ///
    /// # Panics
    /// When a place is out of range.
    #[must_use]
    pub fn seconds_leaving(&self, from: usize, to: usize, leave_seconds: Seconds, per_mille: u32) -> Seconds {
        let scaled = |seconds: i64| (seconds * i64::from(per_mille) + 500) / 1000;
        let Travel::ByHour { travel, periods, repeat_seconds: round } = self else {
            return scaled(self.seconds(from, to));
        };
        let pace = |p: &Period| {
            let base = match p.seconds.is_empty() {
                true => travel.seconds(from, to),
                false => i64::from(p.seconds[from * travel.places() + to]),
            };
            scaled((base * i64::from(p.per_mille) + 500) / 1000)
        };
        let (mut now, mut left, mut before): (Seconds, i64, Option<i64>) = (leave_seconds, 0, None);
        loop {
            let clock = if *round > 0 { now.rem_euclid(*round) } else { now };
            let current = periods.iter().rposition(|p| p.from_seconds <= clock);
            let fallback = if *round > 0 { periods.len() - 1 } else { 0 };
            let whole = pace(&periods[current.unwrap_or(fallback)]);
            // What is left was counted at the pace before; at this pace it takes in proportion.
            left = match before {
                None => whole,
                Some(0) => 0,
                Some(old) => (left * whole + old - 1) / old,
            };
            let next = periods.iter().map(|p| p.from_seconds).find(|&s| s > clock);
            let boundary = match (next, *round) {
                (Some(next), _) => now + next - clock,
                (None, 0) => return now + left - leave_seconds,
                (None, round) => now + round - clock + periods[0].from_seconds,
            };
            if now + left <= boundary {
                return now + left - leave_seconds;
            }
            left -= boundary - now;
            (now, before) = (boundary, Some(whole));
        }
    }
}
