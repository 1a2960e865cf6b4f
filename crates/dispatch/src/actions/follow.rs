//! The plan follows what really happens: on the way, at work, done.

use crate::{
    PlanState, Progress, Reservation, VisitPlan, refusals,
    rules::day::{instant, minute_up},
    store::{days, plans},
};
use db::{Action, Tx, params};
use kernel::{Ctx, Permission, Result, Timestamp, VisitId, text_enum};

text_enum! {
    /// What happened.
    pub enum Happening {
        /// The technician left for the visit.
        Departed = "departed",
        /// Work began.
        Started = "started",
        /// Work ended.
        Finished = "finished",
    }
}

/// Flows tell what happened in the field, so that the rest of the day is planned on facts.
#[derive(Clone, Debug)]
pub struct FollowVisit {
    /// Which visit.
    pub visit: VisitId,
    /// What.
    pub happening: Happening,
    /// When.
    pub at: Timestamp,
}

impl Action for FollowVisit {
    const NAME: &'static str = "dispatch.follow_visit";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = plans::plan(tx, ctx.market, self.visit).await?;
        if before.state == PlanState::Ended {
            return Ok(());
        }
        let rows = days::of_visit(tx, ctx.market, self.visit).await?;
        if rows.is_empty() {
            return Err(refusals::VISIT_NOT_PLANNABLE
                .problem()
                .param("visit", self.visit)
                .param("state", before.state));
        }
        match self.happening {
            Happening::Departed => mark(tx, ctx, &rows, |row| (row.planned_start, row.duration_minutes)).await,
            Happening::Started => mark(tx, ctx, &rows, |row| (self.at, row.duration_minutes)).await,
            Happening::Finished => {
                finish(tx, ctx, &rows, self.at).await?;
                let mut plan = VisitPlan { state: PlanState::Ended, trouble: String::new(), ..before };
                plans::put(tx, ctx, &mut plan).await
            }
        }
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

async fn mark(
    tx: &mut Tx,
    ctx: &Ctx,
    rows: &[Reservation],
    times: impl Fn(&Reservation) -> (Timestamp, u32) + Send,
) -> Result<()> {
    days::bump_all(tx, ctx, rows).await?;
    for row in rows {
        let (start, duration) = times(row);
        let values = params![Progress::UnderWay, start, duration, ctx.market, row.reservation_id];
        tx.save(days::FOLLOW_RESERVATION, values).await?;
    }
    Ok(())
}

/// The work took until `at`; what remains of its time is free again.
pub(super) async fn finish(tx: &mut Tx, ctx: &Ctx, rows: &[Reservation], at: Timestamp) -> Result<()> {
    days::bump_all(tx, ctx, rows).await?;
    for row in rows {
        let start = row.planned_start.min(at);
        let took = (minute_up(at) - minute_up(start)).max(0);
        let values = params![
            Progress::Done,
            instant(minute_up(start)),
            u32::try_from(took).unwrap_or(0),
            ctx.market,
            row.reservation_id
        ];
        tx.save(days::FOLLOW_RESERVATION, values).await?;
    }
    Ok(())
}
