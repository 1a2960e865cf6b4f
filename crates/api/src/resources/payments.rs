//! `/payments`, `/me/payments`: money coming in.

use super::{jobs::own_id, prelude::*};
use crate::shapes::money::{PaymentShown, ReceiptShown};
use billing::{
    actions::{
        PayFromBalance, PayFromBalanceFor, RecordReceipt, ResolveSuspense, StartPayment, StartPaymentFor, SuspenseGoes,
    },
    model::{Channel, Payment, PaymentPurpose, ReceiptOutcome},
};
use flows::{
    money::{Kept, PROVIDER},
    paying::{AskProvider, PayOnline},
    policies,
};
use kernel::{CustomerId, InvoiceId, Money, PaymentId, ReceiptId, Result};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Payments")
        .get("/payments", "Payments, newest first", &[P::MoneyRead], latest)
        .get("/me/payments", "One's own payments", &[P::CustomerSelf], mine)
        .get("/payments/{payment}", "A payment and its state", &[P::CustomerSelf, P::MoneyRead], one)
        .post(
            "/payments/{payment}/inquiry",
            "Ask the provider now, because its word has not come",
            &[P::CustomerSelf],
            inquire,
        )
        .post("/invoices/{invoice}/payments", "Start an online payment", &[P::CustomerSelf, P::MoneyWrite], start)
        .post(
            "/invoices/{invoice}/balance-payments",
            "Pay from the customer's balance",
            &[P::CustomerSelf, P::MoneyWrite],
            from_balance,
        )
        .post("/invoices/{invoice}/receipts", "Record cash at the office or a bank transfer", &[P::MoneyWrite], record)
        .get("/channel-receipts", "Money of unknown origin, or paid twice", &[P::MoneyRead], receipts)
        .post("/channel-receipts/{receipt}/resolution", "Say where suspended money goes", &[P::MoneyWrite], resolve);
}

async fn latest(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<PaymentShown>> {
    Ok(page_of(billing::views::payments::latest(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

async fn mine(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<PaymentShown>> {
    let mut read = caller.read().await?;
    Ok(page_of(billing::views::payments::of_customer(&mut read, caller.ctx.market, own_id(&caller)?, &page).await?))
}

async fn seen(caller: &Caller, id: PaymentId) -> Result<Payment> {
    let payment = billing::views::payments::payment(&mut caller.read().await?, caller.ctx.market, id).await?;
    let is_theirs = caller.ctx.actor.customer() == Some(payment.customer_id) || caller.may(P::MoneyRead);
    if is_theirs { Ok(payment) } else { Err(problem::MISSING.problem()) }
}

async fn one(caller: Caller, Path(id): Path<PaymentId>) -> Answer<Versioned<PaymentShown>> {
    let payment = seen(&caller, id).await?;
    Ok(Versioned((&payment).into(), payment.version))
}

async fn inquire(caller: Caller, Path(payment): Path<PaymentId>) -> Answer<Done> {
    caller.perform(AskProvider { payment }).await?;
    Ok(Done)
}

asked! {
    /// How much: the deposit, or what is due.
    StartAsk { purpose: PaymentPurpose }
}

async fn start(
    caller: Caller,
    Path(invoice): Path<InvoiceId>,
    Body(ask): Body<StartAsk>,
) -> Answer<Made<PaymentShown>> {
    let purpose = ask.purpose;
    let payment = if caller.is_operator() {
        let minutes = policies::day(&mut caller.read().await?, caller.ctx.market).await?.payment_minutes;
        let start = StartPayment { invoice, purpose, provider: PROVIDER.to_owned(), minutes };
        caller.perform(StartPaymentFor(start)).await?
    } else {
        caller.perform(PayOnline { invoice, purpose }).await?
    };
    Ok(Made((&by_id(&caller, payment).await?).into()))
}

async fn by_id(caller: &Caller, payment: PaymentId) -> Result<Payment> {
    billing::views::payments::payment(&mut caller.read().await?, caller.ctx.market, payment).await
}

asked! {
    /// How much.
    BalanceAsk { amount: Money }
}

async fn from_balance(
    caller: Caller,
    Path(invoice): Path<InvoiceId>,
    Body(ask): Body<BalanceAsk>,
) -> Answer<Made<PaymentShown>> {
    let pay = PayFromBalance { invoice, amount: ask.amount };
    let payment = if caller.is_operator() {
        caller.perform(Kept(PayFromBalanceFor(pay))).await?
    } else {
        caller.perform(Kept(pay)).await?
    };
    Ok(Made((&by_id(&caller, payment).await?).into()))
}

asked! {
    /// What came in.
    ReceiptAsk {
        /// `cash` or `transfer`.
        channel: Channel,
        amount: Money,
        /// The number on the slip.
        reference: String,
    }
}

async fn record(
    caller: Caller,
    Path(invoice): Path<InvoiceId>,
    Body(ask): Body<ReceiptAsk>,
) -> Answer<Made<PaymentShown>> {
    let ReceiptAsk { channel, amount, reference } = ask;
    let payment = caller.perform(Kept(RecordReceipt { invoice, channel, amount, reference })).await?;
    Ok(Made((&by_id(&caller, payment).await?).into()))
}

asked! {
    /// Which receipts.
    ReceiptSearch { outcome: Option<ReceiptOutcome> }
}

async fn receipts(caller: Caller, Paged(ask, page): Paged<ReceiptSearch>) -> Answer<Listed<ReceiptShown>> {
    let outcome = ask.outcome.unwrap_or(ReceiptOutcome::Suspense);
    Ok(page_of(billing::views::payments::receipts(&mut caller.read().await?, caller.ctx.market, outcome, &page).await?))
}

asked! {
    /// To a customer's balance, or back when left out.
    ResolutionAsk { customer: Option<CustomerId> }
}

async fn resolve(caller: Caller, Path(receipt): Path<ReceiptId>, Body(ask): Body<ResolutionAsk>) -> Answer<Done> {
    let goes = ask.customer.map_or(SuspenseGoes::Back, |customer| SuspenseGoes::Customer { customer });
    caller.perform(Kept(ResolveSuspense { receipt, goes })).await?;
    Ok(Done)
}
