//! The first start of the demo: the whole city is made before anybody is let in, or not at all.

use super::{
    absences,
    city::City,
    logins::{CLEANER_PHONE, TECHNICIAN_PHONE},
    seed::{self, MARKET_CODE, SEED, Settled},
};
use crate::{
    assemble::{Circumstances, Program},
    config::{Home, MailServer},
    founding::{market_by_code, system_in},
    provider::Provider,
    simulation::{
        course::Fate,
        demand::{Demand, Wish},
        ground::Ground,
        history::History,
        live::Live,
        office::OFFICE_HOUR,
        world::{Company, World, later},
    },
};
use db::{Clock, PageRequest};
use flows::App;
use jiff::{ToSpan, civil::Date};
use jobs::model::Source;
use kernel::{Entropy, Problem, Result, Timestamp, Zone, problem, time::hours};
use markets::Market;
use std::{collections::VecDeque, fs, path::Path, time::Duration};

/// Makes the demo city unless it is there, lived in until what `clock` shows. An embedded database is made beside its place and moved there when it is whole.
pub async fn ensure(home: &Home, clock: &Clock) -> Result<()> {
    match home.database_file() {
        Some(file) if !file.exists() => {
            let beside = home.data.join("doorstep.db.unfinished");
            forget(&beside)?;
            fill(&format!("sqlite:{}", beside.display()), home, clock).await?;
            forget_log(&beside)?;
            fs::rename(&beside, &file).map_err(Problem::broken)
        }
        Some(_) | None => fill_in_place(home, clock).await,
    }
}

fn forget(file: &Path) -> Result<()> {
    forget_log(file)?;
    if file.exists() { fs::remove_file(file).map_err(Problem::broken) } else { Ok(()) }
}

/// The write-ahead log of a file; closing the database has emptied it.
fn forget_log(file: &Path) -> Result<()> {
    for ending in ["-wal", "-shm"] {
        let log = file.with_file_name(format!("{}{ending}", file.file_name().unwrap_or_default().display()));
        if log.exists() {
            fs::remove_file(&log).map_err(Problem::broken)?;
        }
    }
    Ok(())
}

/// Without a message for so long, whoever was filling the city is gone.
const STANDSTILL_SECONDS: u32 = 120;

/// A database that exists already: filled when it has no demo market; another process that is filling it is waited for.
async fn fill_in_place(home: &Home, clock: &Clock) -> Result<()> {
    let url = home.database()?;
    let program = program(&url, home, clock).await?;
    let mut market = market_by_code(&program.app, MARKET_CODE).await?;
    if market.is_none() {
        let filled = fill(&url, home, clock).await;
        market = market_by_code(&program.app, MARKET_CODE).await?;
        if market.is_none() {
            return filled;
        }
    }
    let Some(market) = market else { return Ok(()) };
    let ctx = system_in(&program.app, &market);
    let (mut sign, mut still) = (None, 0);
    while still < STANDSTILL_SECONDS {
        if seed::is_complete(&program.app, &ctx).await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut read = program.app.db.read().await?;
        let page =
            messaging::views::deliveries::deliveries_page(&mut read, market.market_id, None, &PageRequest::first(1))
                .await?;
        let latest = page.items.first().map(|line| line.delivery_id);
        still = if latest == sign { still + 1 } else { 0 };
        sign = latest;
    }
    Err(Problem::broken("the demo city is unfinished, because its first start was cut short; use an empty database"))
}

async fn program(url: &str, home: &Home, clock: &Clock) -> Result<Program> {
    let entropy = Entropy::seeded(SEED);
    let provider = Provider::private(home, clock, &entropy).await?;
    let base_url = "http://127.0.0.1".to_owned();
    Program::on(
        url,
        home,
        Circumstances { clock: clock.clone(), entropy, provider, mail: MailServer::default(), base_url },
    )
    .await
}

/// Days of past work.
const PAST_DAYS: i64 = 14;

async fn fill(url: &str, home: &Home, clock: &Clock) -> Result<()> {
    let now = clock.now();
    let zone: Zone = "Asia/Shanghai".parse()?;
    let today = zone.date_of(now);
    let clock = Clock::driven(morning(&zone, today.saturating_sub(PAST_DAYS.days())));
    let program = program(url, home, &clock).await?;
    let city = City::generate(SEED);
    println!("Making the demo city; this takes a moment, the first time only.");
    let (founded, residents) = seed::found(&program.app, &city, today).await?;
    live_until(&program, city, &residents, now).await?;
    absences::wish(&program.app, &founded.ctx.at(now), &zone, today).await?;
    seed::complete(&program.app, &founded.ctx.at(now)).await?;
    program.app.db.close().await;
    Ok(())
}

/// Requests of a past weekday: enough to fill pages, few enough for a short first start.
const PAST_PER_DAY: usize = 5;
/// Requests of yesterday, of whom most are visited today; and of today, until now.
const YESTERDAY: usize = 44;
const TODAY: usize = 36;
/// Requests of a weekday while the city is served.
const LIVE_PER_DAY: usize = 200;

fn demand(world: &World, residents: usize, per_day: usize) -> Demand {
    let (zone, services) = (world.market.zone.clone(), world.services.keys().cloned().collect());
    Demand { seed: SEED, per_day, residents, zone, services }
}

/// Lets the city live from the clock's time until now.
async fn live_until(program: &Program, city: City, residents: &[Settled], now: Timestamp) -> Result<()> {
    let app = &program.app;
    let market = market_by_code(app, MARKET_CODE).await?.ok_or_else(|| problem::MISSING.problem())?;
    let world = World::open(app, &market, Ground::City(Box::new(city)), SEED, Company::Alone).await?;
    let world = world.with_worker(program.worker());
    let askers = residents.iter().map(Settled::asker).collect();
    let mut history = History {
        world,
        worker: program.worker(),
        clock: app.clock.clone(),
        askers,
        source: Source::Web,
        fates: fates(app.clock.now()),
        speed: None,
    };
    let zone = market.zone.clone();
    let (mut date, today) = (zone.date_of(app.clock.now()), zone.date_of(now));
    while app.clock.now() < now {
        let per_day = match today.duration_since(date).as_hours() / 24 {
            0 => TODAY,
            1 => YESTERDAY,
            _ => PAST_PER_DAY,
        };
        let mut wishes = demand(&history.world, residents.len(), per_day).of(date);
        wishes.extend(played_wishes(app, &market, date, today).await?);
        wishes.retain(|wish| app.clock.now() <= wish.at && wish.at < now);
        wishes.sort_by_key(|wish| wish.at);
        let office = zone.instant_or_after(date.at(OFFICE_HOUR, 0, 0, 0));
        let (early, late): (Vec<Wish>, Vec<Wish>) = wishes.into_iter().partition(|wish| wish.at < office);
        if app.clock.now() < office && office < now {
            history.pass(office, early).await?;
            history.world.keep_office(date).await?;
            history.pass(zone.day(date).end.min(now), late).await?;
        } else {
            history.pass(zone.day(date).end.min(now), early.into_iter().chain(late).collect()).await?;
        }
        let figures = std::mem::take(&mut history.world.figures);
        tracing::debug!("{}", figures.line(&date.to_string(), market.currency, 0));
        date = date.tomorrow().map_err(Problem::broken)?;
    }
    history.world.open_settlement(today).await
}

/// What the past shows whatever the dice say: each on another day after its beginning.
fn fates(beginning: Timestamp) -> VecDeque<(Timestamp, Fate)> {
    let kinds = [Fate::NobodyHome, Fate::NobodyComes, Fate::CancelledLate];
    let day = |nth: usize| later(beginning, hours(24 * (1 + 2 * nth as i64)));
    kinds.iter().cycle().take(6).enumerate().map(|(nth, fate)| (day(nth), *fate)).collect()
}

/// Those whom newcomers play have something behind them and something ahead: the first resident asks twice a week, and lately people want
/// just these two technicians.
async fn played_wishes(app: &App, market: &Market, date: Date, today: Date) -> Result<Vec<Wish>> {
    let at = |hour: i8| market.zone.instant_or_after(date.at(hour, 10, 0, 0));
    let wish = |hour, resident, service: &str, technician| Wish {
        at: at(hour),
        resident,
        service: service.to_owned(),
        technician,
        note: String::new(),
    };
    let mut wishes = Vec::new();
    if date.day() % 3 == 0 {
        wishes.push(wish(9, 0, if date.day() % 2 == 0 { "HC-D" } else { "FD-02" }, None));
    }
    if date < today.saturating_sub(1.days()) {
        return Ok(wishes);
    }
    for (phone, service) in [(TECHNICIAN_PHONE, "FD-02"), (CLEANER_PHONE, "HC-D")] {
        let phone = phone.parse()?;
        let mut read = app.db.read().await?;
        let found = workforce::views::technician_by_phone(&mut read, market.market_id, &phone).await?;
        let technician = found.map(|one| one.technician_id);
        wishes.extend([(7, 1), (8, 2), (10, 3)].map(|(hour, resident)| wish(hour, resident, service, technician)));
    }
    Ok(wishes)
}

/// The city in real time, for as long as it is served.
pub async fn living(app: &App) -> Result<Live> {
    let market = market_by_code(app, MARKET_CODE).await?.ok_or_else(|| problem::MISSING.problem())?;
    let city = City::generate(SEED);
    let askers = seed::askers(app, &city, &market).await?;
    let world = World::open(app, &market, Ground::City(Box::new(city)), SEED, Company::Shared).await?;
    let demand = demand(&world, askers.len(), LIVE_PER_DAY);
    Ok(Live::of(world, demand, askers))
}

fn morning(zone: &Zone, date: jiff::civil::Date) -> Timestamp {
    zone.instant_or_after(date.at(6, 0, 0, 0))
}
