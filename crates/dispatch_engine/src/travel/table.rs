//! Travel prepared for many look-ups: seconds from a matrix when it is small, from coordinates otherwise; metres beside it.

use super::Travel;
use super::geometry::{
    chord_metres, globe_metres, globe_seconds, on_sphere, plane_metres, plane_seconds, seconds_per_metre,
};
use std::sync::Arc;

/// Travel prepared for many look-ups.
#[derive(Debug, Clone)]
pub(crate) enum Table {
    Globe {
        points: Vec<[f64; 3]>,
        seconds_per_metre: f64,
        step_seconds: i64,
    },
    Plane {
        points: Vec<[i32; 2]>,
        seconds_per_km: i64,
    },
    /// `turned` holds the columns as rows when they differ.
    Matrix {
        seconds: Arc<[i32]>,
        size: usize,
        turned: Arc<[i32]>,
    },
}

impl Table {
    pub(crate) fn new(travel: &Travel) -> Self {
        match travel {
            Travel::Globe { places, detour_per_mille, speed_metres_per_hour, step_seconds } => Table::Globe {
                points: places.iter().map(|&p| on_sphere(p)).collect(),
                seconds_per_metre: seconds_per_metre(*detour_per_mille, *speed_metres_per_hour),
                step_seconds: i64::from(*step_seconds),
            },
            Travel::Plane { places, seconds_per_km } => {
                Table::Plane { points: places.clone(), seconds_per_km: i64::from(*seconds_per_km) }
            }
            Travel::Matrix { seconds, size } | Travel::Roads { seconds, size, .. } => {
                Table::Matrix { seconds: seconds.as_slice().into(), size: *size, turned: Arc::default() }
            }
            Travel::ByHour { travel, .. } => Table::new(travel),
        }
    }

    #[inline]
    pub(crate) fn seconds(&self, from: u32, to: u32) -> i32 {
        match self {
            Table::Matrix { seconds, size, .. } => seconds[from as usize * size + to as usize],
            Table::Plane { points, seconds_per_km } => {
                plane_seconds(points[from as usize], points[to as usize], *seconds_per_km) as i32
            }
            Table::Globe { points, seconds_per_metre, step_seconds } => {
                let metres = chord_metres(points[from as usize], points[to as usize]);
                globe_seconds(metres, *seconds_per_metre, *step_seconds) as i32
            }
        }
    }

    /// The same travel prepared for searching: a matrix when it has at most `places_max` places, for that is read faster than computed,
    /// with its columns as rows when it is asymmetric.
    pub(crate) fn for_search(self, places_max: usize) -> Self {
        let size = match &self {
            Table::Globe { points, .. } => points.len(),
            Table::Plane { points, .. } => points.len(),
            Table::Matrix { size, .. } => *size,
        };
        match self {
            Table::Matrix { seconds, size, .. } => {
                let turned: Vec<i32> = (0..size * size).map(|i| seconds[i % size * size + i / size]).collect();
                let turned: Arc<[i32]> = if turned[..] == seconds[..] { Arc::default() } else { turned.into() };
                Table::Matrix { seconds, size, turned }
            }
            table if size > places_max => table,
            table => {
                let mut seconds = Vec::with_capacity(size * size);
                for from in 0..size as u32 {
                    seconds.extend((0..size as u32).map(|to| table.seconds(from, to)));
                }
                Table::Matrix { seconds: seconds.into(), size, turned: Arc::default() }
            }
        }
    }

    /// Seconds from and to one place, as rows indexed by the other place.
    #[inline]
    pub(crate) fn rows(&self, place: u32) -> Option<(&[i32], &[i32])> {
        match self {
            Table::Matrix { seconds, size, turned } => {
                let span = place as usize * size..(place as usize + 1) * size;
                let from = &seconds[span.clone()];
                Some((from, if turned.is_empty() { from } else { &turned[span] }))
            }
            Table::Globe { .. } | Table::Plane { .. } => None,
        }
    }
}

/// Metres for many look-ups.
#[derive(Debug, Clone)]
pub(crate) enum Metres {
    Globe { points: Vec<[f64; 3]>, detour_per_mille: u32 },
    Plane { points: Vec<[i32; 2]> },
    Matrix { metres: Vec<i32>, size: usize },
}

impl Metres {
    /// None when travel knows nothing but time.
    pub(crate) fn new(travel: &Travel) -> Option<Self> {
        match travel {
            Travel::Globe { places, detour_per_mille, .. } => {
                let points = places.iter().map(|&p| on_sphere(p)).collect();
                Some(Metres::Globe { points, detour_per_mille: *detour_per_mille })
            }
            Travel::Plane { places, .. } => Some(Metres::Plane { points: places.clone() }),
            Travel::Matrix { .. } => None,
            Travel::Roads { metres, size, .. } => Some(Metres::Matrix { metres: metres.clone(), size: *size }),
            Travel::ByHour { travel, .. } => Metres::new(travel),
        }
    }

    #[inline]
    pub(crate) fn between(&self, from: u32, to: u32) -> i64 {
        let (from, to) = (from as usize, to as usize);
        match self {
            Metres::Globe { points, detour_per_mille } => {
                globe_metres(chord_metres(points[from], points[to]), *detour_per_mille)
            }
            Metres::Plane { points } => plane_metres(points[from], points[to]),
            Metres::Matrix { metres, size } => i64::from(metres[from * size + to]),
        }
    }
}

/// The way from one place to the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub from: u32,
    pub to: u32,
    /// Driving as the table says, and setup at its end.
    pub seconds: i32,
}
