//! When nobody is at home, and when nobody comes (DOMAIN 3).

use super::cancellation::{CancelFacts, CancellationPolicy, FeePreview, Liable, Tier, is_technician_late};
use crate::{model::Visit, refusals};
use kernel::{Money, Result, Timestamp, time::minutes};

/// Refuses to call the customer absent before the wait, the calls and the message are on record.
pub fn require_customer_absent(policy: &CancellationPolicy, visit: &Visit, now: Timestamp) -> Result<()> {
    let until = visit.arrived_at.and_then(|arrived| arrived.checked_add(minutes(policy.no_show_wait_minutes)).ok());
    let wait = until.map_or(policy.no_show_wait_minutes, |until| {
        let seconds = until.duration_since(now).as_secs().max(0);
        (seconds + 59) / 60
    });
    let calls = policy.no_show_calls.saturating_sub(visit.calls_at_door);
    let messages = policy.no_show_messages.saturating_sub(visit.messages_at_door);
    if wait == 0 && calls == 0 && messages == 0 {
        return Ok(());
    }
    let problem = refusals::NO_SHOW_TOO_EARLY.problem().param("wait_minutes", wait);
    Err(problem.param("calls", calls).param("messages", messages))
}

/// What an absent customer owes: the visit fee, or half the total when that is less.
pub fn customer_absent(policy: &CancellationPolicy, facts: &CancelFacts) -> Result<FeePreview> {
    let nothing = Money::zero(facts.total.currency);
    let limit = facts.total.share(policy.no_show_max_rate)?.max(nothing)?;
    Ok(FeePreview {
        tier: Tier::CustomerAbsent,
        fee: facts.visit_fee.min(limit)?,
        liable: Liable::Customer,
        rate: None,
        lead_minutes: 0,
        is_by_original_time: false,
        compensation: nothing,
        penalty: nothing,
    })
}

/// Refuses to call the technician absent before they are late without a word.
pub fn require_technician_absent(
    policy: &CancellationPolicy,
    visit: &Visit,
    facts: &CancelFacts,
    now: Timestamp,
) -> Result<()> {
    // Somebody who was named but never agreed counts as well: the customer waited all the same.
    let facts = CancelFacts { accepted_at: Some(facts.accepted_at.unwrap_or(facts.opened_at)), ..*facts };
    if is_technician_late(policy, &facts, now) && visit.late_notice_at.is_none() {
        return Ok(());
    }
    Err(refusals::TECHNICIAN_NOT_MISSING.problem().param("minutes", policy.technician_late_minutes))
}

/// What follows when nobody comes: nothing is owed, the customer is compensated, the technician pays.
#[must_use]
pub fn technician_absent(policy: &CancellationPolicy, facts: &CancelFacts) -> FeePreview {
    let money = |minor| Money::new(minor, facts.total.currency);
    FeePreview {
        tier: Tier::TechnicianAbsent,
        fee: money(0),
        liable: Liable::Technician,
        rate: None,
        lead_minutes: 0,
        is_by_original_time: false,
        compensation: money(policy.compensation_minor),
        penalty: money(policy.no_show_penalty_minor),
    }
}
