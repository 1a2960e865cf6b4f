//! `doorstep replay`: feed a file of real requests through the actions that customers use, and let simulated technicians work them off.

use crate::{
    assemble::{Circumstances, Program},
    config::{Home, MailServer},
    founding::market_by_code,
    provider::Provider,
    replay::{
        days::{FileDays, recognise},
        formats::CityPreset,
        kinds::Kinds,
        market::NewMarket,
        run::Replay,
    },
    simulation::{
        ground::Ground,
        history::History,
        world::{Company, World},
    },
};
use db::Clock;
use flows::App;
use jiff::civil::Date;
use jobs::model::Source;
use kernel::{Entropy, Problem, Result, Zone};
use markets::Market;
use std::{collections::VecDeque, path::PathBuf};

/// What to replay, where, and how fast.
#[derive(Debug, clap::Args)]
pub struct ReplayFile {
    #[command(flatten)]
    home: Home,
    /// The file of requests, plain or gzipped; docs/replay-format.md says what it looks like.
    #[arg(long, value_name = "FILE")]
    requests: PathBuf,
    /// Code of the market; made to fit the file when there is none.
    #[arg(long, value_name = "CODE")]
    market: String,
    /// First day of the file to replay; a day outside the file moves the file there.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Minutes of the file in a minute; without it as fast as the machine can.
    #[arg(long, value_name = "N")]
    speed: Option<f64>,
    /// End after so many days of the file.
    #[arg(long, value_name = "N")]
    days: Option<usize>,
    /// Table of kind, service code and weight.
    #[arg(long, value_name = "FILE")]
    kinds: Option<PathBuf>,
    /// City of a new market: boston, jilin or linjiang; found out from the file when it tells.
    #[arg(long, value_name = "NAME")]
    city: Option<String>,
    /// Technicians of a new market; as many as the file's usual day wants.
    #[arg(long, value_name = "N")]
    technicians: Option<usize>,
    /// Seed of everything made up.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

impl ReplayFile {
    /// Replays, and prints a line a day.
    pub async fn run(self) -> Result<()> {
        if self.speed.is_some_and(|speed| !speed.is_finite() || speed <= 0.0) {
            return Err(Problem::broken("--speed wants a number above 0"));
        }
        self.home.prepare()?;
        let (format, of_file) = recognise(&self.requests).map_err(Problem::broken)?;
        let kinds = match &self.kinds {
            Some(path) => Kinds::open(path).map_err(Problem::broken)?,
            None => Kinds::of(format),
        };
        let city = self.city(of_file)?;
        // The market decides about the zone; it is only known once the database is open.
        let known = self.look_up_market().await?;
        let (zone, centre) = match &known {
            Some(market) => (market.zone.clone(), market.centre),
            None => (city.zone.parse::<Zone>()?, city.centre),
        };
        let file = FileDays::read(&self.requests, &zone, Some(centre), self.from).map_err(Problem::broken)?;
        let Some(first) = file.days.keys().next().copied() else {
            return Err(Problem::broken(format!("the file ends on {} and has no later day", file.span.1)));
        };
        println!("{} holds requests of {} to {}", self.requests.display(), file.span.0, file.span.1);
        if file.shift.days != 0 {
            println!("Its days are moved: it begins on {first}");
        }
        let clock = Clock::driven(zone.day(first).start);
        let entropy = if known.is_some() { db::entropy() } else { Entropy::seeded(self.seed) };
        let program = self.program(&clock, entropy).await?;
        let market = match known {
            Some(market) => market,
            None => self.open_market(&program.app, city, &file, first).await?,
        };
        let world = World::open(&program.app, &market, Ground::Open, self.seed, Company::Alone).await?;
        let world = world.with_worker(program.worker());
        let history = History {
            fates: VecDeque::new(),
            world,
            worker: program.worker(),
            clock,
            askers: Vec::new(),
            source: Source::Replay,
            speed: self.speed,
        };
        let mut replay = Replay { history, kinds, seed: self.seed, days_max: self.days };
        replay.run(&file).await?;
        program.app.db.close().await;
        Ok(())
    }

    fn city(&self, of_file: Option<CityPreset>) -> Result<CityPreset> {
        let Some(name) = &self.city else {
            return Ok(of_file.or_else(|| CityPreset::named("linjiang")).expect("the demo city is a preset"));
        };
        CityPreset::named(name)
            .ok_or_else(|| Problem::broken(format!("--city knows boston, jilin and linjiang, not {name}")))
    }

    async fn program(&self, clock: &Clock, entropy: Entropy) -> Result<Program> {
        let provider = Provider::private(&self.home, clock, &entropy).await?;
        let base_url = "http://127.0.0.1".to_owned();
        Program::assemble(
            &self.home,
            Circumstances { clock: clock.clone(), entropy, provider, mail: MailServer::default(), base_url },
        )
        .await
    }

    async fn look_up_market(&self) -> Result<Option<Market>> {
        let program = self.program(&Clock::System, db::entropy()).await?;
        let market = market_by_code(&program.app, &self.market).await?;
        program.app.db.close().await;
        Ok(market)
    }

    async fn open_market(&self, app: &App, city: CityPreset, file: &FileDays, first: Date) -> Result<Market> {
        let new = NewMarket { code: &self.market, city, file, technicians: self.technicians, seed: self.seed };
        let (market, technicians) = new.open(app, first).await?;
        println!("The market {} is new, in {}, with {technicians} technicians", market.code, market.zone);
        Ok(market)
    }
}
