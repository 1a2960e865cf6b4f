//! `/field/visits/{id}/chat`: the chat with the customer; every message counts as contact while the visit runs.

use super::{Own, href, shell_below};
use crate::{
    asked::{Keys, Refused, Typed},
    frame,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use db::PageRequest;
use edge::{Answer, Edge, OrFail, Uploaded, Visitor};
use flows::field::WriteToCustomer;
use kernel::{Result, VisitId, ctx::IdempotencyKey, problem};
use messaging::{
    Side,
    actions::MarkThreadRead,
    views::chat::{Message, messages_page, thread_for_job},
};
use ui::{Bubble, BubbleState, Form, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}/chat", get(show).post(write))
}

#[derive(Template)]
#[template(path = "visits/chat.html", blocks = ["content"])]
struct Chat {
    shell: Shell,
    keys: Keys,
    own: Own,
    form: Form,
    bubbles: Vec<Bubble>,
    is_closed: bool,
    is_cut: bool,
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, None).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let market = visitor.ctx.market;
    let mut read = frame::read(visitor).await?;
    let own = Own::read(&mut read, visitor, id).await.or_fail(visitor)?;
    let shell = shell_below(&mut read, visitor, &own, "field-chat").await.or_fail(visitor)?;
    let (thread, side) = thread_for_job(&mut read, market, own.job.job, &visitor.ctx.actor).await.or_fail(visitor)?;
    let page = messages_page(&mut read, market, thread.thread_id, &PageRequest::first(100)).await.or_fail(visitor)?;
    drop(read);
    if thread.unread_of(side) > 0 {
        let mark = MarkThreadRead { thread: thread.thread_id };
        visitor.edge.app.db.perform(&visitor.ctx, mark).await.or_fail(visitor)?;
    }
    let seen = thread.message_count - thread.customer_unread;
    let bubble = |message: &Message| bubble(visitor, &shell, &own, message, seen);
    let template = Chat {
        bubbles: page.items.iter().rev().map(bubble).collect(),
        is_cut: page.next.is_some(),
        is_closed: thread.is_closed(visitor.ctx.now),
        keys: Keys::of(visitor),
        form: Refused::form(refused.as_ref(), visitor, "chat"),
        own,
        shell,
    };
    frame::respond(visitor, &template, refused.as_ref())
}

fn bubble(visitor: &Visitor, shell: &Shell, own: &Own, message: &Message, seen: i64) -> Bubble {
    let time = shell.date_time(message.created_at);
    let bubble = match message.side {
        Side::Technician => {
            let state = if message.number <= seen { BubbleState::Read } else { BubbleState::Sent };
            Bubble::mine(&message.body, time, state)
        }
        Side::Customer => Bubble::theirs(&own.job.contact.name, &message.body, time),
        Side::Desk => Bubble::theirs(shell.t("field-desk"), &message.body, time),
    };
    match message.photo_id {
        Some(photo) => bubble.photo(visitor.edge.picture_url(photo)),
        None => bubble,
    }
}

async fn write(Path(id): Path<String>, sent: Uploaded) -> Answer {
    let form = &sent.form;
    match try_write(&id, &sent).await {
        Ok(visit) => Ok(edge::see_other(&form.visitor, &format!("{}#end", href(visit, "chat")), &[])),
        Err(problem) => dress(&form.visitor, &id, Some(Refused::of("chat", form, problem)?)).await,
    }
}

async fn try_write(id: &str, sent: &Uploaded) -> Result<VisitId> {
    let visitor = &sent.form.visitor;
    let visit: VisitId = id.parse().map_err(|_| problem::MISSING.problem())?;
    Own::read(&mut visitor.edge.app.db.read().await?, visitor, id).await?;
    let photo = match sent.files.first() {
        Some(file) => Some(visitor.edge.keep_photo(visitor, file.bytes.clone()).await?.file),
        None => None,
    };
    let write = WriteToCustomer { visit, text: sent.form.text("text").to_owned(), photo, device: sent.form.device()? };
    let mut ctx = visitor.ctx.clone();
    // The same message sent twice by a bad connection is written once.
    let key = sent.form.text("client_key");
    if !key.is_empty() {
        ctx.idempotency = Some(IdempotencyKey { key: key.to_owned(), fingerprint: visit.to_string() });
    }
    visitor.edge.app.db.perform(&ctx, write).await.map(|_| visit)
}
