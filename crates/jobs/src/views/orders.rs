//! The live order list: filtered, searched, paged; and how many jobs stand in each stage.

use crate::{
    model::{Names, Stage, State},
    rules::opening::name_key,
};
use db::{Cursor, FromRow, Page, PageRequest, Read, Row, params};
use kernel::{
    Currency, CustomerId, JobId, MarketId, Money, Phone, Result, TechnicianId, TerritoryId, Timestamp, Value, VisitId,
    Window,
};
use serde::Serialize;

/// One row of the order list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobSummary {
    /// The job.
    pub job: JobId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub stage: Stage,
    /// Its current visit.
    pub visit: VisitId,
    /// That visit's state.
    pub state: State,
    /// 1 for the first trip.
    pub sequence: u32,
    /// Why nobody can take it; none: somebody may.
    pub unassignable_reason: Option<String>,
    /// Why it is frozen; none: it is not.
    pub frozen_reason: Option<String>,
    /// Who pays.
    pub customer: CustomerId,
    /// Whom we call.
    pub contact_name: String,
    /// Their number, its middle hidden.
    pub contact_phone: String,
    /// Where.
    pub address: String,
    /// Which territory.
    pub territory: TerritoryId,
    /// What was ordered.
    pub service: Names,
    /// The promised window.
    pub window: Window,
    /// Who has it.
    pub technician: Option<TechnicianId>,
    /// What it costs, extras included.
    pub total: Money,
    /// Since when.
    pub opened_at: Timestamp,
    /// For saving.
    pub version: i64,
}

impl FromRow for JobSummary {
    fn from_row(row: &Row) -> Result<Self> {
        let currency: Currency = row.get("currency")?;
        let total = Money::new(row.get("total_minor")?, currency);
        Ok(Self {
            job: row.get("job_id")?,
            number: row.get("number")?,
            stage: row.get("stage")?,
            visit: row.get("visit_id")?,
            state: row.get("state")?,
            sequence: row.get("sequence")?,
            unassignable_reason: row.get("unassignable_reason")?,
            frozen_reason: row.get("frozen_reason")?,
            customer: row.get("customer_id")?,
            contact_name: row.get("contact_name")?,
            contact_phone: row.get::<Phone>("contact_phone")?.masked(),
            address: row.get("address")?,
            territory: row.get("territory_id")?,
            service: Names { zh: row.get("service_name_zh")?, en: row.get("service_name_en")? },
            window: Window { start: row.get("window_start")?, end: row.get("window_end")? },
            technician: row.get("technician_id")?,
            total: total.plus(Money::new(row.get("extras_minor")?, currency))?,
            opened_at: row.get("opened_at")?,
            version: row.get("version")?,
        })
    }
}

/// Which jobs are wanted; every part narrows.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// In this stage.
    pub stage: Option<Stage>,
    /// Whose current visit this technician has.
    pub technician: Option<TechnicianId>,
    /// In this territory.
    pub territory: Option<TerritoryId>,
    /// Whose current visit is promised from within this stretch.
    pub promised: Option<Window>,
    /// Whose number, contact's phone or contact's name begins with this.
    pub text: Option<String>,
}

macro_rules! list {
    ($where:literal, $tail:literal) => {
        concat!(
            "
        select j.job_id, j.number, j.stage, j.customer_id, j.contact_name, j.contact_phone, j.address, j.territory_id,
          j.service_name_zh, j.service_name_en, j.technician_id, j.total_minor, j.extras_minor, j.currency, j.opened_at,
          j.version, v.visit_id, v.state, v.sequence, v.unassignable_reason, v.frozen_reason, v.window_start, v.window_end
        from jobs j
        join visits v on v.market_id = j.market_id and v.visit_id = j.current_visit_id
        where j.market_id = $1 and ",
            $where,
            "
          and ($2 = '' or j.stage = $2)
          and ($3 = '' or j.technician_id = $3)
          and ($4 = '' or j.territory_id = $4)",
            $tail
        )
    };
}

macro_rules! newest_first {
    ($where:literal) => {
        list!(
            $where,
            "
          and +j.window_start >= $5 and +j.window_start < $6
          and j.job_id < $7
        order by j.job_id desc
        limit $8"
        )
    };
}

db::statements! {
    /// The other filters are checked on the way along the index; a plus keeps planners from walking along the dates instead.
    JOBS_NEWEST = newest_first!("1 = 1");
    JOBS_OF_STAGE = newest_first!("j.stage = $2");
    JOBS_OF_TECHNICIAN = newest_first!("j.technician_id = $3");
    JOBS_OF_TERRITORY = newest_first!("j.territory_id = $4");
    /// By promised time, earliest first.
    JOBS_OF_DATES = list!("1 = 1", "
          and j.window_start >= $5 and j.window_start < $6
          and (j.window_start, j.job_id) > ($7, $8)
        order by j.window_start, j.job_id
        limit $9");
    /// At most 200 matches of each kind, newest numbers first.
    JOBS_BY_TEXT = newest_first!("j.job_id in (
            select job_id from (
              select n.job_id from jobs n where n.market_id = $1 and n.number >= $9 and n.number < $10
              order by n.number desc limit 200
            ) by_number
            union
            select job_id from (
              select p.job_id from jobs p where p.market_id = $1 and p.contact_phone >= $11 and p.contact_phone < $12
              order by p.contact_phone, p.job_id desc limit 200
            ) by_phone
            union
            select job_id from (
              select c.job_id from jobs c where c.market_id = $1 and c.name_key >= $13 and c.name_key < $14
              order by c.name_key, c.job_id desc limit 200
            ) by_name
          )");
    STAGE_COUNTS = concat!(
        count_of!("unpaid"), " union all ", count_of!("to_dispatch"), " union all ", count_of!("scheduled"), " union all ",
        count_of!("under_way"), " union all ", count_of!("to_accept"), " union all ", count_of!("completed"), " union all ",
        count_of!("settled"), " union all ", count_of!("trouble"), " union all ", count_of!("cancelled"));
}

macro_rules! count_of {
    ($stage:literal) => {
        concat!(
            "select '",
            $stage,
            "' as stage, count(*) as jobs from (select 1 as one from jobs where market_id = $1 and stage = '",
            $stage,
            "' limit 1000) counted_",
            $stage
        )
    };
}
use count_of;

/// Above every job id.
const LAST_JOB: &str = "job_zzzzzzzzzzzzzzzzzzzzzzzzzz";

/// The order list: newest first, or by promised time when dates are given.
pub async fn jobs(
    read: &mut Read,
    market: MarketId,
    filter: &JobFilter,
    page: &PageRequest,
) -> Result<Page<JobSummary>> {
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let by_dates = filter.promised.is_some() && text.is_none();
    let mut values = filter_values(market, filter, page);
    if by_dates {
        let (start, id) = page.after.as_ref().map_or((i64::MIN, String::new()), |after| (after.key, after.id.clone()));
        values.extend(params![start, id, page.limit + 1]);
    } else {
        let before = page.after.as_ref().map_or_else(|| LAST_JOB.to_owned(), |after| after.id.clone());
        values.extend(params![before, page.limit + 1]);
    }
    let sql = match (text, filter) {
        (Some(text), _) => {
            values.extend(text_ranges(text));
            JOBS_BY_TEXT
        }
        (None, JobFilter { promised: Some(_), .. }) => JOBS_OF_DATES,
        (None, JobFilter { technician: Some(_), .. }) => JOBS_OF_TECHNICIAN,
        (None, JobFilter { stage: Some(_), .. }) => JOBS_OF_STAGE,
        (None, JobFilter { territory: Some(_), .. }) => JOBS_OF_TERRITORY,
        (None, _) => JOBS_NEWEST,
    };
    let rows: Vec<JobSummary> = read.all(sql, values).await?;
    let key = |row: &JobSummary| if by_dates { row.window.start.as_microsecond() } else { 0 };
    Ok(page.page(rows, |row| Cursor { key: key(row), id: row.job.to_string() }))
}

fn filter_values(market: MarketId, filter: &JobFilter, page: &PageRequest) -> Vec<Value> {
    let stage = filter.stage.map_or("", Stage::as_str).to_owned();
    let technician = filter.technician.map(|id| id.to_string()).unwrap_or_default();
    let territory = filter.territory.map(|id| id.to_string()).unwrap_or_default();
    let (from, until) = match filter.promised {
        // The next page starts where the last one ended, so that its cost does not grow with the pages before it.
        Some(window) => {
            let seen = page.after.as_ref().map_or(i64::MIN, |after| after.key);
            (window.start.as_microsecond().max(seen), window.end.as_microsecond())
        }
        None => (i64::MIN, i64::MAX),
    };
    params![market, stage, technician, territory, from, until]
}

/// The ranges of number, phone and name that a typed prefix stands for; an empty range where it cannot be one.
fn text_ranges(text: &str) -> Vec<Value> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_phone = !digits.is_empty() && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
    let number = text.strip_prefix(['J', 'j']).map(|rest| rest.trim_start_matches('-')).unwrap_or(text);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let none = || (String::new(), String::new());
    let number = if is_number { digit_range("J-", number) } else { none() };
    let phone = match (is_phone, text.trim_start().starts_with('+')) {
        (true, true) => digit_range("+", &digits),
        (true, false) => digit_range("+86", &digits),
        (false, _) => none(),
    };
    let name = if is_phone {
        none()
    } else {
        let key = name_key(text);
        // Keys are written in 0-9a-f, and g sorts after all of them.
        let end = format!("{key}g");
        (key, end)
    };
    params![number.0, number.1, phone.0, phone.1, name.0, name.1]
}

/// From a prefix of digits to the first text after all that begin with it; digits alone sort alike in every collation.
fn digit_range(before: &str, digits: &str) -> (String, String) {
    let mut end: Vec<u8> = digits.bytes().collect();
    while end.last() == Some(&b'9') {
        end.pop();
    }
    match end.last_mut() {
        Some(last) => *last += 1,
        // Only nines: everything longer that begins with them sorts before one more nine than a number can have.
        None => end = vec![b'9'; 20],
    }
    let end: String = end.into_iter().map(char::from).collect();
    (format!("{before}{digits}"), format!("{before}{end}"))
}

/// How many jobs stand in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many; 1000 means a thousand or more.
    pub jobs: i64,
}
db::row!(StageCount { stage, jobs });

/// How many jobs stand in each stage, counted up to a thousand each.
pub async fn stage_counts(read: &mut Read, market: MarketId) -> Result<Vec<StageCount>> {
    read.all(STAGE_COUNTS, params![market]).await
}
