//! `/visits`: one trip, from being taken to being accepted.

mod accepting;
mod arriving;
mod change_orders;
mod moving;
mod working;

use super::{jobs::sees, prelude::*};
use crate::shapes::jobs::{JobShown, JobWithVisit, VisitDetailShown};
use jobs::{
    model::{Party, Verb},
    views::verbs_open_to,
};
use kernel::{Actor, Result, TechnicianId, VisitId, time::Date};

/// The technician whose visit it is, or the company for them.
const FIELD: &[P] = &[P::TechnicianSelf, P::JobsWrite];
/// The customer whose visit it is, or the company for them.
const CUSTOMER: &[P] = &[P::CustomerSelf, P::JobsWrite];
/// Everybody who may see the visit.
const SEEN: &[P] = &[P::CustomerSelf, P::TechnicianSelf, P::JobsRead];

pub(super) fn routes(surface: &mut Surface) {
    surface.group("Visits").get("/me/visits", "One's visits of a day (technician)", &[P::TechnicianSelf], day).get(
        "/visits/{visit}",
        "A visit with checklist and proofs",
        SEEN,
        one,
    );
    arriving::routes(surface);
    working::routes(surface);
    change_orders::routes(surface);
    accepting::routes(surface);
    moving::routes(surface);
}

pub(super) fn own_id(caller: &Caller) -> Result<TechnicianId> {
    caller.ctx.actor.technician().ok_or_else(|| problem::FORBIDDEN.problem())
}

asked! {
    /// Which day; today when left out.
    DayAsk { date: Option<Date> }
}

async fn day(caller: Caller, Query(ask): Query<DayAsk>) -> Answer<Shown<Vec<JobWithVisit>>> {
    let zone = &caller.market.zone;
    let day = zone.day(ask.date.unwrap_or_else(|| zone.date_of(caller.ctx.now)));
    let mut read = caller.read().await?;
    Ok(Shown(each(&jobs::views::technician_day(&mut read, caller.ctx.market, own_id(&caller)?, day).await?)))
}

shape! {
    /// A visit and its job, and what the caller may do now.
    VisitPage {
        job: JobShown,
        visit: VisitDetailShown,
        verbs: Vec<Verb>
    }
}

fn party(actor: &Actor) -> Party {
    match actor {
        Actor::Customer { .. } => Party::Customer,
        Actor::Technician { .. } => Party::Technician,
        Actor::Staff { .. } | Actor::Token { .. } => Party::Operator,
        Actor::System => Party::System,
        Actor::Anonymous => Party::Link,
    }
}

async fn one(caller: Caller, Path(id): Path<VisitId>) -> Answer<Versioned<VisitPage>> {
    let (job, detail) = jobs::views::visit(&mut caller.read().await?, caller.ctx.market, id).await?;
    sees(&caller, &job, &[&detail.visit])?;
    let verbs = verbs_open_to(party(&caller.ctx.actor), &detail.visit);
    let version = detail.visit.version;
    Ok(Versioned(VisitPage { job: (&job).into(), visit: (&detail).into(), verbs }, version))
}
