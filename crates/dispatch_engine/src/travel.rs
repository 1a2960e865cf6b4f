//! Places and the time between them: from coordinates on the globe, from metres on a plane, or from a matrix.
//!
//! Distances on the globe are the haversine formula in its chord form, computed with additions, products and square roots only,
//! which every machine rounds alike (IEEE 754): the same input gives the same seconds everywhere.

use serde::{Deserialize, Serialize};

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
}

impl Travel {
    /// Number of places.
    #[must_use]
    pub fn places(&self) -> usize {
        match self {
            Travel::Globe { places, .. } => places.len(),
            Travel::Plane { places, .. } => places.len(),
            Travel::Matrix { size, .. } => *size,
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
            Travel::Matrix { .. } => None,
        }
    }

    /// The same travel between some of the places.
    pub(crate) fn excerpt(&self, kept: &[usize]) -> Travel {
        let mut travel = self.clone_without_places();
        match (&mut travel, self) {
            (Travel::Globe { places, .. }, Travel::Globe { places: all, .. }) => {
                places.extend(kept.iter().map(|&p| all[p]))
            }
            (Travel::Plane { places, .. }, Travel::Plane { places: all, .. }) => {
                places.extend(kept.iter().map(|&p| all[p]))
            }
            (Travel::Matrix { seconds, size }, _) => {
                *size = kept.len();
                seconds.extend(kept.iter().flat_map(|&a| kept.iter().map(move |&b| self.seconds(a, b) as i32)));
            }
            (Travel::Globe { .. } | Travel::Plane { .. }, _) => {}
        }
        travel
    }

    fn clone_without_places(&self) -> Travel {
        match self {
            Travel::Globe { detour_per_mille, speed_metres_per_hour, step_seconds, .. } => Travel::Globe {
                places: Vec::new(),
                detour_per_mille: *detour_per_mille,
                speed_metres_per_hour: *speed_metres_per_hour,
                step_seconds: *step_seconds,
            },
            Travel::Plane { seconds_per_km, .. } => {
                Travel::Plane { places: Vec::new(), seconds_per_km: *seconds_per_km }
            }
            Travel::Matrix { .. } => Travel::Matrix { seconds: Vec::new(), size: 0 },
        }
    }

    /// Seconds from one place to another. Slow and plain; searching uses a compiled table.
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
            Travel::Matrix { seconds, size } => i64::from(seconds[from * size + to]),
        }
    }
}

/// Mean radius of the earth in metres (IUGG).
const EARTH_METRES: f64 = 6_371_008.8;

fn seconds_per_metre(detour_per_mille: u32, speed_metres_per_hour: u32) -> f64 {
    f64::from(detour_per_mille) * 3.6 / f64::from(speed_metres_per_hour.max(1))
}

fn globe_seconds(metres: f64, seconds_per_metre: f64, step_seconds: i64) -> i64 {
    let seconds = (metres * seconds_per_metre + 0.5) as i64;
    if step_seconds <= 1 { seconds } else { (seconds + step_seconds - 1) / step_seconds * step_seconds }
}

fn one() -> u32 {
    1
}

fn plane_seconds(a: [i32; 2], b: [i32; 2], seconds_per_km: i64) -> i64 {
    let (dx, dy) = (i64::from(a[0]) - i64::from(b[0]), i64::from(a[1]) - i64::from(b[1]));
    // Exact below 2^52: the square root of an integer is correctly rounded, and metres stay far below that.
    let metres = ((dx * dx + dy * dy) as f64).sqrt() as i64;
    (metres * seconds_per_km + 500) / 1000
}

/// Point on the unit sphere.
fn on_sphere([latitude, longitude]: [f64; 2]) -> [f64; 3] {
    let (sin_lat, cos_lat) = sin_cos_degrees(latitude);
    let (sin_lon, cos_lon) = sin_cos_degrees(longitude);
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// Arc length from the chord: 2 asin(c/2), the haversine formula without trigonometry.
fn chord_metres(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (x, y, z) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    let half_squared = (x * x + y * y + z * z) / 4.0;
    let half = half_squared.sqrt();
    // asin by its series; cities are small, so a few terms are exact to the millimetre, and antipodes still within 10 %.
    let s = half_squared;
    let series = 1.0 + s * (1.0 / 6.0 + s * (3.0 / 40.0 + s * (15.0 / 336.0 + s * (105.0 / 3456.0))));
    2.0 * half * series * EARTH_METRES
}

/// Sine and cosine by Taylor series after reduction to 45 degrees, so that every machine agrees.
fn sin_cos_degrees(degrees: f64) -> (f64, f64) {
    let quarter = (degrees / 90.0).round();
    let x = (degrees - quarter * 90.0) * (std::f64::consts::PI / 180.0);
    let s = x * x;
    let sin = x
        * (1.0
            - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0 * (1.0 - s / 110.0 * (1.0 - s / 156.0))))));
    let cos = 1.0
        - s / 2.0
            * (1.0
                - s / 12.0
                    * (1.0 - s / 30.0 * (1.0 - s / 56.0 * (1.0 - s / 90.0 * (1.0 - s / 132.0 * (1.0 - s / 182.0))))));
    match (quarter as i64).rem_euclid(4) {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// Travel prepared for many look-ups.
#[derive(Debug, Clone)]
pub(crate) enum Table {
    Globe {
        points: Vec<[f64; 3]>,
        seconds_per_metre: f64,
        step_seconds: i64,
    },
    Plane {
        points: Vec<[i32; 2]>,
        seconds_per_km: i64,
    },
    /// `turned` holds the columns as rows when they differ.
    Matrix {
        seconds: Vec<i32>,
        size: usize,
        turned: Vec<i32>,
    },
}

impl Table {
    pub(crate) fn new(travel: &Travel) -> Self {
        match travel {
            Travel::Globe { places, detour_per_mille, speed_metres_per_hour, step_seconds } => Table::Globe {
                points: places.iter().map(|&p| on_sphere(p)).collect(),
                seconds_per_metre: seconds_per_metre(*detour_per_mille, *speed_metres_per_hour),
                step_seconds: i64::from(*step_seconds),
            },
            Travel::Plane { places, seconds_per_km } => {
                Table::Plane { points: places.clone(), seconds_per_km: i64::from(*seconds_per_km) }
            }
            Travel::Matrix { seconds, size } => {
                Table::Matrix { seconds: seconds.clone(), size: *size, turned: Vec::new() }
            }
        }
    }

    #[inline]
    pub(crate) fn seconds(&self, from: u32, to: u32) -> i32 {
        match self {
            Table::Matrix { seconds, size, .. } => seconds[from as usize * size + to as usize],
            Table::Plane { points, seconds_per_km } => {
                plane_seconds(points[from as usize], points[to as usize], *seconds_per_km) as i32
            }
            Table::Globe { points, seconds_per_metre, step_seconds } => {
                let metres = chord_metres(points[from as usize], points[to as usize]);
                globe_seconds(metres, *seconds_per_metre, *step_seconds) as i32
            }
        }
    }

    /// The same travel prepared for searching: a matrix when it has at most `places_max` places, for that is read faster than computed,
    /// with its columns as rows when it is asymmetric.
    pub(crate) fn for_search(self, places_max: usize) -> Self {
        let size = match &self {
            Table::Globe { points, .. } => points.len(),
            Table::Plane { points, .. } => points.len(),
            Table::Matrix { size, .. } => *size,
        };
        match self {
            Table::Matrix { seconds, size, .. } => {
                let turned: Vec<i32> = (0..size * size).map(|i| seconds[i % size * size + i / size]).collect();
                let turned = if turned == seconds { Vec::new() } else { turned };
                Table::Matrix { seconds, size, turned }
            }
            table if size > places_max => table,
            table => {
                let mut seconds = Vec::with_capacity(size * size);
                for from in 0..size as u32 {
                    seconds.extend((0..size as u32).map(|to| table.seconds(from, to)));
                }
                Table::Matrix { seconds, size, turned: Vec::new() }
            }
        }
    }

    /// Seconds from and to one place, as rows indexed by the other place.
    #[inline]
    pub(crate) fn rows(&self, place: u32) -> Option<(&[i32], &[i32])> {
        match self {
            Table::Matrix { seconds, size, turned } => {
                let span = place as usize * size..(place as usize + 1) * size;
                let from = &seconds[span.clone()];
                Some((from, if turned.is_empty() { from } else { &turned[span] }))
            }
            Table::Globe { .. } | Table::Plane { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globe_agrees_with_the_textbook_haversine() {
        let places: Vec<[f64; 2]> =
            vec![[31.2304, 121.4737], [31.1443, 121.8083], [39.9042, 116.4074], [-33.87, -151.2]];
        for &a in &places {
            for &b in &places[..3] {
                let (p, q) = (a[0].to_radians(), b[0].to_radians());
                let h = ((q - p) / 2.0).sin().powi(2)
                    + p.cos() * q.cos() * ((b[1] - a[1]).to_radians() / 2.0).sin().powi(2);
                let want = 2.0 * EARTH_METRES * h.sqrt().asin();
                let got = chord_metres(on_sphere(a), on_sphere(b));
                assert!(
                    (got - want).abs() <= 0.01 + want * if want < 3e6 { 1e-6 } else { 0.1 },
                    "{a:?} {b:?}: {got} {want}"
                );
            }
        }
    }

    #[test]
    fn a_step_rounds_up() {
        let places = vec![[31.0, 121.0], [31.0, 121.02]];
        let seconds = |step_seconds| {
            Travel::Globe {
                places: places.clone(),
                detour_per_mille: 1300,
                speed_metres_per_hour: 18_000,
                step_seconds,
            }
            .seconds(0, 1)
        };
        assert_eq!((seconds(1), seconds(60)), (496, 540));
    }

    #[test]
    fn plane_follows_the_field_service_rule() {
        let travel = Travel::Plane { places: vec![[0, 0], [3000, 4000]], seconds_per_km: 156 };
        assert_eq!(travel.seconds(0, 1), 780);
    }
}
