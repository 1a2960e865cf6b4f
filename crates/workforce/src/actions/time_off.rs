//! Time off: asked for by a technician or entered by an operator, decided, withdrawn.

use super::{current, oneself, unchanged};
use crate::{
    TimeOff, TimeOffKind, TimeOffState,
    events::{TimeOffDecided, TimeOffRequested},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, TechnicianId, TimeOffId, Window, problem, time::hours};
use serde::{Deserialize, Serialize};

/// Longest absence in one piece.
const DAYS_MAX: i64 = 366;

fn new_time_off(
    ctx: &Ctx,
    technician: TechnicianId,
    kind: TimeOffKind,
    window: Window,
    reason: &str,
) -> Result<TimeOff> {
    let Window { start, end } = Window::new(window.start, window.end)?;
    if end <= ctx.now {
        return Err(problem::TIME_PAST.field("window"));
    }
    if window.duration() > hours(24 * DAYS_MAX) {
        return Err(problem::OUT_OF_RANGE.field("window").param("max_days", DAYS_MAX));
    }
    Ok(TimeOff {
        time_off_id: ctx.new_id(),
        technician_id: technician,
        kind,
        starts_at: start,
        ends_at: end,
        reason: rules::optional_text("reason", reason, 200)?,
        state: TimeOffState::Requested,
        decided_by: String::new(),
        decided_at: None,
        note: String::new(),
        version: 1,
    })
}

async fn insert(tx: &mut Tx, ctx: &Ctx, row: &TimeOff) -> Result<()> {
    let technician = current(tx, ctx, row.technician_id).await?;
    if let Some(other) = store::time_off_in_the_way(tx, ctx, row).await? {
        return Err(refusals::TIME_OFF_OVERLAPS.problem().param("other", other));
    }
    // Two overlapping wishes at once meet at the technician's row.
    store::save_technician(tx, ctx, &technician).await?;
    store::insert_time_off(tx, ctx, row).await
}

fn decided(row: &TimeOff) -> TimeOffDecided {
    TimeOffDecided {
        technician: row.technician_id,
        time_off: row.time_off_id,
        window: Window { start: row.starts_at, end: row.ends_at },
        state: row.state,
        note: row.note.clone(),
    }
}

/// A technician asks for time off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestTimeOff {
    /// Why, as a kind.
    pub kind: TimeOffKind,
    /// From and until.
    pub window: Window,
    /// Why, in words.
    pub reason: String,
}

impl Action for RequestTimeOff {
    const NAME: &'static str = "workforce.request_time_off";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = TimeOffId;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<TimeOffId> {
        let technician = oneself(ctx)?;
        let row = new_time_off(ctx, technician, self.kind, self.window, &self.reason)?;
        insert(tx, ctx, &row).await?;
        tx.announce(ctx, &TimeOffRequested { technician, time_off: row.time_off_id, window: self.window });
        Ok(row.time_off_id)
    }
}

/// An operator enters time off that is granted at once (a call in the morning: ill).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnterTimeOff {
    /// Whose.
    pub technician: TechnicianId,
    /// Why, as a kind.
    pub kind: TimeOffKind,
    /// From and until.
    pub window: Window,
    /// Why, in words.
    pub reason: String,
}

impl Action for EnterTimeOff {
    const NAME: &'static str = "workforce.enter_time_off";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = TimeOffId;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<TimeOffId> {
        let wish = new_time_off(ctx, self.technician, self.kind, self.window, &self.reason)?;
        let row =
            TimeOff { state: TimeOffState::Approved, decided_by: ctx.actor.label(), decided_at: Some(ctx.now), ..wish };
        insert(tx, ctx, &row).await?;
        tx.changed(self.technician, None::<&TimeOff>, Some(&row));
        tx.announce(ctx, &decided(&row));
        Ok(row.time_off_id)
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// An operator grants or refuses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DecideTimeOff {
    /// Which.
    pub time_off: TimeOffId,
    /// The version the operator saw.
    pub version: i64,
    /// `Approved` or `Refused`.
    pub state: TimeOffState,
    /// What to tell the technician.
    pub note: String,
}

impl Action for DecideTimeOff {
    const NAME: &'static str = "workforce.decide_time_off";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        match self.state {
            TimeOffState::Approved | TimeOffState::Refused => {}
            TimeOffState::Requested | TimeOffState::Withdrawn => {
                let unknown = problem::UNKNOWN_CODE.field("state").param("given", self.state);
                return Err(unknown.param("allowed", "approved, refused"));
            }
        }
        let before = views::time_off(tx, ctx.market, self.time_off).await?;
        unchanged(before.version, self.version)?;
        if before.state != TimeOffState::Requested {
            return Err(refusals::TIME_OFF_DECIDED.problem().param("state", before.state));
        }
        change(tx, ctx, before, self.state, &self.note).await
    }
    fn subject(&self) -> String {
        self.time_off.to_string()
    }
}

async fn change(tx: &mut Tx, ctx: &Ctx, before: TimeOff, state: TimeOffState, note: &str) -> Result<()> {
    let after = TimeOff {
        state,
        decided_by: ctx.actor.label(),
        decided_at: Some(ctx.now),
        note: rules::optional_text("note", note, 200)?,
        ..before.clone()
    };
    store::save_decision(tx, ctx, &after).await?;
    tx.changed(after.time_off_id, Some(&before), Some(&after));
    tx.announce(ctx, &decided(&after));
    Ok(())
}

/// A technician takes a wish back, or granted time off that has not begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WithdrawTimeOff {
    /// Which.
    pub time_off: TimeOffId,
}

impl Action for WithdrawTimeOff {
    const NAME: &'static str = "workforce.withdraw_time_off";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::time_off(tx, ctx.market, self.time_off).await?;
        if before.technician_id != oneself(ctx)? {
            return Err(problem::MISSING.problem());
        }
        withdraw(tx, ctx, before, "").await
    }
    fn subject(&self) -> String {
        self.time_off.to_string()
    }
}

/// An operator takes somebody's time off back before it begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CancelTimeOff {
    /// Which.
    pub time_off: TimeOffId,
    /// The version the operator saw.
    pub version: i64,
    /// What to tell the technician.
    pub note: String,
}

impl Action for CancelTimeOff {
    const NAME: &'static str = "workforce.cancel_time_off";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::time_off(tx, ctx.market, self.time_off).await?;
        unchanged(before.version, self.version)?;
        withdraw(tx, ctx, before, &self.note).await
    }
    fn subject(&self) -> String {
        self.time_off.to_string()
    }
}

async fn withdraw(tx: &mut Tx, ctx: &Ctx, before: TimeOff, note: &str) -> Result<()> {
    let is_open = match before.state {
        TimeOffState::Requested => true,
        TimeOffState::Approved => ctx.now < before.starts_at,
        TimeOffState::Refused | TimeOffState::Withdrawn => false,
    };
    if !is_open {
        return Err(refusals::TIME_OFF_DECIDED.problem().param("state", before.state));
    }
    change(tx, ctx, before, TimeOffState::Withdrawn, note).await
}
