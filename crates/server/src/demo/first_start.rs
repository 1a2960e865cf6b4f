//! The first start of the demo: the whole city is made before anybody is let in, or not at all.

use super::{
    city::City,
    seed::{self, MARKET_CODE, SEED},
};
use crate::{
    assemble::{Circumstances, Program},
    config::Home,
    founding::{market_by_code, system_in},
    provider::Provider,
};
use db::Clock;
use jiff::ToSpan;
use kernel::{Entropy, Problem, Result, Timestamp, Zone};
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
    let (founded, _settled) = seed::found(&program.app, &city, today).await?;
    clock.move_to(now);
    seed::complete(&program.app, &founded.ctx).await?;
    program.app.db.close().await;
    Ok(())
}

fn morning(zone: &Zone, date: jiff::civil::Date) -> Timestamp {
    zone.instant_or_after(date.at(6, 0, 0, 0))
}
