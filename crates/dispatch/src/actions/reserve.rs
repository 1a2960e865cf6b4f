//! A visit gets its time: from a hold, in place of another time, or directly by an operator.

use super::{
    Facts,
    hold::own_hold,
    placing::{cannot, desk, give, plannable},
};
use crate::{
    Crew, Hold, HoldState, Mode, PlanState, Rule, VisitNeed, VisitPlan,
    events::{VisitMoved, VisitReserved, VisitUnassignable},
    refusals,
    rules::{
        day::Wish,
        rank::{Scene, Team},
    },
    store::{days, holds, offers, plans},
};
use db::{Action, Tx, params};
use kernel::{Ctx, HoldId, Permission, Result, TechnicianId, Timestamp, VisitId, Window, problem, scalar::Json};
use std::sync::Arc;

/// A hold becomes a visit. Flows do it for whoever holds; repeating it for the same visit changes nothing.
#[derive(Clone, Debug)]
pub struct ConfirmHold {
    /// Which hold.
    pub hold: HoldId,
    /// For which visit.
    pub visit: VisitId,
    /// The guest's key, when nobody is signed in.
    pub guest_key: Option<String>,
}

impl Action for ConfirmHold {
    const NAME: &'static str = "dispatch.confirm_hold";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Crew;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Crew> {
        let hold = own_hold(tx, ctx, self.hold, self.guest_key.as_deref()).await?;
        if hold.state == HoldState::Confirmed && hold.visit_id == Some(self.visit) {
            return crew_of(tx, ctx, self.visit).await;
        }
        live(&hold, ctx)?;
        let found = plans::maybe_plan(tx, ctx.market, self.visit).await?;
        if found.as_ref().is_some_and(|plan| plan.state != PlanState::Ended && plan.technician_id.is_some()) {
            return Err(refusals::VISIT_ALREADY_PLANNED.problem().param("visit", self.visit));
        }
        let plan = plan_of(self.visit, found, hold.need.0.clone(), hold.window());
        use_hold(tx, ctx, hold, plan).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// A planned visit takes the time of a hold in place of its own (the customer reschedules). Who had it is no longer asked.
#[derive(Clone, Debug)]
pub struct MoveToHold {
    /// Which hold.
    pub hold: HoldId,
    /// Which visit.
    pub visit: VisitId,
    /// The guest's key, when nobody is signed in.
    pub guest_key: Option<String>,
}

impl Action for MoveToHold {
    const NAME: &'static str = "dispatch.move_to_hold";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Crew;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Crew> {
        let hold = own_hold(tx, ctx, self.hold, self.guest_key.as_deref()).await?;
        if hold.state == HoldState::Confirmed && hold.visit_id == Some(self.visit) {
            return crew_of(tx, ctx, self.visit).await;
        }
        live(&hold, ctx)?;
        let before = plans::plan(tx, ctx.market, self.visit).await?;
        let old = days::of_visit(tx, ctx.market, self.visit).await?;
        plannable(&before, &old)?;
        offers::withdraw(tx, ctx, self.visit, None).await?;
        days::vacate(tx, ctx, &old).await?;
        let (need, window) = (hold.need.0.clone(), hold.window());
        let plan = plan_of(self.visit, Some(before.clone()), need, window);
        let crew = use_hold(tx, ctx, hold, plan).await?;
        let event = VisitMoved {
            visit: self.visit,
            from_technician: before.technician_id,
            from_window: before.window(),
            technician: crew.lead,
            window,
            planned_start: crew.planned_start,
        };
        tx.announce(ctx, &event);
        Ok(crew)
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

fn live(hold: &Hold, ctx: &Ctx) -> Result<()> {
    match hold.state {
        HoldState::Live if ctx.now < hold.expires_at => Ok(()),
        HoldState::Live | HoldState::Expired => Err(refusals::HOLD_EXPIRED.problem().param("hold", hold.hold_id)),
        HoldState::Confirmed | HoldState::Released => Err(refusals::HOLD_USED.problem().param("state", hold.state)),
    }
}

/// The plan of a visit that is planned (anew): nobody was asked, nothing is pinned.
fn plan_of(visit: VisitId, found: Option<VisitPlan>, need: VisitNeed, window: Window) -> VisitPlan {
    let mode = if need.named.is_some() { Mode::Named } else { Mode::Direct };
    VisitPlan {
        visit_id: visit,
        state: PlanState::Planned,
        mode,
        wave: found.as_ref().map_or(0, |plan| plan.wave),
        need: Json(need),
        window_start: window.start,
        window_end: window.end,
        technician_id: None,
        is_technician_pinned: false,
        is_start_pinned: false,
        trouble: String::new(),
        version: found.map_or(0, |plan| plan.version),
    }
}

async fn use_hold(tx: &mut Tx, ctx: &Ctx, hold: Hold, mut plan: VisitPlan) -> Result<Crew> {
    let rows = days::of_hold(tx, ctx.market, hold.hold_id).await?;
    let Some(lead) = rows.first() else {
        return Err(refusals::HOLD_EXPIRED.problem().param("hold", hold.hold_id));
    };
    // The days are bumped although their times stand: whoever saw the hold as expired and took its time must meet us here.
    days::bump_all(tx, ctx, &rows).await?;
    for row in &rows {
        tx.save(days::CONFIRM_RESERVATION, params![plan.visit_id, ctx.market, row.reservation_id]).await?;
    }
    plan.technician_id = Some(lead.technician_id);
    plans::put(tx, ctx, &mut plan).await?;
    let crew = Crew {
        lead: lead.technician_id,
        helpers: rows[1..].iter().map(|row| row.technician_id).collect(),
        planned_start: lead.planned_start,
    };
    let event = VisitReserved {
        visit: plan.visit_id,
        technician: crew.lead,
        window: plan.window(),
        planned_start: crew.planned_start,
    };
    tx.announce(ctx, &event);
    holds::save(tx, ctx, &Hold { state: HoldState::Confirmed, visit_id: Some(plan.visit_id), ..hold }).await?;
    Ok(crew)
}

async fn crew_of(tx: &mut Tx, ctx: &Ctx, visit: VisitId) -> Result<Crew> {
    let rows = days::of_visit(tx, ctx.market, visit).await?;
    let lead = rows.first().ok_or_else(|| refusals::HOLD_USED.problem().param("state", HoldState::Released))?;
    Ok(Crew {
        lead: lead.technician_id,
        helpers: rows[1..].iter().map(|row| row.technician_id).collect(),
        planned_start: lead.planned_start,
    })
}

/// What becomes of a visit that nobody can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// It is refused.
    Refuse,
    /// It is put on the dispatcher's list with the reasons.
    LeaveUnassigned,
}

/// An operator (or a follow-up visit) takes a time directly, without the capacity reserve and the usual windows.
#[derive(Clone, Debug)]
pub struct ReserveDirect {
    /// For which visit.
    pub visit: VisitId,
    /// What it needs.
    pub need: VisitNeed,
    /// Promised arrival; need not be a usual window.
    pub window: Window,
    /// At this very minute.
    pub start: Option<Timestamp>,
    /// Only this technician.
    pub technician: Option<TechnicianId>,
    /// Rules the operator knowingly passes over.
    pub overruled: Vec<Rule>,
    /// What happens when nobody can.
    pub when_full: WhenFull,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

impl Action for ReserveDirect {
    const NAME: &'static str = "dispatch.reserve_direct";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Option<Crew>;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Option<Crew>> {
        overrulable(&self.overruled)?;
        let window = Window::new(self.window.start, self.window.end)?;
        if window.end <= ctx.now {
            return Err(problem::TIME_PAST.field("window"));
        }
        let found = plans::maybe_plan(tx, ctx.market, self.visit).await?;
        if found.as_ref().is_some_and(|plan| plan.state != PlanState::Ended && plan.technician_id.is_some()) {
            return Err(refusals::VISIT_ALREADY_PLANNED.problem().param("visit", self.visit));
        }
        let mut plan = plan_of(self.visit, found, self.need.checked()?.clone(), window);
        let desk = desk(tx, ctx, &self.facts, Some(self.visit), window.start).await?;
        let scene = Scene { overruled: &self.overruled, ..desk.scene(&self.facts, &self.need, ctx.now) };
        // Operators may promise at short notice, but not the past.
        let wish = Wish { window, earliest: ctx.now, exact: self.start };
        let mut ranked = scene.rank(&wish);
        ranked.retain(|judged| self.technician.is_none_or(|only| judged.candidate.technician == only));
        let team = ranked.first().and_then(|judged| judged.team.clone());
        let explanation = scene.explain(&ranked, team.as_ref().map(Team::lead), &wish);
        let Some(team) = team else {
            return match (self.when_full, self.technician, ranked.first()) {
                (WhenFull::LeaveUnassigned, _, _) => {
                    plan.state = PlanState::Unassigned;
                    "dispatch-trouble-nobody-can".clone_into(&mut plan.trouble);
                    plans::put(tx, ctx, &mut plan).await?;
                    plans::decide(tx, ctx, self.visit, "unassignable", explanation).await?;
                    tx.announce(ctx, &VisitUnassignable { visit: self.visit, trouble: plan.trouble });
                    Ok(None)
                }
                (WhenFull::Refuse, Some(only), Some(judged)) => Err(cannot(only, &judged.candidate.failed)),
                (WhenFull::Refuse, _, _) => Err(refusals::NOBODY_CAN.field("window")),
            };
        };
        give(tx, ctx, &self.facts, &mut plan, window, &desk, &team).await?;
        plans::decide(tx, ctx, self.visit, "reserve", explanation).await?;
        Ok(Some(team.crew()))
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Only rules that a person may pass over.
pub(super) fn overrulable(rules: &[Rule]) -> Result<()> {
    match rules.iter().find(|rule| !rule.may_be_overruled()) {
        Some(rule) => Err(refusals::RULE_NOT_OVERRULABLE.field("overruled").param("rule", rule)),
        None => Ok(()),
    }
}
