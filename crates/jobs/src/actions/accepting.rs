//! Acceptance, rework, and the close in the books (F40).

use super::{
    doors::{Door, LinkVerb, by_operator, check_visit_code},
    proofs::digest,
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Acceptance, AcceptedVia, Checked, Device, Party, Proof, ProofKind, State, Verb},
    refusals,
    rules::{codes, completion, opening as rules},
    store,
};
use db::{Action, Tx};
use kernel::{Ctx, FileId, Permission, Result, Timestamp, VisitId, problem, time::hours};
use serde::{Deserialize, Serialize};

/// How the work is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "via", rename_all = "snake_case")]
pub enum AcceptBy {
    /// A drawn signature, on the customer's or on the technician's device.
    Signature {
        /// The picture of it.
        file: FileId,
        /// Its SHA-256, 64 hexadecimal digits.
        sha256: String,
        /// Who signed.
        name: String,
    },
    /// The name typed, on the customer's own device.
    TypedName {
        /// Whose.
        name: String,
    },
    /// The finish code, told to the technician.
    FinishCode {
        /// Six digits.
        code: String,
    },
}

/// The customer accepts the work.
#[derive(Clone, Debug)]
pub struct AcceptWork {
    /// At which visit.
    pub visit: VisitId,
    /// How.
    pub by: AcceptBy,
    /// The device.
    pub device: Device,
}

impl Action for AcceptWork {
    const NAME: &'static str = "jobs.accept_work";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Checked<Moved>;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Checked<Moved>> {
        self.accept(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The customer accepts on the technician's device: by finish code or drawn signature.
#[derive(Clone, Debug)]
pub struct AcceptWorkOnSite(pub AcceptWork);

impl Action for AcceptWorkOnSite {
    const NAME: &'static str = "jobs.accept_work_on_site";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Checked<Moved>;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Checked<Moved>> {
        self.0.accept(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.0.visit.to_string()
    }
}

impl LinkVerb for AcceptWork {
    const LINK_NAME: &'static str = "jobs.accept_work_by_link";
    type Done = Moved;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        // Through the link no finish code is taken, so no wrong one can be an outcome.
        self.accept(tx, ctx, door).await?.into_result()
    }
}

impl AcceptWork {
    async fn accept(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Checked<Moved>> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, door).await?;
        if scene.is_repeat(tx, ctx, Verb::AcceptWork, &self.device).await? {
            return Ok(Checked::Done { done: scene.unmoved() });
        }
        scene.require(Verb::AcceptWork)?;
        self.require_way(scene.party)?;
        let (via, name, file) = match &self.by {
            AcceptBy::TypedName { name } => (AcceptedVia::TypedName, rules::text("name", name, 60)?.to_owned(), None),
            AcceptBy::Signature { file, sha256, name } => {
                let name = rules::text("name", name, 60)?;
                self.keep_signature(tx, ctx, &scene, *file, digest(sha256)?).await?;
                (AcceptedVia::Signature, name.to_owned(), Some(*file))
            }
            AcceptBy::FinishCode { code } => {
                if let Some(tries_left) = check_finish_code(tx, ctx, &mut scene, code).await? {
                    return Ok(Checked::WrongCode { tries_left });
                }
                (AcceptedVia::FinishCode, scene.job.contact.name.clone(), None)
            }
        };
        let acceptance = Acceptance { via, name, file, at: ctx.now, by: scene.party };
        complete(&mut scene, tx, ctx, Verb::AcceptWork, acceptance, &self.device).await?;
        tx.announce(ctx, &events::WorkAccepted { about: scene.about(), via, total: scene.job.due()? });
        Ok(Checked::Done { done: scene.moved() })
    }

    /// A technician cannot type the customer's name, and nobody but the technician is told the code.
    fn require_way(&self, party: Party) -> Result<()> {
        let fits = match (&self.by, party) {
            (AcceptBy::Signature { .. }, _) => true,
            (AcceptBy::TypedName { .. }, Party::Customer | Party::Link | Party::Operator | Party::System) => true,
            (AcceptBy::TypedName { .. }, Party::Technician) => false,
            (AcceptBy::FinishCode { .. }, Party::Technician | Party::Operator | Party::System) => true,
            (AcceptBy::FinishCode { .. }, Party::Customer | Party::Link) => false,
        };
        if fits { Ok(()) } else { Err(problem::FORBIDDEN.field("by")) }
    }

    async fn keep_signature(&self, tx: &mut Tx, ctx: &Ctx, scene: &Scene, file: FileId, sha256: String) -> Result<()> {
        let proof = Proof {
            proof: ctx.new_id(),
            visit: self.visit,
            kind: ProofKind::Signature,
            name: "signature".to_owned(),
            step: None,
            file,
            sha256,
            taken_at: self.device.at,
            received_at: ctx.now,
            place: self.device.place,
            added_by: ctx.actor.label(),
        };
        store::field::insert_proof(tx, ctx, scene.job.job, &proof).await
    }
}

async fn check_finish_code(tx: &mut Tx, ctx: &Ctx, scene: &mut Scene, code: &str) -> Result<Option<u32>> {
    if scene.visit.finish_code_expires_at.is_none_or(|until| ctx.now >= until) {
        return Err(refusals::FINISH_CODE_EXPIRED.field("code"));
    }
    let expected = scene.visit.finish_code.clone().unwrap_or_default();
    check_visit_code(tx, ctx, scene, code, &expected).await
}

pub(crate) async fn complete(
    scene: &mut Scene,
    tx: &mut Tx,
    ctx: &Ctx,
    verb: Verb,
    acceptance: Acceptance,
    device: &Device,
) -> Result<()> {
    let detail = serde_json::json!({ "acceptance": acceptance });
    let reason = acceptance.via;
    scene.visit.acceptance = Some(acceptance);
    (scene.visit.finish_code, scene.visit.finish_code_expires_at) = (None, None);
    scene.advance(tx, ctx, Step::new(verb, State::Completed, device).reason(reason).detail(detail)).await
}

/// The customer needs a fresh finish code.
#[derive(Clone, Debug)]
pub struct RenewFinishCode {
    /// At which visit.
    pub visit: VisitId,
}

impl Action for RenewFinishCode {
    const NAME: &'static str = "jobs.renew_finish_code";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        scene.require(Verb::RenewFinishCode)?;
        let expires_at = ctx.now.checked_add(hours(codes::FINISH_CODE_HOURS)).unwrap_or(Timestamp::MAX);
        scene.visit.finish_code = Some(ctx.digits(6));
        scene.visit.finish_code_expires_at = Some(expires_at);
        let (state, device) = (scene.visit.state, Device::default());
        scene.advance(tx, ctx, Step::new(Verb::RenewFinishCode, state, &device)).await?;
        tx.announce(ctx, &events::FinishCodeRenewed { about: scene.about(), expires_at });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The customer sends the work back; too often, and an operator decides.
#[derive(Clone, Debug)]
pub struct RequestRework {
    /// At which visit.
    pub visit: VisitId,
    /// What is not right.
    pub reason: String,
    /// The device.
    pub device: Device,
}

impl LinkVerb for RequestRework {
    const LINK_NAME: &'static str = "jobs.request_rework_by_link";
    type Done = Moved;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        let reason = rules::text("reason", &self.reason, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, door).await?;
        if scene.is_repeat(tx, ctx, Verb::RequestRework, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::RequestRework)?;
        let visit = &mut scene.visit;
        let is_disputed = visit.reworks >= completion::REWORKS_MAX;
        visit.reworks += 1;
        (visit.finish_code, visit.finish_code_expires_at) = (None, None);
        let times = visit.reworks;
        let to = if is_disputed { State::Disputed } else { State::Rework };
        scene.advance(tx, ctx, Step::new(Verb::RequestRework, to, &self.device).note(reason)).await?;
        let reason = reason.to_owned();
        tx.announce(ctx, &events::ReworkRequested { about: scene.about(), times, reason, is_disputed });
        Ok(scene.moved())
    }
}

impl Action for RequestRework {
    const NAME: &'static str = "jobs.request_rework";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

by_operator! {
    AcceptWork = "jobs.accept_work_by_operator";
    RenewFinishCode = "jobs.renew_finish_code_by_operator";
    RequestRework = "jobs.request_rework_by_operator";
}
