//! Reads: lists and pages for operators, and the roster for planning.

mod roster;

pub use roster::{RosterQuestion, STATEMENTS as ROSTER_STATEMENTS, roster, roster_for};

use crate::{
    Certificate, CertificateRule, DatedShift, Names, Position, Skill, Span, Technician, TechnicianKind,
    TechnicianStatus, TimeOff, TimeOffState, WeeklyShift,
};
use db::{Cursor, Page, PageRequest, Read, Sql, params};
use jiff::civil::Date;
use kernel::{CertificateId, MarketId, Phone, Result, TechnicianId, TerritoryId, TimeOffId, Timestamp, scalar::Json};
use serde::{Deserialize, Serialize};

db::statements! {
    TECHNICIAN = "
        select technician_id, name_zh, name_en, phone, kind, level, gender, home_latitude, home_longitude, vehicle,
          photo_file_id, visits_max, minutes_max, hired_on, status, on_duty, rating_milli, rating_count,
          punctuality_per_mille, version
        from technicians
        where market_id = $1 and technician_id = $2";
    TECHNICIAN_BY_PHONE = "
        select technician_id, name_zh, name_en, phone, kind, level, gender, home_latitude, home_longitude, vehicle,
          photo_file_id, visits_max, minutes_max, hired_on, status, on_duty, rating_milli, rating_count,
          punctuality_per_mille, version
        from technicians
        where market_id = $1 and phone = $2";
    TECHNICIAN_PAGE = "
        select technician_id, name_zh, name_en, phone, kind, level, gender, home_latitude, home_longitude, vehicle,
          photo_file_id, visits_max, minutes_max, hired_on, status, on_duty, rating_milli, rating_count,
          punctuality_per_mille, version
        from technicians
        where market_id = $1 and technician_id > $2 and ($3 = '' or kind = $3) and ($4 = '' or status = $4)
          and (lower(name_zh) like $5 or lower(name_en) like $5 or phone like $5)
        order by technician_id
        limit $6";
    NAMES_OF = "
        select technician_id, name_zh, name_en
        from technicians
        where market_id = $1 and technician_id in ({list})";
    SKILLS_OF = "select skill, level from technician_skills where market_id = $1 and technician_id = $2 order by skill";
    TERRITORIES_OF = "
        select territory_id
        from technician_territories
        where market_id = $1 and technician_id = $2
        order by territory_id";
    POSITIONS = "
        select technician_id, latitude, longitude, accuracy_metres, reported_at
        from positions
        where market_id = $1 and reported_at >= $2
        order by technician_id
        limit 1000";
    POSITION_OF = "
        select technician_id, latitude, longitude, accuracy_metres, reported_at
        from positions
        where market_id = $1 and technician_id = $2";
    CERTIFICATES_OF = "
        select certificate_id, technician_id, kind, number, issued_on, expires_on, file_id, is_revoked, version
        from certificates
        where market_id = $1 and technician_id = $2
        order by kind, certificate_id";
    CERTIFICATE = "
        select certificate_id, technician_id, kind, number, issued_on, expires_on, file_id, is_revoked, version
        from certificates
        where market_id = $1 and certificate_id = $2";
    CERTIFICATES_EXPIRING = "
        select certificate_id, technician_id, kind, number, issued_on, expires_on, file_id, is_revoked, version
        from certificates
        where market_id = $1 and expires_on <= $2 and is_revoked = false
        order by expires_on, certificate_id
        limit 500";
    CERTIFICATE_RULES = "select skill, kind from certificate_rules where market_id = $1 order by skill";
    WEEK_OF = "
        select weekday, starts_minute, ends_minute
        from weekly_shifts
        where market_id = $1 and technician_id = $2
        order by weekday, starts_minute";
    DATED_OF = "
        select date, spans, note
        from dated_shifts
        where market_id = $1 and technician_id = $2 and date >= $3
        order by date
        limit 100";
    DATED_SHIFT = "
        select date, spans, note
        from dated_shifts
        where market_id = $1 and technician_id = $2 and date = $3";
    TIME_OFF = "
        select time_off_id, technician_id, kind, starts_at, ends_at, reason, state, decided_by, decided_at, note, version
        from time_off
        where market_id = $1 and time_off_id = $2";
    TIME_OFF_OF = "
        select time_off_id, technician_id, kind, starts_at, ends_at, reason, state, decided_by, decided_at, note, version
        from time_off
        where market_id = $1 and technician_id = $2
        order by starts_at desc
        limit 100";
    TIME_OFF_PAGE = "
        select time_off_id, technician_id, kind, starts_at, ends_at, reason, state, decided_by, decided_at, note, version
        from time_off
        where market_id = $1 and ($2 = '' or state = $2) and time_off_id < $3
        order by time_off_id desc
        limit $4";
}

struct DatedRow {
    date: Date,
    spans: Json<Vec<Span>>,
    note: String,
}
db::row!(DatedRow { date, spans, note });

impl From<DatedRow> for DatedShift {
    fn from(row: DatedRow) -> Self {
        Self { date: row.date, spans: row.spans.0, note: row.note }
    }
}

/// Everything about one technician, for their page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TechnicianPage {
    /// The row.
    pub technician: Technician,
    /// What they can do.
    pub skills: Vec<Skill>,
    /// Where they go.
    pub territories: Vec<TerritoryId>,
    /// Their certificates.
    pub certificates: Vec<Certificate>,
    /// Their week.
    pub week: Vec<WeeklyShift>,
    /// Dates with their own hours, from today on.
    pub dated: Vec<DatedShift>,
    /// Time off, latest first.
    pub time_off: Vec<TimeOff>,
}

/// Which technicians a list shows.
#[derive(Clone, Debug, Default)]
pub struct TechnicianFilter {
    /// Of this kind only.
    pub kind: Option<TechnicianKind>,
    /// With this status only.
    pub status: Option<TechnicianStatus>,
    /// Whose name or phone contains this.
    pub text: String,
}

/// One technician; `missing` when the market has no such one.
pub async fn technician(read: &mut Read, market: MarketId, id: TechnicianId) -> Result<Technician> {
    read.one(TECHNICIAN, params![market, id]).await
}

/// Who signs in with this phone.
pub async fn technician_by_phone(read: &mut Read, market: MarketId, phone: &Phone) -> Result<Option<Technician>> {
    read.maybe(TECHNICIAN_BY_PHONE, params![market, phone]).await
}

/// Everything about one technician; dated hours from `today` on.
pub async fn technician_page(
    read: &mut Read,
    market: MarketId,
    id: TechnicianId,
    today: Date,
) -> Result<TechnicianPage> {
    let technician = technician(read, market, id).await?;
    let dated: Vec<DatedRow> = read.all(DATED_OF, params![market, id, today]).await?;
    Ok(TechnicianPage {
        technician,
        skills: skills_of(read, market, id).await?,
        territories: territories_of(read, market, id).await?,
        certificates: read.all(CERTIFICATES_OF, params![market, id]).await?,
        week: week_of(read, market, id).await?,
        dated: dated.into_iter().map(DatedShift::from).collect(),
        time_off: time_off_of(read, market, id).await?,
    })
}

/// A list of technicians, by id.
pub async fn technicians(
    read: &mut Read,
    market: MarketId,
    filter: &TechnicianFilter,
    page: &PageRequest,
) -> Result<Page<Technician>> {
    let after = page.after.as_ref().map_or_else(String::new, |cursor| cursor.id.clone());
    let kind = filter.kind.map_or("", TechnicianKind::as_str);
    let status = filter.status.map_or("", TechnicianStatus::as_str);
    let plain: String = filter.text.trim().chars().filter(|letter| !matches!(letter, '%' | '_')).collect();
    let pattern = format!("%{}%", plain.to_lowercase());
    let rows: Vec<Technician> =
        read.all(TECHNICIAN_PAGE, params![market, after, *kind, *status, pattern, page.limit + 1]).await?;
    Ok(page.page(rows, |row| Cursor { key: 0, id: row.technician_id.to_string() }))
}

/// The names of some technicians, in no order; unknown ids are left out.
pub async fn names_of(read: &mut Read, market: MarketId, ids: &[TechnicianId]) -> Result<Vec<(TechnicianId, Names)>> {
    let mut values = params![market];
    values.extend(ids.iter().map(kernel::Scalar::to_value));
    let rows: Vec<(TechnicianId, String, String)> = read.all(Sql::with_list(NAMES_OF, 2, ids.len()), values).await?;
    Ok(rows.into_iter().map(|(id, zh, en)| (id, Names { zh, en })).collect())
}

/// What somebody can do.
pub async fn skills_of(read: &mut Read, market: MarketId, id: TechnicianId) -> Result<Vec<Skill>> {
    read.all(SKILLS_OF, params![market, id]).await
}

/// Where somebody goes.
pub async fn territories_of(read: &mut Read, market: MarketId, id: TechnicianId) -> Result<Vec<TerritoryId>> {
    let rows: Vec<(TerritoryId,)> = read.all(TERRITORIES_OF, params![market, id]).await?;
    Ok(rows.into_iter().map(|(territory,)| territory).collect())
}

/// Where everybody on duty was last, as far as it is known since an instant.
pub async fn last_positions(read: &mut Read, market: MarketId, since: Timestamp) -> Result<Vec<Position>> {
    read.all(POSITIONS, params![market, since]).await
}

/// Where one technician on duty was last.
pub async fn last_position(read: &mut Read, market: MarketId, id: TechnicianId) -> Result<Option<Position>> {
    read.maybe(POSITION_OF, params![market, id]).await
}

/// Somebody's week.
pub async fn week_of(read: &mut Read, market: MarketId, id: TechnicianId) -> Result<Vec<WeeklyShift>> {
    read.all(WEEK_OF, params![market, id]).await
}

/// Somebody's own hours of one date.
pub async fn dated_shift(
    read: &mut Read,
    market: MarketId,
    id: TechnicianId,
    date: Date,
) -> Result<Option<DatedShift>> {
    let row: Option<DatedRow> = read.maybe(DATED_SHIFT, params![market, id, date]).await?;
    Ok(row.map(DatedShift::from))
}

/// One certificate.
pub async fn certificate(read: &mut Read, market: MarketId, id: CertificateId) -> Result<Certificate> {
    read.one(CERTIFICATE, params![market, id]).await
}

/// Certificates that expire on or before a date (or have), soonest first, at most 500.
pub async fn certificates_expiring(read: &mut Read, market: MarketId, until: Date) -> Result<Vec<Certificate>> {
    read.all(CERTIFICATES_EXPIRING, params![market, until]).await
}

/// Which skills need which certificate.
pub async fn certificate_rules(read: &mut Read, market: MarketId) -> Result<Vec<CertificateRule>> {
    read.all(CERTIFICATE_RULES, params![market]).await
}

/// One time off.
pub async fn time_off(read: &mut Read, market: MarketId, id: TimeOffId) -> Result<TimeOff> {
    read.one(TIME_OFF, params![market, id]).await
}

/// Somebody's time off, latest first, at most 100.
pub async fn time_off_of(read: &mut Read, market: MarketId, id: TechnicianId) -> Result<Vec<TimeOff>> {
    read.all(TIME_OFF_OF, params![market, id]).await
}

/// Time off of everybody, newest first; in one state when given.
pub async fn time_off_page(
    read: &mut Read,
    market: MarketId,
    state: Option<TimeOffState>,
    page: &PageRequest,
) -> Result<Page<TimeOff>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let state = state.map_or("", TimeOffState::as_str);
    let rows: Vec<TimeOff> = read.all(TIME_OFF_PAGE, params![market, *state, before, page.limit + 1]).await?;
    Ok(page.page(rows, |row| Cursor { key: 0, id: row.time_off_id.to_string() }))
}
