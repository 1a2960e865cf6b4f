//! Another time: at once when the rules allow, by consent of the other side at short notice (F14).

use super::{
    doors::{Door, LinkVerb, by_operator, require_version},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, Party, Proposal, State, Verb, Visit},
    rules::{
        opening as rules,
        reschedule::{self, ReschedulePolicy, RescheduleWay},
    },
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, VisitId, Window};
use serde::{Deserialize, Serialize};

/// What dispatch found for the new time: whether the technician keeps the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rebooking {
    /// The technician's day takes it.
    SameTechnician,
    /// Somebody else must be found.
    Redispatch,
}

/// For whom an operator moves a visit. Persons always move it for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Because the customer asked.
    Customer,
    /// Because the technician asked.
    Technician,
    /// Because the company must; the customer may then cancel for free.
    Platform,
}

/// Moves a visit to another window, or asks the other side for it.
#[derive(Clone, Debug)]
pub struct RescheduleVisit {
    /// Which visit.
    pub visit: VisitId,
    /// To when.
    pub window: Window,
    /// What dispatch found for it.
    pub rebooking: Rebooking,
    /// For whom, when an operator does it.
    pub side: Side,
    /// Why.
    pub reason: String,
    /// The numbers of the rule.
    pub policy: ReschedulePolicy,
    /// The version that the person saw.
    pub if_version: Option<i64>,
    /// The device.
    pub device: Device,
}

/// What moving a visit answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduled {
    /// Where the visit stands.
    pub moved: Moved,
    /// Whether it is moved, or asked for.
    pub way: RescheduleWay,
}

impl LinkVerb for RescheduleVisit {
    const LINK_NAME: &'static str = "jobs.reschedule_visit_by_link";
    type Done = Rescheduled;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Rescheduled> {
        let reason = rules::optional_text("reason", &self.reason, 500)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, door).await?;
        if let Some(way) = self.earlier(tx, ctx, &scene).await? {
            return Ok(Rescheduled { moved: scene.unmoved(), way });
        }
        require_version(self.if_version, scene.visit.version)?;
        reschedule::require_window(&self.window, ctx.now)?;
        let by = acting_side(scene.party, self.side);
        let way = reschedule::decide(&self.policy, &scene.visit, by, ctx.now)?;
        match way {
            RescheduleWay::Direct => {
                let change =
                    Change { verb: Verb::Reschedule, window: self.window, by, reason, rebooking: self.rebooking };
                change.apply(tx, ctx, &mut scene, &self.policy, &self.device).await?;
            }
            RescheduleWay::ByConsent { expires_at } => {
                scene.visit.proposal =
                    Some(Proposal { window: self.window, by, reason: reason.to_owned(), expires_at });
                let detail = serde_json::json!({ "window": self.window, "by": by, "expires_at": expires_at });
                let step = Step::new(Verb::ProposeReschedule, State::Rescheduling, &self.device).note(reason);
                scene.advance(tx, ctx, step.detail(detail)).await?;
                let (about, proposed) = (scene.about(), self.window);
                tx.announce(ctx, &events::RescheduleProposed { about, proposed, by, expires_at });
            }
        }
        Ok(Rescheduled { moved: scene.moved(), way })
    }
}

impl RescheduleVisit {
    /// The way that an earlier, equal request went.
    async fn earlier(&self, tx: &mut Tx, ctx: &Ctx, scene: &Scene) -> Result<Option<RescheduleWay>> {
        let visit = &scene.visit;
        let same_proposal = visit.proposal.as_ref().filter(|proposal| proposal.window == self.window);
        if visit.state == State::Rescheduling
            && let Some(proposal) = same_proposal
        {
            return Ok(Some(RescheduleWay::ByConsent { expires_at: proposal.expires_at }));
        }
        let is_there = visit.window == self.window;
        let is_repeat = scene.is_repeat(tx, ctx, Verb::Reschedule, &self.device).await?;
        Ok((is_there || is_repeat).then_some(RescheduleWay::Direct))
    }
}

impl Action for RescheduleVisit {
    const NAME: &'static str = "jobs.reschedule_visit";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Rescheduled;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Rescheduled> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician asks the customer for another time.
#[derive(Clone, Debug)]
pub struct AskForAnotherTime(pub RescheduleVisit);

impl Action for AskForAnotherTime {
    const NAME: &'static str = "jobs.ask_for_another_time";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Rescheduled;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Rescheduled> {
        self.0.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.0.visit.to_string()
    }
}

/// On whose behalf the time changes; `Party::System` is the company.
fn acting_side(party: Party, side: Side) -> Party {
    match party {
        Party::Customer | Party::Link | Party::Technician => party,
        Party::Operator | Party::System => match side {
            Side::Customer => Party::Customer,
            Side::Technician => Party::Technician,
            Side::Platform => Party::System,
        },
    }
}

/// A change of time that nothing stands against any more.
pub(crate) struct Change<'a> {
    pub verb: Verb,
    pub window: Window,
    pub by: Party,
    pub reason: &'a str,
    pub rebooking: Rebooking,
}

impl Change<'_> {
    pub async fn apply(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        scene: &mut Scene,
        policy: &ReschedulePolicy,
        device: &Device,
    ) -> Result<()> {
        let (previous, previous_technician) = (scene.visit.window, scene.visit.technician);
        let is_short = reschedule::is_short_notice(policy, &scene.visit, ctx.now);
        let visit = &mut scene.visit;
        if self.by.is_customer_side() {
            visit.reschedules += 1;
            visit.short_reschedules += u32::from(is_short);
            visit.was_accepted_when_moved |= visit.accepted_at.is_some();
        } else {
            // What our side moves uses up nothing of the customer's, and starts the promise anew.
            visit.is_platform_moved |= self.by == Party::System;
            visit.original_start = self.window.start;
        }
        visit.window = self.window;
        visit.proposal = None;
        visit.late_notice_at = None;
        let to = target(visit, self.rebooking);
        if to == State::PendingDispatch {
            visit.release();
        }
        let detail = serde_json::json!({ "previous": previous, "window": self.window, "by": self.by });
        scene.advance(tx, ctx, Step::new(self.verb, to, device).note(self.reason).detail(detail)).await?;
        let about = scene.about();
        tx.announce(ctx, &events::VisitRescheduled { about, previous, by: self.by, previous_technician });
        Ok(())
    }
}

/// Where a visit stands at its new time: with its technician when they keep it, else looking for one.
fn target(visit: &Visit, rebooking: Rebooking) -> State {
    let is_kept = rebooking == Rebooking::SameTechnician && visit.technician.is_some();
    match visit.state {
        State::Assigned if is_kept => State::Assigned,
        State::Appointed | State::Rescheduling if is_kept => State::Appointed,
        State::PendingPayment
        | State::PendingDispatch
        | State::Offered
        | State::Assigned
        | State::Appointed
        | State::Rescheduling
        | State::EnRoute
        | State::Arrived
        | State::Inspecting
        | State::AwaitingApproval
        | State::InService
        | State::AwaitingAcceptance
        | State::Rework
        | State::Continued
        | State::Completed
        | State::Settled
        | State::Disputed
        | State::Cancelled
        | State::CancelledOnSite
        | State::NoShowCustomer
        | State::NoShowTechnician
        | State::Expired => State::PendingDispatch,
    }
}

by_operator! {
    RescheduleVisit = "jobs.reschedule_visit_by_operator";
}
