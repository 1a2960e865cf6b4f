//! The room with the SQL of writes, and the lists of columns that views share.

pub(crate) mod field;
pub(crate) mod jobs;
pub(crate) mod numbers;
pub(crate) mod visits;

/// Every column of a job, from the table `j`.
macro_rules! job_columns {
    () => {
        "j.market_id, j.job_id, j.number, j.customer_id, j.contact_name, j.contact_phone, j.property_id, j.address,
          j.latitude, j.longitude, j.territory_id, j.floor, j.has_lift, j.building_note, j.quote_id, j.lines, j.total_minor,
          j.extras_minor, j.visit_fee_minor, j.travel_fee_minor, j.deposit_minor, j.currency, j.terms, j.payment_due_at,
          j.paid_at, j.service_id, j.service_code, j.service_name_zh, j.service_name_en, j.note, j.photos, j.source,
          j.share_token, j.link_tries, j.link_locked_until, j.stage, j.current_visit_id, j.window_start, j.technician_id,
          j.ending, j.opened_at, j.closed_at, j.version"
    };
}

/// Every column of a visit, from the table `v`.
macro_rules! visit_columns {
    () => {
        "v.market_id, v.visit_id, v.job_id, v.sequence, v.parent_visit_id, v.state, v.entered_verb, v.entered_by,
          v.entered_at, v.moves_made, v.unassignable_reason, v.frozen_reason, v.territory_id, v.latitude, v.longitude,
          v.need, v.extra_minutes, v.window_start, v.window_end, v.original_start, v.wanted_technician_id, v.offered_to,
          v.technician_id, v.accepted_at, v.contacted_at, v.departed_at, v.arrived_at, v.started_at, v.finished_at,
          v.ended_at, v.late_notice_at, v.calls_at_door, v.messages_at_door, v.worked_seconds, v.working_since,
          v.is_paused, v.reschedules, v.short_reschedules, v.is_platform_moved, v.was_accepted_when_moved, v.proposal,
          v.reworks, v.diagnosis, v.resume_state, v.acceptance, v.start_code, v.finish_code, v.finish_code_expires_at,
          v.code_tries, v.code_locked_until, v.seen, v.version"
    };
}

pub(crate) use {job_columns, visit_columns};
