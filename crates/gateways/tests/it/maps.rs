//! Coordinate systems, against published reference points.

use gateways::maps::{gcj02_to_bd09, navigation_links, wgs84_to_gcj02};
use kernel::Place;

#[test]
fn known_points_are_met_to_the_last_digit() {
    // Published pairs of the eviltransform library.
    for (wgs, gcj) in [
        ((31.177_427_6, 121.527_210_6), (31.175_303_983_645_97, 121.531_541_859_215)),
        ((22.543_847, 113.912_316), (22.540_796_131_694_766, 113.917_176_480_836_3)),
        ((39.911_954, 116.377_817), (39.913_345_455_360_69, 116.384_047_224_556_57)),
    ] {
        let found = wgs84_to_gcj02(Place::new(wgs.0, wgs.1).unwrap());
        assert!((found.latitude - gcj.0).abs() < 1e-9 && (found.longitude - gcj.1).abs() < 1e-9, "{found:?}");
    }
}

#[test]
fn reference_cities_are_met() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/china/coord_vectors.csv");
    let Ok(text) = std::fs::read_to_string(file) else {
        return eprintln!("{file} is not here; the published points above are");
    };
    let mut count = 0;
    for line in text.lines().skip(1) {
        let n: Vec<f64> = line.split(',').skip(1).take(6).map(|part| part.parse().unwrap()).collect();
        let [wgs_lng, wgs_lat, gcj_lng, gcj_lat, bd_lng, bd_lat] = n[..] else { panic!("{line}") };
        let gcj = wgs84_to_gcj02(Place::new(wgs_lat, wgs_lng).unwrap());
        assert!((gcj.latitude - gcj_lat).abs() < 1e-5 && (gcj.longitude - gcj_lng).abs() < 1e-5, "{line}: {gcj:?}");
        let bd = gcj02_to_bd09(Place::new(gcj_lat, gcj_lng).unwrap());
        assert!((bd.latitude - bd_lat).abs() < 1e-6 && (bd.longitude - bd_lng).abs() < 1e-6, "{line}: {bd:?}");
        count += 1;
    }
    assert!(count > 600);
}

#[test]
fn links_escape_what_people_write() {
    let links = navigation_links(Place::new(31.23, 121.47).unwrap(), "人民路 1号&x=<1>");
    assert_eq!(links.len(), 4);
    assert!(links.iter().all(|link| !link.url.contains('<') && !link.url.contains("&x=")));
}
