//! Where a technician on duty is: the last known position and nothing before it.

use super::{current, oneself};
use crate::store;
use db::{Action, Tx};
use kernel::{Ctx, Permission, Place, Result};
use serde::{Deserialize, Serialize};

/// The technician's device says where it is. Off duty nothing is kept: the answer is false.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReportPosition {
    /// Where.
    pub place: Place,
    /// How sure the device is, metres.
    pub accuracy_metres: Option<u32>,
}

impl Action for ReportPosition {
    const NAME: &'static str = "workforce.report_position";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    /// Whether it is kept.
    type Outcome = bool;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<bool> {
        let place = Place::new(self.place.latitude, self.place.longitude)?;
        let technician = current(tx, ctx, oneself(ctx)?).await?;
        if !technician.on_duty {
            return Ok(false);
        }
        store::put_position(tx, ctx, technician.technician_id, place, self.accuracy_metres).await?;
        Ok(true)
    }
}
