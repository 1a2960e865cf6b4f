//! Notices of one or several inboxes.

use crate::{Inbox, NoticeKey};
use db::{Cursor, Page, PageRequest, Read, Sql, params};
use kernel::{MarketId, NoticeId, Result, Timestamp, Value};
use serde::Serialize;

/// A notice as its reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// Its id.
    pub notice_id: NoticeId,
    /// Whose.
    pub inbox: Inbox,
    /// Of what kind.
    pub notice_key: NoticeKey,
    /// The id of what it is about; the face makes a link of it.
    pub about: String,
    /// One line.
    pub subject: String,
    /// The rest.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// Who read it: an actor's label.
    pub read_by: Option<String>,
}
db::row!(Notice { notice_id, inbox, notice_key, about, subject, body, created_at, read_at, read_by });

db::statements! {
    NOTICES_PAGE = "
        select notice_id, inbox, notice_key, about, subject, body, created_at, read_at, read_by
        from notices
        where market_id = $1 and notice_id < $2 and inbox in ({list})
        order by notice_id desc
        limit $3";
    UNREAD_NOTICES = "
        select count(*)
        from (select 1 as one from notices where market_id = $1 and read_at is null and inbox in ({list}) limit 100) capped";
}

fn with_inboxes(mut values: Vec<Value>, inboxes: &[Inbox]) -> Vec<Value> {
    values.extend(inboxes.iter().flat_map(|inbox| params![*inbox]));
    values
}

/// The notices of some inboxes ([`Inbox::of`] an actor), newest first.
pub async fn notices_page(
    read: &mut Read,
    market: MarketId,
    inboxes: &[Inbox],
    page: &PageRequest,
) -> Result<Page<Notice>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let values = with_inboxes(params![market, before, page.limit + 1], inboxes);
    let rows: Vec<Notice> = read.all(Sql::with_list(NOTICES_PAGE, 4, inboxes.len()), values).await?;
    Ok(page.page(rows, |notice| Cursor { key: 0, id: notice.notice_id.to_string() }))
}

/// How many notices of some inboxes are unread; 100 means "100 or more".
pub async fn unread_notices(read: &mut Read, market: MarketId, inboxes: &[Inbox]) -> Result<i64> {
    let values = with_inboxes(params![market], inboxes);
    let (count,) = read.one::<(i64,)>(Sql::with_list(UNREAD_NOTICES, 2, inboxes.len()), values).await?;
    Ok(count)
}
