//! What became of refunds: reported by the channel, confirmed by an operator, tried again, or given to the balance.

use crate::{
    actions::refund::{refs_of_refund, to_balance},
    errands::SendRefund,
    events::{About, PaymentMismatched, RefundFailed, RefundPaid},
    model::{Booked, Channel, LedgerStep, Refund, RefundGatewayResult, RefundState},
    refusals,
    rules::{
        moves::{self, REFUND_MOVES, RefundVerb},
        postings::{self, Fact, Purse},
    },
    store::{books, refunds},
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, RefundId, Result, problem, time};
use serde::{Deserialize, Serialize};

/// Records what the channel said about a refund. The same report may come any number of times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordRefundResult {
    /// Which refund.
    pub refund: RefundId,
    /// What.
    pub result: RefundGatewayResult,
}

impl Action for RecordRefundResult {
    const NAME: &'static str = "billing.record_refund_result";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<RefundState>;
    fn subject(&self) -> String {
        self.refund.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<RefundState>> {
        let refund = refunds::refund(tx, ctx.market, self.refund).await?;
        match &self.result {
            RefundGatewayResult::Done { transaction_id } => done(tx, ctx, refund, transaction_id).await,
            RefundGatewayResult::Failed { reason } => failed(tx, ctx, refund, reason).await,
            RefundGatewayResult::Pending => {
                if refund.state == RefundState::Requested {
                    let next_look = ctx.now.checked_add(time::minutes(5)).unwrap_or(ctx.now);
                    tx.enqueue_at(ctx, &SendRefund { refund: refund.refund_id }, next_look);
                }
                Ok(Booked { value: refund.state, steps: Vec::new() })
            }
        }
    }
}

async fn done(tx: &mut Tx, ctx: &Ctx, mut refund: Refund, transaction_id: &str) -> Result<Booked<RefundState>> {
    if matches!(refund.state, RefundState::Done | RefundState::PaidTwice) {
        return already_done(tx, ctx, refund, transaction_id).await;
    }
    refund.state = moves::next(REFUND_MOVES, refund.state, RefundVerb::Finish)?;
    refund.transaction_id = Some(transaction_id.to_owned());
    refund.done_at = Some(ctx.now);
    refunds::save(tx, ctx.market, &refund).await?;
    // Cash goes out of the office, whoever collected it.
    let purse = Purse::of(refund.channel, None).ok_or_else(|| refusals::WRONG_REFUND_WAY.problem())?;
    let fact = Fact::RefundPaid { customer: refund.customer_id, purse, amount: refund.amount() };
    let key = format!("refund-{}", refund.refund_id);
    let steps = vec![LedgerStep::Post(postings::posting(&fact, refs_of_refund(&refund), key)?)];
    tx.announce(ctx, &RefundPaid { about: about(&refund), refund: refund.refund_id, amount: refund.amount() });
    books::booked(tx, ctx, refund.state, steps).await
}

/// A repeated report; or money that left although the refund went to the balance meanwhile: that is missing, so it waits in suspense.
async fn already_done(tx: &mut Tx, ctx: &Ctx, mut refund: Refund, transaction_id: &str) -> Result<Booked<RefundState>> {
    let key = format!("refunded-twice-{}", refund.refund_id);
    let went_elsewhere = refund.channel == Channel::Balance && !refund.failure.is_empty();
    if !went_elsewhere || books::is_kept(tx, ctx.market, &key).await? {
        return Ok(Booked { value: refund.state, steps: Vec::new() });
    }
    let alert = PaymentMismatched {
        about: about(&refund),
        payment: refund.payment_id,
        provider: format!("{} {transaction_id}", refund.provider),
        receipt: None,
        expected: None,
        reported: refund.amount(),
    };
    tx.announce(ctx, &alert);
    refund.state = moves::next(REFUND_MOVES, refund.state, RefundVerb::PayTwice)?;
    refunds::save(tx, ctx.market, &refund).await?;
    let fact = Fact::SuspensePaid { amount: refund.amount() };
    let steps = vec![LedgerStep::Post(postings::posting(&fact, refs_of_refund(&refund), key)?)];
    books::booked(tx, ctx, refund.state, steps).await
}

async fn failed(tx: &mut Tx, ctx: &Ctx, mut refund: Refund, reason: &str) -> Result<Booked<RefundState>> {
    if refund.state == RefundState::Requested {
        refund.state = moves::next(REFUND_MOVES, refund.state, RefundVerb::Fail)?;
        refund.failure = if reason.is_empty() { "refused".to_owned() } else { reason.chars().take(500).collect() };
        if refund.surplus.is_some() {
            // Nobody decides about money that was never ours: what the channel does not take back is the customer's here.
            return into_balance(tx, ctx, refund).await;
        }
        refunds::save(tx, ctx.market, &refund).await?;
        let reason = refund.failure.clone();
        tx.announce(ctx, &RefundFailed { about: about(&refund), refund: refund.refund_id, reason });
    }
    Ok(Booked { value: refund.state, steps: Vec::new() })
}

async fn into_balance(tx: &mut Tx, ctx: &Ctx, mut refund: Refund) -> Result<Booked<RefundState>> {
    refund.state = moves::next(REFUND_MOVES, refund.state, RefundVerb::Finish)?;
    refund.channel = Channel::Balance;
    refund.done_at = Some(ctx.now);
    refunds::save(tx, ctx.market, &refund).await?;
    tx.announce(ctx, &RefundPaid { about: about(&refund), refund: refund.refund_id, amount: refund.amount() });
    let step = to_balance(tx, ctx, &refund).await?;
    Ok(Booked { value: refund.state, steps: vec![step] })
}

fn about(refund: &Refund) -> About {
    About { job: Some(refund.job_id), customer: Some(refund.customer_id), technicians: Vec::new() }
}

/// An operator handed the cash over, or made the bank transfer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmRefund {
    /// Which refund.
    pub refund: RefundId,
    /// The bank's reference or a remark.
    pub reference: String,
}

impl Action for ConfirmRefund {
    const NAME: &'static str = "billing.confirm_refund";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<RefundState>;
    fn subject(&self) -> String {
        self.refund.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<RefundState>> {
        if self.reference.trim().is_empty() {
            return Err(problem::REQUIRED.field("reference"));
        }
        let refund = refunds::refund(tx, ctx.market, self.refund).await?;
        match refund.channel {
            Channel::Cash | Channel::Transfer => {}
            Channel::Balance | Channel::Online => {
                return Err(refusals::WRONG_REFUND_WAY.problem().param("channel", refund.channel));
            }
        }
        match refund.state {
            RefundState::Requested => done(tx, ctx, refund, self.reference.trim()).await,
            RefundState::Done | RefundState::Failed | RefundState::PaidTwice => {
                Err(refusals::WRONG_STATE.problem().param("state", refund.state).param("verb", RefundVerb::Finish))
            }
        }
    }
}

/// Tries a refund again that the channel refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RetryRefund {
    /// Which refund.
    pub refund: RefundId,
}

impl Action for RetryRefund {
    const NAME: &'static str = "billing.retry_refund";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = RefundState;
    fn subject(&self) -> String {
        self.refund.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<RefundState> {
        let mut refund = refunds::refund(tx, ctx.market, self.refund).await?;
        refund.state = moves::next(REFUND_MOVES, refund.state, RefundVerb::Retry)?;
        refunds::save(tx, ctx.market, &refund).await?;
        tx.enqueue(ctx, &SendRefund { refund: refund.refund_id });
        Ok(refund.state)
    }
}

/// Gives a refund to the customer's balance instead, when the channel refused it or nobody can hand it over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundToBalance {
    /// Which refund: failed, or waiting to be handed over.
    pub refund: RefundId,
}

impl Action for RefundToBalance {
    const NAME: &'static str = "billing.refund_to_balance";
    const PERMISSION: Permission = Permission::MoneyWrite;
    type Outcome = Booked<RefundState>;
    fn subject(&self) -> String {
        self.refund.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<RefundState>> {
        let refund = refunds::refund(tx, ctx.market, self.refund).await?;
        if refund.channel == Channel::Online && refund.state == RefundState::Requested {
            // The channel may be paying it right now.
            return Err(refusals::WRONG_STATE
                .problem()
                .param("state", refund.state)
                .param("verb", "refund_to_balance"));
        }
        into_balance(tx, ctx, refund).await
    }
}
