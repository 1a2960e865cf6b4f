//! What channels report about payments: counted once, compared, and never lost.

use crate::{
    actions::{pay::new_payment, receiving::receive, refund},
    errands::QueryPayment,
    events::{About, PaymentFailed, PaymentMismatched, PaymentReady},
    model::{
        Booked, Channel, ChannelReceipt, GatewayResult, Invoice, LedgerStep, Payment, PaymentState, ReceiptOutcome,
        References,
    },
    rules::{
        invoice::{self as invoice_rules, Application},
        moves::{self, PAYMENT_MOVES, PaymentVerb},
        postings::{self, Fact, Purse},
    },
    store::{books, invoices, payments},
};
use db::{Action, Tx};
use kernel::{Ctx, Money, PaymentId, Permission, ReceiptId, Result, problem, time};
use serde::{Deserialize, Serialize};

/// Notes that the channel expects a payment, and what the customer's screen needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordIntent {
    /// Which payment.
    pub payment: PaymentId,
    /// What the customer's screen needs to pay: JSON of the gateway.
    pub client: String,
}

impl Action for RecordIntent {
    const NAME: &'static str = "billing.record_intent";
    const PERMISSION: Permission = Permission::System;
    type Outcome = PaymentState;
    fn subject(&self) -> String {
        self.payment.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PaymentState> {
        let mut payment = payments::payment(tx, ctx.market, self.payment).await?;
        if !payment.state.is_open() {
            return Ok(payment.state);
        }
        payment.state = moves::next(PAYMENT_MOVES, payment.state, PaymentVerb::Await)?;
        payment.client.clone_from(&self.client);
        payments::save(tx, ctx.market, &payment).await?;
        let about = About { job: Some(payment.job_id), customer: Some(payment.customer_id), technicians: Vec::new() };
        tx.announce(ctx, &PaymentReady { about, payment: payment.payment_id });
        Ok(payment.state)
    }
}

/// Records what a channel said about a payment, by callback or by query. The same report may come any number of times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordPaymentResult {
    /// The payment the channel named.
    pub payment: PaymentId,
    /// Who reports.
    pub provider: String,
    /// What.
    pub result: GatewayResult,
}

kernel::text_enum! {
    /// What a report led to.
    pub enum PaymentOutcome {
        /// It paid its invoice.
        Applied = "applied",
        /// Nothing was due any more, or it came twice from the customer: the money goes back the way it came.
        Surplus = "surplus",
        /// It fits nothing: the money waits in suspense and an alert is out.
        Suspended = "suspended",
        /// It was reported before; nothing happened.
        Known = "known",
        /// It contradicts an earlier report; nothing happened but an alert.
        Contradiction = "contradiction",
        /// The channel still waits.
        Waiting = "waiting",
        /// The payment will not come.
        Ended = "ended",
    }
}

impl Action for RecordPaymentResult {
    const NAME: &'static str = "billing.record_payment_result";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<PaymentOutcome>;
    fn subject(&self) -> String {
        self.payment.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PaymentOutcome>> {
        let answer = |value| Ok(Booked { value, steps: Vec::new() });
        match &self.result {
            GatewayResult::Paid { transaction_id, amount, fee } => {
                if transaction_id.is_empty() {
                    return Err(problem::REQUIRED.field("transaction_id"));
                }
                if !amount.is_positive() || fee.is_negative() || fee.max(*amount)? != *amount {
                    return Err(problem::BAD_AMOUNT.field("amount"));
                }
                Report { of: self, transaction_id, amount: *amount, fee: *fee }.record(tx, ctx).await
            }
            GatewayResult::Pending => answer(still_waiting(tx, ctx, self.payment).await?),
            GatewayResult::Failed { reason } => answer(end(tx, ctx, self.payment, PaymentVerb::Fail, reason).await?),
            GatewayResult::Closed => answer(end(tx, ctx, self.payment, PaymentVerb::Close, "closed").await?),
        }
    }
}

async fn still_waiting(tx: &mut Tx, ctx: &Ctx, id: PaymentId) -> Result<PaymentOutcome> {
    let payment = payments::payment(tx, ctx.market, id).await?;
    if !payment.state.is_open() {
        return Ok(PaymentOutcome::Known);
    }
    let next_look = ctx.now.checked_add(time::minutes(2)).unwrap_or(ctx.now);
    let expiry = payment.expires_at.filter(|at| *at > ctx.now).unwrap_or(next_look);
    tx.enqueue_at(ctx, &QueryPayment { payment: id }, next_look.min(expiry));
    Ok(PaymentOutcome::Waiting)
}

async fn end(tx: &mut Tx, ctx: &Ctx, id: PaymentId, verb: PaymentVerb, reason: &str) -> Result<PaymentOutcome> {
    let mut payment = payments::payment(tx, ctx.market, id).await?;
    if !payment.state.is_open() {
        return Ok(PaymentOutcome::Known);
    }
    payment.state = moves::next(PAYMENT_MOVES, payment.state, verb)?;
    payment.note = reason.chars().take(500).collect();
    payments::save(tx, ctx.market, &payment).await?;
    let about = About { job: Some(payment.job_id), customer: Some(payment.customer_id), technicians: Vec::new() };
    tx.announce(ctx, &PaymentFailed { about, payment: id, reason: payment.note });
    Ok(PaymentOutcome::Ended)
}

/// A channel's report that money is there.
struct Report<'a> {
    of: &'a RecordPaymentResult,
    transaction_id: &'a str,
    amount: Money,
    fee: Money,
}

impl Report<'_> {
    async fn record(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PaymentOutcome>> {
        if let Some(before) = payments::receipt(tx, ctx.market, &self.of.provider, self.transaction_id).await? {
            return Ok(Booked { value: self.repeated(tx, ctx, &before), steps: Vec::new() });
        }
        let Some(payment) = payments::maybe_payment(tx, ctx.market, self.of.payment).await? else {
            return self.suspend(tx, ctx, None).await;
        };
        let amount_fits = payment.channel == Channel::Online
            && payment.amount() == self.amount
            && self.fee.currency == payment.currency;
        let is_first = payment.state.has_no_money();
        if !amount_fits || payment.provider != self.of.provider {
            return self.suspend(tx, ctx, Some(payment)).await;
        }
        let invoice = invoices::invoice(tx, ctx.market, payment.invoice_id).await?;
        if is_first { self.take(tx, ctx, invoice, payment).await } else { self.take_second(tx, ctx, invoice).await }
    }

    /// The same transaction again: fine when it says the same, an alert when it does not.
    fn repeated(&self, tx: &mut Tx, ctx: &Ctx, before: &ChannelReceipt) -> PaymentOutcome {
        let same =
            before.payment_id == self.of.payment && Money::new(before.amount_minor, before.currency) == self.amount;
        if same {
            return PaymentOutcome::Known;
        }
        let expected = Some(Money::new(before.amount_minor, before.currency));
        self.alert(tx, ctx, About::default(), None, expected);
        PaymentOutcome::Contradiction
    }

    async fn take(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        mut invoice: Invoice,
        payment: Payment,
    ) -> Result<Booked<PaymentOutcome>> {
        let used = invoice_rules::apply(&mut invoice, self.amount)?;
        self.receive(tx, ctx, invoice, payment, used).await
    }

    /// A second transaction for a payment that is paid: the customer paid twice. It becomes a payment of its own, which goes back.
    async fn take_second(&self, tx: &mut Tx, ctx: &Ctx, invoice: Invoice) -> Result<Booked<PaymentOutcome>> {
        let zero = Money::zero(self.amount.currency);
        let used = Application { to_escrow: zero, to_receivable: zero, to_balance: self.amount, to_return: zero };
        let second = Payment {
            provider: self.of.provider.clone(),
            note: format!("second transaction of {}", self.of.payment),
            ..new_payment(ctx, &invoice, Channel::Online, self.amount)
        };
        self.receive(tx, ctx, invoice, second, used).await
    }

    async fn receive(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        invoice: Invoice,
        payment: Payment,
        used: Application,
    ) -> Result<Booked<PaymentOutcome>> {
        let (outcome, answer) = match used.applied()?.is_zero() {
            true => (ReceiptOutcome::Surplus, PaymentOutcome::Surplus),
            false => (ReceiptOutcome::Applied, PaymentOutcome::Applied),
        };
        self.keep_receipt(tx, ctx, outcome).await?;
        let used = used.returning();
        let surplus = used.surplus(&invoice)?;
        let fact = Fact::PaymentReceived { purse: Purse::Online, customer: invoice.customer_id, fee: self.fee, used };
        let transaction_id = Some(self.transaction_id.to_owned());
        let paid = Payment { transaction_id, fee_minor: self.fee.minor, ..payment };
        let booked = receive(tx, ctx, invoice, paid, &fact, used).await?;
        if let Some(surplus) = surplus {
            refund::return_surplus(tx, ctx, booked.value, used.to_return, surplus).await?;
        }
        Ok(Booked { value: answer, steps: booked.steps })
    }

    /// Money that fits nothing waits in suspense (DOMAIN 6: amounts compared, mismatch to suspense and alert).
    async fn suspend(&self, tx: &mut Tx, ctx: &Ctx, payment: Option<Payment>) -> Result<Booked<PaymentOutcome>> {
        let receipt = self.keep_receipt(tx, ctx, ReceiptOutcome::Suspense).await?;
        let mut about = About::default();
        let mut expected = None;
        let mut refs = References::default();
        if let Some(mut payment) = payment {
            about = About { job: Some(payment.job_id), customer: Some(payment.customer_id), technicians: Vec::new() };
            expected = Some(payment.amount());
            refs = References { job: Some(payment.job_id), payment: Some(payment.payment_id), ..refs };
            if payment.state.is_open() {
                payment.state = moves::next(PAYMENT_MOVES, payment.state, PaymentVerb::Fail)?;
                payment.note = "amount_differs".to_owned();
                payments::save(tx, ctx.market, &payment).await?;
            }
        }
        self.alert(tx, ctx, about, Some(receipt), expected);
        let posting =
            postings::posting(&Fact::SuspenseReceived { amount: self.amount }, refs, format!("suspense-{receipt}"))?;
        books::booked(tx, ctx, PaymentOutcome::Suspended, vec![LedgerStep::Post(posting)]).await
    }

    async fn keep_receipt(&self, tx: &mut Tx, ctx: &Ctx, outcome: ReceiptOutcome) -> Result<ReceiptId> {
        let receipt = ChannelReceipt {
            receipt_id: ctx.new_id(),
            provider: self.of.provider.clone(),
            transaction_id: self.transaction_id.to_owned(),
            payment_id: self.of.payment,
            amount_minor: self.amount.minor,
            currency: self.amount.currency,
            outcome,
            received_at: ctx.now,
            version: 1,
        };
        payments::insert_receipt(tx, ctx.market, &receipt).await?;
        Ok(receipt.receipt_id)
    }

    fn alert(&self, tx: &mut Tx, ctx: &Ctx, about: About, receipt: Option<ReceiptId>, expected: Option<Money>) {
        let (payment, provider) = (self.of.payment, self.of.provider.clone());
        tx.announce(ctx, &PaymentMismatched { about, payment, provider, receipt, expected, reported: self.amount });
    }
}
