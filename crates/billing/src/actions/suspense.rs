//! Money that fits nothing finds its place, and money that left twice is found or borne; both by an operator.

use crate::{
    actions::{check_reason, refund::refs_of_refund},
    events::{About, RefundCleared, SuspenseResolved},
    model::{Booked, LedgerStep, ReceiptOutcome, References, RefundState},
    refusals,
    rules::{
        moves::{self, REFUND_MOVES, RefundVerb},
        postings::{self, Fact},
    },
    store::{books, payments, refunds},
};
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, Money, Permission, ReceiptId, RefundId, Result, problem};
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

/// Where money that left twice is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ClearedBy {
    /// Taken from the customer's balance, where it went first; at most what is there.
    Balance,
    /// The customer sent it back by bank transfer.
    Transfer {
        /// The bank's reference.
        reference: String,
    },
    /// We bear it.
    Platform,
}

/// Clears a refund that the balance and the channel both paid, once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClearSuspense {
    /// Which refund: paid twice.
    pub refund: RefundId,
    /// Where the money is found.
    #[serde(flatten)]
    pub by: ClearedBy,
    /// Why so.
    pub reason: String,
}

impl Action for ClearSuspense {
    const NAME: &'static str = "billing.clear_suspense";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<RefundState>;
    fn subject(&self) -> String {
        self.refund.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<RefundState>> {
        check_reason(&self.reason)?;
        let mut refund = refunds::refund(tx, ctx.market, self.refund).await?;
        let (customer, amount) = (refund.customer_id, refund.amount());
        let fact = match &self.by {
            ClearedBy::Balance => Fact::SuspenseRecovered { customer, amount },
            ClearedBy::Transfer { reference } if reference.trim().is_empty() => {
                return Err(problem::REQUIRED.field("reference"));
            }
            ClearedBy::Transfer { reference } if reference.chars().count() > 200 => {
                return Err(problem::TOO_LONG.field("reference"));
            }
            ClearedBy::Transfer { .. } => Fact::SuspenseRepaid { amount },
            ClearedBy::Platform => Fact::SuspenseBorne { amount },
        };
        refund.state = moves::next(REFUND_MOVES, refund.state, RefundVerb::Clear)?;
        refunds::save(tx, ctx.market, &refund).await?;
        let key = format!("cleared-{}", self.refund);
        let step = LedgerStep::Post(postings::posting(&fact, refs_of_refund(&refund), key)?);
        books::book(tx, ctx, &step).await?;
        let about = About { job: Some(refund.job_id), customer: Some(customer), technicians: Vec::new() };
        let from_balance = self.by == ClearedBy::Balance;
        let reason = self.reason.trim().to_owned();
        tx.announce(ctx, &RefundCleared { about, refund: self.refund, amount, from_balance, reason });
        tx.changed(self.refund, Some(&RefundState::PaidTwice), Some(self));
        Ok(Booked { value: refund.state, steps: vec![step] })
    }
}
