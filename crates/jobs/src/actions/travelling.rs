//! On the way: calling the customer, setting off.

use super::{
    doors::Door,
    doors::by_operator,
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Device, State, Verb},
    rules::opening as rules,
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, Timestamp, VisitId};

kernel::text_enum! {
    /// How the technician reached out to the customer.
    pub enum ContactKind {
        /// A call.
        Call = "call",
        /// A message.
        Message = "message",
        /// Word that they will be late; keeps lateness from counting as not coming.
        LateNotice = "late_notice",
    }
}

/// The technician called or wrote.
#[derive(Clone, Debug)]
pub struct RecordContact {
    /// About which visit.
    pub visit: VisitId,
    /// How.
    pub kind: ContactKind,
    /// What came of it.
    pub note: String,
    /// The device.
    pub device: Device,
}

impl Action for RecordContact {
    const NAME: &'static str = "jobs.record_contact";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        rules::optional_text("note", &self.note, 500)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::Contact, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Contact)?;
        let visit = &mut scene.visit;
        visit.contacted_at = visit.contacted_at.or(Some(ctx.now));
        let is_at_door = visit.state == State::Arrived;
        match self.kind {
            ContactKind::Call => visit.calls_at_door += u32::from(is_at_door),
            ContactKind::Message => visit.messages_at_door += u32::from(is_at_door),
            ContactKind::LateNotice => visit.late_notice_at = visit.late_notice_at.or(Some(ctx.now)),
        }
        let state = visit.state;
        let step = Step::new(Verb::Contact, state, &self.device).reason(self.kind).note(&self.note);
        scene.advance(tx, ctx, step).await?;
        tx.announce(ctx, &events::CustomerContacted { about: scene.about(), kind: self.kind.to_string() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// The technician sets off.
#[derive(Clone, Debug)]
pub struct Depart {
    /// To which visit.
    pub visit: VisitId,
    /// When they expect to arrive, from the caller's travel times.
    pub eta: Option<Timestamp>,
    /// The device.
    pub device: Device,
}

impl Action for Depart {
    const NAME: &'static str = "jobs.depart";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::Depart, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::Depart)?;
        scene.visit.departed_at = Some(ctx.now);
        let detail = serde_json::json!({ "eta": self.eta, "signals": scene.signals(ctx, &self.device) });
        scene.advance(tx, ctx, Step::new(Verb::Depart, State::EnRoute, &self.device).detail(detail)).await?;
        tx.announce(ctx, &events::TechnicianDeparted { about: scene.about(), eta: self.eta });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

by_operator! {
    RecordContact = "jobs.record_contact_by_operator";
    Depart = "jobs.depart_by_operator";
}
