//! The demo city in real time: orders come in, technicians drive and work, their duty follows their shifts.

use super::{
    asking::{Ask, Asker, book},
    demand::Demand,
    office::OFFICE_HOUR,
    world::{World, later},
};
use crate::{dice::Dice, replay::kinds::Kinds};
use access::Subject;
use catalog::model::Urgency;
use jiff::civil::Date;
use jobs::model::Source;
use kernel::{
    Actor, Kind, Result, TechnicianId, Timestamp,
    time::{SignedDuration, minutes},
};
use std::{collections::HashMap, time::Duration};
use workforce::actions::{ReportPosition, SetDuty};

/// How often people do what is due.
const TICK: Duration = Duration::from_secs(2);
/// Positions are reported every so many ticks.
const REPORT_EVERY: u64 = 2;
/// Shifts are looked at every so many ticks.
const SHIFTS_EVERY: u64 = 30;
/// While somebody looks, somebody asks every so many seconds.
const SECONDS_BETWEEN_ORDERS: (i64, i64) = (25, 55);
/// Somebody looks: at the beginning, and so long after a click.
const LOOKS_FOR: SignedDuration = minutes(15);

/// The living demo city.
pub struct Live {
    /// Its people.
    pub world: World,
    /// What they ask for.
    pub demand: Demand,
    /// Who may ask, in the order of the demand.
    pub askers: Vec<Asker>,
    began: Timestamp,
    next_order: Timestamp,
    office_kept: Date,
}

impl Live {
    /// The city from now on.
    #[must_use]
    pub fn of(world: World, demand: Demand, askers: Vec<Asker>) -> Self {
        let began = world.app.clock.now();
        let local = demand.zone.local(began);
        // A round whose hour is over today was made, or is left out.
        let is_over = local.hour() >= OFFICE_HOUR;
        let office_kept = if is_over { local.date() } else { local.date().yesterday().unwrap_or(Date::MIN) };
        Self { world, demand, askers, began, next_order: began, office_kept }
    }

    /// Lives until dropped. A failure is told, and life goes on.
    pub async fn run(mut self) {
        let mut since = self.world.app.clock.now();
        let mut duty = HashMap::new();
        for tick in 0u64.. {
            let now = self.world.app.clock.now();
            if let Err(problem) = self.tick(tick, since, now, &mut duty).await {
                tracing::warn!(%problem, "the demo city stumbled");
            }
            since = now;
            tokio::time::sleep(TICK).await;
        }
    }

    async fn tick(
        &mut self,
        tick: u64,
        since: Timestamp,
        now: Timestamp,
        duty: &mut HashMap<TechnicianId, bool>,
    ) -> Result<()> {
        if tick.is_multiple_of(SHIFTS_EVERY) {
            self.follow_shifts(now, duty).await?;
        }
        self.world.act(now).await?;
        if tick.is_multiple_of(REPORT_EVERY) {
            self.report_positions(now).await?;
        }
        self.keep_audience(now).await?;
        let local = self.demand.zone.local(now);
        let date = local.date();
        if local.hour() >= OFFICE_HOUR && self.office_kept < date {
            self.office_kept = date;
            self.world.keep_office(date).await?;
        }
        for wish in self.demand.of(date).into_iter().filter(|wish| since < wish.at && wish.at <= now) {
            self.ask(wish.resident, &wish.service, now).await?;
        }
        Ok(())
    }

    /// Whoever looks sees orders arrive; when nobody does, the city keeps its usual pace.
    async fn keep_audience(&mut self, now: Timestamp) -> Result<()> {
        if now < self.next_order {
            return Ok(());
        }
        let mut dice = Dice::of(now.as_millisecond().unsigned_abs(), "audience");
        let wait = dice.between(SECONDS_BETWEEN_ORDERS.0, SECONDS_BETWEEN_ORDERS.1);
        self.next_order = later(now, SignedDuration::from_secs(wait));
        let since = later(now, -LOOKS_FOR);
        let mut read = self.world.app.db.read().await?;
        let looks =
            self.began > since || access::views::is_anybody_there(&mut read, self.world.market.brand_id, since).await?;
        drop(read);
        if !looks || self.askers.is_empty() {
            return Ok(());
        }
        let Some(service) = Kinds::mix().service("", &self.demand.services, &mut dice) else { return Ok(()) };
        self.ask(dice.below(self.askers.len()), &service, now).await
    }

    /// Everybody on the way is seen on the way.
    async fn report_positions(&self, now: Timestamp) -> Result<()> {
        for (technician, place) in self.world.drives_at(now) {
            if self.world.is_played(Subject::Technician(technician)).await? {
                continue;
            }
            let ctx = self.world.ctx(Actor::Technician { technician });
            self.world.app.db.perform(&ctx, ReportPosition { place, accuracy_metres: Some(15) }).await?;
        }
        Ok(())
    }

    /// Duty begins and ends with the shift, unless somebody real decides.
    async fn follow_shifts(&self, now: Timestamp, duty: &mut HashMap<TechnicianId, bool>) -> Result<()> {
        let on_shift = self.on_shift(self.demand.zone.date_of(now), now).await?;
        for (technician, on_duty) in on_shift {
            let is_first = !duty.contains_key(&technician);
            if duty.insert(technician, on_duty) == Some(on_duty)
                || self.world.is_played(Subject::Technician(technician)).await?
            {
                continue;
            }
            let ctx = self.world.ctx(Actor::Technician { technician });
            let done = self.world.app.db.perform(&ctx, SetDuty { on_duty }).await;
            if let Err(problem) = done {
                tracing::debug!(%technician, %problem, "duty was not switched");
                continue;
            }
            if on_duty
                && is_first
                && let Some(worker) = self.world.people.get(&technician)
            {
                let report = ReportPosition { place: worker.place, accuracy_metres: Some(30) };
                self.world.app.db.perform(&ctx, report).await?;
            }
        }
        Ok(())
    }

    /// Who is at work now; somebody who is still on the way or at a visit is.
    async fn on_shift(&self, date: Date, now: Timestamp) -> Result<Vec<(TechnicianId, bool)>> {
        let (market, zone) = (self.world.market.market_id, &self.demand.zone);
        let roster = workforce::views::roster(&mut self.world.app.db.read().await?, market, zone, date, 1).await?;
        let one = |row: workforce::RosterTechnician| {
            let id = row.technician.technician_id;
            let is_busy = self.world.people.get(&id).is_some_and(|worker| worker.active.is_some());
            let works = row.days.iter().flat_map(|day| &day.windows).any(|window| window.contains(now));
            (id, works || is_busy)
        };
        Ok(roster.technicians.into_iter().map(one).collect())
    }

    async fn ask(&self, resident: usize, service: &str, now: Timestamp) -> Result<()> {
        let (Some(asker), Some(service)) = (self.askers.get(resident), self.world.services.get(service)) else {
            return Ok(());
        };
        if self.world.is_played(Subject::Customer(asker.customer)).await? {
            return Ok(());
        }
        let mut dice = Dice::of(now.as_second().unsigned_abs(), &asker.customer.to_string());
        // Water and electricity often cannot wait.
        let is_urgent = service.spec.code.starts_with("RP-") && dice.happens(0.6);
        let urgency = if is_urgent { Urgency::Emergency } else { Urgency::Normal };
        let ask = Ask { service, technician: None, urgency, note: String::new(), source: Source::Web };
        let system = self.world.ctx(Actor::System);
        match book(&self.world.app, &system, asker, &ask, &mut dice).await {
            Ok(booked) => tracing::debug!(job = booked.opened.number, "a simulated customer booked"),
            Err(problem) if problem.kind() == Kind::Broken => return Err(problem),
            Err(problem) => tracing::debug!(%problem, "a simulated customer was refused"),
        }
        Ok(())
    }
}
