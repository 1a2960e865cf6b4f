//! Decisions: what a review may say, for how long it may be written and changed, how it moves a rating.

use crate::{Dimension, Opinion, PhoneCheck, Review, ReviewState, Scores, VisitFacts, refusals};
use kernel::{
    Result, Timestamp, problem,
    time::{SignedDuration, hours},
};

/// How long after a visit it can be reviewed.
pub const REVIEW_WITHIN: SignedDuration = hours(30 * 24);
/// How long a review can be changed by its author.
pub const EDIT_WITHIN: SignedDuration = hours(7 * 24);
/// Characters of a review and of a reply.
pub const TEXT_LENGTH_MAX: usize = 1000;
/// Photos of a review.
pub const PHOTOS_MAX: usize = 9;

/// The opinion as it is kept: text trimmed, tags and photos each once; refused when a score or a length is wrong.
pub fn normal(opinion: &Opinion) -> Result<Opinion> {
    for dimension in Dimension::ALL {
        match opinion.scores.of(*dimension) {
            Some(score) if !(1..=5).contains(&score) => {
                return Err(refusals::BAD_SCORE.field(dimension.as_str()).param("given", score));
            }
            Some(_) | None => {}
        }
    }
    let text = normal_text(&opinion.text, "text")?;
    if opinion.photos.len() > PHOTOS_MAX {
        return Err(problem::OUT_OF_RANGE.field("photos").param("most", PHOTOS_MAX));
    }
    Ok(Opinion { scores: opinion.scores, text, tags: each_once(&opinion.tags), photos: each_once(&opinion.photos) })
}

fn each_once<T: Copy + PartialEq>(items: &[T]) -> Vec<T> {
    let mut kept = Vec::new();
    for item in items {
        if !kept.contains(item) {
            kept.push(*item);
        }
    }
    kept
}

/// A text trimmed; refused over [`TEXT_LENGTH_MAX`] characters.
pub fn normal_text(text: &str, field: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > TEXT_LENGTH_MAX {
        return Err(problem::TOO_LONG.field(field).param("length_max", TEXT_LENGTH_MAX));
    }
    Ok(text.to_owned())
}

/// Whether a visit can be reviewed now.
pub fn check_reviewable(visit: &VisitFacts, now: Timestamp) -> Result<()> {
    let Some(completed_at) = visit.completed_at else { return Err(refusals::TOO_EARLY_TO_REVIEW.problem()) };
    if now.duration_since(completed_at) < REVIEW_WITHIN {
        return Ok(());
    }
    Err(refusals::TOO_LATE_TO_REVIEW.problem().param("days", REVIEW_WITHIN.as_hours() / 24))
}

/// Whether its author may still change a review.
pub fn check_editable(review: &Review, now: Timestamp) -> Result<()> {
    if now.duration_since(review.created_at) < EDIT_WITHIN {
        return Ok(());
    }
    Err(refusals::REVIEW_FINAL.problem().param("days", EDIT_WITHIN.as_hours() / 24))
}

/// Whether a new review is shown at once: who may be reviewing themselves has to wait for an operator.
#[must_use]
pub fn first_state(phones: PhoneCheck) -> ReviewState {
    match phones {
        PhoneCheck::Differ => ReviewState::Shown,
        PhoneCheck::Same => ReviewState::Held,
    }
}

/// By how much one dimension's count and sum of scores change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatingMove {
    /// Of which dimension.
    pub dimension: Dimension,
    /// More or fewer reviews.
    pub count: i64,
    /// More or fewer points.
    pub sum: i64,
}

/// How a rating moves when what counts of a review changes from `before` to `after` (`None`: it does not count).
#[must_use]
pub fn rating_moves(before: Option<&Scores>, after: Option<&Scores>) -> Vec<RatingMove> {
    let part = |scores: Option<&Scores>, dimension: Dimension| scores.and_then(|scores| scores.of(dimension));
    let one = |dimension: &Dimension| {
        let (old, new) = (part(before, *dimension), part(after, *dimension));
        RatingMove {
            dimension: *dimension,
            count: i64::from(new.is_some()) - i64::from(old.is_some()),
            sum: new.unwrap_or(0) - old.unwrap_or(0),
        }
    };
    Dimension::ALL.iter().map(one).filter(|moved| moved.count != 0 || moved.sum != 0).collect()
}

/// What of a review counts.
#[must_use]
pub fn counted(review: &Review) -> Option<&Scores> {
    match review.state {
        ReviewState::Shown => Some(&review.opinion.scores),
        ReviewState::Held | ReviewState::Hidden => None,
    }
}
