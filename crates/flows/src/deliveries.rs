//! Handing notices and one-time codes to their carriers, with every try on record.

use crate::App;
use access::model::SendOneTimeCode;
use db::Handlers;
use kernel::{Ctx, DeliveryId, Phone, Problem, Result};
use messaging::{
    Channel, DeliverNotice, DeliveryState, NoticeKey,
    actions::{Handed, LogCodeDelivery, RecordDelivery},
    views,
};

/// Registers the errands that send.
pub(crate) fn register(handlers: &mut Handlers, app: impl Fn() -> App + Send + Sync + Clone + 'static) {
    let the = app.clone();
    handlers.errand::<DeliverNotice>(move |_, ctx, errand| {
        let app = the();
        Box::pin(async move { deliver(&app, &ctx, errand.delivery).await })
    });
    handlers.errand::<SendOneTimeCode>(move |_, ctx, errand| {
        let app = app();
        Box::pin(async move { send_code(&app, &ctx, errand).await })
    });
}

async fn deliver(app: &App, ctx: &Ctx, delivery: DeliveryId) -> Result<()> {
    let Some(letter) = views::deliveries::to_hand_over(&mut app.db.read().await?, ctx.market, delivery).await? else {
        return Ok(());
    };
    let sent = match letter.channel {
        Channel::Sms => match letter.address.parse::<Phone>() {
            Ok(phone) => app.gateways.sms.send(&phone, &letter.body, ctx.now).await,
            Err(problem) => Err(problem),
        },
        Channel::Mail => app.gateways.mail.send(&letter.address, &letter.subject, &letter.body, ctx.now).await,
        // The inbox needs no carrier.
        Channel::InApp => return Ok(()),
    };
    let (handed, failure) = handed(sent);
    let state = app.db.perform(ctx, RecordDelivery { delivery, handed }).await?;
    match (state, failure) {
        (DeliveryState::Waiting, Some(problem)) => Err(problem),
        (_, _) => Ok(()),
    }
}

fn handed(sent: Result<String>) -> (Handed, Option<Problem>) {
    match sent {
        Ok(provider_id) => (Handed::Sent { provider_id }, None),
        Err(problem) if problem.kind() == kernel::Kind::Unavailable => {
            (Handed::FailedForNow { error: problem.to_string() }, Some(problem))
        }
        Err(problem) => (Handed::FailedForGood { error: problem.to_string() }, None),
    }
}

async fn send_code(app: &App, ctx: &Ctx, errand: SendOneTimeCode) -> Result<()> {
    if errand.expires_at <= ctx.now {
        return Ok(());
    }
    let minutes = (errand.expires_at.duration_since(ctx.now).as_secs() + 59) / 60;
    let params = [("code".to_owned(), errand.code), ("minutes".to_owned(), minutes.to_string())].into();
    let mut read = app.db.read().await?;
    let text =
        views::texts::render(&mut read, ctx.market, NoticeKey::OneTimeCode, Channel::Sms, errand.locale, &params)
            .await?;
    drop(read);
    let (handed, failure) = handed(app.gateways.sms.send(&errand.phone, &text.body, ctx.now).await);
    app.db.perform(ctx, LogCodeDelivery { phone: errand.phone, handed }).await?;
    failure.map_or(Ok(()), Err)
}
