//! Points on the globe.

use crate::{Problem, Result, problem};
use serde::{Deserialize, Serialize};

/// A point in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Place {
    /// A point, refused when it is not on the globe.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, Problem> {
        let fits = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        if fits { Ok(Self { latitude, longitude }) } else { Err(problem::BAD_PLACE.field("place")) }
    }

    /// Great-circle distance in metres (haversine on the mean radius).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let dlat = (b - a) / 2.0;
        let dlon = (other.longitude - self.longitude).to_radians() / 2.0;
        let h = dlat.sin().powi(2) + a.cos() * b.cos() * dlon.sin().powi(2);
        2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
    }

    /// Whether the point lies inside a closed ring of (longitude, latitude) corners (ray casting).
    #[must_use]
    pub fn is_inside(self, ring: &[(f64, f64)]) -> bool {
        let (x, y) = (self.longitude, self.latitude);
        let mut inside = false;
        for (index, &(xi, yi)) in ring.iter().enumerate() {
            let (xj, yj) = ring[(index + ring.len() - 1) % ring.len()];
            if (yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi {
                inside = !inside;
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_rings() {
        let a = Place::new(31.2304, 121.4737).unwrap();
        let b = Place::new(31.2404, 121.4737).unwrap();
        assert!((a.metres_to(b) - 1112.0).abs() < 1.0);
        let ring = [(121.0, 31.0), (122.0, 31.0), (122.0, 32.0), (121.0, 32.0)];
        assert!(a.is_inside(&ring));
        assert!(!Place::new(30.0, 121.5).unwrap().is_inside(&ring));
        assert!(Place::new(91.0, 0.0).is_err() && Place::new(f64::NAN, 0.0).is_err());
    }
}
