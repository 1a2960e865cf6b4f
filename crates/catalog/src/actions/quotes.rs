//! What happens to a quote once it is made.

use crate::{
    model::{Plan, Quote, QuoteState, SigningKey},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Actor, Ctx, CustomerId, Permission, QuoteId, Result, Timestamp, problem, time::hours};

/// How long a quote that nobody accepted is kept.
const KEPT_HOURS: i64 = 24 * 30;

/// Agrees to one of a quote's options. The sum binds both sides; what is stored must still carry our signature.
pub struct AcceptQuote {
    /// Which.
    pub quote: QuoteId,
    /// Which of its options.
    pub plan: Plan,
    /// Who agrees, when an operator or a flow says so for them; customers agree for themselves. A quote that was nobody's becomes theirs.
    pub customer: Option<CustomerId>,
    /// The installation's key.
    pub key: SigningKey,
}

impl Action for AcceptQuote {
    const NAME: &'static str = "catalog.accept_quote";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Quote;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Quote> {
        let quote = views::quote_seen_by(tx, ctx, self.quote).await?;
        if !rules::is_genuine(&self.key, ctx.market, &quote)? {
            return Err(refusals::QUOTE_TAMPERED.problem().param("quote", quote.id));
        }
        let state = rules::accept(&quote, self.plan, ctx.now)?;
        let customer = asker(ctx, self.customer)?;
        if quote.customer.is_some_and(|owner| customer.is_some_and(|given| given != owner)) {
            return Err(problem::MISSING.field("customer"));
        }
        // Extra work is agreed to while the visit runs.
        if quote.job.is_none() && quote.visit.start.is_some_and(|start| start < ctx.now) {
            return Err(problem::TIME_PAST.field("visit.start"));
        }
        if let Some(credit_of) = quote.credit_of {
            let credited = views::quote(tx, ctx.market, credit_of).await?;
            if credited.credited_by.is_some() {
                return Err(refusals::CREDIT_USED.problem().param("quote", credit_of));
            }
            store::take_credit(tx, ctx.market, &credited, quote.id).await?;
        }
        let mut agreed = Quote { state, customer: quote.customer.or(customer), ..quote.clone() };
        store::move_quote(tx, ctx.market, &agreed).await?;
        tx.changed(quote.id, Some(&quote.state), Some(&state));
        agreed.version += 1;
        Ok(agreed)
    }
    fn subject(&self) -> String {
        self.quote.to_string()
    }
}

/// Deletes quotes of the market that nobody accepted within a month after their time; run now and then. How many.
pub struct ForgetOldQuotes;

impl Action for ForgetOldQuotes {
    const NAME: &'static str = "catalog.forget_old_quotes";
    const PERMISSION: Permission = Permission::System;
    type Outcome = u64;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<u64> {
        let before = ctx.now.checked_sub(hours(KEPT_HOURS)).unwrap_or(Timestamp::MIN);
        store::forget_quotes(tx, ctx.market, before).await
    }
}

/// Puts a quote in the place of another.
pub(super) async fn supersede(tx: &mut Tx, ctx: &Ctx, old: &Quote, by: QuoteId) -> Result<()> {
    let state: QuoteState = rules::supersede(old, by, ctx.now)?;
    store::move_quote(tx, ctx.market, &Quote { state, ..old.clone() }).await?;
    tx.changed(old.id, Some(&old.state), Some(&state));
    Ok(())
}

/// For whom a quote is: customers ask for themselves only, operators for anybody, guests for nobody yet.
pub(super) fn asker(ctx: &Ctx, customer: Option<CustomerId>) -> Result<Option<CustomerId>> {
    match &ctx.actor {
        Actor::Staff { .. } | Actor::Token { .. } | Actor::System => Ok(customer),
        Actor::Customer { customer: own } if customer.is_none_or(|given| given == *own) => Ok(Some(*own)),
        Actor::Anonymous | Actor::Technician { .. } if customer.is_none() => Ok(None),
        Actor::Anonymous | Actor::Customer { .. } | Actor::Technician { .. } => Err(problem::MISSING.field("customer")),
    }
}
