//! Plans of visits, and decisions with their reasons.

use crate::{Explanation, VisitPlan};
use db::{Read, Tx, params};
use kernel::{Ctx, DecisionId, MarketId, Result, VisitId, scalar::Json};

db::statements! {
    PLAN = "
        select visit_id, state, mode, wave, need, window_start, window_end, technician_id, is_technician_pinned,
          is_start_pinned, trouble, version
        from visit_plans
        where market_id = $1 and visit_id = $2";
    PUT_PLAN = "
        insert into visit_plans (market_id, visit_id, state, mode, wave, need, window_start, window_end, technician_id,
          is_technician_pinned, is_start_pinned, trouble, version, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $13)
        on conflict (market_id, visit_id) do update
        set state = excluded.state, mode = excluded.mode, wave = excluded.wave, need = excluded.need,
          window_start = excluded.window_start, window_end = excluded.window_end, technician_id = excluded.technician_id,
          is_technician_pinned = excluded.is_technician_pinned, is_start_pinned = excluded.is_start_pinned,
          trouble = excluded.trouble, version = visit_plans.version + 1, updated_at = excluded.updated_at
        where visit_plans.version = $14";
    INSERT_DECISION = "
        insert into decisions (market_id, decision_id, visit_id, cause, decided_by, technician_id, explanation, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
}

pub(crate) async fn maybe_plan(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Option<VisitPlan>> {
    read.maybe(PLAN, params![market, visit]).await
}

pub(crate) async fn plan(read: &mut Read, market: MarketId, visit: VisitId) -> Result<VisitPlan> {
    read.one(PLAN, params![market, visit]).await
}

/// Stores a plan: a new one has version 0, another one the version it was read with. Its version is one higher then.
pub(crate) async fn put(tx: &mut Tx, ctx: &Ctx, plan: &mut VisitPlan) -> Result<()> {
    let values = params![
        ctx.market,
        plan.visit_id,
        plan.state,
        plan.mode,
        plan.wave,
        plan.need,
        plan.window_start,
        plan.window_end,
        plan.technician_id,
        plan.is_technician_pinned,
        plan.is_start_pinned,
        plan.trouble,
        ctx.now,
        plan.version
    ];
    tx.save(PUT_PLAN, values).await?;
    plan.version += 1;
    Ok(())
}

pub(crate) async fn decide(
    tx: &mut Tx,
    ctx: &Ctx,
    visit: VisitId,
    cause: &str,
    explanation: Explanation,
) -> Result<()> {
    let id: DecisionId = ctx.new_id();
    let chosen = explanation.chosen;
    let values = params![ctx.market, id, visit, *cause, ctx.actor.label(), chosen, Json(explanation), ctx.now];
    tx.run(INSERT_DECISION, values).await.map(drop)
}
