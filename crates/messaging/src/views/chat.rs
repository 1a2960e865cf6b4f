//! Chats and their messages.

use crate::{Inbox, Side, rules};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{
    Actor, CustomerId, FileId, JobId, MarketId, MessageId, Result, TechnicianId, ThreadId, Timestamp, problem,
};
use serde::Serialize;

/// The chat of a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thread {
    /// Its id.
    pub thread_id: ThreadId,
    /// About which job.
    pub job_id: JobId,
    /// Its customer.
    pub customer_id: CustomerId,
    /// Its technician, once there is one.
    pub technician_id: Option<TechnicianId>,
    /// From when nobody can write any more.
    pub closes_at: Option<Timestamp>,
    /// How many messages there are.
    pub message_count: i64,
    /// The beginning of the last one.
    pub last_text: String,
    /// When it was written (or the chat was opened).
    pub last_message_at: Timestamp,
    /// Messages the customer has not read.
    pub customer_unread: i64,
    /// Messages the technician has not read.
    pub technician_unread: i64,
    /// Messages the company has not read.
    pub desk_unread: i64,
    /// Row version.
    pub version: i64,
}
db::row!(Thread {
    thread_id,
    job_id,
    customer_id,
    technician_id,
    closes_at,
    message_count,
    last_text,
    last_message_at,
    customer_unread,
    technician_unread,
    desk_unread,
    version,
});

impl Thread {
    /// Whether nobody can write any more.
    #[must_use]
    pub fn is_closed(&self, now: Timestamp) -> bool {
        rules::is_closed(self.closes_at, now)
    }

    /// How many messages a side has not read.
    #[must_use]
    pub fn unread_of(&self, side: Side) -> i64 {
        match side {
            Side::Customer => self.customer_unread,
            Side::Technician => self.technician_unread,
            Side::Desk => self.desk_unread,
        }
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Message {
    /// Its id.
    pub message_id: MessageId,
    /// Its place in the chat, from 1.
    pub number: i64,
    /// Who wrote.
    pub side: Side,
    /// Which person exactly: an actor's label; for the company's eyes.
    pub author: String,
    /// The words.
    pub body: String,
    /// The photo.
    pub photo_id: Option<FileId>,
    /// When.
    pub created_at: Timestamp,
}
db::row!(Message { message_id, number, side, author, body, photo_id, created_at });

db::statements! {
    THREAD = "
        select thread_id, job_id, customer_id, technician_id, closes_at, message_count, last_text, last_message_at,
          customer_unread, technician_unread, desk_unread, version
        from threads
        where market_id = $1 and thread_id = $2";
    THREAD_OF_JOB = "
        select thread_id, job_id, customer_id, technician_id, closes_at, message_count, last_text, last_message_at,
          customer_unread, technician_unread, desk_unread, version
        from threads
        where market_id = $1 and job_id = $2";
    THREADS_PAGE = "
        select thread_id, job_id, customer_id, technician_id, closes_at, message_count, last_text, last_message_at,
          customer_unread, technician_unread, desk_unread, version
        from threads
        where market_id = $1 and message_count > 0 and (last_message_at, thread_id) < ($2, $3)
        order by last_message_at desc, thread_id desc
        limit $4";
    UNREAD_THREADS_PAGE = "
        select thread_id, job_id, customer_id, technician_id, closes_at, message_count, last_text, last_message_at,
          customer_unread, technician_unread, desk_unread, version
        from threads
        where market_id = $1 and desk_unread > 0 and (last_message_at, thread_id) < ($2, $3)
        order by last_message_at desc, thread_id desc
        limit $4";
    MESSAGES_PAGE = "
        select message_id, number, side, author, body, photo_id, created_at
        from messages
        where market_id = $1 and thread_id = $2 and number < $3
        order by number desc
        limit $4";
    UNREAD_OF_CUSTOMER = "
        select cast(coalesce(sum(customer_unread), 0) as bigint)
        from threads
        where market_id = $1 and customer_id = $2";
    UNREAD_OF_TECHNICIAN = "
        select cast(coalesce(sum(technician_unread), 0) as bigint)
        from threads
        where market_id = $1 and technician_id = $2";
    UNREAD_OF_DESK = "
        select count(*)
        from (select 1 as one from threads where market_id = $1 and desk_unread > 0 limit 100) capped";
}

/// One chat; for flows. Faces ask [`thread_for`].
pub async fn thread(read: &mut Read, market: MarketId, thread: ThreadId) -> Result<Thread> {
    read.one(THREAD, params![market, thread]).await
}

/// The chat of a job, when it has one; for flows. Faces ask [`thread_for_job`].
pub async fn thread_of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Option<Thread>> {
    read.maybe(THREAD_OF_JOB, params![market, job]).await
}

/// A chat that the actor takes part in, and for which side; `missing` otherwise.
pub async fn thread_for(read: &mut Read, market: MarketId, thread: ThreadId, actor: &Actor) -> Result<(Thread, Side)> {
    let thread = self::thread(read, market, thread).await?;
    let side = side_in(&thread, actor, market)?;
    Ok((thread, side))
}

/// The chat of a job that the actor takes part in, and for which side; `missing` otherwise.
pub async fn thread_for_job(read: &mut Read, market: MarketId, job: JobId, actor: &Actor) -> Result<(Thread, Side)> {
    let thread = thread_of_job(read, market, job).await?.ok_or_else(|| problem::MISSING.problem())?;
    let side = side_in(&thread, actor, market)?;
    Ok((thread, side))
}

pub(crate) fn side_in(thread: &Thread, actor: &Actor, market: MarketId) -> Result<Side> {
    let side = Side::of(actor, market);
    let is_theirs = match side {
        Some(Side::Customer) => actor.customer() == Some(thread.customer_id),
        Some(Side::Technician) => actor.technician().is_some() && actor.technician() == thread.technician_id,
        Some(Side::Desk) => true,
        None => false,
    };
    side.filter(|_| is_theirs).ok_or_else(|| problem::MISSING.problem())
}

/// Which chats the company looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// All.
    All,
    /// With messages nobody of the company has read.
    Unread,
}

/// The market's chats, the liveliest first.
pub async fn threads_page(
    read: &mut Read,
    market: MarketId,
    which: Threads,
    page: &PageRequest,
) -> Result<Page<Thread>> {
    let (key, id) = page.after.as_ref().map_or((i64::MAX, String::new()), |cursor| (cursor.key, cursor.id.clone()));
    let sql = match which {
        Threads::All => THREADS_PAGE,
        Threads::Unread => UNREAD_THREADS_PAGE,
    };
    let rows: Vec<Thread> = read.all(sql, params![market, key, id, page.limit + 1]).await?;
    let cursor_of =
        |thread: &Thread| Cursor { key: thread.last_message_at.as_microsecond(), id: thread.thread_id.to_string() };
    Ok(page.page(rows, cursor_of))
}

/// The messages of a chat, newest first. Ask [`thread_for`] first whether the actor takes part.
pub async fn messages_page(
    read: &mut Read,
    market: MarketId,
    thread: ThreadId,
    page: &PageRequest,
) -> Result<Page<Message>> {
    let before = page.after.as_ref().map_or(i64::MAX, |cursor| cursor.key);
    let rows: Vec<Message> = read.all(MESSAGES_PAGE, params![market, thread, before, page.limit + 1]).await?;
    Ok(page.page(rows, |message| Cursor { key: message.number, id: message.message_id.to_string() }))
}

/// What an actor has not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Notices; 100 means "100 or more".
    pub notices: i64,
    /// Chat messages; for the company: chats with unread messages, 100 means "100 or more".
    pub messages: i64,
}

/// What an actor has not read; nothing for strangers.
pub async fn unread_of(read: &mut Read, market: MarketId, actor: &Actor) -> Result<Unread> {
    let notices = super::inbox::unread_notices(read, market, &Inbox::of(actor)).await?;
    let count: (i64,) = match (Side::of(actor, market), actor.customer(), actor.technician()) {
        (_, Some(customer), _) => read.one(UNREAD_OF_CUSTOMER, params![market, customer]).await?,
        (_, _, Some(technician)) => read.one(UNREAD_OF_TECHNICIAN, params![market, technician]).await?,
        (Some(_), None, None) => read.one(UNREAD_OF_DESK, params![market]).await?,
        (None, None, None) => (0,),
    };
    Ok(Unread { notices, messages: count.0 })
}
