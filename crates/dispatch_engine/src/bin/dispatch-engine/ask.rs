//! `explain`, `insert`, `slots` and `compare`: questions about standing plans.

use crate::{Failure, Source};
use clap::Args;
use dispatch_engine::formats::{self, Case};
use dispatch_engine::{Board, Plan, Reason, Relaxation, Verdict, Window, validate};
use serde_json::json;
use std::path::PathBuf;

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
    #[arg(long, default_value_t = 5)]
    limit: usize,
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
    #[arg(long, default_value_t = 28_800)]
    from_seconds: i64,
    /// Window length.
    #[arg(long, default_value_t = 7200)]
    window_seconds: i64,
    /// How many windows, one after the other.
    #[arg(long, default_value_t = 6)]
    windows: usize,
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

fn board(case: &Case, path: &PathBuf) -> Result<Board, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let plan = formats::read_plan(case, &text).map_err(|e| format!("{}: {e}", path.display()))?;
    let board = Board::new(case.problem.clone(), &plan)?;
    if !board.dropped().is_empty() {
        eprintln!("these visits of the plan cannot stand and are left out: {}", board.dropped().join(" "));
    }
    Ok(board)
}

fn index(board: &Board, visit: &str) -> Result<usize, Failure> {
    board.index(visit).ok_or_else(|| format!("there is no visit {visit}").into())
}

/// `hh:mm:ss` from the origin of the file.
fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds.div_euclid(3600), seconds.rem_euclid(3600) / 60, seconds.rem_euclid(60))
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

fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Serves { added_travel_seconds, person_points, added_points } => {
            format!(
                "serves it for {added_points} points ({added_travel_seconds} s of driving, {person_points} for the person)"
            )
        }
        Verdict::Could { opening, more_points, .. } => {
            format!("could start at {} for {more_points} points more", clock(opening.start_seconds))
        }
        Verdict::Cannot { reasons } => reasons.iter().map(reason).collect::<Vec<_>>().join("; "),
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Skill { skill, needed, held } => format!("{skill} level {held} where {needed} is needed"),
        Reason::NotRequired => "not among the required technicians".into(),
        Reason::Excluded => "excluded".into(),
        Reason::Pinned { technician } => format!("pinned to {technician}"),
        Reason::NotWorking => "not working at that time".into(),
        Reason::TooFar { missing_seconds } => format!("{missing_seconds} s short even on an empty day"),
        Reason::Busy { missing_seconds, position } => {
            format!("{missing_seconds} s short between the others (after {position} stops)")
        }
        Reason::VisitsMax { max } => format!("has {max} visits already"),
        Reason::Limits => "fits in time but not within load, supplies or hours".into(),
    }
}

fn change(relaxation: &Relaxation) -> String {
    match relaxation {
        Relaxation::MoveVisit { visit, to, points } => format!("move {visit} to {to} ({points} points in all)"),
        Relaxation::LaterWindow { seconds } => format!("window {seconds} s later"),
        Relaxation::EarlierWindow { seconds } => format!("window {seconds} s earlier"),
        Relaxation::Shorter { seconds } => format!("work {seconds} s shorter"),
        Relaxation::Overtime { seconds } => format!("{seconds} s overtime"),
        Relaxation::Skill { skill, level } => format!("{skill} at level {level}"),
        Relaxation::AllowTechnician => "allow the technician".into(),
        Relaxation::Together { changes } => changes.iter().map(change).collect::<Vec<_>>().join(" and "),
        Relaxation::DropVisit { visit, weight } => format!("give up {visit} of weight {weight}"),
    }
}

impl Insert {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let board = board(&case, &self.plan)?;
        let openings = board.openings(index(&board, &self.visit)?, self.limit);
        if self.json {
            println!("{}", serde_json::to_string(&openings)?);
            return Ok(());
        }
        for o in &openings {
            println!(
                "{} after {} stops, start {} (at the latest {}), {} s more driving, {} points, {} others move",
                o.technician,
                o.position,
                clock(o.start_seconds),
                clock(o.start_seconds_max),
                o.added_travel_seconds,
                o.added_points,
                o.moves.len()
            );
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
        let windows: Vec<Window> = (0..self.windows).map(window).collect();
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
        let who = |plan: &Plan, id: &str| plan.find(id).map(|(r, p)| (r.technician.clone(), r.stops[p].start_seconds));
        let (mut moved, mut shifted, mut lost, mut won) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for visit in &case.problem.visits {
            match (who(&one, &visit.id), who(&other, &visit.id)) {
                (Some(a), Some(b)) if a.0 != b.0 => moved.push(json!({"visit": visit.id, "from": a.0, "to": b.0})),
                (Some(a), Some(b)) if a.1 != b.1 => shifted.push(json!({"visit": visit.id, "by_seconds": b.1 - a.1})),
                (Some(_), None) => lost.push(visit.id.clone()),
                (None, Some(_)) => won.push(visit.id.clone()),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        let broken = [&one, &other].map(|p| validate(&case.problem, p).violations.len());
        let line = json!({
            "scores": [one.score, other.score], "violations": broken, "technician_changed": moved,
            "start_changed": shifted, "no_longer_served": lost, "newly_served": won,
        });
        if self.json {
            println!("{line}");
        } else {
            let (a, b) = (one.score, other.score);
            println!("weight served {} and {}, points {} and {}", a.weight_served, b.weight_served, a.points, b.points);
            println!("{} change technician, {} change start", moved.len(), shifted.len());
            println!("{} no longer served: {}", lost.len(), lost.join(" "));
            println!("{} newly served: {}", won.len(), won.join(" "));
        }
        Ok(())
    }
}
