//! `/console/reviews`: what customers say, shown or held back, and our answers.

use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
    subjects::People,
    tabs::Tab,
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use feedback::{
    Dimension, Review, ReviewState,
    actions::{HideReview, ReplyToReview, ShowReview},
    views,
};
use kernel::{Permission, Result, problem};
use ui::{Pagination, PhotoSlot, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/console/reviews", get(list)).route("/console/reviews/{id}/{verb}", post(submit))
}

#[derive(Template)]
#[template(path = "reviews/list.html")]
struct List {
    shell: Shell,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    pages: Pagination,
    may_write: bool,
    here: String,
}

struct Row {
    review: Review,
    customer: String,
    technician: String,
    scores: Vec<(String, i64)>,
    photos: Vec<PhotoSlot>,
    stars: u32,
    reply_by: String,
    sheet: Sheet,
}

async fn list(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<(String, Refused)>) -> Answer {
    let list = read_list(visitor, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &list, refused.as_ref().map(|(_, refused)| refused)))
}

async fn read_list(visitor: &Visitor, refused: Option<&(String, Refused)>) -> Result<List> {
    frame::require(visitor, Permission::MessagesRead)?;
    let asked = Asked::of(visitor)?;
    let state = asked.read::<ReviewState>("state")?;
    let page = if refused.is_some() { db::PageRequest::new(None, Some(40)) } else { asked.page(40)? };
    let mut read = visitor.edge.app.db.read().await?;
    let mut page = views::reviews_page(&mut read, visitor.ctx.market, state, &page).await?;
    if let Some((id, _)) = refused {
        let review = views::review(&mut read, visitor.ctx.market, id.parse()?).await?;
        page.items = vec![review];
    }
    drop(read);
    let ids = page.items.iter().flat_map(|review| [review.customer_id.to_string(), review.technician_id.to_string()]);
    let ids: Vec<String> = ids.chain(page.items.iter().filter_map(|review| review.reply_by.clone())).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let shell = frame::shell_at(visitor, "console-reviews", "/console/reviews", refused.map(|(_, refused)| refused));
    let by_state = ReviewState::ALL.iter().map(|known| {
        let href = format!("/console/reviews?state={known}");
        Tab::new(href, shell.word("feedback-state", known), state == Some(*known))
    });
    let tabs = std::iter::once(Tab::new("/console/reviews", shell.t("console-all"), state.is_none())).chain(by_state);
    Ok(List {
        tabs: tabs.collect(),
        pages: asked.pagination(&shell, page.next.as_ref()),
        may_write: frame::may(visitor, Permission::MessagesWrite),
        here: shell.here.clone(),
        rows: page.items.into_iter().map(|review| row(visitor, &shell, &people, review, refused)).collect(),
        shell,
    })
}

fn row(visitor: &Visitor, shell: &Shell, people: &People, review: Review, refused: Option<&(String, Refused)>) -> Row {
    let id = review.review_id.to_string();
    let refused = refused.filter(|(about, _)| *about == id).map(|(_, refused)| refused);
    let scores = Dimension::ALL.iter().filter(|dimension| **dimension != Dimension::Overall);
    let scores = scores.filter_map(|dimension| {
        Some((shell.word("feedback-dimension", dimension), review.opinion.scores.of(*dimension)?))
    });
    let photo = |file: &kernel::FileId| {
        PhotoSlot::taken(
            shell.t("day-customer-photo"),
            visitor.edge.thumbnail_url(*file),
            visitor.edge.picture_url(*file),
        )
    };
    Row {
        customer: people.name(&review.customer_id.to_string()),
        technician: people.name(&review.technician_id.to_string()),
        scores: scores.collect(),
        photos: review.opinion.photos.iter().map(photo).collect(),
        stars: u32::try_from(review.opinion.scores.overall * 100).unwrap_or(0),
        reply_by: review.reply_by.as_deref().map(|by| people.name(by)).unwrap_or_default(),
        sheet: Sheet::new(shell, refused, "review", |form| form.with("text", &review.reply)),
        review,
    }
}

async fn submit(Path((id, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MessagesWrite).or_fail(visitor)?;
    match perform(&form, &id, &verb).await {
        Ok(()) => {
            let named = Some(form.text("back")).filter(|back| back.starts_with("/console/reviews"));
            Ok(frame::done(visitor, named.unwrap_or("/console/reviews"), "console-saved"))
        }
        Err(problem) => dress(visitor, Some((id, Refused::of("review", &form, problem)?))).await,
    }
}

async fn perform(form: &Submitted, id: &str, verb: &str) -> Result<()> {
    let visitor = &form.visitor;
    let (db, ctx, review) = (&visitor.edge.app.db, &visitor.ctx, id.parse()?);
    match verb {
        "reply" => db.perform(ctx, ReplyToReview { review, text: form.required("text")?.to_owned() }).await,
        "hide" => db.perform(ctx, HideReview { review, reason: form.required("reason")?.to_owned() }).await,
        "show" => db.perform(ctx, ShowReview { review }).await,
        _ => Err(problem::MISSING.problem()),
    }
}
