//! `/notices`, `/deliveries`, `/templates`: what people are told, by which channel, in which words.

use super::prelude::*;
use crate::shapes::talk::{DeliveryShown, NoticeShown, TemplateShown};
use kernel::{DeliveryId, Locale, NoticeId};
use messaging::{
    Channel, DeliveryState, Inbox, NoticeKey,
    actions::{EditTemplate, MarkAllNoticesRead, MarkNoticeRead, RetryDelivery},
    templates::Text,
    views::{chat::Unread, deliveries, inbox, texts},
};

pub(super) fn routes(surface: &mut Surface) {
    let own = &[P::OwnSession];
    surface
        .group("Notices")
        .get("/notices", "One's notices, newest first", own, list)
        .get("/notices/unread", "How many notices and messages are unread", own, unread)
        .post("/notices/reading", "Mark all as read", own, read_all)
        .post("/notices/{notice}/reading", "Mark one as read", own, read_one)
        .get("/deliveries", "What was handed to the carriers", &[P::MessagesRead], delivered)
        .post("/deliveries/{delivery}/retry", "Try a failed delivery again", &[P::MessagesWrite], retry)
        .get("/templates", "The texts of notices", &[P::MessagesRead], templates)
        .put("/templates", "Change a text", &[P::MessagesWrite], edit);
}

async fn list(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<NoticeShown>> {
    let inboxes = Inbox::of(&caller.ctx.actor);
    Ok(page_of(inbox::notices_page(&mut caller.read().await?, caller.ctx.market, &inboxes, &page).await?))
}

async fn unread(caller: Caller) -> Answer<Shown<Unread>> {
    let mut read = caller.read().await?;
    Ok(Shown(messaging::views::chat::unread_of(&mut read, caller.ctx.market, &caller.ctx.actor).await?))
}

async fn read_all(caller: Caller) -> Answer<Done> {
    caller.perform(MarkAllNoticesRead).await?;
    Ok(Done)
}

async fn read_one(caller: Caller, Path(notice): Path<NoticeId>) -> Answer<Done> {
    caller.perform(MarkNoticeRead { notice }).await?;
    Ok(Done)
}

asked! {
    /// Which deliveries.
    DeliverySearch { state: Option<DeliveryState> }
}

async fn delivered(caller: Caller, Paged(ask, page): Paged<DeliverySearch>) -> Answer<Listed<DeliveryShown>> {
    Ok(page_of(deliveries::deliveries_page(&mut caller.read().await?, caller.ctx.market, ask.state, &page).await?))
}

async fn retry(caller: Caller, Path(delivery): Path<DeliveryId>) -> Answer<Done> {
    caller.perform(RetryDelivery { delivery }).await?;
    Ok(Done)
}

async fn templates(caller: Caller) -> Answer<Shown<Vec<TemplateShown>>> {
    Ok(Shown(each(&texts::all_texts(&mut caller.read().await?, caller.ctx.market).await?)))
}

asked! {
    /// A text, with the version that was read.
    TemplateAsk {
        key: NoticeKey,
        channel: Channel,
        locale: Locale,
        subject: Option<String>,
        body: String,
    }
}

async fn edit(
    caller: Caller,
    IfMatch(version): IfMatch,
    Body(ask): Body<TemplateAsk>,
) -> Answer<Versioned<TemplateShown>> {
    let TemplateAsk { key, channel, locale, subject, body } = ask;
    let text = Text { subject: subject.unwrap_or_default(), body };
    caller.perform(EditTemplate { key, channel, locale, text, version }).await?;
    let edited = texts::text(&mut caller.read().await?, caller.ctx.market, key, channel, locale).await?;
    Ok(Versioned((&edited).into(), edited.version))
}
