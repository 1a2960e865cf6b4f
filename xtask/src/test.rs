//! `cargo xtask test`: every ring of tests, one closing line.

use std::env;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::lifeline::watch_lines;
use crate::postgres::{Durability, Postgres};
use crate::tally::{Tally, closing_line};
use crate::workspace::{Outcome, Workspace, run};
use crate::{assets, browser, tidy};

const DATABASE_FOR_TESTS: &str = "DOORSTEP_TEST_DATABASE_URL";

struct Wish<'a> {
    filter: Option<&'a str>,
    durability: Durability,
}

/// Runs the rings and prints `N passed, N failed` over all of them as the last line.
pub fn every_ring(workspace: &Workspace, args: &[&str]) -> Outcome<ExitCode> {
    let wish = read_wish(args)?;
    let mut total = Tally::default();
    let mut ring = |name: &str, work: &mut dyn FnMut() -> Outcome<Tally>| {
        let tally = timed(name, work);
        total = total.plus(tally);
        tally.failed == 0
    };
    let check = |work: Outcome<()>| work.map(|()| Tally::of(true));
    // A step that only prepares is no test: it counts when it fails.
    let step = |work: Outcome<()>| work.map(|()| Tally::default());
    let is_whole = wish.filter.is_none();
    if ring("assets", &mut || step(assets::build(workspace))) && is_whole {
        ring("types", &mut || check(assets::check_types(workspace)));
    }
    if is_whole {
        ring("fmt", &mut || check(run(&mut workspace.cargo(&["fmt", "--all", "--check"]))));
        ring("tidy", &mut || check(tidy::check(workspace)));
        ring("clippy", &mut || check(clippy(workspace)));
    }
    if ring("build", &mut || step(build(workspace))) {
        ring("rust", &mut || rust(workspace, &wish));
        ring("browser", &mut || browser::ring(workspace, wish.filter));
    }
    if total == Tally::default() {
        println!("no test ran");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(if total.failed == 0 && total.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn timed(name: &str, work: &mut dyn FnMut() -> Outcome<Tally>) -> Tally {
    println!("== {name}");
    let start = Instant::now();
    let tally = work().unwrap_or_else(|reason| {
        println!("{name}: {reason}");
        Tally::of(false)
    });
    let verdict = if tally.failed == 0 { "ok" } else { "FAIL" };
    println!("== {name}: {verdict}, {:.1} s", start.elapsed().as_secs_f64());
    tally
}

/// Everything the next rings run, built at once: one set of features, so that nothing is compiled twice.
fn build(workspace: &Workspace) -> Outcome<()> {
    run(&mut workspace.cargo(&["build", "--workspace", "--bins", "--tests"]))
}

/// Clippy over everything, warnings refused.
pub fn clippy(workspace: &Workspace) -> Outcome<()> {
    run(&mut workspace.cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
}

fn rust(workspace: &Workspace, wish: &Wish<'_>) -> Outcome<Tally> {
    let given = [DATABASE_FOR_TESTS, "DATABASE_URL"].iter().find_map(|name| env::var(name).ok());
    let private = match given {
        Some(_) => None,
        None => Some(Postgres::start(workspace, &wish.durability)?),
    };
    let url = given.or_else(|| private.as_ref().map(|server| server.url.clone())).unwrap_or_default();
    let mut command = runner(workspace);
    command.args(wish.filter).env(DATABASE_FOR_TESTS, url).env_remove("DATABASE_URL");
    let mut counts = Tally::default();
    let status = watch_lines(&command, |line| {
        counts = counts.plus(closing_line(line).unwrap_or_default());
        true
    })?;
    Ok(counts.with_exit(status.success()))
}

/// nextest where it is installed, else cargo's own runner.
fn runner(workspace: &Workspace) -> Command {
    let has_nextest = workspace.cargo(&["nextest", "--version"]).output().is_ok_and(|output| output.status.success());
    if !has_nextest {
        return workspace.cargo(&["test", "--workspace", "--bins", "--tests", "--no-fail-fast"]);
    }
    workspace.cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass", "--no-input-handler"])
}

fn read_wish<'a>(args: &[&'a str]) -> Outcome<Wish<'a>> {
    let mut wish = Wish { filter: None, durability: Durability::Fast };
    for word in args {
        match *word {
            "--durable" => wish.durability = Durability::Durable,
            option if option.starts_with('-') => return Err(format!("`test` knows --durable, not `{option}`")),
            filter if wish.filter.is_none() => wish.filter = Some(filter),
            second => return Err(format!("`test` takes one filter; what is `{second}`?")),
        }
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes() {
        let wish = read_wish(&["holds", "--durable"]).unwrap();
        assert!(wish.filter == Some("holds") && matches!(wish.durability, Durability::Durable));
        assert!(read_wish(&["a", "b"]).is_err());
        assert!(read_wish(&["--fast"]).is_err());
    }
}
