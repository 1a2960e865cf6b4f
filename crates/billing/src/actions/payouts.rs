//! One payout: its money is reserved when it is sent, and leaves the books when the bank says so.

use crate::{
    actions::settle::advance,
    errands::SendPayout,
    events::{About, PayoutFailed, PayoutPaid},
    model::{Booked, LedgerStep, Owner, Payout, PayoutResult, PayoutState, References, Settlement, SettlementState},
    refusals,
    rules::{
        moves::{self, PAYOUT_MOVES, PayoutVerb, SettlementVerb},
        postings::{self, Fact},
    },
    store::{books, settlements},
};
use db::{Action, Tx};
use kernel::{Ctx, Money, PayoutId, Permission, Result, time};
use serde::{Deserialize, Serialize};

/// Reserves the money of a planned payout of an approved run, at most what is free now, and counts collected cash against it. Doing it
/// again changes nothing. The answer is the payout; ask the bank while it is `sent`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReservePayout {
    /// Which payout.
    pub payout: PayoutId,
}

impl Action for ReservePayout {
    const NAME: &'static str = "billing.reserve_payout";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<Payout>;
    fn subject(&self) -> String {
        self.payout.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<Payout>> {
        let mut payout = settlements::payout(tx, ctx.market, self.payout).await?;
        let run = settlements::settlement(tx, ctx.market, payout.settlement_id).await?;
        match payout.state {
            PayoutState::Planned if run.state == SettlementState::Approved => {}
            PayoutState::Planned => {
                return Err(refusals::WRONG_STATE.problem().param("state", run.state).param("verb", PayoutVerb::Send));
            }
            PayoutState::Sent | PayoutState::Paid | PayoutState::Failed | PayoutState::Dropped => {
                return Ok(Booked { value: payout, steps: Vec::new() });
            }
        }
        let wallet = books::wallet(tx, ctx.market, Owner::Technician(payout.technician_id), payout.currency).await?;
        let netted = wallet.cash_held_minor.min(wallet.free_minor()).max(0);
        let amount = payout.amount_minor.min(wallet.free_minor() - netted).max(0);
        payout.netted_minor = netted;
        payout.amount_minor = amount;
        if amount == 0 {
            return self.drop_empty(tx, ctx, payout, run).await;
        }
        payout.state = moves::next(PAYOUT_MOVES, payout.state, PayoutVerb::Send)?;
        payout.sent_at = Some(ctx.now);
        settlements::save_payout(tx, ctx.market, &payout).await?;
        let mut steps = net_cash(&payout)?;
        let fact = Fact::PayoutSent { technician: payout.technician_id, amount: payout.amount() };
        steps.push(LedgerStep::Reserve(postings::posting(&fact, refs_of(&payout), key_of(&payout))?));
        books::booked(tx, ctx, payout, steps).await
    }
}

impl ReservePayout {
    async fn drop_empty(&self, tx: &mut Tx, ctx: &Ctx, mut payout: Payout, run: Settlement) -> Result<Booked<Payout>> {
        payout.netted_minor = 0;
        payout.state = moves::next(PAYOUT_MOVES, payout.state, PayoutVerb::Drop)?;
        payout.note = "nothing_left".to_owned();
        payout.ended_at = Some(ctx.now);
        settlements::save_payout(tx, ctx.market, &payout).await?;
        close_if_done(tx, ctx, run).await?;
        Ok(Booked { value: payout, steps: Vec::new() })
    }
}

fn net_cash(payout: &Payout) -> Result<Vec<LedgerStep>> {
    if payout.netted_minor == 0 {
        return Ok(Vec::new());
    }
    let amount = Money::new(payout.netted_minor, payout.currency);
    let fact = Fact::CashNetted { technician: payout.technician_id, amount };
    Ok(vec![LedgerStep::Post(postings::posting(&fact, refs_of(payout), format!("netted-{}", payout.payout_id))?)])
}

fn refs_of(payout: &Payout) -> References {
    References { settlement: Some(payout.settlement_id), payout: Some(payout.payout_id), ..References::default() }
}

fn key_of(payout: &Payout) -> String {
    format!("payout-{}", payout.payout_id)
}

/// Records what the bank said about a payout. The same report may come any number of times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordPayoutResult {
    /// Which payout.
    pub payout: PayoutId,
    /// What.
    pub result: PayoutResult,
}

impl Action for RecordPayoutResult {
    const NAME: &'static str = "billing.record_payout_result";
    const PERMISSION: Permission = Permission::System;
    type Outcome = Booked<PayoutState>;
    fn subject(&self) -> String {
        self.payout.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Booked<PayoutState>> {
        let mut payout = settlements::payout(tx, ctx.market, self.payout).await?;
        if payout.state != PayoutState::Sent {
            // A report that comes again, or late: the first one holds.
            return Ok(Booked { value: payout.state, steps: Vec::new() });
        }
        let about = About::technician(payout.technician_id);
        let (id, amount) = (payout.payout_id, payout.amount());
        let step = match &self.result {
            PayoutResult::Pending => {
                let next_look = ctx.now.checked_add(time::minutes(10)).unwrap_or(ctx.now);
                tx.enqueue_at(ctx, &SendPayout { payout: id }, next_look);
                return Ok(Booked { value: payout.state, steps: Vec::new() });
            }
            PayoutResult::Paid { transaction_id } => {
                payout.state = moves::next(PAYOUT_MOVES, payout.state, PayoutVerb::Finish)?;
                payout.transaction_id = Some(transaction_id.clone());
                tx.announce(ctx, &PayoutPaid { about, payout: id, amount });
                LedgerStep::Confirm { dedupe_key: key_of(&payout) }
            }
            PayoutResult::Failed { reason } => {
                payout.state = moves::next(PAYOUT_MOVES, payout.state, PayoutVerb::Fail)?;
                payout.note = reason.chars().take(500).collect();
                tx.announce(ctx, &PayoutFailed { about, payout: id, amount, reason: payout.note.clone() });
                LedgerStep::Void { dedupe_key: key_of(&payout) }
            }
        };
        payout.ended_at = Some(ctx.now);
        settlements::save_payout(tx, ctx.market, &payout).await?;
        let run = settlements::settlement(tx, ctx.market, payout.settlement_id).await?;
        close_if_done(tx, ctx, run).await?;
        books::booked(tx, ctx, payout.state, vec![step]).await
    }
}

/// Ends the run with its last payout. The run is saved in any case, so that two payouts that end at once meet there and one sees the other.
async fn close_if_done(tx: &mut Tx, ctx: &Ctx, run: Settlement) -> Result<()> {
    settlements::save(tx, ctx.market, &run).await?;
    let (unfinished, failed) = settlements::payout_counts(tx, ctx.market, run.settlement_id).await?;
    if unfinished > 0 {
        return Ok(());
    }
    let verb = if failed > 0 { SettlementVerb::Fail } else { SettlementVerb::Finish };
    advance(tx, ctx, run.settlement_id, None, verb).await.map(drop)
}
