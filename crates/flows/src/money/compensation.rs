//! An operator gives a customer something for our failure, within the market's limits.

use crate::{books, policies};
use billing::actions::GrantCompensation;
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, JobId, Money, Permission, Result};

/// Something for our failure, into the customer's balance, with a reason that the customer reads.
pub struct Compensate {
    /// Whom.
    pub customer: CustomerId,
    /// For which job of theirs.
    pub job: Option<JobId>,
    /// How much; for one order at most what the market's policy leaves.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// How many compensations for the job the operator saw; with another number nothing is given.
    pub seen: Option<usize>,
}

impl Action for Compensate {
    const NAME: &'static str = "flows.compensate";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        if let Some(job) = self.job {
            jobs::views::job_row(tx, ctx.market, job).await.map_err(|problem| problem.field("job"))?;
        }
        customers::views::customer(tx, ctx.market, self.customer).await?;
        let policy = policies::money(tx, ctx.market).await?;
        let Self { customer, job, amount, seen, .. } = *self;
        let grant = GrantCompensation { customer, job, amount, reason: self.reason.clone(), seen, policy };
        let booked = grant.perform(tx, ctx).await?;
        books::keep(tx, ctx, booked).await
    }

    fn subject(&self) -> String {
        self.customer.to_string()
    }
}
