//! `/invoices`, `/refunds`, `/commission-rules`: what is owed, and giving back.

use super::{
    jobs::{own_id, seen as seen_job},
    prelude::*,
};
use crate::shape::coded;
use crate::shapes::money::{InvoiceDetail, InvoiceShown, RefundPlanShown, RefundShown};
use billing::{
    actions::{
        AdjustInvoice, ChargePenalty, ClearSuspense, ClearedBy, ConfirmRefund, EndHold, HoldInvoice, RefundInvoice,
        RefundToBalance, Refunded, RetryRefund, SetCommissionRule,
    },
    model::{Bearer, Category, CommissionRule, InvoiceState, RefundState, RefundTo},
    views::invoices::WholeInvoice,
};
use flows::money::{Compensate, Kept};
use kernel::{
    CommissionRuleId, CustomerId, InvoiceId, InvoiceLineId, JobId, Money, Rate, RefundId, Result, TechnicianId,
    Timestamp,
};

pub(super) fn routes(surface: &mut Surface) {
    let (read, write) = (&[P::MoneyRead], &[P::MoneyWrite]);
    surface
        .group("Invoices and refunds")
        .get("/invoices", "Invoices by state", read, list)
        .get("/me/invoices", "One's own invoices", &[P::CustomerSelf], mine)
        .get(
            "/invoices/{invoice}",
            "An invoice with lines, payments and refunds",
            &[P::CustomerSelf, P::MoneyRead],
            one,
        )
        .get("/jobs/{job}/invoice", "The invoice of a job", &[P::CustomerSelf, P::TechnicianSelf, P::MoneyRead], of_job)
        .post("/invoices/{invoice}/adjustments", "Add or take off an amount, with a reason", write, adjust)
        .post("/invoices/{invoice}/hold", "Keep the shares frozen while something is disputed", write, hold)
        .delete("/invoices/{invoice}/hold", "Let the shares go on", write, end_hold)
        .post("/invoices/{invoice}/refund-previews", "What a refund would do", read, preview)
        .post("/invoices/{invoice}/refunds", "Give money back, in part or whole", write, refund)
        .get("/refunds", "Refunds by state", read, refunds)
        .get("/refunds/{refund}", "A refund", read, one_refund)
        .post("/refunds/{refund}/confirmation", "Say that a refund by hand was paid", write, confirm)
        .post("/refunds/{refund}/retry", "Try a failed refund again", write, retry)
        .post("/refunds/{refund}/balance", "Put a failed refund on the customer's balance", write, to_balance)
        .post("/refunds/{refund}/clearing", "Say where the money of a refund paid twice is found", write, clear)
        .post("/customers/{customer}/compensations", "Grant a customer money", write, compensate)
        .post("/technicians/{technician}/penalties", "Charge a technician", write, penalise)
        .get("/commission-rules", "How invoices are split", read, rules)
        .post("/commission-rules", "Set a rule from a time on", write, set_rule);
}

asked! {
    /// Which invoices.
    InvoiceSearch { state: Option<InvoiceState> }
}

async fn list(caller: Caller, Paged(ask, page): Paged<InvoiceSearch>) -> Answer<Listed<InvoiceShown>> {
    let state = ask.state.unwrap_or(InvoiceState::Open);
    Ok(page_of(billing::views::invoices::by_state(&mut caller.read().await?, caller.ctx.market, state, &page).await?))
}

async fn mine(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<InvoiceShown>> {
    let mut read = caller.read().await?;
    Ok(page_of(billing::views::invoices::of_customer(&mut read, caller.ctx.market, own_id(&caller)?, &page).await?))
}

/// An invoice as the caller may see it: who gets which share is for the company only.
fn dressed(caller: &Caller, whole: &WholeInvoice) -> Versioned<InvoiceDetail> {
    let mut detail = InvoiceDetail::from(whole);
    if !caller.may(P::MoneyRead) {
        detail.shares.clear();
        detail.earnings.clear();
    }
    Versioned(detail, whole.invoice.version)
}

async fn one(caller: Caller, Path(id): Path<InvoiceId>) -> Answer<Versioned<InvoiceDetail>> {
    let whole = billing::views::invoices::invoice(&mut caller.read().await?, caller.ctx.market, id).await?;
    if caller.ctx.actor.customer() != Some(whole.invoice.customer_id) && !caller.may(P::MoneyRead) {
        return Err(problem::MISSING.problem().into());
    }
    Ok(dressed(&caller, &whole))
}

async fn of_job(caller: Caller, Path(job): Path<JobId>) -> Answer<Versioned<InvoiceDetail>> {
    if !caller.may(P::MoneyRead) {
        seen_job(&caller, job).await?;
    }
    let whole = billing::views::invoices::of_job(&mut caller.read().await?, caller.ctx.market, job).await?;
    Ok(dressed(&caller, &whole))
}

asked! {
    /// An amount to add, negative to take off.
    AdjustmentAsk { category: Category, amount: Money, reason: String }
}

async fn adjust(
    caller: Caller,
    Path(invoice): Path<InvoiceId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<AdjustmentAsk>,
) -> Answer<Versioned<InvoiceDetail>> {
    let AdjustmentAsk { category, amount, reason } = ask;
    caller.perform(AdjustInvoice { invoice, category, amount, reason, version }).await?;
    one(caller, Path(invoice)).await
}

asked! {
    /// Why.
    ReasonAsk { reason: String }
}

async fn hold(caller: Caller, Path(invoice): Path<InvoiceId>, Body(ask): Body<ReasonAsk>) -> Answer<Done> {
    caller.perform(Kept(HoldInvoice { invoice, reason: ask.reason })).await?;
    Ok(Done)
}

async fn end_hold(caller: Caller, Path(invoice): Path<InvoiceId>) -> Answer<Done> {
    caller.perform(Kept(EndHold { invoice })).await?;
    Ok(Done)
}

asked! {
    /// How much of a line.
    RefundLineAsk { line: InvoiceLineId, amount: Money }
}

asked! {
    /// What to give back.
    RefundPreviewAsk { amount: Money, lines: Vec<RefundLineAsk>, bearer: Option<Bearer> }
}

fn lines_of(lines: &[RefundLineAsk]) -> Vec<(InvoiceLineId, Money)> {
    lines.iter().map(|line| (line.line, line.amount)).collect()
}

async fn preview(
    caller: Caller,
    Path(id): Path<InvoiceId>,
    Body(ask): Body<RefundPreviewAsk>,
) -> Answer<Shown<RefundPlanShown>> {
    let (lines, bearer) = (lines_of(&ask.lines), ask.bearer.unwrap_or(Bearer::Shared));
    let mut read = caller.read().await?;
    let plan =
        billing::views::invoices::refund_preview(&mut read, caller.ctx.market, id, ask.amount, bearer, &lines).await?;
    Ok(Shown((&plan).into()))
}

asked! {
    /// A refund.
    RefundAsk {
        amount: Money,
        /// From which lines; spread over all when left out.
        lines: Vec<RefundLineAsk>,
        /// Who bears it; shared by everybody who earned when left out.
        bearer: Option<Bearer>,
        to: Option<RefundTo>,
        reason: String,
    }
}

async fn refund(
    caller: Caller,
    Path(invoice): Path<InvoiceId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<RefundAsk>,
) -> Answer<Made<Refunded>> {
    let refund = RefundInvoice {
        invoice,
        amount: ask.amount,
        lines: lines_of(&ask.lines),
        bearer: ask.bearer.unwrap_or(Bearer::Shared),
        to: ask.to.unwrap_or(RefundTo::Original),
        reason: ask.reason,
        version,
    };
    Ok(Made(caller.perform(Kept(refund)).await?))
}

asked! {
    /// Which refunds.
    RefundSearch { state: Option<RefundState> }
}

async fn refunds(caller: Caller, Paged(ask, page): Paged<RefundSearch>) -> Answer<Listed<RefundShown>> {
    let state = ask.state.unwrap_or(RefundState::Requested);
    let mut read = caller.read().await?;
    Ok(page_of(billing::views::payments::refunds_by_state(&mut read, caller.ctx.market, state, &page).await?))
}

async fn shown(caller: &Caller, id: RefundId) -> Result<Versioned<RefundShown>> {
    let refund = billing::views::payments::refund(&mut caller.read().await?, caller.ctx.market, id).await?;
    Ok(Versioned((&refund).into(), refund.version))
}

async fn one_refund(caller: Caller, Path(id): Path<RefundId>) -> Answer<Versioned<RefundShown>> {
    Ok(shown(&caller, id).await?)
}

asked! {
    /// The number on the slip.
    ReferenceAsk { reference: String }
}

async fn confirm(
    caller: Caller,
    Path(refund): Path<RefundId>,
    Body(ask): Body<ReferenceAsk>,
) -> Answer<Versioned<RefundShown>> {
    caller.perform(Kept(ConfirmRefund { refund, reference: ask.reference })).await?;
    Ok(shown(&caller, refund).await?)
}

async fn retry(caller: Caller, Path(refund): Path<RefundId>) -> Answer<Versioned<RefundShown>> {
    caller.perform(RetryRefund { refund }).await?;
    Ok(shown(&caller, refund).await?)
}

async fn to_balance(caller: Caller, Path(refund): Path<RefundId>) -> Answer<Versioned<RefundShown>> {
    caller.perform(Kept(RefundToBalance { refund })).await?;
    Ok(shown(&caller, refund).await?)
}

coded!(ClearingWay);
kernel::text_enum! {
    /// Where the money of a refund paid twice is found.
    pub enum ClearingWay {
        /// In the customer's balance.
        Balance = "balance",
        /// On our bank account: the customer sent it back.
        Transfer = "transfer",
        /// Nowhere: we bear it.
        Platform = "platform",
    }
}

asked! {
    /// Where the money is found, and why so.
    ClearingAsk {
        by: ClearingWay,
        /// The bank's reference, for `transfer`.
        reference: Option<String>,
        reason: String,
    }
}

async fn clear(
    caller: Caller,
    Path(refund): Path<RefundId>,
    Body(ask): Body<ClearingAsk>,
) -> Answer<Versioned<RefundShown>> {
    let by = match ask.by {
        ClearingWay::Balance => ClearedBy::Balance,
        ClearingWay::Transfer => ClearedBy::Transfer { reference: ask.reference.unwrap_or_default() },
        ClearingWay::Platform => ClearedBy::Platform,
    };
    caller.perform(Kept(ClearSuspense { refund, by, reason: ask.reason })).await?;
    Ok(shown(&caller, refund).await?)
}

asked! {
    /// How much, for which job, why.
    CauseAsk { amount: Money, job: Option<JobId>, cause: String }
}

asked! {
    /// How much, for which job, and why in words that the customer reads.
    CompensationAsk { amount: Money, job: Option<JobId>, reason: String }
}

async fn compensate(
    caller: Caller,
    Path(customer): Path<CustomerId>,
    Body(ask): Body<CompensationAsk>,
) -> Answer<Done> {
    let CompensationAsk { amount, job, reason } = ask;
    caller.perform(Compensate { customer, job, amount, reason, seen: None }).await?;
    Ok(Done)
}

async fn penalise(caller: Caller, Path(technician): Path<TechnicianId>, Body(ask): Body<CauseAsk>) -> Answer<Done> {
    let CauseAsk { amount, job, cause } = ask;
    caller.perform(Kept(ChargePenalty { technician, job, amount, cause })).await?;
    Ok(Done)
}

async fn rules(caller: Caller) -> Answer<Shown<Vec<CommissionRule>>> {
    Ok(Shown(billing::views::invoices::commission_rules(&mut caller.read().await?, caller.ctx.market).await?))
}

asked! {
    /// The platform's share of a category, for all levels or one.
    CommissionAsk { category: Category, level: Option<u8>, rate: Rate, valid_from: Timestamp }
}

shape! {
    /// A new rule.
    CommissionRuleMade { rule: CommissionRuleId }
}

async fn set_rule(caller: Caller, Body(ask): Body<CommissionAsk>) -> Answer<Made<CommissionRuleMade>> {
    let CommissionAsk { category, level, rate, valid_from } = ask;
    Ok(Made(CommissionRuleMade {
        rule: caller.perform(SetCommissionRule { category, level, rate, valid_from }).await?,
    }))
}
