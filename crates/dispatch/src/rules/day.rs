//! A technician's day as a route, and whether one more visit fits into it.

use crate::{
    Failed, Policy, Progress, Reservation, Rule, ShiftDay, Technician, VisitNeed,
    planner::{Insertion, Minute, Obstacle, Pause, Route, Schedule, Stop},
};
use jiff::civil::Date;
use kernel::{ReservationId, TechnicianId, Timestamp, VisitId, Window};
use std::collections::HashMap;

/// What is reserved of every technician's days; each day's list is in order of planned start.
#[derive(Clone, Debug, Default)]
pub struct Loads(HashMap<(TechnicianId, Date), Vec<Reservation>>);

impl Loads {
    /// From rows in any order.
    #[must_use]
    pub fn new(rows: Vec<Reservation>) -> Self {
        let mut days: HashMap<(TechnicianId, Date), Vec<Reservation>> = HashMap::new();
        for row in rows {
            days.entry((row.technician_id, row.date)).or_default().push(row);
        }
        for day in days.values_mut() {
            day.sort_by_key(|row| (row.planned_start, row.reservation_id));
        }
        Self(days)
    }
    /// One technician's date.
    #[must_use]
    pub fn day(&self, technician: TechnicianId, date: Date) -> &[Reservation] {
        self.0.get(&(technician, date)).map_or(&[], Vec::as_slice)
    }
    /// The same without one visit, for planning it anew.
    #[must_use]
    pub fn without(mut self, visit: VisitId) -> Self {
        self.0.values_mut().for_each(|day| day.retain(|row| row.visit_id != Some(visit)));
        self
    }
    /// The same without one reservation, to ask what its absence would allow.
    #[must_use]
    pub fn without_reservation(mut self, reservation: ReservationId) -> Self {
        self.0.values_mut().for_each(|day| day.retain(|row| row.reservation_id != reservation));
        self
    }
    /// What is reserved for one visit.
    #[must_use]
    pub fn of_visit(&self, visit: VisitId) -> Vec<&Reservation> {
        self.rows().filter(|row| row.visit_id == Some(visit)).collect()
    }
    /// The same with one reservation more, and others of its day at other times.
    #[must_use]
    pub fn with(mut self, row: Reservation, changes: &[(ReservationId, Timestamp, u32)]) -> Self {
        let day = self.0.entry((row.technician_id, row.date)).or_default();
        for (reservation, start, travel) in changes {
            for row in day.iter_mut().filter(|row| row.reservation_id == *reservation) {
                (row.planned_start, row.travel_before_minutes) = (*start, *travel);
            }
        }
        day.push(row);
        day.sort_by_key(|row| (row.planned_start, row.reservation_id));
        self
    }
    /// Every reservation.
    pub fn rows(&self) -> impl Iterator<Item = &Reservation> {
        self.0.values().flatten()
    }
}

/// When a visit may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Arrival window.
    pub window: Window,
    /// Not before this, whatever the window says (lead time).
    pub earliest: Timestamp,
    /// At this very minute.
    pub exact: Option<Timestamp>,
}

/// How a visit fits one technician's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Whose day.
    pub technician: TechnicianId,
    /// Which date.
    pub date: Date,
    /// Start of work.
    pub planned_start: Timestamp,
    /// Travel from the stop before.
    pub travel_before_minutes: u32,
    /// Travel that the day has more.
    pub added_travel_minutes: i64,
    /// Minutes between the planned start and the end of the window.
    pub slack_minutes: i64,
    /// The other stops of the day whose times change: start and travel before.
    pub changes: Vec<(ReservationId, Timestamp, u32)>,
}

/// Minutes since 1970, rounded down.
#[must_use]
pub fn minute(at: Timestamp) -> Minute {
    at.as_second().div_euclid(60)
}

/// Minutes since 1970, rounded up.
#[must_use]
pub fn minute_up(at: Timestamp) -> Minute {
    minute(at) + i64::from(at.as_microsecond().rem_euclid(60_000_000) > 0)
}

/// The instant of a minute.
#[must_use]
pub fn instant(minute: Minute) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap_or(Timestamp::MAX)
}

fn stop_of(row: &Reservation, now: Minute) -> Stop {
    let start = minute(row.planned_start);
    let begun = match row.progress {
        Progress::UnderWay | Progress::Done => true,
        // A stop that should have begun is on its way, even if nobody pressed the button yet.
        Progress::Planned => start - i64::from(row.buffer_before_minutes + row.travel_before_minutes) < now,
    };
    let fixed = begun || row.is_exact;
    Stop {
        place: row.place(),
        first: if fixed { start } else { minute_up(row.window_start) },
        last: if fixed { start } else { minute_up(row.window_end) - 1 },
        work: i64::from(row.duration_minutes),
        before: i64::from(row.buffer_before_minutes),
        after: i64::from(row.buffer_after_minutes),
        begun,
    }
}

/// The day as a route; none when the technician does not work. Gaps between hours are absences.
#[must_use]
pub fn route(
    technician: &Technician,
    day: &ShiftDay,
    rows: &[Reservation],
    policy: &Policy,
    now: Timestamp,
) -> Option<Route> {
    let (first, last) = (day.windows.first()?, day.windows.last()?);
    let gaps = day.windows.windows(2).map(|pair| {
        let (from, until) = (minute(pair[0].end), minute_up(pair[1].start));
        Pause { earliest: from, latest: from, minutes: until - from, on_site: false }
    });
    let breaks = day.breaks.iter().map(|pause| Pause {
        earliest: minute_up(pause.earliest),
        latest: minute(pause.latest),
        minutes: i64::from(pause.minutes),
        on_site: true,
    });
    let mut pauses: Vec<Pause> = gaps.chain(breaks).collect();
    pauses.sort_by_key(|pause| (pause.earliest, pause.latest));
    let not_before = minute_up(now);
    let route = Route {
        home: technician.home,
        starts: minute_up(first.start),
        ends: minute(last.end),
        not_before,
        pauses,
        stops: rows.iter().map(|row| stop_of(row, not_before)).collect(),
        stops_max: usize::try_from(technician.visits_max).unwrap_or(usize::MAX),
        minutes_max: i64::from(technician.minutes_max),
        speed: policy.speed(technician.vehicle),
    };
    Some(route.settled())
}

/// The visit as a stop; none when the wish leaves no minute.
#[must_use]
pub fn stop(need: &VisitNeed, wish: &Wish) -> Option<Stop> {
    let earliest = minute_up(wish.window.start).max(minute_up(wish.earliest));
    let latest = minute_up(wish.window.end) - 1;
    let (first, last) = match wish.exact {
        Some(at) if earliest <= minute(at) && minute(at) <= latest => (minute(at), minute(at)),
        Some(_) => return None,
        None => (earliest, latest),
    };
    (first <= last).then_some(Stop {
        place: need.place,
        first,
        last,
        work: i64::from(need.duration_minutes),
        before: i64::from(need.buffer_before_minutes),
        after: i64::from(need.buffer_after_minutes),
        begun: false,
    })
}

/// How the visit fits the technician's day, or the first rule of time it fails, with numbers.
pub fn fit(
    technician: &Technician,
    date: Date,
    rows: &[Reservation],
    need: &VisitNeed,
    wish: &Wish,
    policy: &Policy,
    now: Timestamp,
) -> Result<Fit, Failed> {
    let day = technician.day(date);
    let Some((day, route)) = day.and_then(|day| route(technician, day, rows, policy, now).map(|route| (day, route)))
    else {
        return Err(no_hours(day, wish));
    };
    let Some(stop) = stop(need, wish) else {
        return Err(Failed::new(Rule::Route, &[("case", &"past")]));
    };
    match route.best(&stop) {
        Some(insertion) => Ok(fitted(technician, date, rows, &insertion, &stop)),
        None => Err(in_the_way(day, wish, route.obstacle(&stop))),
    }
}

/// The insertion in terms of reservations.
#[must_use]
pub fn fitted(technician: &Technician, date: Date, rows: &[Reservation], insertion: &Insertion, stop: &Stop) -> Fit {
    Fit {
        technician: technician.technician,
        date,
        planned_start: instant(insertion.start),
        travel_before_minutes: travel(&insertion.schedule, insertion.position),
        added_travel_minutes: insertion.added_travel,
        slack_minutes: stop.last - insertion.start,
        changes: changes(rows, &insertion.schedule, Some(insertion.position)),
    }
}

fn travel(schedule: &Schedule, index: usize) -> u32 {
    schedule.travel.get(index).and_then(|minutes| u32::try_from(*minutes).ok()).unwrap_or(0)
}

/// Which rows of a day get other times by a schedule; `skip` is the position of a stop that is no row yet.
#[must_use]
pub fn changes(rows: &[Reservation], schedule: &Schedule, skip: Option<usize>) -> Vec<(ReservationId, Timestamp, u32)> {
    let positions = (0..schedule.starts.len()).filter(|index| Some(*index) != skip);
    let timed =
        rows.iter().zip(positions).map(|(row, index)| (row, instant(schedule.starts[index]), travel(schedule, index)));
    timed
        .filter(|(row, start, travel)| {
            let begun = match row.progress {
                Progress::Planned => false,
                Progress::UnderWay | Progress::Done => true,
            };
            !begun && (row.planned_start != *start || row.travel_before_minutes != *travel)
        })
        .map(|(row, start, travel)| (row.reservation_id, start, travel))
        .collect()
}

fn no_hours(day: Option<&ShiftDay>, wish: &Wish) -> Failed {
    match day.and_then(|day| day.time_off.iter().find(|off| off.overlaps(&wish.window))) {
        Some(off) => Failed::new(Rule::TimeOff, &[("from", &off.start), ("until", &off.end)]),
        None => Failed::new(Rule::Shift, &[("case", &"free")]),
    }
}

fn in_the_way(day: &ShiftDay, wish: &Wish, obstacle: Obstacle) -> Failed {
    if let Some(off) = day.time_off.iter().find(|off| off.start <= wish.window.start && wish.window.end <= off.end) {
        return Failed::new(Rule::TimeOff, &[("from", &off.start), ("until", &off.end)]);
    }
    if !day.windows.iter().any(|window| window.overlaps(&wish.window)) {
        return Failed::new(Rule::Shift, &[("case", &"outside")]);
    }
    match obstacle {
        Obstacle::StopsMax { max } => Failed::new(Rule::VisitsMax, &[("max", &max)]),
        Obstacle::Late { minutes } => Failed::new(Rule::Route, &[("case", &"late"), ("minutes", &minutes)]),
        Obstacle::Overtime { minutes } => Failed::new(Rule::Route, &[("case", &"overtime"), ("minutes", &minutes)]),
        Obstacle::TooLong { minutes } => Failed::new(Rule::HoursMax, &[("minutes", &minutes)]),
        Obstacle::NoRoom => Failed::new(Rule::Route, &[("case", &"room")]),
    }
}

/// Whether a day as it is stands without overlap of work, buffers and travel; the first pair that does not. An independent check for
/// boards and tests.
#[must_use]
pub fn first_clash(
    technician: &Technician,
    rows: &[Reservation],
    policy: &Policy,
) -> Option<(ReservationId, ReservationId)> {
    let speed = policy.speed(technician.vehicle);
    let mut rows: Vec<&Reservation> = rows.iter().collect();
    rows.sort_by_key(|row| row.planned_start);
    rows.windows(2).find_map(|pair| {
        let leaves = minute_up(pair[0].planned_end()) + i64::from(pair[0].buffer_after_minutes);
        let there = leaves + speed.minutes(pair[0].place(), pair[1].place()) + i64::from(pair[1].buffer_before_minutes);
        (there > minute(pair[1].planned_start)).then_some((pair[0].reservation_id, pair[1].reservation_id))
    })
}
