//! Another time for a visit: dispatch finds room for it and the job is told, in one transaction; at short notice the other side is asked.

use crate::{booking::facts_of_day, dispatching, facts, policies};
use db::{Action, Read, Tx};
use dispatch::{
    actions::{AssignVisit, Facts, HoldSlot, MoveToHold, MoveVisit as MoveInPlan, Pin},
    model as planning,
    rules::slots::SlotDay,
};
use jobs::{
    actions::{
        AnswerReschedule, AnswerRescheduleAsTechnician, Door, LinkVerb, Moved, Rebooking, RescheduleAnswer,
        RescheduleVisit, Rescheduled, Side,
    },
    model::{Device, Party, Visit},
    rules::reschedule::RescheduleWay,
};
use kernel::{Actor, Ctx, Permission, Result, TechnicianId, VisitId, Window, problem, time::Date};
use std::sync::Arc;

/// What the visit needs at its new time; only this technician when one is named.
async fn need(
    read: &mut Read,
    ctx: &Ctx,
    visit: VisitId,
    technician: Option<TechnicianId>,
) -> Result<planning::VisitNeed> {
    let plan = dispatch::views::plan(read, ctx.market, visit).await?;
    let plan = plan.ok_or_else(|| problem::MISSING.field("visit"))?;
    Ok(planning::VisitNeed { named: technician, ..plan.need.0 })
}

/// The windows to which a visit can be moved, day by day over the horizon.
pub async fn slots(
    read: &mut Read,
    ctx: &Ctx,
    visit: VisitId,
    technician: Option<TechnicianId>,
    from: Option<Date>,
) -> Result<Vec<SlotDay>> {
    let need = need(read, ctx, visit, technician).await?;
    let policy = policies::dispatching(read, ctx.market).await?;
    let zone = markets::views::market(read, ctx.market).await?.zone;
    let today = zone.date_of(ctx.now);
    let roster = facts::roster(read, ctx, &zone, today, u32::from(policy.horizon_days) + 1).await?;
    // The visit's own time counts as taken: it is given up only when the new time is held.
    let question =
        dispatch::views::SlotQuestion { roster: &roster, need: &need, policy: &policy, now: ctx.now, instead_of: None };
    let mut days = dispatch::views::slots(read, ctx.market, &question, from).await?;
    // By the same technician it would be no move.
    let (_, detail) = jobs::views::visit(read, ctx.market, visit).await?;
    if technician.is_none() || technician == detail.visit.technician {
        days.iter_mut().for_each(|day| day.slots.retain(|slot| slot.window != detail.visit.window));
    }
    Ok(days)
}

/// A customer moves a visit of theirs to another window, or asks for it when the rules want the technician's consent.
pub struct MoveVisit {
    /// Which visit.
    pub visit: VisitId,
    /// To when.
    pub window: Window,
    /// Only this technician; none: the one who has it if they can, else anybody.
    pub technician: Option<TechnicianId>,
    /// Why.
    pub reason: String,
    /// The version that the person saw.
    pub if_version: Option<i64>,
    /// The device.
    pub device: Device,
}

impl Action for MoveVisit {
    const NAME: &'static str = "flows.move_visit";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Rescheduled;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Rescheduled> {
        let (job, detail) = jobs::views::visit(tx, ctx.market, self.visit).await?;
        if ctx.actor.customer() != Some(job.customer) {
            return Err(problem::MISSING.problem());
        }
        self.carry_out(tx, ctx, &detail.visit, Side::Customer).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

impl MoveVisit {
    /// Moves it, or asks the other side, by the rules for the side that wants it.
    pub(crate) async fn carry_out(&self, tx: &mut Tx, ctx: &Ctx, visit: &Visit, side: Side) -> Result<Rescheduled> {
        let policy = policies::reschedule(tx, ctx.market).await?;
        let party = match side {
            Side::Customer => Party::Customer,
            Side::Technician => Party::Technician,
            Side::Platform => Party::System,
        };
        let way = jobs::rules::reschedule::decide(&policy, visit, party, ctx.now)?;
        let rebooking = match way {
            RescheduleWay::Direct => self.take(tx, ctx, visit).await?,
            RescheduleWay::ByConsent { .. } => Rebooking::Redispatch,
        };
        let tell = RescheduleVisit {
            visit: self.visit,
            window: self.window,
            rebooking,
            side,
            reason: self.reason.clone(),
            policy,
            if_version: self.if_version,
            device: self.device.clone(),
        };
        let rescheduled = tell.perform(tx, ctx).await?;
        if way == RescheduleWay::Direct && rebooking == Rebooking::Redispatch {
            dispatching::start(tx, &ctx.acting_as(Actor::System), self.visit).await?;
        }
        Ok(rescheduled)
    }

    /// Takes the new time and gives the old one up.
    async fn take(&self, tx: &mut Tx, ctx: &Ctx, visit: &Visit) -> Result<Rebooking> {
        let keeps = self.technician.or(visit.technician);
        let facts = Arc::new(facts_of_day(tx, ctx, self.window).await?);
        let held = match self.hold(tx, ctx, &facts, keeps).await {
            // Whoever has the visit cannot come then: anybody may, unless the customer wanted nobody else.
            Err(problem)
                if problem.is(dispatch::refusals::SLOT_TAKEN) && self.technician.is_none() && keeps.is_some() =>
            {
                self.hold(tx, ctx, &facts, None).await?
            }
            held => held?,
        };
        let system = ctx.acting_as(Actor::System);
        let crew = MoveToHold { hold: held.hold, visit: self.visit, guest_key: None }.perform(tx, &system).await?;
        let is_kept = visit.technician == Some(crew.lead) && visit.accepted_at.is_some();
        if !is_kept {
            return Ok(Rebooking::Redispatch);
        }
        assign(tx, &system, self.visit, crew.lead, facts).await?;
        Ok(Rebooking::SameTechnician)
    }

    async fn hold(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        facts: &Arc<Facts>,
        technician: Option<TechnicianId>,
    ) -> Result<dispatch::actions::Held> {
        let need = need(tx, ctx, self.visit, technician).await?;
        HoldSlot { need, window: self.window, guest_key: None, facts: facts.clone() }.perform(tx, ctx).await
    }
}

/// The technician stays with the visit; nobody is asked again.
async fn assign(tx: &mut Tx, ctx: &Ctx, visit: VisitId, technician: TechnicianId, facts: Arc<Facts>) -> Result<()> {
    let plan = dispatch::views::plan(tx, ctx.market, visit).await?.ok_or_else(|| problem::MISSING.field("visit"))?;
    let (version, pin, overruled) = (plan.version, Pin::Nothing, Vec::new());
    AssignVisit { visit, version, technician, start: None, pin, overruled, facts }.perform(tx, ctx).await.map(drop)
}

/// The customer answers the other side's question for another time, or takes their own back.
pub struct AnswerMove {
    /// Of which visit.
    pub visit: VisitId,
    /// Whether the new time is fine.
    pub agrees: bool,
    /// The device.
    pub device: Device,
}

impl Action for AnswerMove {
    const NAME: &'static str = "flows.answer_move";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let (job, _) = jobs::views::visit(tx, ctx.market, self.visit).await?;
        if ctx.actor.customer() != Some(job.customer) {
            return Err(problem::MISSING.problem());
        }
        self.carry_out(tx, ctx).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician answers the customer's question for another time, or takes their own back.
pub struct AnswerMoveAsTechnician(pub AnswerMove);

impl Action for AnswerMoveAsTechnician {
    const NAME: &'static str = "flows.answer_move_as_technician";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let (_, detail) = jobs::views::visit(tx, ctx.market, self.0.visit).await?;
        if ctx.actor.technician().is_none() || ctx.actor.technician() != detail.visit.technician {
            return Err(problem::MISSING.problem());
        }
        let answer = self.0.answer(tx, ctx).await?;
        let as_technician = AnswerRescheduleAsTechnician(answer.clone());
        let moved = as_technician.perform(tx, ctx).await?;
        go_on(tx, ctx, &answer).await?;
        Ok(moved)
    }

    fn subject(&self) -> String {
        self.0.visit.to_string()
    }
}

impl LinkVerb for AnswerMove {
    const LINK_NAME: &'static str = "flows.answer_move_by_link";
    type Done = Moved;

    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        let answer = self.answer(tx, ctx).await?;
        let moved = answer.act(tx, ctx, door).await?;
        go_on(tx, ctx, &answer).await?;
        Ok(moved)
    }
}

impl AnswerMove {
    /// Plans the new time if the answer is yes, tells the job, and goes on looking for somebody when that is needed.
    pub(crate) async fn carry_out(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let answer = self.answer(tx, ctx).await?;
        let moved = answer.perform(tx, ctx).await?;
        go_on(tx, ctx, &answer).await?;
        Ok(moved)
    }

    /// An agreement takes the new time in the plan first: by who has the visit if they can, else by anybody.
    async fn answer(&self, tx: &mut Tx, ctx: &Ctx) -> Result<AnswerReschedule> {
        let policy = policies::reschedule(tx, ctx.market).await?;
        let (_, detail) = jobs::views::visit(tx, ctx.market, self.visit).await?;
        let answer = match detail.visit.proposal.as_ref().filter(|_| self.agrees) {
            Some(proposal) => {
                let rebooking = self.rebook(tx, ctx, &detail.visit, proposal.window).await?;
                RescheduleAnswer::Agree { rebooking }
            }
            // Without a question there is nothing to plan; the job says so.
            None if self.agrees => RescheduleAnswer::Agree { rebooking: Rebooking::Redispatch },
            None => RescheduleAnswer::Decline,
        };
        Ok(AnswerReschedule { visit: self.visit, answer, policy, device: self.device.clone() })
    }

    async fn rebook(&self, tx: &mut Tx, ctx: &Ctx, visit: &Visit, window: Window) -> Result<Rebooking> {
        let system = ctx.acting_as(Actor::System);
        let facts = Arc::new(facts_of_day(tx, ctx, window).await?);
        let plan = dispatch::views::plan(tx, ctx.market, self.visit).await?;
        let plan = plan.ok_or_else(|| problem::MISSING.field("visit"))?;
        let (version, technician) = (plan.version, visit.technician);
        let stay = MoveInPlan {
            visit: self.visit,
            version,
            window,
            technician,
            start: None,
            overruled: Vec::new(),
            facts: facts.clone(),
        };
        match stay.perform(tx, &system).await {
            Ok(_) => Ok(Rebooking::SameTechnician),
            Err(problem) if problem.is(dispatch::refusals::TECHNICIAN_CANNOT) => {
                let need = need(tx, ctx, self.visit, None).await?;
                let hold = HoldSlot { need, window, guest_key: None, facts };
                let held = hold.perform(tx, &system).await?;
                MoveToHold { hold: held.hold, visit: self.visit, guest_key: None }.perform(tx, &system).await?;
                Ok(Rebooking::Redispatch)
            }
            Err(problem) => Err(problem),
        }
    }
}

/// A visit that its technician could not keep looks for another one.
async fn go_on(tx: &mut Tx, ctx: &Ctx, answer: &AnswerReschedule) -> Result<()> {
    match answer.answer {
        RescheduleAnswer::Agree { rebooking: Rebooking::Redispatch } => {
            dispatching::start(tx, &ctx.acting_as(Actor::System), answer.visit).await
        }
        RescheduleAnswer::Agree { rebooking: Rebooking::SameTechnician } | RescheduleAnswer::Decline => Ok(()),
    }
}
