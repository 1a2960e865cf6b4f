//! When a visit may be moved, and whose consent it takes (DOMAIN 3).

use crate::{
    model::{Party, Proposal, State, Visit},
    refusals,
};
use kernel::{
    Result, Timestamp, Window, problem,
    time::{hours, minutes},
};
use serde::{Deserialize, Serialize};

/// The numbers of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReschedulePolicy {
    /// From this long before, no consent is needed.
    pub free_hours: i64,
    /// How often an order may be moved.
    pub times_max: u32,
    /// How often of these at shorter notice.
    pub short_times_max: u32,
    /// How long the other side has to answer.
    pub answer_hours: i64,
}

impl Default for ReschedulePolicy {
    fn default() -> Self {
        Self { free_hours: 4, times_max: 2, short_times_max: 1, answer_hours: 24 }
    }
}

/// How a reschedule happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum RescheduleWay {
    /// At once.
    Direct,
    /// When the other side agrees in time.
    ByConsent {
        /// Until when it may answer.
        expires_at: Timestamp,
    },
}

/// Decides how the party may move the visit now, or why not. `Party::System` stands for the company, which may always.
pub fn decide(policy: &ReschedulePolicy, visit: &Visit, by: Party, now: Timestamp) -> Result<RescheduleWay> {
    super::moves::require_open(visit.state, crate::model::Verb::Reschedule)?;
    if by == Party::System {
        return Ok(RescheduleWay::Direct);
    }
    let is_short = is_short_notice(policy, visit, now);
    if by.is_customer_side() {
        let limit = |times: u32| Err(refusals::RESCHEDULE_LIMIT.problem().param("times", times));
        if visit.reschedules >= policy.times_max {
            return limit(policy.times_max);
        }
        if is_short && visit.short_reschedules >= policy.short_times_max {
            return limit(policy.short_times_max);
        }
    }
    // The customer was promised a time, so a technician always asks. Without an agreed technician nobody else can be asked.
    let needs_consent = visit.state == State::Appointed && (by == Party::Technician || is_short);
    if !needs_consent {
        return Ok(RescheduleWay::Direct);
    }
    let latest = now.checked_add(hours(policy.answer_hours)).unwrap_or(Timestamp::MAX);
    // An answer that comes after the promised time helps nobody.
    let expires_at = if visit.window.end > now { latest.min(visit.window.end) } else { latest };
    Ok(RescheduleWay::ByConsent { expires_at })
}

/// Whether the promised time is nearer than free moves allow.
#[must_use]
pub fn is_short_notice(policy: &ReschedulePolicy, visit: &Visit, now: Timestamp) -> bool {
    visit.window.start.duration_since(now) < hours(policy.free_hours)
}

/// Refuses a window that is not one, lies in the past, or is longer than a day.
pub fn require_window(window: &Window, now: Timestamp) -> Result<()> {
    if window.start >= window.end || window.duration() > hours(24) {
        return Err(problem::BAD_TIME.field("window"));
    }
    if window.end <= now {
        return Err(problem::TIME_PAST.field("window"));
    }
    let horizon = now.checked_add(minutes(60 * 24 * 366)).unwrap_or(Timestamp::MAX);
    if window.start > horizon { Err(problem::BAD_TIME.field("window")) } else { Ok(()) }
}

/// Refuses an agreement that comes too late or from the side that asked.
pub fn require_answerable(proposal: &Proposal, by: Party, now: Timestamp) -> Result<()> {
    if !super::moves::is_other_side(proposal.by, by) {
        return Err(refusals::OWN_PROPOSAL.problem());
    }
    if now >= proposal.expires_at {
        return Err(refusals::PROPOSAL_EXPIRED.problem());
    }
    Ok(())
}
