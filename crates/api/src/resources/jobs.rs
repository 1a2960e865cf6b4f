//! `/jobs`: agreed work, its timeline, and calling it off.

use super::prelude::*;
use crate::shapes::jobs::{DeviceAsk, JobDetailShown, JobShown, JobWithVisit, MoveShown, device};
use billing::views::costing::JobCosting;
use flows::{by_hand::PlanReturnVisit, policies};
use jobs::{
    actions::{ByOperator, CalledOff, CancelJob, Moved, OperatorVerb},
    model::{Job, Stage, Visit},
    rules::cancellation::{CancelReason, FeePreview, Liable},
    views::{JobDetail, JobFilter, JobSummary, StageCount},
};
use kernel::{CustomerId, JobId, Money, Result, TechnicianId, TerritoryId, Timestamp, Window};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Jobs")
        .get("/jobs", "Jobs of the market, by the begin of their windows", &[P::JobsRead], list)
        .get("/job-stages", "How many jobs are in which stage", &[P::JobsRead], stages)
        .get("/me/jobs", "One's own jobs (customer)", &[P::CustomerSelf], mine)
        .get(
            "/jobs/{job}",
            "A job with its visits and timeline",
            &[P::CustomerSelf, P::TechnicianSelf, P::JobsRead],
            one,
        )
        .get("/job-numbers/{number}", "A job by its number", &[P::JobsRead], by_number)
        .get(
            "/jobs/{job}/timeline",
            "Every recorded move",
            &[P::CustomerSelf, P::TechnicianSelf, P::JobsRead],
            timeline,
        )
        .get("/jobs/{job}/share-link", "The link to the progress page", &[P::CustomerSelf, P::JobsRead], share_link)
        .get(
            "/jobs/{job}/cancellation",
            "What calling off would cost now, and who bears it",
            &[P::CustomerSelf, P::JobsWrite],
            preview,
        )
        .post("/jobs/{job}/cancellation", "Call the job off", &[P::CustomerSelf, P::JobsWrite], cancel)
        .post("/jobs/{job}/return-visits", "Plan another visit", &[P::JobsWrite], return_visit)
        .get("/jobs/{job}/costing", "What the job brought and cost", &[P::MoneyRead], costing);
}

/// Does a verb as the person whose it is, or as the company for them.
pub(super) async fn act<A: OperatorVerb>(caller: &Caller, action: A) -> Result<A::Outcome> {
    if caller.is_operator() { caller.perform(ByOperator(action)).await } else { caller.perform(action).await }
}

/// Whether the caller may see a job: it is theirs, they were sent, or they run the market.
pub(super) fn sees(caller: &Caller, job: &Job, visits: &[&Visit]) -> Result<()> {
    let actor = &caller.ctx.actor;
    let is_customer = actor.customer() == Some(job.customer);
    let sent =
        |me: TechnicianId| visits.iter().any(|visit| visit.technician == Some(me) || visit.offered_to == Some(me));
    let is_technician = actor.technician().is_some_and(|me| job.technician == Some(me) || sent(me));
    if is_customer || is_technician || caller.may(P::JobsRead) { Ok(()) } else { Err(problem::MISSING.problem()) }
}

/// A job that the caller may see.
pub(super) async fn seen(caller: &Caller, job: JobId) -> Result<JobDetail> {
    let detail = jobs::views::job(&mut caller.read().await?, caller.ctx.market, job).await?;
    let visits: Vec<&Visit> = detail.visits.iter().map(|visit| &visit.visit).collect();
    sees(caller, &detail.job, &visits)?;
    Ok(detail)
}

asked! {
    /// Which jobs.
    JobSearch {
        stage: Option<Stage>,
        technician: Option<TechnicianId>,
        territory: Option<TerritoryId>,
        /// With a window that begins between these.
        promised_from: Option<Timestamp>,
        promised_until: Option<Timestamp>,
        /// Number, name, phone or address.
        q: Option<String>,
    }
}

async fn list(caller: Caller, Paged(ask, page): Paged<JobSearch>) -> Answer<Listed<JobSummary>> {
    let promised = match (ask.promised_from, ask.promised_until) {
        (None, None) => None,
        (from, until) => Some(
            Window::new(from.unwrap_or(Timestamp::UNIX_EPOCH), until.unwrap_or(Timestamp::MAX))
                .map_err(|problem| problem.field("promised_until"))?,
        ),
    };
    let filter =
        JobFilter { stage: ask.stage, technician: ask.technician, territory: ask.territory, promised, text: ask.q };
    Ok(Listed(jobs::views::jobs(&mut caller.read().await?, caller.ctx.market, &filter, &page).await?))
}

async fn stages(caller: Caller) -> Answer<Shown<Vec<StageCount>>> {
    Ok(Shown(jobs::views::stage_counts(&mut caller.read().await?, caller.ctx.market).await?))
}

pub(super) fn own_id(caller: &Caller) -> Result<CustomerId> {
    caller.ctx.actor.customer().ok_or_else(|| problem::FORBIDDEN.problem())
}

async fn mine(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<JobWithVisit>> {
    let mut read = caller.read().await?;
    Ok(page_of(jobs::views::customer_jobs(&mut read, caller.ctx.market, own_id(&caller)?, &page).await?))
}

async fn one(caller: Caller, Path(id): Path<JobId>) -> Answer<Versioned<JobDetailShown>> {
    let detail = seen(&caller, id).await?;
    Ok(Versioned((&detail).into(), detail.job.version))
}

async fn by_number(caller: Caller, Path(number): Path<String>) -> Answer<Versioned<JobShown>> {
    let job = jobs::views::job_by_number(&mut caller.read().await?, caller.ctx.market, &number).await?;
    Ok(Versioned((&job).into(), job.version))
}

async fn timeline(caller: Caller, Path(id): Path<JobId>) -> Answer<Shown<Vec<MoveShown>>> {
    Ok(Shown(each(&seen(&caller, id).await?.timeline)))
}

shape! {
    /// A link for people without an account; changes through it ask for the last four digits of the contact's phone.
    ShareLink { token: String, url: String }
}

async fn share_link(caller: Caller, Path(id): Path<JobId>) -> Answer<Shown<ShareLink>> {
    let token = seen(&caller, id).await?.job.share_token;
    Ok(Shown(ShareLink { url: format!("{}/p/{token}", caller.edge.app.base_url), token }))
}

asked! {
    /// Why it would be called off.
    CancelReasonAsk { reason: CancelReason, liable: Option<Liable> }
}

async fn preview(
    caller: Caller,
    Path(id): Path<JobId>,
    Query(ask): Query<CancelReasonAsk>,
) -> Answer<Shown<FeePreview>> {
    seen(&caller, id).await?;
    let mut read = caller.read().await?;
    let policy = policies::cancellation(&mut read, caller.ctx.market).await?;
    let liable = ask.liable.filter(|_| caller.is_operator());
    let why = (ask.reason, liable);
    Ok(Shown(jobs::views::cancel_preview(&mut read, caller.ctx.market, id, &policy, why, caller.ctx.now).await?))
}

asked! {
    /// Calling off.
    CancelAsk {
        reason: CancelReason,
        note: Option<String>,
        /// Who answers for it; the company says, customers do not.
        liable: Option<Liable>,
        /// The fee that was shown; a larger one is not charged but refused.
        fee_shown: Option<Money>,
        device: Option<DeviceAsk>,
    }
}

async fn cancel(
    caller: Caller,
    Path(job): Path<JobId>,
    MaybeIfMatch(if_version): MaybeIfMatch,
    Body(ask): Body<CancelAsk>,
) -> Answer<Made<CalledOff>> {
    let policy = policies::cancellation(&mut caller.read().await?, caller.ctx.market).await?;
    let cancel = CancelJob {
        job,
        reason: ask.reason,
        note: ask.note.unwrap_or_default(),
        liable: ask.liable,
        policy,
        fee_shown: ask.fee_shown,
        if_version,
        device: device(ask.device),
    };
    Ok(Made(act(&caller, cancel).await?))
}

asked! {
    /// When somebody comes again, and why.
    ReturnVisitAsk { window: Window, technician: Option<TechnicianId>, reason: String }
}

async fn return_visit(caller: Caller, Path(job): Path<JobId>, Body(ask): Body<ReturnVisitAsk>) -> Answer<Made<Moved>> {
    let plan = PlanReturnVisit { job, window: ask.window, technician: ask.technician, reason: ask.reason };
    Ok(Made(caller.perform(plan).await?))
}

async fn costing(caller: Caller, Path(job): Path<JobId>) -> Answer<Shown<JobCosting>> {
    Ok(Shown(billing::views::costing::of_job(&mut caller.read().await?, caller.ctx.market, job).await?))
}
