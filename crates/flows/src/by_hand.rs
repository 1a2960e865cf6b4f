//! What operators do to a visit that spans jobs and dispatch: another time for somebody, off its technician, another visit.

use crate::{
    booking::facts_of_day,
    dispatching,
    rescheduling::{AnswerMove, MoveVisit},
};
use billing::actions::ReopenInvoice;
use db::{Action, Tx};
use dispatch::actions::{ReserveDirect, UnassignVisit, WhenFull};
use jobs::{
    actions::{Moved, OpenReturnVisit, Rescheduled, Side, Unassign},
    model::{PhotoNeed, State, StepFact},
};
use kernel::{Actor, Ctx, JobId, Permission, Result, TechnicianId, VisitId, Window, problem};
use std::sync::Arc;

/// An operator moves a visit for the customer, for the technician, or because the company must; the rules of that side hold.
pub struct MoveVisitFor {
    /// What is wanted.
    pub request: MoveVisit,
    /// For whom.
    pub side: Side,
}

impl Action for MoveVisitFor {
    const NAME: &'static str = "flows.move_visit_for";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Rescheduled;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Rescheduled> {
        let (_, detail) = jobs::views::visit(tx, ctx.market, self.request.visit).await?;
        self.request.carry_out(tx, ctx, &detail.visit, self.side).await
    }

    fn subject(&self) -> String {
        self.request.visit.to_string()
    }
}

/// An operator answers a question for another time, for whichever side was asked.
pub struct AnswerMoveFor(pub AnswerMove);

impl Action for AnswerMoveFor {
    const NAME: &'static str = "flows.answer_move_for";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Moved;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.0.carry_out(tx, ctx).await
    }

    fn subject(&self) -> String {
        self.0.visit.to_string()
    }
}

/// A dispatcher takes a visit off its technician; it waits on the list of the unassigned.
pub struct TakeOffByHand {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// Why.
    pub reason: String,
}

impl Action for TakeOffByHand {
    const NAME: &'static str = "flows.take_off_by_hand";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let (visit, version) = (self.visit, self.version);
        UnassignVisit { visit, version, reason: self.reason.clone() }.perform(tx, ctx).await?;
        let (_, detail) = jobs::views::visit(tx, ctx.market, visit).await?;
        // A visit that waits for its payment has no technician to be told.
        if detail.visit.state != State::PendingPayment {
            Unassign { visit, reason: "by_dispatcher".to_owned() }.perform(tx, ctx).await?;
        }
        Ok(())
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// An operator plans another visit that goes on where the last one stopped; who was there comes again when they can.
pub struct PlanReturnVisit {
    /// For which job.
    pub job: JobId,
    /// When.
    pub window: Window,
    /// Only this technician; none: whoever fits best.
    pub technician: Option<TechnicianId>,
    /// Why.
    pub reason: String,
}

impl Action for PlanReturnVisit {
    const NAME: &'static str = "flows.plan_return_visit";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Moved;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let row = jobs::views::job_row(tx, ctx.market, self.job).await?;
        let (_, last) = jobs::views::visit(tx, ctx.market, row.current_visit).await?;
        let plan = dispatch::views::plan(tx, ctx.market, row.current_visit).await?;
        let plan = plan.ok_or_else(|| problem::MISSING.field("visit"))?;
        let step = |step: &jobs::model::ChecklistStep| StepFact {
            code: step.code.clone(),
            names: step.names.clone(),
            is_required: step.is_required,
            photos: step
                .photos
                .iter()
                .map(|photo| PhotoNeed { name: photo.name.clone(), label: photo.label.clone() })
                .collect(),
        };
        let open = OpenReturnVisit {
            job: self.job,
            window: self.window,
            need: last.visit.need.clone(),
            checklist: last.checklist.iter().map(step).collect(),
            wanted_technician: self.technician,
            reason: self.reason.clone(),
        };
        if matches!(last.visit.state, State::NoShowTechnician | State::NoShowCustomer) {
            ReopenInvoice { job: self.job }.perform(tx, ctx).await?;
        }
        let moved = open.perform(tx, ctx).await?;
        let need = dispatch::model::VisitNeed { named: self.technician, ..plan.need.0 };
        let facts = Arc::new(facts_of_day(tx, ctx, self.window).await?);
        let reserve = ReserveDirect {
            visit: moved.visit,
            need,
            window: self.window,
            start: None,
            technician: self.technician,
            overruled: Vec::new(),
            when_full: WhenFull::Refuse,
            facts,
        };
        reserve.perform(tx, ctx).await?;
        dispatching::start(tx, &ctx.acting_as(Actor::System), moved.visit).await?;
        Ok(moved)
    }

    fn subject(&self) -> String {
        self.job.to_string()
    }
}
