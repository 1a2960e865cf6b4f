//! Finding a technician: dispatch decides, jobs is told, in one transaction; what was tried in vain goes on by itself.

use crate::{booking::facts_of_day, policies};
use db::{Action, Tx};
use dispatch::{
    actions::{
        Answer, AnswerOffer, AssignVisit, CloseGrabRound, ExpireOffer, Facts, MoveVisit, NextCandidate, OfferVisit,
        Offered, Pin, UnassignVisit,
    },
    model::{Mode, Rule},
};
use jobs::{
    actions::{AcceptVisit, FlagUnassignable, MarkAssigned, MarkOffered, RefuseVisit, Unassign},
    model::{Device, State},
};
use kernel::{Actor, Ctx, OfferId, Permission, Result, TechnicianId, Timestamp, VisitId, Window, problem};
use std::sync::Arc;

/// Roster and policy for the date of a planned visit.
async fn facts(tx: &mut Tx, ctx: &Ctx, visit: VisitId) -> Result<Arc<Facts>> {
    let plan = dispatch::views::plan(tx, ctx.market, visit).await?.ok_or_else(|| problem::MISSING.field("visit"))?;
    facts_of_day(tx, ctx, plan.window()).await.map(Arc::new)
}

/// Starts looking for a technician, in the mode that fits.
pub(crate) async fn start(tx: &mut Tx, ctx: &Ctx, visit: VisitId) -> Result<()> {
    let plan = dispatch::views::plan(tx, ctx.market, visit).await?.ok_or_else(|| problem::MISSING.field("visit"))?;
    let mode = match (plan.need.0.named, policies::day(tx, ctx.market).await?.first_mode) {
        (Some(_), _) => Mode::Named,
        (None, policies::FirstMode::Direct) => Mode::Direct,
        (None, policies::FirstMode::Grab) => Mode::Grab,
    };
    StartDispatch { visit, mode }.perform(tx, ctx).await
}

/// Looks for a technician in a mode; an operator may start over in another one.
pub struct StartDispatch {
    /// For which visit.
    pub visit: VisitId,
    /// How.
    pub mode: Mode,
}

impl Action for StartDispatch {
    const NAME: &'static str = "flows.start_dispatch";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let facts = facts(tx, ctx, self.visit).await?;
        let offered = OfferVisit { visit: self.visit, mode: self.mode, facts }.perform(tx, ctx).await?;
        tell_job(tx, ctx, self.visit, offered).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Tells the job what dispatch came to.
async fn tell_job(tx: &mut Tx, ctx: &Ctx, visit: VisitId, offered: Offered) -> Result<()> {
    match offered {
        Offered::Asked { technician, .. } => {
            MarkOffered { visit, offered_to: Some(technician) }.perform(tx, ctx).await.map(drop)
        }
        Offered::Grab { .. } => MarkOffered { visit, offered_to: None }.perform(tx, ctx).await.map(drop),
        Offered::Assigned { technician, .. } => assigned(tx, ctx, visit, technician).await,
        Offered::AskCustomer | Offered::GaveUp => unassignable(tx, ctx, visit).await,
        Offered::Nothing => Ok(()),
    }
}

/// The visit has its technician; one who claimed it has thereby agreed.
async fn assigned(tx: &mut Tx, ctx: &Ctx, visit: VisitId, technician: TechnicianId) -> Result<()> {
    MarkAssigned { visit, technician }.perform(tx, ctx).await?;
    let plan = dispatch::views::plan(tx, ctx.market, visit).await?;
    if plan.is_some_and(|plan| plan.mode == Mode::Grab) {
        let as_technician = ctx.acting_as(Actor::Technician { technician });
        AcceptVisit { visit, device: Device::default() }.perform(tx, &as_technician).await?;
    }
    Ok(())
}

async fn unassignable(tx: &mut Tx, ctx: &Ctx, visit: VisitId) -> Result<()> {
    let plan = dispatch::views::plan(tx, ctx.market, visit).await?;
    let trouble = plan.map(|plan| plan.trouble).filter(|trouble| !trouble.is_empty());
    let (_, detail) = jobs::views::visit(tx, ctx.market, visit).await?;
    if detail.visit.state == State::Offered || detail.visit.state == State::Assigned {
        Unassign { visit, reason: "nobody_accepted".to_owned() }.perform(tx, ctx).await?;
    }
    let reason = trouble.unwrap_or_else(|| "nobody_accepted".to_owned());
    FlagUnassignable { visit, reason }.perform(tx, ctx).await.map(drop)
}

/// A technician accepts or refuses what was offered; after a refusal the next best is asked.
pub struct RespondToOffer {
    /// Which offer.
    pub offer: OfferId,
    /// For which visit.
    pub visit: VisitId,
    /// The answer.
    pub answer: Answer,
    /// Where and when the device says it happened.
    pub device: Device,
}

impl Action for RespondToOffer {
    const NAME: &'static str = "flows.respond_to_offer";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        AnswerOffer { offer: self.offer, answer: self.answer.clone() }.perform(tx, ctx).await?;
        let (visit, device) = (self.visit, self.device.clone());
        match &self.answer {
            Answer::Accept => AcceptVisit { visit, device }.perform(tx, ctx).await.map(drop),
            Answer::Refuse { reason } => {
                let refuse = RefuseVisit { visit, reason: reason.clone(), note: String::new(), device };
                refuse.perform(tx, ctx).await?;
                go_on(tx, &ctx.acting_as(Actor::System), visit).await
            }
        }
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// A technician gives back a visit that was already theirs; the search starts again.
pub struct GiveBackVisit {
    /// Which visit.
    pub visit: VisitId,
    /// Why: a short code.
    pub reason: String,
    /// In words.
    pub note: String,
    /// Where and when the device says it happened.
    pub device: Device,
}

impl Action for GiveBackVisit {
    const NAME: &'static str = "flows.give_back_visit";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let visit = self.visit;
        let refuse =
            RefuseVisit { visit, reason: self.reason.clone(), note: self.note.clone(), device: self.device.clone() };
        refuse.perform(tx, ctx).await?;
        let system = ctx.acting_as(Actor::System);
        if let Some(plan) = dispatch::views::plan(tx, ctx.market, visit).await? {
            UnassignVisit { visit, version: plan.version, reason: self.reason.clone() }.perform(tx, &system).await?;
        }
        go_on(tx, &system, visit).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

async fn go_on(tx: &mut Tx, ctx: &Ctx, visit: VisitId) -> Result<()> {
    let facts = facts(tx, ctx, visit).await?;
    let offered = NextCandidate { visit, facts }.perform(tx, ctx).await?;
    tell_job(tx, ctx, visit, offered).await
}

/// An offer's time is up: it expires and the next best is asked.
pub(crate) struct OfferRanOut {
    pub(crate) offer: OfferId,
}

impl Action for OfferRanOut {
    const NAME: &'static str = "flows.offer_ran_out";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = dispatch::views::offer(tx, ctx.market, self.offer).await?;
        ExpireOffer { offer: self.offer }.perform(tx, ctx).await?;
        let after = dispatch::views::offer(tx, ctx.market, self.offer).await?;
        if before.state == after.state {
            return Ok(());
        }
        let visit = before.visit_id;
        let (_, detail) = jobs::views::visit(tx, ctx.market, visit).await?;
        if detail.visit.state == State::Offered {
            Unassign { visit, reason: "offer_expired".to_owned() }.perform(tx, ctx).await?;
        }
        go_on(tx, ctx, visit).await
    }
}

/// A grab round's time is up: the best claim wins, or the radius grows.
pub(crate) struct GrabRanOut {
    pub(crate) visit: VisitId,
    pub(crate) wave: i64,
    pub(crate) round: i64,
}

impl Action for GrabRanOut {
    const NAME: &'static str = "flows.grab_ran_out";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let facts = facts(tx, ctx, self.visit).await?;
        let close = CloseGrabRound { visit: self.visit, wave: self.wave, round: self.round, facts };
        let offered = close.perform(tx, ctx).await?;
        tell_job(tx, ctx, self.visit, offered).await
    }
}

/// The dispatcher gives a visit to a technician, optionally pinned so that later planning leaves it alone.
pub struct AssignByHand {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// To whom.
    pub technician: TechnicianId,
    /// At exactly this time; none: where it fits best.
    pub start: Option<Timestamp>,
    /// What later planning must not touch.
    pub pin: Pin,
    /// Soft rules that the dispatcher sets aside knowingly.
    pub overruled: Vec<Rule>,
}

impl Action for AssignByHand {
    const NAME: &'static str = "flows.assign_by_hand";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let facts = facts(tx, ctx, self.visit).await?;
        let assign = AssignVisit {
            visit: self.visit,
            version: self.version,
            technician: self.technician,
            start: self.start,
            pin: self.pin,
            overruled: self.overruled.clone(),
            facts,
        };
        assign.perform(tx, ctx).await?;
        MarkAssigned { visit: self.visit, technician: self.technician }.perform(tx, ctx).await.map(drop)
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The dispatcher moves a visit inside its promised window, or to another technician.
pub struct MoveByHand {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// To whom; none: the same technician.
    pub technician: Option<TechnicianId>,
    /// At exactly this time; none: where it fits best.
    pub start: Option<Timestamp>,
    /// Soft rules that the dispatcher sets aside knowingly.
    pub overruled: Vec<Rule>,
}

impl Action for MoveByHand {
    const NAME: &'static str = "flows.move_by_hand";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let plan =
            dispatch::views::plan(tx, ctx.market, self.visit).await?.ok_or_else(|| problem::MISSING.field("visit"))?;
        let window: Window = plan.window();
        let facts = facts_of_day(tx, ctx, window).await.map(Arc::new)?;
        let (version, technician, start) = (self.version, self.technician, self.start);
        let overruled = self.overruled.clone();
        let crew = MoveVisit { visit: self.visit, version, window, technician, start, overruled, facts }
            .perform(tx, ctx)
            .await?;
        if plan.technician_id.is_some() && plan.technician_id != Some(crew.lead) {
            MarkAssigned { visit: self.visit, technician: crew.lead }.perform(tx, ctx).await?;
        }
        Ok(())
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}
