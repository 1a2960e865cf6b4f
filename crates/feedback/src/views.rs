//! Reads: reviews of a technician, a job, a customer; ratings.

use crate::{Dimension, Review, ReviewState};
use db::{Cursor, Page, PageRequest, Read, Sql, params};
use kernel::{CustomerId, JobId, MarketId, Result, ReviewId, TechnicianId, VisitId};
use serde::Serialize;

db::statements! {
    REVIEW = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and review_id = $2";
    REVIEW_OF_VISIT = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and visit_id = $2";
    REVIEWS_OF_JOB = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and job_id = $2
        order by review_id desc";
    REVIEWS_OF_TECHNICIAN = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and technician_id = $2 and state = 'shown' and review_id < $3
        order by review_id desc
        limit $4";
    REVIEWS_OF_CUSTOMER = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and customer_id = $2 and review_id < $3
        order by review_id desc
        limit $4";
    REVIEWS_PAGE = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and review_id < $2
        order by review_id desc
        limit $3";
    REVIEWS_BY_STATE_PAGE = "
        select review_id, visit_id, job_id, customer_id, technician_id, overall, punctuality, workmanship, communication,
          cleanliness, price_transparency, body, tags, photos, state, state_reason, reply, reply_by, replied_at, created_at,
          edited_at, version
        from reviews
        where market_id = $1 and state = $2 and review_id < $3
        order by review_id desc
        limit $4";
    RATING_OF = "
        select technician_id, dimension, review_count, score_sum
        from ratings
        where market_id = $1 and technician_id = $2";
    RATINGS_OF = "
        select technician_id, dimension, review_count, score_sum
        from ratings
        where market_id = $1 and technician_id in ({list})";
    ALL_OVERALL_RATINGS = "
        select technician_id, dimension, review_count, score_sum
        from ratings
        where market_id = $1 and dimension = 'overall'";
}

/// One dimension's part of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Mean {
    /// Of what.
    pub dimension: Dimension,
    /// How many reviews scored it.
    pub review_count: i64,
    /// Their mean in hundredths, rounded: 467 is 4.67.
    pub hundredths: i64,
}

/// What the shown reviews of a technician come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// Whose.
    pub technician: TechnicianId,
    /// Dimensions that were scored at all, in the order of [`Dimension::ALL`].
    pub means: Vec<Mean>,
}

impl Rating {
    /// The overall mean; none without reviews.
    #[must_use]
    pub fn overall(&self) -> Option<Mean> {
        self.means.iter().copied().find(|mean| mean.dimension == Dimension::Overall)
    }
}

struct RatingRow {
    technician_id: TechnicianId,
    dimension: Dimension,
    review_count: i64,
    score_sum: i64,
}
db::row!(RatingRow { technician_id, dimension, review_count, score_sum });

fn rating_from(technician: TechnicianId, rows: &[RatingRow]) -> Rating {
    let mut means: Vec<Mean> = rows
        .iter()
        .filter(|row| row.technician_id == technician && row.review_count > 0)
        .map(|row| Mean {
            dimension: row.dimension,
            review_count: row.review_count,
            hundredths: (row.score_sum * 100 + row.review_count / 2) / row.review_count,
        })
        .collect();
    means.sort_by_key(|mean| mean.dimension);
    Rating { technician, means }
}

/// A technician's rating; without means when nobody reviewed them.
pub async fn rating(read: &mut Read, market: MarketId, technician: TechnicianId) -> Result<Rating> {
    let rows: Vec<RatingRow> = read.all(RATING_OF, params![market, technician]).await?;
    Ok(rating_from(technician, &rows))
}

/// The ratings of some technicians, in the order asked.
pub async fn ratings_of(read: &mut Read, market: MarketId, technicians: &[TechnicianId]) -> Result<Vec<Rating>> {
    let mut values = params![market];
    values.extend(technicians.iter().flat_map(|technician| params![*technician]));
    let rows: Vec<RatingRow> = read.all(Sql::with_list(RATINGS_OF, 2, technicians.len()), values).await?;
    Ok(technicians.iter().map(|technician| rating_from(*technician, &rows)).collect())
}

/// The overall mean of every reviewed technician of the market; what dispatch scores by.
pub async fn overall_ratings(read: &mut Read, market: MarketId) -> Result<Vec<(TechnicianId, Mean)>> {
    let rows: Vec<RatingRow> = read.all(ALL_OVERALL_RATINGS, params![market]).await?;
    let one = |row: &RatingRow| {
        Some((row.technician_id, rating_from(row.technician_id, std::slice::from_ref(row)).overall()?))
    };
    Ok(rows.iter().filter_map(one).collect())
}

/// One review, whatever its state; for its author, its technician and operators.
pub async fn review(read: &mut Read, market: MarketId, review: ReviewId) -> Result<Review> {
    read.one(REVIEW, params![market, review]).await
}

/// The review of a visit.
pub async fn review_of_visit(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Option<Review>> {
    read.maybe(REVIEW_OF_VISIT, params![market, visit]).await
}

/// The reviews of a job's visits, newest first, whatever their state.
pub async fn reviews_of_job(read: &mut Read, market: MarketId, job: JobId) -> Result<Vec<Review>> {
    read.all(REVIEWS_OF_JOB, params![market, job]).await
}

fn before(page: &PageRequest) -> String {
    page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone())
}

fn page_of(page: &PageRequest, rows: Vec<Review>) -> Page<Review> {
    page.page(rows, |review| Cursor { key: 0, id: review.review_id.to_string() })
}

/// The shown reviews of a technician, newest first.
pub async fn reviews_of_technician(
    read: &mut Read,
    market: MarketId,
    technician: TechnicianId,
    page: &PageRequest,
) -> Result<Page<Review>> {
    let rows = read.all(REVIEWS_OF_TECHNICIAN, params![market, technician, before(page), page.limit + 1]).await?;
    Ok(page_of(page, rows))
}

/// A customer's reviews, newest first, whatever their state.
pub async fn reviews_of_customer(
    read: &mut Read,
    market: MarketId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<Review>> {
    let rows = read.all(REVIEWS_OF_CUSTOMER, params![market, customer, before(page), page.limit + 1]).await?;
    Ok(page_of(page, rows))
}

/// The market's reviews for operators, newest first; of one state when given.
pub async fn reviews_page(
    read: &mut Read,
    market: MarketId,
    state: Option<ReviewState>,
    page: &PageRequest,
) -> Result<Page<Review>> {
    let limit = page.limit + 1;
    let rows = match state {
        Some(state) => read.all(REVIEWS_BY_STATE_PAGE, params![market, state, before(page), limit]).await?,
        None => read.all(REVIEWS_PAGE, params![market, before(page), limit]).await?,
    };
    Ok(page_of(page, rows))
}
