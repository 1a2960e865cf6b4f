//! `/orders/{number}/review`: what the customer thinks of the visit, by dimensions.

use super::{address, framed, own};
use crate::{
    frame::read,
    technician::{self, TechnicianCard},
    typed::Typed,
    words::Words,
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use edge::{Answer, Edge, Failure, OrFail, Uploaded, Visitor, page, see_other};
use feedback::{Dimension, Opinion, Review, ReviewTag, Scores, actions::EditReview};
use flows::reviewing::ReviewVisit;
use jobs::views::JobDetail;
use kernel::{FileId, Kind, Problem, Result, problem};
use ui::{Choice, Form, Html, Rate, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/orders/{order}/review", get(show).post(write))
}

const PHOTOS_MAX: usize = 9;

#[derive(Template)]
#[template(path = "orders/review.html")]
struct Show {
    shell: Shell,
    detail: JobDetail,
    technician: Option<TechnicianCard>,
    overall: Rate,
    others: Vec<Rate>,
    tags: Vec<Choice>,
    chosen_tags: Vec<String>,
    photos: Vec<String>,
    reply: Option<String>,
    is_new: bool,
    form: Form,
}

impl Show {
    fn order(&self) -> String {
        address(&self.detail)
    }
}

async fn show(visitor: Visitor, Path(order): Path<String>) -> Answer {
    render(&visitor, &order, Form::new(visitor.ctx.locale), None).await
}

async fn render(visitor: &Visitor, order: &str, form: Form, refused: Option<(&Uploaded, Problem)>) -> Answer {
    let status = refused.as_ref().map_or(200, |(_, problem)| problem.kind().status());
    let found = read_review(visitor, order, form, refused).await.or_fail(visitor)?;
    Ok(page(visitor, Html::page(&found).map(|html| html.with_status(status))))
}

async fn read_review(
    visitor: &Visitor,
    order: &str,
    form: Form,
    refused: Option<(&Uploaded, Problem)>,
) -> Result<Show> {
    let detail = own(visitor, order).await?;
    let shell = framed(visitor, "customer-review", &detail).await?;
    let mut db = read(visitor).await?;
    let written = feedback::views::review_of_visit(&mut db, visitor.ctx.market, detail.job.current_visit).await?;
    let technician = technician::card(visitor, &shell, &mut db, detail.job.technician).await?;
    let (form, chosen_tags, score) = match &refused {
        Some((upload, problem)) => {
            let pairs = upload.form.pairs.clone();
            let tags = upload.form.all("tags").map(str::to_owned).collect();
            (form.filled(pairs).failed(problem.clone()), tags, None)
        }
        None => stored(form, written.as_ref()),
    };
    let score = score.unwrap_or_else(|| form.value("overall").parse().unwrap_or(0));
    let score_of = |dimension: Dimension| form.value(dimension.as_str()).parse::<u8>().unwrap_or(0);
    let others = Dimension::ALL.iter().filter(|dimension| **dimension != Dimension::Overall);
    let others =
        others.map(|one| ui::rate(one.as_str(), shell.word("feedback-dimension", one), score_of(*one)).small());
    Ok(Show {
        overall: ui::rate("overall", shell.word("feedback-dimension", Dimension::Overall), score),
        others: others.collect(),
        tags: ReviewTag::ALL.iter().map(|tag| Choice::new(tag, shell.word("feedback-tag", tag))).collect(),
        photos: written
            .iter()
            .flat_map(|review| &review.opinion.photos)
            .map(|file| visitor.edge.thumbnail_url(*file))
            .collect(),
        reply: written.as_ref().map(|review| review.reply.clone()).filter(|reply| !reply.is_empty()),
        is_new: written.is_none(),
        chosen_tags,
        technician,
        form,
        shell,
        detail,
    })
}

fn stored(form: Form, review: Option<&Review>) -> (Form, Vec<String>, Option<u8>) {
    let Some(review) = review else { return (form, Vec::new(), Some(0)) };
    let scores = &review.opinion.scores;
    let with = |form: Form, one: &Dimension| match scores.of(*one) {
        Some(score) => form.with(one.as_str(), score),
        None => form,
    };
    let form = Dimension::ALL.iter().fold(form.with("text", &review.opinion.text), with);
    let tags = review.opinion.tags.iter().map(ToString::to_string).collect();
    (form, tags, u8::try_from(scores.overall).ok())
}

async fn write(Path(order): Path<String>, upload: Uploaded) -> Answer {
    let visitor = upload.form.visitor.clone();
    let written: Result<String> = async {
        let detail = own(&visitor, &order).await?;
        let visit = detail.job.current_visit;
        let before = feedback::views::review_of_visit(&mut read(&visitor).await?, visitor.ctx.market, visit).await?;
        let opinion = opinion(&visitor, &upload, before.as_ref()).await?;
        match before {
            Some(before) => {
                let edit = EditReview { review: before.review_id, opinion, version: before.version };
                visitor.edge.app.db.perform(&visitor.ctx, edit).await?;
            }
            None => {
                visitor.edge.app.db.perform(&visitor.ctx, ReviewVisit { visit, opinion }).await?;
            }
        }
        Ok(address(&detail))
    }
    .await;
    match written {
        Ok(next) => Ok(see_other(&visitor, &next, &[visitor.flash_cookie("customer-reviewed")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(&visitor, problem)),
        Err(problem) => render(&visitor, &order, Form::new(visitor.ctx.locale), Some((&upload, problem))).await,
    }
}

async fn opinion(visitor: &Visitor, upload: &Uploaded, before: Option<&Review>) -> Result<Opinion> {
    let form = &upload.form;
    let scores = Scores {
        overall: form.number("overall")?,
        punctuality: form.maybe_number("punctuality")?,
        workmanship: form.maybe_number("workmanship")?,
        communication: form.maybe_number("communication")?,
        cleanliness: form.maybe_number("cleanliness")?,
        price_transparency: form.maybe_number("price_transparency")?,
    };
    let tags = form.all("tags").map(|tag| tag.parse().map_err(|bad: Problem| bad.field("tags")));
    let tags: Vec<ReviewTag> = tags.collect::<Result<_>>()?;
    let mut photos: Vec<FileId> = before.map(|review| review.opinion.photos.clone()).unwrap_or_default();
    if photos.len() + upload.files.len() > PHOTOS_MAX {
        return Err(problem::OUT_OF_RANGE.field("photos").param("most", PHOTOS_MAX).param("given", upload.files.len()));
    }
    for file in &upload.files {
        let kept = visitor.edge.keep_photo(visitor, file.bytes.clone()).await.map_err(|bad| bad.field("photos"))?;
        photos.push(kept.file);
    }
    Ok(Opinion { scores, text: form.text("text").to_owned(), tags, photos })
}
