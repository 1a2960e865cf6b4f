//! The other side's answer to another time at short notice.

use super::{
    doors::{Door, LinkVerb, by_operator},
    rescheduling::{Change, Rebooking},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, Proposal, State, Verb},
    refusals,
    rules::reschedule::{self, ReschedulePolicy},
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, VisitId};
use serde::{Deserialize, Serialize};

/// What the other side says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum RescheduleAnswer {
    /// The new time is fine.
    Agree {
        /// What dispatch found for it.
        rebooking: Rebooking,
    },
    /// The old time stays. Whoever asked takes the question back with it.
    Decline,
}

/// The customer answers the technician's question (or takes their own back).
#[derive(Clone, Debug)]
pub struct AnswerReschedule {
    /// Of which visit.
    pub visit: VisitId,
    /// What.
    pub answer: RescheduleAnswer,
    /// The numbers of the rule.
    pub policy: ReschedulePolicy,
    /// The device.
    pub device: Device,
}

impl LinkVerb for AnswerReschedule {
    const LINK_NAME: &'static str = "jobs.answer_reschedule_by_link";
    type Done = Moved;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, door).await?;
        let verb = match self.answer {
            RescheduleAnswer::Agree { .. } => Verb::AgreeReschedule,
            RescheduleAnswer::Decline => Verb::DeclineReschedule,
        };
        if scene.is_repeat(tx, ctx, verb, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(verb)?;
        let Some(proposal) = scene.visit.proposal.clone() else {
            return Err(refusals::PROPOSAL_EXPIRED.problem());
        };
        match self.answer {
            RescheduleAnswer::Agree { rebooking } => {
                reschedule::require_answerable(&proposal, scene.party, ctx.now)?;
                let Proposal { window, by, reason, .. } = &proposal;
                let change = Change { verb, window: *window, by: *by, reason, rebooking };
                change.apply(tx, ctx, &mut scene, &self.policy, &self.device).await?;
            }
            RescheduleAnswer::Decline => decline(tx, ctx, &mut scene, &proposal, verb, &self.device).await?,
        }
        Ok(scene.moved())
    }
}

impl Action for AnswerReschedule {
    const NAME: &'static str = "jobs.answer_reschedule";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician answers the customer's question (or takes their own back).
#[derive(Clone, Debug)]
pub struct AnswerRescheduleAsTechnician(pub AnswerReschedule);

impl Action for AnswerRescheduleAsTechnician {
    const NAME: &'static str = "jobs.answer_reschedule_as_technician";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.0.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.0.visit.to_string()
    }
}

async fn decline(
    tx: &mut Tx,
    ctx: &Ctx,
    scene: &mut Scene,
    proposal: &Proposal,
    verb: Verb,
    device: &Device,
) -> Result<()> {
    scene.visit.proposal = None;
    let detail = serde_json::json!({ "proposal": proposal });
    scene.advance(tx, ctx, Step::new(verb, State::Appointed, device).detail(detail)).await?;
    tx.announce(
        ctx,
        &events::RescheduleDeclined {
            about: scene.about(),
            proposed: proposal.window,
            proposed_by: proposal.by,
            is_expired: verb == Verb::ExpireReschedule,
        },
    );
    Ok(())
}

/// Nobody answered in time: the old time stays.
#[derive(Clone, Debug)]
pub struct ExpireReschedule {
    /// Of which visit.
    pub visit: VisitId,
}

impl Action for ExpireReschedule {
    const NAME: &'static str = "jobs.expire_reschedule";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Flow).await?;
        let device = Device::default();
        if scene.is_repeat(tx, ctx, Verb::ExpireReschedule, &device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::ExpireReschedule)?;
        let Some(proposal) = scene.visit.proposal.clone() else {
            return Err(refusals::PROPOSAL_EXPIRED.problem());
        };
        if ctx.now < proposal.expires_at {
            return Err(refusals::PROPOSAL_STILL_OPEN.problem());
        }
        decline(tx, ctx, &mut scene, &proposal, Verb::ExpireReschedule, &device).await?;
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

by_operator! {
    AnswerReschedule = "jobs.answer_reschedule_by_operator";
}
