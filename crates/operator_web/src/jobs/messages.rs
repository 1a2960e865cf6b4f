//! The conversation of an order, and every message that was sent about it.

use super::order::{Head, Order};
use crate::{
    chats::{self, Line},
    frame,
    words::Words,
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Visitor};
use kernel::{Permission, Result};
use messaging::views::{
    chat::Thread,
    deliveries::{self, DeliveryLine},
};
use ui::Shell;

#[derive(Template)]
#[template(path = "jobs/messages.html")]
struct Messages {
    shell: Shell,
    head: Head,
    thread: Option<Thread>,
    lines: Vec<Line>,
    is_closed: bool,
    may_write: bool,
    back: String,
    deliveries: Vec<DeliveryLine>,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let page = messages(&visitor, &key).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn messages(visitor: &Visitor, key: &str) -> Result<Messages> {
    frame::require(visitor, Permission::MessagesRead)?;
    let order = Order::of(visitor, key).await?;
    let (market, job) = (visitor.ctx.market, order.detail.job.job);
    let mut read = visitor.edge.app.db.read().await?;
    let thread = messaging::views::chat::thread_of_job(&mut read, market, job).await?;
    let sent = deliveries::deliveries_about(&mut read, market, &job.to_string()).await?;
    drop(read);
    let shell = order.shell(visitor);
    let lines = match &thread {
        Some(thread) => chats::lines(visitor, &shell, thread).await?,
        None => Vec::new(),
    };
    if let Some(thread) = thread.as_ref().filter(|thread| thread.desk_unread > 0) {
        let read = messaging::actions::MarkThreadRead { thread: thread.thread_id };
        visitor.edge.app.db.perform(&visitor.ctx, read).await?;
    }
    Ok(Messages {
        head: order.head(visitor, &shell, "messages"),
        is_closed: thread.as_ref().is_some_and(|thread| thread.is_closed(visitor.ctx.now)),
        may_write: frame::may(visitor, Permission::MessagesWrite),
        back: order.page("messages"),
        thread,
        lines,
        deliveries: sent,
        shell,
    })
}
