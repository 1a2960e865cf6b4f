//! `solve`: plans one instance within a budget.

use crate::{Failure, Source, read_plan, save};
use clap::Args;
use dispatch_engine::formats::{self, Case};
use dispatch_engine::{
    Board, Budget, DIVIDED_ABOVE, Plan, Problem, Progress, Remaining, Solution, Tuning, remaining, solve_tuned,
    validate,
};
use serde_json::json;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Instant;

/// Plans an instance.
#[derive(Args)]
pub(crate) struct Solve {
    #[command(flatten)]
    source: Source,
    /// Wall clock, reading and writing included.
    #[arg(long, value_parser = seconds)]
    seconds: Option<f64>,
    /// Steps; the same steps and seed give the same plan.
    #[arg(long)]
    iterations: Option<u64>,
    /// Seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Searches side by side, each with a seed of its own, the best plan taken; areas side by side where a problem is divided.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=1024))]
    threads: u64,
    /// Standing plan to start from.
    #[arg(long)]
    plan: Option<PathBuf>,
    /// The moment of a day in progress, by the clock of the file: what the standing plan has done or begun by then stays as it is.
    #[arg(long, requires = "plan")]
    now_seconds: Option<i64>,
    /// Where the plan goes.
    #[arg(long)]
    output: Option<PathBuf>,
    /// One JSON line on stdout.
    #[arg(long)]
    json: bool,
    /// Progress on stderr, also where that is not a terminal.
    #[arg(long)]
    verbose: bool,
    /// Count seconds of processor time, for measuring on a busy machine.
    #[arg(long, hide = true)]
    cpu_clock: bool,
    /// Knob=value, for measuring.
    #[arg(long, hide = true)]
    tune: Vec<String>,
}

/// What a timed run gives.
pub(crate) struct Run {
    pub solution: Solution,
    pub seconds: f64,
    pub first_seconds: f64,
}

/// A clock that runs since the work began.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    cpu: bool,
    origin: f64,
}

impl Clock {
    /// Wall clock, or, for measuring on a busy machine, seconds of processor time (Linux).
    pub(crate) fn start(cpu: bool) -> Self {
        let mut clock = Clock { began: Instant::now(), cpu, origin: 0.0 };
        clock.origin = if cpu { clock.seconds() } else { 0.0 };
        clock
    }

    /// Seconds since the start.
    pub(crate) fn elapsed(&self) -> f64 {
        self.seconds() - self.origin
    }

    pub(crate) fn seconds(&self) -> f64 {
        let on_cpu =
            || std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse::<f64>().ok();
        match self.cpu.then(on_cpu).flatten() {
            Some(nanoseconds) => nanoseconds / 1e9,
            None => self.began.elapsed().as_secs_f64(),
        }
    }
}

/// Solves against a clock.
pub(crate) fn timed(
    case: &Case,
    standing: &Plan,
    budget: &Budget,
    seconds: Option<f64>,
    tuning: &Tuning,
    clock: Clock,
    verbose: bool,
) -> Result<Run, Failure> {
    let mut first = None;
    let origin = if clock.cpu { clock.origin } else { 0.0 };
    let mut said = 0.0;
    // Something is left for writing the answer.
    let reserve = 0.003 + case.problem.visits.len() as f64 * 2e-6;
    let mut watch = |progress: &Progress| {
        let now = clock.seconds() - origin;
        first.get_or_insert(now);
        if verbose && now - said > 1.0 {
            said = now;
            let s = &progress.score;
            eprintln!(
                "{now:6.1} s {:>9} steps  unserved {:>6}  points {}",
                progress.iterations, s.weight_unserved, s.points
            );
        }
        match seconds {
            Some(limit) => (now / (limit - reserve).max(0.001) * 1e6) as u32,
            None => progress.spent_ppm,
        }
    };
    let solution = solve_tuned(&case.problem, standing, budget, tuning, &mut watch)?;
    Ok(Run { solution, seconds: clock.seconds() - origin, first_seconds: first.unwrap_or(0.0) })
}

impl Solve {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let clock = Clock::start(self.cpu_clock);
        let mut case = self.source.read()?;
        let mut standing = match &self.plan {
            Some(path) => read_plan(&case, path)?,
            None => Plan::default(),
        };
        let begun = self.now_seconds.map(|now| begun(&case.problem, &standing, now)).transpose()?;
        let day = begun.as_ref().map(|begun| {
            standing.clone_from(&begun.plan);
            std::mem::replace(&mut case.problem, begun.problem.clone())
        });
        let seconds = self.seconds.or(self.iterations.is_none().then_some(10.0));
        let budget = Budget { iterations: self.iterations.unwrap_or(u64::MAX), seed: self.seed };
        let mut tuning = tuning(&self.tune)?;
        let divided = case.problem.visits.len() > DIVIDED_ABOVE;
        tuning.threads = if divided { self.threads.max(1) as usize } else { 1 };
        let searches = if divided { 1 } else { self.threads.max(1) };
        let watched = self.verbose || !self.json && std::io::stderr().is_terminal();
        let (left, stands) = (&case, &standing);
        let one = &|k: u64| {
            let budget = Budget { seed: self.seed.wrapping_add(k), ..budget };
            timed(left, stands, &budget, seconds, &tuning, clock, watched && k == 0).map_err(|e| e.to_string())
        };
        let runs: Result<Vec<Run>, String> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..searches).map(|k| scope.spawn(move || one(k))).collect();
            all.into_iter().map(|t| t.join().unwrap_or_else(|_| Err("a search stopped unexpectedly".into()))).collect()
        });
        let best = runs?.into_iter().min_by(|a, b| a.solution.plan.score.compare(&b.solution.plan.score));
        let mut run = best.ok_or("no search was run")?;
        let violations = validate(&case.problem, &run.solution.plan).violations;
        if let (Some(begun), Some(day)) = (begun, day) {
            let mut whole = begun.whole(&run.solution.plan);
            whole.score = validate(&day, &whole).score;
            (case.problem, run.solution.plan) = (day, whole);
        }
        if let Some(path) = &self.output {
            save(path, &formats::write(&case, &run.solution.plan))?;
        }
        if !violations.is_empty() {
            return Err(format!("the plan breaks rules: {:?}", &violations[..violations.len().min(3)]).into());
        }
        self.tell(&case, &run);
        Ok(())
    }

    fn tell(&self, case: &Case, run: &Run) {
        let (plan, score) = (&run.solution.plan, &run.solution.plan.score);
        let objective = score.points as f64 / case.points_per_unit;
        if self.json {
            let line = json!({
                "objective": objective, "weight_served": score.weight_served, "weight_unserved": score.weight_unserved,
                "mandatory_unserved": score.mandatory_unserved, "points": score.points, "travel_seconds": score.travel_seconds,
                "routes": plan.routes.len(), "unserved": plan.unserved.len(), "seconds": run.seconds,
                "iterations": run.solution.iterations, "visits": case.problem.visits.len(),
                "microseconds_per_step": run.seconds * 1e6 / run.solution.iterations.max(1) as f64, "first_plan_seconds": run.first_seconds, "seed": self.seed,
            });
            println!("{line}");
        } else {
            println!(
                "{} routes, {} visits unserved, weight {} served",
                plan.routes.len(),
                plan.unserved.len(),
                score.weight_served
            );
            let step = run.seconds * 1e6 / run.solution.iterations.max(1) as f64;
            println!(
                "objective {objective} after {:.2} s and {} steps of {step:.1} microseconds at n = {}",
                run.seconds,
                run.solution.iterations,
                case.problem.visits.len()
            );
        }
    }
}

/// A length of time to plan for, up to a year.
pub(crate) fn seconds(word: &str) -> Result<f64, String> {
    let year = 366.0 * 86_400.0;
    word.parse().ok().filter(|s| (0.0..=year).contains(s)).ok_or_else(|| format!("seconds from 0 to {year}"))
}

/// A day in progress; a plan without times is taken to have run as early as it could.
fn begun(problem: &Problem, standing: &Plan, now: i64) -> Result<Remaining, Failure> {
    let stated = standing.routes.iter().flat_map(|r| &r.stops).any(|s| s.end_seconds != 0);
    let plan = if stated { standing.clone() } else { Board::new(problem.clone(), standing)?.plan() };
    Ok(remaining(problem, &plan, now)?)
}

/// Knobs from `name=value` each.
pub(crate) fn tuning(knobs: &[String]) -> Result<Tuning, Failure> {
    let mut tuning = Tuning::default();
    for knob in knobs {
        let (name, value) = knob.split_once('=').ok_or("a knob is name=value")?;
        tuning.set(name, value.parse()?)?;
    }
    Ok(tuning)
}
