//! Money that fits nothing finds its place, by an operator.

use crate::{
    events::{About, SuspenseResolved},
    model::{Booked, LedgerStep, ReceiptOutcome, References},
    refusals,
    rules::postings::{self, Fact},
    store::{books, payments},
};
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, Money, Permission, ReceiptId, Result};
use serde::{Deserialize, Serialize};

/// Where unmatched money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum SuspenseGoes {
    /// To a customer's balance; from there it can pay any invoice.
    Customer {
        /// Whose.
        customer: CustomerId,
    },
    /// Back by the channel, done there by the operator.
    Back,
}

/// Finds the place of money in suspense, once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResolveSuspense {
    /// Which receipt.
    pub receipt: ReceiptId,
    /// Where its money goes.
    pub goes: SuspenseGoes,
}

impl Action for ResolveSuspense {
    const NAME: &'static str = "billing.resolve_suspense";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<()>;
    fn subject(&self) -> String {
        self.receipt.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<()>> {
        let receipt = payments::receipt_by_id(tx, ctx.market, self.receipt).await?;
        if receipt.outcome != ReceiptOutcome::Suspense {
            return Err(refusals::WRONG_STATE.problem().param("state", receipt.outcome).param("verb", "resolve"));
        }
        payments::save_receipt(tx, ctx.market, &receipt, ReceiptOutcome::Resolved).await?;
        let amount = Money::new(receipt.amount_minor, receipt.currency);
        let (fact, customer) = match self.goes {
            SuspenseGoes::Customer { customer } => (Fact::SuspenseApplied { customer, amount }, Some(customer)),
            SuspenseGoes::Back => (Fact::SuspenseReturned { amount }, None),
        };
        let payment = payments::maybe_payment(tx, ctx.market, receipt.payment_id).await?;
        let job = payment.as_ref().map(|payment| payment.job_id);
        let refs = References { job, payment: payment.map(|payment| payment.payment_id), ..References::default() };
        let step = LedgerStep::Post(postings::posting(&fact, refs, format!("unsuspense-{}", self.receipt))?);
        books::book(tx, ctx, &step).await?;
        let about = About { job, customer, technicians: Vec::new() };
        tx.announce(ctx, &SuspenseResolved { about, receipt: self.receipt, amount });
        tx.changed(self.receipt, Some(&receipt), Some(&self.goes));
        Ok(Booked { value: (), steps: vec![step] })
    }
}
