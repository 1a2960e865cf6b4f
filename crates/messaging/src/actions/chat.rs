//! The chat of a job: opened and closed by flows, written by its customer, its technician and the company.

use crate::{
    Side,
    events::MessagePosted,
    refusals, rules,
    store::{self, chat},
    views::chat::{self as views, Message},
};
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, FileId, JobId, MessageId, Permission, Result, TechnicianId, ThreadId, Timestamp};

/// Opens the chat of a job, or finds it.
pub struct OpenThread {
    /// About which job.
    pub job: JobId,
    /// Its customer.
    pub customer: CustomerId,
    /// Its technician, when there is one already.
    pub technician: Option<TechnicianId>,
}

impl Action for OpenThread {
    const NAME: &'static str = "messaging.open_thread";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ThreadId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<ThreadId> {
        if let Some(known) = views::thread_of_job(tx, ctx.market, self.job).await? {
            return Ok(known.thread_id);
        }
        let thread: ThreadId = ctx.new_id();
        if !chat::insert_thread(tx, ctx, thread, self.job, self.customer, self.technician).await? {
            return Err(db::RETRY.problem());
        }
        Ok(thread)
    }
}

/// Gives a job's chat to its technician, or takes it away; the one before cannot read it any more. A job without chat is fine.
pub struct SetThreadTechnician {
    /// Which job.
    pub job: JobId,
    /// Who has it now.
    pub technician: Option<TechnicianId>,
}

impl Action for SetThreadTechnician {
    const NAME: &'static str = "messaging.set_thread_technician";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        match views::thread_of_job(tx, ctx.market, self.job).await? {
            Some(thread) if thread.technician_id != self.technician => {
                chat::set_technician(tx, ctx, &thread, self.technician).await
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Lets a job's chat close some days after its completion ([`rules::CHAT_OPEN_AFTER`]), or stay open after all.
pub struct ScheduleThreadClose {
    /// Which job.
    pub job: JobId,
    /// When it was completed; none: it is under way again.
    pub completed_at: Option<Timestamp>,
}

impl Action for ScheduleThreadClose {
    const NAME: &'static str = "messaging.schedule_thread_close";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let closes_at = self.completed_at.map(|at| at.checked_add(rules::CHAT_OPEN_AFTER).unwrap_or(Timestamp::MAX));
        chat::set_closing(tx, ctx, self.job, closes_at).await
    }
}

/// Gives the notices and chats of a customer whose file was merged to the one that stays.
pub struct MoveCustomer {
    /// The file that is no more.
    pub from: CustomerId,
    /// The file that stays.
    pub into: CustomerId,
}

impl Action for MoveCustomer {
    const NAME: &'static str = "messaging.move_customer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        store::notices::move_inbox(tx, ctx, self.from, self.into).await?;
        chat::move_threads(tx, ctx, self.from, self.into).await
    }
}

/// Declares the action with which one side writes.
macro_rules! posts {
    ($($(#[$doc:meta])* $name:ident $action:literal $permission:ident $side:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name {
            /// In which chat.
            pub thread: ThreadId,
            /// The words; may be empty with a photo.
            pub text: String,
            /// A stored photo.
            pub photo: Option<FileId>,
        }

        impl Action for $name {
            const NAME: &'static str = $action;
            const PERMISSION: Permission = Permission::$permission;
            type Outcome = MessageId;
            async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<MessageId> {
                post(tx, ctx, Side::$side, self.thread, &self.text, self.photo).await
            }
            fn subject(&self) -> String {
                self.thread.to_string()
            }
        }
    )*};
}

posts! {
    /// The customer of a job writes.
    PostCustomerMessage "messaging.post_customer_message" CustomerSelf Customer;
    /// The technician of a job writes.
    PostTechnicianMessage "messaging.post_technician_message" TechnicianSelf Technician;
    /// The company writes.
    PostDeskMessage "messaging.post_desk_message" MessagesWrite Desk;
}

async fn post(
    tx: &mut Tx,
    ctx: &Ctx,
    side: Side,
    thread: ThreadId,
    text: &str,
    photo_id: Option<FileId>,
) -> Result<MessageId> {
    let text = rules::message_text(text, photo_id)?;
    let thread = views::thread(tx, ctx.market, thread).await?;
    match side {
        Side::Customer | Side::Technician => views::side_in(&thread, &ctx.actor, ctx.market).map(drop)?,
        // Whoever may write for the company may write in every chat.
        Side::Desk => {}
    }
    if thread.is_closed(ctx.now) {
        return Err(refusals::CHAT_CLOSED.problem());
    }
    let body = match side {
        Side::Customer | Side::Technician => rules::mask_phones(&text),
        Side::Desk => text,
    };
    let message = Message {
        message_id: ctx.new_id(),
        number: thread.message_count + 1,
        side,
        author: ctx.actor.label(),
        body,
        photo_id,
        created_at: ctx.now,
    };
    chat::insert_message(tx, ctx, &thread, &message).await?;
    tx.announce(
        ctx,
        &MessagePosted {
            thread: thread.thread_id,
            message: message.message_id,
            job: thread.job_id,
            side,
            customer: thread.customer_id,
            technician: thread.technician_id,
        },
    );
    Ok(message.message_id)
}

/// Notes that one's side has read a chat to its end. For the company it needs the right to read messages.
pub struct MarkThreadRead {
    /// Which.
    pub thread: ThreadId,
}

impl Action for MarkThreadRead {
    const NAME: &'static str = "messaging.mark_thread_read";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let (thread, side) = views::thread_for(tx, ctx.market, self.thread, &ctx.actor).await?;
        chat::mark_read(tx, ctx, thread.thread_id, side).await
    }
}
