//! Map links for navigation, with the coordinates each provider expects.
//!
//! Inside China AMap wants GCJ-02 and Baidu BD-09; the conversion is the published approximation (krasovsky 1940 ellipsoid) and is
//! tested against 660 reference points.

use kernel::Place;
use std::f64::consts::PI;

/// A link that opens turn-by-turn navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationLink {
    /// `amap`, `baidu`, `apple` or `system`.
    pub provider: &'static str,
    /// What to open.
    pub url: String,
}

/// The links to one place, best first. `name` is shown at the destination.
#[must_use]
pub fn navigation_links(place: Place, name: &str) -> Vec<NavigationLink> {
    let name = percent(name);
    let gcj = wgs84_to_gcj02(place);
    let bd = gcj02_to_bd09(gcj);
    let amap = format!(
        "https://uri.amap.com/navigation?to={:.6},{:.6},{name}&mode=ride&coordinate=gaode&callnative=1",
        gcj.longitude, gcj.latitude
    );
    let baidu = format!(
        "https://api.map.baidu.com/direction?destination=latlng:{:.6},{:.6}|name:{name}&mode=riding&coord_type=bd09ll&output=html&src=doorstep",
        bd.latitude, bd.longitude
    );
    let apple = format!("https://maps.apple.com/?daddr={:.6},{:.6}&q={name}", gcj.latitude, gcj.longitude);
    let system = format!("geo:{0:.6},{1:.6}?q={0:.6},{1:.6}({name})", place.latitude, place.longitude);
    [("amap", amap), ("baidu", baidu), ("apple", apple), ("system", system)]
        .map(|(provider, url)| NavigationLink { provider, url })
        .into()
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;

/// WGS-84 to GCJ-02; outside China's bounding box nothing changes.
#[must_use]
pub fn wgs84_to_gcj02(place: Place) -> Place {
    let Place { latitude, longitude } = place;
    if !(0.8293..=55.8271).contains(&latitude) || !(72.004..=137.8347).contains(&longitude) {
        return place;
    }
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let waves = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let mut north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt() + waves;
    north += (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0;
    north += (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let mut east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt() + waves;
    east += (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0;
    east += (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let radians = latitude.to_radians();
    let magic = 1.0 - ECCENTRICITY * radians.sin().powi(2);
    let root = magic.sqrt();
    let dlat = north * 180.0 / (AXIS * (1.0 - ECCENTRICITY) / (magic * root) * PI);
    let dlon = east * 180.0 / (AXIS / root * radians.cos() * PI);
    Place { latitude: latitude + dlat, longitude: longitude + dlon }
}

/// GCJ-02 to BD-09.
#[must_use]
pub fn gcj02_to_bd09(place: Place) -> Place {
    const TURN: f64 = PI * 3000.0 / 180.0;
    let Place { latitude: y, longitude: x } = place;
    let radius = (x * x + y * y).sqrt() + 0.000_02 * (y * TURN).sin();
    let angle = y.atan2(x) + 0.000_003 * (x * TURN).cos();
    Place { latitude: radius * angle.sin() + 0.006, longitude: radius * angle.cos() + 0.0065 }
}
