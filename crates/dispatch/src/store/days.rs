//! Days and their reservations. Whoever changes a reservation bumps the version of its day in the same transaction; that is what keeps
//! two bookings from sharing a minute, on any engine and from any number of processes.

use crate::{
    Policy, Progress, Reservation, Role, Roster, VisitNeed,
    events::DayShifted,
    planner::Speed,
    rules::{
        day::{Fit, Loads},
        rank::Team,
    },
};
use db::{Read, Tx, params};
use jiff::civil::Date;
use kernel::{Ctx, HoldId, MarketId, Place, Problem, Result, TechnicianId, Timestamp, VisitId, Window, problem};
use std::collections::{BTreeMap, BTreeSet};

macro_rules! select_reservations {
    ($rest:literal) => {
        concat!(
            "
        select reservation_id, technician_id, date, role, visit_id, hold_id, expires_at, window_start, window_end,
          planned_start, duration_minutes, travel_before_minutes, buffer_before_minutes, buffer_after_minutes, latitude,
          longitude, is_exact, progress
        from reservations",
            $rest
        )
    };
}

db::statements! {
    /// Expired ones are given too: a writer sweeps them.
    RESERVATIONS_OF_DATES = select_reservations!("
        where market_id = $1 and date >= $2 and date <= $3
        order by planned_start");
    RESERVATIONS_OF_DAY = select_reservations!("
        where market_id = $1 and technician_id = $2 and date = $3
        order by planned_start");
    RESERVATIONS_OF_TECHNICIAN = select_reservations!("
        where market_id = $1 and technician_id = $2 and date >= $3 and date <= $4 and (expires_at is null or expires_at > $5)
        order by planned_start");
    RESERVATIONS_OF_VISIT = select_reservations!("
        where market_id = $1 and visit_id = $2
        order by role desc, technician_id");
    RESERVATIONS_OF_HOLD = select_reservations!("
        where market_id = $1 and hold_id = $2
        order by role desc, technician_id");
    INSERT_RESERVATION = "
        insert into reservations (market_id, reservation_id, technician_id, date, role, visit_id, hold_id, expires_at,
          window_start, window_end, planned_start, duration_minutes, travel_before_minutes, buffer_before_minutes,
          buffer_after_minutes, latitude, longitude, is_exact, progress)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    DELETE_RESERVATION = "delete from reservations where market_id = $1 and reservation_id = $2";
    RETIME_RESERVATION = "
        update reservations
        set planned_start = $1, travel_before_minutes = $2
        where market_id = $3 and reservation_id = $4";
    CONFIRM_RESERVATION = "
        update reservations
        set visit_id = $1, expires_at = null
        where market_id = $2 and reservation_id = $3";
    FIX_RESERVATION = "
        update reservations
        set is_exact = $1
        where market_id = $2 and reservation_id = $3";
    FOLLOW_RESERVATION = "
        update reservations
        set progress = $1, planned_start = $2, duration_minutes = $3
        where market_id = $4 and reservation_id = $5";
    DAY = "
        select version, home_latitude, home_longitude, kilometres_per_hour, detour_per_mille
        from technician_days
        where market_id = $1 and technician_id = $2 and date = $3";
    CLAIM_DAY = "
        insert into technician_days (market_id, technician_id, date, home_latitude, home_longitude, kilometres_per_hour,
          detour_per_mille, version)
        values ($1, $2, $3, $4, $5, $6, $7, 1)
        on conflict (market_id, technician_id, date) do update
        set home_latitude = excluded.home_latitude, home_longitude = excluded.home_longitude,
          kilometres_per_hour = excluded.kilometres_per_hour, detour_per_mille = excluded.detour_per_mille,
          version = technician_days.version + 1
        where technician_days.version = $8";
    BUMP_DAY = "
        update technician_days
        set version = version + 1
        where market_id = $1 and technician_id = $2 and date = $3 and version = $4";
    EXPIRE_HOLDS_OF_DAY = "
        update holds
        set state = 'expired', version = version + 1
        where market_id = $1 and state = 'live' and hold_id in (
          select hold_id
          from reservations
          where market_id = $1 and technician_id = $2 and date = $3 and expires_at <= $4
        )";
    SWEEP_DAY = "
        delete from reservations
        where market_id = $1 and technician_id = $2 and date = $3 and expires_at <= $4";
}

struct DayRow {
    version: i64,
    home_latitude: f64,
    home_longitude: f64,
    kilometres_per_hour: u32,
    detour_per_mille: u32,
}
db::row!(DayRow { version, home_latitude, home_longitude, kilometres_per_hour, detour_per_mille });

/// What is promised on some dates, with the days that hold expired rows.
pub(crate) struct Promised {
    pub(crate) loads: Loads,
    stale: BTreeSet<(TechnicianId, Date)>,
}

/// Everything promised from one date to another, both included, in one query.
pub(crate) async fn promised(
    read: &mut Read,
    market: MarketId,
    from: Date,
    until: Date,
    now: Timestamp,
) -> Result<Promised> {
    let rows: Vec<Reservation> = read.all(RESERVATIONS_OF_DATES, params![market, from, until]).await?;
    let mut stale = BTreeSet::new();
    let mut live = Vec::with_capacity(rows.len());
    for row in rows {
        if row.expires_at.is_some_and(|expires_at| expires_at <= now) {
            stale.insert((row.technician_id, row.date));
        } else {
            live.push(row);
        }
    }
    Ok(Promised { loads: Loads::new(live), stale })
}

pub(crate) async fn of_visit(read: &mut Read, market: MarketId, visit: VisitId) -> Result<Vec<Reservation>> {
    read.all(RESERVATIONS_OF_VISIT, params![market, visit]).await
}

pub(crate) async fn of_hold(read: &mut Read, market: MarketId, hold: HoldId) -> Result<Vec<Reservation>> {
    read.all(RESERVATIONS_OF_HOLD, params![market, hold]).await
}

/// For whom time is taken.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Hold { hold: HoldId, expires_at: Timestamp },
    Visit(VisitId),
}

/// Time to be taken for a team.
pub(crate) struct Booking<'a> {
    pub(crate) team: &'a Team,
    pub(crate) need: &'a VisitNeed,
    pub(crate) window: Window,
    pub(crate) is_start_pinned: bool,
    pub(crate) purpose: Purpose,
    pub(crate) roster: &'a Roster,
    pub(crate) policy: &'a Policy,
}

fn inconsistent(what: &str) -> Problem {
    problem::BROKEN.problem().caused_by(what)
}

/// Gives time back and takes other time, bumping every day concerned exactly once, in one order for all writers.
pub(crate) async fn rebook(
    tx: &mut Tx,
    ctx: &Ctx,
    old: &[Reservation],
    booking: Option<&Booking<'_>>,
    promised: &Promised,
) -> Result<()> {
    let fits = booking.map_or(&[][..], |booking| booking.team.fits.as_slice());
    let mut days: BTreeMap<(TechnicianId, Date), Option<&Fit>> = BTreeMap::new();
    days.extend(old.iter().map(|row| ((row.technician_id, row.date), None)));
    days.extend(fits.iter().map(|fit| ((fit.technician, fit.date), Some(fit))));
    for row in old {
        tx.save(DELETE_RESERVATION, params![ctx.market, row.reservation_id]).await?;
    }
    for ((technician, date), fit) in days {
        match (fit, booking) {
            (Some(fit), Some(booking)) => {
                claim(tx, ctx, booking, fit).await?;
                if promised.stale.contains(&(technician, date)) {
                    tx.run(EXPIRE_HOLDS_OF_DAY, params![ctx.market, technician, date, ctx.now]).await?;
                    tx.run(SWEEP_DAY, params![ctx.market, technician, date, ctx.now]).await?;
                }
                take(tx, ctx, booking, fit).await?;
            }
            (Some(_), None) => return Err(inconsistent("a fit without a booking")),
            (None, _) => retravel(tx, ctx, technician, date).await?,
        }
    }
    Ok(())
}

/// Makes the day ours: nobody else may have changed it since it was read.
async fn claim(tx: &mut Tx, ctx: &Ctx, booking: &Booking<'_>, fit: &Fit) -> Result<()> {
    let technician =
        booking.roster.technician(fit.technician).ok_or_else(|| inconsistent("a fit of nobody in the roster"))?;
    let day: Option<DayRow> = tx.maybe(DAY, params![ctx.market, fit.technician, fit.date]).await?;
    let speed = booking.policy.speed(technician.vehicle);
    let values = params![
        ctx.market,
        fit.technician,
        fit.date,
        technician.home.latitude,
        technician.home.longitude,
        speed.kilometres_per_hour,
        speed.detour_per_mille,
        day.map_or(0, |day| day.version)
    ];
    tx.save(CLAIM_DAY, values).await
}

async fn take(tx: &mut Tx, ctx: &Ctx, booking: &Booking<'_>, fit: &Fit) -> Result<()> {
    for (reservation, start, travel) in &fit.changes {
        tx.save(RETIME_RESERVATION, params![*start, *travel, ctx.market, *reservation]).await?;
    }
    if !fit.changes.is_empty() {
        tx.announce(ctx, &DayShifted { technician: fit.technician, date: fit.date });
    }
    let (visit, hold, expires_at) = match booking.purpose {
        Purpose::Hold { hold, expires_at } => (None, Some(hold), Some(expires_at)),
        Purpose::Visit(visit) => (Some(visit), None, None),
    };
    let role = if fit.technician == booking.team.lead() { Role::Lead } else { Role::Helper };
    let id: kernel::ReservationId = ctx.new_id();
    let need = booking.need;
    let is_exact = booking.team.is_exact && (booking.is_start_pinned || need.crew_size > 1);
    let values = params![
        ctx.market,
        id,
        fit.technician,
        fit.date,
        role,
        visit,
        hold,
        expires_at,
        booking.window.start,
        booking.window.end,
        fit.planned_start,
        need.duration_minutes,
        fit.travel_before_minutes,
        need.buffer_before_minutes,
        need.buffer_after_minutes,
        need.place.latitude,
        need.place.longitude,
        is_exact,
        Progress::Planned
    ];
    tx.run(INSERT_RESERVATION, values).await.map(drop)
}

/// Bumps a day; its starts stand.
pub(crate) async fn bump(tx: &mut Tx, ctx: &Ctx, technician: TechnicianId, date: Date) -> Result<()> {
    let day: DayRow = tx.one(DAY, params![ctx.market, technician, date]).await?;
    tx.save(BUMP_DAY, params![ctx.market, technician, date, day.version]).await
}

/// Bumps a day that lost a stop: starts stand, travel between the others is worked out anew.
async fn retravel(tx: &mut Tx, ctx: &Ctx, technician: TechnicianId, date: Date) -> Result<()> {
    let day: DayRow = tx.one(DAY, params![ctx.market, technician, date]).await?;
    tx.save(BUMP_DAY, params![ctx.market, technician, date, day.version]).await?;
    let rows: Vec<Reservation> = tx.all(RESERVATIONS_OF_DAY, params![ctx.market, technician, date]).await?;
    let speed = Speed { kilometres_per_hour: day.kilometres_per_hour, detour_per_mille: day.detour_per_mille };
    let mut at = Place { latitude: day.home_latitude, longitude: day.home_longitude };
    for row in rows.iter().filter(|row| row.expires_at.is_none_or(|expires_at| expires_at > ctx.now)) {
        let travel = u32::try_from(speed.minutes(at, row.place())).unwrap_or(u32::MAX);
        if travel != row.travel_before_minutes {
            tx.save(RETIME_RESERVATION, params![row.planned_start, travel, ctx.market, row.reservation_id]).await?;
        }
        at = row.place();
    }
    Ok(())
}

/// Bumps each day of some rows once, in order.
pub(crate) async fn bump_all(tx: &mut Tx, ctx: &Ctx, rows: &[Reservation]) -> Result<()> {
    let days: BTreeSet<(TechnicianId, Date)> = rows.iter().map(|row| (row.technician_id, row.date)).collect();
    for (technician, date) in days {
        bump(tx, ctx, technician, date).await?;
    }
    Ok(())
}

/// Gives time back without taking other time.
pub(crate) async fn vacate(tx: &mut Tx, ctx: &Ctx, rows: &[Reservation]) -> Result<()> {
    let nothing = Promised { loads: Loads::default(), stale: BTreeSet::new() };
    rebook(tx, ctx, rows, None, &nothing).await
}
