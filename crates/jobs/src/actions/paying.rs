//! The payment that some jobs wait for before anybody is sent.

use super::{
    doors::Door,
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, State, Verb},
    refusals,
};
use db::{Action, Tx};
use kernel::{Ctx, JobId, Money, Permission, Result};

/// What was due before dispatch came in.
#[derive(Clone, Debug)]
pub struct ConfirmPayment {
    /// For which job.
    pub job: JobId,
    /// How much has been paid for it so far.
    pub amount: Money,
}

impl Action for ConfirmPayment {
    const NAME: &'static str = "jobs.confirm_payment";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_job(tx, ctx, self.job, Door::Flow).await?;
        if scene.job.paid_at.is_some() {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::ConfirmPayment)?;
        let due = scene.job.due_before_dispatch();
        if self.amount.minus(due)?.is_negative() {
            return Err(refusals::PAYMENT_TOO_SMALL.problem().param("due", due).param("paid", self.amount));
        }
        scene.job.paid_at = Some(ctx.now);
        let device = Device::default();
        let detail = serde_json::json!({ "amount": self.amount });
        scene.advance(tx, ctx, Step::new(Verb::ConfirmPayment, State::PendingDispatch, &device).detail(detail)).await?;
        tx.announce(ctx, &events::JobPaid { about: scene.about(), amount: self.amount });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.job.to_string()
    }
}

/// The time to pay ran out.
#[derive(Clone, Debug)]
pub struct ExpireUnpaid {
    /// Which job.
    pub job: JobId,
}

impl Action for ExpireUnpaid {
    const NAME: &'static str = "jobs.expire_unpaid";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_job(tx, ctx, self.job, Door::Flow).await?;
        let device = Device::default();
        if scene.is_repeat(tx, ctx, Verb::Expire, &device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Expire)?;
        if scene.job.payment_due_at.is_some_and(|due| ctx.now < due) {
            return Err(refusals::PAYMENT_STILL_OPEN.problem());
        }
        scene.advance(tx, ctx, Step::new(Verb::Expire, State::Expired, &device)).await?;
        tx.announce(ctx, &events::JobExpired { about: scene.about() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.job.to_string()
    }
}
