//! `dispatch-engine`: the engine on the command line.

mod solve;

use clap::{Parser, Subcommand};
use dispatch_engine::formats::{self, Case, Format, Goal};
use std::path::Path;
use std::process::ExitCode;

#[derive(Parser)]
#[command(version, about = "Plans technicians' days, answers where a visit fits, and says why")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Plans an instance.
    Solve(solve::Solve),
}

/// What went wrong, for people.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let done = match Cli::parse().verb {
        Verb::Solve(solve) => solve.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("dispatch-engine: {problem}");
            ExitCode::from(2)
        }
    }
}

/// Reads an instance; `crew` is the second file of a Kovacs instance.
fn read(path: &Path, crew: Option<&Path>, format: &str, objective: &str) -> Result<Case, Failure> {
    let text = |p: &Path| std::fs::read_to_string(p).map_err(|e| format!("{}: {e}", p.display()));
    let mut all = text(path)?;
    if let Some(crew) = crew {
        all.push('\n');
        all.push_str(&text(crew)?);
    }
    let format = match format {
        "auto" => formats::detect(&all),
        "solomon" => Format::Solomon,
        "lilim" => Format::Lilim,
        "vrplib" => Format::Vrplib,
        "trsp" => Format::Trsp,
        "strsp" => Format::Strsp,
        "fsr" => Format::Fsr,
        "doorstep" => Format::Doorstep,
        other => {
            return Err(
                format!("format {other} is none of auto, solomon, lilim, vrplib, trsp, strsp, fsr, doorstep").into()
            );
        }
    };
    let goal = match objective {
        "distance" => Goal::Distance,
        "vehicles" => Goal::Vehicles,
        other => return Err(format!("objective {other} is neither distance nor vehicles").into()),
    };
    formats::read(&all, format, goal).map_err(|e| format!("{}: {e}", path.display()).into())
}
