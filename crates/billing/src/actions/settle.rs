//! A settlement run: planned, locked, approved (F51). Its payouts are sent one by one.

use crate::{
    errands::SendPayout,
    events::{About, SettlementMoved},
    model::{Owner, Payout, PayoutChannel, PayoutState, Settlement, SettlementState},
    refusals,
    rules::moves::{self, PAYOUT_MOVES, PayoutVerb, SETTLEMENT_MOVES, SettlementVerb},
    store::settlements,
};
use db::{Action, Tx};
use kernel::{Ctx, Currency, PayoutId, Permission, Result, SettlementId, problem, time::Date};
use serde::{Deserialize, Serialize};

/// Plans the run of a day: a payout for every technician with at least the minimum to be paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenSettlement {
    /// The day; one run each at most.
    pub day: Date,
    /// The market's currency.
    pub currency: Currency,
    /// The smallest payout (`MoneyPolicy::payout_minimum_minor`).
    pub minimum_minor: i64,
    /// The way to the technicians.
    pub channel: PayoutChannel,
}

impl Action for OpenSettlement {
    const NAME: &'static str = "billing.open_settlement";
    const PERMISSION: Permission = Permission::SettlementRun;
    type Outcome = SettlementId;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<SettlementId> {
        let minimum = self.minimum_minor.max(1);
        let wallets = settlements::payable_wallets(tx, ctx.market, self.currency, minimum).await?;
        let settlement_id = ctx.new_id();
        let mut payouts = Vec::new();
        for wallet in wallets.iter().filter(|wallet| wallet.payable_minor() >= minimum) {
            let Owner::Technician(technician_id) = wallet.owner else { continue };
            payouts.push(Payout {
                payout_id: ctx.new_id(),
                settlement_id,
                technician_id,
                channel: self.channel,
                state: PayoutState::Planned,
                amount_minor: wallet.payable_minor(),
                netted_minor: wallet.cash_held_minor.max(0),
                currency: self.currency,
                transaction_id: None,
                note: String::new(),
                sent_at: None,
                ended_at: None,
                version: 1,
            });
        }
        if payouts.is_empty() {
            return Err(refusals::NOTHING_TO_SETTLE.problem());
        }
        let run = Settlement {
            settlement_id,
            day: self.day,
            state: SettlementState::Open,
            payout_count: i64::try_from(payouts.len()).unwrap_or(i64::MAX),
            total_minor: payouts.iter().map(|payout| payout.amount_minor).sum(),
            currency: self.currency,
            opened_at: ctx.now,
            locked_at: None,
            approved_at: None,
            closed_at: None,
            version: 1,
        };
        if !settlements::insert(tx, ctx.market, &run).await? {
            return Err(refusals::SETTLEMENT_EXISTS.field("day").param("day", self.day));
        }
        for payout in &payouts {
            settlements::insert_payout(tx, ctx.market, payout).await?;
        }
        announce(tx, ctx, &run);
        tx.changed(settlement_id, None::<&()>, Some(&run));
        Ok(settlement_id)
    }
}

fn announce(tx: &mut Tx, ctx: &Ctx, run: &Settlement) {
    let moved = SettlementMoved {
        about: About::default(),
        settlement: run.settlement_id,
        state: run.state,
        payouts: run.payout_count,
        total: kernel::Money::new(run.total_minor, run.currency),
    };
    tx.announce(ctx, &moved);
}

/// Fixes the payouts of a run, to be checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LockSettlement {
    /// Which run.
    pub settlement: SettlementId,
    /// The version the operator saw.
    pub version: i64,
}

impl Action for LockSettlement {
    const NAME: &'static str = "billing.lock_settlement";
    const PERMISSION: Permission = Permission::SettlementRun;
    type Outcome = SettlementState;
    fn subject(&self) -> String {
        self.settlement.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<SettlementState> {
        advance(tx, ctx, self.settlement, Some(self.version), SettlementVerb::Lock).await
    }
}

/// Approves a locked run: its payouts are sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApproveSettlement {
    /// Which run.
    pub settlement: SettlementId,
    /// The version the operator saw.
    pub version: i64,
}

impl Action for ApproveSettlement {
    const NAME: &'static str = "billing.approve_settlement";
    const PERMISSION: Permission = Permission::SettlementRun;
    type Outcome = SettlementState;
    fn subject(&self) -> String {
        self.settlement.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<SettlementState> {
        let state = advance(tx, ctx, self.settlement, Some(self.version), SettlementVerb::Approve).await?;
        let mut payouts = settlements::payouts(tx, ctx.market, self.settlement).await?;
        payouts.retain(|payout| payout.state == PayoutState::Planned);
        if payouts.is_empty() {
            return Err(refusals::NOTHING_TO_SETTLE.problem());
        }
        for payout in payouts {
            tx.enqueue(ctx, &SendPayout { payout: payout.payout_id });
        }
        Ok(state)
    }
}

/// Moves a run on and tells.
pub(crate) async fn advance(
    tx: &mut Tx,
    ctx: &Ctx,
    id: SettlementId,
    version: Option<i64>,
    verb: SettlementVerb,
) -> Result<SettlementState> {
    let mut run = settlements::settlement(tx, ctx.market, id).await?;
    if version.is_some_and(|version| version != run.version) {
        return Err(problem::CHANGED_MEANWHILE.problem());
    }
    let before = run.clone();
    run.state = moves::next(SETTLEMENT_MOVES, run.state, verb)?;
    match verb {
        SettlementVerb::Lock => run.locked_at = Some(ctx.now),
        SettlementVerb::Approve => run.approved_at = Some(ctx.now),
        SettlementVerb::Finish | SettlementVerb::Fail => run.closed_at = Some(ctx.now),
    }
    settlements::save(tx, ctx.market, &run).await?;
    tx.changed(id, Some(&before), Some(&run));
    announce(tx, ctx, &run);
    Ok(run.state)
}

/// Takes a payout out of a run that is not approved; its money stays available.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DropPayout {
    /// Which payout.
    pub payout: PayoutId,
    /// Why.
    pub reason: String,
}

impl Action for DropPayout {
    const NAME: &'static str = "billing.drop_payout";
    const PERMISSION: Permission = Permission::SettlementRun;
    type Outcome = PayoutState;
    fn subject(&self) -> String {
        self.payout.to_string()
    }
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PayoutState> {
        super::check_reason(&self.reason)?;
        let mut payout = settlements::payout(tx, ctx.market, self.payout).await?;
        let mut run = settlements::settlement(tx, ctx.market, payout.settlement_id).await?;
        match run.state {
            SettlementState::Open | SettlementState::Locked => {}
            SettlementState::Approved | SettlementState::Paid | SettlementState::Failed => {
                return Err(refusals::WRONG_STATE.problem().param("state", run.state).param("verb", PayoutVerb::Drop));
            }
        }
        let before = payout.clone();
        payout.state = moves::next(PAYOUT_MOVES, payout.state, PayoutVerb::Drop)?;
        payout.note.clone_from(&self.reason);
        payout.ended_at = Some(ctx.now);
        settlements::save_payout(tx, ctx.market, &payout).await?;
        run.payout_count -= 1;
        run.total_minor -= payout.amount_minor;
        settlements::save(tx, ctx.market, &run).await?;
        tx.changed(payout.payout_id, Some(&before), Some(&payout));
        Ok(payout.state)
    }
}
