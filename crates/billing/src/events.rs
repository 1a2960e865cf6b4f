//! Facts of money that others react to. Every one names whom it concerns; live screens listen by job, `customer:<id>`,
//! `technician:<id>` and `money`.

use crate::model::{Bearer, Category, Channel, Invoice, PaymentPurpose, SettlementState, Surplus};
use kernel::{
    CustomerId, InvoiceId, JobId, Money, PaymentId, PayoutId, Rate, ReceiptId, RefundId, SettlementId, TechnicianId,
    Timestamp,
};
use serde::{Deserialize, Serialize};

/// Whom a fact concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The job.
    pub job: Option<JobId>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The technicians.
    pub technicians: Vec<TechnicianId>,
}

impl About {
    /// The job and customer of an invoice.
    #[must_use]
    pub fn invoice(invoice: &Invoice) -> Self {
        Self { job: Some(invoice.job_id), customer: Some(invoice.customer_id), technicians: Vec::new() }
    }

    /// The same, and a technician.
    #[must_use]
    pub fn and(mut self, technicians: impl IntoIterator<Item = TechnicianId>) -> Self {
        self.technicians.extend(technicians);
        self
    }

    /// One technician.
    #[must_use]
    pub fn technician(technician: TechnicianId) -> Self {
        Self::default().and([technician])
    }

    fn subject(&self) -> String {
        let technician = || self.technicians.first().map(ToString::to_string);
        let customer = || self.customer.map(|customer| customer.to_string());
        self.job.map(|job| job.to_string()).or_else(customer).or_else(technician).unwrap_or_else(|| "money".to_owned())
    }

    fn topics(&self) -> Vec<String> {
        let mut topics = vec!["money".to_owned()];
        topics.extend(self.job.map(|job| job.to_string()));
        topics.extend(self.customer.map(|customer| format!("customer:{customer}")));
        topics.extend(self.technicians.iter().map(|technician| format!("technician:{technician}")));
        topics
    }
}

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident = $code:literal { $($(#[$field_meta:meta])* $field:ident: $kind:ty),* $(,)? })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name {
                /// Whom it concerns.
                pub about: About,
                $($(#[$field_meta])* pub $field: $kind,)*
            }
            impl db::Event for $name {
                const NAME: &'static str = $code;
                fn subject(&self) -> String { self.about.subject() }
                fn topics(&self) -> Vec<String> { self.about.topics() }
            }
        )*
        /// The names of every event of this context, for the listing test.
        pub const ALL: &[&str] = &[$($code),*];
    };
}

events! {
    /// A job has an invoice now.
    InvoiceOpened = "billing.invoice_opened" {
        /// Which.
        invoice: InvoiceId,
        /// The sum of its lines.
        total: Money,
        /// What must be paid before work is planned.
        deposit_due: Money,
    }
    /// Its lines changed.
    InvoiceChanged = "billing.invoice_changed" {
        /// Which.
        invoice: InvoiceId,
        /// The new sum.
        total: Money,
        /// What is due now.
        due: Money,
    }
    /// The deposit is covered: work may be planned.
    DepositCovered = "billing.deposit_covered" {
        /// Of which invoice.
        invoice: InvoiceId,
    }
    /// The work was accepted and everybody has a share.
    InvoiceFinished = "billing.invoice_finished" {
        /// Which.
        invoice: InvoiceId,
        /// The final sum.
        total: Money,
        /// What is still due.
        due: Money,
    }
    /// The job was cancelled.
    InvoiceCancelled = "billing.invoice_cancelled" {
        /// Which.
        invoice: InvoiceId,
        /// The fee that remains.
        fee: Money,
        /// What is still due of it.
        due: Money,
        /// What goes back.
        back: Money,
    }
    /// Nothing is due any more on a final invoice.
    InvoicePaid = "billing.invoice_paid" {
        /// Which.
        invoice: InvoiceId,
        /// Its sum.
        total: Money,
    }
    /// A customer wants to pay online.
    PaymentStarted = "billing.payment_started" {
        /// Which payment.
        payment: PaymentId,
        /// For what.
        purpose: PaymentPurpose,
        /// How much.
        amount: Money,
    }
    /// The channel waits for the customer: the page can show how to pay.
    PaymentReady = "billing.payment_ready" {
        /// Which payment.
        payment: PaymentId,
    }
    /// Money came in.
    PaymentReceived = "billing.payment_received" {
        /// Which payment.
        payment: PaymentId,
        /// By which way.
        channel: Channel,
        /// How much.
        amount: Money,
        /// What of it went to the invoice; the rest is the customer's.
        applied: Money,
    }
    /// A payment will not come.
    PaymentFailed = "billing.payment_failed" {
        /// Which payment.
        payment: PaymentId,
        /// Why.
        reason: String,
    }
    /// Alert: a channel's report does not fit; its money waits for an operator, or the report contradicts an earlier one.
    PaymentMismatched = "billing.payment_mismatched" {
        /// The payment the channel named.
        payment: PaymentId,
        /// The channel.
        provider: String,
        /// The receipt that waits, if money came.
        receipt: Option<ReceiptId>,
        /// What was expected, if anything.
        expected: Option<Money>,
        /// What was reported.
        reported: Money,
    }
    /// Unmatched money found its place.
    SuspenseResolved = "billing.suspense_resolved" {
        /// Which receipt.
        receipt: ReceiptId,
        /// How much.
        amount: Money,
    }
    /// Part of an accepted invoice was taken back.
    CreditGranted = "billing.credit_granted" {
        /// From which invoice.
        invoice: InvoiceId,
        /// How much.
        amount: Money,
        /// Who bears it.
        bearer: Bearer,
    }
    /// Money goes back to the customer.
    RefundGranted = "billing.refund_granted" {
        /// Which refund.
        refund: RefundId,
        /// How much.
        amount: Money,
        /// By which way.
        channel: Channel,
    }
    /// A channel brought money that the invoice does not want: it goes back the same way.
    SurplusReturned = "billing.surplus_returned" {
        /// The payment that brought it.
        payment: PaymentId,
        /// By which refund it goes back.
        refund: RefundId,
        /// What goes back.
        amount: Money,
        /// Why it is not wanted.
        why: Surplus,
    }
    /// The customer has the refund.
    RefundPaid = "billing.refund_paid" {
        /// Which refund.
        refund: RefundId,
        /// How much.
        amount: Money,
    }
    /// Alert: the channel refused a refund; an operator must act.
    RefundFailed = "billing.refund_failed" {
        /// Which refund.
        refund: RefundId,
        /// Why.
        reason: String,
    }
    /// What a refund paid twice was found, or is borne by us.
    RefundCleared = "billing.refund_cleared" {
        /// Which refund.
        refund: RefundId,
        /// How much.
        amount: Money,
        /// Whether it was taken from the customer's balance.
        from_balance: bool,
        /// Why, in an operator's words.
        reason: String,
    }
    /// Technicians' shares became available.
    EarningsReleased = "billing.earnings_released" {
        /// From which invoice.
        invoice: InvoiceId,
        /// How much in all.
        amount: Money,
    }
    /// A dispute holds the money of a job.
    InvoiceHeld = "billing.invoice_held" {
        /// Which.
        invoice: InvoiceId,
        /// Why.
        reason: String,
    }
    /// The dispute ended.
    InvoiceHoldEnded = "billing.invoice_hold_ended" {
        /// Which.
        invoice: InvoiceId,
    }
    /// A customer got something for our failure.
    CustomerCompensated = "billing.customer_compensated" {
        /// How much.
        amount: Money,
        /// The cause: one cause pays once.
        cause: String,
        /// Why, in an operator's words; empty when a rule granted it.
        #[serde(default)]
        reason: String,
    }
    /// A technician was charged a penalty.
    TechnicianPenalised = "billing.technician_penalised" {
        /// How much.
        amount: Money,
        /// The cause: one cause is charged once.
        cause: String,
    }
    /// A technician handed collected cash over.
    CashHandedOver = "billing.cash_handed_over" {
        /// How much.
        amount: Money,
    }
    /// A customer's balance was paid out.
    BalanceReturned = "billing.balance_returned" {
        /// How much.
        amount: Money,
    }
    /// A settlement run moved on.
    SettlementMoved = "billing.settlement_moved" {
        /// Which.
        settlement: SettlementId,
        /// To which state.
        state: SettlementState,
        /// How many payouts are in it.
        payouts: i64,
        /// Their sum.
        total: Money,
    }
    /// A technician has the money.
    PayoutPaid = "billing.payout_paid" {
        /// Which payout.
        payout: PayoutId,
        /// How much.
        amount: Money,
    }
    /// The bank refused a payout; the money is available again.
    PayoutFailed = "billing.payout_failed" {
        /// Which payout.
        payout: PayoutId,
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
    }
    /// A commission rule was set.
    CommissionRuleSet = "billing.commission_rule_set" {
        /// For what.
        category: Category,
        /// For which level.
        level: Option<u8>,
        /// The rate.
        rate: Rate,
        /// From when on.
        valid_from: Timestamp,
    }
}
