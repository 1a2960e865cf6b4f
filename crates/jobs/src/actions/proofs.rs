//! Photos of the work: named, hashed, their position kept apart (F37, F38).

use super::{
    doors::{Door, by_operator},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, Proof, ProofKind, Verb},
    refusals,
    rules::{completion, opening as rules},
    store,
};
use db::{Action, Tx};
use kernel::{ChecklistStepId, Ctx, FileId, Permission, Place, ProofId, Result, Timestamp, VisitId, problem};
use serde::{Deserialize, Serialize};

/// A photo is added to the visit; the file is stored already.
#[derive(Clone, Debug)]
pub struct AttachProof {
    /// To which visit.
    pub visit: VisitId,
    /// For which step, when it is for one.
    pub step: Option<ChecklistStepId>,
    /// `before`, `after`, or another name that the checklist asks for.
    pub name: String,
    /// The public picture, without position.
    pub file: FileId,
    /// SHA-256 of the original, 64 hexadecimal digits.
    pub sha256: String,
    /// When it was taken, by the picture itself or the device.
    pub taken_at: Option<Timestamp>,
    /// Where it was taken; kept apart from the picture.
    pub place: Option<Place>,
    /// The device.
    pub device: Device,
}

/// What adding a photo answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The proof; the earlier one when the same content was there already.
    pub proof: ProofId,
    /// Where the visit stands.
    pub moved: Moved,
}

impl Action for AttachProof {
    const NAME: &'static str = "jobs.attach_proof";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Attached;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Attached> {
        rules::proof_name(&self.name)?;
        let sha256 = digest(&self.sha256)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        let proofs = store::field::proofs(tx, ctx.market, self.visit).await?;
        let is_same =
            |proof: &&Proof| proof.sha256 == sha256 && proof.name == self.name && proof.kind == ProofKind::Photo;
        if let Some(earlier) = proofs.iter().find(is_same) {
            return Ok(Attached { proof: earlier.proof, moved: scene.unmoved() });
        }
        // The same key with another picture is a mistake of the device, not a repetition.
        if scene.is_repeat(tx, ctx, Verb::AttachProof, &self.device).await? {
            return Err(problem::IDEMPOTENCY_KEY_REUSED.field("client_key"));
        }
        scene.require(Verb::AttachProof)?;
        if proofs.len() >= completion::PROOFS_MAX {
            return Err(refusals::TOO_MANY_PROOFS.problem().param("max", completion::PROOFS_MAX));
        }
        if let Some(step) = self.step {
            let steps = store::field::checklist(tx, ctx.market, self.visit).await?;
            steps.iter().find(|known| known.step == step).ok_or_else(|| problem::MISSING.field("step"))?;
        }
        let proof = self.proof(ctx, sha256);
        store::field::insert_proof(tx, ctx, scene.job.job, &proof).await?;
        let detail =
            serde_json::json!({ "proof": proof.proof, "name": proof.name, "step": proof.step, "sha256": proof.sha256 });
        let state = scene.visit.state;
        scene.advance(tx, ctx, Step::new(Verb::AttachProof, state, &self.device).detail(detail)).await?;
        tx.announce(ctx, &events::WorkProgressed { about: scene.about(), verb: Verb::AttachProof });
        Ok(Attached { proof: proof.proof, moved: scene.moved() })
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

impl AttachProof {
    fn proof(&self, ctx: &Ctx, sha256: String) -> Proof {
        Proof {
            proof: ctx.new_id(),
            visit: self.visit,
            kind: ProofKind::Photo,
            name: self.name.clone(),
            step: self.step,
            file: self.file,
            sha256,
            taken_at: self.taken_at.or(self.device.at),
            received_at: ctx.now,
            place: self.place.or(self.device.place),
            added_by: ctx.actor.label(),
        }
    }
}

/// The lower-case digest; `bad_digest` when it is not one of SHA-256.
pub(crate) fn digest(text: &str) -> Result<String> {
    let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_digest { Ok(text.to_ascii_lowercase()) } else { Err(refusals::BAD_DIGEST.field("sha256")) }
}

by_operator! {
    AttachProof = "jobs.attach_proof_by_operator";
}
