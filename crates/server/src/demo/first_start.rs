//! The first start of the demo: the whole city is made before anybody is let in, or not at all.

use super::{
    city::City,
    seed::{self, MARKET_CODE, SEED, Settled},
};
use crate::{
    assemble::{Circumstances, Program},
    config::Home,
    founding::{market_by_code, system_in},
    provider::Provider,
    simulation::{
        demand::Demand,
        ground::Ground,
        history::History,
        world::{Company, World},
    },
};
use db::Clock;
use jiff::ToSpan;
use jobs::model::Source;
use kernel::{Entropy, Problem, Result, Timestamp, Zone, problem};
use std::{fs, path::Path, time::Duration};

/// Makes the demo city unless it is there. An embedded database is made beside its place and moved there when it is whole.
pub async fn ensure(home: &Home) -> Result<()> {
    match home.database_file() {
        Some(file) if !file.exists() => {
            let beside = home.data.join("doorstep.db.unfinished");
            forget(&beside)?;
            fill(&format!("sqlite:{}", beside.display()), home).await?;
            forget_log(&beside)?;
            fs::rename(&beside, &file).map_err(Problem::broken)
        }
        Some(_) | None => fill_in_place(home).await,
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

/// A database that exists already: filled when it has no demo market; another process that is filling it is waited for.
async fn fill_in_place(home: &Home) -> Result<()> {
    let url = home.database()?;
    let program = program(&url, home, &Clock::System).await?;
    let mut market = market_by_code(&program.app, MARKET_CODE).await?;
    if market.is_none() {
        let filled = fill(&url, home).await;
        market = market_by_code(&program.app, MARKET_CODE).await?;
        if market.is_none() {
            return filled;
        }
    }
    let Some(market) = market else { return Ok(()) };
    let ctx = system_in(&program.app, &market);
    for _ in 0..120 {
        if seed::is_complete(&program.app, &ctx).await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(Problem::broken("the demo city is unfinished, because its first start was cut short; use an empty database"))
}

async fn program(url: &str, home: &Home, clock: &Clock) -> Result<Program> {
    let entropy = Entropy::seeded(SEED);
    let provider = Provider::private(home, clock, &entropy).await?;
    let base_url = "http://127.0.0.1".to_owned();
    Program::on(url, home, Circumstances { clock: clock.clone(), entropy, provider, base_url }).await
}

/// Days of past work.
const PAST_DAYS: i64 = 14;

async fn fill(url: &str, home: &Home) -> Result<()> {
    let now = Clock::System.now();
    let zone: Zone = "Asia/Shanghai".parse()?;
    let today = zone.date_of(now);
    let clock = Clock::driven(morning(&zone, today.saturating_sub(PAST_DAYS.days())));
    let program = program(url, home, &clock).await?;
    let city = City::generate(SEED);
    println!("Making the demo city; this takes a moment, the first time only.");
    let (founded, residents) = seed::found(&program.app, &city, today).await?;
    live(&program, city, &residents, now).await?;
    seed::complete(&program.app, &founded.ctx.at(now)).await?;
    program.app.db.close().await;
    Ok(())
}

/// Requests of a past weekday: enough to fill pages, few enough for a short first start.
const PAST_PER_DAY: usize = 12;

/// Lets the city live from the clock's time until now.
async fn live(program: &Program, city: City, residents: &[Settled], now: Timestamp) -> Result<()> {
    let app = &program.app;
    let market = market_by_code(app, MARKET_CODE).await?.ok_or_else(|| problem::MISSING.problem())?;
    let world = World::open(app, &market, Ground::City(Box::new(city)), SEED, Company::Alone).await?;
    let world = world.with_worker(program.worker());
    let demand = Demand {
        seed: SEED,
        per_day: PAST_PER_DAY,
        residents: residents.len(),
        zone: market.zone.clone(),
        services: world.services.keys().cloned().collect(),
    };
    let mut history = History {
        world,
        worker: program.worker(),
        clock: app.clock.clone(),
        askers: residents.iter().map(Settled::asker).collect(),
        source: Source::Web,
    };
    let mut date = market.zone.date_of(app.clock.now());
    while app.clock.now() < now {
        let wishes = demand.of(date).into_iter().filter(|wish| wish.at < now).collect();
        history.pass(market.zone.day(date).end.min(now), wishes).await?;
        let figures = std::mem::take(&mut history.world.figures);
        tracing::debug!("{}", figures.line(&date.to_string(), market.currency, 0));
        date = date.tomorrow().map_err(Problem::broken)?;
    }
    Ok(())
}

fn morning(zone: &Zone, date: jiff::civil::Date) -> Timestamp {
    zone.instant_or_after(date.at(6, 0, 0, 0))
}
