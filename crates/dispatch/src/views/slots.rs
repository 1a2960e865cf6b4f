//! What can be booked, and why something can or cannot: one query for everything promised, the rest is computed.

use crate::{
    Explanation, Hold, Policy, Roster, VisitNeed,
    rules::{
        day::Wish,
        rank::Scene,
        slots::{self as rule, SlotDay},
    },
    store::{days, holds},
};
use db::{Read, params};
use jiff::{ToSpan, civil::Date};
use kernel::{CustomerId, HoldId, MarketId, Result, Timestamp, VisitId, Window};

/// What somebody looks for.
#[derive(Clone, Copy, Debug)]
pub struct SlotQuestion<'a> {
    /// Who may be sent when; covers the dates asked for.
    pub roster: &'a Roster,
    /// What the visit needs; `named` and `excluded` are respected.
    pub need: &'a VisitNeed,
    /// The market's numbers.
    pub policy: &'a Policy,
    /// Now.
    pub now: Timestamp,
    /// The customer's own visit that would move, so that its present time counts as free.
    pub instead_of: Option<VisitId>,
}

/// The windows of each bookable date from `from` on (today when earlier or none), at most the policy's horizon.
pub async fn slots(
    read: &mut Read,
    market: MarketId,
    question: &SlotQuestion<'_>,
    from: Option<Date>,
) -> Result<Vec<SlotDay>> {
    let SlotQuestion { roster, need, policy, now, instead_of } = *question;
    need.checked()?;
    let today = roster.zone.date_of(now);
    let end = today.saturating_add(i64::from(policy.horizon_days).days());
    let from = from.unwrap_or(today).max(today);
    let days_left = (end - from).get_days().clamp(0, i32::from(policy.horizon_days));
    let mut loads = days::promised(read, market, from, end, now).await?.loads;
    if let Some(visit) = instead_of {
        loads = loads.without(visit);
    }
    let scene = Scene { roster, loads: &loads, need, policy, now, declined: &[], overruled: &[] };
    Ok(rule::slots(&scene, from, u16::try_from(days_left).unwrap_or(0)))
}

/// Why a visit can or cannot be done in a window, by whom: everybody judged, and what would help when nobody can.
pub async fn explain(
    read: &mut Read,
    market: MarketId,
    question: &SlotQuestion<'_>,
    window: Window,
) -> Result<Explanation> {
    let SlotQuestion { roster, need, policy, now, instead_of } = *question;
    let date = roster.zone.date_of(window.start);
    let mut loads = days::promised(read, market, date, date, now).await?.loads;
    if let Some(visit) = instead_of {
        loads = loads.without(visit);
    }
    let scene = Scene { roster, loads: &loads, need, policy, now, declined: &[], overruled: &[] };
    let wish = Wish { window, earliest: now, exact: None };
    let ranked = scene.rank(&wish);
    let chosen = ranked.first().filter(|judged| judged.team.is_some()).map(|judged| judged.candidate.technician);
    Ok(scene.explain(&ranked, chosen, &wish))
}

/// One hold; whose it is must be checked by the caller.
pub async fn hold(read: &mut Read, market: MarketId, hold: HoldId) -> Result<Hold> {
    holds::hold(read, market, hold).await
}

/// A customer's live holds, the next to lapse first.
pub async fn live_holds(read: &mut Read, market: MarketId, customer: CustomerId, now: Timestamp) -> Result<Vec<Hold>> {
    read.all(holds::LIVE_HOLDS_OF_HOLDER, params![market, customer.to_string(), now]).await
}
