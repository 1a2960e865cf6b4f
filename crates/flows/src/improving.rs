//! A better plan for a date: looked for on demand, carried out as a whole or not at all.

use crate::{by_hand::TakeOffByHand, dispatching::AssignByHand, facts, policies};
use db::{Action, Read, Tx};
use dispatch::{actions::Pin, rules::improve::Improvement};
use kernel::{Ctx, Permission, Result, TechnicianId, VisitId, Zone, problem, time::Date};

/// Why a visit was taken off its technician.
const BETTER_PLAN: &str = "better_plan";
/// Most visits that change hands at once.
const TRANSFERS_MAX: usize = 200;

/// What could be planned better on a date: who could take over which visit so that more is served and less is driven.
pub async fn improvement(read: &mut Read, ctx: &Ctx, zone: &Zone, date: Date) -> Result<Improvement> {
    let roster = facts::roster_of_day(read, ctx, zone, date).await?;
    let policy = policies::dispatching(read, ctx.market).await?;
    dispatch::views::improvement(read, ctx.market, &roster, &policy, date, ctx.now).await
}

/// A visit that a dispatcher gives to somebody else because the day is better for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Which visit.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// To whom.
    pub technician: TechnicianId,
}

/// Visits change hands, in this order, all or none; whoever gets or loses one is told.
pub struct TransferVisits(pub Vec<Transfer>);

impl Action for TransferVisits {
    const NAME: &'static str = "flows.transfer_visits";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        if self.0.is_empty() {
            return Err(problem::REQUIRED.field("transfers"));
        }
        if self.0.len() > TRANSFERS_MAX {
            return Err(problem::OUT_OF_RANGE.field("transfers").param("max", TRANSFERS_MAX));
        }
        // Two visits that change places need both places empty.
        for Transfer { visit, version, .. } in self.0.iter().copied() {
            let plan = dispatch::views::plan(tx, ctx.market, visit).await?;
            let plan = plan.ok_or_else(|| problem::MISSING.field("visit"))?;
            if plan.version != version {
                return Err(problem::CHANGED_MEANWHILE.problem().param("version", plan.version));
            }
            if plan.technician_id.is_some() {
                TakeOffByHand { visit, version, reason: BETTER_PLAN.to_owned() }.perform(tx, ctx).await?;
            }
        }
        for Transfer { visit, technician, .. } in self.0.iter().copied() {
            let plan = dispatch::views::plan(tx, ctx.market, visit).await?;
            let version = plan.map_or(0, |plan| plan.version);
            let (start, pin, overruled) = (None, Pin::Nothing, Vec::new());
            AssignByHand { visit, version, technician, start, pin, overruled }.perform(tx, ctx).await?;
        }
        Ok(())
    }
}
