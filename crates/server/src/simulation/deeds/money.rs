//! How simulated customers pay: online at the provider's page, in cash to the technician, by a transfer that staff note.

use crate::simulation::{
    course::PaysBy,
    next::Deed,
    world::{Loaded, Outcome, World},
};
use billing::{
    actions::{CollectCash, RecordReceipt},
    model::{Channel, PaymentPurpose},
    views::invoices::WholeInvoice,
};
use flows::{
    money::Kept,
    paying::{AskProvider, PayOnline},
};
use kernel::{
    Actor, Ctx, Money, Result,
    time::{SignedDuration, minutes},
};

/// The provider needs a moment to open a checkout page, and to tell that it was paid.
const MOMENT: SignedDuration = SignedDuration::from_secs(10);

impl World {
    /// Pays what is due now.
    pub(crate) async fn pay(&mut self, ctx: &Ctx, loaded: &Loaded, deed: Deed) -> Result<Outcome> {
        let market = self.market.market_id;
        let invoice = billing::views::invoices::of_job(&mut self.app.db.read().await?, market, loaded.job.job).await?;
        let (due, purpose) = match deed {
            Deed::PayFirst => (invoice.deposit_due, PaymentPurpose::Deposit),
            _ => (invoice.due, PaymentPurpose::Due),
        };
        if !due.is_positive() {
            return Ok(Outcome::Done);
        }
        match (deed, loaded.course.pays_by, loaded.visit().technician) {
            (Deed::PayRest, PaysBy::Cash, Some(technician)) => {
                let waived = Money::zero(due.currency);
                let collect = CollectCash { invoice: invoice.invoice.invoice_id, technician, amount: due, waived };
                let ctx = self.ctx(Actor::Technician { technician });
                self.app.db.perform(&ctx, Kept(collect)).await?;
                Ok(Outcome::Done)
            }
            (Deed::PayRest, PaysBy::Transfer, _) => {
                let receipt = RecordReceipt {
                    invoice: invoice.invoice.invoice_id,
                    channel: Channel::Transfer,
                    amount: due,
                    reference: format!("BK-{}", loaded.job.number),
                };
                self.app.db.perform(&self.ctx(Actor::System), Kept(receipt)).await?;
                Ok(Outcome::Done)
            }
            _ => self.pay_online(ctx, &invoice, purpose).await,
        }
    }

    /// Opens a payment, waits for its page, confirms there, and waits for the provider's word.
    async fn pay_online(&mut self, ctx: &Ctx, invoice: &WholeInvoice, purpose: PaymentPurpose) -> Result<Outcome> {
        let Some(open) = invoice.payments.iter().find(|payment| payment.state.is_open()) else {
            let start = PayOnline { invoice: invoice.invoice.invoice_id, purpose };
            self.app.db.perform(ctx, start).await?;
            return Ok(Outcome::Later(MOMENT));
        };
        if open.client.is_empty() {
            return Ok(Outcome::Later(MOMENT));
        }
        if self.confirmed.insert(open.payment_id) {
            self.payer.pay(&open.client).await?;
            return Ok(Outcome::Later(MOMENT));
        }
        // Back from the provider's page, and its word has not come yet.
        self.app.db.perform(ctx, AskProvider { payment: open.payment_id }).await?;
        Ok(Outcome::Later(minutes(1)))
    }
}
