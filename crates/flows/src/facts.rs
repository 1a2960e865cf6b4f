//! One context's facts in another context's words.

use dispatch::model as wanted;
use kernel::{Ctx, Result, TechnicianId, Zone, time::Date};
use workforce::model as held;

/// The roster of the market, as dispatch reads it.
pub async fn roster(read: &mut db::Read, ctx: &Ctx, zone: &Zone, from: Date, days: u32) -> Result<wanted::Roster> {
    let roster = workforce::views::roster(read, ctx.market, zone, from, days).await?;
    let technicians = roster.technicians.into_iter().map(technician).collect();
    Ok(wanted::Roster { zone: roster.zone, technicians })
}

/// The roster that matters for a visit on one date.
pub async fn roster_of_day(read: &mut db::Read, ctx: &Ctx, zone: &Zone, date: Date) -> Result<wanted::Roster> {
    roster(read, ctx, zone, date, 1).await
}

fn technician(from: held::RosterTechnician) -> wanted::Technician {
    let held::RosterTechnician { technician: person, skills, territories, days } = from;
    wanted::Technician {
        technician: person.technician_id,
        names: wanted::Names { zh: person.name_zh.clone(), en: person.name_en.clone() },
        level: person.level,
        gender: match person.gender {
            held::Gender::Female => wanted::Gender::Female,
            held::Gender::Male => wanted::Gender::Male,
        },
        home: person.home(),
        vehicle: match person.vehicle {
            held::Vehicle::Scooter => wanted::Vehicle::Scooter,
            held::Vehicle::Car => wanted::Vehicle::Car,
            held::Vehicle::PublicTransport => wanted::Vehicle::PublicTransport,
        },
        status: match person.status {
            held::TechnicianStatus::Active => wanted::TechnicianStatus::Active,
            held::TechnicianStatus::OnLeave => wanted::TechnicianStatus::OnLeave,
            held::TechnicianStatus::Left => wanted::TechnicianStatus::Left,
        },
        on_duty: person.on_duty,
        rating_milli: person.rating_milli,
        punctuality_per_mille: person.punctuality_per_mille,
        visits_max: person.visits_max,
        minutes_max: person.minutes_max,
        skills: skills.into_iter().map(skill).collect(),
        territories,
        days: days.into_iter().map(day).collect(),
    }
}

fn skill(from: held::RosterSkill) -> wanted::SkillHeld {
    wanted::SkillHeld {
        skill: from.skill,
        level: from.level,
        certificate: from.certificate,
        valid_until: from.valid_until,
    }
}

fn day(from: held::ShiftDay) -> wanted::ShiftDay {
    let rest =
        |taken: held::Break| wanted::Break { earliest: taken.earliest, latest: taken.latest, minutes: taken.minutes };
    wanted::ShiftDay {
        date: from.date,
        windows: from.windows,
        breaks: from.breaks.into_iter().map(rest).collect(),
        time_off: from.time_off,
    }
}

/// Technicians a customer never wants, and those they know or like.
pub struct Ties {
    /// Never send them.
    pub excluded: Vec<TechnicianId>,
    /// Prefer them.
    pub familiar: Vec<TechnicianId>,
}

/// The ties of a customer; none for a guest that is not on file.
pub async fn ties(read: &mut db::Read, ctx: &Ctx, customer: Option<kernel::CustomerId>) -> Result<Ties> {
    let mut ties = Ties { excluded: Vec::new(), familiar: Vec::new() };
    let Some(customer) = customer else { return Ok(ties) };
    for tie in customers::views::ties_of(read, ctx.market, customer).await? {
        match tie.tie {
            customers::model::Tie::Favourite => ties.familiar.push(tie.technician_id),
            customers::model::Tie::Excluded => ties.excluded.push(tie.technician_id),
        }
    }
    Ok(ties)
}
