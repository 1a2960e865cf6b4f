//! `/field/notices`: the inbox. Opening a notice marks it as read and leads to what it is about.

use crate::{asked::Refused, frame, live, wallet::request};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    routing::{get, post},
};
use db::Read;
use edge::{Answer, Edge, OrFail, Submitted, Visitor, see_other};
use kernel::{NoticeId, Result, VisitId, problem};
use messaging::{
    Inbox,
    actions::{MarkAllNoticesRead, MarkNoticeRead},
    views::inbox::{Notice, notices_page},
};
use serde::Deserialize;
use ui::{Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/notices", get(show))
        .route("/field/notices/all", post(mark_all))
        .route("/field/notices/{id}", post(open))
}

#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "me/notices.html", blocks = ["content"])]
struct Notices {
    shell: Shell,
    topics: String,
    notices: Vec<Notice>,
    more: Pagination,
    unread: bool,
    refused: ui::Form,
}

async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    dress(&visitor, &asked, None).await
}

async fn dress(visitor: &Visitor, asked: &Asked, refused: Option<Refused>) -> Answer {
    let mut read = frame::read(visitor).await?;
    let page = page(&mut read, visitor, asked, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    frame::respond(visitor, &page, refused.as_ref())
}

async fn page(read: &mut Read, visitor: &Visitor, asked: &Asked, refused: Option<&Refused>) -> Result<Notices> {
    let me = frame::technician(visitor)?;
    let inboxes = Inbox::of(&visitor.ctx.actor);
    let found = notices_page(read, visitor.ctx.market, &inboxes, &request(&asked.after)?).await?;
    let shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-notices")).await?;
    let newer = (!asked.after.is_empty()).then(|| "/field/notices".to_owned());
    let older = found.next.as_ref().map(|next| format!("/field/notices?after={next}"));
    Ok(Notices {
        topics: live::topics(me),
        more: ui::pagination(shell.locale, newer, older),
        unread: found.items.iter().any(|notice| notice.read_at.is_none()),
        notices: found.items,
        refused: Refused::form(refused, visitor, "notices"),
        shell: shell.back("/field/me", i18n::text(visitor.ctx.locale, "field-me")),
    })
}

/// Where the thing a notice is about is shown.
async fn target(read: &mut Read, visitor: &Visitor, about: &str) -> Result<String> {
    let market = visitor.ctx.market;
    if about.parse::<VisitId>().is_ok() {
        return Ok(format!("/field/visits/{about}"));
    }
    if let Ok(job) = about.parse() {
        let me = frame::technician(visitor)?;
        let job = jobs::views::job(read, market, job).await?;
        let own =
            |detail: &&jobs::views::VisitDetail| [detail.visit.technician, detail.visit.offered_to].contains(&Some(me));
        let last = job.visits.iter().rev().find(own).map(|detail| detail.visit.visit);
        return Ok(last.map_or_else(|| "/field/notices".to_owned(), |visit| format!("/field/visits/{visit}")));
    }
    Ok(match about.split('_').next().unwrap_or_default() {
        "pay" | "pout" | "set" => "/field/wallet",
        "rev" => "/field/reviews",
        _ => "/field/notices",
    }
    .to_owned())
}

async fn open(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done = async {
        let notice: NoticeId = id.parse().map_err(|_| problem::MISSING.problem())?;
        visitor.edge.app.db.perform(&visitor.ctx, MarkNoticeRead { notice }).await?;
        target(&mut visitor.edge.app.db.read().await?, visitor, form.text("about")).await
    };
    match done.await {
        Ok(to) => Ok(see_other(visitor, &to, &[])),
        Err(problem) => dress(visitor, &Asked::default(), Some(Refused::of("notices", &form, problem)?)).await,
    }
}

async fn mark_all(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match visitor.edge.app.db.perform(&visitor.ctx, MarkAllNoticesRead).await {
        Ok(_) => Ok(see_other(visitor, "/field/notices", &[])),
        Err(problem) => dress(visitor, &Asked::default(), Some(Refused::of("notices", &form, problem)?)).await,
    }
}
