//! One visit with its job on the table: who acts, whether they may, and the one way in which a visit moves.

use super::doors::Door;
use crate::{
    events::About,
    model::{Device, Job, Move, Party, Seen, State, Verb, Visit},
    refusals,
    rules::{arrival, moves, opening},
    store,
};
use db::Tx;
use kernel::{Actor, Ctx, JobId, Permission, Result, TechnicianId, VisitId, problem};
use serde::{Deserialize, Serialize};

/// What most verbs answer: where the visit stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The job.
    pub job: JobId,
    /// The visit.
    pub visit: VisitId,
    /// Its state.
    pub state: State,
    /// Its version.
    pub version: i64,
    /// Whether the verb had been done before, so that nothing changed now.
    pub is_repeat: bool,
}

/// One move to be made.
pub(crate) struct Step<'a> {
    pub verb: Verb,
    pub to: State,
    pub device: &'a Device,
    pub reason: String,
    pub note: String,
    pub detail: serde_json::Value,
}

impl<'a> Step<'a> {
    pub fn new(verb: Verb, to: State, device: &'a Device) -> Self {
        let detail = serde_json::Value::Object(serde_json::Map::new());
        Self { verb, to, device, reason: String::new(), note: String::new(), detail }
    }

    pub fn reason(self, reason: impl ToString) -> Self {
        Self { reason: reason.to_string(), ..self }
    }

    pub fn note(self, note: impl ToString) -> Self {
        Self { note: note.to_string(), ..self }
    }

    pub fn detail(self, detail: serde_json::Value) -> Self {
        Self { detail, ..self }
    }
}

/// One visit with its job, loaded in a transaction, and on whose behalf the actor acts.
pub(crate) struct Scene {
    pub job: Job,
    pub visit: Visit,
    pub party: Party,
    job_as_loaded: Job,
}

impl Scene {
    /// The visit, when it belongs to whoever comes through the door.
    pub async fn of_visit(tx: &mut Tx, ctx: &Ctx, visit: VisitId, door: Door) -> Result<Self> {
        let visit = store::visits::find(tx, ctx.market, visit).await?;
        let job = store::jobs::find(tx, ctx.market, visit.job).await?;
        Self::new(ctx, job, visit, door)
    }

    /// The current visit of a job.
    pub async fn of_job(tx: &mut Tx, ctx: &Ctx, job: JobId, door: Door) -> Result<Self> {
        let job = store::jobs::find(tx, ctx.market, job).await?;
        let visit = store::visits::find(tx, ctx.market, job.current_visit).await?;
        Self::new(ctx, job, visit, door)
    }

    fn new(ctx: &Ctx, job: Job, visit: Visit, door: Door) -> Result<Self> {
        let party = party(ctx, &job, &visit, door)?;
        Ok(Self { job_as_loaded: job.clone(), job, visit, party })
    }

    /// A job and visit that this transaction has just made.
    pub fn fresh(job: Job, visit: Visit) -> Self {
        Self { job_as_loaded: job.clone(), job, visit, party: Party::System }
    }

    /// The technician who acts, or on whose behalf an operator does.
    pub fn technician(&self) -> Option<TechnicianId> {
        self.visit.technician.or(self.visit.offered_to)
    }

    /// What events say about it.
    pub fn about(&self) -> About {
        About {
            job: self.job.job,
            number: self.job.number.clone(),
            visit: self.visit.visit,
            sequence: self.visit.sequence,
            state: self.visit.state,
            customer: self.job.customer,
            technician: self.technician(),
            territory: self.visit.territory,
            service: self.job.service_names.clone(),
            window: self.visit.window,
        }
    }

    /// The same, with a technician who has just lost it.
    pub fn about_with(&self, technician: Option<TechnicianId>) -> About {
        About { technician, ..self.about() }
    }

    /// Whether this very verb was done already: the device's key is known, or the actor's own verb led into the present state.
    /// What a bad connection needs: the second request answers like the first.
    pub async fn is_repeat(&self, tx: &mut Tx, ctx: &Ctx, verb: Verb, device: &Device) -> Result<bool> {
        if let Some(key) = &device.client_key {
            opening::text("client_key", key, 80)?;
            match store::visits::verb_of_key(tx, ctx.market, self.visit.visit, key).await? {
                Some(earlier) if earlier.is_kin_of(verb) => return Ok(true),
                Some(_) => return Err(problem::IDEMPOTENCY_KEY_REUSED.field("client_key").param("key", key)),
                None => {}
            }
        }
        Ok(self.visit.entered_verb == verb
            && self.visit.entered_by == ctx.actor.label()
            && !moves::is_open(self.visit.state, verb))
    }

    /// Where the visit stands.
    pub fn moved(&self) -> Moved {
        self.answer(false)
    }

    /// Where the visit stands, after a repeated verb.
    pub fn unmoved(&self) -> Moved {
        self.answer(true)
    }

    fn answer(&self, is_repeat: bool) -> Moved {
        let Visit { job, visit, state, version, .. } = self.visit;
        Moved { job, visit, state, version, is_repeat }
    }

    /// Refuses early what the state, the person or a freeze forbids, before other rules look at it.
    pub fn require(&self, verb: Verb) -> Result<()> {
        if !verb.is_for(self.party) {
            return Err(problem::FORBIDDEN.problem().param("verb", verb));
        }
        moves::require_open(self.visit.state, verb)?;
        if self.visit.frozen_reason.is_some() && moves::is_frozen_for(verb, self.party) {
            return Err(refusals::VISIT_FROZEN.problem());
        }
        Ok(())
    }

    /// Moves the visit: the only way its state changes. Saves it, records the move, and brings the job along.
    pub async fn advance(&mut self, tx: &mut Tx, ctx: &Ctx, step: Step<'_>) -> Result<()> {
        self.require(step.verb)?;
        let from = self.visit.state;
        moves::require_move(from, step.verb, step.to)?;
        self.note_position(ctx, step.device);
        if step.to != from {
            self.visit.state = step.to;
            // What follows from a verb by itself (agreeing after accepting) leaves the person's verb as the way in.
            if step.verb != Verb::Agree {
                self.visit.entered_verb = step.verb;
                self.visit.entered_by = ctx.actor.label();
            }
            self.visit.entered_at = ctx.now;
            self.leave(tx, ctx, from).await?;
            if is_staff(&ctx.actor) {
                let told = |state: State| serde_json::json!({ "state": state });
                tx.changed(self.visit.visit, Some(&told(from)), Some(&told(step.to)));
            }
        }
        self.visit.moves_made += 1;
        store::visits::save(tx, &mut self.visit).await?;
        self.record(tx, ctx, Some(from), step).await?;
        self.save_job(tx, ctx).await
    }

    /// Records the first move of a visit that this transaction has just inserted.
    pub async fn record_opening(&mut self, tx: &mut Tx, ctx: &Ctx, reason: &str) -> Result<()> {
        let device = Device::default();
        let step = Step::new(Verb::Open, self.visit.state, &device).reason(reason);
        self.record(tx, ctx, None, step).await
    }

    async fn record(&self, tx: &mut Tx, ctx: &Ctx, from: Option<State>, step: Step<'_>) -> Result<()> {
        let line = Move {
            id: ctx.new_id(),
            visit: self.visit.visit,
            position: self.visit.moves_made,
            at: ctx.now,
            device_at: step.device.at,
            actor: ctx.actor.label(),
            party: self.party,
            from,
            verb: step.verb,
            to: step.to,
            reason: step.reason,
            note: step.note,
            place: step.device.place,
            accuracy_metres: step.device.accuracy_metres,
            detail: step.detail,
        };
        store::visits::insert_move(tx, ctx.market, self.job.job, &line, step.device).await
    }

    /// What ends with a state: a request for extra work, a running clock, a pending proposal.
    async fn leave(&mut self, tx: &mut Tx, ctx: &Ctx, from: State) -> Result<()> {
        let to = self.visit.state;
        if to.is_over() && !from.is_over() {
            self.visit.ended_at = Some(ctx.now);
            self.visit.stop_clock(ctx.now);
            self.visit.is_paused = false;
            self.visit.proposal = None;
            if from == State::AwaitingApproval {
                self.visit.resume_state = None;
                store::field::withdraw_open(tx, ctx, self.job.job, self.visit.visit).await?;
            }
        }
        Ok(())
    }

    fn note_position(&mut self, ctx: &Ctx, device: &Device) {
        if self.party == Party::Technician
            && let Some(place) = device.place
        {
            self.visit.seen = Some(Seen { place, at: ctx.now });
        }
    }

    /// Brings the job along with its current visit, and saves it when anything about it changed.
    pub async fn save_job(&mut self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        if self.job.current_visit == self.visit.visit {
            self.job.stage = self.visit.state.stage();
            self.job.window_start = self.visit.window.start;
            self.job.technician = self.visit.technician;
            let is_closed = match self.visit.state {
                State::Settled | State::Cancelled | State::CancelledOnSite | State::NoShowCustomer | State::Expired => {
                    true
                }
                State::PendingPayment
                | State::PendingDispatch
                | State::Offered
                | State::Assigned
                | State::Appointed
                | State::Rescheduling
                | State::EnRoute
                | State::Arrived
                | State::Inspecting
                | State::AwaitingApproval
                | State::InService
                | State::AwaitingAcceptance
                | State::Rework
                | State::Continued
                | State::Completed
                | State::Disputed
                | State::NoShowTechnician => false,
            };
            self.job.closed_at = is_closed.then(|| self.job.closed_at.unwrap_or(ctx.now));
        }
        if self.job != self.job_as_loaded {
            store::jobs::save(tx, &mut self.job).await?;
            self.job_as_loaded = self.job.clone();
        }
        Ok(())
    }

    /// What looks wrong about the device, for the detail of a move.
    pub fn signals(&self, ctx: &Ctx, device: &Device) -> Vec<arrival::Signal> {
        arrival::signals(device, self.visit.seen.as_ref(), ctx.now)
    }
}

pub(crate) fn is_staff(actor: &Actor) -> bool {
    match actor {
        Actor::Staff { .. } | Actor::Token { .. } => true,
        Actor::Anonymous | Actor::Customer { .. } | Actor::Technician { .. } | Actor::System => false,
    }
}

/// On whose behalf the actor acts here; things of others do not exist for them.
fn party(ctx: &Ctx, job: &Job, visit: &Visit, door: Door) -> Result<Party> {
    let missing = || Err(problem::MISSING.problem());
    match door {
        Door::Flow => return Ok(Party::System),
        Door::Link(of) if of == job.job => return Ok(Party::Link),
        Door::Link(_) => return missing(),
        Door::Own => {}
    }
    match &ctx.actor {
        Actor::Customer { customer } if *customer == job.customer => Ok(Party::Customer),
        Actor::Technician { technician } if [visit.technician, visit.offered_to].contains(&Some(*technician)) => {
            Ok(Party::Technician)
        }
        // Whoever has just refused a visit no longer has it, and may still hear so when the refusal is sent twice.
        Actor::Technician { .. } if visit.state == State::PendingDispatch && visit.entered_by == ctx.actor.label() => {
            Ok(Party::Technician)
        }
        Actor::Anonymous | Actor::Customer { .. } | Actor::Technician { .. } => missing(),
        Actor::Staff { .. } | Actor::Token { .. } => ctx.require(Permission::JobsWrite).map(|()| Party::Operator),
        Actor::System => Ok(Party::System),
    }
}
