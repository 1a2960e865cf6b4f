//! At the door: checking in by position or start code, and reporting that another person came.

use super::{
    doors::{Door, LinkVerb, by_operator, check_visit_code},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{Checked, Device, State, Verb},
    rules::{arrival, opening as rules},
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, VisitId};

/// The technician checks in at the door: by a position within the geofence, or by the customer's start code.
#[derive(Clone, Debug)]
pub struct Arrive {
    /// At which visit.
    pub visit: VisitId,
    /// The four digits that the customer told, when the position does not do.
    pub start_code: Option<String>,
    /// Metres around the property; [`arrival::GEOFENCE_METRES`] unless the market says otherwise.
    pub geofence_metres: u32,
    /// The device.
    pub device: Device,
}

impl Action for Arrive {
    const NAME: &'static str = "jobs.arrive";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Checked<Moved>;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Checked<Moved>> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if scene.is_repeat(tx, ctx, Verb::Arrive, &self.device).await? {
            return Ok(Checked::Done { done: scene.unmoved() });
        }
        scene.require(Verb::Arrive)?;
        let proof = match &self.start_code {
            None => arrival::by_position(&scene.visit, &self.device, self.geofence_metres, ctx.now)?,
            Some(code) => {
                let expected = scene.visit.start_code.clone();
                if let Some(tries_left) = check_visit_code(tx, ctx, &mut scene, code, &expected).await? {
                    return Ok(Checked::WrongCode { tries_left });
                }
                arrival::by_code(&scene.visit, &self.device, ctx.now)
            }
        };
        let visit = &mut scene.visit;
        visit.arrived_at = Some(ctx.now);
        visit.departed_at = visit.departed_at.or(Some(ctx.now));
        (visit.calls_at_door, visit.messages_at_door) = (0, 0);
        let late_minutes = ctx.now.duration_since(visit.window.end).as_mins().max(0);
        let detail = serde_json::json!({ "proof": proof });
        scene.advance(tx, ctx, Step::new(Verb::Arrive, State::Arrived, &self.device).detail(detail)).await?;
        tx.announce(ctx, &events::TechnicianArrived { about: scene.about(), proof, late_minutes });
        Ok(Checked::Done { done: scene.moved() })
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// Another person than the work card says stands at the door: the visit freezes until an operator has cleared it.
#[derive(Clone, Debug)]
pub struct ReportWrongPerson {
    /// At which visit.
    pub visit: VisitId,
    /// What the customer saw.
    pub note: String,
    /// The device.
    pub device: Device,
}

impl LinkVerb for ReportWrongPerson {
    const LINK_NAME: &'static str = "jobs.report_wrong_person_by_link";
    type Done = Moved;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        let note = rules::optional_text("note", &self.note, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, door).await?;
        let is_frozen = scene.visit.frozen_reason.is_some();
        if is_frozen || scene.is_repeat(tx, ctx, Verb::ReportWrongPerson, &self.device).await? {
            return Ok(scene.unmoved());
        }
        scene.require(Verb::ReportWrongPerson)?;
        scene.visit.frozen_reason = Some(if note.is_empty() { "wrong_person".to_owned() } else { note.to_owned() });
        let state = scene.visit.state;
        let step = Step::new(Verb::ReportWrongPerson, state, &self.device).reason("wrong_person").note(note);
        scene.advance(tx, ctx, step).await?;
        tx.announce(ctx, &events::WrongPersonReported { about: scene.about(), note: note.to_owned() });
        Ok(scene.moved())
    }
}

impl Action for ReportWrongPerson {
    const NAME: &'static str = "jobs.report_wrong_person";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// An operator has found out who stood there; the visit goes on.
#[derive(Clone, Debug)]
pub struct ClearFreeze {
    /// Which visit.
    pub visit: VisitId,
    /// What was found.
    pub note: String,
}

impl Action for ClearFreeze {
    const NAME: &'static str = "jobs.clear_freeze";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let note = rules::text("note", &self.note, 1000)?;
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        scene.require(Verb::ClearFreeze)?;
        if scene.visit.frozen_reason.take().is_none() {
            return Ok(scene.unmoved());
        }
        let (state, device) = (scene.visit.state, Device::default());
        scene.advance(tx, ctx, Step::new(Verb::ClearFreeze, state, &device).note(note)).await?;
        tx.announce(ctx, &events::FreezeCleared { about: scene.about(), note: note.to_owned() });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

by_operator! {
    Arrive = "jobs.arrive_by_operator";
    ReportWrongPerson = "jobs.report_wrong_person_by_operator";
}
