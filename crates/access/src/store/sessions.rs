//! Sessions and preferences; a session that ended is gone.

use crate::{Client, Subject, Theme};
use db::{Tx, params};
use kernel::{Ctx, Locale, MarketId, Result, SessionId, Timestamp};

db::statements! {
    INSERT_SESSION = "
        insert into sessions (brand_id, session_id, token_hash, subject, market_id, user_agent, ip, created_at, last_seen_at,
          expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";
    TOUCH_SESSION = "
        update sessions
        set last_seen_at = $1
        where brand_id = $2 and session_id = $3 and last_seen_at < $1";
    END_SESSION = "delete from sessions where brand_id = $1 and session_id = $2 and subject = $3";
    END_SESSIONS_OF = "delete from sessions where brand_id = $1 and subject = $2";
    END_OTHER_SESSIONS = "delete from sessions where brand_id = $1 and subject = $2 and session_id <> $3";
    FORGET_SESSIONS = "delete from sessions where expires_at < $1";
    PUT_PREFERENCES = "
        insert into preferences (brand_id, subject, locale, theme)
        values ($1, $2, $3, $4)
        on conflict (brand_id, subject) do update
        set locale = excluded.locale, theme = excluded.theme";
}

/// A session about to be opened.
pub(crate) struct Opening<'a> {
    pub(crate) session: SessionId,
    pub(crate) token_hash: &'a str,
    pub(crate) subject: Subject,
    pub(crate) market: Option<MarketId>,
    pub(crate) client: &'a Client,
    pub(crate) expires_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, opening: &Opening<'_>) -> Result<()> {
    let values = params![
        ctx.brand,
        opening.session,
        *opening.token_hash,
        opening.subject,
        opening.market,
        opening.client.user_agent,
        opening.client.ip,
        ctx.now,
        opening.expires_at
    ];
    tx.run(INSERT_SESSION, values).await.map(drop)
}

pub(crate) async fn touch(tx: &mut Tx, ctx: &Ctx, session: SessionId) -> Result<()> {
    tx.run(TOUCH_SESSION, params![ctx.now, ctx.brand, session]).await.map(drop)
}

/// Whether there was such a session of this subject.
pub(crate) async fn end(tx: &mut Tx, ctx: &Ctx, subject: Subject, session: SessionId) -> Result<bool> {
    Ok(tx.run(END_SESSION, params![ctx.brand, session, subject]).await? > 0)
}

/// How many ended.
pub(crate) async fn end_all(tx: &mut Tx, ctx: &Ctx, subject: Subject) -> Result<u64> {
    tx.run(END_SESSIONS_OF, params![ctx.brand, subject]).await
}

/// How many ended.
pub(crate) async fn end_others(tx: &mut Tx, ctx: &Ctx, subject: Subject, keep: SessionId) -> Result<u64> {
    tx.run(END_OTHER_SESSIONS, params![ctx.brand, subject, keep]).await
}

pub(crate) async fn forget_before(tx: &mut Tx, limit: Timestamp) -> Result<u64> {
    tx.run(FORGET_SESSIONS, params![limit]).await
}

pub(crate) async fn put_preferences(
    tx: &mut Tx,
    ctx: &Ctx,
    subject: Subject,
    locale: Option<Locale>,
    theme: Theme,
) -> Result<()> {
    tx.run(PUT_PREFERENCES, params![ctx.brand, subject, locale, theme]).await.map(drop)
}
