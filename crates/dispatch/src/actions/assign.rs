//! The dispatcher decides: this technician, that time, and it stays.

use super::{
    Facts,
    placing::{cannot, desk, give, plannable},
    reserve::overrulable,
    unchanged,
};
use crate::{
    Crew, Mode, PlanState, Rule, Technician, VisitPlan,
    events::VisitPinned,
    refusals,
    rules::{
        day::Wish,
        rank::{Scene, Team},
    },
    store::{days, offers, plans},
};
use db::{Action, Tx, params};
use kernel::{Ctx, Permission, Result, TechnicianId, Timestamp, VisitId, Window, problem, text_enum};
use std::sync::Arc;

text_enum! {
    /// What later planning may not change.
    pub enum Pin {
        /// Everything may change inside what is promised.
        Nothing = "nothing",
        /// The technician stays.
        Technician = "technician",
        /// The start stays.
        Start = "start",
        /// Both stay.
        Both = "both",
    }
}

impl Pin {
    const fn technician(self) -> bool {
        matches!(self, Self::Technician | Self::Both)
    }
    const fn start(self) -> bool {
        matches!(self, Self::Start | Self::Both)
    }
}

/// A dispatcher gives a visit to a technician; nobody is asked any more.
#[derive(Clone, Debug)]
pub struct AssignVisit {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// Who goes (leads).
    pub technician: TechnicianId,
    /// At this very minute; none: as it fits the window.
    pub start: Option<Timestamp>,
    /// What later planning may not change.
    pub pin: Pin,
    /// Rules the dispatcher knowingly passes over; overlap is not among those that can be.
    pub overruled: Vec<Rule>,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

impl Action for AssignVisit {
    const NAME: &'static str = "dispatch.assign_visit";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = Crew;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Crew> {
        let plan = plans::plan(tx, ctx.market, self.visit).await?;
        let order = Order {
            version: self.version,
            technician: Some(self.technician),
            window: plan.window(),
            start: self.start,
            pin: Some(self.pin),
            overruled: &self.overruled,
            cause: "assign",
        };
        order.carry_out(tx, ctx, &self.facts, plan).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// A dispatcher gives a visit another window, start or technician.
#[derive(Clone, Debug)]
pub struct MoveVisit {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// Promised arrival from now on.
    pub window: Window,
    /// Who goes; none: who has it now, or the best when nobody has.
    pub technician: Option<TechnicianId>,
    /// At this very minute.
    pub start: Option<Timestamp>,
    /// Rules the dispatcher knowingly passes over.
    pub overruled: Vec<Rule>,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

impl Action for MoveVisit {
    const NAME: &'static str = "dispatch.move_visit";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = Crew;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Crew> {
        let window = Window::new(self.window.start, self.window.end)?;
        if window.end <= ctx.now {
            return Err(problem::TIME_PAST.field("window"));
        }
        let plan = plans::plan(tx, ctx.market, self.visit).await?;
        let order = Order {
            version: self.version,
            technician: self.technician.or(plan.technician_id),
            window,
            start: self.start,
            pin: None,
            overruled: &self.overruled,
            cause: "move",
        };
        order.carry_out(tx, ctx, &self.facts, plan).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// What a dispatcher wants of a visit.
struct Order<'a> {
    version: i64,
    technician: Option<TechnicianId>,
    window: Window,
    start: Option<Timestamp>,
    /// None: as it is.
    pin: Option<Pin>,
    overruled: &'a [Rule],
    cause: &'static str,
}

impl Order<'_> {
    async fn carry_out(&self, tx: &mut Tx, ctx: &Ctx, facts: &Facts, mut plan: VisitPlan) -> Result<Crew> {
        overrulable(self.overruled)?;
        unchanged(plan.version, self.version)?;
        let desk = desk(tx, ctx, facts, Some(plan.visit_id), self.window.start).await?;
        plannable(&plan, &desk.old)?;
        let before = plan.clone();
        let need = plan.need.0.clone();
        let scene = Scene { overruled: self.overruled, ..desk.scene(facts, &need, ctx.now) };
        let exact = self
            .start
            .or_else(|| plan.is_start_pinned.then(|| desk.old.first().map(|row| row.planned_start)).flatten());
        // A pinned start goes with its window.
        let exact = exact.filter(|at| self.start.is_some() || self.window.contains(*at));
        let wish = Wish { window: self.window, earliest: ctx.now, exact };
        let team = self.team(&scene, &wish)?;
        let ranked = scene.rank(&wish);
        let explanation = scene.explain(&ranked, Some(team.lead()), &wish);
        let same_person = plan.technician_id == Some(team.lead());
        if !same_person || self.pin.is_some() || plan.state == PlanState::Unassigned {
            plan.state = PlanState::Assigned;
            plan.mode = Mode::Manual;
            offers::withdraw(tx, ctx, plan.visit_id, None).await?;
        }
        plan.is_technician_pinned = self.pin.map_or(plan.is_technician_pinned, Pin::technician);
        plan.is_start_pinned = self.pin.map_or(plan.is_start_pinned && exact.is_some(), Pin::start);
        plan.trouble.clear();
        give(tx, ctx, facts, &mut plan, self.window, &desk, &team).await?;
        plans::decide(tx, ctx, plan.visit_id, self.cause, explanation).await?;
        tx.changed(plan.visit_id, Some(&before), Some(&plan));
        Ok(team.crew())
    }

    /// The asked-for technician, or the best.
    fn team(&self, scene: &Scene<'_>, wish: &Wish) -> Result<Team> {
        let Some(id) = self.technician else {
            let best = scene.rank(wish).into_iter().find_map(|judged| judged.team);
            return best.ok_or_else(|| refusals::NOBODY_CAN.field("window"));
        };
        let technician: &Technician =
            scene.roster.technician(id).ok_or_else(|| problem::MISSING.field("technician"))?;
        let judged = scene.judge(technician, wish, &scene.helpers(wish));
        judged.team.ok_or_else(|| cannot(id, &judged.candidate.failed))
    }
}

/// A dispatcher fixes technician or start of a planned visit, or lets go.
#[derive(Clone, Debug)]
pub struct PinVisit {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// What later planning may not change.
    pub pin: Pin,
}

impl Action for PinVisit {
    const NAME: &'static str = "dispatch.pin_visit";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = plans::plan(tx, ctx.market, self.visit).await?;
        unchanged(before.version, self.version)?;
        let rows = days::of_visit(tx, ctx.market, self.visit).await?;
        plannable(&before, &rows)?;
        let mut plan = VisitPlan {
            is_technician_pinned: self.pin.technician(),
            is_start_pinned: self.pin.start(),
            ..before.clone()
        };
        let is_exact = self.pin.start() || plan.need.0.crew_size > 1;
        days::bump_all(tx, ctx, &rows).await?;
        for row in rows.iter().filter(|row| row.is_exact != is_exact) {
            tx.save(days::FIX_RESERVATION, params![is_exact, ctx.market, row.reservation_id]).await?;
        }
        plans::put(tx, ctx, &mut plan).await?;
        tx.changed(self.visit, Some(&before), Some(&plan));
        tx.announce(
            ctx,
            &VisitPinned { visit: self.visit, technician: self.pin.technician(), start: self.pin.start() },
        );
        Ok(())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}
