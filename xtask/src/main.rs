//! The workspace automation: `cargo xtask <command>` builds, runs, checks and measures Doorstep.

mod assets;
mod bench;
mod browser;
mod clean_clone;
mod licences;
mod lifeline;
mod npm;
mod packages;
mod postgres;
mod run;
mod tally;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use workspace::{Outcome, Workspace};

const USAGE: &str = "\
usage: cargo xtask <command>

  run [--port P] [--fresh]     build everything and serve the demo city; --fresh forgets the city of last time
  test [filter] [--durable]    every test ring, or only the tests whose name contains the filter;
                               --durable lets the private PostgreSQL sync to disk
  tidy                         floors, rooms, SQL and house rules
  lint                         clippy over everything, warnings refused
  assets                       bundle scripts and styles into crates/ui/assets/dist
  bench [name] [args..]        release benchmarks, one per line of the table in xtask/src/bench.rs
  ci                           run .ci/run in a clean clone of HEAD and state the minutes
  fresh-clone                  run the demo city from a clean clone of HEAD; state minutes, seconds and memory";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match command(&words) {
        Ok(code) => code,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn command(words: &[&str]) -> Outcome<ExitCode> {
    let Some((name, rest)) = words.split_first() else {
        return Err(format!("which command?\n\n{USAGE}"));
    };
    if ["help", "--help", "-h"].contains(name) {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::find()?;
    let done = |outcome: Outcome<()>| outcome.map(|()| ExitCode::SUCCESS);
    match *name {
        "run" => done(run::serve_demo(&workspace, rest)),
        "test" => test::every_ring(&workspace, rest),
        "tidy" => done(tidy::check(&workspace)),
        "lint" => done(test::clippy(&workspace)),
        "assets" => done(assets::build(&workspace)),
        "bench" => done(bench::measure(&workspace, rest)),
        "ci" => done(clean_clone::measure_ci(&workspace)),
        "fresh-clone" => done(clean_clone::measure_run(&workspace)),
        unknown => Err(format!("no command `{unknown}`\n\n{USAGE}")),
    }
}
