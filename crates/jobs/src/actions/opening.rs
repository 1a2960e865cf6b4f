//! Opening a job, and the payment that some jobs wait for.

use super::scene::{Scene, is_staff};
use crate::{
    events,
    model::{
        Contact, Job, Need, PaymentTerms, PropertyFacts, QuoteFacts, ServiceFacts, Source, State, StepFact, Verb, Visit,
    },
    rules::{cancellation::CancellationPolicy, opening as rules, reschedule},
    store,
};
use db::{Action, Tx};
use kernel::{
    Ctx, CustomerId, FileId, JobId, Money, Permission, Place, Result, TechnicianId, Timestamp, VisitId, Window,
    problem, time::minutes,
};
use serde::{Deserialize, Serialize};

/// Opens a job with its first visit, from the facts of an accepted quote and a booked window.
#[derive(Clone, Debug)]
pub struct OpenJob {
    /// Who pays.
    pub customer: CustomerId,
    /// Whom we call.
    pub contact: Contact,
    /// Where.
    pub property: PropertyFacts,
    /// The accepted quote.
    pub quote: QuoteFacts,
    /// What was ordered.
    pub service: ServiceFacts,
    /// When the customer pays.
    pub terms: PaymentTerms,
    /// Until when what is due before dispatch must be paid; none: 15 minutes from now.
    pub payment_due_at: Option<Timestamp>,
    /// What the visit needs.
    pub need: Need,
    /// The promised arrival window.
    pub window: Window,
    /// The technician that the customer asked for.
    pub wanted_technician: Option<TechnicianId>,
    /// Steps to tick off.
    pub checklist: Vec<StepFact>,
    /// Fee for a visit without work; none: the policy's.
    pub visit_fee: Option<Money>,
    /// Travel and night fee when somebody departs for nothing; none: nothing.
    pub travel_fee: Option<Money>,
    /// What the customer wrote.
    pub note: String,
    /// What the customer photographed.
    pub photos: Vec<FileId>,
    /// Where it came from.
    pub source: Source,
}

/// What opening a job answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The job.
    pub job: JobId,
    /// Its number.
    pub number: String,
    /// Its first visit.
    pub visit: VisitId,
    /// The visit's state: `pending_payment` or `pending_dispatch`.
    pub state: State,
    /// The secret of the progress link.
    pub share_token: String,
    /// Until when what is due before dispatch must be paid.
    pub payment_due_at: Option<Timestamp>,
}

/// Minutes to pay when the flow names none.
const PAY_MINUTES: i64 = 15;

impl Action for OpenJob {
    const NAME: &'static str = "jobs.open_job";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Opened;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Opened> {
        let state = self.check(ctx)?;
        let (job, visit) = self.build(tx, ctx, state).await?;
        store::jobs::insert(tx, &job).await?;
        store::visits::insert(tx, &visit).await?;
        store::field::insert_checklist(tx, ctx, visit.visit, &self.checklist).await?;
        let mut scene = Scene::fresh(job, visit);
        scene.record_opening(tx, ctx, self.source.as_str()).await?;
        tx.announce(
            ctx,
            &events::JobOpened {
                about: scene.about(),
                total: scene.job.total,
                due_before_dispatch: scene.job.due_before_dispatch(),
                payment_due_at: scene.job.payment_due_at,
                wanted_technician: self.wanted_technician,
            },
        );
        if is_staff(&ctx.actor) {
            tx.changed::<(), _>(scene.job.job, None, Some(&scene.job));
        }
        let Scene { job, visit, .. } = scene;
        Ok(Opened {
            job: job.job,
            number: job.number,
            visit: visit.visit,
            state,
            share_token: job.share_token,
            payment_due_at: job.payment_due_at,
        })
    }
}

impl OpenJob {
    fn check(&self, ctx: &Ctx) -> Result<State> {
        rules::text("contact_name", &self.contact.name, 60)?;
        rules::text("address", &self.property.address, 300)?;
        rules::optional_text("building_note", &self.property.building_note, 300)?;
        rules::range("floor", i64::from(self.property.floor), -10, 200)?;
        Place::new(self.property.place.latitude, self.property.place.longitude)?;
        rules::text("service_code", &self.service.code, 80)?;
        rules::optional_text("note", &self.note, 2000)?;
        rules::range("photos", i64::try_from(self.photos.len()).unwrap_or(i64::MAX), 0, 20)?;
        let total = self.quote.total;
        rules::amount("total", total, total)?;
        rules::lines(&self.quote.lines, total)?;
        rules::amount("visit_fee", self.visit_fee.unwrap_or(total), total)?;
        rules::amount("travel_fee", self.travel_fee.unwrap_or(total), total)?;
        rules::need(&self.need)?;
        rules::checklist(&self.checklist)?;
        reschedule::require_window(&self.window, ctx.now)?;
        if self.payment_due_at.is_some_and(|due| due <= ctx.now) {
            return Err(problem::TIME_PAST.field("payment_due_at"));
        }
        rules::terms(&self.terms, total)
    }

    async fn build(&self, tx: &mut Tx, ctx: &Ctx, state: State) -> Result<(Job, Visit)> {
        let (job, visit): (JobId, VisitId) = (ctx.new_id(), ctx.new_id());
        let currency = self.quote.total.currency;
        let policy = CancellationPolicy::default();
        let due_at = self.payment_due_at.or_else(|| ctx.now.checked_add(minutes(PAY_MINUTES)).ok());
        let row = Job {
            market: ctx.market,
            job,
            number: store::numbers::next(tx, ctx).await?,
            customer: self.customer,
            contact: Contact { name: self.contact.name.trim().to_owned(), phone: self.contact.phone.clone() },
            property: PropertyFacts { address: self.property.address.trim().to_owned(), ..self.property.clone() },
            quote: self.quote.quote,
            lines: self.quote.lines.clone(),
            total: self.quote.total,
            extras: Money::zero(currency),
            visit_fee: self.visit_fee.unwrap_or(Money::new(policy.visit_fee_minor, currency)),
            travel_fee: self.travel_fee.unwrap_or(Money::zero(currency)),
            terms: self.terms,
            payment_due_at: due_at.filter(|_| state == State::PendingPayment),
            paid_at: None,
            service: self.service.service,
            service_code: self.service.code.clone(),
            service_names: self.service.names.clone(),
            note: self.note.trim().to_owned(),
            photos: self.photos.clone(),
            source: self.source,
            share_token: ctx.secret(16),
            link_tries: 0,
            link_locked_until: None,
            stage: state.stage(),
            current_visit: visit,
            window_start: self.window.start,
            technician: None,
            ending: None,
            opened_at: ctx.now,
            closed_at: None,
            version: 1,
        };
        let visit = fresh_visit(
            ctx,
            &row,
            visit,
            &FreshVisit {
                state,
                sequence: 1,
                parent: None,
                need: &self.need,
                window: self.window,
                wanted_technician: self.wanted_technician,
            },
        );
        Ok((row, visit))
    }
}

/// What differs between fresh visits.
pub(crate) struct FreshVisit<'a> {
    pub state: State,
    pub sequence: u32,
    pub parent: Option<VisitId>,
    pub need: &'a Need,
    pub window: Window,
    pub wanted_technician: Option<TechnicianId>,
}

/// A visit in which nothing has happened yet.
pub(crate) fn fresh_visit(ctx: &Ctx, job: &Job, id: VisitId, fresh: &FreshVisit<'_>) -> Visit {
    Visit {
        market: ctx.market,
        visit: id,
        job: job.job,
        sequence: fresh.sequence,
        parent: fresh.parent,
        state: fresh.state,
        entered_verb: Verb::Open,
        entered_by: ctx.actor.label(),
        entered_at: ctx.now,
        moves_made: 1,
        unassignable_reason: None,
        frozen_reason: None,
        territory: job.property.territory,
        place: job.property.place,
        need: fresh.need.clone(),
        extra_minutes: 0,
        window: fresh.window,
        original_start: fresh.window.start,
        wanted_technician: fresh.wanted_technician,
        offered_to: None,
        technician: None,
        accepted_at: None,
        contacted_at: None,
        departed_at: None,
        arrived_at: None,
        started_at: None,
        finished_at: None,
        ended_at: None,
        late_notice_at: None,
        calls_at_door: 0,
        messages_at_door: 0,
        worked_seconds: 0,
        working_since: None,
        is_paused: false,
        reschedules: 0,
        short_reschedules: 0,
        is_platform_moved: false,
        was_accepted_when_moved: false,
        proposal: None,
        reworks: 0,
        diagnosis: String::new(),
        resume_state: None,
        acceptance: None,
        start_code: ctx.digits(4),
        finish_code: None,
        finish_code_expires_at: None,
        code_tries: 0,
        code_locked_until: None,
        seen: None,
        version: 1,
    }
}
