//! One job with everything, one visit, the progress page, previews, codes, the work card.

use crate::{
    model::{ChangeOrder, ChecklistStep, Job, Move, Party, Proof, Verb, Visit},
    rules::{
        cancellation::{self, CancelFacts, CancelReason, CancellationPolicy, FeePreview, Liable},
        completion::{self, Missing},
        moves,
        reschedule::{self, ReschedulePolicy, RescheduleWay},
        work_card::{self, CardVerdict, WorkCardCode},
    },
    store::{self, job_columns, visit_columns},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{ChangeOrderId, CustomerId, JobId, MarketId, Money, Result, TechnicianId, Timestamp, VisitId, problem};
use serde::Serialize;

db::statements! {
    JOB_BY_NUMBER = concat!("select ", job_columns!(), " from jobs j where j.market_id = $1 and j.number = $2");
    VISITS_OF_JOB = concat!("select ", visit_columns!(), "
        from visits v
        where v.market_id = $1 and v.job_id = $2
        order by v.sequence");
    MOVES_OF_JOB = "
        select move_id, visit_id, position, at, device_at, actor, party, from_state, verb, to_state, reason, note, latitude,
          longitude, accuracy_metres, detail
        from moves
        where market_id = $1 and job_id = $2
        order by at, visit_id, position
        limit 1000";
    PROOFS_OF_JOB = "
        select proof_id, visit_id, kind, name, step_id, file_id, sha256, taken_at, received_at, latitude, longitude, added_by
        from proofs
        where market_id = $1 and job_id = $2
        order by received_at, proof_id
        limit 500";
    JOBS_OF_CUSTOMER = concat!("select ", job_columns!(), "
        from jobs j
        where j.market_id = $1 and j.customer_id = $2 and j.job_id < $3
        order by j.job_id desc
        limit $4");
}

/// A visit with its job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VisitWithJob {
    /// The job.
    pub job: Job,
    /// The visit.
    pub visit: Visit,
}

/// One visit with its checklist and proofs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VisitDetail {
    /// The visit.
    pub visit: Visit,
    /// Its steps.
    pub checklist: Vec<ChecklistStep>,
    /// Its photos and signatures.
    pub proofs: Vec<Proof>,
    /// What is missing before it can be done.
    pub missing: Vec<Missing>,
}

/// One job with everything.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobDetail {
    /// The job.
    pub job: Job,
    /// What it costs, extras included.
    pub due: Money,
    /// Its visits, first to last.
    pub visits: Vec<VisitDetail>,
    /// Its change orders, first to last.
    pub change_orders: Vec<ChangeOrder>,
    /// Its moves, first to last.
    pub timeline: Vec<Move>,
}

impl JobDetail {
    /// The visit that decides where the job stands.
    #[must_use]
    pub fn current(&self) -> Option<&VisitDetail> {
        self.visits.iter().find(|detail| detail.visit.visit == self.job.current_visit)
    }
}

/// A job's row alone.
pub async fn job_row(read: &mut Read, market: MarketId, job: JobId) -> Result<Job> {
    store::jobs::find(read, market, job).await
}

/// The job of a number such as `J-10001`.
pub async fn job_by_number(read: &mut Read, market: MarketId, number: &str) -> Result<Job> {
    read.one(JOB_BY_NUMBER, params![market, number.trim().to_uppercase()]).await
}

/// One job with everything. Whether the viewer may see it, the caller has decided.
pub async fn job(read: &mut Read, market: MarketId, job: JobId) -> Result<JobDetail> {
    let job = store::jobs::find(read, market, job).await?;
    let visits: Vec<Visit> = read.all(VISITS_OF_JOB, params![market, job.job]).await?;
    let proofs: Vec<Proof> = read.all(PROOFS_OF_JOB, params![market, job.job]).await?;
    let mut details = Vec::with_capacity(visits.len());
    for visit in visits {
        let of_visit = proofs.iter().filter(|proof| proof.visit == visit.visit).cloned().collect();
        details.push(detail_of(read, visit, of_visit).await?);
    }
    let change_orders = store::field::change_orders(read, market, job.job).await?;
    let timeline = timeline(read, market, job.job).await?;
    Ok(JobDetail { due: job.due()?, job, visits: details, change_orders, timeline })
}

async fn detail_of(read: &mut Read, visit: Visit, proofs: Vec<Proof>) -> Result<VisitDetail> {
    let checklist = store::field::checklist(read, visit.market, visit.visit).await?;
    let missing = completion::missing(&checklist, &proofs);
    Ok(VisitDetail { visit, checklist, proofs, missing })
}

/// Every move of a job's visits, first to last.
pub async fn timeline(read: &mut Read, market: MarketId, job: JobId) -> Result<Vec<Move>> {
    read.all(MOVES_OF_JOB, params![market, job]).await
}

/// One visit with its job, checklist and proofs, for the technician's screen.
pub async fn visit(read: &mut Read, market: MarketId, visit: VisitId) -> Result<(Job, VisitDetail)> {
    let visit = store::visits::find(read, market, visit).await?;
    let job = store::jobs::find(read, market, visit.job).await?;
    let proofs = store::field::proofs(read, market, visit.visit).await?;
    Ok((job, detail_of(read, visit, proofs).await?))
}

/// One change order.
pub async fn change_order(read: &mut Read, market: MarketId, order: ChangeOrderId) -> Result<ChangeOrder> {
    store::field::change_order(read, market, order).await
}

/// A customer's jobs with their current visits, newest first.
pub async fn customer_jobs(
    read: &mut Read,
    market: MarketId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<VisitWithJob>> {
    let before =
        page.after.as_ref().map_or_else(|| "job_zzzzzzzzzzzzzzzzzzzzzzzzzz".to_owned(), |after| after.id.clone());
    let jobs: Vec<Job> = read.all(JOBS_OF_CUSTOMER, params![market, customer, before, page.limit + 1]).await?;
    let jobs = page.page(jobs, |job| Cursor { key: 0, id: job.job.to_string() });
    let mut items = Vec::with_capacity(jobs.items.len());
    for job in jobs.items {
        let visit = store::visits::find(read, market, job.current_visit).await?;
        items.push(VisitWithJob { job, visit });
    }
    Ok(Page { items, next: jobs.next })
}

/// The codes that only the customer is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VisitCodes {
    /// Four digits for the arrival.
    pub start_code: String,
    /// Six digits for the acceptance, while they hold.
    pub finish_code: Option<String>,
    /// Until when.
    pub finish_code_expires_at: Option<Timestamp>,
}

/// The codes of a visit: for the customer and the customer's notices, never for its technician.
pub async fn visit_codes(read: &mut Read, market: MarketId, visit: VisitId, now: Timestamp) -> Result<VisitCodes> {
    let visit = store::visits::find(read, market, visit).await?;
    let holds = visit.finish_code_expires_at.is_some_and(|until| now < until);
    Ok(VisitCodes {
        start_code: visit.start_code,
        finish_code: visit.finish_code.filter(|_| holds),
        finish_code_expires_at: visit.finish_code_expires_at,
    })
}

/// What calling the job off now would cost; the same function is used by the action.
pub async fn cancel_preview(
    read: &mut Read,
    market: MarketId,
    job: JobId,
    policy: &CancellationPolicy,
    (reason, liable): (CancelReason, Option<Liable>),
    now: Timestamp,
) -> Result<FeePreview> {
    let job = store::jobs::find(read, market, job).await?;
    let visit = store::visits::find(read, market, job.current_visit).await?;
    let is_open = moves::is_open(visit.state, Verb::Cancel) || moves::is_open(visit.state, Verb::CancelOnSite);
    if !is_open {
        moves::require_open(visit.state, Verb::Cancel)?;
    }
    cancellation::preview(policy, &CancelFacts::of(&job, &visit, now)?, reason, liable, now)
}

/// How the party could move the visit now, or the refusal.
pub async fn reschedule_preview(
    read: &mut Read,
    market: MarketId,
    visit: VisitId,
    policy: &ReschedulePolicy,
    by: Party,
    now: Timestamp,
) -> Result<RescheduleWay> {
    let visit = store::visits::find(read, market, visit).await?;
    reschedule::decide(policy, &visit, by, now)
}

/// The code that a technician's work card shows now; `missing` unless they lead the visit or are among its helpers.
pub async fn work_card(
    read: &mut Read,
    market: MarketId,
    visit: VisitId,
    technician: TechnicianId,
    helpers: &[TechnicianId],
    key: &[u8],
    now: Timestamp,
) -> Result<WorkCardCode> {
    let visit = store::visits::find(read, market, visit).await?;
    let is_sent = visit.technician == Some(technician) || helpers.contains(&technician);
    if !is_sent || visit.state.is_over() {
        return Err(problem::MISSING.problem());
    }
    Ok(work_card::code(key, visit.visit, technician, now))
}

/// What a scanned work card means at a visit, and whose it is: for a card that is not of those who are sent, who leads it instead.
pub async fn verify_work_card(
    read: &mut Read,
    market: MarketId,
    visit: VisitId,
    helpers: &[TechnicianId],
    code: &str,
    key: &[u8],
    now: Timestamp,
) -> Result<(CardVerdict, Option<TechnicianId>)> {
    let visit = store::visits::find(read, market, visit).await?;
    let sent: Vec<TechnicianId> = visit.technician.into_iter().chain(helpers.iter().copied()).collect();
    let verdict = work_card::verify(key, visit.visit, &sent, code, now);
    let whose = match verdict {
        CardVerdict::Genuine | CardVerdict::Stale => work_card::technician_of(code),
        CardVerdict::WrongPerson | CardVerdict::Forged => visit.technician,
    };
    Ok((verdict, whose))
}
