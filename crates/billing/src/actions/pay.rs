//! A customer pays: online through the gateway, or from the balance.

use crate::{
    actions::{of_customer, receiving::receive},
    errands::{CloseIntent, OpenIntent, QueryPayment},
    events::{About, PaymentStarted},
    model::{Booked, Channel, Invoice, Payment, PaymentPurpose, PaymentState},
    refusals,
    rules::{
        invoice as invoice_rules,
        moves::{self, PAYMENT_MOVES, PaymentVerb},
        postings::Fact,
    },
    store::{invoices, payments},
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, Money, PaymentId, Permission, Result, problem, time};
use serde::{Deserialize, Serialize};

/// Starts an online payment of one's own invoice. Earlier unfinished ones of the invoice are given up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartPayment {
    /// For which invoice.
    pub invoice: InvoiceId,
    /// How much of it.
    pub purpose: PaymentPurpose,
    /// The gateway's provider.
    pub provider: String,
    /// Minutes until it is given up (`MoneyPolicy::payment_minutes`).
    pub minutes: i64,
}

impl Action for StartPayment {
    const NAME: &'static str = "billing.start_payment";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = PaymentId;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PaymentId> {
        start(tx, ctx, self).await
    }
}

/// Starts an online payment for a customer, by an operator (a link to pay).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartPaymentFor(pub StartPayment);

impl Action for StartPaymentFor {
    const NAME: &'static str = "billing.start_payment_for";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = PaymentId;
    fn subject(&self) -> String {
        self.0.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PaymentId> {
        start(tx, ctx, &self.0).await
    }
}

async fn start(tx: &mut Tx, ctx: &Ctx, wish: &StartPayment) -> Result<PaymentId> {
    if wish.provider.is_empty() {
        return Err(problem::REQUIRED.field("provider"));
    }
    let invoice = invoices::invoice(tx, ctx.market, wish.invoice).await?;
    of_customer(ctx, invoice.customer_id)?;
    let amount = invoice.money(match wish.purpose {
        PaymentPurpose::Deposit => invoice.deposit_due_minor().min(invoice.due_minor()),
        PaymentPurpose::Due => invoice.due_minor(),
    });
    if !amount.is_positive() {
        return Err(refusals::NOTHING_DUE.problem());
    }
    give_up_open(tx, ctx, &invoice, 0).await?;
    let expires_at = ctx.now.checked_add(time::minutes(wish.minutes.clamp(1, 24 * 60))).unwrap_or(ctx.now);
    let payment = Payment {
        provider: wish.provider.clone(),
        expires_at: Some(expires_at),
        ..new_payment(ctx, &invoice, Channel::Online, amount)
    };
    payments::insert(tx, ctx.market, &payment).await?;
    // Two payments started at once meet at the invoice: the later one gives the earlier one up.
    super::invoice::save(tx, ctx.market, &mut invoice.clone()).await?;
    tx.enqueue(ctx, &OpenIntent { payment: payment.payment_id });
    let first_look = ctx.now.checked_add(time::minutes(1)).unwrap_or(expires_at);
    tx.enqueue_at(ctx, &QueryPayment { payment: payment.payment_id }, first_look.min(expires_at));
    let about = About::invoice(&invoice);
    tx.announce(ctx, &PaymentStarted { about, payment: payment.payment_id, purpose: wish.purpose, amount });
    Ok(payment.payment_id)
}

/// A payment that nobody paid yet, not stored (version 0).
pub(crate) fn new_payment(ctx: &Ctx, invoice: &Invoice, channel: Channel, amount: Money) -> Payment {
    Payment {
        payment_id: ctx.new_id(),
        invoice_id: invoice.invoice_id,
        job_id: invoice.job_id,
        customer_id: invoice.customer_id,
        channel,
        provider: String::new(),
        state: PaymentState::Created,
        amount_minor: amount.minor,
        applied_minor: 0,
        refunded_minor: 0,
        fee_minor: 0,
        currency: amount.currency,
        transaction_id: None,
        client: String::new(),
        collected_by: None,
        note: String::new(),
        created_at: ctx.now,
        expires_at: None,
        paid_at: None,
        version: 0,
    }
}

/// Gives up unfinished payments of the invoice that ask for more than `at_most_minor`.
pub(crate) async fn give_up_open(tx: &mut Tx, ctx: &Ctx, invoice: &Invoice, at_most_minor: i64) -> Result<()> {
    for mut payment in payments::of_invoice(tx, ctx.market, invoice.invoice_id).await? {
        if payment.state.is_open() && payment.amount_minor > at_most_minor {
            payment.state = moves::next(PAYMENT_MOVES, payment.state, PaymentVerb::Close)?;
            payments::save(tx, ctx.market, &payment).await?;
            tx.enqueue(ctx, &CloseIntent { payment: payment.payment_id });
        }
    }
    Ok(())
}

/// Pays one's own invoice from one's balance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PayFromBalance {
    /// Which.
    pub invoice: InvoiceId,
    /// How much; at most what is due.
    pub amount: Money,
}

impl Action for PayFromBalance {
    const NAME: &'static str = "billing.pay_from_balance";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Booked<PaymentId>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PaymentId>> {
        from_balance(tx, ctx, self).await
    }
}

/// Pays a customer's invoice from the customer's balance, by an operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PayFromBalanceFor(pub PayFromBalance);

impl Action for PayFromBalanceFor {
    const NAME: &'static str = "billing.pay_from_balance_for";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<PaymentId>;
    fn subject(&self) -> String {
        self.0.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PaymentId>> {
        from_balance(tx, ctx, &self.0).await
    }
}

async fn from_balance(tx: &mut Tx, ctx: &Ctx, wish: &PayFromBalance) -> Result<Booked<PaymentId>> {
    let mut invoice = invoices::invoice(tx, ctx.market, wish.invoice).await?;
    of_customer(ctx, invoice.customer_id)?;
    check_typed_amount(&invoice, wish.amount)?;
    let payment = new_payment(ctx, &invoice, Channel::Balance, wish.amount);
    let used = invoice_rules::apply(&mut invoice, wish.amount)?;
    let fact = Fact::BalancePaid { customer: invoice.customer_id, used };
    receive(tx, ctx, invoice, payment, &fact, used).await
}

/// An amount that a person typed: more than nothing, at most what is due.
pub(crate) fn check_typed_amount(invoice: &Invoice, amount: Money) -> Result<()> {
    if !amount.is_positive() {
        return Err(problem::BAD_AMOUNT.field("amount"));
    }
    let due = invoice.due();
    if due.is_zero() {
        return Err(refusals::NOTHING_DUE.problem());
    }
    if amount.max(due).map_err(|problem| problem.field("amount"))? != due {
        return Err(refusals::MORE_THAN_DUE.field("amount").param("due", due));
    }
    Ok(())
}
