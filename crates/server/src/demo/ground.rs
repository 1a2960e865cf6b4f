//! The ground the map islands draw (`ground.ts`), in numbers: the same streets and the same river, so that people live and drive on them.

use kernel::Place;

const METRES_PER_DEGREE: f64 = 111_320.0;
/// Distance of streets in metres.
pub const STREET_STEP: i32 = 660;
/// Distance of avenues in metres; only avenues running east to west cross the river.
pub const AVENUE_STEP: i32 = 2640;

/// A point in metres on the plane the ground is drawn on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// East.
    pub x: f64,
    /// North.
    pub y: f64,
}

/// The plane around one parallel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    shrink: f64,
}

impl Plane {
    /// The plane around a latitude.
    #[must_use]
    pub fn at(latitude: f64) -> Self {
        Self { shrink: latitude.round().to_radians().cos() }
    }

    /// A place on the plane.
    #[must_use]
    pub fn spot(self, place: Place) -> Spot {
        Spot { x: place.longitude * METRES_PER_DEGREE * self.shrink, y: place.latitude * METRES_PER_DEGREE }
    }

    /// A spot on the globe, to six decimals.
    #[must_use]
    pub fn place(self, spot: Spot) -> Place {
        let six = |degrees: f64| (degrees * 1e6).round() / 1e6;
        Place { latitude: six(spot.y / METRES_PER_DEGREE), longitude: six(spot.x / (METRES_PER_DEGREE * self.shrink)) }
    }
}

/// A number from 0 to 1 that belongs to two integers; bit for bit the island's.
#[must_use]
pub fn noise(x: i32, y: i32) -> f64 {
    let mut hash = x.wrapping_mul(374_761_393).wrapping_add(y.wrapping_mul(668_265_263));
    hash = (hash ^ ((hash as u32) >> 13) as i32).wrapping_mul(1_274_126_177);
    f64::from((hash ^ ((hash as u32) >> 16) as i32) as u32) / 4_294_967_296.0
}

/// Where the `index`-th line running north to south lies, in metres east.
#[must_use]
pub fn line_east(index: i32, step: i32) -> f64 {
    (f64::from(index) + (noise(index, step) - 0.5) * 0.4) * f64::from(step)
}

/// Where the `index`-th line running east to west lies, in metres north.
#[must_use]
pub fn line_north(index: i32, step: i32) -> f64 {
    (f64::from(index) + (noise(step, index) - 0.5) * 0.4) * f64::from(step)
}

const RIVER_EVERY: f64 = 14_000.0;
/// Half the river's width and some bank, in metres.
pub const RIVER_HALF: f64 = 230.0;

/// The river nearest to a spot: its middle in metres east, at the spot's north.
#[must_use]
pub fn river_near(spot: Spot) -> f64 {
    let guess = ((spot.x - 5200.0) / RIVER_EVERY).round();
    let middle = |band: f64| {
        let bend = (spot.y / 3100.0 + band).sin() * 900.0 + (spot.y / 1270.0).sin() * 260.0;
        band * RIVER_EVERY + 5200.0 + bend
    };
    [guess - 1.0, guess, guess + 1.0]
        .map(middle)
        .into_iter()
        .min_by(|one, other| (one - spot.x).abs().total_cmp(&(other - spot.x).abs()))
        .unwrap_or(spot.x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_the_islands_noise() {
        // Computed with the island's function.
        for (x, y, expected) in [(0, 0, 0.0), (1, 2640, 0.445_604_834_472_760_56), (-5, 660, 0.465_082_834_009_081_1)] {
            assert!((noise(x, y) - expected).abs() < 1e-12, "{x} {y}: {}", noise(x, y));
        }
    }

    #[test]
    fn the_plane_goes_back_and_forth() {
        let plane = Plane::at(31.2);
        let place = Place { latitude: 31.215, longitude: 121.39 };
        let back = plane.place(plane.spot(place));
        assert!(place.metres_to(back) < 0.2);
    }
}
