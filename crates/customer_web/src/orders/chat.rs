//! `/orders/{number}/chat`: the customer, the technician and the company talk about one order.

use super::{address, own};
use crate::{
    frame::{read, shell},
    typed::{Asked, Typed},
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use db::{Cursor, PageRequest};
use edge::{Answer, Edge, Failure, OrFail, Uploaded, Visitor, page, see_other};
use jobs::views::JobDetail;
use kernel::{Kind, Result};
use messaging::{
    Side,
    actions::{MarkThreadRead, PostCustomerMessage},
    views::chat::{self, Message, Thread},
};
use ui::{Bubble, BubbleState, Form, Html, Shell, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/orders/{order}/chat", get(show).post(write))
}

enum Line {
    Day(String),
    Bubble(Bubble),
}

#[derive(Template)]
#[template(path = "orders/chat.html")]
struct Show {
    shell: Shell,
    detail: JobDetail,
    topic: String,
    lines: Vec<Line>,
    older: Option<String>,
    is_closed: bool,
    form: Form,
    once: String,
}

impl Show {
    fn path(&self) -> String {
        format!("{}/chat", address(&self.detail))
    }
}

async fn show(visitor: Visitor, Path(order): Path<String>) -> Answer {
    render(&visitor, &order, Form::new(visitor.ctx.locale), 200).await
}

async fn render(visitor: &Visitor, order: &str, form: Form, status: u16) -> Answer {
    let found = read_chat(visitor, order, form).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_chat(visitor: &Visitor, order: &str, form: Form) -> Result<Show> {
    let detail = own(visitor, order).await?;
    let market = visitor.ctx.market;
    let (thread, _) =
        chat::thread_for_job(&mut read(visitor).await?, market, detail.job.job, &visitor.ctx.actor).await?;
    if thread.customer_unread > 0 {
        visitor.edge.app.db.perform(&visitor.ctx, MarkThreadRead { thread: thread.thread_id }).await?;
    }
    let shell = shell(visitor, "customer-chat").await?.width(Width::Narrow);
    let shell = shell.back(address(&detail), detail.job.number.clone());
    let after: Option<Cursor> = Asked::of(visitor)?.maybe_as("after")?;
    let asked = PageRequest::new(after, Some(50));
    let mut db = read(visitor).await?;
    let messages = chat::messages_page(&mut db, market, thread.thread_id, &asked).await?;
    let technician = match thread.technician_id {
        Some(id) => workforce::views::names_of(&mut db, market, &[id])
            .await?
            .pop()
            .map(|(_, names)| shell.name(&names.zh, &names.en)),
        None => None,
    };
    drop(db);
    Ok(Show {
        topic: format!("customer:{}", detail.job.customer),
        lines: lines(visitor, &shell, &thread, messages.items, technician.as_deref()),
        older: messages.next.map(|next| format!("{}/chat?after={next}", address(&detail))),
        is_closed: thread.is_closed(visitor.ctx.now),
        once: visitor.ctx.secret(12),
        form,
        shell,
        detail,
    })
}

/// Oldest first, with a line for each day.
fn lines(
    visitor: &Visitor,
    shell: &Shell,
    thread: &Thread,
    messages: Vec<Message>,
    technician: Option<&str>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut day = None;
    for message in messages.into_iter().rev() {
        let date = shell.zone.date_of(message.created_at);
        if day != Some(date) {
            lines.push(Line::Day(shell.relative_day(date)));
            day = Some(date);
        }
        let time = shell.time(message.created_at);
        let seen = thread.message_count - thread.technician_unread >= message.number && thread.technician_id.is_some();
        let bubble = match message.side {
            Side::Customer => {
                Bubble::mine(&message.body, time, if seen { BubbleState::Read } else { BubbleState::Sent })
            }
            Side::Technician => Bubble::theirs(
                technician.map_or_else(|| shell.t("messaging-side-technician"), str::to_owned),
                &message.body,
                time,
            ),
            Side::Desk => Bubble::theirs(shell.t("messaging-side-desk"), &message.body, time),
        };
        lines.push(Line::Bubble(match message.photo_id {
            Some(photo) if message.body.is_empty() => bubble.photo(visitor.edge.thumbnail_url(photo)),
            Some(_) | None => bubble,
        }));
        if let (Some(photo), false) = (message.photo_id, message.body.is_empty()) {
            let time = shell.time(message.created_at);
            let bubble = match message.side {
                Side::Customer => Bubble::mine("", time, BubbleState::Sent),
                Side::Technician | Side::Desk => Bubble::theirs(technician.unwrap_or_default(), "", time),
            };
            lines.push(Line::Bubble(bubble.photo(visitor.edge.thumbnail_url(photo))));
        }
    }
    lines
}

async fn write(Path(order): Path<String>, upload: Uploaded) -> Answer {
    let Uploaded { form, files } = upload;
    let visitor = &form.visitor;
    let written: Result<String> = async {
        let detail = own(visitor, &order).await?;
        let mut db = read(visitor).await?;
        let (thread, _) = chat::thread_for_job(&mut db, visitor.ctx.market, detail.job.job, &visitor.ctx.actor).await?;
        drop(db);
        let photo = match files.into_iter().next() {
            Some(file) => {
                Some(visitor.edge.keep_photo(visitor, file.bytes).await.map_err(|bad| bad.field("photo"))?.file)
            }
            None => None,
        };
        let text = form.text("text").to_owned();
        let post = PostCustomerMessage { thread: thread.thread_id, text, photo };
        let ctx = kernel::Ctx { idempotency: crate::typed::once(&form, form.text("text")), ..visitor.ctx.clone() };
        visitor.edge.app.db.perform(&ctx, post).await?;
        Ok(format!("{}/chat#end", address(&detail)))
    }
    .await;
    match written {
        Ok(next) => Ok(see_other(visitor, &next, &[])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => {
            let status = problem.kind().status();
            let sheet = Form::new(visitor.ctx.locale).with("text", form.text("text")).failed(problem);
            render(visitor, &order, sheet, status).await
        }
    }
}
