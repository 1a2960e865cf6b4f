//! Whether travel is complete, and the numbers of travel and prices stay far from overflow.

use super::{FAR, ProblemError, wrong};
use crate::model::Problem;
use crate::travel::Travel;

/// Longest way, in seconds or metres.
const LONGEST: i32 = FAR / 4;

pub(super) fn check_travel(problem: &Problem) -> Result<(), ProblemError> {
    check(&problem.travel, "travel")?;
    match problem.supply_place {
        Some(place) if place >= problem.travel.places() => Err(wrong("supply_place", "an index of a place")),
        Some(_) | None => Ok(()),
    }
}

/// Dearest second.
const SECOND_MAX: i64 = 100_000;
/// Dearest hour or kilometre.
const UNIT_MAX: i64 = 100_000_000;
/// Dearest visit, change or technician.
const ONCE_MAX: i64 = 1_000_000_000_000;

pub(super) fn check_prices(problem: &Problem) -> Result<(), ProblemError> {
    let policy = &problem.policy;
    let policy_prices = [
        ("travel_points_per_second", policy.travel_points_per_second, SECOND_MAX),
        ("work_points_per_second", policy.work_points_per_second, SECOND_MAX),
        ("overtime_points_per_second", policy.overtime_points_per_second, SECOND_MAX),
        ("lateness_points_per_second", policy.lateness_points_per_second, SECOND_MAX),
        ("travel_points_per_km", policy.travel_points_per_km, UNIT_MAX),
        ("change_start_points_per_hour", policy.change_start_points_per_hour, UNIT_MAX),
        ("busy_points_per_square_hour", policy.busy_points_per_square_hour, UNIT_MAX),
        ("preference_points", policy.preference_points, ONCE_MAX),
        ("change_technician_points", policy.change_technician_points, ONCE_MAX),
        ("unserved_points_per_weight", policy.unserved_points_per_weight.unwrap_or(0), ONCE_MAX),
    ];
    for (name, price, most) in policy_prices {
        within(price, most, || format!("policy.{name}"))?;
    }
    for (t, technician) in problem.technicians.iter().enumerate() {
        let at = |name: &'static str| move || format!("technicians[{t}].{name}");
        within(technician.work_points_per_hour, UNIT_MAX, at("work_points_per_hour"))?;
        within(technician.travel_points_per_km, UNIT_MAX, at("travel_points_per_km"))?;
        within(technician.used_points, ONCE_MAX, at("used_points"))?;
    }
    Ok(())
}

/// Most of one part that a visit needs.
const PARTS_MAX: u32 = 1_000_000;
/// Most that a visit loads in one dimension.
const LOAD_MAX: u64 = 1_000_000_000_000;
/// All weight together: more would outweigh a mandatory visit.
const WEIGHT_MAX: u64 = 1 << 31;

/// Refuses loads, parts and weights that no sum over a day or a plan could hold.
pub(super) fn check_amounts(problem: &Problem) -> Result<(), ProblemError> {
    for (v, visit) in problem.visits.iter().enumerate() {
        if let Some((part, count)) = visit.parts.iter().find(|(_, count)| **count > PARTS_MAX) {
            return Err(wrong(format!("visits[{v}].parts.{part}"), format!("0 to {PARTS_MAX}, found {count}")));
        }
        if let Some(load) = visit.demand.iter().find(|load| load.unsigned_abs() > LOAD_MAX) {
            return Err(wrong(format!("visits[{v}].demand"), format!("loads up to {LOAD_MAX}, found {load}")));
        }
    }
    let weight: u64 = problem.visits.iter().map(|v| u64::from(v.weight)).sum();
    let promised = u64::from(problem.policy.promised_weight) * problem.visits.len() as u64;
    if weight + promised > WEIGHT_MAX {
        return Err(wrong("visits", format!("weights up to {WEIGHT_MAX} together, found {}", weight + promised)));
    }
    Ok(())
}

fn within(price: i64, most: i64, at: impl Fn() -> String) -> Result<(), ProblemError> {
    if (-most..=most).contains(&price) {
        return Ok(());
    }
    Err(wrong(at(), format!("{} to {most} points, found {price}", -most)))
}

fn check(travel: &Travel, at: &str) -> Result<(), ProblemError> {
    match travel {
        Travel::Globe { places, detour_per_mille, speed_metres_per_hour, step_seconds } => {
            if let Some(i) = places.iter().position(|p| !(p[0].abs() <= 90.0 && p[1].abs() <= 360.0)) {
                return Err(wrong(format!("{at}.places[{i}]"), "latitude within 90 and longitude within 360 degrees"));
            }
            let slowest = 4e7 * f64::from(*detour_per_mille) * 3.6 / f64::from((*speed_metres_per_hour).max(1));
            if slowest + f64::from(*step_seconds) >= f64::from(LONGEST) {
                return Err(wrong(format!("{at}.speed_metres_per_hour"), "round the earth within 8 years"));
            }
            Ok(())
        }
        Travel::Plane { places, seconds_per_km } => {
            let span = |k: usize| {
                let all = || places.iter().map(|p| i64::from(p[k]));
                all().max().unwrap_or(0) - all().min().unwrap_or(0)
            };
            let metres = span(0) + span(1);
            if metres.saturating_mul(i64::from(*seconds_per_km)) / 1000 >= i64::from(LONGEST) {
                return Err(wrong(at, format!("places at most {LONGEST} seconds apart")));
            }
            Ok(())
        }
        Travel::Matrix { seconds, size } => square(seconds, *size, &format!("{at}.seconds")),
        Travel::Roads { seconds, metres, size } => {
            square(seconds, *size, &format!("{at}.seconds"))?;
            square(metres, *size, &format!("{at}.metres"))
        }
        Travel::ByHour { travel, periods, repeat_seconds } => {
            if matches!(**travel, Travel::ByHour { .. }) {
                return Err(wrong(format!("{at}.travel"), "travel that is not itself by hour"));
            }
            check(travel, &format!("{at}.travel"))?;
            let round = if *repeat_seconds > 0 { *repeat_seconds } else { i64::MAX };
            if periods.is_empty() || periods.len() > 1000 || *repeat_seconds < 0 {
                return Err(wrong(format!("{at}.periods"), "1 to 1000 periods, and repeat_seconds not below 0"));
            }
            for (p, period) in periods.iter().enumerate() {
                let at = format!("{at}.periods[{p}]");
                let before = if p > 0 { periods[p - 1].from_seconds + 60 } else { i64::MIN };
                let after = if *repeat_seconds > 0 { 0 } else { i64::MIN / 4 };
                if period.from_seconds < before || !(after..round).contains(&period.from_seconds) {
                    return Err(wrong(at, "from_seconds a minute or more after the period before, within the round"));
                }
                if !(1..=10_000).contains(&period.per_mille) {
                    return Err(wrong(format!("{at}.per_mille"), "1 to 10000"));
                }
                if !period.seconds.is_empty() {
                    square(&period.seconds, travel.places(), &format!("{at}.seconds"))?;
                }
            }
            Ok(())
        }
    }
}

/// A matrix with an entry for every two places, none of them absurd.
fn square(entries: &[i32], size: usize, at: &str) -> Result<(), ProblemError> {
    if size.checked_mul(size) != Some(entries.len()) {
        return Err(wrong(at, format!("{size} x {size} entries, found {}", entries.len())));
    }
    match entries.iter().position(|e| !(0..LONGEST).contains(e)) {
        Some(i) => Err(wrong(format!("{at}[{i}]"), format!("0 to {LONGEST}, found {}", entries[i]))),
        None => Ok(()),
    }
}
