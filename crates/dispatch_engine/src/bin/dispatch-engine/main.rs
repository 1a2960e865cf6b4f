//! `dispatch-engine`: the engine on the command line.

/// Prints a line like the standard macro; a reader that has gone (`| head`) ends the command quietly.
macro_rules! println {
    ($($line:tt)*) => {
        $crate::line(std::format_args!($($line)*))
    };
}

mod ask;
mod bench;
mod growth;
mod latency;
mod say;
mod simulate;
mod solve;
mod whatif;

use clap::{Args, Parser, Subcommand};
use dispatch_engine::Plan;
use dispatch_engine::formats::{self, Case, Format, Goal};
use std::io::Write;
use std::path::{Path, PathBuf};
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
    /// Says why visits are where they are, and what would help those left out.
    Explain(ask::Explain),
    /// Says where a visit fits into standing plans.
    Insert(ask::Insert),
    /// Says which windows can be promised, and at what cost.
    Slots(ask::Slots),
    /// Says what differs between two plans.
    Compare(ask::Compare),
    /// Says what changes when people, visits, days or territories come or go.
    WhatIf(whatif::WhatIf),
    /// Judges a plan.
    Check(whatif::Check),
    /// Prints the JSON schema of the native format.
    Schema,
    /// Plans a day with orders arriving, over stdin and stdout.
    Simulate(simulate::Simulate),
    /// Measures how long answers about one visit take.
    Latency(latency::Latency),
    /// Measures a folder of instances against the best-known values.
    Bench(bench::Bench),
    /// Measures how the cost of a step grows with the size.
    Growth(growth::Growth),
}

/// Where a problem comes from.
#[derive(Args)]
struct Source {
    /// Instance file.
    #[arg(long)]
    input: PathBuf,
    /// Crew file of a Kovacs instance.
    #[arg(long)]
    crew: Option<PathBuf>,
    /// auto, solomon, lilim, vrplib, trsp, strsp, fsr or doorstep.
    #[arg(long, default_value = "auto")]
    format: String,
    /// distance or vehicles, where the format leaves the choice.
    #[arg(long, default_value = "distance")]
    objective: String,
}

impl Source {
    fn read(&self) -> Result<Case, Failure> {
        read(&self.input, self.crew.as_deref(), &self.format, &self.objective)
    }
}

/// Writes a line to the standard output.
fn line(text: std::fmt::Arguments) {
    if let Err(problem) = writeln!(std::io::stdout(), "{text}") {
        if problem.kind() != std::io::ErrorKind::BrokenPipe {
            eprintln!("dispatch-engine: standard output: {problem}");
            std::process::exit(2);
        }
        std::process::exit(0);
    }
}

/// What went wrong, for people.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let done = match Cli::parse().verb {
        Verb::Solve(solve) => solve.run(),
        Verb::Explain(explain) => explain.run(),
        Verb::Insert(insert) => insert.run(),
        Verb::Slots(slots) => slots.run(),
        Verb::Compare(compare) => compare.run(),
        Verb::WhatIf(what_if) => what_if.run(),
        Verb::Check(check) => check.run(),
        Verb::Schema => {
            println!("{}", formats::SCHEMA.trim_end());
            Ok(())
        }
        Verb::Simulate(simulate) => simulate.run(),
        Verb::Latency(latency) => latency.run(),
        Verb::Bench(bench) => bench.run(),
        Verb::Growth(growth) => growth.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("dispatch-engine: {problem}");
            ExitCode::from(2)
        }
    }
}

/// Reads a plan; whatever is wrong with it is said with its file.
fn read_plan(case: &Case, path: &Path) -> Result<Plan, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    formats::read_plan(case, &text).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// Writes a plan.
fn save(path: &Path, plan: &serde_json::Value) -> Result<(), Failure> {
    let text = serde_json::to_string(plan)?;
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
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
