//! A customer pays online: with the market's time to pay and the one provider, and looks again when the provider's word is late.

use crate::{money::PROVIDER, policies};
use billing::{actions::StartPayment, errands::QueryPayment, model::PaymentPurpose};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, PaymentId, Permission, Result, problem};

/// Starts an online payment of one's own invoice.
pub struct PayOnline {
    /// For which invoice.
    pub invoice: InvoiceId,
    /// How much of it.
    pub purpose: PaymentPurpose,
}

impl Action for PayOnline {
    const NAME: &'static str = "flows.pay_online";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = PaymentId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PaymentId> {
        let minutes = policies::day(tx, ctx.market).await?.payment_minutes;
        let (invoice, purpose, provider) = (self.invoice, self.purpose, PROVIDER.to_owned());
        StartPayment { invoice, purpose, provider, minutes }.perform(tx, ctx).await
    }

    fn subject(&self) -> String {
        self.invoice.to_string()
    }
}

/// Asks the provider about one's own open payment now, because its word has not come yet.
pub struct AskProvider {
    /// About which payment.
    pub payment: PaymentId,
}

impl Action for AskProvider {
    const NAME: &'static str = "flows.ask_provider";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let payment = billing::views::payments::payment(tx, ctx.market, self.payment).await?;
        if ctx.actor.customer() != Some(payment.customer_id) {
            return Err(problem::MISSING.problem());
        }
        if payment.state.is_open() {
            tx.enqueue(ctx, &QueryPayment { payment: self.payment });
        }
        Ok(())
    }

    fn subject(&self) -> String {
        self.payment.to_string()
    }
}
