//! `explain`, `insert`, `slots` and `compare`: questions about standing plans.

use crate::say::{change, clock, span, verdict};
use crate::{Failure, Source, read_plan};
use clap::Args;
use dispatch_engine::formats::Case;
use dispatch_engine::{Board, Comparison, Window, compare};
use std::path::{Path, PathBuf};

/// Furthest moment from the origin of times.
const MOMENT_MAX: i64 = 1 << 40;

/// Why visits are where they are.
#[derive(Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    source: Source,
    /// Standing plan.
    #[arg(long)]
    plan: PathBuf,
    /// Visit's id; without it, every unserved visit.
    #[arg(long)]
    visit: Option<String>,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
}

/// Where a visit fits into standing plans.
#[derive(Args)]
pub(crate) struct Insert {
    #[command(flatten)]
    source: Source,
    /// Standing plan.
    #[arg(long)]
    plan: PathBuf,
    /// Visit's id.
    #[arg(long)]
    visit: String,
    /// Most answers.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
}

/// Which windows can be promised.
#[derive(Args)]
pub(crate) struct Slots {
    #[command(flatten)]
    source: Source,
    /// Standing plan.
    #[arg(long)]
    plan: PathBuf,
    /// Visit's id; its own windows are ignored.
    #[arg(long)]
    visit: String,
    /// First window's start.
    #[arg(long, default_value_t = 28_800, allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(-MOMENT_MAX..=MOMENT_MAX))]
    from_seconds: i64,
    /// Window length.
    #[arg(long, default_value_t = 7200, value_parser = clap::value_parser!(i64).range(1..=MOMENT_MAX))]
    window_seconds: i64,
    /// How many windows, one after the other.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    windows: u64,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
}

/// What differs between two plans.
#[derive(Args)]
pub(crate) struct Compare {
    #[command(flatten)]
    source: Source,
    /// One plan.
    #[arg(long)]
    plan: PathBuf,
    /// The other.
    #[arg(long)]
    other: PathBuf,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
}

pub(crate) fn board(case: &Case, path: &Path) -> Result<Board, Failure> {
    let plan = read_plan(case, path)?;
    let board = Board::new(case.problem.clone(), &plan).map_err(|e| format!("{}: {e}", path.display()))?;
    if !board.dropped().is_empty() {
        eprintln!("these visits of the plan cannot stand and are left out: {}", board.dropped().join(" "));
    }
    Ok(board)
}

fn index(board: &Board, visit: &str) -> Result<usize, Failure> {
    board.index(visit).ok_or_else(|| format!("there is no visit {visit}").into())
}

impl Explain {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let board = board(&case, &self.plan)?;
        let asked = match &self.visit {
            Some(visit) => vec![index(&board, visit)?],
            None => board.plan().unserved.iter().filter_map(|id| board.index(id)).collect(),
        };
        for visit in asked {
            let said = board.explain(visit);
            if self.json {
                println!("{}", serde_json::to_string(&said)?);
                continue;
            }
            println!(
                "{} is {}",
                said.visit,
                said.served_by.as_ref().map_or("unserved".into(), |t| format!("served by {t}"))
            );
            for judgement in &said.technicians {
                println!("  {}: {}", judgement.technician, verdict(&judgement.verdict));
            }
            for remedy in &said.remedies {
                let o = &remedy.opening;
                println!("  would fit: {}; {} at {}", change(&remedy.relaxation), o.technician, clock(o.start_seconds));
            }
        }
        Ok(())
    }
}

impl Insert {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let board = board(&case, &self.plan)?;
        let openings = board.openings(index(&board, &self.visit)?, self.limit as usize);
        if self.json {
            println!("{}", serde_json::to_string(&openings)?);
            return Ok(());
        }
        for o in &openings {
            println!(
                "{} after {} stops, start {} (at the latest {}), {} more driving, {} points, {} others move",
                o.technician,
                o.position,
                clock(o.start_seconds),
                clock(o.start_seconds_max),
                span(o.added_travel_seconds),
                o.added_points,
                o.moves.len()
            );
            for mate in &o.together {
                println!("  with {} for {} after {} stops", mate.technician, mate.visit, mate.position);
            }
        }
        if openings.is_empty() {
            println!("{} fits nowhere; `explain` says why", self.visit);
        }
        Ok(())
    }
}

impl Slots {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let board = board(&case, &self.plan)?;
        let window = |k: usize| {
            let start = self.from_seconds + k as i64 * self.window_seconds;
            Window::new(start, start + self.window_seconds)
        };
        let windows: Vec<Window> = (0..self.windows as usize).map(window).collect();
        for slot in board.slots(index(&board, &self.visit)?, &windows) {
            if self.json {
                println!("{}", serde_json::to_string(&slot)?);
                continue;
            }
            let span = format!("{} to {}", clock(slot.window.start_seconds), clock(slot.window.end_seconds));
            match &slot.best {
                Some(o) => println!(
                    "{span}: {} technicians, best {} for {} points",
                    slot.technicians, o.technician, o.added_points
                ),
                None => println!("{span}: nobody"),
            }
        }
        Ok(())
    }
}

impl Compare {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let (one, other) = (board(&case, &self.plan)?.plan(), board(&case, &self.other)?.plan());
        tell(&compare((&case.problem, &one), (&case.problem, &other)), self.json)
    }
}

/// Says what differs.
pub(crate) fn tell(said: &Comparison, json: bool) -> Result<(), Failure> {
    if json {
        println!("{}", serde_json::to_string(said)?);
        return Ok(());
    }
    let [a, b] = said.scores;
    println!("weight served {} and {}, points {} and {}", a.weight_served, b.weight_served, a.points, b.points);
    println!("{} change technician, {} change start", said.technician_changed.len(), said.start_changed.len());
    for (what, visits) in [
        ("no longer served", &said.no_longer_served),
        ("newly served", &said.newly_served),
        ("removed", &said.visits_removed),
        ("added", &said.visits_added),
    ] {
        println!("{} {what}: {}", visits.len(), visits.join(" "));
    }
    for work in &said.technicians {
        let ([visits, now], [drive, drives]) = (work.visits, work.travel_seconds);
        println!("  {}: {visits} and {now} visits, {drive} and {drives} s of driving", work.technician);
    }
    Ok(())
}
