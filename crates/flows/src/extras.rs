//! Extra work on site: the technician chooses from the catalogue, the catalogue says what it costs, the customer is asked. Nobody types
//! an amount.

use crate::booking::job_line;
use catalog::{
    actions::{ExtraItem, QuoteExtra},
    model::{Quote, SigningKey},
};
use db::{Action, Tx};
use jobs::{
    actions::{ProposeChangeOrder, Proposed},
    model::{Device, Job},
};
use kernel::{Ctx, Permission, Result, VisitId, problem};

/// The technician asks the customer for extra work, at the price of the catalogue.
pub struct ProposeExtraWork {
    /// At which visit.
    pub visit: VisitId,
    /// What.
    pub items: Vec<ExtraItem>,
    /// Why it is needed.
    pub reason: String,
    /// Where and when the device says it happened.
    pub device: Device,
    /// Signs quotes.
    pub key: SigningKey,
}

impl Action for ProposeExtraWork {
    const NAME: &'static str = "flows.propose_extra_work";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Proposed;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Proposed> {
        let quote = priced(tx, ctx, self.visit, &self.items, &self.key).await?;
        let option = quote.options.first().ok_or_else(|| problem::REQUIRED.field("items"))?;
        let propose = ProposeChangeOrder {
            visit: self.visit,
            lines: option.lines.iter().map(job_line).collect(),
            total: option.total,
            minutes: quote.need.duration_minutes,
            reason: self.reason.clone(),
            device: self.device.clone(),
        };
        propose.perform(tx, ctx).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// What extra work would cost, before the customer is asked.
pub struct PriceExtraWork {
    /// At which visit.
    pub visit: VisitId,
    /// What.
    pub items: Vec<ExtraItem>,
    /// Signs quotes.
    pub key: SigningKey,
}

impl Action for PriceExtraWork {
    const NAME: &'static str = "flows.price_extra_work";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Quote;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Quote> {
        priced(tx, ctx, self.visit, &self.items, &self.key).await
    }

    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

async fn priced(tx: &mut Tx, ctx: &Ctx, visit: VisitId, items: &[ExtraItem], key: &SigningKey) -> Result<Quote> {
    let job = own_job(tx, ctx, visit).await?;
    if items.is_empty() {
        return Err(problem::REQUIRED.field("items"));
    }
    let quote = QuoteExtra { job: job.job, base: job.quote, items: items.to_vec(), key: key.clone() };
    quote.perform(tx, ctx).await
}

/// The job of a visit that the acting technician has.
pub(crate) async fn own_job(tx: &mut Tx, ctx: &Ctx, visit: VisitId) -> Result<Job> {
    let (job, detail) = jobs::views::visit(tx, ctx.market, visit).await?;
    let is_theirs = detail.visit.technician.is_some() && detail.visit.technician == ctx.actor.technician();
    if is_theirs { Ok(job) } else { Err(problem::MISSING.problem()) }
}
