//! Offers and assignments as dispatch decides them, and the technician's answer.

use super::{
    doors::{Door, by_operator},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, Party, State, Verb},
    refusals,
    rules::opening as rules,
};
use db::{Action, Tx};
use kernel::{Actor, Ctx, Permission, Result, TechnicianId, VisitId};

/// The visit was offered, to one technician or to a pool.
#[derive(Clone, Debug)]
pub struct MarkOffered {
    /// Which visit.
    pub visit: VisitId,
    /// To whom; none: to a pool, whose winner is named by [`MarkAssigned`].
    pub offered_to: Option<TechnicianId>,
}

impl Action for MarkOffered {
    const NAME: &'static str = "jobs.mark_offered";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Flow).await?;
        if scene.visit.state == State::Offered && scene.visit.offered_to == self.offered_to {
            return Ok(scene.unmoved());
        }
        scene.visit.offered_to = self.offered_to;
        scene.visit.unassignable_reason = None;
        let (device, detail) = (Device::default(), serde_json::json!({ "offered_to": self.offered_to }));
        scene.advance(tx, ctx, Step::new(Verb::Offer, State::Offered, &device).detail(detail)).await?;
        tx.announce(ctx, &events::VisitOffered { about: scene.about(), offered_to: self.offered_to });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// A technician is named for the visit. Naming another than before takes it from the first.
#[derive(Clone, Debug)]
pub struct MarkAssigned {
    /// Which visit.
    pub visit: VisitId,
    /// Who.
    pub technician: TechnicianId,
}

impl Action for MarkAssigned {
    const NAME: &'static str = "jobs.mark_assigned";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Flow).await?;
        if scene.visit.technician == Some(self.technician) && !scene.visit.state.is_over() {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Assign)?;
        let previous = scene.visit.technician;
        scene.visit.release();
        scene.visit.technician = Some(self.technician);
        scene.visit.unassignable_reason = None;
        let (device, detail) =
            (Device::default(), serde_json::json!({ "technician": self.technician, "previous": previous }));
        scene.advance(tx, ctx, Step::new(Verb::Assign, State::Assigned, &device).detail(detail)).await?;
        tx.announce(ctx, &events::VisitAssigned { about: scene.about(), previous });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The visit goes back to dispatch.
#[derive(Clone, Debug)]
pub struct Unassign {
    /// Which visit.
    pub visit: VisitId,
    /// Why, as a code: `timeout`, `by_dispatcher`, `breakdown`, ...
    pub reason: String,
}

impl Action for Unassign {
    const NAME: &'static str = "jobs.unassign";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        rules::text("reason", &self.reason, 60)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Flow).await?;
        if scene.visit.state == State::PendingDispatch {
            return Ok(scene.unmoved());
        }
        let previous = scene.technician();
        scene.require(Verb::Unassign)?;
        scene.visit.release();
        let device = Device::default();
        let step = Step::new(Verb::Unassign, State::PendingDispatch, &device).reason(&self.reason);
        scene.advance(tx, ctx, step.detail(serde_json::json!({ "previous": previous }))).await?;
        let about = scene.about_with(previous);
        tx.announce(ctx, &events::VisitUnassigned { about, reason: self.reason.clone() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Dispatch found nobody; an operator must look.
#[derive(Clone, Debug)]
pub struct FlagUnassignable {
    /// Which visit.
    pub visit: VisitId,
    /// Why, and what would help, in words for operators.
    pub reason: String,
}

impl Action for FlagUnassignable {
    const NAME: &'static str = "jobs.flag_unassignable";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let reason = rules::text("reason", &self.reason, 500)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Flow).await?;
        if scene.visit.state == State::PendingDispatch && scene.visit.unassignable_reason.as_deref() == Some(reason) {
            return Ok(scene.unmoved());
        }
        scene.visit.unassignable_reason = Some(reason.to_owned());
        let device = Device::default();
        let step = Step::new(Verb::FlagUnassignable, State::PendingDispatch, &device).note(reason);
        scene.advance(tx, ctx, step).await?;
        tx.announce(ctx, &events::VisitUnassignable { about: scene.about(), reason: reason.to_owned() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician says yes; with that the promised time stands.
#[derive(Clone, Debug)]
pub struct AcceptVisit {
    /// Which visit.
    pub visit: VisitId,
    /// The device.
    pub device: Device,
}

impl Action for AcceptVisit {
    const NAME: &'static str = "jobs.accept_visit";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::Accept, &self.device).await? || has_agreed(&scene, &ctx.actor) {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Accept)?;
        let technician = scene.technician().ok_or_else(|| refusals::NOT_OFFERED_TO_YOU.problem())?;
        scene.visit.technician = Some(technician);
        scene.visit.offered_to = None;
        scene.visit.accepted_at = Some(ctx.now);
        scene.advance(tx, ctx, Step::new(Verb::Accept, State::Assigned, &self.device)).await?;
        // The window was promised when it was booked, so the technician's yes is the agreement.
        let (party, silent) = (scene.party, Device::default());
        scene.party = Party::System;
        scene.advance(tx, ctx, Step::new(Verb::Agree, State::Appointed, &silent)).await?;
        scene.party = party;
        tx.announce(ctx, &events::VisitAccepted { about: scene.about() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Whether the technician has agreed already and nothing has taken it back since.
fn has_agreed(scene: &Scene, actor: &Actor) -> bool {
    scene.visit.state == State::Appointed
        && scene.visit.technician == actor.technician()
        && actor.technician().is_some()
}

/// The technician says no: to an offer, an assignment, or a visit agreed to before.
#[derive(Clone, Debug)]
pub struct RefuseVisit {
    /// Which visit.
    pub visit: VisitId,
    /// Why, as a code of at most 60 characters.
    pub reason: String,
    /// Why, in words.
    pub note: String,
    /// The device.
    pub device: Device,
}

impl Action for RefuseVisit {
    const NAME: &'static str = "jobs.refuse_visit";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        rules::text("reason", &self.reason, 60)?;
        rules::optional_text("note", &self.note, 500)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::Refuse, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Refuse)?;
        let (from, technician) = (scene.visit.state, scene.technician());
        scene.visit.release();
        let step = Step::new(Verb::Refuse, State::PendingDispatch, &self.device).reason(&self.reason).note(&self.note);
        scene.advance(tx, ctx, step.detail(serde_json::json!({ "technician": technician }))).await?;
        let about = scene.about_with(technician);
        let (reason, note) = (self.reason.clone(), self.note.clone());
        tx.announce(ctx, &events::VisitRefused { about, from, reason, note });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

by_operator! {
    AcceptVisit = "jobs.accept_visit_by_operator";
    RefuseVisit = "jobs.refuse_visit_by_operator";
}
