//! The ends that nobody signs: silence, a resolved dispute, the close in the books.

use super::{
    accepting::complete,
    doors::Door,
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Acceptance, AcceptedVia, Device, Party, State, Verb},
    refusals,
    rules::{completion, opening as rules},
};
use db::{Action, Tx};
use kernel::{Ctx, JobId, Permission, Result, VisitId};

/// Silence counts as acceptance.
#[derive(Clone, Debug)]
pub struct AutoAccept {
    /// At which visit.
    pub visit: VisitId,
    /// After how many hours; [`completion::AUTO_ACCEPT_HOURS`] unless the market says otherwise.
    pub after_hours: i64,
}

impl Action for AutoAccept {
    const NAME: &'static str = "jobs.auto_accept";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Flow).await?;
        let device = Device::default();
        if scene.is_repeat(tx, ctx, Verb::AutoAccept, &device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::AutoAccept)?;
        let due = scene.visit.finished_at.map(|at| completion::auto_accept_at(at, self.after_hours));
        if due.is_none_or(|due| ctx.now < due) {
            return Err(refusals::ACCEPTANCE_STILL_OPEN.problem());
        }
        let via = AcceptedVia::Silence;
        let acceptance = Acceptance { via, name: String::new(), file: None, at: ctx.now, by: Party::System };
        complete(&mut scene, tx, ctx, Verb::AutoAccept, acceptance, &device).await?;
        tx.announce(ctx, &events::WorkAccepted { about: scene.about(), via, total: scene.job.due()? });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// An operator ends the dispute in favour of the work.
#[derive(Clone, Debug)]
pub struct ResolveDispute {
    /// At which visit.
    pub visit: VisitId,
    /// What was agreed.
    pub note: String,
}

impl Action for ResolveDispute {
    const NAME: &'static str = "jobs.resolve_dispute";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let note = rules::text("note", &self.note, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        let device = Device::default();
        if scene.is_repeat(tx, ctx, Verb::ResolveDispute, &device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::ResolveDispute)?;
        let via = AcceptedVia::Operator;
        let acceptance = Acceptance { via, name: String::new(), file: None, at: ctx.now, by: scene.party };
        scene.visit.acceptance = Some(acceptance);
        scene.advance(tx, ctx, Step::new(Verb::ResolveDispute, State::Completed, &device).note(note)).await?;
        let total = scene.job.due()?;
        tx.announce(ctx, &events::DisputeResolved { about: scene.about(), note: note.to_owned(), total });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The money of the job is posted and split: it is closed.
#[derive(Clone, Debug)]
pub struct SettleJob {
    /// Which.
    pub job: JobId,
}

impl Action for SettleJob {
    const NAME: &'static str = "jobs.settle_job";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_job(tx, ctx, self.job, Door::Flow).await?;
        if scene.visit.state == State::Settled {
            return Ok(scene.unmoved());
        }
        let device = Device::default();
        scene.advance(tx, ctx, Step::new(Verb::Settle, State::Settled, &device)).await?;
        tx.announce(ctx, &events::JobSettled { about: scene.about(), total: scene.job.due()? });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.job.to_string()
    }
}
