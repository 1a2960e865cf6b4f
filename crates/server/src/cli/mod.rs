//! The commands of `doorstep`.

mod migrate;
mod replay;
mod seed;
mod serve;

use clap::{Parser, Subcommand};
use kernel::Result;

/// Home services, from the request to settled money.
#[derive(Debug, Parser)]
#[command(name = "doorstep", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the four faces on one port.
    Serve(serve::Serve),
    /// Bring the database's tables up to date.
    Migrate(migrate::Migrate),
    /// Fill an empty database.
    Seed(seed::Seed),
    /// Replay a file of real requests with simulated people.
    Replay(Box<replay::ReplayFile>),
}

/// Runs the command of the command line.
pub async fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Serve(serve) => serve.run().await,
        Command::Migrate(migrate) => migrate.run().await,
        Command::Seed(seed) => seed.run().await,
        Command::Replay(replay) => replay.run().await,
    }
}
