//! The whole event wiring: what happens by itself after each fact. One line an answer; every event is here or in [`UNANSWERED`].

use crate::{
    deadlines::{AutoAcceptDue, PaymentDeadline, RescheduleDeadline},
    dispatching, money,
    notices::{
        self,
        payments::{tell_accountant, tell_paid, tell_paid_out},
        visits::{
            tell, tell_assigned, tell_attention, tell_booked, tell_cancelled, tell_change_order, tell_decided,
            tell_no_show, tell_on_the_way, tell_rescheduled, tell_review, tell_rework, tell_unassignable,
            tell_work_accepted,
        },
    },
};
use billing::{events as paid, model::Surplus};
use customers::events::CustomersMerged;
use db::{Action, Handlers, Tx};
use dispatch::{
    actions::{FollowVisit, Happening, ReleaseVisit},
    events as planned,
};
use feedback::events::{RatingChanged, ReviewWritten};
use jobs::{events as done, model::Stage};
use kernel::{Ctx, Result, Timestamp, VisitId};
use messaging::{
    NoticeKey,
    actions::{OpenThread, ScheduleThreadClose, SetThreadTechnician},
};
use std::sync::Arc;

/// Address under which people reach us, for links in notices.
pub type Base = Arc<str>;

macro_rules! wiring {
    ($handlers:ident, $base:ident: $($event:ty => $($name:literal |$tx:ident, $ctx:ident, $fact:ident, $at:ident| $body:expr;)+)+) => {
        $($({
            let $base = $base.clone();
            $handlers.reaction::<$event>($name, move |$tx, $ctx, announced| {
                let $base = $base.clone();
                Box::pin(async move {
                    let $fact: $event = announced.read()?;
                    let $at = announced.at;
                    let _ = (&$base, &$fact, &$at);
                    $body
                })
            });
        })+)+
    };
}

/// Registers every reaction.
#[expect(clippy::too_many_lines, reason = "the event wiring is one table, to be read as a whole")]
pub(crate) fn register(handlers: &mut Handlers, base: &Base) {
    wiring! { handlers, base:
        done::JobOpened =>
            "open_chat" |tx, ctx, fact, at| open_chat(tx, ctx, &fact).await;
            "tell_booked" |tx, ctx, fact, at| tell_booked(tx, ctx, &base, &fact).await;
            "await_payment" |tx, ctx, fact, at| await_payment(tx, ctx, &fact);
            "dispatch_at_once" |tx, ctx, fact, at| dispatch_unless_due(tx, ctx, &fact).await;
        done::JobPaid =>
            "dispatch_when_paid" |tx, ctx, fact, at| dispatching::start(tx, ctx, fact.about.visit).await;
            "tell_booked_when_paid" |tx, ctx, fact, at| tell(tx, ctx, &base, &fact.about, NoticeKey::Booked).await;
        done::JobExpired =>
            "release_unpaid" |tx, ctx, fact, at| release(tx, ctx, fact.about.visit, "unpaid").await;
            "void_unpaid" |tx, ctx, fact, at| money::void_unpaid(tx, ctx, fact.about.job).await;
            "tell_expired" |tx, ctx, fact, at| tell(tx, ctx, &base, &fact.about, NoticeKey::BookingExpired).await;
        planned::VisitOffered =>
            "tell_offered" |tx, ctx, fact, at| notices::offered(tx, ctx, &base, fact.visit, &[fact.technician], fact.expires_at).await;
        planned::GrabOpened =>
            "tell_grab" |tx, ctx, fact, at| notices::offered(tx, ctx, &base, fact.visit, &fact.technicians, fact.closes_at).await;
        done::VisitAssigned =>
            "join_chat" |tx, ctx, fact, at| join_chat(tx, ctx, &fact.about).await;
            "tell_assigned" |tx, ctx, fact, at| tell_assigned(tx, ctx, &base, &fact).await;
        done::VisitAccepted =>
            "join_chat_on_accept" |tx, ctx, fact, at| join_chat(tx, ctx, &fact.about).await;
            "tell_accepted" |tx, ctx, fact, at| tell(tx, ctx, &base, &fact.about, NoticeKey::TechnicianAccepted).await;
        done::VisitUnassignable =>
            "tell_unassignable" |tx, ctx, fact, at| tell_unassignable(tx, ctx, &base, &fact).await;
        done::TechnicianDeparted =>
            "follow_departure" |tx, ctx, fact, at| follow(tx, ctx, fact.about.visit, Happening::Departed, at).await;
            "tell_on_the_way" |tx, ctx, fact, at| tell_on_the_way(tx, ctx, &base, &fact).await;
        done::TechnicianArrived =>
            "tell_arrived" |tx, ctx, fact, at| tell(tx, ctx, &base, &fact.about, NoticeKey::Arrived).await;
        done::WorkStarted =>
            "follow_start" |tx, ctx, fact, at| follow(tx, ctx, fact.about.visit, Happening::Started, at).await;
        done::WrongPersonReported =>
            "tell_wrong_person" |tx, ctx, fact, at| tell_attention(tx, ctx, &base, &fact.about, &fact.note).await;
        done::ChangeOrderProposed =>
            "tell_change_order" |tx, ctx, fact, at| tell_change_order(tx, ctx, &base, &fact).await;
        done::ChangeOrderApproved =>
            "owe_change_order" |tx, ctx, fact, at| money::add_change_order(tx, ctx, &fact).await;
            "tell_approved" |tx, ctx, fact, at| tell_decided(tx, ctx, &base, &fact.about, NoticeKey::ChangeOrderApproved, Some(fact.total)).await;
        done::ChangeOrderDeclined =>
            "tell_declined" |tx, ctx, fact, at| tell_decided(tx, ctx, &base, &fact.about, NoticeKey::ChangeOrderDeclined, None).await;
        done::WorkFinished =>
            "follow_finish" |tx, ctx, fact, at| follow(tx, ctx, fact.about.visit, Happening::Finished, at).await;
            "accept_by_silence" |tx, ctx, fact, at| { tx.enqueue_at(ctx, &AutoAcceptDue { visit: fact.about.visit }, fact.auto_accept_at); Ok(()) };
            "tell_finished" |tx, ctx, fact, at| tell(tx, ctx, &base, &fact.about, NoticeKey::WorkFinished).await;
        done::WorkAccepted =>
            "earn" |tx, ctx, fact, at| money::finish(tx, ctx, &fact, at).await;
            "close_chat" |tx, ctx, fact, at| ScheduleThreadClose { job: fact.about.job, completed_at: Some(at) }.perform(tx, ctx).await.map(drop);
            "tell_work_accepted" |tx, ctx, fact, at| tell_work_accepted(tx, ctx, &base, &fact).await;
        done::ReworkRequested =>
            "hold_disputed" |tx, ctx, fact, at| if fact.is_disputed { money::hold_disputed(tx, ctx, fact.about.job).await } else { Ok(()) };
            "tell_rework" |tx, ctx, fact, at| tell_rework(tx, ctx, &base, &fact).await;
        done::DisputeResolved =>
            "earn_after_dispute" |tx, ctx, fact, at| money::end_dispute(tx, ctx, &fact.about, at).await;
        done::VisitRescheduled =>
            "tell_rescheduled" |tx, ctx, fact, at| tell_rescheduled(tx, ctx, &base, &fact).await;
        done::RescheduleProposed =>
            "expire_proposal" |tx, ctx, fact, at| { tx.enqueue_at(ctx, &RescheduleDeadline { visit: fact.about.visit }, fact.expires_at); Ok(()) };
        done::JobCancelled =>
            "release_cancelled" |tx, ctx, fact, at| release(tx, ctx, fact.about.visit, fact.reason.as_str()).await;
            "charge_cancelled" |tx, ctx, fact, at| money::call_off(tx, ctx, &fact).await;
            "tell_cancelled" |tx, ctx, fact, at| tell_cancelled(tx, ctx, &base, &fact).await;
        done::VisitNoShow =>
            "release_no_show" |tx, ctx, fact, at| release(tx, ctx, fact.about.visit, "no_show").await;
            "charge_no_show" |tx, ctx, fact, at| money::nobody_there(tx, ctx, &fact).await;
            "tell_no_show" |tx, ctx, fact, at| tell_no_show(tx, ctx, &base, &fact).await;
        paid::DepositCovered =>
            "confirm_payment" |tx, ctx, fact, at| confirm_payment(tx, ctx, &base, &fact).await;
        paid::PaymentReceived =>
            "tell_received" |tx, ctx, fact, at| if fact.applied.is_positive() { tell_paid(tx, ctx, &base, &fact.about, NoticeKey::PaymentReceived, fact.amount).await } else { Ok(()) };
        paid::SurplusReturned =>
            "tell_returned" |tx, ctx, fact, at| money::tell_returned(tx, ctx, &base, &fact.about, fact.amount, fact.why).await;
        paid::InvoicePaid =>
            "settle_job" |tx, ctx, fact, at| settle(tx, ctx, &fact.about).await;
            "tell_invoice_paid" |tx, ctx, fact, at| tell_paid(tx, ctx, &base, &fact.about, NoticeKey::InvoicePaid, fact.total).await;
        paid::InvoiceFinished =>
            "settle_prepaid" |tx, ctx, fact, at| settle(tx, ctx, &fact.about).await;
        paid::RefundPaid =>
            "tell_refunded" |tx, ctx, fact, at| money::tell_refunded(tx, ctx, &base, &fact).await;
        paid::RefundCleared =>
            "tell_taken_back" |tx, ctx, fact, at| money::tell_taken_back(tx, ctx, &base, &fact).await;
        paid::CustomerCompensated =>
            "tell_compensated" |tx, ctx, fact, at| money::tell_compensated(tx, ctx, &base, &fact).await;
        paid::PaymentMismatched =>
            "tell_mismatch" |tx, ctx, fact, at| tell_accountant(tx, ctx, &base, &fact.about, "flows-payment-mismatched").await;
        paid::RefundFailed =>
            "tell_refund_failed" |tx, ctx, fact, at| tell_accountant(tx, ctx, &base, &fact.about, "flows-refund-failed").await;
        paid::PayoutPaid =>
            "tell_paid_out" |tx, ctx, fact, at| tell_paid_out(tx, ctx, &base, &fact).await;
        RatingChanged =>
            "project_rating" |tx, ctx, fact, at| project_rating(tx, ctx, &fact).await;
        ReviewWritten =>
            "tell_review" |tx, ctx, fact, at| tell_review(tx, ctx, &base, &fact).await;
        CustomersMerged =>
            "move_chats" |tx, ctx, fact, at| messaging::actions::MoveCustomer { from: fact.from, into: fact.into }.perform(tx, ctx).await.map(drop);
            "move_reviews" |tx, ctx, fact, at| feedback::actions::MoveCustomer { from: fact.from, into: fact.into }.perform(tx, ctx).await.map(drop);
    }
}

/// Events that need no answer beyond the live screens, each deliberately.
pub const UNANSWERED: &[&str] = &[
    "markets.market_changed",
    "access.user_changed",
    "access.sessions_ended",
    "access.token_changed",
    "customers.customer_added",
    "customers.customer_changed",
    "catalog.changed",
    "catalog.price_book_published",
    "catalog.quote_made",
    "messaging.notice_sent",
    "messaging.message_posted",
    "feedback.review_changed",
    "jobs.visit_offered",
    "jobs.visit_unassigned",
    "jobs.visit_refused",
    "jobs.customer_contacted",
    "jobs.freeze_cleared",
    "jobs.inspection_started",
    "jobs.fault_diagnosed",
    "jobs.change_order_withdrawn",
    "jobs.work_progressed",
    "jobs.finish_code_renewed",
    "jobs.reschedule_declined",
    "jobs.return_visit_opened",
    "jobs.job_settled",
    "dispatch.slot_held",
    "dispatch.hold_released",
    "dispatch.hold_expired",
    "dispatch.visit_reserved",
    "dispatch.grab_claimed",
    "dispatch.offer_answered",
    "dispatch.offer_expired",
    "dispatch.named_technician_declined",
    "dispatch.visit_assigned",
    "dispatch.visit_moved",
    "dispatch.day_shifted",
    "dispatch.visit_pinned",
    "dispatch.visit_released",
    "dispatch.visit_unassignable",
    "billing.invoice_opened",
    "billing.invoice_changed",
    "billing.invoice_cancelled",
    "billing.payment_started",
    "billing.payment_ready",
    "billing.payment_failed",
    "billing.suspense_resolved",
    "billing.credit_granted",
    "billing.refund_granted",
    "billing.earnings_released",
    "billing.invoice_held",
    "billing.invoice_hold_ended",
    "billing.technician_penalised",
    "billing.cash_handed_over",
    "billing.balance_returned",
    "billing.settlement_moved",
    "billing.payout_failed",
    "billing.commission_rule_set",
    "workforce.technician_added",
    "workforce.technician_changed",
    "workforce.technician_status_changed",
    "workforce.technician_duty_changed",
    "workforce.shifts_changed",
    "workforce.time_off_requested",
    "workforce.time_off_decided",
];

async fn open_chat(tx: &mut Tx, ctx: &Ctx, fact: &done::JobOpened) -> Result<()> {
    OpenThread { job: fact.about.job, customer: fact.about.customer, technician: None }.perform(tx, ctx).await.map(drop)
}

async fn join_chat(tx: &mut Tx, ctx: &Ctx, about: &done::About) -> Result<()> {
    SetThreadTechnician { job: about.job, technician: about.technician }.perform(tx, ctx).await.map(drop)
}

#[expect(clippy::unnecessary_wraps, reason = "a line of the wiring answers with a result")]
fn await_payment(tx: &mut Tx, ctx: &Ctx, fact: &done::JobOpened) -> Result<()> {
    if let Some(due) = fact.payment_due_at {
        tx.enqueue_at(ctx, &PaymentDeadline { job: fact.about.job }, due);
    }
    Ok(())
}

async fn dispatch_unless_due(tx: &mut Tx, ctx: &Ctx, fact: &done::JobOpened) -> Result<()> {
    if fact.due_before_dispatch.is_positive() {
        return Ok(());
    }
    dispatching::start(tx, ctx, fact.about.visit).await
}

async fn release(tx: &mut Tx, ctx: &Ctx, visit: VisitId, why: &str) -> Result<()> {
    ReleaseVisit { visit, reason: why.to_owned() }.perform(tx, ctx).await
}

async fn follow(tx: &mut Tx, ctx: &Ctx, visit: VisitId, happening: Happening, at: Timestamp) -> Result<()> {
    FollowVisit { visit, happening, at }.perform(tx, ctx).await
}

/// The deposit is there. A job that ended while the money was on its way stays ended: what ends it gives the money back as well.
async fn confirm_payment(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &paid::DepositCovered) -> Result<()> {
    let Some(job) = fact.about.job else { return Ok(()) };
    let row = jobs::views::job_row(tx, ctx.market, job).await?;
    if row.stage == Stage::Cancelled {
        let invoice = billing::views::invoices::head(tx, ctx.market, fact.invoice).await?;
        let came = invoice.money(invoice.received_minor);
        return money::tell_returned(tx, ctx, base, &fact.about, came, Surplus::Ended).await;
    }
    let amount = row.due_before_dispatch();
    jobs::actions::ConfirmPayment { job, amount }.perform(tx, ctx).await.map(drop)
}

async fn settle(tx: &mut Tx, ctx: &Ctx, about: &paid::About) -> Result<()> {
    match about.job {
        Some(job) => money::settle_when_paid(tx, ctx, job).await,
        None => Ok(()),
    }
}

async fn project_rating(tx: &mut Tx, ctx: &Ctx, fact: &RatingChanged) -> Result<()> {
    let person = workforce::views::technician(tx, ctx.market, fact.technician).await?;
    let rating_count = u32::try_from(fact.review_count).unwrap_or(0);
    let rating_milli = (rating_count > 0).then(|| u32::try_from(fact.overall_hundredths * 10).unwrap_or(0));
    let punctuality_per_mille = person.punctuality_per_mille;
    let project = workforce::actions::ProjectStanding {
        technician: fact.technician,
        rating_milli,
        rating_count,
        punctuality_per_mille,
    };
    project.perform(tx, ctx).await
}
