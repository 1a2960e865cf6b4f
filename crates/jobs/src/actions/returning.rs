//! Another trip for the same job: a part is missing, the rework needs a day, nobody was there (F30).

use super::{
    doors::Door,
    opening::{FreshVisit, fresh_visit},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, Need, State, StepFact, Verb},
    rules::{opening as rules, reschedule},
    store,
};
use db::{Action, Tx};
use kernel::{Ctx, JobId, Permission, Result, TechnicianId, VisitId, Window};

/// Opens another visit that goes on where the current one stops.
#[derive(Clone, Debug)]
pub struct OpenReturnVisit {
    /// For which job.
    pub job: JobId,
    /// When.
    pub window: Window,
    /// What it needs.
    pub need: Need,
    /// Steps to tick off.
    pub checklist: Vec<StepFact>,
    /// Who should come, usually who was there.
    pub wanted_technician: Option<TechnicianId>,
    /// Why: `part_missing`, `rework`, `no_show`, ...
    pub reason: String,
}

impl Action for OpenReturnVisit {
    const NAME: &'static str = "jobs.open_return_visit";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let reason = rules::text("reason", &self.reason, 60)?;
        rules::need(&self.need)?;
        rules::checklist(&self.checklist)?;
        reschedule::require_window(&self.window, ctx.now)?;
        let mut scene = Scene::of_job(tx, ctx, self.job, Door::Own).await?;
        scene.require(Verb::OpenReturnVisit)?;
        let parent = scene.visit.visit;
        let id: VisitId = ctx.new_id();
        let (device, detail) = (Device::default(), serde_json::json!({ "visit": id }));
        let to = if scene.visit.state.is_over() { scene.visit.state } else { State::Continued };
        scene.advance(tx, ctx, Step::new(Verb::OpenReturnVisit, to, &device).reason(reason).detail(detail)).await?;
        scene.visit = fresh_visit(
            ctx,
            &scene.job,
            id,
            &FreshVisit {
                state: State::PendingDispatch,
                sequence: scene.visit.sequence + 1,
                parent: Some(parent),
                need: &self.need,
                window: self.window,
                wanted_technician: self.wanted_technician,
            },
        );
        scene.job.current_visit = id;
        scene.job.ending = None;
        store::visits::insert(tx, &scene.visit).await?;
        store::field::insert_checklist(tx, ctx, id, &self.checklist).await?;
        scene.record_opening(tx, ctx, reason).await?;
        scene.save_job(tx, ctx).await?;
        tx.announce(ctx, &events::ReturnVisitOpened { about: scene.about(), parent, reason: reason.to_owned() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.job.to_string()
    }
}
