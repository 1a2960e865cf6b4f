//! Extra work on site: the technician chooses from the catalogue, the catalogue says what it costs, the customer is asked. Nobody types
//! an amount.

use crate::quote_lines::job_line;
use catalog::{
    actions::{AcceptQuote, ExtraItem, QuoteExtra},
    model::{Quote, SigningKey},
};
use db::{Action, Tx};
use jobs::{
    actions::{ApproveChangeOrder, ByLink, ByOperator, ProposeChangeOrder, Proposed},
    model::{ChangeOrderState, Device, Job},
};
use kernel::{Actor, ChangeOrderId, Ctx, Permission, QuoteId, Result, VisitId, problem};

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
            quote: Some(quote.id),
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

/// A way to say yes to extra work.
pub trait Approval: Action {
    /// To which.
    fn change_order(&self) -> ChangeOrderId;
}

impl Approval for ApproveChangeOrder {
    fn change_order(&self) -> ChangeOrderId {
        self.change_order
    }
}

impl Approval for ByOperator<ApproveChangeOrder> {
    fn change_order(&self) -> ChangeOrderId {
        self.0.change_order
    }
}

impl Approval for ByLink<ApproveChangeOrder> {
    fn change_order(&self) -> ChangeOrderId {
        self.verb.change_order
    }
}

/// The customer wants the extra work, through whichever door: the change order is approved and its quote accepted, so that a visit fee
/// which it takes off is taken off once.
pub struct AgreeToExtraWork<A> {
    /// How the customer says so.
    pub approval: A,
    /// Signs quotes.
    pub key: SigningKey,
}

impl<A: Approval> Action for AgreeToExtraWork<A> {
    const NAME: &'static str = A::NAME;
    const PERMISSION: Permission = A::PERMISSION;
    type Outcome = A::Outcome;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<A::Outcome> {
        let outcome = self.approval.perform(tx, ctx).await?;
        let order = jobs::views::change_order(tx, ctx.market, self.approval.change_order()).await?;
        // A wrong code through the link approves nothing.
        if order.state == ChangeOrderState::Approved
            && let Some(quote) = order.quote
        {
            self.accept(tx, ctx, quote).await?;
        }
        Ok(outcome)
    }

    fn subject(&self) -> String {
        self.approval.subject()
    }
}

impl<A> AgreeToExtraWork<A> {
    async fn accept(&self, tx: &mut Tx, ctx: &Ctx, quote: QuoteId) -> Result<()> {
        let quote = catalog::views::quote(tx, ctx.market, quote).await?;
        let option = quote.options.first().filter(|_| quote.accepted().is_none());
        let Some(option) = option else { return Ok(()) };
        let accept = AcceptQuote { quote: quote.id, plan: option.plan, customer: None, key: self.key.clone() };
        accept.perform(tx, &ctx.acting_as(Actor::System)).await.map(drop)
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
