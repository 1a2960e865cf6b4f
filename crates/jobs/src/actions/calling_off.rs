//! Calling a visit off, and nobody being there, with the fee that the preview showed.

use super::{
    doors::{Door, LinkVerb, by_operator, require_version},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, Ending, Party, State, Verb},
    rules::{
        cancellation::{self, CancelFacts, CancelReason, CancellationPolicy, FeePreview, Liable},
        moves, no_show, opening as rules,
    },
};
use db::{Action, Tx};
use kernel::{Ctx, JobId, Money, Permission, Result, VisitId};
use serde::{Deserialize, Serialize};

/// What calling off answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalledOff {
    /// Where the visit stands.
    pub moved: Moved,
    /// What it costs whom.
    pub ending: FeePreview,
}

/// The customer (or an operator) calls the job off.
#[derive(Clone, Debug)]
pub struct CancelJob {
    /// Which job.
    pub job: JobId,
    /// Why.
    pub reason: CancelReason,
    /// Why, in words.
    pub note: String,
    /// Who answers for it; operators must say, others may not.
    pub liable: Option<Liable>,
    /// The numbers of the policy.
    pub policy: CancellationPolicy,
    /// The fee that the person saw and agreed to; a larger one is not charged but answered with `changed_meanwhile`.
    pub fee_shown: Option<Money>,
    /// The version of the visit that the person saw.
    pub if_version: Option<i64>,
    /// The device.
    pub device: Device,
}

impl LinkVerb for CancelJob {
    const LINK_NAME: &'static str = "jobs.cancel_job_by_link";
    type Done = CalledOff;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<CalledOff> {
        let note = rules::optional_text("note", &self.note, 1000)?;
        let mut scene = Scene::of_job(tx, ctx, self.job, door).await?;
        let (verb, to) = verb_for(scene.visit.state);
        if let Some(answer) = earlier(tx, ctx, &scene, &[Verb::Cancel, Verb::CancelOnSite], &self.device).await? {
            return Ok(answer);
        }
        require_version(self.if_version, scene.visit.version)?;
        scene.require(verb)?;
        cancellation::require_reason(scene.party, self.reason, self.liable)?;
        let facts = CancelFacts::of(&scene.job, &scene.visit, ctx.now)?;
        let ending = cancellation::preview(&self.policy, &facts, self.reason, self.liable, ctx.now)?;
        if let Some(shown) = self.fee_shown
            && ending.fee.minus(shown)?.is_positive()
        {
            return Err(kernel::problem::CHANGED_MEANWHILE.field("fee").param("fee", ending.fee));
        }
        let how = CallOff { verb, to, reason: self.reason, note, ending };
        how.apply(tx, ctx, &mut scene, &self.device).await?;
        Ok(CalledOff { moved: scene.moved(), ending })
    }
}

impl Action for CancelJob {
    const NAME: &'static str = "jobs.cancel_job";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = CalledOff;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CalledOff> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.job.to_string()
    }
}

/// Before arrival it is a cancel, after it a cancel on site.
fn verb_for(state: State) -> (Verb, State) {
    if moves::is_open(state, Verb::CancelOnSite) {
        (Verb::CancelOnSite, State::CancelledOnSite)
    } else {
        (Verb::Cancel, State::Cancelled)
    }
}

/// The technician calls the visit off at the door or during the work.
#[derive(Clone, Debug)]
pub struct CancelOnSite {
    /// Which visit.
    pub visit: VisitId,
    /// Why.
    pub reason: CancelReason,
    /// Why, in words.
    pub note: String,
    /// The numbers of the policy.
    pub policy: CancellationPolicy,
    /// The device.
    pub device: Device,
}

impl Action for CancelOnSite {
    const NAME: &'static str = "jobs.cancel_on_site";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = CalledOff;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CalledOff> {
        let note = rules::optional_text("note", &self.note, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if let Some(answer) = earlier(tx, ctx, &scene, &[Verb::CancelOnSite], &self.device).await? {
            return Ok(answer);
        }
        scene.require(Verb::CancelOnSite)?;
        // On site the reason says who answers for it; whoever speaks for the technician chooses among the technician's reasons.
        cancellation::require_reason(Party::Technician, self.reason, None)?;
        let facts = CancelFacts::of(&scene.job, &scene.visit, ctx.now)?;
        let ending = cancellation::preview(&self.policy, &facts, self.reason, None, ctx.now)?;
        let how = CallOff { verb: Verb::CancelOnSite, to: State::CancelledOnSite, reason: self.reason, note, ending };
        how.apply(tx, ctx, &mut scene, &self.device).await?;
        Ok(CalledOff { moved: scene.moved(), ending })
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

struct CallOff<'a> {
    verb: Verb,
    to: State,
    reason: CancelReason,
    note: &'a str,
    ending: FeePreview,
}

impl CallOff<'_> {
    async fn apply(&self, tx: &mut Tx, ctx: &Ctx, scene: &mut Scene, device: &Device) -> Result<()> {
        let from = scene.visit.state;
        // Closing a job to which nobody came leaves what that already cost.
        if from != State::NoShowTechnician {
            end_job(scene, self.ending);
        }
        let step = Step::new(self.verb, self.to, device).reason(self.reason).note(self.note);
        scene.advance(tx, ctx, step.detail(serde_json::json!({ "ending": self.ending }))).await?;
        tx.announce(
            ctx,
            &events::JobCancelled {
                about: scene.about(),
                is_on_site: self.to == State::CancelledOnSite,
                from,
                reason: self.reason,
                ending: self.ending,
                total: scene.job.due()?,
            },
        );
        Ok(())
    }
}

fn end_job(scene: &mut Scene, ending: FeePreview) {
    let FeePreview { tier, fee, liable, compensation, penalty, .. } = ending;
    scene.job.ending = Some(Ending { tier, fee, liable, compensation, penalty });
}

/// The answer given before, when one of the verbs has ended the visit already through the same person.
async fn earlier(tx: &mut Tx, ctx: &Ctx, scene: &Scene, verbs: &[Verb], device: &Device) -> Result<Option<CalledOff>> {
    let Some(ending) = scene.job.ending else { return Ok(None) };
    for verb in verbs {
        if scene.is_repeat(tx, ctx, *verb, device).await? {
            return Ok(Some(CalledOff { moved: scene.unmoved(), ending: FeePreview::from(ending) }));
        }
    }
    Ok(None)
}

impl From<Ending> for FeePreview {
    fn from(Ending { tier, fee, liable, compensation, penalty }: Ending) -> Self {
        Self { tier, fee, liable, rate: None, lead_minutes: 0, is_by_original_time: false, compensation, penalty }
    }
}

/// Nobody opened: after the wait, the calls and the message, the visit ends with the visit fee.
#[derive(Clone, Debug)]
pub struct MarkNoShowCustomer {
    /// Which visit.
    pub visit: VisitId,
    /// What was tried.
    pub note: String,
    /// The numbers of the policy.
    pub policy: CancellationPolicy,
    /// The device.
    pub device: Device,
}

impl Action for MarkNoShowCustomer {
    const NAME: &'static str = "jobs.mark_no_show_customer";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = CalledOff;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CalledOff> {
        let note = rules::optional_text("note", &self.note, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if let Some(answer) = earlier(tx, ctx, &scene, &[Verb::NoShowCustomer], &self.device).await? {
            return Ok(answer);
        }
        scene.require(Verb::NoShowCustomer)?;
        no_show::require_customer_absent(&self.policy, &scene.visit, ctx.now)?;
        let facts = CancelFacts::of(&scene.job, &scene.visit, ctx.now)?;
        let ending = no_show::customer_absent(&self.policy, &facts)?;
        let step = Step::new(Verb::NoShowCustomer, State::NoShowCustomer, &self.device).note(note);
        absent(tx, ctx, &mut scene, step, ending).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Nobody came: the customer owes nothing and is compensated.
#[derive(Clone, Debug)]
pub struct MarkNoShowTechnician {
    /// Which visit.
    pub visit: VisitId,
    /// What happened.
    pub note: String,
    /// The numbers of the policy.
    pub policy: CancellationPolicy,
    /// The device.
    pub device: Device,
}

impl LinkVerb for MarkNoShowTechnician {
    const LINK_NAME: &'static str = "jobs.mark_no_show_technician_by_link";
    type Done = CalledOff;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<CalledOff> {
        let note = rules::optional_text("note", &self.note, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, door).await?;
        if let Some(answer) = earlier(tx, ctx, &scene, &[Verb::NoShowTechnician], &self.device).await? {
            return Ok(answer);
        }
        scene.require(Verb::NoShowTechnician)?;
        let facts = CancelFacts::of(&scene.job, &scene.visit, ctx.now)?;
        no_show::require_technician_absent(&self.policy, &scene.visit, &facts, ctx.now)?;
        let ending = no_show::technician_absent(&self.policy, &facts);
        let step = Step::new(Verb::NoShowTechnician, State::NoShowTechnician, &self.device).note(note);
        absent(tx, ctx, &mut scene, step, ending).await
    }
}

impl Action for MarkNoShowTechnician {
    const NAME: &'static str = "jobs.mark_no_show_technician";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = CalledOff;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<CalledOff> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

async fn absent(tx: &mut Tx, ctx: &Ctx, scene: &mut Scene, step: Step<'_>, ending: FeePreview) -> Result<CalledOff> {
    end_job(scene, ending);
    scene.advance(tx, ctx, step.detail(serde_json::json!({ "ending": ending }))).await?;
    tx.announce(ctx, &events::VisitNoShow { about: scene.about(), ending, total: scene.job.due()? });
    Ok(CalledOff { moved: scene.moved(), ending })
}

by_operator! {
    CancelJob = "jobs.cancel_job_by_operator";
    CancelOnSite = "jobs.cancel_on_site_by_operator";
    MarkNoShowCustomer = "jobs.mark_no_show_customer_by_operator";
    MarkNoShowTechnician = "jobs.mark_no_show_technician_by_operator";
}
