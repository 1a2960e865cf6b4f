//! Giving a visit's time back: because it is cancelled, or to plan it anew by hand.

use super::{placing::plannable, reason, unchanged};
use crate::{
    PlanState, Progress, VisitPlan,
    events::{VisitReleased, VisitUnassignable},
    store::{days, offers, plans},
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, VisitId};

/// A cancelled visit gives its time back; work already begun keeps what it took. Repeating it changes nothing.
#[derive(Clone, Debug)]
pub struct ReleaseVisit {
    /// Which.
    pub visit: VisitId,
    /// Why.
    pub reason: String,
}

impl Action for ReleaseVisit {
    const NAME: &'static str = "dispatch.release_visit";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let Some(before) = plans::maybe_plan(tx, ctx.market, self.visit).await? else { return Ok(()) };
        if before.state == PlanState::Ended {
            return Ok(());
        }
        let mut rows = days::of_visit(tx, ctx.market, self.visit).await?;
        let begun = rows.iter().any(|row| row.progress != Progress::Planned);
        if begun {
            super::follow::finish(tx, ctx, &rows, ctx.now).await?;
            rows.retain(|row| row.progress == Progress::Planned);
        }
        let technicians = rows.iter().map(|row| row.technician_id).collect();
        if !begun {
            days::vacate(tx, ctx, &rows).await?;
        }
        offers::withdraw(tx, ctx, self.visit, None).await?;
        let mut plan = VisitPlan { state: PlanState::Ended, trouble: String::new(), ..before };
        plans::put(tx, ctx, &mut plan).await?;
        tx.announce(ctx, &VisitReleased { visit: self.visit, technicians, reason: reason(&self.reason)? });
        Ok(())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

/// A dispatcher takes a visit off its technician and puts it on the list of the unassigned.
#[derive(Clone, Debug)]
pub struct UnassignVisit {
    /// Which.
    pub visit: VisitId,
    /// The plan's version that the dispatcher saw.
    pub version: i64,
    /// Why.
    pub reason: String,
}

impl Action for UnassignVisit {
    const NAME: &'static str = "dispatch.unassign_visit";
    const PERMISSION: Permission = Permission::DispatchWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = plans::plan(tx, ctx.market, self.visit).await?;
        unchanged(before.version, self.version)?;
        let rows = days::of_visit(tx, ctx.market, self.visit).await?;
        plannable(&before, &rows)?;
        days::vacate(tx, ctx, &rows).await?;
        offers::withdraw(tx, ctx, self.visit, None).await?;
        let mut plan = VisitPlan {
            state: PlanState::Unassigned,
            technician_id: None,
            is_technician_pinned: false,
            is_start_pinned: false,
            trouble: "dispatch-trouble-taken-off".to_owned(),
            ..before.clone()
        };
        plans::put(tx, ctx, &mut plan).await?;
        tx.changed(self.visit, Some(&before), Some(&plan));
        let technicians = rows.iter().map(|row| row.technician_id).collect();
        tx.announce(ctx, &VisitReleased { visit: self.visit, technicians, reason: reason(&self.reason)? });
        tx.announce(ctx, &VisitUnassignable { visit: self.visit, trouble: plan.trouble });
        Ok(())
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}
