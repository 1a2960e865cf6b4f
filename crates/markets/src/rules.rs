//! Decisions: which territory a place belongs to, whether a border makes sense.

use crate::{Territory, refusals};
use kernel::{Place, Result};

/// The active territory that contains the place, or `outside_territories`.
pub fn territory_of(territories: &[Territory], place: Place) -> Result<&Territory> {
    territories
        .iter()
        .find(|territory| territory.active && place.is_inside(&territory.ring))
        .ok_or_else(|| refusals::OUTSIDE_TERRITORIES.field("place"))
}

/// Refuses a border with fewer than three corners or with corners off the globe.
pub fn check_ring(ring: &[(f64, f64)]) -> Result<()> {
    let on_globe = ring.iter().all(|&(longitude, latitude)| Place::new(latitude, longitude).is_ok());
    if ring.len() >= 3 && ring.len() <= 1000 && on_globe { Ok(()) } else { Err(refusals::BAD_RING.field("ring")) }
}

/// Refuses a code that is not short lower-case ASCII.
pub fn check_code(code: &str) -> Result<()> {
    let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if plain && (1..=40).contains(&code.len()) {
        Ok(())
    } else {
        Err(refusals::BAD_CODE.field("code").param("given", code))
    }
}
