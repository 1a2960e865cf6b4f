//! Verbs that write.

use crate::{
    Opinion, Review, ReviewState, VisitFacts,
    events::{RatingChanged, ReviewChanged, ReviewWritten},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, Permission, Result, ReviewId, problem};

/// A customer reviews a visit of theirs.
pub struct WriteReview {
    /// What was visited.
    pub visit: VisitFacts,
    /// What they say.
    pub opinion: Opinion,
}

impl Action for WriteReview {
    const NAME: &'static str = "feedback.write_review";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = ReviewId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<ReviewId> {
        if ctx.actor.customer() != Some(self.visit.customer) {
            return Err(problem::MISSING.problem());
        }
        rules::check_reviewable(&self.visit, ctx.now)?;
        let review = Review {
            review_id: ctx.new_id(),
            visit_id: self.visit.visit,
            job_id: self.visit.job,
            customer_id: self.visit.customer,
            technician_id: self.visit.technician,
            opinion: rules::normal(&self.opinion)?,
            state: rules::first_state(self.visit.phones),
            state_reason: String::new(),
            reply: String::new(),
            reply_by: None,
            replied_at: None,
            created_at: ctx.now,
            edited_at: None,
            version: 1,
        };
        if !store::insert(tx, ctx, &review).await? {
            return Err(refusals::ALREADY_REVIEWED.problem());
        }
        move_rating(tx, ctx, None, &review).await?;
        tx.announce(
            ctx,
            &ReviewWritten {
                review: review.review_id,
                job: review.job_id,
                visit: review.visit_id,
                customer: review.customer_id,
                technician: review.technician_id,
                overall: review.opinion.scores.overall,
            },
        );
        Ok(review.review_id)
    }

    fn subject(&self) -> String {
        self.visit.visit.to_string()
    }
}

/// Keeps the technician's rating equal to what the shown reviews come to.
async fn move_rating(tx: &mut Tx, ctx: &Ctx, before: Option<&Review>, after: &Review) -> Result<()> {
    let moves = rules::rating_moves(before.and_then(rules::counted), rules::counted(after));
    if moves.is_empty() {
        return Ok(());
    }
    for moved in moves {
        store::move_rating(tx, ctx, after.technician_id, moved).await?;
    }
    let overall = views::rating(tx, ctx.market, after.technician_id).await?.overall();
    tx.announce(
        ctx,
        &RatingChanged {
            technician: after.technician_id,
            review_count: overall.map_or(0, |mean| mean.review_count),
            overall_hundredths: overall.map_or(0, |mean| mean.hundredths),
        },
    );
    Ok(())
}

async fn save(tx: &mut Tx, ctx: &Ctx, before: &Review, after: &Review) -> Result<()> {
    store::update(tx, ctx, after).await?;
    move_rating(tx, ctx, Some(before), after).await?;
    tx.changed(after.review_id, Some(before), Some(after));
    tx.announce(
        ctx,
        &ReviewChanged {
            review: after.review_id,
            job: after.job_id,
            customer: after.customer_id,
            technician: after.technician_id,
        },
    );
    Ok(())
}

/// Its author changes a review, within some days. A hidden one stays hidden.
pub struct EditReview {
    /// Which.
    pub review: ReviewId,
    /// What they say now.
    pub opinion: Opinion,
    /// The version that was read.
    pub version: i64,
}

impl Action for EditReview {
    const NAME: &'static str = "feedback.edit_review";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::review(tx, ctx.market, self.review).await?;
        if ctx.actor.customer() != Some(before.customer_id) {
            return Err(problem::MISSING.problem());
        }
        rules::check_editable(&before, ctx.now)?;
        if before.version != self.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        let opinion = rules::normal(&self.opinion)?;
        save(tx, ctx, &before, &Review { opinion, edited_at: Some(ctx.now), ..before.clone() }).await
    }

    fn subject(&self) -> String {
        self.review.to_string()
    }
}

/// The technician answers a review of theirs, once.
pub struct ReplyAsTechnician {
    /// Which.
    pub review: ReviewId,
    /// The answer.
    pub text: String,
}

impl Action for ReplyAsTechnician {
    const NAME: &'static str = "feedback.reply_as_technician";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::review(tx, ctx.market, self.review).await?;
        if ctx.actor.technician() != Some(before.technician_id) {
            return Err(problem::MISSING.problem());
        }
        match before.state {
            ReviewState::Shown => {}
            ReviewState::Held | ReviewState::Hidden => return Err(refusals::REVIEW_NOT_SHOWN.problem()),
        }
        if !before.reply.is_empty() {
            return Err(refusals::ALREADY_REPLIED.problem());
        }
        reply(tx, ctx, &before, &self.text).await
    }

    fn subject(&self) -> String {
        self.review.to_string()
    }
}

/// The company answers a review; its answer takes the place of one that was there.
pub struct ReplyToReview {
    /// Which.
    pub review: ReviewId,
    /// The answer.
    pub text: String,
}

impl Action for ReplyToReview {
    const NAME: &'static str = "feedback.reply_to_review";
    const PERMISSION: Permission = Permission::MessagesWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::review(tx, ctx.market, self.review).await?;
        reply(tx, ctx, &before, &self.text).await
    }

    fn subject(&self) -> String {
        self.review.to_string()
    }
}

async fn reply(tx: &mut Tx, ctx: &Ctx, before: &Review, text: &str) -> Result<()> {
    let text = rules::normal_text(text, "text")?;
    if text.is_empty() {
        return Err(problem::REQUIRED.field("text"));
    }
    let (reply_by, replied_at) = (Some(ctx.actor.label()), Some(ctx.now));
    save(tx, ctx, before, &Review { reply: text, reply_by, replied_at, ..before.clone() }).await
}

/// An operator takes a review down, with the reason; it no longer counts.
pub struct HideReview {
    /// Which.
    pub review: ReviewId,
    /// Why.
    pub reason: String,
}

impl Action for HideReview {
    const NAME: &'static str = "feedback.hide_review";
    const PERMISSION: Permission = Permission::MessagesWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let state_reason = rules::normal_text(&self.reason, "reason")?;
        if state_reason.is_empty() {
            return Err(problem::REQUIRED.field("reason"));
        }
        let before = views::review(tx, ctx.market, self.review).await?;
        save(tx, ctx, &before, &Review { state: ReviewState::Hidden, state_reason, ..before.clone() }).await
    }

    fn subject(&self) -> String {
        self.review.to_string()
    }
}

/// An operator shows a review that was held back or taken down; it counts.
pub struct ShowReview {
    /// Which.
    pub review: ReviewId,
}

impl Action for ShowReview {
    const NAME: &'static str = "feedback.show_review";
    const PERMISSION: Permission = Permission::MessagesWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::review(tx, ctx.market, self.review).await?;
        if before.state == ReviewState::Shown {
            return Ok(());
        }
        let shown = Review { state: ReviewState::Shown, state_reason: String::new(), ..before.clone() };
        save(tx, ctx, &before, &shown).await
    }

    fn subject(&self) -> String {
        self.review.to_string()
    }
}

/// Gives the reviews of a customer whose file was merged to the one that stays.
pub struct MoveCustomer {
    /// The file that is no more.
    pub from: CustomerId,
    /// The file that stays.
    pub into: CustomerId,
}

impl Action for MoveCustomer {
    const NAME: &'static str = "feedback.move_customer";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        store::move_reviews(tx, ctx, self.from, self.into).await
    }
}
