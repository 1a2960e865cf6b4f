//! What the outcome of a job means for its invoice; called by reactions, each in a transaction of its own.

use crate::{books, crew, policies};
use billing::{
    actions::{AddLines, CancelInvoice, ChargePenalty, CompensateCustomer, EndHold, FinishInvoice, HoldInvoice},
    model::{Acceptance, Category, LineDraft, LineKind, RefundTo},
};
use db::{Action, Tx};
use jobs::{
    events::{About, ChangeOrderApproved, JobCancelled, VisitNoShow, WorkAccepted},
    model::{AcceptedVia, State},
    rules::cancellation::{FeePreview, Liable},
};
use kernel::{Ctx, JobId, Money, Result, Timestamp};

/// A change order was approved: its lines are owed.
pub(crate) async fn add_change_order(tx: &mut Tx, ctx: &Ctx, event: &ChangeOrderApproved) -> Result<()> {
    let category = main_category(tx, ctx, event.about.job).await?;
    let lines = event.lines.iter().map(|line| LineDraft {
        kind: match line.code.as_str() {
            _ if line.amount.is_negative() => LineKind::Adjustment,
            "part" => LineKind::Part,
            _ => LineKind::Service,
        },
        category: if line.code == "part" { Category::Parts } else { category },
        name_zh: line.label.zh.clone(),
        name_en: line.label.en.clone(),
        quantity: 1,
        amount: line.amount,
        source: event.change_order.to_string(),
    });
    AddLines { job: event.about.job, lines: lines.collect() }.perform(tx, ctx).await.map(drop)
}

/// The category of the job's first line: extra work of a job is split like the job.
async fn main_category(tx: &mut Tx, ctx: &Ctx, job: JobId) -> Result<Category> {
    let invoice = billing::views::invoices::of_job(tx, ctx.market, job).await?;
    Ok(invoice.lines.first().map_or(Category::Fees, |line| line.category))
}

/// The work was accepted: what was in escrow is earned and split.
pub(crate) async fn finish(tx: &mut Tx, ctx: &Ctx, event: &WorkAccepted, at: Timestamp) -> Result<()> {
    let acceptance = match event.via {
        AcceptedVia::Silence => Acceptance::Presumed,
        AcceptedVia::Signature | AcceptedVia::TypedName | AcceptedVia::FinishCode | AcceptedVia::Operator => {
            Acceptance::Confirmed
        }
    };
    finish_job(tx, ctx, &event.about, acceptance, at).await
}

async fn finish_job(tx: &mut Tx, ctx: &Ctx, about: &About, acceptance: Acceptance, at: Timestamp) -> Result<()> {
    let row = jobs::views::job_row(tx, ctx.market, about.job).await?;
    let quote = catalog::views::quote(tx, ctx.market, row.quote).await?;
    let warranty_days = quote.accepted().map_or(0, |option| i64::from(option.labour_warranty_days));
    let finish = FinishInvoice {
        job: about.job,
        acceptance,
        completed_at: at,
        crew: crew::shares(tx, ctx.market, about.visit, about.technician).await?,
        partners: Vec::new(),
        warranty_days,
        policy: policies::money(tx, ctx.market).await?,
    };
    let booked = finish.perform(tx, ctx).await?;
    books::keep(tx, ctx, booked).await.map(drop)
}

/// What calling off leaves in the books: the fee stays, the rest goes back; who is liable pays.
pub(crate) async fn call_off(tx: &mut Tx, ctx: &Ctx, event: &JobCancelled) -> Result<()> {
    // That nobody came was settled when it was found out; closing the job adds nothing.
    if event.from == State::NoShowTechnician {
        return Ok(());
    }
    end_without_work(tx, ctx, &event.about, &event.ending).await
}

/// The same after nobody came, or nobody opened.
pub(crate) async fn nobody_there(tx: &mut Tx, ctx: &Ctx, event: &VisitNoShow) -> Result<()> {
    end_without_work(tx, ctx, &event.about, &event.ending).await
}

async fn end_without_work(tx: &mut Tx, ctx: &Ctx, about: &About, ending: &FeePreview) -> Result<()> {
    let fee = |amount: Money| LineDraft {
        kind: LineKind::Cancellation,
        category: Category::Fees,
        name_zh: i18n::text(kernel::Locale::ZhCn, "flows-cancellation-fee"),
        name_en: i18n::text(kernel::Locale::En, "flows-cancellation-fee"),
        quantity: 1,
        amount,
        source: format!("cancellation:{}", ending.tier),
    };
    let fees = if ending.fee.is_positive() { vec![fee(ending.fee)] } else { Vec::new() };
    let cancel = CancelInvoice {
        job: about.job,
        fees,
        crew: crew::shares(tx, ctx.market, about.visit, about.technician).await?,
        refund_to: RefundTo::Original,
        policy: policies::money(tx, ctx.market).await?,
    };
    let booked = cancel.perform(tx, ctx).await?;
    books::keep(tx, ctx, booked).await?;
    if ending.compensation.is_positive() {
        let (customer, job, amount) = (about.customer, Some(about.job), ending.compensation);
        let booked = CompensateCustomer { customer, job, amount, cause: format!("{}-{}", ending.tier, about.visit) }
            .perform(tx, ctx)
            .await?;
        books::keep(tx, ctx, booked).await?;
    }
    if ending.penalty.is_positive()
        && ending.liable == Liable::Technician
        && let Some(technician) = about.technician
    {
        let (job, amount) = (Some(about.job), ending.penalty);
        let booked = ChargePenalty { technician, job, amount, cause: format!("{}-{}", ending.tier, about.visit) }
            .perform(tx, ctx)
            .await?;
        books::keep(tx, ctx, booked).await?;
    }
    Ok(())
}

/// Nobody paid in time: nothing is owed any more.
pub(crate) async fn void_unpaid(tx: &mut Tx, ctx: &Ctx, job: JobId) -> Result<()> {
    let policy = policies::money(tx, ctx.market).await?;
    let cancel = CancelInvoice { job, fees: Vec::new(), crew: Vec::new(), refund_to: RefundTo::Original, policy };
    let booked = cancel.perform(tx, ctx).await?;
    books::keep(tx, ctx, booked).await.map(drop)
}

/// The customer refused the work too often: the money waits for a decision.
pub(crate) async fn hold_disputed(tx: &mut Tx, ctx: &Ctx, job: JobId) -> Result<()> {
    let invoice = billing::views::invoices::head_of_job(tx, ctx.market, job).await?.invoice_id;
    let booked = HoldInvoice { invoice, reason: "disputed".to_owned() }.perform(tx, ctx).await?;
    books::keep(tx, ctx, booked).await.map(drop)
}

/// The dispute is over and the work counts as accepted.
pub(crate) async fn end_dispute(tx: &mut Tx, ctx: &Ctx, about: &About, at: Timestamp) -> Result<()> {
    let invoice = billing::views::invoices::head_of_job(tx, ctx.market, about.job).await?;
    if invoice.held_at.is_some() {
        let booked = EndHold { invoice: invoice.invoice_id }.perform(tx, ctx).await?;
        books::keep(tx, ctx, booked).await?;
    }
    finish_job(tx, ctx, about, Acceptance::Confirmed, at).await
}

/// A finished invoice without anything due settles its job.
pub(crate) async fn settle_when_paid(tx: &mut Tx, ctx: &Ctx, job: JobId) -> Result<()> {
    let invoice = billing::views::invoices::head_of_job(tx, ctx.market, job).await?;
    let row = jobs::views::job_row(tx, ctx.market, job).await?;
    let is_finished = invoice.phase == billing::model::Phase::Final && invoice.due_minor() == 0;
    if is_finished && row.stage == jobs::model::Stage::Completed {
        jobs::actions::SettleJob { job }.perform(tx, ctx).await?;
    }
    Ok(())
}
