//! A better plan for a date: who could take over which visit so that more is served and less is driven.
//!
//! The search proposes; its changes are then tried on the days as they are, by the rule that every other change obeys.
//! What is promised to customers stands: their windows, chosen technicians, and whatever a dispatcher pinned.

use crate::{
    Names, PlanState, Policy, Progress, Reservation, Role, Roster, VisitPlan,
    planner::{Loose, Route, improve},
    rules::{
        day::{self, Fit, Loads, Wish},
        rank::{Scene, Team},
    },
};
use jiff::civil::Date;
use kernel::{Id, ReservationId, TechnicianId, Timestamp, VisitId, time::minutes};
use serde::{Deserialize, Serialize};

/// One visit that changes hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that was looked at.
    pub version: i64,
    /// Who has it; none: nobody.
    pub from: Option<TechnicianId>,
    /// Who should have it.
    pub to: TechnicianId,
    /// How people call them.
    pub names: Names,
    /// When they would start.
    pub planned_start: Timestamp,
}

/// A better plan, in the order in which its changes have to be made; no transfers: the date is planned as well as it can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Improvement {
    /// The date.
    pub date: Date,
    /// What changes.
    pub transfers: Vec<Transfer>,
    /// Travel of everybody, way home included, as it is.
    pub travel_minutes: i64,
    /// The same after the changes.
    pub travel_minutes_after: i64,
    /// Visits that had nobody and would be served.
    pub served: u32,
}

/// What an improvement looks at: a date with everybody's promises and the plans of its visits.
pub struct Table<'a> {
    /// Who may be sent when.
    pub roster: &'a Roster,
    /// What is promised.
    pub loads: &'a Loads,
    /// How the date's visits are planned, those without anybody included.
    pub plans: &'a [VisitPlan],
    /// Who said no to a visit already.
    pub declined: &'a [(VisitId, TechnicianId)],
    /// The market's numbers.
    pub policy: &'a Policy,
    /// The date.
    pub date: Date,
    /// Now.
    pub now: Timestamp,
}

impl Table<'_> {
    /// The improvement.
    #[must_use]
    pub fn improvement(&self) -> Improvement {
        let (people, routes) = self.routes(self.loads);
        let free: Vec<&VisitPlan> = self.plans.iter().filter(|plan| self.may_change(plan)).collect();
        let loose: Vec<(&VisitPlan, Loose)> =
            free.into_iter().filter_map(|plan| Some((plan, self.loose(plan, &people)?))).collect();
        let asked: Vec<Loose> = loose.iter().map(|(_, loose)| loose.clone()).collect();
        let wanted = improve(&routes, &asked);
        let changes = loose.iter().zip(wanted).filter_map(|((plan, loose), route)| {
            let route = route.filter(|route| loose.at.is_none_or(|(now, _)| now != *route))?;
            Some((*plan, people[route]))
        });
        self.tried(changes.collect())
    }

    /// Everybody who works that date, with the day as it stands.
    fn routes(&self, loads: &Loads) -> (Vec<TechnicianId>, Vec<Route>) {
        let days = self.roster.technicians.iter().filter_map(|one| {
            let rows = loads.day(one.technician, self.date);
            Some((one.technician, day::route(one, one.day(self.date)?, rows, self.policy, self.now)?))
        });
        days.unzip()
    }

    /// Nobody is on the way yet, one person is enough, nothing is pinned, and there is time to tell people.
    fn may_change(&self, plan: &VisitPlan) -> bool {
        let soon = self.now + minutes(i64::from(self.policy.duty_minutes));
        let is_settled = match plan.state {
            PlanState::Assigned | PlanState::Unassigned => true,
            // Somebody is being asked, or the customer has not paid yet.
            PlanState::Planned | PlanState::Offered | PlanState::Ended => false,
        };
        let rows = self.loads.of_visit(plan.visit_id);
        let ahead = rows.iter().all(|row| row.progress == Progress::Planned && row.planned_start > soon);
        is_settled && ahead && plan.need.0.crew_size <= 1 && !plan.is_technician_pinned && !plan.is_start_pinned
    }

    fn loose(&self, plan: &VisitPlan, people: &[TechnicianId]) -> Option<Loose> {
        let rows = self.loads.of_visit(plan.visit_id);
        let at = match rows.first() {
            Some(row) => {
                let route = people.iter().position(|one| *one == row.technician_id)?;
                let day = self.loads.day(row.technician_id, self.date);
                Some((route, day.iter().position(|other| other.reservation_id == row.reservation_id)?))
            }
            None => None,
        };
        let wish = self.wish(plan);
        let stop = day::stop(&plan.need.0, &wish)?;
        let declined = self.declined_by(plan.visit_id);
        let scene = self.scene(self.loads, plan, &declined);
        let able = |(index, id): (usize, &TechnicianId)| {
            let technician = self.roster.technician(*id)?;
            let has_it = at.is_some_and(|(route, _)| route == index);
            (has_it || scene.failed(technician, Role::Lead, &wish).is_empty()).then_some(index)
        };
        Some(Loose { stop, at, may: people.iter().enumerate().filter_map(able).collect() })
    }

    fn wish(&self, plan: &VisitPlan) -> Wish {
        Wish { window: plan.window(), earliest: self.now, exact: None }
    }

    fn declined_by(&self, visit: VisitId) -> Vec<TechnicianId> {
        self.declined.iter().filter(|(of, _)| *of == visit).map(|(_, who)| *who).collect()
    }

    fn scene<'a>(&'a self, loads: &'a Loads, plan: &'a VisitPlan, declined: &'a [TechnicianId]) -> Scene<'a> {
        let (roster, policy, now) = (self.roster, self.policy, self.now);
        Scene { roster, loads, need: &plan.need.0, policy, now, declined, overruled: &[] }
    }

    /// The wanted changes as far as they can be made together; none when that is no gain.
    fn tried(&self, mut wanted: Vec<(&VisitPlan, TechnicianId)>) -> Improvement {
        let travel_minutes = self.travel(self.loads);
        let (transfers, loads) = loop {
            match self.transfers(&wanted) {
                Ok(done) => break done,
                Err(failed) => drop(wanted.remove(failed)),
            }
        };
        let served = u32::try_from(transfers.iter().filter(|one| one.from.is_none()).count()).unwrap_or(0);
        let travel_minutes_after = self.travel(&loads);
        let done = Improvement { date: self.date, transfers, travel_minutes, travel_minutes_after, served };
        if served > 0 || travel_minutes_after < travel_minutes {
            return done;
        }
        Improvement { transfers: Vec::new(), travel_minutes_after: travel_minutes, served: 0, ..done }
    }

    /// All changes at once: everything that changes hands is taken off, then given out in order. Else the first that has no place.
    fn transfers(&self, wanted: &[(&VisitPlan, TechnicianId)]) -> Result<(Vec<Transfer>, Loads), usize> {
        let mut loads = wanted.iter().fold(self.loads.clone(), |loads, (plan, _)| loads.without(plan.visit_id));
        let mut transfers = Vec::with_capacity(wanted.len());
        for (index, (plan, to)) in wanted.iter().enumerate() {
            let (transfer, after) = self.transfer(&loads, plan, *to).ok_or(index)?;
            transfers.push(transfer);
            loads = after;
        }
        Ok((transfers, loads))
    }

    fn transfer(&self, loads: &Loads, plan: &VisitPlan, to: TechnicianId) -> Option<(Transfer, Loads)> {
        let technician = self.roster.technician(to)?;
        let old = self.loads.of_visit(plan.visit_id);
        let wish = self.wish(plan);
        let declined = self.declined_by(plan.visit_id);
        let scene = self.scene(loads, plan, &declined);
        let Team { fits, .. } = scene.judge(technician, &wish, &scene.helpers(&wish)).team?;
        let fit = fits.first()?;
        let transfer = Transfer {
            visit: plan.visit_id,
            version: plan.version,
            from: old.first().map(|row| row.technician_id),
            to,
            names: technician.names.clone(),
            planned_start: fit.planned_start,
        };
        let row = reservation(plan, fit, old.first().copied());
        Some((transfer, loads.clone().with(row, &fit.changes)))
    }

    /// Travel of everybody on the date, way home included.
    fn travel(&self, loads: &Loads) -> i64 {
        let schedules = self.routes(loads).1.into_iter().filter_map(|route| route.schedule());
        schedules.map(|schedule| schedule.travel.iter().sum::<i64>() + schedule.travel_home).sum()
    }
}

fn reservation(plan: &VisitPlan, fit: &Fit, old: Option<&Reservation>) -> Reservation {
    let need = &plan.need.0;
    Reservation {
        // Only ever compared: a visit that has no reservation yet gets the number of its own id.
        reservation_id: old.map_or_else(|| ReservationId::from_uuid(plan.visit_id.uuid()), |row| row.reservation_id),
        technician_id: fit.technician,
        date: fit.date,
        role: Role::Lead,
        visit_id: Some(plan.visit_id),
        hold_id: None,
        expires_at: None,
        window_start: plan.window_start,
        window_end: plan.window_end,
        planned_start: fit.planned_start,
        duration_minutes: need.duration_minutes,
        travel_before_minutes: fit.travel_before_minutes,
        buffer_before_minutes: need.buffer_before_minutes,
        buffer_after_minutes: need.buffer_after_minutes,
        latitude: need.place.latitude,
        longitude: need.place.longitude,
        is_exact: false,
        progress: Progress::Planned,
    }
}
