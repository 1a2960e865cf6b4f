//! Working hours: the week, and dates that differ from it.

use super::current;
use crate::{DatedShift, Span, WeeklyShift, events::ShiftsChanged, rules, store, views};
use db::{Action, Tx};
use jiff::civil::Date;
use kernel::{Ctx, Permission, Result, TechnicianId, problem};
use serde::{Deserialize, Serialize};

/// Somebody's whole week.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetWeek {
    /// Whose.
    pub technician: TechnicianId,
    /// Every working time; weekdays without one are free.
    pub shifts: Vec<WeeklyShift>,
}

impl Action for SetWeek {
    const NAME: &'static str = "workforce.set_week";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let after = rules::checked_week(&self.shifts)?;
        let technician = current(tx, ctx, self.technician).await?;
        let before = views::week_of(tx, ctx.market, self.technician).await?;
        store::replace_week(tx, ctx, self.technician, &after).await?;
        // The row's version guards against two editors at once.
        store::save_technician(tx, ctx, &technician).await?;
        tx.changed(self.technician, Some(&before), Some(&after));
        tx.announce(ctx, &ShiftsChanged { technician: self.technician });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// The hours of one date, in place of the weekly ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetDatedShift {
    /// Whose.
    pub technician: TechnicianId,
    /// Which date.
    pub date: Date,
    /// Its hours; empty: a free day.
    pub spans: Vec<Span>,
    /// Why.
    pub note: String,
}

impl Action for SetDatedShift {
    const NAME: &'static str = "workforce.set_dated_shift";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let spans = rules::checked_spans(&self.spans)?;
        let note = rules::optional_text("note", &self.note, 200)?;
        current(tx, ctx, self.technician).await?;
        let before = views::dated_shift(tx, ctx.market, self.technician, self.date).await?;
        let after = DatedShift { date: self.date, spans, note };
        store::put_dated_shift(tx, ctx, self.technician, &after).await?;
        tx.changed(self.technician, before.as_ref(), Some(&after));
        tx.announce(ctx, &ShiftsChanged { technician: self.technician });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// A date follows the week again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClearDatedShift {
    /// Whose.
    pub technician: TechnicianId,
    /// Which date.
    pub date: Date,
}

impl Action for ClearDatedShift {
    const NAME: &'static str = "workforce.clear_dated_shift";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        current(tx, ctx, self.technician).await?;
        let before = views::dated_shift(tx, ctx.market, self.technician, self.date).await?;
        if !store::delete_dated_shift(tx, ctx, self.technician, self.date).await? {
            return Err(problem::MISSING.problem());
        }
        tx.changed(self.technician, before.as_ref(), None::<&DatedShift>);
        tx.announce(ctx, &ShiftsChanged { technician: self.technician });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}
