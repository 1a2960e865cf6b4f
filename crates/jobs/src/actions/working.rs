//! The work itself: inspection, steps, photos, pauses, "done".

use super::{
    doors::{Door, by_operator},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, State, Verb},
    refusals,
    rules::{codes, completion, opening as rules},
    store,
};
use db::{Action, Tx};
use kernel::{ChecklistStepId, Ctx, Permission, Result, Timestamp, VisitId, problem, time::hours};

/// The technician looks at the fault.
#[derive(Clone, Debug)]
pub struct StartInspection {
    /// At which visit.
    pub visit: VisitId,
    /// The device.
    pub device: Device,
}

impl Action for StartInspection {
    const NAME: &'static str = "jobs.start_inspection";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::StartInspection, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.advance(tx, ctx, Step::new(Verb::StartInspection, State::Inspecting, &self.device)).await?;
        tx.announce(ctx, &events::InspectionStarted { about: scene.about() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician writes down what was found.
#[derive(Clone, Debug)]
pub struct RecordDiagnosis {
    /// At which visit.
    pub visit: VisitId,
    /// What.
    pub finding: String,
    /// The device.
    pub device: Device,
}

impl Action for RecordDiagnosis {
    const NAME: &'static str = "jobs.record_diagnosis";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let finding = rules::text("finding", &self.finding, 2000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        let is_same = scene.visit.diagnosis == finding;
        if is_same || scene.is_repeat(tx, ctx, Verb::Diagnose, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.visit.diagnosis = finding.to_owned();
        let state = scene.visit.state;
        scene.advance(tx, ctx, Step::new(Verb::Diagnose, state, &self.device).note(finding)).await?;
        tx.announce(ctx, &events::FaultDiagnosed { about: scene.about(), finding: finding.to_owned() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician begins to work.
#[derive(Clone, Debug)]
pub struct StartWork {
    /// At which visit.
    pub visit: VisitId,
    /// The device.
    pub device: Device,
}

impl Action for StartWork {
    const NAME: &'static str = "jobs.start_work";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::StartWork, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.visit.started_at = scene.visit.started_at.or(Some(ctx.now));
        scene.visit.start_clock(ctx.now);
        scene.advance(tx, ctx, Step::new(Verb::StartWork, State::InService, &self.device)).await?;
        tx.announce(ctx, &events::WorkStarted { about: scene.about() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician ticks a step off.
#[derive(Clone, Debug)]
pub struct TickStep {
    /// At which visit.
    pub visit: VisitId,
    /// Which step.
    pub step: ChecklistStepId,
    /// A remark, such as a measured value.
    pub note: String,
    /// The device.
    pub device: Device,
}

impl Action for TickStep {
    const NAME: &'static str = "jobs.tick_step";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let note = rules::optional_text("note", &self.note, 500)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::TickStep, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::TickStep)?;
        let mut steps = store::field::checklist(tx, ctx.market, self.visit).await?;
        let step =
            steps.iter_mut().find(|step| step.step == self.step).ok_or_else(|| problem::MISSING.field("step"))?;
        if step.ticked_at.is_some() && step.note == note {
            return Ok(scene.unmoved());
        }
        step.note = note.to_owned();
        step.ticked_at = step.ticked_at.or(Some(ctx.now));
        step.ticked_by = Some(ctx.actor.label());
        let detail = serde_json::json!({ "step": self.step, "code": step.code });
        store::field::save_checklist(tx, ctx, self.visit, steps).await?;
        let state = scene.visit.state;
        let step = Step::new(Verb::TickStep, state, &self.device).note(note).detail(detail);
        scene.advance(tx, ctx, step).await?;
        tx.announce(ctx, &events::WorkProgressed { about: scene.about(), verb: Verb::TickStep });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician stops for a while.
#[derive(Clone, Debug)]
pub struct PauseWork {
    /// At which visit.
    pub visit: VisitId,
    /// Why: `lunch`, `waiting_for_customer`, `waiting_for_part`, ...
    pub reason: String,
    /// The device.
    pub device: Device,
}

impl Action for PauseWork {
    const NAME: &'static str = "jobs.pause_work";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let reason = rules::text("reason", &self.reason, 60)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.visit.is_paused || scene.is_repeat(tx, ctx, Verb::Pause, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.visit.stop_clock(ctx.now);
        scene.visit.is_paused = true;
        scene.advance(tx, ctx, Step::new(Verb::Pause, State::InService, &self.device).reason(reason)).await?;
        tx.announce(ctx, &events::WorkProgressed { about: scene.about(), verb: Verb::Pause });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician goes on.
#[derive(Clone, Debug)]
pub struct ResumeWork {
    /// At which visit.
    pub visit: VisitId,
    /// The device.
    pub device: Device,
}

impl Action for ResumeWork {
    const NAME: &'static str = "jobs.resume_work";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        scene.require(Verb::Resume)?;
        if !scene.visit.is_paused || scene.is_repeat(tx, ctx, Verb::Resume, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.visit.start_clock(ctx.now);
        scene.visit.is_paused = false;
        scene.advance(tx, ctx, Step::new(Verb::Resume, State::InService, &self.device)).await?;
        tx.announce(ctx, &events::WorkProgressed { about: scene.about(), verb: Verb::Resume });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician says it is done; refused while steps or photos are missing.
#[derive(Clone, Debug)]
pub struct FinishWork {
    /// At which visit.
    pub visit: VisitId,
    /// What was done, for the customer.
    pub note: String,
    /// Hours after which silence counts as acceptance; [`completion::AUTO_ACCEPT_HOURS`] unless the market says otherwise.
    pub auto_accept_hours: i64,
    /// The device.
    pub device: Device,
}

impl Action for FinishWork {
    const NAME: &'static str = "jobs.finish_work";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let note = rules::optional_text("note", &self.note, 2000)?;
        rules::range("auto_accept_hours", self.auto_accept_hours, 1, 24 * 30)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::Finish, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Finish)?;
        if scene.visit.is_paused {
            return Err(refusals::VISIT_PAUSED.problem());
        }
        let steps = store::field::checklist(tx, ctx.market, self.visit).await?;
        let proofs = store::field::proofs(tx, ctx.market, self.visit).await?;
        completion::require_complete(&steps, &proofs, ctx.locale)?;
        let expires_at = ctx.now.checked_add(hours(codes::FINISH_CODE_HOURS)).unwrap_or(Timestamp::MAX);
        let visit = &mut scene.visit;
        visit.stop_clock(ctx.now);
        visit.finished_at = Some(ctx.now);
        visit.finish_code = Some(ctx.digits(6));
        visit.finish_code_expires_at = Some(expires_at);
        (visit.code_tries, visit.code_locked_until) = (0, None);
        scene.advance(tx, ctx, Step::new(Verb::Finish, State::AwaitingAcceptance, &self.device).note(note)).await?;
        tx.announce(
            ctx,
            &events::WorkFinished {
                about: scene.about(),
                total: scene.job.due()?,
                finish_code_expires_at: expires_at,
                auto_accept_at: completion::auto_accept_at(ctx.now, self.auto_accept_hours),
            },
        );
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

by_operator! {
    StartInspection = "jobs.start_inspection_by_operator";
    RecordDiagnosis = "jobs.record_diagnosis_by_operator";
    StartWork = "jobs.start_work_by_operator";
    TickStep = "jobs.tick_step_by_operator";
    PauseWork = "jobs.pause_work_by_operator";
    ResumeWork = "jobs.resume_work_by_operator";
    FinishWork = "jobs.finish_work_by_operator";
}
