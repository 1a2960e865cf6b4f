//! What people hear about payments and payouts.

use super::{Telling, amount, paid_out};
use crate::reactions::Base;
use billing::events as paid;
use db::Tx;
use kernel::{Ctx, Money, Result, Role};
use messaging::NoticeKey;

/// Money came.
pub(crate) async fn tell_paid(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    about: &paid::About,
    key: NoticeKey,
    sum: Money,
) -> Result<()> {
    let Some(job) = about.job else { return Ok(()) };
    let telling = Telling::of_job(tx, ctx, base, job).await?;
    telling.customer(tx, ctx, key, amount(sum)).await
}

/// Money needs a look by an accountant.
pub(crate) async fn tell_accountant(
    tx: &mut Tx,
    ctx: &Ctx,
    base: &Base,
    about: &paid::About,
    why: &'static str,
) -> Result<()> {
    let Some(job) = about.job else { return Ok(()) };
    let telling = Telling::of_job(tx, ctx, base, job).await?;
    telling
        .staff(tx, ctx, Role::Accountant, NoticeKey::AttentionNeeded, |locale| {
            vec![("reason", i18n::text(locale, why))]
        })
        .await
}

/// Earnings were paid out.
pub(crate) async fn tell_paid_out(tx: &mut Tx, ctx: &Ctx, base: &Base, fact: &paid::PayoutPaid) -> Result<()> {
    for technician in &fact.about.technicians {
        paid_out(tx, ctx, base, *technician, fact.amount).await?;
    }
    Ok(())
}
