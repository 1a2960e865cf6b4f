//! `doorstep seed`: fill an empty database and end.

use crate::{config::Home, demo::first_start};
use db::Clock;
use kernel::{Problem, Result};

/// With what.
#[derive(Debug, clap::Args)]
pub struct Seed {
    #[command(flatten)]
    home: Home,
    /// With the demo city.
    #[arg(long)]
    demo: bool,
}

impl Seed {
    /// Fills the database; does nothing when it is filled already.
    pub async fn run(self) -> Result<()> {
        if !self.demo {
            return Err(Problem::broken("say with what: `doorstep seed --demo`"));
        }
        self.home.prepare()?;
        first_start::ensure(&self.home, &Clock::System).await?;
        println!("The demo city is there; `doorstep serve --demo` shows it");
        Ok(())
    }
}
