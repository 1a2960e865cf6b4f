//! Chats and messages. Every message raises its chat's version, so messages have one order.

use crate::{
    Side,
    views::chat::{Message, Thread},
};
use db::{Tx, params};
use kernel::{Ctx, CustomerId, JobId, Result, TechnicianId, ThreadId, Timestamp};

db::statements! {
    INSERT_THREAD = "
        insert into threads (market_id, thread_id, job_id, customer_id, technician_id, closes_at, message_count, last_text,
          last_message_at, customer_unread, technician_unread, desk_unread, created_at, version)
        values ($1, $2, $3, $4, $5, null, 0, '', $6, 0, 0, 0, $6, 1)
        on conflict do nothing";
    SET_TECHNICIAN = "
        update threads
        set technician_id = $1, technician_unread = $2, version = version + 1
        where market_id = $3 and thread_id = $4 and version = $5";
    SET_CLOSING = "
        update threads
        set closes_at = $1, version = version + 1
        where market_id = $2 and job_id = $3";
    COUNT_MESSAGE = "
        update threads
        set message_count = message_count + 1, last_text = $1, last_message_at = $2, customer_unread = customer_unread + $3,
          technician_unread = technician_unread + $4, desk_unread = desk_unread + $5, version = version + 1
        where market_id = $6 and thread_id = $7 and version = $8";
    INSERT_MESSAGE = "
        insert into messages (market_id, thread_id, number, message_id, side, author, body, photo_id, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    READ_BY_CUSTOMER = "update threads set customer_unread = 0 where market_id = $1 and thread_id = $2 and customer_unread > 0";
    READ_BY_TECHNICIAN = "
        update threads
        set technician_unread = 0
        where market_id = $1 and thread_id = $2 and technician_unread > 0";
    READ_BY_DESK = "update threads set desk_unread = 0 where market_id = $1 and thread_id = $2 and desk_unread > 0";
    MOVE_THREADS = "update threads set customer_id = $1, version = version + 1 where market_id = $2 and customer_id = $3";
}

/// Whether the job had no chat yet.
pub(crate) async fn insert_thread(
    tx: &mut Tx,
    ctx: &Ctx,
    thread: ThreadId,
    job: JobId,
    customer: CustomerId,
    technician: Option<TechnicianId>,
) -> Result<bool> {
    let values = params![ctx.market, thread, job, customer, technician, ctx.now];
    Ok(tx.run(INSERT_THREAD, values).await? == 1)
}

/// Gives the chat to a technician, to whom everything in it is new.
pub(crate) async fn set_technician(
    tx: &mut Tx,
    ctx: &Ctx,
    thread: &Thread,
    technician: Option<TechnicianId>,
) -> Result<()> {
    let unread = if technician.is_some() { thread.message_count } else { 0 };
    tx.save(SET_TECHNICIAN, params![technician, unread, ctx.market, thread.thread_id, thread.version]).await
}

pub(crate) async fn set_closing(tx: &mut Tx, ctx: &Ctx, job: JobId, closes_at: Option<Timestamp>) -> Result<()> {
    tx.run(SET_CLOSING, params![closes_at, ctx.market, job]).await.map(drop)
}

pub(crate) async fn insert_message(tx: &mut Tx, ctx: &Ctx, thread: &Thread, message: &Message) -> Result<()> {
    let unread = |side: Side| i64::from(message.side != side);
    let technician_unread = if thread.technician_id.is_some() { unread(Side::Technician) } else { 0 };
    let beginning: String = message.body.chars().take(80).collect();
    let values = params![
        beginning,
        ctx.now,
        unread(Side::Customer),
        technician_unread,
        unread(Side::Desk),
        ctx.market,
        thread.thread_id,
        thread.version
    ];
    tx.save(COUNT_MESSAGE, values).await?;
    let Message { message_id, number, side, author, body, photo_id, created_at } = message;
    let values = params![ctx.market, thread.thread_id, number, message_id, side, author, body, photo_id, created_at];
    tx.run(INSERT_MESSAGE, values).await.map(drop)
}

pub(crate) async fn mark_read(tx: &mut Tx, ctx: &Ctx, thread: ThreadId, side: Side) -> Result<()> {
    let sql = match side {
        Side::Customer => READ_BY_CUSTOMER,
        Side::Technician => READ_BY_TECHNICIAN,
        Side::Desk => READ_BY_DESK,
    };
    tx.run(sql, params![ctx.market, thread]).await.map(drop)
}

pub(crate) async fn move_threads(tx: &mut Tx, ctx: &Ctx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.run(MOVE_THREADS, params![into, ctx.market, from]).await.map(drop)
}
