//! Lengths on the globe and on a plane, the same on every machine.
//!
//! Distances on the globe are the haversine formula in its chord form, computed with additions, products and square roots only,
//! which every machine rounds alike (IEEE 754): the same input gives the same seconds everywhere.

/// Mean radius of the earth in metres (IUGG).
pub(super) const EARTH_METRES: f64 = 6_371_008.8;

pub(super) fn seconds_per_metre(detour_per_mille: u32, speed_metres_per_hour: u32) -> f64 {
    f64::from(detour_per_mille) * 3.6 / f64::from(speed_metres_per_hour.max(1))
}

pub(super) fn globe_seconds(metres: f64, seconds_per_metre: f64, step_seconds: i64) -> i64 {
    let seconds = (metres * seconds_per_metre + 0.5) as i64;
    if step_seconds <= 1 { seconds } else { (seconds + step_seconds - 1) / step_seconds * step_seconds }
}

/// Road metres for metres of air line.
pub(super) fn globe_metres(metres: f64, detour_per_mille: u32) -> i64 {
    (metres * f64::from(detour_per_mille) / 1000.0 + 0.5) as i64
}

pub(super) fn plane_metres(a: [i32; 2], b: [i32; 2]) -> i64 {
    let (dx, dy) = (i64::from(a[0]) - i64::from(b[0]), i64::from(a[1]) - i64::from(b[1]));
    // Exact below 2^52: the square root of an integer is correctly rounded, and metres stay far below that.
    ((dx * dx + dy * dy) as f64).sqrt() as i64
}

pub(super) fn plane_seconds(a: [i32; 2], b: [i32; 2], seconds_per_km: i64) -> i64 {
    (plane_metres(a, b) * seconds_per_km + 500) / 1000
}

/// Point on the unit sphere.
pub(super) fn on_sphere([latitude, longitude]: [f64; 2]) -> [f64; 3] {
    let (sin_lat, cos_lat) = sin_cos_degrees(latitude);
    let (sin_lon, cos_lon) = sin_cos_degrees(longitude);
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// Arc length from the chord: 2 asin(c/2), the haversine formula without trigonometry.
pub(super) fn chord_metres(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (x, y, z) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    let half_squared = (x * x + y * y + z * z) / 4.0;
    let half = half_squared.sqrt();
    // asin by its series; cities are small, so a few terms are exact to the millimetre, and antipodes still within 10 %.
    let s = half_squared;
    let series = 1.0 + s * (1.0 / 6.0 + s * (3.0 / 40.0 + s * (15.0 / 336.0 + s * (105.0 / 3456.0))));
    2.0 * half * series * EARTH_METRES
}

/// Sine and cosine by Taylor series after reduction to 45 degrees, so that every machine agrees.
pub(super) fn sin_cos_degrees(degrees: f64) -> (f64, f64) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Travel;

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
