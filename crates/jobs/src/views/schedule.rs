//! Visits by time: a technician's day, the dispatch board, what nobody has yet.

use crate::{
    model::{Job, Names, State, Visit},
    store::{job_columns, visit_columns},
};
use db::{FromRow, Page, PageRequest, Read, Row, params};
use kernel::{JobId, MarketId, Place, Result, TechnicianId, TerritoryId, Timestamp, VisitId, Window};
use serde::Serialize;

use super::detail::VisitWithJob;

/// A visit as the dispatch board shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoardVisit {
    /// The visit.
    pub visit: VisitId,
    /// Its job.
    pub job: JobId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// Who has it.
    pub technician: Option<TechnicianId>,
    /// To whom it is offered.
    pub offered_to: Option<TechnicianId>,
    /// Whom the customer asked for.
    pub wanted_technician: Option<TechnicianId>,
    /// Which territory.
    pub territory: TerritoryId,
    /// Where.
    pub place: Place,
    /// Address text.
    pub address: String,
    /// What was ordered.
    pub service: Names,
    /// The promised window.
    pub window: Window,
    /// Minutes of work, change orders included.
    pub planned_minutes: u32,
    /// When its technician set off.
    pub departed_at: Option<Timestamp>,
    /// When they checked in.
    pub arrived_at: Option<Timestamp>,
    /// When it was said to be done.
    pub finished_at: Option<Timestamp>,
    /// Why nobody can take it; none: somebody may.
    pub unassignable_reason: Option<String>,
    /// Why it is frozen; none: it is not.
    pub frozen_reason: Option<String>,
    /// For saving.
    pub version: i64,
}

impl FromRow for BoardVisit {
    fn from_row(row: &Row) -> Result<Self> {
        let visit = Visit::from_row(row)?;
        Ok(Self {
            planned_minutes: visit.planned_minutes(),
            visit: visit.visit,
            job: visit.job,
            number: row.get("number")?,
            state: visit.state,
            technician: visit.technician,
            offered_to: visit.offered_to,
            wanted_technician: visit.wanted_technician,
            territory: visit.territory,
            place: visit.place,
            address: row.get("address")?,
            service: Names { zh: row.get("service_name_zh")?, en: row.get("service_name_en")? },
            window: visit.window,
            departed_at: visit.departed_at,
            arrived_at: visit.arrived_at,
            finished_at: visit.finished_at,
            unassignable_reason: visit.unassignable_reason,
            frozen_reason: visit.frozen_reason,
            version: visit.version,
        })
    }
}

macro_rules! board {
    ($tail:literal) => {
        concat!(
            "select ",
            visit_columns!(),
            ", j.number, j.address, j.service_name_zh, j.service_name_en
        from visits v
        join jobs j on j.market_id = v.market_id and j.job_id = v.job_id
        where v.market_id = $1 and ",
            $tail
        )
    };
}

db::statements! {
    BOARD = board!("v.window_start >= $2 and v.window_start < $3
          and v.state not in ('pending_payment', 'cancelled', 'expired')
        order by v.window_start, v.visit_id
        limit 2000");
    /// The plus keeps planners from walking along the dates of all visits instead of the few without anybody.
    UNASSIGNED = board!("v.state in ('pending_dispatch', 'offered')
          and (+v.window_start, v.visit_id) > ($2, $3)
        order by +v.window_start, v.visit_id
        limit $4");
    OFFERS = board!("v.offered_to = $2 and v.state = 'offered'
        order by v.window_start
        limit 50");
    VISITS_OF_TECHNICIAN = concat!("select ", visit_columns!(), "
        from visits v
        where v.market_id = $1 and v.state not in ('cancelled', 'expired') and v.visit_id in (
          select t.visit_id
          from visits t
          where t.market_id = $1 and t.technician_id = $2 and t.window_start >= $3 and t.window_start < $4
        )
        order by +v.window_start, v.visit_id
        limit 100");
    JOBS_OF_TECHNICIANS_VISITS = concat!("select ", job_columns!(), "
        from jobs j
        where j.market_id = $1 and j.job_id in (
          select v.job_id
          from visits v
          where v.market_id = $1 and v.technician_id = $2 and v.window_start >= $3 and v.window_start < $4
        )
        limit 200");
}

/// Visits promised from within a stretch (a day or a week), for the board's time line and map.
pub async fn board(read: &mut Read, market: MarketId, stretch: Window) -> Result<Vec<BoardVisit>> {
    read.all(BOARD, params![market, stretch.start, stretch.end]).await
}

/// Visits that nobody has yet, soonest first.
pub async fn unassigned(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<BoardVisit>> {
    let (start, id) = page.after.as_ref().map_or((i64::MIN, String::new()), |after| (after.key, after.id.clone()));
    let rows: Vec<BoardVisit> = read.all(UNASSIGNED, params![market, start, id, page.limit + 1]).await?;
    Ok(page.page(rows, |row| db::Cursor { key: row.window.start.as_microsecond(), id: row.visit.to_string() }))
}

/// Visits offered to this one technician, soonest first. Pool offers are dispatch's to tell.
pub async fn offers(read: &mut Read, market: MarketId, technician: TechnicianId) -> Result<Vec<BoardVisit>> {
    read.all(OFFERS, params![market, technician]).await
}

/// A technician's visits promised from within a stretch, usually a day, with their jobs.
pub async fn technician_day(
    read: &mut Read,
    market: MarketId,
    technician: TechnicianId,
    day: Window,
) -> Result<Vec<VisitWithJob>> {
    let visits: Vec<Visit> = read.all(VISITS_OF_TECHNICIAN, params![market, technician, day.start, day.end]).await?;
    let jobs: Vec<Job> = read.all(JOBS_OF_TECHNICIANS_VISITS, params![market, technician, day.start, day.end]).await?;
    let with_job = |visit: Visit| {
        let job = jobs.iter().find(|job| job.job == visit.job)?;
        Some(VisitWithJob { job: job.clone(), visit })
    };
    Ok(visits.into_iter().filter_map(with_job).collect())
}
