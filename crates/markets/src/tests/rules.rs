//! Territories and borders.

use crate::{Names, Territory, refusals, rules};
use kernel::{Id, Place, TerritoryId};

fn square(code: &str, west: f64, active: bool) -> Territory {
    Territory {
        territory_id: TerritoryId::from_uuid(uuid::Uuid::from_u128(west.to_bits().into())),
        code: code.to_owned(),
        names: Names::new("区", "area"),
        ring: vec![(west, 31.0), (west + 1.0, 31.0), (west + 1.0, 32.0), (west, 32.0)],
        active,
        version: 1,
    }
}

#[test]
fn a_place_belongs_to_the_active_area_around_it() {
    let areas = [square("a", 120.0, true), square("b", 121.0, false), square("c", 122.0, true)];
    for (longitude, expected) in [(120.5, Some("a")), (121.5, None), (122.5, Some("c")), (123.5, None)] {
        let found = rules::territory_of(&areas, Place::new(31.5, longitude).unwrap());
        match expected {
            Some(code) => assert_eq!(found.unwrap().code, code),
            None => assert!(found.unwrap_err().is(refusals::OUTSIDE_TERRITORIES)),
        }
    }
}

#[test]
fn borders_need_three_corners_on_the_globe() {
    for (ring, good) in [
        (vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)], true),
        (vec![(1.0, 1.0), (2.0, 1.0)], false),
        (vec![(1.0, 1.0), (2.0, 1.0), (2.0, 95.0)], false),
        (vec![(1.0, 1.0), (2.0, f64::NAN), (2.0, 9.0)], false),
    ] {
        assert_eq!(rules::check_ring(&ring).is_ok(), good, "{ring:?}");
    }
}
