//! Holding a slot for minutes, giving it back, and its end.

use super::{
    Facts,
    placing::{Desk, desk},
};
use crate::{
    Hold, HoldState, VisitNeed,
    errands::HoldTimeout,
    events::{HoldExpired, HoldReleased, SlotHeld},
    refusals,
    rules::{
        day::Wish,
        rank::{Judged, Scene, Team, earliest},
        slots,
    },
    store::{
        days::{self, Booking, Purpose},
        holds,
    },
};
use db::{Action, Tx, params};
use kernel::{
    Actor, Ctx, HoldId, Permission, Result, TechnicianId, Timestamp, Window, problem,
    scalar::Json,
    time::{hours, minutes},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Who holds: a customer by id, a guest by a key that only they have, an operator by label.
pub(super) fn holder(ctx: &Ctx, guest_key: Option<&str>) -> Result<String> {
    match (&ctx.actor, guest_key) {
        (Actor::Customer { customer }, _) => Ok(customer.to_string()),
        (Actor::Staff { .. } | Actor::Token { .. } | Actor::System | Actor::Technician { .. }, _) => {
            Ok(ctx.actor.label())
        }
        (Actor::Anonymous, Some(key)) if (16..=128).contains(&key.len()) => Ok(format!("guest:{key}")),
        (Actor::Anonymous, Some(_)) => Err(problem::OUT_OF_RANGE.field("guest_key").param("min", 16).param("max", 128)),
        (Actor::Anonymous, None) => Err(problem::NOT_SIGNED_IN.problem()),
    }
}

/// The hold, when it is this person's; operators and the software see every hold.
pub(super) async fn own_hold(tx: &mut Tx, ctx: &Ctx, hold: HoldId, guest_key: Option<&str>) -> Result<Hold> {
    let hold = holds::hold(tx, ctx.market, hold).await?;
    let guest = guest_key.is_some_and(|key| hold.holder == format!("guest:{key}"));
    if guest || ctx.actor.is_operator() || holder(ctx, None).is_ok_and(|holder| holder == hold.holder) {
        return Ok(hold);
    }
    Err(problem::MISSING.problem())
}

/// A slot is kept for somebody: one concrete technician's time, or a crew's.
#[derive(Clone, Debug)]
pub struct HoldSlot {
    /// What for.
    pub need: VisitNeed,
    /// One of the windows that [`crate::views::slots`] offers.
    pub window: Window,
    /// Who holds, when nobody is signed in: an unguessable key of the browser, 16 to 128 letters.
    pub guest_key: Option<String>,
    /// Roster and policy.
    pub facts: Arc<Facts>,
}

/// What was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The hold.
    pub hold: HoldId,
    /// Whose time is kept.
    pub technician: TechnicianId,
    /// Who would come along.
    pub helpers: Vec<TechnicianId>,
    /// Arrival window.
    pub window: Window,
    /// Start of work as planned; may still move inside the window.
    pub planned_start: Timestamp,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

impl Action for HoldSlot {
    const NAME: &'static str = "dispatch.hold_slot";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = Held;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Held> {
        let Facts { roster, policy } = &*self.facts;
        let holder = holder(ctx, self.guest_key.as_deref())?;
        let earliest = earliest(self.need.checked()?, policy, ctx.now);
        let offered = slots::is_offered(&roster.zone, self.window, policy) && self.window.end > earliest;
        if !offered || self.window.start >= slots::horizon_end(&roster.zone, ctx.now, policy) {
            return Err(refusals::SLOT_NOT_OFFERED.field("window"));
        }
        let limit = usize::try_from(policy.holds_max).unwrap_or(usize::MAX);
        if !ctx.actor.is_operator() && holds::count_live(tx, ctx, &holder).await? >= limit {
            return Err(refusals::TOO_MANY_HOLDS.problem().param("max", limit));
        }
        let desk = desk(tx, ctx, &self.facts, None, self.window.start).await?;
        let wish = Wish { window: self.window, earliest, exact: None };
        let team = choose(&desk.scene(&self.facts, &self.need, ctx.now), &wish, ctx)?;
        self.keep(tx, ctx, holder, &desk, &team).await
    }
}

/// Somebody for the window: the best, or by chance one of those who are as good.
fn choose(scene: &Scene<'_>, wish: &Wish, ctx: &Ctx) -> Result<Team> {
    let date = scene.date(wish.window.start);
    let pool = scene.pool(date);
    let taken = |rule: &str| refusals::SLOT_TAKEN.field("window").param("rule", rule);
    if scene.reserve_touched(&pool, date).is_some() {
        return Err(taken("reserve"));
    }
    let helpers = scene.helpers(wish);
    let mut judged: Vec<Judged> = pool.iter().map(|technician| scene.judge(technician, wish, &helpers)).collect();
    judged.retain(|judged| judged.team.is_some());
    judged.sort_by_key(|judged| (-judged.candidate.total, judged.candidate.technician));
    let best = judged.first().map_or(0, |judged| judged.candidate.total);
    let equal = judged
        .iter()
        .take_while(|judged| best - judged.candidate.total <= i64::from(scene.policy.tie_hundredths))
        .count();
    if equal == 0 {
        return Err(taken("route"));
    }
    let index = usize::try_from(ctx.entropy.below(equal as u64)).unwrap_or(0);
    judged.swap_remove(index).team.ok_or_else(|| taken("route"))
}

impl HoldSlot {
    async fn keep(&self, tx: &mut Tx, ctx: &Ctx, holder: String, desk: &Desk, team: &Team) -> Result<Held> {
        let hold: HoldId = ctx.new_id();
        let expires_at = ctx.now + minutes(i64::from(self.facts.policy.hold_minutes));
        let booking = Booking {
            team,
            need: &self.need,
            window: self.window,
            is_start_pinned: false,
            purpose: Purpose::Hold { hold, expires_at },
            roster: &self.facts.roster,
            policy: &self.facts.policy,
        };
        days::rebook(tx, ctx, &[], Some(&booking), &desk.promised).await?;
        let row = Hold {
            hold_id: hold,
            holder,
            state: HoldState::Live,
            visit_id: None,
            need: Json(self.need.clone()),
            window_start: self.window.start,
            window_end: self.window.end,
            technician_id: team.lead(),
            expires_at,
            version: 1,
        };
        holds::insert(tx, ctx, &row).await?;
        tx.enqueue_at(ctx, &HoldTimeout { hold }, expires_at);
        let crew = team.crew();
        tx.announce(ctx, &SlotHeld { hold, technician: crew.lead, window: self.window, expires_at });
        Ok(Held {
            hold,
            technician: crew.lead,
            helpers: crew.helpers,
            window: self.window,
            planned_start: crew.planned_start,
            expires_at,
        })
    }
}

/// A slot is given back before its time. Doing it again changes nothing.
#[derive(Clone, Debug)]
pub struct ReleaseHold {
    /// Which.
    pub hold: HoldId,
    /// The guest's key, when nobody is signed in.
    pub guest_key: Option<String>,
}

impl Action for ReleaseHold {
    const NAME: &'static str = "dispatch.release_hold";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let hold = own_hold(tx, ctx, self.hold, self.guest_key.as_deref()).await?;
        match hold.state {
            HoldState::Live => {}
            HoldState::Released | HoldState::Expired => return Ok(()),
            HoldState::Confirmed => return Err(refusals::HOLD_USED.problem().param("state", hold.state)),
        }
        tx.announce(ctx, &HoldReleased { hold: hold.hold_id, technician: hold.technician_id });
        end(tx, ctx, Hold { state: HoldState::Released, ..hold }).await
    }
}

/// A hold whose time ran out is swept. Readers ignore it from that moment on by themselves.
#[derive(Clone, Debug)]
pub struct ExpireHold {
    /// Which.
    pub hold: HoldId,
}

impl Action for ExpireHold {
    const NAME: &'static str = "dispatch.expire_hold";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let hold = holds::hold(tx, ctx.market, self.hold).await?;
        match hold.state {
            HoldState::Live if hold.expires_at <= ctx.now => {}
            // A writer that needed the time swept it (or a part of a crew's) already.
            HoldState::Expired => {}
            HoldState::Live | HoldState::Released | HoldState::Confirmed => return Ok(()),
        }
        tx.announce(ctx, &HoldExpired { hold: hold.hold_id, technician: hold.technician_id });
        end(tx, ctx, Hold { state: HoldState::Expired, ..hold }).await
    }
}

async fn end(tx: &mut Tx, ctx: &Ctx, hold: Hold) -> Result<()> {
    let rows = days::of_hold(tx, ctx.market, hold.hold_id).await?;
    days::vacate(tx, ctx, &rows).await?;
    holds::save(tx, ctx, &hold).await
}

/// Forgets holds that ended more than a month ago and holders without any; run now and then.
#[derive(Clone, Copy, Debug)]
pub struct ForgetOldHolds;

impl Action for ForgetOldHolds {
    const NAME: &'static str = "dispatch.forget_old_holds";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let limit = ctx.now - hours(30 * 24);
        tx.run(holds::FORGET_HOLDS, params![ctx.market, limit]).await?;
        tx.run(holds::FORGET_HOLDERS, params![ctx.market]).await.map(drop)
    }
}
