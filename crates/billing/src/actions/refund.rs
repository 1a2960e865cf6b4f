//! Giving money back: planned by the rules, booked, and sent by the payments it came by.

use crate::{
    actions::{check_reason, finish::refs_of, invoice::save},
    errands::SendRefund,
    events::{About, CreditGranted, RefundGranted, RefundPaid, SurplusReturned},
    model::{
        Bearer, Booked, Channel, Earning, Invoice, LedgerStep, Payment, Phase, References, Refund, RefundState,
        RefundTo, Surplus,
    },
    rules::{
        moves::{self, PAYMENT_MOVES, PaymentVerb},
        postings::{self, Fact},
        refund::{RefundFacts, RefundPlan, plan},
    },
    store::{books, invoices, payments, refunds},
};
use db::{Action, Tx};
use kernel::{Ctx, InvoiceId, InvoiceLineId, Money, PaymentId, Permission, Result, problem};
use serde::{Deserialize, Serialize};

/// Gives back part or all of what was paid. Before acceptance it comes from escrow; after it, everybody gives back their share (or one
/// bears it), a debt that is still due shrinks first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundInvoice {
    /// From which invoice.
    pub invoice: InvoiceId,
    /// How much; never more than was paid and not given back, plus what is due.
    pub amount: Money,
    /// Which lines, after acceptance; empty: all in proportion.
    pub lines: Vec<(InvoiceLineId, Money)>,
    /// Who bears it, after acceptance.
    pub bearer: Bearer,
    /// Where it goes.
    pub to: RefundTo,
    /// Why.
    pub reason: String,
    /// The version the operator saw.
    pub version: i64,
}

/// What a refund came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunded {
    /// From which invoice.
    pub invoice: InvoiceId,
    /// What goes back.
    pub back: Money,
    /// What made the debt smaller.
    pub against_due: Money,
}

impl Action for RefundInvoice {
    const NAME: &'static str = "billing.refund_invoice";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<Refunded>;
    fn subject(&self) -> String {
        self.invoice.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<Refunded>> {
        check_reason(&self.reason)?;
        let mut invoice = invoices::invoice(tx, ctx.market, self.invoice).await?;
        if invoice.version != self.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        let lines = invoices::lines(tx, ctx.market, self.invoice).await?;
        let shares = invoices::shares(tx, ctx.market, self.invoice).await?;
        let paid = payments::of_invoice(tx, ctx.market, self.invoice).await?;
        let mut earnings = invoices::earnings(tx, ctx.market, self.invoice).await?;
        let facts =
            RefundFacts { invoice: &invoice, lines: &lines, shares: &shares, payments: &paid, earnings: &earnings };
        let plan = plan(&facts, self.amount, self.bearer, &self.lines)?;
        let before = invoice.clone();
        let mut steps = Vec::new();
        invoice.returned_minor += plan.back.minor;
        match invoice.phase {
            Phase::Draft => {
                invoice.escrow_minor -= plan.back.minor;
                save(tx, ctx.market, &mut invoice).await?;
                steps.push(from_escrow(tx, ctx, &invoice, plan.back).await?);
            }
            Phase::Final | Phase::Cancelled => {
                invoice.credited_minor += plan.amount.minor;
                save(tx, ctx.market, &mut invoice).await?;
                steps.push(self.credit(tx, ctx, &invoice, &plan, &mut earnings).await?);
            }
        }
        steps.extend(give_back(tx, ctx, &invoice, plan.back, self.to, &self.reason).await?);
        tx.changed(invoice.invoice_id, Some(&before), Some(&invoice));
        let value = Refunded { invoice: invoice.invoice_id, back: plan.back, against_due: plan.against_due };
        Ok(Booked { value, steps })
    }
}

impl RefundInvoice {
    /// Takes back from lines, shares and technicians, and books it.
    async fn credit(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        invoice: &Invoice,
        plan: &RefundPlan,
        earnings: &mut [Earning],
    ) -> Result<LedgerStep> {
        for (line, amount) in &plan.lines {
            invoices::add_to_line_refunded(tx, ctx.market, *line, amount.minor).await?;
        }
        for share in &plan.reversed {
            invoices::add_to_share_reversed(tx, ctx.market, share).await?;
        }
        for clawback in &plan.clawbacks {
            if let Some(earning) = earnings.iter_mut().find(|earning| earning.technician_id == clawback.technician) {
                let available = clawback.available.minor;
                earning.frozen_minor -= clawback.frozen.minor;
                earning.retained_minor -= clawback.retained.minor;
                earning.clawed_minor += clawback.frozen.minor + clawback.retained.minor + available;
                invoices::save_earning(tx, ctx.market, earning).await?;
            }
        }
        let fact = Fact::CreditGranted {
            customer: invoice.customer_id,
            bearer: self.bearer,
            against_due: plan.against_due,
            back: plan.back,
            reversed: &plan.reversed,
            clawbacks: &plan.clawbacks,
        };
        // The version makes every credit of an invoice a fact of its own.
        let key = format!("credit{}-{}", invoice.version, invoice.invoice_id);
        let step = LedgerStep::Post(postings::posting(&fact, refs_of(invoice), key)?);
        books::book(tx, ctx, &step).await?;
        let about = About::invoice(invoice).and(plan.clawbacks.iter().map(|clawback| clawback.technician));
        tx.announce(
            ctx,
            &CreditGranted { about, invoice: invoice.invoice_id, amount: plan.amount, bearer: self.bearer },
        );
        Ok(step)
    }
}

/// Books money of the invoice from escrow to what is to be refunded.
pub(crate) async fn from_escrow(tx: &mut Tx, ctx: &Ctx, invoice: &Invoice, amount: Money) -> Result<LedgerStep> {
    let fact = Fact::EscrowRefunded { customer: invoice.customer_id, amount };
    let key = format!("unescrow{}-{}", invoice.version, invoice.invoice_id);
    let step = LedgerStep::Post(postings::posting(&fact, refs_of(invoice), key)?);
    books::book(tx, ctx, &step).await?;
    Ok(step)
}

/// Sends granted money back: by the latest payments first, each by its own way, or all of it to the balance.
pub(crate) async fn give_back(
    tx: &mut Tx,
    ctx: &Ctx,
    invoice: &Invoice,
    amount: Money,
    to: RefundTo,
    reason: &str,
) -> Result<Vec<LedgerStep>> {
    let mut paid = payments::of_invoice(tx, ctx.market, invoice.invoice_id).await?;
    paid.sort_by_key(|payment| std::cmp::Reverse((payment.paid_at, payment.payment_id)));
    let mut left = amount.minor;
    let mut steps = Vec::new();
    for mut payment in paid {
        let part = left.min(payment.refundable_minor());
        if part <= 0 {
            continue;
        }
        left -= part;
        payment.refunded_minor += part;
        let verb = if payment.refundable_minor() == 0 { PaymentVerb::RefundRest } else { PaymentVerb::RefundPart };
        payment.state = moves::next(PAYMENT_MOVES, payment.state, verb)?;
        payments::save(tx, ctx.market, &payment).await?;
        steps.extend(open_refund(tx, ctx, invoice, &payment, Money { minor: part, ..amount }, to, reason).await?);
    }
    if left != 0 {
        return Err(kernel::Problem::broken(format!("{left} of a refund of {} found no payment", invoice.invoice_id)));
    }
    Ok(steps)
}

async fn open_refund(
    tx: &mut Tx,
    ctx: &Ctx,
    invoice: &Invoice,
    payment: &Payment,
    amount: Money,
    to: RefundTo,
    reason: &str,
) -> Result<Option<LedgerStep>> {
    let channel = match to {
        RefundTo::Original => payment.channel,
        RefundTo::Balance => Channel::Balance,
    };
    let at_once = channel == Channel::Balance;
    let mut refund = requested(ctx, payment, channel, amount, reason);
    if at_once {
        (refund.state, refund.done_at) = (RefundState::Done, Some(ctx.now));
    }
    refunds::insert(tx, ctx.market, &refund).await?;
    let about = About::invoice(invoice);
    tx.announce(ctx, &RefundGranted { about: about.clone(), refund: refund.refund_id, amount, channel });
    if channel == Channel::Online {
        tx.enqueue(ctx, &SendRefund { refund: refund.refund_id });
    }
    if !at_once {
        return Ok(None);
    }
    tx.announce(ctx, &RefundPaid { about, refund: refund.refund_id, amount });
    to_balance(tx, ctx, &refund).await.map(Some)
}

/// Sends money that the invoice never wanted back by the channel that brought it.
pub(crate) async fn return_surplus(
    tx: &mut Tx,
    ctx: &Ctx,
    payment: PaymentId,
    amount: Money,
    surplus: Surplus,
) -> Result<()> {
    let mut payment = payments::payment(tx, ctx.market, payment).await?;
    let verb = if payment.applied_minor == 0 { PaymentVerb::RefundRest } else { PaymentVerb::RefundPart };
    payment.state = moves::next(PAYMENT_MOVES, payment.state, verb)?;
    payments::save(tx, ctx.market, &payment).await?;
    let refund =
        Refund { surplus: Some(surplus), ..requested(ctx, &payment, payment.channel, amount, surplus.as_str()) };
    refunds::insert(tx, ctx.market, &refund).await?;
    let about = About { job: Some(payment.job_id), customer: Some(payment.customer_id), technicians: Vec::new() };
    let (payment, id) = (payment.payment_id, refund.refund_id);
    tx.announce(ctx, &RefundGranted { about: about.clone(), refund: id, amount, channel: refund.channel });
    tx.announce(ctx, &SurplusReturned { about, payment, refund: id, amount, why: surplus });
    tx.enqueue(ctx, &SendRefund { refund: id });
    Ok(())
}

/// A refund that waits to be done, not stored.
fn requested(ctx: &Ctx, payment: &Payment, channel: Channel, amount: Money, reason: &str) -> Refund {
    Refund {
        refund_id: ctx.new_id(),
        payment_id: payment.payment_id,
        invoice_id: payment.invoice_id,
        job_id: payment.job_id,
        customer_id: payment.customer_id,
        channel,
        provider: payment.provider.clone(),
        state: RefundState::Requested,
        amount_minor: amount.minor,
        currency: amount.currency,
        reason: reason.to_owned(),
        surplus: None,
        transaction_id: None,
        failure: String::new(),
        created_at: ctx.now,
        done_at: None,
        version: 1,
    }
}

/// Books a refund to the customer's balance.
pub(crate) async fn to_balance(tx: &mut Tx, ctx: &Ctx, refund: &Refund) -> Result<LedgerStep> {
    let fact = Fact::RefundToBalance { customer: refund.customer_id, amount: refund.amount() };
    let step =
        LedgerStep::Post(postings::posting(&fact, refs_of_refund(refund), format!("refund-{}", refund.refund_id))?);
    books::book(tx, ctx, &step).await?;
    Ok(step)
}

/// What a posting about a refund refers to.
pub(crate) fn refs_of_refund(refund: &Refund) -> References {
    References {
        job: Some(refund.job_id),
        invoice: Some(refund.invoice_id),
        payment: Some(refund.payment_id),
        refund: Some(refund.refund_id),
        ..References::default()
    }
}
