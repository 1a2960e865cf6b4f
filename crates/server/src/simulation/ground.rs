//! How simulated technicians get about: along the demo city's streets, or as the crow flies where no streets are known.

use crate::demo::city::City;
use kernel::{Place, time::SignedDuration};
use workforce::Vehicle;

/// Road metres for a metre as the crow flies (DOMAIN 4's speeds assume it).
const DETOUR: f64 = 1.3;

/// What is known of the streets.
#[derive(Clone, Debug)]
pub enum Ground {
    /// The demo city's.
    City(Box<City>),
    /// Nothing.
    Open,
}

impl Ground {
    /// The places passed on the way.
    #[must_use]
    pub fn way(&self, from: Place, to: Place) -> Vec<Place> {
        match self {
            Self::City(city) => city.way(from, to),
            Self::Open => vec![from, to],
        }
    }
}

/// How long it takes: urban averages by vehicle (DOMAIN 4).
#[must_use]
pub fn travel_time(from: Place, to: Place, vehicle: Vehicle, factor: f64) -> SignedDuration {
    let kilometres_per_hour = match vehicle {
        Vehicle::Scooter => 18.0,
        Vehicle::Car => 25.0,
        Vehicle::PublicTransport => 14.0,
    };
    let seconds = from.metres_to(to) * DETOUR / (kilometres_per_hour / 3.6) * factor;
    SignedDuration::from_secs(seconds.max(60.0) as i64)
}

/// The place at a share (0 to 1) of a way's length.
#[must_use]
pub fn along(way: &[Place], share: f64) -> Option<Place> {
    let legs: Vec<f64> = way.windows(2).map(|pair| pair[0].metres_to(pair[1])).collect();
    let mut left = legs.iter().sum::<f64>() * share.clamp(0.0, 1.0);
    for (pair, metres) in way.windows(2).zip(&legs) {
        if left <= *metres && *metres > 0.0 {
            let share = left / metres;
            let between = |from: f64, to: f64| from + (to - from) * share;
            return Some(Place {
                latitude: between(pair[0].latitude, pair[1].latitude),
                longitude: between(pair[0].longitude, pair[1].longitude),
            });
        }
        left -= metres;
    }
    way.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halfway_is_half_the_way() {
        let (a, b) = (Place { latitude: 31.2, longitude: 121.4 }, Place { latitude: 31.3, longitude: 121.4 });
        let middle = along(&[a, b], 0.5).unwrap();
        assert!((middle.latitude - 31.25).abs() < 1e-9);
        assert_eq!(along(&[a, b], 1.0), Some(b));
        assert_eq!(along(&[], 0.5), None);
        let hour = travel_time(a, b, Vehicle::Scooter, 1.0).as_secs_f64() / 3600.0;
        assert!((0.75..0.85).contains(&hour), "11.1 km with detours at 18 km/h: {hour}");
    }
}
