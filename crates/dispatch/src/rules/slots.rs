//! Which windows can be offered: over the horizon, for every technician who may, the cheapest insertion of each window.

use crate::{
    Policy, Role, Technician,
    planner::{Probe, Route},
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

/// For every window those of the pool whose day has room.
fn singles(scene: &Scene<'_>, pool: &[&Technician], date: Date, wishes: &[Wish]) -> Vec<Found> {
    let mut found: Vec<Found> = vec![(0, None); wishes.len()];
    for technician in pool {
        let Some(route) = route_of(scene, technician, date) else { continue };
        let probe = Probe::new(&route, scene.need.place);
        for (wish, found) in wishes.iter().zip(&mut found) {
            if !may_start(scene, technician, &route, wish) {
                continue;
            }
            let insertion = day::stop(scene.need, wish).and_then(|stop| probe.best(&stop));
            if let Some(insertion) = insertion {
                count_in(found, insertion.added_travel, technician.technician);
            }
        }
    }
    found
}

/// Somebody who may lead or help on a date.
struct Person<'a> {
    technician: &'a Technician,
    leads: bool,
    helps: bool,
    route: Route,
}

/// For every window those who can lead a crew: at some moment they and enough helpers have room.
fn crews(scene: &Scene<'_>, date: Date, wishes: &[Wish]) -> Vec<Found> {
    let others = usize::from(scene.need.crew_size) - 1;
    let may = |one: &Technician, role: Role| scene.failed_on(one, role, date).is_empty();
    let mut people: Vec<Person<'_>> = Vec::new();
    for one in &scene.roster.technicians {
        let (leads, helps) = (may(one, Role::Lead), may(one, Role::Helper));
        if let Some(route) = (leads || helps).then(|| route_of(scene, one, date)).flatten() {
            people.push(Person { technician: one, leads, helps, route });
        }
    }
    let probes: Vec<Probe<'_>> = people.iter().map(|one| Probe::new(&one.route, scene.need.place)).collect();
    let crews_of = |wish: &Wish| {
        let mut best: Vec<Option<i64>> = vec![None; people.len()];
        for start in scene.meetings(wish) {
            let Some(stop) = day::stop(scene.need, &Wish { exact: Some(start), ..*wish }) else { continue };
            let room = |index: usize| {
                let one = &people[index];
                may_start(scene, one.technician, &one.route, wish).then(|| probes[index].best(&stop)).flatten()
            };
            let rooms: Vec<Option<i64>> =
                (0..people.len()).map(|index| room(index).map(|found| found.added_travel)).collect();
            let helpers = rooms.iter().zip(&people).filter(|(room, one)| one.helps && room.is_some()).count();
            for (index, added) in rooms.iter().enumerate().filter(|(index, _)| people[*index].leads) {
                if helpers - usize::from(people[index].helps && added.is_some()) >= others {
                    best[index] = best[index].or(*added);
                }
            }
        }
        best
    };
    let found_in = |wish: &Wish| {
        let mut found: Found = (0, None);
        for (one, added) in people.iter().zip(crews_of(wish)) {
            if let Some(added) = added {
                count_in(&mut found, added, one.technician.technician);
            }
        }
        found
    };
    wishes.iter().map(found_in).collect()
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
