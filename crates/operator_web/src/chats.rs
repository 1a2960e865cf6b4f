//! `/console/chats`: conversations of orders, and answering them as the service desk.

use crate::{
    asked::Asked,
    forms::{Refused, Sheet},
    frame,
    subjects::People,
    tabs::Tab,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use db::PageRequest;
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, ThreadId};
use messaging::{
    Side,
    actions::{MarkThreadRead, PostDeskMessage},
    views::chat::{self, Thread, Threads},
};
use ui::{Bubble, BubbleState, Pagination, Shell, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/console/chats", get(list)).route("/console/chats/{id}", get(show).post(submit))
}

#[derive(Template)]
#[template(path = "chats/list.html")]
struct List {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    pages: Pagination,
}

struct Row {
    thread: Thread,
    customer: String,
    technician: Option<String>,
}

async fn list(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::MessagesRead).or_fail(&visitor)?;
    let list = read_list(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &list, None))
}

async fn read_list(visitor: &Visitor) -> Result<List> {
    let asked = Asked::of(visitor)?;
    let is_unread = asked.text("which") == "unread";
    let which = if is_unread { Threads::Unread } else { Threads::All };
    let mut read = visitor.edge.app.db.read().await?;
    let page = chat::threads_page(&mut read, visitor.ctx.market, which, &asked.page(40)?).await?;
    let unread = chat::unread_of(&mut read, visitor.ctx.market, &visitor.ctx.actor).await?.messages;
    drop(read);
    let ids: Vec<String> = page.items.iter().flat_map(parties).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let shell = frame::shell(visitor, "console-chats");
    let waiting = Tab::new(asked.with("which", "unread"), shell.t("day-unread"), is_unread);
    Ok(List {
        tabs: vec![
            Tab::new(asked.with("which", ""), shell.t("console-all"), !is_unread),
            if unread > 0 {
                waiting.count(if unread >= 100 { "99+".to_owned() } else { unread.to_string() })
            } else {
                waiting
            },
        ],
        pages: asked.pagination(&shell, page.next.as_ref()),
        rows: page
            .items
            .into_iter()
            .map(|thread| Row {
                customer: people.name(&thread.customer_id.to_string()),
                technician: thread.technician_id.map(|id| people.name(&id.to_string())),
                thread,
            })
            .collect(),
        shell,
    })
}

fn parties(thread: &Thread) -> Vec<String> {
    let technician = thread.technician_id.map(|id| id.to_string());
    std::iter::once(thread.customer_id.to_string()).chain(technician).collect()
}

/// A line of a conversation.
pub(crate) enum Line {
    /// A new day.
    Day(String),
    /// Somebody said something.
    Said(Box<Bubble>),
}

/// The last messages of a conversation, oldest first, with its days.
pub(crate) async fn lines(visitor: &Visitor, shell: &Shell, thread: &Thread) -> Result<Vec<Line>> {
    let mut read = visitor.edge.app.db.read().await?;
    let page = PageRequest::new(None, Some(200));
    let messages = chat::messages_page(&mut read, visitor.ctx.market, thread.thread_id, &page).await?.items;
    drop(read);
    let people = People::of(visitor, messages.iter().map(|message| message.author.as_str())).await?;
    let (mut lines, mut day) = (Vec::new(), None);
    for message in messages.into_iter().rev() {
        let date = shell.zone.date_of(message.created_at);
        if day.replace(date) != Some(date) {
            lines.push(Line::Day(shell.relative_day(date)));
        }
        let time = shell.time(message.created_at);
        let bubble = match message.side {
            Side::Desk => {
                Bubble::mine(&message.body, format!("{} {time}", people.name(&message.author)), BubbleState::Sent)
            }
            Side::Customer | Side::Technician => {
                let author =
                    format!("{} · {}", people.name(&message.author), shell.word("messaging-side", message.side));
                Bubble::theirs(author, &message.body, time)
            }
        };
        let bubble = match message.photo_id {
            Some(photo) => bubble.photo(visitor.edge.picture_url(photo)),
            None => bubble,
        };
        lines.push(Line::Said(Box::new(bubble)));
    }
    Ok(lines)
}

#[derive(Template)]
#[template(path = "chats/show.html")]
struct Show {
    shell: Shell,
    thread: Option<Thread>,
    lines: Vec<Line>,
    is_closed: bool,
    may_write: bool,
    back: String,
    sheet: Sheet,
    order: String,
}

async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    dress(&visitor, &id, None).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    let page = read_one(visitor, id, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &page, refused.as_ref()))
}

async fn read_one(visitor: &Visitor, id: &str, refused: Option<&Refused>) -> Result<Show> {
    frame::require(visitor, Permission::MessagesRead)?;
    let (market, id) = (visitor.ctx.market, id.parse::<ThreadId>()?);
    let mut read = visitor.edge.app.db.read().await?;
    let (thread, _) = chat::thread_for(&mut read, market, id, &visitor.ctx.actor).await?;
    let job = jobs::views::job_row(&mut read, market, thread.job_id).await?;
    drop(read);
    let people = People::of(visitor, parties(&thread).iter().map(String::as_str)).await?;
    let names: Vec<String> = parties(&thread).iter().map(|id| people.name(id)).collect();
    let back = format!("/console/chats/{id}");
    let shell = frame::shell_at(visitor, "console-chats", &back, refused).width(Width::Narrow);
    let list = shell.t("console-chats");
    let shell = shell.titled(names.join(" · ")).lead(job.service_names.in_locale(visitor.ctx.locale));
    let shell = shell.back("/console/chats", list);
    if thread.desk_unread > 0 {
        visitor.edge.app.db.perform(&visitor.ctx, MarkThreadRead { thread: id }).await?;
    }
    Ok(Show {
        lines: lines(visitor, &shell, &thread).await?,
        is_closed: thread.is_closed(visitor.ctx.now),
        may_write: frame::may(visitor, Permission::MessagesWrite),
        sheet: Sheet::new(&shell, refused, "reply", |form| form),
        order: job.number,
        thread: Some(thread),
        back,
        shell,
    })
}

async fn submit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MessagesWrite).or_fail(visitor)?;
    match reply(&form, &id).await {
        Ok(()) => {
            // Only a page of the console may be named as the one to go back to.
            let named =
                Some(form.text("back")).filter(|back| back.starts_with("/console/") && !back.contains(['\\', '\n']));
            let to = named.map_or_else(|| format!("/console/chats/{id}"), str::to_owned);
            Ok(edge::see_other(visitor, &to, &[]))
        }
        Err(problem) => dress(visitor, &id, Some(Refused::of("reply", &form, problem)?)).await,
    }
}

async fn reply(form: &Submitted, id: &str) -> Result<()> {
    let visitor = &form.visitor;
    let post = PostDeskMessage { thread: id.parse()?, text: form.text("text").to_owned(), photo: None };
    visitor.edge.app.db.perform(&visitor.ctx, post).await.map(drop)
}
