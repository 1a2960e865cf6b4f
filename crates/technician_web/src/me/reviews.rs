//! `/field/reviews`: what customers say, and the technician's answer.

use crate::{asked::Refused, frame, wallet::request, words::Words};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    routing::{get, post},
};
use db::Read;
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use feedback::{
    actions::ReplyAsTechnician,
    model::{Dimension, Review},
    views::{Mean, Rating},
};
use kernel::{Result, ReviewId, problem};
use serde::Deserialize;
use ui::{Form, Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/reviews", get(show)).route("/field/reviews/{id}", post(reply))
}

#[derive(Deserialize, Default)]
struct Asked {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "me/reviews.html", blocks = ["content"])]
struct Reviews {
    shell: Shell,
    rating: Rating,
    reviews: Vec<Review>,
    more: Pagination,
    form: Form,
    refused: String,
}

impl Reviews {
    fn stars(&self, review: &Review) -> ui::Stars {
        ui::stars(u32::try_from(review.opinion.scores.overall * 100).unwrap_or(0))
    }
    fn overall(&self) -> Option<ui::Stars> {
        super::stars(&self.rating)
    }
    fn mean(&self, mean: &Mean) -> ui::Meter {
        let text = format!("{}.{:02}", mean.hundredths / 100, mean.hundredths % 100);
        let label = self.shell.word("feedback-dimension", mean.dimension);
        ui::meter(label, u64::try_from(mean.hundredths).unwrap_or(0), 500, text)
    }
    /// What was scored low, in words.
    fn low(&self, review: &Review) -> Vec<String> {
        let dimensions = Dimension::ALL.iter().copied().filter(|dimension| *dimension != Dimension::Overall);
        let score = |dimension: Dimension| {
            let score = review.opinion.scores.of(dimension).filter(|score| *score <= 3)?;
            Some(format!("{}: {score} / 5", self.shell.word("feedback-dimension", dimension)))
        };
        dimensions.filter_map(score).collect()
    }
    fn is_refused(&self, review: &Review) -> bool {
        self.refused == review.review_id.to_string()
    }
}

async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    dress(&visitor, &asked, "", None).await
}

async fn dress(visitor: &Visitor, asked: &Asked, which: &str, refused: Option<Refused>) -> Answer {
    let mut read = frame::read(visitor).await?;
    let mut page = page(&mut read, visitor, asked, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    which.clone_into(&mut page.refused);
    frame::respond(visitor, &page, refused.as_ref())
}

async fn page(read: &mut Read, visitor: &Visitor, asked: &Asked, refused: Option<&Refused>) -> Result<Reviews> {
    let (me, market) = (frame::technician(visitor)?, visitor.ctx.market);
    let found = feedback::views::reviews_of_technician(read, market, me, &request(&asked.after)?).await?;
    let shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-reviews")).await?;
    let newer = (!asked.after.is_empty()).then(|| "/field/reviews".to_owned());
    let older = found.next.as_ref().map(|next| format!("/field/reviews?after={next}"));
    Ok(Reviews {
        rating: feedback::views::rating(read, market, me).await?,
        more: ui::pagination(shell.locale, newer, older),
        reviews: found.items,
        form: Refused::form(refused, visitor, "reply"),
        refused: String::new(),
        shell: shell.back("/field/me", i18n::text(visitor.ctx.locale, "field-me")),
    })
}

async fn reply(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done = async {
        let review: ReviewId = id.parse().map_err(|_| problem::MISSING.problem())?;
        let reply = ReplyAsTechnician { review, text: form.text("text").to_owned() };
        visitor.edge.app.db.perform(&visitor.ctx, reply).await
    };
    match done.await {
        Ok(()) => frame::done(visitor, "/field/reviews", "field-done-reply"),
        Err(problem) => dress(visitor, &Asked::default(), &id, Some(Refused::of("reply", &form, problem)?)).await,
    }
}
