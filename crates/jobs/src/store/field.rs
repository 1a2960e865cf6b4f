//! SQL of checklists, proofs and change orders.

use crate::model::{ChangeOrder, ChangeOrderState, ChecklistStep, Proof, StepFact};
use db::{Read, Tx, params};
use kernel::{ChangeOrderId, Ctx, JobId, MarketId, Result, VisitId, scalar::Json};

db::statements! {
    INSERT_CHECKLIST = "
        insert into checklists (market_id, visit_id, steps)
        values ($1, $2, $3)";
    SAVE_CHECKLIST = "
        update checklists
        set steps = $1
        where market_id = $2 and visit_id = $3";
    FIND_CHECKLIST = "
        select steps
        from checklists
        where market_id = $1 and visit_id = $2";
    INSERT_PROOF = "
        insert into proofs (market_id, visit_id, proof_id, job_id, kind, name, step_id, file_id, sha256, taken_at, received_at,
          latitude, longitude, added_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (market_id, visit_id, kind, name, sha256) do nothing";
    PROOFS_OF_VISIT = "
        select proof_id, visit_id, kind, name, step_id, file_id, sha256, taken_at, received_at, latitude, longitude, added_by
        from proofs
        where market_id = $1 and visit_id = $2
        order by received_at, proof_id";
    INSERT_CHANGE_ORDER = "
        insert into change_orders (market_id, change_order_id, job_id, visit_id, state, quote_id, lines, total_minor, currency,
          minutes, reason, proposed_at, proposed_by, decided_at, decided_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, null)";
    DECIDE_CHANGE_ORDER = "
        update change_orders
        set state = $1, decided_at = $2, decided_by = $3
        where market_id = $4 and change_order_id = $5 and state = 'proposed'";
    WITHDRAW_OPEN_CHANGE_ORDERS = "
        update change_orders
        set state = 'withdrawn', decided_at = $1, decided_by = $2
        where market_id = $3 and job_id = $4 and visit_id = $5 and state = 'proposed'";
    FIND_CHANGE_ORDER = "
        select change_order_id, job_id, visit_id, state, quote_id, lines, total_minor, currency, minutes, reason, proposed_at,
          proposed_by, decided_at, decided_by
        from change_orders
        where market_id = $1 and change_order_id = $2";
    CHANGE_ORDERS_OF_JOB = "
        select change_order_id, job_id, visit_id, state, quote_id, lines, total_minor, currency, minutes, reason, proposed_at,
          proposed_by, decided_at, decided_by
        from change_orders
        where market_id = $1 and job_id = $2
        order by proposed_at, change_order_id";
}

pub(crate) async fn insert_checklist(tx: &mut Tx, ctx: &Ctx, visit: VisitId, facts: &[StepFact]) -> Result<()> {
    let fresh = |fact: &StepFact| ChecklistStep {
        step: ctx.new_id(),
        code: fact.code.clone(),
        names: fact.names.clone(),
        is_required: fact.is_required,
        photos: fact.photos.clone(),
        note: String::new(),
        ticked_at: None,
        ticked_by: None,
    };
    let steps: Vec<ChecklistStep> = facts.iter().map(fresh).collect();
    tx.save(INSERT_CHECKLIST, params![ctx.market, visit, Json(steps)]).await
}

/// Saves the ticks; the version of the visit, saved in the same transaction, guards them.
pub(crate) async fn save_checklist(tx: &mut Tx, ctx: &Ctx, visit: VisitId, steps: Vec<ChecklistStep>) -> Result<()> {
    tx.save(SAVE_CHECKLIST, params![Json(steps), ctx.market, visit]).await
}

pub(crate) async fn checklist(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<ChecklistStep>> {
    let (steps,): (Json<Vec<ChecklistStep>>,) = read.one(FIND_CHECKLIST, params![market, visit]).await?;
    Ok(steps.0)
}

/// Adds a proof unless the same content is there under the same name.
pub(crate) async fn insert_proof(tx: &mut Tx, ctx: &Ctx, job: JobId, proof: &Proof) -> Result<()> {
    let values = params![
        ctx.market,
        proof.visit,
        proof.proof,
        job,
        proof.kind,
        proof.name,
        proof.step,
        proof.file,
        proof.sha256,
        proof.taken_at,
        proof.received_at,
        proof.place.map(|place| place.latitude),
        proof.place.map(|place| place.longitude),
        proof.added_by
    ];
    tx.run(INSERT_PROOF, values).await.map(drop)
}

pub(crate) async fn proofs(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<Proof>> {
    read.all(PROOFS_OF_VISIT, params![market, visit]).await
}

pub(crate) async fn insert_change_order(tx: &mut Tx, ctx: &Ctx, order: &ChangeOrder) -> Result<()> {
    let values = params![
        ctx.market,
        order.change_order,
        order.job,
        order.visit,
        order.state,
        order.quote,
        Json(order.lines.clone()),
        order.total.minor,
        order.total.currency,
        order.minutes,
        order.reason,
        order.proposed_at,
        order.proposed_by
    ];
    tx.save(INSERT_CHANGE_ORDER, values).await
}

pub(crate) async fn decide_change_order(
    tx: &mut Tx,
    ctx: &Ctx,
    order: ChangeOrderId,
    state: ChangeOrderState,
    by: &str,
) -> Result<()> {
    tx.save(DECIDE_CHANGE_ORDER, params![state, ctx.now, by.to_owned(), ctx.market, order]).await
}

/// Takes back what still waits for an answer when the visit ends.
pub(crate) async fn withdraw_open(tx: &mut Tx, ctx: &Ctx, job: JobId, visit: VisitId) -> Result<()> {
    let values = params![ctx.now, ctx.actor.label(), ctx.market, job, visit];
    tx.run(WITHDRAW_OPEN_CHANGE_ORDERS, values).await.map(drop)
}

pub(crate) async fn change_order(read: &mut Read, market: MarketId, order: ChangeOrderId) -> Result<ChangeOrder> {
    read.one(FIND_CHANGE_ORDER, params![market, order]).await
}

pub(crate) async fn change_orders(read: &mut Read, market: MarketId, job: JobId) -> Result<Vec<ChangeOrder>> {
    read.all(CHANGE_ORDERS_OF_JOB, params![market, job]).await
}
