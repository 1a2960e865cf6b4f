//! Whether the technicians' days can be driven as they are promised: worked out from the stored rows alone, with none of the planner's code.

use crate::city::SHIFT;
use db::{Read, params};
use kernel::{Ctx, Timestamp, Zone, time::SignedDuration};
use std::collections::BTreeMap;

/// One promised stretch of a technician's day.
#[derive(Clone, Debug)]
pub struct Stop {
    technician_id: String,
    date: String,
    window_start: Timestamp,
    window_end: Timestamp,
    planned_start: Timestamp,
    duration_minutes: i64,
    buffer_before_minutes: i64,
    buffer_after_minutes: i64,
    latitude: f64,
    longitude: f64,
}
db::row!(Stop {
    technician_id,
    date,
    window_start,
    window_end,
    planned_start,
    duration_minutes,
    buffer_before_minutes,
    buffer_after_minutes,
    latitude,
    longitude,
});

/// Where a technician's day begins and ends, and how many visits it may have.
struct Home {
    technician_id: String,
    home_latitude: f64,
    home_longitude: f64,
    visits_max: i64,
}
db::row!(Home { technician_id, home_latitude, home_longitude, visits_max });

/// Every promise that holds, of visits and of holds that have not lapsed.
pub async fn stops(read: &mut Read, ctx: &Ctx) -> Vec<Stop> {
    let sql = "select technician_id, date, window_start, window_end, planned_start, duration_minutes, buffer_before_minutes, \
               buffer_after_minutes, latitude, longitude from reservations \
               where market_id = $1 and (expires_at is null or expires_at > $2)";
    read.all(sql, params![ctx.market, ctx.now]).await.unwrap()
}

/// What is wrong with the days, one sentence each.
pub async fn faults(read: &mut Read, ctx: &Ctx, zone: &Zone, stops: &[Stop]) -> Vec<String> {
    let sql = "select technician_id, home_latitude, home_longitude, visits_max from technicians where market_id = $1";
    let homes: Vec<Home> = read.all(sql, params![ctx.market]).await.unwrap();
    let mut days: BTreeMap<(&str, &str), Vec<&Stop>> = BTreeMap::new();
    for stop in stops {
        days.entry((&stop.technician_id, &stop.date)).or_default().push(stop);
    }
    let mut faults = Vec::new();
    for ((technician, date), mut stops) in days {
        stops.sort_by_key(|stop| stop.planned_start);
        let home = homes.iter().find(|home| home.technician_id == technician).expect("a technician on file");
        let at = |minute: u16| {
            let local = date.parse::<kernel::time::Date>().unwrap().at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
            zone.instant(local).unwrap()
        };
        for fault in faults_of_day(home, (at(SHIFT.0), at(SHIFT.1)), (at(11 * 60 + 30), at(13 * 60 + 30)), &stops) {
            faults.push(format!("{technician} on {date}: {fault}"));
        }
    }
    faults
}

fn faults_of_day(
    home: &Home,
    shift: (Timestamp, Timestamp),
    lunch: (Timestamp, Timestamp),
    stops: &[&Stop],
) -> Vec<String> {
    let mut faults = Vec::new();
    let at_home = (home.home_latitude, home.home_longitude);
    let (mut free, mut place) = (shift.0, at_home);
    for stop in stops {
        let here = (stop.latitude, stop.longitude);
        let ready = free + travel(place, here) + minutes(stop.buffer_before_minutes);
        if ready > stop.planned_start {
            faults.push(format!("at {} but ready only at {ready}", stop.planned_start));
        }
        if stop.planned_start < stop.window_start || stop.window_end <= stop.planned_start {
            faults.push(format!("{} is outside its window", stop.planned_start));
        }
        free = end(stop);
        place = here;
    }
    if free + travel(place, at_home) > shift.1 {
        faults.push("home after the shift".to_owned());
    }
    if stops.len() as i64 > home.visits_max {
        faults.push(format!("{} visits", stops.len()));
    }
    // 45 minutes without work, somewhere in the lunch time.
    let free_at = |minute: i64| {
        let (from, until) = (lunch.0 + minutes(minute), lunch.0 + minutes(minute + 45));
        until <= lunch.1
            && stops
                .iter()
                .all(|stop| end(stop) <= from || until <= stop.planned_start - minutes(stop.buffer_before_minutes))
    };
    if !(0..=75).any(free_at) {
        faults.push("no lunch".to_owned());
    }
    faults
}

fn end(stop: &Stop) -> Timestamp {
    stop.planned_start + minutes(stop.duration_minutes + stop.buffer_after_minutes)
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// On a scooter at 18 km/h, the road 1.3 times as long as the crow's way; three seconds are forgiven for the rounding of places.
fn travel(from: (f64, f64), to: (f64, f64)) -> SignedDuration {
    let (lat, long) = ((to.0 - from.0).to_radians(), (to.1 - from.1).to_radians());
    let chord =
        (lat / 2.0).sin().powi(2) + from.0.to_radians().cos() * to.0.to_radians().cos() * (long / 2.0).sin().powi(2);
    let metres = 2.0 * 6_371_000.0 * chord.sqrt().asin();
    let seconds = metres * 1.3 / (18_000.0 / 3600.0) - 3.0;
    SignedDuration::from_millis((seconds.max(0.0) * 1000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(start: &str, minutes: i64) -> Stop {
        let start: Timestamp = start.parse().unwrap();
        Stop {
            technician_id: String::new(),
            date: String::new(),
            window_start: start,
            window_end: start + SignedDuration::from_hours(2),
            planned_start: start,
            duration_minutes: minutes,
            buffer_before_minutes: 0,
            buffer_after_minutes: 15,
            latitude: 31.23,
            longitude: 121.48,
        }
    }

    /// A checker that finds nothing proves nothing: it must see what is wrong.
    #[test]
    fn it_sees_overlaps_travel_lunch_and_overtime() {
        let home = Home { technician_id: String::new(), home_latitude: 31.23, home_longitude: 121.47, visits_max: 3 };
        let at = |hour: &str| -> Timestamp { format!("2026-03-02T{hour}:00Z").parse().unwrap() };
        let faults = |stops: &[Stop]| {
            let stops: Vec<&Stop> = stops.iter().collect();
            faults_of_day(&home, (at("09:00"), at("18:00")), (at("11:30"), at("13:30")), &stops)
        };
        let (first, second) = (stop("2026-03-02T09:30:00Z", 60), stop("2026-03-02T10:45:00Z", 30));
        assert_eq!(faults(&[first.clone(), second.clone()]), Vec::<String>::new());
        let one_minute_early = Stop { planned_start: at("10:44"), ..second.clone() };
        assert_eq!(faults(&[first.clone(), one_minute_early]).len(), 2, "overlap, and before its window");
        let far = Stop { longitude: 121.49, ..second };
        assert!(faults(&[first.clone(), far])[0].contains("ready only"), "952 metres take four minutes");
        assert_eq!(faults(&[stop("2026-03-02T10:00:00Z", 220)]), ["no lunch"]);
        assert_eq!(faults(&[stop("2026-03-02T16:00:00Z", 104)]), ["home after the shift"]);
        let four = ["09:10", "10:00", "14:00", "15:00"].map(|at| stop(&format!("2026-03-02T{at}:00Z"), 30));
        assert_eq!(faults(&four), ["4 visits"]);
    }
}
