//! What calling a visit off costs, and who answers for it (DOMAIN 3, "our default policy").

mod terms;

pub use terms::{CancelReason, CancellationPolicy, Liable, Tier, require_reason};

use crate::model::{Job, State, Visit};
use kernel::{
    Money, Rate, Result, Timestamp,
    time::{SignedDuration, hours, minutes},
};
use serde::{Deserialize, Serialize};

/// What the rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CancelFacts {
    /// State of the visit.
    pub state: State,
    /// What the job costs, extras included.
    pub total: Money,
    /// Fee for a visit without work.
    pub visit_fee: Money,
    /// Travel and night fee.
    pub travel_fee: Money,
    /// When it was ordered.
    pub opened_at: Timestamp,
    /// Promised from.
    pub window_start: Timestamp,
    /// Promised until.
    pub window_end: Timestamp,
    /// Promised from, at first.
    pub original_start: Timestamp,
    /// When a technician agreed.
    pub accepted_at: Option<Timestamp>,
    /// When they arrived.
    pub arrived_at: Option<Timestamp>,
    /// When the technician said they would be late.
    pub late_notice_at: Option<Timestamp>,
    /// Whether the company moved the time.
    pub is_platform_moved: bool,
    /// Whether a technician had agreed when the customer moved it.
    pub was_accepted_when_moved: bool,
    /// Seconds of work done.
    pub worked_seconds: i64,
    /// Minutes of work planned.
    pub planned_minutes: u32,
}

impl CancelFacts {
    /// The facts of a job and its visit.
    pub fn of(job: &Job, visit: &Visit, now: Timestamp) -> Result<Self> {
        Ok(Self {
            state: visit.state,
            total: job.due()?,
            visit_fee: job.visit_fee,
            travel_fee: job.travel_fee,
            opened_at: job.opened_at,
            window_start: visit.window.start,
            window_end: visit.window.end,
            original_start: visit.original_start,
            accepted_at: visit.accepted_at,
            arrived_at: visit.arrived_at,
            late_notice_at: visit.late_notice_at,
            is_platform_moved: visit.is_platform_moved,
            was_accepted_when_moved: visit.was_accepted_when_moved,
            worked_seconds: visit.worked_seconds_at(now),
            planned_minutes: visit.planned_minutes(),
        })
    }
}

/// What it costs, why, and who answers for it: shown before the cancel, and charged by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeePreview {
    /// Which rule; the sentence is text `jobs-tier-<code>`.
    pub tier: Tier,
    /// What the customer owes.
    pub fee: Money,
    /// Who answers for it.
    pub liable: Liable,
    /// The share of the total that the fee was computed from; none: a fixed amount.
    pub rate: Option<Rate>,
    /// Minutes until the promised time; negative after it.
    pub lead_minutes: i64,
    /// Whether that was counted to the time promised first.
    pub is_by_original_time: bool,
    /// What the customer gets from us.
    pub compensation: Money,
    /// What the technician pays.
    pub penalty: Money,
}

/// The fee for calling a visit off now. `decided` is whom an operator holds liable; none: what the reason says.
pub fn preview(
    policy: &CancellationPolicy,
    facts: &CancelFacts,
    reason: CancelReason,
    decided: Option<Liable>,
    now: Timestamp,
) -> Result<FeePreview> {
    // A word alone waives nothing: whether the technician is late, the clock says.
    let said = if reason == CancelReason::TechnicianLate { Liable::Customer } else { reason.liable() };
    let blamed = decided.unwrap_or(said);
    let (lead, is_by_original_time) = lead(policy, facts, now);
    let money = |minor| Money::new(minor, facts.total.currency);
    let free = FeePreview {
        tier: Tier::Early,
        fee: money(0),
        liable: blamed,
        rate: None,
        lead_minutes: lead.as_mins(),
        is_by_original_time,
        compensation: money(0),
        penalty: money(0),
    };
    if let Some((tier, liable)) = waiver(policy, facts, blamed, now) {
        let is_silently_late = tier == Tier::TechnicianLate && facts.late_notice_at.is_none();
        let owed = |minor| money(if is_silently_late { minor } else { 0 });
        let (compensation, penalty) = (owed(policy.compensation_minor), owed(policy.no_show_penalty_minor));
        return Ok(FeePreview { tier, liable, compensation, penalty, ..free });
    }
    let (tier, fee, rate) = tier(policy, facts, lead, is_by_original_time)?;
    // Nobody owes more than the work would have cost.
    Ok(FeePreview { tier, fee: fee.min(facts.total.max(money(0))?)?, rate, ..free })
}

/// Time until the promise that counts: the current one, or the first one when it is near. A customer who moves a visit away and then
/// cancels it does not save the fee that way.
fn lead(policy: &CancellationPolicy, facts: &CancelFacts, now: Timestamp) -> (SignedDuration, bool) {
    let current = facts.window_start.duration_since(now);
    let original = facts.original_start.duration_since(now);
    let is_near = original.abs() < hours(policy.original_hours);
    if is_near && original < current { (original, true) } else { (current, false) }
}

/// The reason why nothing is owed whatever the time, if there is one, and who answers for it.
fn waiver(policy: &CancellationPolicy, facts: &CancelFacts, blamed: Liable, now: Timestamp) -> Option<(Tier, Liable)> {
    if facts.state == State::NoShowTechnician {
        return Some((Tier::TechnicianAbsent, Liable::Technician));
    }
    if blamed == Liable::ForceMajeure {
        return Some((Tier::ForceMajeure, blamed));
    }
    if is_technician_late(policy, facts, now) {
        return Some((Tier::TechnicianLate, Liable::Technician));
    }
    if blamed != Liable::Customer {
        return Some((Tier::CannotServe, blamed));
    }
    if facts.arrived_at.is_some() {
        return None;
    }
    if facts.is_platform_moved {
        return Some((Tier::PlatformMoved, Liable::Platform));
    }
    let is_grace = now.duration_since(facts.opened_at) <= minutes(policy.grace_minutes);
    is_grace.then_some((Tier::Grace, blamed))
}

/// Whether the technician has agreed, has not arrived, and the promised window ended longer ago than the policy bears.
#[must_use]
pub fn is_technician_late(policy: &CancellationPolicy, facts: &CancelFacts, now: Timestamp) -> bool {
    facts.accepted_at.is_some()
        && facts.arrived_at.is_none()
        && now.duration_since(facts.window_end) > minutes(policy.technician_late_minutes)
}

fn tier(
    policy: &CancellationPolicy,
    facts: &CancelFacts,
    lead: SignedDuration,
    is_by_original_time: bool,
) -> Result<(Tier, Money, Option<Rate>)> {
    match facts.state {
        State::InService | State::Rework | State::AwaitingAcceptance | State::Disputed => started(policy, facts),
        State::AwaitingApproval if facts.worked_seconds > 0 => started(policy, facts),
        State::Arrived | State::Inspecting | State::AwaitingApproval => Ok((Tier::OnSite, facts.visit_fee, None)),
        State::EnRoute => {
            let departed = Money::new(policy.departed_minor, facts.total.currency);
            Ok((Tier::Departed, departed.plus(facts.travel_fee)?, None))
        }
        State::PendingPayment
        | State::PendingDispatch
        | State::Offered
        | State::Assigned
        | State::Appointed
        | State::Rescheduling
        | State::Continued
        | State::Completed
        | State::Settled
        | State::Cancelled
        | State::CancelledOnSite
        | State::NoShowCustomer
        | State::NoShowTechnician
        | State::Expired => {
            let is_promised = facts.accepted_at.is_some() || facts.was_accepted_when_moved && is_by_original_time;
            if is_promised {
                return by_lead(policy, facts, lead);
            }
            Ok((Tier::BeforeAcceptance, Money::zero(facts.total.currency), None))
        }
    }
}

/// The tiers before departure. Each bound belongs to the milder side: exactly four hours before is still same day.
fn by_lead(
    policy: &CancellationPolicy,
    facts: &CancelFacts,
    lead: SignedDuration,
) -> Result<(Tier, Money, Option<Rate>)> {
    let money = |minor| Money::new(minor, facts.total.currency);
    let share = |rate: Rate| facts.total.share(rate);
    if lead >= hours(policy.early_hours) {
        Ok((Tier::Early, money(0), None))
    } else if lead >= hours(policy.same_day_hours) {
        let rate = policy.same_day_rate;
        let fee = share(rate)?.max(money(policy.same_day_min_minor))?.min(money(policy.same_day_max_minor))?;
        Ok((Tier::SameDay, fee, Some(rate)))
    } else if lead >= hours(policy.short_hours) {
        Ok((Tier::Short, share(policy.short_rate)?, Some(policy.short_rate)))
    } else {
        let fee = share(policy.late_rate)?.max(money(policy.late_min_minor))?;
        Ok((Tier::Late, fee, Some(policy.late_rate)))
    }
}

/// The share of the work that was done, at least half.
fn started(policy: &CancellationPolicy, facts: &CancelFacts) -> Result<(Tier, Money, Option<Rate>)> {
    let planned = i64::from(facts.planned_minutes.max(1)) * 60;
    let worked = facts.worked_seconds.clamp(0, planned);
    let rate = Rate::from_ppm(worked * 1_000_000 / planned).max(policy.started_min_rate);
    Ok((Tier::Started, facts.total.share(rate)?, Some(rate)))
}
