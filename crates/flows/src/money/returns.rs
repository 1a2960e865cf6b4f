//! What customers hear about money that goes back to them, or that we give them.

use crate::{
    notices::{self, Telling},
    reactions::Base,
};
use billing::{
    events::{About, CustomerCompensated, RefundCleared, RefundPaid},
    model::{Channel, Surplus},
};
use db::Tx;
use kernel::{Ctx, Locale, Money, Result};
use messaging::NoticeKey;

/// A payment came that is not wanted any more: it goes back.
pub(crate) async fn tell_returned(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    about: &About,
    amount: Money,
    why: Surplus,
) -> Result<()> {
    tell(tx, ctx, base, about, NoticeKey::PaymentReturned, amount, why.as_str()).await
}

/// The customer has a refund, by the channel or in the balance.
pub(crate) async fn tell_refunded(tx: &mut Tx, ctx: &Ctx, base: &Base, event: &RefundPaid) -> Result<()> {
    let refund = billing::views::payments::refund(tx, ctx.market, event.refund).await?;
    let key = match refund.channel {
        Channel::Balance => NoticeKey::RefundToBalance,
        Channel::Cash | Channel::Transfer | Channel::Online => NoticeKey::RefundMade,
    };
    tell(tx, ctx, base, &event.about, key, event.amount, &refund.reason).await
}

/// What was refunded twice is taken from the balance again; what others bear is no news for the customer.
pub(crate) async fn tell_taken_back(tx: &mut Tx, ctx: &Ctx, base: &Base, event: &RefundCleared) -> Result<()> {
    if !event.from_balance {
        return Ok(());
    }
    tell(tx, ctx, base, &event.about, NoticeKey::RefundTakenBack, event.amount, &event.reason).await
}

/// The customer got something for our failure: by a rule, or by an operator with a reason.
pub(crate) async fn tell_compensated(tx: &mut Tx, ctx: &Ctx, base: &Base, event: &CustomerCompensated) -> Result<()> {
    let CustomerCompensated { about, amount, cause, reason } = event;
    let rule = cause.split('-').next().unwrap_or_default();
    let why = if reason.is_empty() { rule } else { reason };
    match (about.job, about.customer) {
        (Some(_), _) => tell(tx, ctx, base, about, NoticeKey::Compensated, *amount, why).await,
        (None, Some(customer)) => notices::compensated(tx, ctx, base, customer, *amount, why).await,
        (None, None) => Ok(()),
    }
}

async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    about: &About,
    key: NoticeKey,
    amount: Money,
    why: &str,
) -> Result<()> {
    let Some(job) = about.job else { return Ok(()) };
    let telling = Telling::of_job(tx, ctx, base, job).await?;
    let say = |locale| vec![("amount", i18n::money(locale, amount)), ("reason", reason(locale, why))];
    telling.customer(tx, ctx, key, say).await
}

/// Why money moves: our own codes have a text, an operator's words stand as they are.
fn reason(locale: Locale, why: &str) -> String {
    let code = why.replace('_', "-");
    let known = ["billing-refund-reason", "jobs-tier"].map(|group| format!("{group}-{code}"));
    known.iter().find(|key| i18n::has(locale, key)).map_or_else(|| why.to_owned(), |key| i18n::text(locale, key))
}
