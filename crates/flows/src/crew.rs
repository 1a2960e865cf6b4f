//! Who goes to a visit together: the technician who leads it, and the helpers that dispatch planned.

use billing::model::CrewShare;
use db::Read;
use kernel::{MarketId, Result, TechnicianId, VisitId};

/// Who comes along to help with a visit.
pub async fn helpers(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<TechnicianId>> {
    let planned = dispatch::views::reservations_of_visit(read, market, visit).await?;
    let helping = planned.iter().filter(|row| row.role == dispatch::Role::Helper);
    Ok(helping.map(|row| row.technician_id).collect())
}

/// Who shares what the technicians earn: the lead and everybody who helped, in equal parts; nobody without a lead.
pub(crate) async fn shares(
    read: &mut Read,
    market: MarketId,
    visit: VisitId,
    lead: Option<TechnicianId>,
) -> Result<Vec<CrewShare>> {
    let Some(lead) = lead else { return Ok(Vec::new()) };
    let others = helpers(read, market, visit).await?.into_iter().filter(|helper| *helper != lead);
    let mut crew = Vec::new();
    for technician in std::iter::once(lead).chain(others) {
        let level = workforce::views::technician(read, market, technician).await?.level;
        crew.push(CrewShare { technician, level, weight: 1 });
    }
    Ok(crew)
}
