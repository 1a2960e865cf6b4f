//! `/reviews`: what customers think, and what is answered.

use super::{jobs::seen, prelude::*};
use crate::shapes::talk::ReviewShown;
use feedback::{
    Opinion, ReviewState, ReviewTag, Scores,
    actions::{EditReview, HideReview, ReplyAsTechnician, ReplyToReview, ShowReview},
    views::{self, Rating},
};
use flows::reviewing::ReviewVisit;
use kernel::{FileId, JobId, Result, ReviewId, TechnicianId, VisitId};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Reviews")
        .get("/reviews", "Reviews, newest first", &[P::MessagesRead], list)
        .post("/visits/{visit}/review", "Review a visit, by dimension", &[P::CustomerSelf], write)
        .get("/jobs/{job}/reviews", "The reviews of a job", &[P::CustomerSelf, P::TechnicianSelf, P::JobsRead], of_job)
        .put("/reviews/{review}", "Change one's review", &[P::CustomerSelf], edit)
        .post("/reviews/{review}/reply", "Answer a review", &[P::TechnicianSelf, P::MessagesWrite], reply)
        .post("/reviews/{review}/hiding", "Hide a review, with a reason", &[P::MessagesWrite], hide)
        .delete("/reviews/{review}/hiding", "Show it again", &[P::MessagesWrite], show)
        .get("/technicians/{technician}/rating", "What customers think of a technician", &[P::Public], rating)
        .get("/me/reviews", "Reviews of one's visits (technician)", &[P::TechnicianSelf], mine);
}

asked! {
    /// Which reviews.
    ReviewSearch { state: Option<ReviewState> }
}

async fn list(caller: Caller, Paged(ask, page): Paged<ReviewSearch>) -> Answer<Listed<ReviewShown>> {
    Ok(page_of(views::reviews_page(&mut caller.read().await?, caller.ctx.market, ask.state, &page).await?))
}

asked! {
    /// Stars from 1 to 5 by dimension, words, tags, photos.
    OpinionAsk {
        overall: i64,
        punctuality: Option<i64>,
        workmanship: Option<i64>,
        communication: Option<i64>,
        cleanliness: Option<i64>,
        price_transparency: Option<i64>,
        text: Option<String>,
        tags: Vec<ReviewTag>,
        photos: Vec<FileId>,
    }
}

impl From<OpinionAsk> for Opinion {
    fn from(ask: OpinionAsk) -> Self {
        let OpinionAsk { overall, punctuality, workmanship, communication, cleanliness, price_transparency, .. } = ask;
        let scores = Scores { overall, punctuality, workmanship, communication, cleanliness, price_transparency };
        Self { scores, text: ask.text.unwrap_or_default(), tags: ask.tags, photos: ask.photos }
    }
}

async fn shown(caller: &Caller, id: ReviewId) -> Result<Versioned<ReviewShown>> {
    let review = views::review(&mut caller.read().await?, caller.ctx.market, id).await?;
    Ok(Versioned((&review).into(), review.version))
}

async fn write(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<OpinionAsk>) -> Answer<Made<ReviewShown>> {
    let id = caller.perform(ReviewVisit { visit, opinion: ask.into() }).await?;
    Ok(Made(shown(&caller, id).await?.0))
}

async fn of_job(caller: Caller, Path(job): Path<JobId>) -> Answer<Shown<Vec<ReviewShown>>> {
    seen(&caller, job).await?;
    Ok(Shown(each(&views::reviews_of_job(&mut caller.read().await?, caller.ctx.market, job).await?)))
}

async fn edit(
    caller: Caller,
    Path(review): Path<ReviewId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<OpinionAsk>,
) -> Answer<Versioned<ReviewShown>> {
    caller.perform(EditReview { review, opinion: ask.into(), version }).await?;
    Ok(shown(&caller, review).await?)
}

asked! {
    /// In words.
    ReplyAsk { text: String }
}

async fn reply(caller: Caller, Path(review): Path<ReviewId>, Body(ask): Body<ReplyAsk>) -> Answer<Done> {
    if caller.is_operator() {
        caller.perform(ReplyToReview { review, text: ask.text }).await?;
    } else {
        caller.perform(ReplyAsTechnician { review, text: ask.text }).await?;
    }
    Ok(Done)
}

asked! {
    /// Why.
    HidingAsk { reason: String }
}

async fn hide(caller: Caller, Path(review): Path<ReviewId>, Body(ask): Body<HidingAsk>) -> Answer<Done> {
    caller.perform(HideReview { review, reason: ask.reason }).await?;
    Ok(Done)
}

async fn show(caller: Caller, Path(review): Path<ReviewId>) -> Answer<Done> {
    caller.perform(ShowReview { review }).await?;
    Ok(Done)
}

async fn rating(caller: Caller, Path(technician): Path<TechnicianId>) -> Answer<Shown<Rating>> {
    let mut read = caller.read().await?;
    workforce::views::technician(&mut read, caller.ctx.market, technician).await?;
    Ok(Shown(views::rating(&mut read, caller.ctx.market, technician).await?))
}

async fn mine(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<ReviewShown>> {
    let me = super::visits::own_id(&caller)?;
    Ok(page_of(views::reviews_of_technician(&mut caller.read().await?, caller.ctx.market, me, &page).await?))
}
