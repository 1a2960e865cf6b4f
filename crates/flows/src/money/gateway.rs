//! Talking to the payment provider: intents, queries, callbacks, refunds, payouts. Outside any transaction; results are recorded by actions
//! that answer repeats with what is known.

use super::Kept;
use crate::App;
use billing::{
    actions::{
        RecordIntent, RecordPaymentResult, RecordPayoutResult, RecordRefundResult, ReleaseEarnings, ReservePayout,
    },
    errands::{CloseIntent, OpenIntent, QueryPayment, ReleaseEarningsDue, SendPayout, SendRefund},
    model::{GatewayResult, PayoutResult, PayoutState, RefundGatewayResult},
};
use db::Handlers;
use gateways::pay::{Callback, Charge, ChargeState, NewCharge, NewRefund, Refund, RefundState};
use kernel::{Actor, Ctx, Locale, Money, PaymentId, PayoutId, RefundId, Result, problem};

/// The name of the one online channel.
pub const PROVIDER: &str = "doorstep_pay";

/// Registers the errands of billing.
pub fn register(handlers: &mut Handlers, app: impl Fn() -> App + Send + Sync + Clone + 'static) {
    let the = app.clone();
    handlers.errand::<OpenIntent>(move |_, ctx, errand| {
        let app = the();
        Box::pin(async move { open_intent(&app, &ctx, errand.payment).await })
    });
    let the = app.clone();
    handlers.errand::<QueryPayment>(move |_, ctx, errand| {
        let app = the();
        Box::pin(async move { query(&app, &ctx, errand.payment).await })
    });
    let the = app.clone();
    handlers.errand::<CloseIntent>(move |_, ctx, errand| {
        let app = the();
        Box::pin(async move { close(&app, &ctx, errand.payment).await })
    });
    let the = app.clone();
    handlers.errand::<SendRefund>(move |_, ctx, errand| {
        let app = the();
        Box::pin(async move { send_refund(&app, &ctx, errand.refund).await })
    });
    let the = app.clone();
    handlers.errand::<SendPayout>(move |_, ctx, errand| {
        let app = the();
        Box::pin(async move { send_payout(&app, &ctx, errand.payout).await })
    });
    handlers.errand::<ReleaseEarningsDue>(move |db, ctx, errand| {
        Box::pin(async move { db.perform(&ctx, Kept(ReleaseEarnings { invoice: errand.invoice })).await.map(drop) })
    });
}

async fn open_intent(app: &App, ctx: &Ctx, payment: PaymentId) -> Result<()> {
    let row = billing::views::payments::payment(&mut app.db.read().await?, ctx.market, payment).await?;
    if !row.state.is_open() {
        return Ok(());
    }
    let invoice = billing::views::invoices::head(&mut app.db.read().await?, ctx.market, row.invoice_id).await?;
    let seconds = row.expires_at.map_or(900, |at| at.duration_since(ctx.now).as_secs()).max(60);
    let new = NewCharge {
        payment,
        amount: Money::new(row.amount_minor, row.currency),
        subject: invoice.job_number,
        return_url: format!("{}/payments/{payment}", app.base_url),
        notify_url: format!("{}/hooks/pay/{}", app.base_url, ctx.market),
        expires_seconds: seconds,
    };
    let charge = app.gateways.pay.charge(&new, ctx.now).await?;
    app.db.perform(ctx, RecordIntent { payment, client: charge.checkout_url }).await.map(drop)
}

async fn query(app: &App, ctx: &Ctx, payment: PaymentId) -> Result<()> {
    let charge = match app.gateways.pay.find_charge(payment, ctx.now).await {
        Ok(charge) => charge,
        // The provider never heard of it: the intent did not get through, so nobody can have paid.
        Err(problem) if problem.is(gateways::PAYMENT_REFUSED) => {
            return record(app, ctx, payment, GatewayResult::Closed).await;
        }
        Err(problem) => return Err(problem),
    };
    record(app, ctx, payment, result_of(&charge)).await
}

async fn close(app: &App, ctx: &Ctx, payment: PaymentId) -> Result<()> {
    match app.gateways.pay.close_charge(payment, ctx.now).await {
        Ok(charge) => record(app, ctx, payment, result_of(&charge)).await,
        Err(problem) if problem.is(gateways::PAYMENT_REFUSED) => record(app, ctx, payment, GatewayResult::Closed).await,
        Err(problem) => Err(problem),
    }
}

fn result_of(charge: &Charge) -> GatewayResult {
    match charge.state {
        ChargeState::Pending => GatewayResult::Pending,
        ChargeState::Paid => GatewayResult::Paid {
            transaction_id: charge.transaction.clone(),
            amount: charge.amount,
            fee: Money::zero(charge.amount.currency),
        },
        ChargeState::Failed => GatewayResult::Failed { reason: "declined".to_owned() },
        ChargeState::Closed => GatewayResult::Closed,
    }
}

async fn record(app: &App, ctx: &Ctx, payment: PaymentId, result: GatewayResult) -> Result<()> {
    let record = RecordPaymentResult { payment, provider: PROVIDER.to_owned(), result };
    app.db.perform(ctx, Kept(record)).await.map(drop)
}

async fn send_refund(app: &App, ctx: &Ctx, refund: RefundId) -> Result<()> {
    let row = billing::views::payments::refund(&mut app.db.read().await?, ctx.market, refund).await?;
    let new = NewRefund { refund, payment: row.payment_id, amount: Money::new(row.amount_minor, row.currency) };
    let result = match app.gateways.pay.refund(&new, ctx.now).await {
        Ok(answer) => refund_result(&answer),
        Err(problem) if problem.is(gateways::PAYMENT_REFUSED) => {
            RefundGatewayResult::Failed { reason: problem.params().get("reason").cloned().unwrap_or_default() }
        }
        Err(problem) => return Err(problem),
    };
    app.db.perform(ctx, Kept(RecordRefundResult { refund, result })).await.map(drop)
}

fn refund_result(refund: &Refund) -> RefundGatewayResult {
    match refund.state {
        RefundState::Pending => RefundGatewayResult::Pending,
        RefundState::Done => RefundGatewayResult::Done { transaction_id: refund.transaction.clone() },
        RefundState::Failed => RefundGatewayResult::Failed { reason: "refused".to_owned() },
    }
}

/// Payouts go out by bank file; there is no bank to reach from here, so the file counts as executed when it is written.
async fn send_payout(app: &App, ctx: &Ctx, payout: PayoutId) -> Result<()> {
    let row = app.db.perform(ctx, Kept(ReservePayout { payout })).await?;
    if row.state == PayoutState::Paid || row.state == PayoutState::Failed {
        return Ok(());
    }
    let line = serde_json::json!({
        "payout": payout, "technician": row.technician_id, "amount": Money::new(row.amount_minor, row.currency).to_string(), "at": ctx.now,
    });
    app.gateways.files.put(&format!("bank/{payout}.json"), line.to_string().into_bytes()).await?;
    let result = PayoutResult::Paid { transaction_id: format!("bank-{payout}") };
    app.db.perform(ctx, Kept(RecordPayoutResult { payout, result })).await.map(drop)
}

/// Takes a callback of the provider: checks its signature, records what it says, answers repeats with what is known. A callback that
/// speaks of a payment we do not have is an error, so that the provider tries again.
pub async fn hear_callback(
    app: &App,
    market: &markets::Market,
    header: impl Fn(&str) -> Option<String>,
    body: &[u8],
) -> Result<()> {
    let ctx = app.ctx(Actor::System, market.brand_id, market.market_id, Locale::default());
    match app.gateways.pay.read_callback(header, body, ctx.now)? {
        Callback::Charge(charge) => record(app, &ctx, charge.payment, result_of(&charge)).await,
        Callback::Refund(refund) => {
            let record = RecordRefundResult { refund: refund.refund, result: refund_result(&refund) };
            match app.db.perform(&ctx, Kept(record)).await {
                // The errand that asked for the refund has the answer already, or will have it.
                Err(problem) if problem.is(problem::MISSING) => Ok(()),
                done => done.map(drop),
            }
        }
    }
}
