//! What could be planned better on a date.

use super::board::{plans_in, unassigned};
use crate::{
    Policy, Roster,
    rules::improve::{Improvement, Table},
    store::days,
};
use db::{PageRequest, Read, Sql, params};
use jiff::civil::Date;
use kernel::{MarketId, Result, Scalar, TechnicianId, Timestamp, VisitId};

db::statements! {
    DECLINED = "
        select visit_id, technician_id
        from offers
        where market_id = $1 and state in ('refused', 'expired') and visit_id in ({list})";
}

struct Declined {
    visit_id: VisitId,
    technician_id: TechnicianId,
}
db::row!(Declined { visit_id, technician_id });

/// The better plan of a date, from a roster that covers it: who could take over which visit, and what that saves.
pub async fn improvement(
    read: &mut Read,
    market: MarketId,
    roster: &Roster,
    policy: &Policy,
    date: Date,
    now: Timestamp,
) -> Result<Improvement> {
    let loads = days::promised(read, market, date, date, now).await?.loads;
    let visits: Vec<VisitId> = loads.rows().filter_map(|row| row.visit_id).collect();
    let mut plans = plans_in(read, market, &visits).await?;
    let waiting = unassigned(read, market, &PageRequest::first(200)).await?.items;
    plans.extend(waiting.into_iter().filter(|plan| roster.zone.date_of(plan.window_start) == date));
    plans.sort_by_key(|plan| (plan.window_start, plan.visit_id));
    plans.dedup_by_key(|plan| plan.visit_id);
    let visits: Vec<VisitId> = plans.iter().map(|plan| plan.visit_id).collect();
    let mut declined = Vec::new();
    for some in visits.chunks(500) {
        let mut values = params![market];
        values.extend(some.iter().map(Scalar::to_value));
        let rows: Vec<Declined> = read.all(Sql::with_list(DECLINED, 2, some.len()), values).await?;
        declined.extend(rows.into_iter().map(|row| (row.visit_id, row.technician_id)));
    }
    let (plans, declined, loads) = (&plans, &declined, &loads);
    Ok(Table { roster, loads, plans, declined, policy, date, now }.improvement())
}
