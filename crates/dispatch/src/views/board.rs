//! The dispatcher's board, a technician's days, and how busy people are.

use crate::{
    Names, PlanState, Policy, Progress, Reservation, Roster, ShiftDay, VisitPlan,
    rules::day::first_clash,
    store::{days, plans},
};
use db::{Cursor, Page, PageRequest, Read, Sql, params};
use jiff::civil::Date;
use kernel::{MarketId, Result, Scalar, TechnicianId, Timestamp, VisitId, Window};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

db::statements! {
    PLANS_BY_STATE = "
        select visit_id, state, mode, wave, need, window_start, window_end, technician_id, is_technician_pinned,
          is_start_pinned, trouble, version
        from visit_plans
        where market_id = $1 and state = $2 and (window_start, visit_id) > ($3, $4)
        order by window_start, visit_id
        limit $5";
    PLANS_OF_VISITS = "
        select visit_id, state, mode, wave, need, window_start, window_end, technician_id, is_technician_pinned,
          is_start_pinned, trouble, version
        from visit_plans
        where market_id = $1 and visit_id in ({list})";
}

/// One technician on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardTechnician {
    /// Who.
    pub technician: TechnicianId,
    /// How people call them.
    pub names: Names,
    /// Their own switch.
    pub on_duty: bool,
    /// Their hours.
    pub shift: Option<ShiftDay>,
    /// What is promised of them, in order; holds too.
    pub reservations: Vec<Reservation>,
    /// Two of their visits that reality pushed into each other.
    pub has_clash: bool,
    /// Minutes of hours, work, travel (home included neither way back) and buffers.
    pub utilisation: Utilisation,
}

/// How busy somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utilisation {
    /// Minutes of working hours.
    pub shift_minutes: i64,
    /// Minutes of work.
    pub work_minutes: i64,
    /// Minutes of travel to visits.
    pub travel_minutes: i64,
    /// Minutes of buffers.
    pub buffer_minutes: i64,
    /// Visits.
    pub visits: i64,
}

impl Utilisation {
    /// Work and travel as a share of the hours, in percent.
    #[must_use]
    pub fn percent(&self) -> i64 {
        (self.work_minutes + self.travel_minutes) * 100 / self.shift_minutes.max(1)
    }

    fn add(&mut self, row: &Reservation) {
        self.work_minutes += i64::from(row.duration_minutes);
        self.travel_minutes += i64::from(row.travel_before_minutes);
        self.buffer_minutes += i64::from(row.buffer_before_minutes + row.buffer_after_minutes);
        self.visits += i64::from(row.visit_id.is_some());
    }
}

/// One date of the market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardDay {
    /// The date.
    pub date: Date,
    /// Everybody of the roster who works that day or has something promised.
    pub technicians: Vec<BoardTechnician>,
    /// The plans of the visits on the board, for states, pins and versions.
    pub plans: Vec<VisitPlan>,
    /// Visits that need the dispatcher, whatever their date, the most urgent first; at most 200.
    pub unassigned: Vec<VisitPlan>,
}

/// The board of a date, from a roster that covers it.
pub async fn board(
    read: &mut Read,
    market: MarketId,
    roster: &Roster,
    policy: &Policy,
    date: Date,
    now: Timestamp,
) -> Result<BoardDay> {
    let loads = days::promised(read, market, date, date, now).await?.loads;
    let visits: Vec<VisitId> = loads.rows().filter_map(|row| row.visit_id).collect();
    let technicians = roster.technicians.iter().filter_map(|technician| {
        let shift = technician.day(date).filter(|day| !day.windows.is_empty() || !day.time_off.is_empty());
        let reservations = loads.day(technician.technician, date).to_vec();
        if shift.is_none() && reservations.is_empty() {
            return None;
        }
        let ahead: Vec<Reservation> =
            reservations.iter().filter(|row| row.progress != Progress::Done).cloned().collect();
        Some(BoardTechnician {
            technician: technician.technician,
            names: technician.names.clone(),
            on_duty: technician.on_duty,
            shift: shift.cloned(),
            has_clash: first_clash(technician, &ahead, policy).is_some(),
            utilisation: used(shift, &reservations),
            reservations,
        })
    });
    Ok(BoardDay {
        date,
        technicians: technicians.collect(),
        plans: plans_in(read, market, &visits).await?,
        unassigned: unassigned(read, market, &PageRequest::first(200)).await?.items,
    })
}

fn used(shift: Option<&ShiftDay>, rows: &[Reservation]) -> Utilisation {
    let windows = shift.into_iter().flat_map(|day| &day.windows);
    let mut used = Utilisation {
        shift_minutes: windows.map(|window| window.duration().as_mins()).sum(),
        ..Utilisation::default()
    };
    rows.iter().for_each(|row| used.add(row));
    used
}

/// Visits that need the dispatcher, the most urgent first.
pub async fn unassigned(read: &mut Read, market: MarketId, page: &PageRequest) -> Result<Page<VisitPlan>> {
    let (key, id) = page.after.as_ref().map_or((i64::MIN, String::new()), |cursor| (cursor.key, cursor.id.clone()));
    let values = params![market, PlanState::Unassigned, key, id, page.limit + 1];
    let rows: Vec<VisitPlan> = read.all(PLANS_BY_STATE, values).await?;
    Ok(page.page(rows, |row| Cursor { key: row.window_start.as_microsecond(), id: row.visit_id.to_string() }))
}

/// How one visit is planned.
pub async fn plan(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Option<VisitPlan>> {
    plans::maybe_plan(read, market, visit).await
}

/// How some visits are planned, in no order.
pub async fn plans_in(read: &mut Read, market: MarketId, visits: &[VisitId]) -> Result<Vec<VisitPlan>> {
    let mut found = Vec::with_capacity(visits.len());
    for some in visits.chunks(500) {
        let mut values = params![market];
        values.extend(some.iter().map(Scalar::to_value));
        found.extend(read.all::<VisitPlan>(Sql::with_list(PLANS_OF_VISITS, 2, some.len()), values).await?);
    }
    Ok(found)
}

/// Who comes to a visit and when, the lead first.
pub async fn reservations_of_visit(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<Reservation>> {
    days::of_visit(read, market, visit).await
}

/// What is promised of one technician from one date to another, both included, in order.
pub async fn technician_days(
    read: &mut Read,
    market: MarketId,
    technician: TechnicianId,
    from: Date,
    until: Date,
    now: Timestamp,
) -> Result<Vec<Reservation>> {
    read.all(days::RESERVATIONS_OF_TECHNICIAN, params![market, technician, from, until, now]).await
}

/// What is promised of one technician inside a stretch of time: what granting time off would break.
pub async fn promised_in(
    read: &mut Read,
    market: MarketId,
    roster: &Roster,
    technician: TechnicianId,
    window: Window,
    now: Timestamp,
) -> Result<Vec<Reservation>> {
    let (from, until) = (roster.zone.date_of(window.start), roster.zone.date_of(window.end));
    let mut rows = technician_days(read, market, technician, from, until, now).await?;
    rows.retain(|row| row.planned_start < window.end && window.start < row.planned_end());
    Ok(rows)
}

/// How busy each technician of the roster is from one date to another, both included; the roster covers them.
pub async fn utilisation(
    read: &mut Read,
    market: MarketId,
    roster: &Roster,
    from: Date,
    until: Date,
    now: Timestamp,
) -> Result<HashMap<TechnicianId, Utilisation>> {
    let loads = days::promised(read, market, from, until, now).await?.loads;
    let mut busy: HashMap<TechnicianId, Utilisation> = HashMap::new();
    for technician in &roster.technicians {
        let days = technician.days.iter().filter(|day| from <= day.date && day.date <= until);
        let minutes = days.flat_map(|day| &day.windows).map(|window| window.duration().as_mins()).sum();
        busy.entry(technician.technician).or_default().shift_minutes = minutes;
    }
    for row in loads.rows() {
        busy.entry(row.technician_id).or_default().add(row);
    }
    Ok(busy)
}
