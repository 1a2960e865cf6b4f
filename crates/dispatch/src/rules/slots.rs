//! Which windows can be offered: over the horizon, for every technician who may, the cheapest insertion of each window.

use crate::{
    Policy, Role, Technician,
    planner::{Minute, Route, Stop},
    rules::{
        day::{self, Wish},
        eligibility::about_duty,
        rank::{Scene, earliest},
    },
};
use jiff::{ToSpan, civil::Date};
use kernel::{TechnicianId, Timestamp, Window, Zone, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How much room a window has.
    pub enum SlotState {
        /// Room.
        Open = "open",
        /// Nearly full.
        Few = "few",
        /// Nobody could come.
        Full = "full",
    }
}

/// One window that may be offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Arrival window.
    pub window: Window,
    /// How much room.
    pub state: SlotState,
    /// How many technicians could come.
    pub technicians: u32,
    /// Travel that the day of the nearest of them would get more.
    pub added_travel_minutes: Option<i64>,
    /// Who that is.
    pub nearest: Option<TechnicianId>,
}

/// The windows of a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotDay {
    /// The date in the market's zone.
    pub date: Date,
    /// Its windows that are not over, in order.
    pub slots: Vec<Slot>,
}

/// The windows of a date in the market's zone.
#[must_use]
pub fn windows(zone: &Zone, date: Date, policy: &Policy) -> Vec<Window> {
    let length = policy.window_minutes.max(15);
    let at = |minute: u16| match minute {
        1440.. => zone.day(date).end,
        _ => zone.instant_or_after(date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0)),
    };
    let starts = (policy.day_starts_minute..policy.day_ends_minute).step_by(usize::from(length));
    let ends = |start: u16| (start + length).min(policy.day_ends_minute);
    starts.filter_map(|start| Window::new(at(start), at(ends(start))).ok()).collect()
}

/// Slots of `days` dates from `from` on.
#[must_use]
pub fn slots(scene: &Scene<'_>, from: Date, days: u16) -> Vec<SlotDay> {
    let dates = (0..i64::from(days)).map(|offset| from.saturating_add(offset.days()));
    dates.map(|date| SlotDay { date, slots: slots_of(scene, date) }).collect()
}

fn slots_of(scene: &Scene<'_>, date: Date) -> Vec<Slot> {
    let earliest = earliest(scene.need, scene.policy, scene.now);
    let all = windows(&scene.roster.zone, date, scene.policy);
    let wishes: Vec<Wish> = all.into_iter().map(|window| Wish { window, earliest, exact: None }).collect();
    let ahead: Vec<Wish> = wishes.into_iter().filter(|wish| wish.window.end > earliest).collect();
    let pool = scene.pool(date);
    let found = if scene.reserve_touched(&pool, date).is_some() {
        vec![(0, None); ahead.len()]
    } else if scene.need.crew_size > 1 {
        crews(scene, date, &ahead)
    } else {
        singles(scene, &pool, date, &ahead)
    };
    ahead.iter().zip(found).map(|(wish, found)| slot(wish.window, found, scene.policy)).collect()
}

/// How many can come, and the nearest of them with the travel that their day gets more.
type Found = (u32, Option<(i64, TechnicianId)>);

fn count_in(found: &mut Found, added: i64, technician: TechnicianId) {
    found.0 += 1;
    let this = (added, technician);
    found.1 = Some(found.1.map_or(this, |best| best.min(this)));
}

fn route_of(scene: &Scene<'_>, technician: &Technician, date: Date) -> Option<Route> {
    let rows = scene.loads.day(technician.technician, date);
    day::route(technician, technician.day(date)?, rows, scene.policy, scene.now)
}

/// Whether somebody may come in this window at all: it touches their hours, and they are on duty when it is soon.
fn may_start(scene: &Scene<'_>, technician: &Technician, route: &Route, wish: &Wish) -> bool {
    let out_of_hours = day::minute(wish.window.end) <= route.starts || day::minute_up(wish.window.start) >= route.ends;
    !out_of_hours && about_duty(technician, wish.window.start, scene.policy, scene.now).is_none()
}

/// For every stop the travel that the technician's day gets more; none where it does not fit or they may not come.
fn rooms(
    scene: &Scene<'_>,
    technician: &Technician,
    route: &Route,
    asked: &[(Wish, Option<Stop>)],
) -> Vec<Option<Minute>> {
    let possible: Vec<(usize, Stop)> = asked
        .iter()
        .enumerate()
        .filter(|(_, (wish, _))| may_start(scene, technician, route, wish))
        .filter_map(|(index, (_, stop))| stop.map(|stop| (index, stop)))
        .collect();
    let stops: Vec<Stop> = possible.iter().map(|(_, stop)| *stop).collect();
    let mut rooms = vec![None; asked.len()];
    for ((index, _), added) in possible.into_iter().zip(route.added_travel(&stops)) {
        rooms[index] = added;
    }
    rooms
}

/// For every window those of the pool whose day has room.
fn singles(scene: &Scene<'_>, pool: &[&Technician], date: Date, wishes: &[Wish]) -> Vec<Found> {
    let mut found: Vec<Found> = vec![(0, None); wishes.len()];
    let asked: Vec<(Wish, Option<Stop>)> = wishes.iter().map(|wish| (*wish, day::stop(scene.need, wish))).collect();
    for technician in pool {
        let Some(route) = route_of(scene, technician, date) else { continue };
        for (found, added) in found.iter_mut().zip(rooms(scene, technician, &route, &asked)) {
            if let Some(added) = added {
                count_in(found, added, technician.technician);
            }
        }
    }
    found
}

/// Somebody who may lead or help on a date, with the travel of their day for each moment at which they have room.
struct Person {
    technician: TechnicianId,
    leads: bool,
    helps: bool,
    rooms: Vec<Option<Minute>>,
}

fn people(scene: &Scene<'_>, date: Date, asked: &[(Wish, Option<Stop>)]) -> Vec<Person> {
    let may = |one: &Technician, role: Role| scene.failed_on(one, role, date).is_empty();
    let person = |one: &Technician| {
        let (leads, helps) = (may(one, Role::Lead), may(one, Role::Helper));
        let route = (leads || helps).then(|| route_of(scene, one, date)).flatten()?;
        Some(Person { technician: one.technician, leads, helps, rooms: rooms(scene, one, &route, asked) })
    };
    scene.roster.technicians.iter().filter_map(person).collect()
}

/// For every window those who can lead a crew: at some moment they and enough helpers have room.
fn crews(scene: &Scene<'_>, date: Date, wishes: &[Wish]) -> Vec<Found> {
    let others = usize::from(scene.need.crew_size) - 1;
    let moments: Vec<(usize, Wish)> = wishes
        .iter()
        .enumerate()
        .flat_map(|(index, wish)| {
            scene.meetings(wish).into_iter().map(move |start| (index, Wish { exact: Some(start), ..*wish }))
        })
        .collect();
    let asked: Vec<(Wish, Option<Stop>)> =
        moments.iter().map(|(_, wish)| (*wish, day::stop(scene.need, wish))).collect();
    let people = people(scene, date, &asked);
    // The first moment of a window at which somebody can lead counts.
    let mut best: Vec<Vec<Option<Minute>>> = vec![vec![None; people.len()]; wishes.len()];
    for (moment, (window, _)) in moments.iter().enumerate() {
        let helpers = people.iter().filter(|one| one.helps && one.rooms[moment].is_some()).count();
        for (index, one) in people.iter().enumerate().filter(|(_, one)| one.leads) {
            let itself = usize::from(one.helps && one.rooms[moment].is_some());
            if helpers - itself >= others {
                best[*window][index] = best[*window][index].or(one.rooms[moment]);
            }
        }
    }
    let found_in = |best: Vec<Option<Minute>>| {
        let mut found: Found = (0, None);
        for (one, added) in people.iter().zip(best) {
            if let Some(added) = added {
                count_in(&mut found, added, one.technician);
            }
        }
        found
    };
    best.into_iter().map(found_in).collect()
}

fn slot(window: Window, (technicians, best): Found, policy: &Policy) -> Slot {
    let state = match technicians {
        0 => SlotState::Full,
        count if count <= policy.few_technicians => SlotState::Few,
        _ => SlotState::Open,
    };
    Slot {
        window,
        state,
        technicians,
        added_travel_minutes: best.map(|(added, _)| added),
        nearest: best.map(|(_, who)| who),
    }
}

/// Whether a window is one of those that can be offered: it lies on the market's grid.
#[must_use]
pub fn is_offered(zone: &Zone, window: Window, policy: &Policy) -> bool {
    let date = zone.date_of(window.start);
    windows(zone, date, policy).contains(&window)
}

/// The last instant that can be booked.
#[must_use]
pub fn horizon_end(zone: &Zone, now: Timestamp, policy: &Policy) -> Timestamp {
    let last = zone.date_of(now).saturating_add(i64::from(policy.horizon_days).days());
    zone.day(last).start
}
