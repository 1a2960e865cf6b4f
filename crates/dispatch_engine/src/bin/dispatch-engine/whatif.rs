//! `what-if` and `check`: a changed problem planned from the standing plan and compared with it; a plan judged.

use crate::ask::{board, tell};
use crate::solve::{Clock, seconds, timed};
use crate::{Failure, Source, read_plan, save};
use clap::Args;
use dispatch_engine::formats;
use dispatch_engine::{Board, Budget, Change, Tuning, compare, validate, what_if};
use std::path::PathBuf;

/// What changes when people, visits, days or territories come or go.
#[derive(Args)]
pub(crate) struct WhatIf {
    #[command(flatten)]
    source: Source,
    /// Standing plan.
    #[arg(long)]
    plan: PathBuf,
    /// JSON array of changes.
    #[arg(long)]
    changes: PathBuf,
    /// Wall clock.
    #[arg(long, value_parser = seconds)]
    seconds: Option<f64>,
    /// Steps; the same steps and seed give the same plan.
    #[arg(long, default_value_t = 20_000)]
    iterations: u64,
    /// Seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the new plan goes.
    #[arg(long)]
    output: Option<PathBuf>,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
}

impl WhatIf {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let before = board(&case, &self.plan)?.plan();
        let text = std::fs::read_to_string(&self.changes).map_err(|e| format!("{}: {e}", self.changes.display()))?;
        let changes: Vec<Change> =
            serde_json::from_str(&text).map_err(|e| format!("{}: {e}", self.changes.display()))?;
        let (problem, stands) = what_if(&case.problem, &before, &changes)?;
        let changed = formats::Case { problem, ..case.clone() };
        let iterations = if self.seconds.is_some() { u64::MAX } else { self.iterations };
        let budget = Budget { iterations, seed: self.seed };
        let clock = Clock::start(false);
        let run = timed(&changed, &stands, &budget, self.seconds, &Tuning::default(), clock, false)?;
        let after = run.solution.plan;
        if let Some(path) = &self.output {
            save(path, &formats::write(&changed, &after))?;
        }
        tell(&compare((&case.problem, &before), (&changed.problem, &after)), self.json)
    }
}

/// Judges a plan by the checker inside the library.
#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    source: Source,
    /// Plan; one without times gets the earliest ones.
    #[arg(long)]
    plan: PathBuf,
    /// JSON instead of sentences.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let mut plan = read_plan(&case, &self.plan)?;
        if plan.routes.iter().flat_map(|r| &r.stops).all(|s| s.end_seconds == 0) {
            let board = Board::new(case.problem.clone(), &plan)?;
            if !board.dropped().is_empty() {
                return Err(format!("these visits cannot stand where they are: {}", board.dropped().join(" ")).into());
            }
            plan = board.plan();
        }
        let report = validate(&case.problem, &plan);
        if self.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            for v in &report.violations {
                let visit = v.visit.as_deref().unwrap_or("the route");
                println!("{}: {visit} breaks {:?} by {}", v.technician, v.rule, v.by);
            }
            let s = report.score;
            println!("weight {} served, {} not, {} points", s.weight_served, s.weight_unserved, s.points);
        }
        if report.violations.is_empty() { Ok(()) } else { Err("the plan breaks rules".into()) }
    }
}
