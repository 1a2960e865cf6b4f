//! What people hear about an order and its visits.

use super::{Telling, amount, ending, nothing, reason};
use crate::reactions::Base;
use db::Tx;
use feedback::events::ReviewWritten;
use jobs::events as done;
use kernel::{Ctx, Locale, Money, Result, Role};
use messaging::NoticeKey;

/// The customer hears what needs no more words.
pub(crate) async fn tell(tx: &mut Tx, ctx: &Ctx, base: &Base, about: &done::About, key: NoticeKey) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, about).await?;
    telling.customer(tx, ctx, key, nothing).await
}

/// The order is made: how to pay for it, when something is due first.
pub(crate) async fn tell_booked(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::JobOpened) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    if !fact.due_before_dispatch.is_positive() {
        return telling.customer(tx, ctx, NoticeKey::Booked, nothing).await;
    }
    let until = fact.payment_due_at.unwrap_or(ctx.now);
    let say = |locale: Locale| {
        vec![
            ("amount", i18n::money(locale, fact.due_before_dispatch)),
            ("until", telling.date_time(ctx, locale, until)),
        ]
    };
    telling.customer(tx, ctx, NoticeKey::PaymentDue, say).await
}

/// Somebody has the visit; whoever had it before hears that too.
pub(crate) async fn tell_assigned(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::VisitAssigned) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    telling.customer(tx, ctx, NoticeKey::TechnicianAssigned, nothing).await?;
    if let Some(technician) = fact.about.technician {
        telling.technician(tx, ctx, technician, NoticeKey::VisitAssigned, nothing).await?;
    }
    match fact.previous.filter(|previous| Some(*previous) != fact.about.technician) {
        Some(previous) => telling.technician(tx, ctx, previous, NoticeKey::VisitTaken, nothing).await,
        None => Ok(()),
    }
}

/// Nobody can be found: a dispatcher has to look.
pub(crate) async fn tell_unassignable(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    fact: &done::VisitUnassignable,
) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    telling.staff(tx, ctx, Role::Dispatcher, NoticeKey::Unassignable, reason(fact.reason.clone())).await
}

/// A manager has to look.
pub(crate) async fn tell_attention(tx: &mut Tx, ctx: &Ctx, base: &Base, about: &done::About, note: &str) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, about).await?;
    telling.staff(tx, ctx, Role::Manager, NoticeKey::AttentionNeeded, reason(note.to_owned())).await
}

/// The technician has set off, and when they will be there.
pub(crate) async fn tell_on_the_way(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    fact: &done::TechnicianDeparted,
) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    let eta = fact.eta.unwrap_or(fact.about.window.end);
    telling.customer(tx, ctx, NoticeKey::OnTheWay, |locale| vec![("eta", telling.time(locale, eta))]).await
}

/// Extra work waits for the customer.
pub(crate) async fn tell_change_order(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    fact: &done::ChangeOrderProposed,
) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    let why = jobs::views::change_order(tx, ctx.market, fact.change_order).await?.reason;
    let say = |locale: Locale| vec![("amount", i18n::money(locale, fact.total)), ("reason", why.clone())];
    telling.customer(tx, ctx, NoticeKey::ChangeOrderAsked, say).await
}

/// The technician hears how extra work was answered.
pub(crate) async fn tell_decided(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    about: &done::About,
    key: NoticeKey,
    total: Option<Money>,
) -> Result<()> {
    let Some(technician) = about.technician else { return Ok(()) };
    let telling = Telling::of(tx, ctx, base, about).await?;
    let say = |locale: Locale| total.map(|total| ("amount", i18n::money(locale, total))).into_iter().collect();
    telling.technician(tx, ctx, technician, key, say).await
}

/// The work is accepted.
pub(crate) async fn tell_work_accepted(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::WorkAccepted) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    telling.customer(tx, ctx, NoticeKey::WorkAccepted, amount(fact.total)).await?;
    match fact.about.technician {
        Some(technician) => telling.technician(tx, ctx, technician, NoticeKey::VisitAccepted, nothing).await,
        None => Ok(()),
    }
}

/// The work is sent back, or in dispute.
pub(crate) async fn tell_rework(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::ReworkRequested) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    if fact.is_disputed {
        return telling.staff(tx, ctx, Role::Manager, NoticeKey::AttentionNeeded, reason(fact.reason.clone())).await;
    }
    telling.customer(tx, ctx, NoticeKey::ReworkAgreed, nothing).await?;
    match fact.about.technician {
        Some(technician) => {
            telling.technician(tx, ctx, technician, NoticeKey::ReworkAsked, reason(fact.reason.clone())).await
        }
        None => Ok(()),
    }
}

/// The visit has another time.
pub(crate) async fn tell_rescheduled(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::VisitRescheduled) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    let say = |locale: Locale| vec![("old_window", telling.window_text(locale, fact.previous))];
    telling.customer(tx, ctx, NoticeKey::Rescheduled, say).await?;
    match fact.about.technician.or(fact.previous_technician) {
        Some(technician) => telling.technician(tx, ctx, technician, NoticeKey::VisitRescheduled, say).await,
        None => Ok(()),
    }
}

/// The order is called off: what it costs, and who answers for it.
pub(crate) async fn tell_cancelled(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::JobCancelled) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    let why = fact.reason.as_str().replace('_', "-");
    let terms = ending(&fact.ending);
    let say = |locale: Locale| {
        let mut words = terms(locale);
        words.push(("reason", i18n::text(locale, &format!("jobs-reason-{why}"))));
        words
    };
    telling.customer(tx, ctx, NoticeKey::Cancelled, say).await?;
    match fact.about.technician {
        Some(technician) => telling.technician(tx, ctx, technician, NoticeKey::VisitCancelled, say).await,
        None => Ok(()),
    }
}

/// Somebody was not there.
pub(crate) async fn tell_no_show(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &done::VisitNoShow) -> Result<()> {
    let telling = Telling::of(tx, ctx, base, &fact.about).await?;
    telling.customer(tx, ctx, NoticeKey::NoShow, ending(&fact.ending)).await?;
    match fact.about.technician {
        Some(technician) => telling.technician(tx, ctx, technician, NoticeKey::VisitNoShow, ending(&fact.ending)).await,
        None => Ok(()),
    }
}

/// The technician was reviewed.
pub(crate) async fn tell_review(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &ReviewWritten) -> Result<()> {
    let telling = Telling::of_job(tx, ctx, base, fact.job).await?;
    let stars = fact.overall.to_string();
    let text = feedback::views::review(tx, ctx.market, fact.review).await?.opinion.text;
    let say = |_| vec![("stars", stars.clone()), ("text", text.clone())];
    telling.technician(tx, ctx, fact.technician, NoticeKey::ReviewReceived, say).await
}
