//! `/verify/{visit}/{code}`: whether the work card that somebody shows at the door is ours, and whether they are who is sent.

use crate::{
    frame::{id, read, shell},
    technician::{self, TechnicianCard},
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, response::Redirect, routing::get};
use edge::{Answer, Edge, OrFail, Visitor, page};
use jobs::rules::work_card::CardVerdict;
use kernel::{Result, VisitId};
use ui::{Html, Shell, Tone, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/verify/{visit}/{code}", get(show)).route("/verify/{token}", get(whole))
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Show {
    shell: Shell,
    verdict: CardVerdict,
    tone: Tone,
    technician: Option<TechnicianCard>,
    order: Option<String>,
    skills: Vec<String>,
}

/// Visit and code in one word, as short links carry them: `<visit>.<code>`.
async fn whole(visitor: Visitor, Path(token): Path<String>) -> Answer {
    match token.split_once('.') {
        Some((visit, code)) => {
            Ok(axum::response::IntoResponse::into_response(Redirect::to(&format!("/verify/{visit}/{code}"))))
        }
        None => render(&visitor, &token, "").await,
    }
}

async fn show(visitor: Visitor, Path((visit, code)): Path<(String, String)>) -> Answer {
    render(&visitor, &visit, &code).await
}

async fn render(visitor: &Visitor, visit: &str, code: &str) -> Answer {
    let found = verified(visitor, visit, code).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found)))
}

async fn verified(visitor: &Visitor, visit: &str, code: &str) -> Result<Show> {
    let visit: VisitId = id(visit)?;
    let shell = shell(visitor, "customer-verify").await?.width(Width::Narrow);
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let mut db = read(visitor).await?;
    let key = &visitor.edge.app.keys.work_card;
    let helpers = flows::crew::helpers(&mut db, market, visit).await?;
    let (verdict, sent) = jobs::views::verify_work_card(&mut db, market, visit, &helpers, code, key, now).await?;
    let (job, _) = jobs::views::visit(&mut db, market, visit).await?;
    let is_own = visitor.ctx.actor.customer() == Some(job.customer);
    // Who is sent is told to those who hold a card of ours, and to the customer; a forged code learns nothing.
    let may_know = is_own || matches!(verdict, CardVerdict::Genuine | CardVerdict::Stale);
    let technician = technician::card(visitor, &shell, &mut db, sent.filter(|_| may_know)).await?;
    let skills = match (&technician, verdict) {
        (Some(card), CardVerdict::Genuine) => workforce::views::skills_of(&mut db, market, card.id).await?,
        _ => Vec::new(),
    };
    Ok(Show {
        tone: match verdict {
            CardVerdict::Genuine => Tone::Good,
            CardVerdict::Stale => Tone::Warn,
            CardVerdict::WrongPerson | CardVerdict::Forged => Tone::Bad,
        },
        order: is_own.then(|| format!("/orders/{}", job.number)),
        skills: skills.iter().map(|skill| shell.word_or_code("customer-skill", &skill.skill)).collect(),
        verdict,
        technician,
        shell,
    })
}
