//! The only room with writing SQL.

use crate::{Review, rules::RatingMove};
use db::{Tx, params};
use kernel::{Ctx, CustomerId, Result, TechnicianId, scalar::Json};

db::statements! {
    INSERT_REVIEW = "
        insert into reviews (market_id, review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality,
          workmanship, communication, cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by,
          replied_at, created_at, edited_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', null, null, $18, null, 1)
        on conflict do nothing";
    UPDATE_REVIEW = "
        update reviews
        set overall = $1, punctuality = $2, workmanship = $3, communication = $4, cleanliness = $5, price_transparency = $6,
          body = $7, tags = $8, photos = $9, state = $10, state_reason = $11, reply = $12, reply_by = $13, replied_at = $14,
          edited_at = $15, version = version + 1
        where market_id = $16 and review_id = $17 and version = $18";
    MOVE_REVIEWS = "
        update reviews
        set customer_id = $1, version = version + 1
        where market_id = $2 and customer_id = $3";
    MOVE_RATING = "
        insert into ratings (market_id, technician_id, dimension, review_count, score_sum)
        values ($1, $2, $3, $4, $5)
        on conflict (market_id, technician_id, dimension) do update
        set review_count = ratings.review_count + excluded.review_count, score_sum = ratings.score_sum + excluded.score_sum";
}

/// Whether the visit had no review yet.
pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, review: &Review) -> Result<bool> {
    let scores = &review.opinion.scores;
    let values = params![
        ctx.market,
        review.review_id,
        review.visit_id,
        review.job_id,
        review.customer_id,
        review.technician_id,
        scores.overall,
        scores.punctuality,
        scores.workmanship,
        scores.communication,
        scores.cleanliness,
        scores.price_transparency,
        review.opinion.text,
        Json(review.opinion.tags.clone()),
        Json(review.opinion.photos.clone()),
        review.state,
        review.state_reason,
        review.created_at
    ];
    Ok(tx.run(INSERT_REVIEW, values).await? == 1)
}

pub(crate) async fn update(tx: &mut Tx, ctx: &Ctx, review: &Review) -> Result<()> {
    let scores = &review.opinion.scores;
    let values = params![
        scores.overall,
        scores.punctuality,
        scores.workmanship,
        scores.communication,
        scores.cleanliness,
        scores.price_transparency,
        review.opinion.text,
        Json(review.opinion.tags.clone()),
        Json(review.opinion.photos.clone()),
        review.state,
        review.state_reason,
        review.reply,
        review.reply_by,
        review.replied_at,
        review.edited_at,
        ctx.market,
        review.review_id,
        review.version
    ];
    tx.save(UPDATE_REVIEW, values).await
}

pub(crate) async fn move_rating(tx: &mut Tx, ctx: &Ctx, technician: TechnicianId, moved: RatingMove) -> Result<()> {
    tx.run(MOVE_RATING, params![ctx.market, technician, moved.dimension, moved.count, moved.sum]).await.map(drop)
}

pub(crate) async fn move_reviews(tx: &mut Tx, ctx: &Ctx, from: CustomerId, into: CustomerId) -> Result<()> {
    tx.run(MOVE_REVIEWS, params![into, ctx.market, from]).await.map(drop)
}
