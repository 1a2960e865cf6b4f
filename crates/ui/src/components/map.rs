//! What a `<route-map>` draws, as GeoJSON.

use super::Tone;
use kernel::Place;
use serde_json::{Value, json};
use std::fmt;

/// Territories, routes, visits and technicians; show it as `<route-map data="{{ map }}">…</route-map>` or answer it as JSON.
#[derive(Clone, Debug, Default)]
pub struct MapData {
    features: Vec<Value>,
}

/// A visit or a technician on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapPoint {
    /// Its id; a technician who moves keeps it.
    pub id: String,
    /// Where.
    pub place: Place,
    /// Its state's colour.
    pub tone: Tone,
    /// One or two letters or digits in a visit's pin.
    pub mark: String,
    /// First line of the pop-up.
    pub label: String,
    /// Second line of the pop-up.
    pub note: String,
    /// Its page.
    pub href: String,
}

fn position(place: Place) -> Value {
    json!([place.longitude, place.latitude])
}

impl MapData {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    fn push(mut self, geometry: Value, properties: Value) -> Self {
        self.features.push(json!({"type": "Feature", "geometry": geometry, "properties": properties}));
        self
    }
    /// With an area; `ring` holds (longitude, latitude).
    #[must_use]
    pub fn territory(self, name: &str, ring: &[(f64, f64)]) -> Self {
        let mut corners: Vec<Value> = ring.iter().map(|(longitude, latitude)| json!([longitude, latitude])).collect();
        corners.extend(corners.first().cloned());
        self.push(json!({"type": "Polygon", "coordinates": [corners]}), json!({"kind": "territory", "label": name}))
    }
    /// With a way through some places.
    #[must_use]
    pub fn route(self, tone: Tone, stops: &[Place]) -> Self {
        let line: Vec<Value> = stops.iter().map(|place| position(*place)).collect();
        self.push(json!({"type": "LineString", "coordinates": line}), json!({"kind": "route", "tone": tone}))
    }
    /// With somebody's day: the way through its stops in the colour of their lane on the board.
    #[must_use]
    pub fn lane(self, lane: usize, name: &str, stops: &[Place]) -> Self {
        let line: Vec<Value> = stops.iter().map(|place| position(*place)).collect();
        let properties = json!({"kind": "route", "lane": lane, "label": name});
        self.push(json!({"type": "LineString", "coordinates": line}), properties)
    }
    /// With a visit.
    #[must_use]
    pub fn visit(self, point: &MapPoint) -> Self {
        self.point("visit", point, &point.mark)
    }
    /// With a technician, marked by their initials.
    #[must_use]
    pub fn technician(self, point: &MapPoint) -> Self {
        self.point("technician", point, super::avatar(&point.label).initials())
    }
    fn point(self, kind: &str, point: &MapPoint, mark: &str) -> Self {
        let MapPoint { id, place, tone, mark: _, label, note, href } = point;
        let properties =
            json!({"kind": kind, "id": id, "tone": tone, "mark": mark, "label": label, "note": note, "href": href});
        self.push(json!({"type": "Point", "coordinates": position(*place)}), properties)
    }
    /// The collection of everything.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({"type": "FeatureCollection", "features": self.features})
    }
}

impl fmt::Display for MapData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_json(), f)
    }
}
