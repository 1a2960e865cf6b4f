//! Money that people record: cash at the door, cash and transfers in the office.

use crate::{
    actions::{
        of_technician,
        pay::{check_typed_amount, new_payment},
        receiving::receive,
    },
    model::{Booked, Channel, ChannelReceipt, Invoice, LedgerStep, Payment, Phase, ReceiptOutcome, References},
    refusals,
    rules::{
        invoice as invoice_rules,
        postings::{self, Fact, Purse},
    },
    store::{books, invoices, payments},
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, Money, PaymentId, Permission, Result, TechnicianId, problem};
use serde::{Deserialize, Serialize};

/// A technician took cash from the customer. That the technician works on the job is checked by the flow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CollectCash {
    /// For which invoice.
    pub invoice: InvoiceId,
    /// Who has the cash now.
    pub technician: TechnicianId,
    /// How much.
    pub amount: Money,
    /// Small change that was let go (抹零), at most 99 units, when the rest of an accepted invoice is paid; else zero.
    pub waived: Money,
}

/// The most that may be waived, in minor units.
const WAIVED_MAX_MINOR: i64 = 99;

impl Action for CollectCash {
    const NAME: &'static str = "billing.collect_cash";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Booked<PaymentId>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PaymentId>> {
        of_technician(ctx, self.technician)?;
        let mut invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        check_typed_amount(&invoice, self.amount)?;
        let mut steps = self.waive(tx, ctx, &mut invoice).await?;
        let purse = Purse::HeldBy(self.technician);
        let payment =
            Payment { collected_by: Some(self.technician), ..new_payment(ctx, &invoice, Channel::Cash, self.amount) };
        let booked = typed(tx, ctx, invoice, payment, purse).await?;
        steps.extend(booked.steps);
        Ok(Booked { value: booked.value, steps })
    }
}

impl CollectCash {
    async fn waive(&self, tx: &mut Tx, ctx: &Ctx, invoice: &mut Invoice) -> Result<Vec<LedgerStep>> {
        if self.waived.is_zero() {
            return Ok(Vec::new());
        }
        let pays_the_rest = self.amount.plus(self.waived)? == invoice.due();
        let small = self.waived.is_positive() && self.waived.minor <= WAIVED_MAX_MINOR;
        if !small || !pays_the_rest || invoice.phase == Phase::Draft || invoice.waived_minor > 0 {
            return Err(refusals::WAIVED_TOO_MUCH.field("waived"));
        }
        invoice.waived_minor += self.waived.minor;
        let refs = References { job: Some(invoice.job_id), invoice: Some(invoice.invoice_id), ..References::default() };
        let fact = Fact::RoundingWaived { customer: invoice.customer_id, amount: self.waived };
        let step = LedgerStep::Post(postings::posting(&fact, refs, format!("waived-{}", invoice.invoice_id))?);
        books::book(tx, ctx, &step).await?;
        Ok(vec![step])
    }
}

async fn typed(
    tx: &mut Tx,
    ctx: &Ctx,
    mut invoice: Invoice,
    payment: Payment,
    purse: Purse,
) -> Result<Booked<PaymentId>> {
    let amount = payment.amount();
    let used = invoice_rules::apply(&mut invoice, amount)?;
    let fact = Fact::PaymentReceived { purse, customer: invoice.customer_id, fee: Money::zero(amount.currency), used };
    receive(tx, ctx, invoice, payment, &fact, used).await
}

/// An operator records cash in the office or a transfer on the bank statement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordReceipt {
    /// For which invoice.
    pub invoice: InvoiceId,
    /// `cash` or `transfer`.
    pub channel: Channel,
    /// How much. A transfer may bring more than is due (the rest goes to the customer's balance), cash may not.
    pub amount: Money,
    /// The bank's reference of a transfer, once only; a remark for cash, may be empty.
    pub reference: String,
}

/// Under which name the bank's references are kept.
const BANK: &str = "bank";

impl Action for RecordReceipt {
    const NAME: &'static str = "billing.record_receipt";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<PaymentId>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PaymentId>> {
        if self.reference.chars().count() > 200 {
            return Err(problem::TOO_LONG.field("reference"));
        }
        let invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        let payment = new_payment(ctx, &invoice, self.channel, self.amount);
        match self.channel {
            Channel::Cash => {
                check_typed_amount(&invoice, self.amount)?;
                typed(tx, ctx, invoice, Payment { note: self.reference.clone(), ..payment }, Purse::Office).await
            }
            Channel::Transfer => {
                self.check_transfer(&invoice)?;
                self.keep_reference(tx, ctx, &payment).await?;
                let transaction_id = Some(self.reference.trim().to_owned());
                typed(tx, ctx, invoice, Payment { transaction_id, provider: BANK.to_owned(), ..payment }, Purse::Bank)
                    .await
            }
            Channel::Balance | Channel::Online => Err(problem::UNKNOWN_CODE
                .field("channel")
                .param("given", self.channel)
                .param("allowed", "cash, transfer")),
        }
    }
}

impl RecordReceipt {
    fn check_transfer(&self, invoice: &Invoice) -> Result<()> {
        if self.reference.trim().is_empty() {
            return Err(problem::REQUIRED.field("reference"));
        }
        if !self.amount.is_positive() || self.amount.minor > kernel::money::MINOR_MAX {
            return Err(problem::BAD_AMOUNT.field("amount"));
        }
        if self.amount.currency != invoice.currency {
            return Err(problem::CURRENCY_MISMATCH
                .field("amount")
                .param("one", invoice.currency)
                .param("other", self.amount.currency));
        }
        Ok(())
    }

    async fn keep_reference(&self, tx: &mut Tx, ctx: &Ctx, payment: &Payment) -> Result<()> {
        let reference = self.reference.trim();
        if payments::receipt(tx, ctx.market, BANK, reference).await?.is_some() {
            return Err(refusals::REFERENCE_USED.field("reference").param("reference", reference));
        }
        let receipt = ChannelReceipt {
            receipt_id: ctx.new_id(),
            provider: BANK.to_owned(),
            transaction_id: reference.to_owned(),
            payment_id: payment.payment_id,
            amount_minor: self.amount.minor,
            currency: self.amount.currency,
            outcome: ReceiptOutcome::Applied,
            received_at: ctx.now,
            version: 1,
        };
        payments::insert_receipt(tx, ctx.market, &receipt).await
    }
}
