//! Whether a reported position is at the property, and what about it looks wrong (F35).

use crate::{
    model::{Device, Seen, Visit},
    refusals,
};
use kernel::{Place, Result, Timestamp, time::minutes};
use serde::{Deserialize, Serialize};

/// Metres around the property, unless the market says otherwise.
pub const GEOFENCE_METRES: u32 = 300;
/// How much inaccuracy a device is believed; more would let any position pass.
const ACCURACY_METRES_MAX: u32 = 200;
/// Faster than this nobody drives in a city: 40 m/s is 144 km/h.
const SPEED_MAX: f64 = 40.0;

kernel::text_enum! {
    /// What looks wrong about a position. Logged; by itself it refuses nothing.
    pub enum Signal {
        /// The system says that it is simulated.
        Mocked = "mocked",
        /// Nobody moves that fast.
        ImpossibleSpeed = "impossible_speed",
        /// The device itself is not sure.
        PoorAccuracy = "poor_accuracy",
        /// The device's clock and ours differ by minutes.
        ClockOff = "clock_off",
    }
}

/// How arrival was proven.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArrivalProof {
    /// Metres from the property; none without a position.
    pub distance_metres: Option<u32>,
    /// Whether the customer's start code proved it.
    pub is_by_code: bool,
    /// What looked wrong.
    pub signals: Vec<Signal>,
}

/// What looks wrong about what a device reports.
#[must_use]
pub fn signals(device: &Device, seen: Option<&Seen>, now: Timestamp) -> Vec<Signal> {
    let mut found = Vec::new();
    if device.is_mocked {
        found.push(Signal::Mocked);
    }
    if let (Some(place), Some(seen)) = (device.place, seen) {
        let seconds = now.duration_since(seen.at).as_secs_f64().max(1.0);
        if place.metres_to(seen.place) / seconds > SPEED_MAX {
            found.push(Signal::ImpossibleSpeed);
        }
    }
    if device.accuracy_metres.is_some_and(|metres| metres > ACCURACY_METRES_MAX) {
        found.push(Signal::PoorAccuracy);
    }
    if device.at.is_some_and(|at| now.duration_since(at).abs() > minutes(10)) {
        found.push(Signal::ClockOff);
    }
    found
}

/// Whole metres between a position and the property.
#[must_use]
pub fn distance_metres(place: Place, property: Place) -> u32 {
    // A distance on the globe is below 2.1e7 metres.
    place.metres_to(property).round() as u32
}

/// Judges an arrival by position: within the geofence, a device's own inaccuracy in its favour.
pub fn by_position(visit: &Visit, device: &Device, geofence_metres: u32, now: Timestamp) -> Result<ArrivalProof> {
    let Some(place) = device.place else {
        return Err(refusals::ARRIVAL_NEEDS_PROOF.field("place"));
    };
    let distance = distance_metres(place, visit.place);
    let tolerance = device.accuracy_metres.unwrap_or(0).min(ACCURACY_METRES_MAX);
    if distance.saturating_sub(tolerance) > geofence_metres {
        let problem = refusals::TOO_FAR_AWAY.field("place").param("distance_metres", distance);
        return Err(problem.param("allowed_metres", geofence_metres));
    }
    let signals = signals(device, visit.seen.as_ref(), now);
    Ok(ArrivalProof { distance_metres: Some(distance), is_by_code: false, signals })
}

/// The proof when the start code was right; the position is noted all the same.
#[must_use]
pub fn by_code(visit: &Visit, device: &Device, now: Timestamp) -> ArrivalProof {
    ArrivalProof {
        distance_metres: device.place.map(|place| distance_metres(place, visit.place)),
        is_by_code: true,
        signals: signals(device, visit.seen.as_ref(), now),
    }
}
