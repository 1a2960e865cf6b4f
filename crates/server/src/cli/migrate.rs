//! `doorstep migrate`: bring the tables up to date and end.

use crate::{assemble::migrations, config::Home};
use db::{Clock, Database, Handlers};
use kernel::{Actor, BrandId, Ctx, Id, Locale, MarketId, RequestId, Result};

/// Where.
#[derive(Debug, clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    home: Home,
}

impl Migrate {
    /// Runs what has not run yet, and says how many files that was.
    pub async fn run(self) -> Result<()> {
        self.home.prepare()?;
        let db = Database::open(&self.home.database()?, &Handlers::default()).await?;
        let nil = uuid::Uuid::nil();
        let ctx = Ctx {
            actor: Actor::System,
            brand: BrandId::from_uuid(nil),
            market: MarketId::from_uuid(nil),
            now: Clock::System.now(),
            locale: Locale::default(),
            request: RequestId::from_uuid(nil),
            idempotency: None,
            entropy: db::entropy(),
        };
        let applied = db.migrate(&ctx, &migrations()).await?;
        println!("{applied} migrations applied; the tables are up to date");
        db.close().await;
        Ok(())
    }
}
