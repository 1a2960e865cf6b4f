//! `/jobs/{job}/messages`, `/threads`: what customer, technician and company say to each other.

use super::prelude::*;
use crate::shapes::{
    jobs::{DeviceAsk, device},
    talk::{MessageShown, ThreadShown},
};
use flows::field::WriteToCustomer;
use kernel::{Actor, FileId, JobId, MessageId, ThreadId};
use messaging::{
    actions::{MarkThreadRead, PostCustomerMessage, PostDeskMessage},
    views::chat::{self, Threads},
};

pub(super) fn routes(surface: &mut Surface) {
    let seen = &[P::CustomerSelf, P::TechnicianSelf, P::MessagesRead];
    surface
        .group("Chat")
        .get("/threads", "Chats, the liveliest first", &[P::MessagesRead], threads)
        .get("/jobs/{job}/chat", "The chat of a job", seen, thread)
        .get("/jobs/{job}/messages", "Messages, newest first", seen, messages)
        .post("/jobs/{job}/messages", "Write", &[P::CustomerSelf, P::TechnicianSelf, P::MessagesWrite], write)
        .post("/threads/{thread}/reading", "Mark a chat as read", &[P::OwnSession], mark_read);
}

asked! {
    /// Which chats.
    ThreadSearch { unread: Option<bool> }
}

async fn threads(caller: Caller, Paged(ask, page): Paged<ThreadSearch>) -> Answer<Listed<ThreadShown>> {
    let which = if ask.unread == Some(true) { Threads::Unread } else { Threads::All };
    Ok(page_of(chat::threads_page(&mut caller.read().await?, caller.ctx.market, which, &page).await?))
}

async fn thread(caller: Caller, Path(job): Path<JobId>) -> Answer<Shown<ThreadShown>> {
    let mut read = caller.read().await?;
    let (thread, _) = chat::thread_for_job(&mut read, caller.ctx.market, job, &caller.ctx.actor).await?;
    Ok(Shown((&thread).into()))
}

async fn messages(caller: Caller, Path(job): Path<JobId>, Paged((), page): Paged<()>) -> Answer<Listed<MessageShown>> {
    let mut read = caller.read().await?;
    let (thread, _) = chat::thread_for_job(&mut read, caller.ctx.market, job, &caller.ctx.actor).await?;
    Ok(page_of(chat::messages_page(&mut read, caller.ctx.market, thread.thread_id, &page).await?))
}

asked! {
    /// Words, a photo, or both.
    MessageAsk { text: Option<String>, photo: Option<FileId>, device: Option<DeviceAsk> }
}

shape! {
    /// A message.
    MessagePosted { message: MessageId }
}

async fn write(caller: Caller, Path(job): Path<JobId>, Body(ask): Body<MessageAsk>) -> Answer<Made<MessagePosted>> {
    let mut read = caller.read().await?;
    let (thread, _) = chat::thread_for_job(&mut read, caller.ctx.market, job, &caller.ctx.actor).await?;
    let visit = jobs::views::job_row(&mut read, caller.ctx.market, job).await?.current_visit;
    drop(read);
    let (thread, text, photo) = (thread.thread_id, ask.text.unwrap_or_default(), ask.photo);
    let message = match &caller.ctx.actor {
        Actor::Customer { .. } => caller.perform(PostCustomerMessage { thread, text, photo }).await?,
        Actor::Technician { .. } => {
            caller.perform(WriteToCustomer { visit, text, photo, device: device(ask.device) }).await?
        }
        Actor::Staff { .. } | Actor::Token { .. } | Actor::System | Actor::Anonymous => {
            caller.perform(PostDeskMessage { thread, text, photo }).await?
        }
    };
    Ok(Made(MessagePosted { message }))
}

async fn mark_read(caller: Caller, Path(thread): Path<ThreadId>) -> Answer<Done> {
    caller.perform(MarkThreadRead { thread }).await?;
    Ok(Done)
}
