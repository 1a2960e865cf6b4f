//! SQL of jobs.

use super::job_columns;
use crate::{model::Job, rules::opening::name_key};
use db::{Read, Tx, params};
use kernel::{JobId, MarketId, Result, scalar::Json};

db::statements! {
    INSERT_JOB = "
        insert into jobs (market_id, job_id, number, customer_id, contact_name, contact_phone, name_key, property_id, address,
          latitude, longitude, territory_id, floor, has_lift, building_note, quote_id, lines, total_minor, extras_minor,
          visit_fee_minor, travel_fee_minor, deposit_minor, currency, terms, payment_due_at, paid_at, service_id, service_code,
          service_name_zh, service_name_en, note, photos, source, share_token, link_tries, link_locked_until, stage,
          current_visit_id, window_start, technician_id, ending, opened_at, closed_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
          $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, 0, null, $35, $36, $37, $38, null, $39, null, 1)";
    SAVE_JOB = "
        update jobs
        set extras_minor = $1, paid_at = $2, link_tries = $3, link_locked_until = $4, stage = $5, current_visit_id = $6,
          window_start = $7, technician_id = $8, ending = $9, closed_at = $10, version = version + 1
        where market_id = $11 and job_id = $12 and version = $13";
    FIND_JOB = concat!("select ", job_columns!(), " from jobs j where j.market_id = $1 and j.job_id = $2");
    FIND_JOB_BY_TOKEN = concat!("select ", job_columns!(), " from jobs j where j.share_token = $1 and j.market_id = $2");
}

pub(crate) async fn find(read: &mut Read, market: MarketId, job: JobId) -> Result<Job> {
    read.one(FIND_JOB, params![market, job]).await
}

pub(crate) async fn find_by_token(read: &mut Read, market: MarketId, token: &str) -> Result<Job> {
    read.one(FIND_JOB_BY_TOKEN, params![token.to_owned(), market]).await
}

pub(crate) async fn insert(tx: &mut Tx, job: &Job) -> Result<()> {
    let property = &job.property;
    let deposit = job.due_before_dispatch();
    let values = params![
        job.market,
        job.job,
        job.number,
        job.customer,
        job.contact.name,
        job.contact.phone,
        name_key(&job.contact.name),
        property.property,
        property.address,
        property.place.latitude,
        property.place.longitude,
        property.territory,
        property.floor,
        property.has_lift,
        property.building_note,
        job.quote,
        Json(job.lines.clone()),
        job.total.minor,
        job.extras.minor,
        job.visit_fee.minor,
        job.travel_fee.minor,
        deposit.minor,
        job.total.currency,
        job.terms.code().to_owned(),
        job.payment_due_at,
        job.paid_at,
        job.service,
        job.service_code,
        job.service_names.zh,
        job.service_names.en,
        job.note,
        Json(job.photos.clone()),
        job.source,
        job.share_token,
        job.stage,
        job.current_visit,
        job.window_start,
        job.technician,
        job.opened_at
    ];
    tx.save(INSERT_JOB, values).await
}

/// Saves what can change of a job.
pub(crate) async fn save(tx: &mut Tx, job: &mut Job) -> Result<()> {
    let values = params![
        job.extras.minor,
        job.paid_at,
        job.link_tries,
        job.link_locked_until,
        job.stage,
        job.current_visit,
        job.window_start,
        job.technician,
        job.ending.map(Json),
        job.closed_at,
        job.market,
        job.job,
        job.version
    ];
    tx.save(SAVE_JOB, values).await?;
    job.version += 1;
    Ok(())
}
