//! Notices and edited template texts.

use crate::{Channel, Inbox, NoticeKey, templates::Text};
use db::{Sql, Tx, params};
use kernel::{Ctx, CustomerId, Locale, NoticeId, Result};

db::statements! {
    INSERT_NOTICE = "
        insert into notices (market_id, notice_id, inbox, notice_key, about, subject, body, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    MARK_READ = "
        update notices
        set read_at = $3, read_by = $4
        where market_id = $1 and notice_id = $2 and read_at is null and inbox in ({list})";
    MARK_ALL_READ = "
        update notices
        set read_at = $2, read_by = $3
        where market_id = $1 and read_at is null and inbox in ({list})";
    IS_IN_INBOX = "select notice_id from notices where market_id = $1 and notice_id = $2 and inbox in ({list})";
    MOVE_NOTICES = "update notices set inbox = $1 where market_id = $2 and inbox = $3";
    PUT_TEXT = "
        insert into notice_templates (market_id, notice_key, channel, locale, subject, body, edited_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, 1)
        on conflict (market_id, notice_key, channel, locale) do update
        set subject = excluded.subject, body = excluded.body, edited_at = excluded.edited_at,
          version = notice_templates.version + 1
        where notice_templates.version = $8";
}

pub(crate) struct NewNotice<'a> {
    pub(crate) notice: NoticeId,
    pub(crate) inbox: Inbox,
    pub(crate) key: NoticeKey,
    pub(crate) about: &'a str,
    pub(crate) text: &'a Text,
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, new: &NewNotice<'_>) -> Result<()> {
    let NewNotice { notice, inbox, key, about, text } = new;
    let values = params![ctx.market, notice, inbox, key, **about, text.subject, text.body, ctx.now];
    tx.run(INSERT_NOTICE, values).await.map(drop)
}

/// Whether the notice was unread and in one of the inboxes.
pub(crate) async fn mark_read(tx: &mut Tx, ctx: &Ctx, notice: NoticeId, inboxes: &[Inbox]) -> Result<bool> {
    let mut values = params![ctx.market, notice, ctx.now, ctx.actor.label()];
    values.extend(inboxes.iter().flat_map(|inbox| params![*inbox]));
    Ok(tx.run(Sql::with_list(MARK_READ, 5, inboxes.len()), values).await? == 1)
}

/// How many were unread.
pub(crate) async fn mark_all_read(tx: &mut Tx, ctx: &Ctx, inboxes: &[Inbox]) -> Result<u64> {
    let mut values = params![ctx.market, ctx.now, ctx.actor.label()];
    values.extend(inboxes.iter().flat_map(|inbox| params![*inbox]));
    tx.run(Sql::with_list(MARK_ALL_READ, 4, inboxes.len()), values).await
}

pub(crate) async fn is_in(tx: &mut Tx, ctx: &Ctx, notice: NoticeId, inboxes: &[Inbox]) -> Result<bool> {
    let mut values = params![ctx.market, notice];
    values.extend(inboxes.iter().flat_map(|inbox| params![*inbox]));
    let found: Option<(NoticeId,)> = tx.maybe(Sql::with_list(IS_IN_INBOX, 3, inboxes.len()), values).await?;
    Ok(found.is_some())
}

pub(crate) async fn move_inbox(tx: &mut Tx, ctx: &Ctx, from: CustomerId, into: CustomerId) -> Result<()> {
    let values = params![Inbox::Customer(into), ctx.market, Inbox::Customer(from)];
    tx.run(MOVE_NOTICES, values).await.map(drop)
}

pub(crate) async fn put_text(
    tx: &mut Tx,
    ctx: &Ctx,
    (key, channel, locale): (NoticeKey, Channel, Locale),
    text: &Text,
    version: i64,
) -> Result<()> {
    tx.save(PUT_TEXT, params![ctx.market, key, channel, locale, text.subject, text.body, ctx.now, version]).await
}
