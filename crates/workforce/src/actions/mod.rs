//! Verbs that write, by noun.

mod certificates;
mod positions;
mod shifts;
mod technicians;
mod time_off;

pub use certificates::{AddCertificate, RevokeCertificate, SetCertificateRule};
pub use positions::ReportPosition;
pub use shifts::{ClearDatedShift, SetDatedShift, SetWeek};
pub use technicians::{
    AddTechnician, ChangeTechnician, ProjectStanding, SetDuty, SetSkills, SetStatus, SetTerritories, SwitchDuty,
};
pub use time_off::{CancelTimeOff, DecideTimeOff, EnterTimeOff, RequestTimeOff, WithdrawTimeOff};

use crate::{Technician, TechnicianStatus, refusals, views};
use db::Tx;
use kernel::{Ctx, Result, TechnicianId, problem};

/// A technician who still works here.
async fn current(tx: &mut Tx, ctx: &Ctx, id: TechnicianId) -> Result<Technician> {
    let technician = views::technician(tx, ctx.market, id).await?;
    match technician.status {
        TechnicianStatus::Active | TechnicianStatus::OnLeave => Ok(technician),
        TechnicianStatus::Left => Err(refusals::TECHNICIAN_LEFT.problem().param("technician", id)),
    }
}

/// The row as the client saw it, or `changed_meanwhile`.
fn unchanged(found: i64, expected: i64) -> Result<()> {
    if found == expected { Ok(()) } else { Err(problem::CHANGED_MEANWHILE.problem().param("version", found)) }
}

/// The technician who acts.
fn oneself(ctx: &Ctx) -> Result<TechnicianId> {
    ctx.actor.technician().ok_or_else(|| problem::FORBIDDEN.problem())
}
