//! Builders: a small city with technicians in a row, and an independent check of what is promised.

use crate::{
    Break, Facts, Gender, Names, Policy, Reservation, Roster, ShiftDay, SkillHeld, SkillNeed, Technician,
    TechnicianStatus, Vehicle, VisitNeed,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use kernel::{Id, Place, TechnicianId, Timestamp, Window, Zone, time::minutes};
use std::{collections::BTreeMap, sync::Arc};

pub(super) fn zone() -> Zone {
    "Asia/Shanghai".parse().unwrap()
}

/// Monday, the day every test begins.
pub(super) const MONDAY: Date = date(2026, 3, 2);

/// An instant of a date by the clock on the wall: `at(MONDAY, "09:30")`.
pub(super) fn at(date: Date, clock: &str) -> Timestamp {
    let (hour, minute) = clock.split_once(':').unwrap();
    zone().instant(date.at(hour.parse().unwrap(), minute.parse().unwrap(), 0, 0)).unwrap()
}

pub(super) fn window(date: Date, from: &str, until: &str) -> Window {
    Window::new(at(date, from), at(date, until)).unwrap()
}

pub(super) fn clock(instant: Timestamp) -> String {
    zone().local(instant).strftime("%H:%M").to_string()
}

/// A point so many metres east of the middle of the city.
pub(super) fn east(metres: i32) -> Place {
    Place { latitude: 31.23, longitude: 121.47 + f64::from(metres) / 95_190.0 }
}

pub(super) fn technician_id(number: u128) -> TechnicianId {
    TechnicianId::from_uuid(uuid::Uuid::from_u128(1000 + number))
}

/// Works 09:00 to 18:00 every day with lunch, wood structure level 3, lives `metres` east.
pub(super) fn technician(number: u128, metres: i32, days: i64) -> Technician {
    Technician {
        technician: technician_id(number),
        names: Names { zh: format!("师傅{number}"), en: format!("T{number}") },
        level: 3,
        gender: Gender::Male,
        home: east(metres),
        vehicle: Vehicle::Scooter,
        status: TechnicianStatus::Active,
        on_duty: true,
        rating_milli: Some(4800),
        punctuality_per_mille: Some(950),
        visits_max: 8,
        minutes_max: 600,
        skills: vec![SkillHeld { skill: "wood_structure".into(), level: 3, certificate: None, valid_until: None }],
        territories: Vec::new(),
        days: (0..days).map(|offset| shift(MONDAY.saturating_add(offset.days()), "09:00", "18:00")).collect(),
    }
}

pub(super) fn shift(date: Date, from: &str, until: &str) -> ShiftDay {
    let lunch = Break { earliest: at(date, "11:30"), latest: at(date, "12:45"), minutes: 45 };
    ShiftDay { date, windows: vec![window(date, from, until)], breaks: vec![lunch], time_off: Vec::new() }
}

/// One hour of wood work, level 2, ten minutes before, fifteen after, `metres` east.
pub(super) fn need(metres: i32) -> VisitNeed {
    VisitNeed {
        duration_minutes: 60,
        buffer_before_minutes: 10,
        buffer_after_minutes: 15,
        skills: vec![SkillNeed { skill: "wood_structure".into(), level: 2 }],
        difficulty: 2,
        crew_size: 1,
        place: east(metres),
        territory: None,
        gender: None,
        named: None,
        excluded: Vec::new(),
        familiar: Vec::new(),
        is_emergency: false,
        earning: None,
    }
}

pub(super) fn facts(technicians: Vec<Technician>, policy: Policy) -> Arc<Facts> {
    Arc::new(Facts { roster: Roster { zone: zone(), technicians }, policy })
}

pub(super) fn no_reserve() -> Policy {
    Policy { reserve_percent: 0, ..Policy::default() }
}

/// What is wrong with the promises, worked out without the planner: for each technician's day in the order of starts, everybody gets
/// from stop to stop in time, starts inside the promised window, and stays inside the shift.
pub(super) fn faults(facts: &Facts, rows: &[Reservation]) -> Vec<String> {
    let mut days: BTreeMap<(TechnicianId, Date), Vec<&Reservation>> = BTreeMap::new();
    for row in rows {
        days.entry((row.technician_id, row.date)).or_default().push(row);
    }
    let mut faults = Vec::new();
    for ((id, date), mut stops) in days {
        stops.sort_by_key(|row| row.planned_start);
        let technician = facts.roster.technician(id).expect("a known technician");
        let day = technician.day(date).expect("a known date");
        let metres_a_minute = f64::from(facts.policy.scooter_kmh) * 1000.0 / 60.0;
        let travel = |from: Place, to: Place| {
            let metres = from.metres_to(to) * f64::from(facts.policy.detour_per_mille) / 1000.0;
            minutes((metres / metres_a_minute - 0.02).ceil().max(0.0) as i64)
        };
        let (mut free, mut place) = (day.windows[0].start, technician.home);
        for row in &stops {
            let there = free + travel(place, row.place()) + minutes(i64::from(row.buffer_before_minutes));
            if there > row.planned_start {
                faults.push(format!("{id} {date}: at {} but there only {}", clock(row.planned_start), clock(there)));
            }
            if !row.window().contains(row.planned_start) {
                faults.push(format!("{id} {date}: {} is outside its window", clock(row.planned_start)));
            }
            free = row.planned_end() + minutes(i64::from(row.buffer_after_minutes));
            place = row.place();
        }
        if free + travel(place, technician.home) > day.windows.last().unwrap().end {
            faults.push(format!("{id} {date}: home after the shift"));
        }
        if stops.len() > technician.visits_max as usize {
            faults.push(format!("{id} {date}: {} visits", stops.len()));
        }
        if !has_lunch(day, &stops) {
            faults.push(format!("{id} {date}: no lunch"));
        }
    }
    faults
}

/// Whether 45 minutes without work or buffers (travel may be interrupted) fit into the lunch time.
fn has_lunch(day: &ShiftDay, stops: &[&Reservation]) -> bool {
    let Some(lunch) = day.breaks.first() else { return true };
    let length = minutes(i64::from(lunch.minutes));
    let busy = |row: &&Reservation| {
        let from = row.planned_start - minutes(i64::from(row.buffer_before_minutes));
        Window { start: from, end: row.planned_end() + minutes(i64::from(row.buffer_after_minutes)) }
    };
    let starts = (0..).map(|step| lunch.earliest + minutes(step)).take_while(|start| *start <= lunch.latest);
    let mut starts = starts.map(|start| Window { start, end: start + length });
    starts.any(|pause| stops.iter().all(|row| !busy(row).overlaps(&pause)))
}
