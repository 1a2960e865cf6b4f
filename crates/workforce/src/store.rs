//! The SQL that writes.

use crate::{Certificate, DatedShift, Profile, Skill, Technician, TimeOff, WeeklyShift};
use db::{Tx, params};
use jiff::civil::Date;
use kernel::{Ctx, Place, Result, TechnicianId, TerritoryId, TimeOffId, scalar::Json};

db::statements! {
    INSERT_TECHNICIAN = "
        insert into technicians (market_id, technician_id, name_zh, name_en, phone, kind, level, gender, home_latitude,
          home_longitude, vehicle, photo_file_id, visits_max, minutes_max, hired_on, status, on_duty, rating_milli,
          rating_count, punctuality_per_mille, version, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'active', true, null, 0, null, 1, $16, $16)
        on conflict do nothing";
    SAVE_TECHNICIAN = "
        update technicians
        set name_zh = $1, name_en = $2, phone = $3, kind = $4, level = $5, gender = $6, home_latitude = $7,
          home_longitude = $8, vehicle = $9, photo_file_id = $10, visits_max = $11, minutes_max = $12, hired_on = $13,
          status = $14, on_duty = $15, rating_milli = $16, rating_count = $17, punctuality_per_mille = $18,
          version = version + 1, updated_at = $19
        where market_id = $20 and technician_id = $21 and version = $22";
    PUT_POSITION = "
        insert into positions (market_id, technician_id, latitude, longitude, accuracy_metres, reported_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (market_id, technician_id) do update
        set latitude = excluded.latitude, longitude = excluded.longitude, accuracy_metres = excluded.accuracy_metres,
          reported_at = excluded.reported_at";
    FORGET_POSITION = "delete from positions where market_id = $1 and technician_id = $2";
    CLEAR_SKILLS = "delete from technician_skills where market_id = $1 and technician_id = $2";
    INSERT_SKILL = "insert into technician_skills (market_id, technician_id, skill, level) values ($1, $2, $3, $4)";
    CLEAR_TERRITORIES = "delete from technician_territories where market_id = $1 and technician_id = $2";
    INSERT_TERRITORY = "
        insert into technician_territories (market_id, technician_id, territory_id)
        values ($1, $2, $3)";
    CLEAR_WEEK = "delete from weekly_shifts where market_id = $1 and technician_id = $2";
    INSERT_WEEKLY_SHIFT = "
        insert into weekly_shifts (market_id, technician_id, weekday, starts_minute, ends_minute)
        values ($1, $2, $3, $4, $5)";
    PUT_DATED_SHIFT = "
        insert into dated_shifts (market_id, technician_id, date, spans, note)
        values ($1, $2, $3, $4, $5)
        on conflict (market_id, technician_id, date) do update
        set spans = excluded.spans, note = excluded.note";
    DELETE_DATED_SHIFT = "delete from dated_shifts where market_id = $1 and technician_id = $2 and date = $3";
    INSERT_CERTIFICATE = "
        insert into certificates (market_id, certificate_id, technician_id, kind, number, issued_on, expires_on, file_id,
          is_revoked, version, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, false, 1, $9)";
    REVOKE_CERTIFICATE = "
        update certificates
        set is_revoked = true, version = version + 1
        where market_id = $1 and certificate_id = $2 and version = $3";
    PUT_CERTIFICATE_RULE = "
        insert into certificate_rules (market_id, skill, kind)
        values ($1, $2, $3)
        on conflict (market_id, skill) do update
        set kind = excluded.kind";
    DELETE_CERTIFICATE_RULE = "delete from certificate_rules where market_id = $1 and skill = $2";
    INSERT_TIME_OFF = "
        insert into time_off (market_id, time_off_id, technician_id, kind, starts_at, ends_at, reason, state, decided_by,
          decided_at, note, version, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)";
    DECIDE_TIME_OFF = "
        update time_off
        set state = $1, decided_by = $2, decided_at = $3, note = $4, version = version + 1
        where market_id = $5 and time_off_id = $6 and version = $7";
    TIME_OFF_IN_THE_WAY = "
        select time_off_id
        from time_off
        where market_id = $1 and technician_id = $2 and state in ('requested', 'approved') and starts_at < $3 and ends_at > $4
        limit 1";
}

pub(crate) async fn insert_technician(tx: &mut Tx, ctx: &Ctx, id: TechnicianId, profile: &Profile) -> Result<bool> {
    let values = params![
        ctx.market,
        id,
        profile.names.zh,
        profile.names.en,
        profile.phone,
        profile.kind,
        profile.level,
        profile.gender,
        profile.home.latitude,
        profile.home.longitude,
        profile.vehicle,
        profile.photo,
        profile.visits_max,
        profile.minutes_max,
        profile.hired_on,
        ctx.now
    ];
    Ok(tx.run(INSERT_TECHNICIAN, values).await? == 1)
}

/// Saves every column of the row that still has the version it was read with.
pub(crate) async fn save_technician(tx: &mut Tx, ctx: &Ctx, row: &Technician) -> Result<()> {
    let values = params![
        row.name_zh,
        row.name_en,
        row.phone,
        row.kind,
        row.level,
        row.gender,
        row.home_latitude,
        row.home_longitude,
        row.vehicle,
        row.photo_file_id,
        row.visits_max,
        row.minutes_max,
        row.hired_on,
        row.status,
        row.on_duty,
        row.rating_milli,
        row.rating_count,
        row.punctuality_per_mille,
        ctx.now,
        ctx.market,
        row.technician_id,
        row.version
    ];
    tx.save(SAVE_TECHNICIAN, values).await
}

pub(crate) async fn replace_skills(tx: &mut Tx, ctx: &Ctx, id: TechnicianId, skills: &[Skill]) -> Result<()> {
    tx.run(CLEAR_SKILLS, params![ctx.market, id]).await?;
    for skill in skills {
        tx.run(INSERT_SKILL, params![ctx.market, id, skill.skill, skill.level]).await?;
    }
    Ok(())
}

pub(crate) async fn replace_territories(
    tx: &mut Tx,
    ctx: &Ctx,
    id: TechnicianId,
    territories: &[TerritoryId],
) -> Result<()> {
    tx.run(CLEAR_TERRITORIES, params![ctx.market, id]).await?;
    for territory in territories {
        tx.run(INSERT_TERRITORY, params![ctx.market, id, territory]).await?;
    }
    Ok(())
}

pub(crate) async fn replace_week(tx: &mut Tx, ctx: &Ctx, id: TechnicianId, shifts: &[WeeklyShift]) -> Result<()> {
    tx.run(CLEAR_WEEK, params![ctx.market, id]).await?;
    for shift in shifts {
        let values = params![ctx.market, id, shift.weekday, shift.starts_minute, shift.ends_minute];
        tx.run(INSERT_WEEKLY_SHIFT, values).await?;
    }
    Ok(())
}

pub(crate) async fn put_dated_shift(tx: &mut Tx, ctx: &Ctx, id: TechnicianId, shift: &DatedShift) -> Result<()> {
    let values = params![ctx.market, id, shift.date, Json(shift.spans.clone()), shift.note];
    tx.run(PUT_DATED_SHIFT, values).await.map(drop)
}

pub(crate) async fn delete_dated_shift(tx: &mut Tx, ctx: &Ctx, id: TechnicianId, date: Date) -> Result<bool> {
    Ok(tx.run(DELETE_DATED_SHIFT, params![ctx.market, id, date]).await? == 1)
}

pub(crate) async fn insert_certificate(tx: &mut Tx, ctx: &Ctx, row: &Certificate) -> Result<()> {
    let values = params![
        ctx.market,
        row.certificate_id,
        row.technician_id,
        row.kind,
        row.number,
        row.issued_on,
        row.expires_on,
        row.file_id,
        ctx.now
    ];
    tx.run(INSERT_CERTIFICATE, values).await.map(drop)
}

pub(crate) async fn insert_time_off(tx: &mut Tx, ctx: &Ctx, row: &TimeOff) -> Result<()> {
    let values = params![
        ctx.market,
        row.time_off_id,
        row.technician_id,
        row.kind,
        row.starts_at,
        row.ends_at,
        row.reason,
        row.state,
        row.decided_by,
        row.decided_at,
        row.note,
        ctx.now
    ];
    tx.run(INSERT_TIME_OFF, values).await.map(drop)
}

pub(crate) async fn save_decision(tx: &mut Tx, ctx: &Ctx, row: &TimeOff) -> Result<()> {
    let values = params![row.state, row.decided_by, row.decided_at, row.note, ctx.market, row.time_off_id, row.version];
    tx.save(DECIDE_TIME_OFF, values).await
}

pub(crate) async fn time_off_in_the_way(tx: &mut Tx, ctx: &Ctx, row: &TimeOff) -> Result<Option<TimeOffId>> {
    let values = params![ctx.market, row.technician_id, row.ends_at, row.starts_at];
    let found: Option<(TimeOffId,)> = tx.maybe(TIME_OFF_IN_THE_WAY, values).await?;
    Ok(found.map(|(id,)| id))
}

pub(crate) async fn put_position(
    tx: &mut Tx,
    ctx: &Ctx,
    id: TechnicianId,
    place: Place,
    accuracy_metres: Option<u32>,
) -> Result<()> {
    let values = params![ctx.market, id, place.latitude, place.longitude, accuracy_metres, ctx.now];
    tx.run(PUT_POSITION, values).await.map(drop)
}

pub(crate) async fn forget_position(tx: &mut Tx, ctx: &Ctx, id: TechnicianId) -> Result<()> {
    tx.run(FORGET_POSITION, params![ctx.market, id]).await.map(drop)
}
