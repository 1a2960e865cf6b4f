//! What every planning action does: read what is promised, judge, give somebody's time to a visit.

use super::Facts;
use crate::{
    Failed, PlanState, Progress, Reservation, VisitNeed, VisitPlan,
    events::{VisitAssigned, VisitMoved, VisitReserved},
    refusals,
    rules::rank::{Scene, Team},
    store::{
        days::{self, Booking, Promised, Purpose},
        plans,
    },
};
use db::Tx;
use kernel::{Ctx, Problem, Result, TechnicianId, Timestamp, VisitId, Window};

/// What is promised on the date of a window, without the visit that is planned anew, and what that visit has now.
pub(super) struct Desk {
    pub(super) promised: Promised,
    pub(super) old: Vec<Reservation>,
}

pub(super) async fn desk(tx: &mut Tx, ctx: &Ctx, facts: &Facts, visit: Option<VisitId>, at: Timestamp) -> Result<Desk> {
    let date = facts.roster.zone.date_of(at);
    let mut promised = days::promised(tx, ctx.market, date, date, ctx.now).await?;
    let mut old = Vec::new();
    if let Some(visit) = visit {
        old = days::of_visit(tx, ctx.market, visit).await?;
        promised.loads = promised.loads.without(visit);
    }
    Ok(Desk { promised, old })
}

impl Desk {
    pub(super) fn scene<'a>(&'a self, facts: &'a Facts, need: &'a VisitNeed, now: Timestamp) -> Scene<'a> {
        let (roster, policy) = (&facts.roster, &facts.policy);
        Scene { roster, loads: &self.promised.loads, need, policy, now, declined: &[], overruled: &[] }
    }
}

/// A plan that can still be changed: not over, nobody on the way.
pub(super) fn plannable(plan: &VisitPlan, rows: &[Reservation]) -> Result<()> {
    let ahead = rows.iter().all(|row| row.progress == Progress::Planned);
    if ahead && plan.state != PlanState::Ended {
        return Ok(());
    }
    Err(refusals::VISIT_NOT_PLANNABLE.problem().param("visit", plan.visit_id).param("state", plan.state))
}

/// A refusal that lists what is violated, with the numbers of the first.
pub(super) fn cannot(technician: TechnicianId, failed: &[Failed]) -> Problem {
    let rules: Vec<&str> = failed.iter().map(|failed| failed.rule.as_str()).collect();
    let problem =
        refusals::TECHNICIAN_CANNOT.problem().param("technician", technician).param("rules", rules.join(", "));
    let numbers = failed.iter().flat_map(|failed| &failed.params);
    numbers.fold(problem, |problem, (name, value)| problem.param(name, value))
}

/// Where the visit was before.
struct Before {
    technician: Option<TechnicianId>,
    window: Window,
    start: Option<Timestamp>,
}

/// Gives the team's time to the visit instead of what it had, stores the plan and announces what changed.
pub(super) async fn give(
    tx: &mut Tx,
    ctx: &Ctx,
    facts: &Facts,
    plan: &mut VisitPlan,
    window: Window,
    desk: &Desk,
    team: &Team,
) -> Result<()> {
    let before = Before {
        technician: desk.old.first().map(|row| row.technician_id),
        window: plan.window(),
        start: desk.old.first().map(|row| row.planned_start),
    };
    let booking = Booking {
        team,
        need: &plan.need.0,
        window,
        is_start_pinned: plan.is_start_pinned,
        purpose: Purpose::Visit(plan.visit_id),
        roster: &facts.roster,
        policy: &facts.policy,
    };
    if !is_same(&desk.old, team, window, plan) {
        days::rebook(tx, ctx, &desk.old, Some(&booking), &desk.promised).await?;
    }
    plan.technician_id = Some(team.lead());
    plan.window_start = window.start;
    plan.window_end = window.end;
    plans::put(tx, ctx, plan).await?;
    announce(tx, ctx, plan, team, &before);
    Ok(())
}

/// Whether the team's time is what the visit has already.
fn is_same(old: &[Reservation], team: &Team, window: Window, plan: &VisitPlan) -> bool {
    let exact = plan.is_start_pinned || plan.need.0.crew_size > 1;
    let same = |(row, fit): (&Reservation, &crate::rules::day::Fit)| {
        row.technician_id == fit.technician
            && row.planned_start == fit.planned_start
            && row.window() == window
            && row.is_exact == exact
    };
    let mut fits: Vec<_> = team.fits.iter().collect();
    fits[1..].sort_by_key(|fit| fit.technician);
    old.len() == fits.len() && old.iter().zip(fits).all(same)
}

fn announce(tx: &mut Tx, ctx: &Ctx, plan: &VisitPlan, team: &Team, before: &Before) {
    let crew = team.crew();
    let (visit, technician, window, planned_start) = (plan.visit_id, crew.lead, plan.window(), crew.planned_start);
    let moved = before.technician != Some(technician) || before.window != window || before.start != Some(planned_start);
    if before.technician.is_none() {
        tx.announce(ctx, &VisitReserved { visit, technician, window, planned_start });
    } else if moved {
        let event = VisitMoved {
            visit,
            from_technician: before.technician,
            from_window: before.window,
            technician,
            window,
            planned_start,
        };
        tx.announce(ctx, &event);
    }
    if plan.state == PlanState::Assigned {
        let helpers = crew.helpers;
        tx.announce(ctx, &VisitAssigned { visit, technician, helpers, mode: plan.mode, window, planned_start });
    }
}

/// Announces that the visit's people are settled as they are reserved.
pub(super) fn announce_assigned(tx: &mut Tx, ctx: &Ctx, plan: &VisitPlan, rows: &[Reservation]) {
    let Some(lead) = rows.first() else { return };
    let event = VisitAssigned {
        visit: plan.visit_id,
        technician: lead.technician_id,
        helpers: rows[1..].iter().map(|row| row.technician_id).collect(),
        mode: plan.mode,
        window: plan.window(),
        planned_start: lead.planned_start,
    };
    tx.announce(ctx, &event);
}
