//! Adding and changing technicians: profile, skills, territories, status, duty, standing.

use super::{current, oneself, unchanged};
use crate::{
    Profile, Skill, Technician, TechnicianStatus,
    events::{TechnicianAdded, TechnicianChanged, TechnicianDutyChanged, TechnicianStatusChanged},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Ctx, Permission, Result, TechnicianId, TerritoryId, problem};
use serde::{Deserialize, Serialize};

/// A technician joins. Active and on duty from the start; hours come with [`super::SetWeek`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddTechnician {
    /// Who.
    pub profile: Profile,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Where they go.
    pub territories: Vec<TerritoryId>,
}

impl Action for AddTechnician {
    const NAME: &'static str = "workforce.add_technician";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = TechnicianId;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<TechnicianId> {
        let profile = rules::checked_profile(&self.profile)?;
        let skills = rules::checked_skills(&self.skills)?;
        let technician: TechnicianId = ctx.new_id();
        if !store::insert_technician(tx, ctx, technician, &profile).await? {
            return Err(refusals::PHONE_TAKEN.field("phone"));
        }
        store::replace_skills(tx, ctx, technician, &skills).await?;
        store::replace_territories(tx, ctx, technician, &once(&self.territories)).await?;
        tx.changed(technician, None::<&Profile>, Some(&profile));
        tx.announce(ctx, &TechnicianAdded { technician });
        Ok(technician)
    }
}

fn once(territories: &[TerritoryId]) -> Vec<TerritoryId> {
    let mut territories = territories.to_vec();
    territories.sort_unstable();
    territories.dedup();
    territories
}

/// Their profile changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChangeTechnician {
    /// Who.
    pub technician: TechnicianId,
    /// The version the editor saw.
    pub version: i64,
    /// The whole profile.
    pub profile: Profile,
}

impl Action for ChangeTechnician {
    const NAME: &'static str = "workforce.change_technician";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let profile = rules::checked_profile(&self.profile)?;
        let before = current(tx, ctx, self.technician).await?;
        unchanged(before.version, self.version)?;
        if let Some(other) = views::technician_by_phone(tx, ctx.market, &profile.phone).await?
            && other.technician_id != self.technician
        {
            return Err(refusals::PHONE_TAKEN.field("phone"));
        }
        let after = with_profile(&before, profile);
        save(tx, ctx, &before, &after).await?;
        tx.announce(ctx, &TechnicianChanged { technician: self.technician });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

fn with_profile(before: &Technician, profile: Profile) -> Technician {
    Technician {
        name_zh: profile.names.zh,
        name_en: profile.names.en,
        phone: profile.phone,
        kind: profile.kind,
        level: profile.level,
        gender: profile.gender,
        home_latitude: profile.home.latitude,
        home_longitude: profile.home.longitude,
        vehicle: profile.vehicle,
        photo_file_id: profile.photo,
        visits_max: profile.visits_max.unwrap_or(before.visits_max),
        minutes_max: profile.minutes_max.unwrap_or(before.minutes_max),
        hired_on: profile.hired_on,
        ..before.clone()
    }
}

async fn save(tx: &mut Tx, ctx: &Ctx, before: &Technician, after: &Technician) -> Result<()> {
    store::save_technician(tx, ctx, after).await?;
    tx.changed(before.technician_id, Some(before), Some(after));
    Ok(())
}

/// What they can do, all of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetSkills {
    /// Who.
    pub technician: TechnicianId,
    /// The version the editor saw.
    pub version: i64,
    /// Every skill.
    pub skills: Vec<Skill>,
}

impl Action for SetSkills {
    const NAME: &'static str = "workforce.set_skills";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let after = rules::checked_skills(&self.skills)?;
        let technician = current(tx, ctx, self.technician).await?;
        unchanged(technician.version, self.version)?;
        let before = views::skills_of(tx, ctx.market, self.technician).await?;
        store::replace_skills(tx, ctx, self.technician, &after).await?;
        store::save_technician(tx, ctx, &technician).await?;
        tx.changed(self.technician, Some(&before), Some(&after));
        tx.announce(ctx, &TechnicianChanged { technician: self.technician });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// Where they go, all of it. No territory means that they go nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetTerritories {
    /// Who.
    pub technician: TechnicianId,
    /// The version the editor saw.
    pub version: i64,
    /// Every territory.
    pub territories: Vec<TerritoryId>,
}

impl Action for SetTerritories {
    const NAME: &'static str = "workforce.set_territories";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let technician = current(tx, ctx, self.technician).await?;
        unchanged(technician.version, self.version)?;
        let before = views::territories_of(tx, ctx.market, self.technician).await?;
        let after = once(&self.territories);
        store::replace_territories(tx, ctx, self.technician, &after).await?;
        store::save_technician(tx, ctx, &technician).await?;
        tx.changed(self.technician, Some(&before), Some(&after));
        tx.announce(ctx, &TechnicianChanged { technician: self.technician });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// They go on leave, come back, or leave for good. Who is not active goes off duty.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetStatus {
    /// Who.
    pub technician: TechnicianId,
    /// The version the editor saw.
    pub version: i64,
    /// What they are from now on.
    pub status: TechnicianStatus,
}

impl Action for SetStatus {
    const NAME: &'static str = "workforce.set_status";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::technician(tx, ctx.market, self.technician).await?;
        unchanged(before.version, self.version)?;
        let on_duty = match self.status {
            TechnicianStatus::Active => before.on_duty,
            TechnicianStatus::OnLeave | TechnicianStatus::Left => false,
        };
        let after = Technician { status: self.status, on_duty, ..before.clone() };
        save(tx, ctx, &before, &after).await?;
        tx.announce(ctx, &TechnicianStatusChanged { technician: self.technician, status: self.status });
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

/// The technician's own switch: ready for work now, or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetDuty {
    /// Ready now.
    pub on_duty: bool,
}

impl Action for SetDuty {
    const NAME: &'static str = "workforce.set_duty";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        switch(tx, ctx, oneself(ctx)?, self.on_duty).await
    }
}

/// An operator turns a technician's switch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SwitchDuty {
    /// Whose.
    pub technician: TechnicianId,
    /// Ready now.
    pub on_duty: bool,
}

impl Action for SwitchDuty {
    const NAME: &'static str = "workforce.switch_duty";
    const PERMISSION: Permission = Permission::WorkforceWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        switch(tx, ctx, self.technician, self.on_duty).await
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}

async fn switch(tx: &mut Tx, ctx: &Ctx, technician: TechnicianId, on_duty: bool) -> Result<()> {
    let before = current(tx, ctx, technician).await?;
    if before.on_duty == on_duty {
        return Ok(());
    }
    if on_duty && before.status == TechnicianStatus::OnLeave {
        return Err(refusals::TECHNICIAN_ON_LEAVE.problem());
    }
    let after = Technician { on_duty, ..before.clone() };
    save(tx, ctx, &before, &after).await?;
    if !on_duty {
        store::forget_position(tx, ctx, technician).await?;
    }
    tx.announce(ctx, &TechnicianDutyChanged { technician, on_duty });
    Ok(())
}

/// Flows feed what reviews and arrivals say about somebody; whole figures, so that feeding twice changes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProjectStanding {
    /// Who.
    pub technician: TechnicianId,
    /// Mean rating in thousandths of a star, 1000 to 5000; none: no review yet.
    pub rating_milli: Option<u32>,
    /// How many reviews.
    pub rating_count: u32,
    /// Share of arrivals inside the promised window, 0 to 1000; none: no arrival yet.
    pub punctuality_per_mille: Option<u32>,
}

impl Action for ProjectStanding {
    const NAME: &'static str = "workforce.project_standing";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let ranges = [
            ("rating_milli", self.rating_milli, 1000..=5000),
            ("punctuality_per_mille", self.punctuality_per_mille, 0..=1000),
        ];
        for (field, value, range) in ranges {
            if value.is_some_and(|value| !range.contains(&value)) {
                return Err(problem::OUT_OF_RANGE.field(field));
            }
        }
        let before = views::technician(tx, ctx.market, self.technician).await?;
        let after = Technician {
            rating_milli: self.rating_milli,
            rating_count: self.rating_count,
            punctuality_per_mille: self.punctuality_per_mille,
            ..before.clone()
        };
        if before != after {
            store::save_technician(tx, ctx, &after).await?;
        }
        Ok(())
    }
    fn subject(&self) -> String {
        self.technician.to_string()
    }
}
