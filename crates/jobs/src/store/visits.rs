//! SQL of visits and their moves.

use super::visit_columns;
use crate::model::{Device, Move, Verb, Visit};
use db::{Read, Tx, params};
use kernel::{JobId, MarketId, Result, VisitId, scalar::Json};

db::statements! {
    INSERT_VISIT = "
        insert into visits (market_id, visit_id, job_id, sequence, parent_visit_id, territory_id, latitude, longitude,
          original_start, wanted_technician_id, start_code, state, entered_verb, entered_by, entered_at, moves_made,
          unassignable_reason, frozen_reason, need, extra_minutes, window_start, window_end, offered_to, technician_id,
          accepted_at, contacted_at, departed_at, arrived_at, started_at, finished_at, ended_at, late_notice_at,
          calls_at_door, messages_at_door, worked_seconds, working_since, is_paused, reschedules, short_reschedules,
          is_platform_moved, was_accepted_when_moved, proposal, reworks, diagnosis, resume_state, acceptance, finish_code,
          finish_code_expires_at, code_tries, code_locked_until, seen, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, null, null, $17, 0, $18, $19, null, null,
          null, null, null, null, null, null, null, null, 0, 0, 0, null, $20, 0, 0, $20, $20, null, 0, '', null, null, null,
          null, 0, null, null, 1)";
    SAVE_VISIT = "
        update visits
        set state = $1, entered_verb = $2, entered_by = $3, entered_at = $4, moves_made = $5, unassignable_reason = $6,
          frozen_reason = $7, extra_minutes = $8, window_start = $9, window_end = $10, offered_to = $11, technician_id = $12,
          accepted_at = $13, contacted_at = $14, departed_at = $15, arrived_at = $16, started_at = $17, finished_at = $18,
          ended_at = $19, late_notice_at = $20, calls_at_door = $21, messages_at_door = $22, worked_seconds = $23,
          working_since = $24, is_paused = $25, reschedules = $26, short_reschedules = $27, is_platform_moved = $28,
          was_accepted_when_moved = $29, proposal = $30, reworks = $31, diagnosis = $32, resume_state = $33,
          acceptance = $34, finish_code = $35, finish_code_expires_at = $36, code_tries = $37, code_locked_until = $38,
          seen = $39, original_start = $40, version = version + 1
        where market_id = $41 and visit_id = $42 and version = $43";
    FIND_VISIT = concat!("select ", visit_columns!(), " from visits v where v.market_id = $1 and v.visit_id = $2");
    INSERT_MOVE = "
        insert into moves (market_id, visit_id, position, move_id, job_id, at, device_at, actor, party, from_state, verb,
          to_state, reason, note, latitude, longitude, accuracy_metres, detail, client_key)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    FIND_CLIENT_KEY = "select verb from moves where market_id = $1 and visit_id = $2 and client_key = $3";
}

pub(crate) async fn find(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Visit> {
    read.one(FIND_VISIT, params![market, visit]).await
}

/// Inserts a fresh visit; what only later verbs fill is empty.
pub(crate) async fn insert(tx: &mut Tx, visit: &Visit) -> Result<()> {
    let values = params![
        visit.market,
        visit.visit,
        visit.job,
        visit.sequence,
        visit.parent,
        visit.territory,
        visit.place.latitude,
        visit.place.longitude,
        visit.original_start,
        visit.wanted_technician,
        visit.start_code,
        visit.state,
        visit.entered_verb,
        visit.entered_by,
        visit.entered_at,
        visit.moves_made,
        Json(visit.need.clone()),
        visit.window.start,
        visit.window.end,
        false
    ];
    tx.save(INSERT_VISIT, values).await
}

/// Saves what can change of a visit.
pub(crate) async fn save(tx: &mut Tx, visit: &mut Visit) -> Result<()> {
    let values = params![
        visit.state,
        visit.entered_verb,
        visit.entered_by,
        visit.entered_at,
        visit.moves_made,
        visit.unassignable_reason,
        visit.frozen_reason,
        visit.extra_minutes,
        visit.window.start,
        visit.window.end,
        visit.offered_to,
        visit.technician,
        visit.accepted_at,
        visit.contacted_at,
        visit.departed_at,
        visit.arrived_at,
        visit.started_at,
        visit.finished_at,
        visit.ended_at,
        visit.late_notice_at,
        visit.calls_at_door,
        visit.messages_at_door,
        visit.worked_seconds,
        visit.working_since,
        visit.is_paused,
        visit.reschedules,
        visit.short_reschedules,
        visit.is_platform_moved,
        visit.was_accepted_when_moved,
        visit.proposal.clone().map(Json),
        visit.reworks,
        visit.diagnosis,
        visit.resume_state,
        visit.acceptance.clone().map(Json),
        visit.finish_code,
        visit.finish_code_expires_at,
        visit.code_tries,
        visit.code_locked_until,
        visit.seen.map(Json),
        visit.original_start,
        visit.market,
        visit.visit,
        visit.version
    ];
    tx.save(SAVE_VISIT, values).await?;
    visit.version += 1;
    Ok(())
}

/// The verb that a device's key was used for on this visit before.
pub(crate) async fn verb_of_key(read: &mut Read, market: MarketId, visit: VisitId, key: &str) -> Result<Option<Verb>> {
    let found: Option<(Verb,)> = read.maybe(FIND_CLIENT_KEY, params![market, visit, key.to_owned()]).await?;
    Ok(found.map(|(verb,)| verb))
}

/// Records a move.
pub(crate) async fn insert_move(tx: &mut Tx, market: MarketId, job: JobId, line: &Move, device: &Device) -> Result<()> {
    let values = params![
        market,
        line.visit,
        line.position,
        line.id,
        job,
        line.at,
        line.device_at,
        line.actor,
        line.party,
        line.from,
        line.verb,
        line.to,
        line.reason,
        line.note,
        line.place.map(|place| place.latitude),
        line.place.map(|place| place.longitude),
        line.accuracy_metres,
        Json(line.detail.clone()),
        device.client_key
    ];
    tx.save(INSERT_MOVE, values).await
}
