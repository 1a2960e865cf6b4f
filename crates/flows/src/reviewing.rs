//! A customer reviews a visit: feedback is told what happened by jobs, and whether somebody may be reviewing themselves.

use db::{Action, Tx};
use feedback::{Opinion, PhoneCheck, VisitFacts, actions::WriteReview};
use jobs::model::State;
use kernel::{Ctx, Permission, Result, ReviewId, Timestamp, VisitId, problem};

/// A customer reviews a visit of theirs.
pub struct ReviewVisit {
    /// Which.
    pub visit: VisitId,
    /// What they say.
    pub opinion: Opinion,
}

impl Action for ReviewVisit {
    const NAME: &'static str = "flows.review_visit";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = ReviewId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<ReviewId> {
        let (job, detail) = jobs::views::visit(tx, ctx.market, self.visit).await?;
        let visit = detail.visit;
        let missing = || problem::MISSING.field("visit");
        let technician = visit.technician.ok_or_else(missing)?;
        if ctx.actor.customer() != Some(job.customer) {
            return Err(missing());
        }
        let customer = customers::views::customer(tx, ctx.market, job.customer).await?;
        let person = workforce::views::technician(tx, ctx.market, technician).await?;
        let is_same = person.phone == customer.phone || person.phone == job.contact.phone;
        let facts = VisitFacts {
            visit: visit.visit,
            job: job.job,
            customer: job.customer,
            technician,
            completed_at: completed_at(visit.state, visit.ended_at),
            phones: if is_same { PhoneCheck::Same } else { PhoneCheck::Differ },
        };
        WriteReview { visit: facts, opinion: self.opinion.clone() }.perform(tx, ctx).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// When the work was accepted; none for a visit that ended in another way.
fn completed_at(state: State, ended_at: Option<Timestamp>) -> Option<Timestamp> {
    matches!(state, State::Completed | State::Settled).then_some(ended_at).flatten()
}
