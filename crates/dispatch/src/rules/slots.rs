//! Which windows can be offered: over the horizon, for every technician who may, the cheapest insertion of each window.

use crate::{
    Policy, Technician,
    planner::Probe,
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
    let mut found: Vec<Found> = vec![(0, None); ahead.len()];
    let pool = scene.pool(date);
    if scene.reserve_touched(&pool, date).is_none() {
        for technician in pool {
            ask(scene, technician, date, &ahead, &mut found);
        }
    }
    ahead.iter().zip(found).map(|(wish, found)| slot(wish.window, found, scene.policy)).collect()
}

/// How many can come, and the nearest of them with the travel that their day gets more.
type Found = (u32, Option<(i64, TechnicianId)>);

/// Counts the technician in for every window that works.
fn ask(scene: &Scene<'_>, technician: &Technician, date: Date, wishes: &[Wish], found: &mut [Found]) {
    let rows = scene.loads.day(technician.technician, date);
    let Some(hours) = technician.day(date) else { return };
    let Some(route) = day::route(technician, hours, rows, scene.policy, scene.now) else { return };
    let probe = Probe::new(&route, scene.need.place);
    for (wish, found) in wishes.iter().zip(found) {
        let out_of_hours =
            day::minute(wish.window.end) <= route.starts || day::minute_up(wish.window.start) >= route.ends;
        if out_of_hours || about_duty(technician, wish.window.start, scene.policy, scene.now).is_some() {
            continue;
        }
        let added = if scene.need.crew_size > 1 {
            scene.team(technician, wish).ok().map(|team| team.fits[0].added_travel_minutes)
        } else {
            day::stop(scene.need, wish).and_then(|stop| probe.best(&stop)).map(|insertion| insertion.added_travel)
        };
        if let Some(added) = added {
            found.0 += 1;
            let this = (added, technician.technician);
            found.1 = Some(found.1.map_or(this, |best| best.min(this)));
        }
    }
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
