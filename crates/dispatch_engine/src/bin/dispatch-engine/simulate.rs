//! `simulate`: a day with orders arriving, one JSON line in, one out.

use crate::Failure;
use crate::solve::Clock;
use clap::Args;
use dispatch_engine::formats::{DayCase, read_arrival, read_day, read_past};
use dispatch_engine::{Budget, History, OpenDay, Plan, Problem, Promises, Solution, solve};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::path::PathBuf;

/// Speaks the protocol of the day simulator on stdin and stdout.
#[derive(Args)]
pub(crate) struct Simulate {
    /// Time to think at every arrival; reading and writing come on top, so that a reply takes less than 50.
    #[arg(long, default_value_t = 45)]
    milliseconds: u64,
    /// Time to think before the day starts.
    #[arg(long, default_value_t = 2000)]
    start_milliseconds: u64,
    /// Steps at every arrival instead of time; the same steps and seed give the same day.
    #[arg(long)]
    iterations: Option<u64>,
    /// Past days of the same area (fsr files): their orders by hour tell how long others can wait, and a sample of them takes part in
    /// planning.
    #[arg(long, num_args = 1..)]
    past: Vec<PathBuf>,
    /// Visits of at most this weight may give way to weightier orders until they are announced.
    #[arg(long, default_value_t = 2)]
    tentative_weight: u32,
    /// A visit is announced (who comes) at the latest so many seconds before its technician has to leave for it; earlier when no further
    /// order is certain. Usually an hour, half of it with --keep-technician; a day's length announces everything at once.
    #[arg(long)]
    notice_seconds: Option<i64>,
    /// A visit is accepted by announcing who comes: a heavy one as soon as someone can go there straight from what is announced, a light one
    /// when it cannot wait.
    #[arg(long)]
    announce_accepted: bool,
    /// Orders for the day are taken until then (seconds since midnight); past days know better.
    #[arg(long, default_value_t = 54_000)]
    orders_until_seconds: i64,
    /// Price of giving an announced visit to another technician: 3,600, with --announce-accepted 5,000, with past days 10,000.
    #[arg(long)]
    change_points: Option<i64>,
    /// No announced visit changes its technician.
    #[arg(long)]
    keep_technician: bool,
    /// Announced visits may be given up for weightier ones.
    #[arg(long)]
    may_drop: bool,
    /// Seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For comparison: every plan from nothing, nothing promised.
    #[arg(long)]
    from_scratch: bool,
    /// Count time on the processor, for measuring on a busy machine.
    #[arg(long, hide = true)]
    cpu_clock: bool,
}

/// The latest moment of a day, in seconds since its midnight.
const LATEST: i64 = 3 * 86_400;

impl Simulate {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut open = None;
        let mut moment = 0;
        for (k, line) in std::io::stdin().lock().lines().enumerate() {
            let clock = Clock::start(self.cpu_clock);
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            if !self.hear(&line, &mut open, &mut moment, clock).map_err(|e| format!("message {}: {e}", k + 1))? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Takes one message, answers if it asks for something; false when it is the last one.
    fn hear(
        &self,
        line: &str,
        open: &mut Option<(DayCase, OpenDay)>,
        moment: &mut i64,
        clock: Clock,
    ) -> Result<bool, Failure> {
        let message: Value = serde_json::from_str(line)?;
        match message["type"].as_str() {
            Some("instance") => (*open, *moment) = (Some(self.begin(&message)?), 0),
            Some("plan") => {
                let (case, day) = open.as_mut().ok_or("a plan was asked for before the instance was given")?;
                let now = message["now"].as_i64().ok_or("now: whole seconds since midnight")?;
                if !(*moment..=LATEST).contains(&now) {
                    return Err(format!("now: {moment} to {LATEST} seconds since midnight, found {now}").into());
                }
                *moment = now;
                let reply = self.reply(case, day, &message, (now, clock))?;
                let mut out = std::io::stdout().lock();
                writeln!(out, "{reply}")?;
                out.flush()?;
            }
            Some("end") => return Ok(false),
            Some(other) => return Err(format!("a message of type instance, plan or end, found {other}").into()),
            None => return Err("an object with a `type`: instance, plan or end".into()),
        }
        Ok(true)
    }

    fn begin(&self, message: &Value) -> Result<(DayCase, OpenDay), Failure> {
        let mut case = read_day(message)?;
        let mut history = History::default();
        for path in &self.past {
            let at = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
            let text = std::fs::read_to_string(path).map_err(|e| at(&e))?;
            history.add_day(read_past(&mut case, &text).map_err(|e| at(&e))?);
        }
        let promises = Promises {
            tentative_weight: self.tentative_weight,
            notice_seconds: self.notice_seconds,
            announce_accepted: self.announce_accepted,
            orders_until_seconds: self.orders_until_seconds,
            change_points: self.change_points,
            keep_technician: self.keep_technician,
            may_drop: self.may_drop,
        };
        Ok((case, OpenDay::new(promises, history)))
    }

    fn reply(
        &self,
        case: &DayCase,
        day: &mut OpenDay,
        message: &Value,
        (now, clock): (i64, Clock),
    ) -> Result<Value, Failure> {
        let limit = if now == 0 { self.start_milliseconds } else { self.milliseconds };
        let (problem, announced) = read_arrival(case, message)?;
        if self.from_scratch {
            return Ok(routes(&self.solve(&problem, &Plan::default(), limit, clock)?.plan));
        }
        let asked = day.ask(problem, &announced, now, self.seed ^ now as u64);
        let solution = self.solve(&asked.problem, &asked.start, limit, clock)?;
        Ok(routes(&day.announce(&asked, solution.plan)))
    }

    fn solve(&self, problem: &Problem, start: &Plan, milliseconds: u64, clock: Clock) -> Result<Solution, Failure> {
        let budget = Budget { iterations: self.iterations.unwrap_or(u64::MAX), seed: self.seed };
        let solution = solve(problem, start, &budget, &mut |progress| match self.iterations {
            Some(_) => progress.spent_ppm,
            None => (clock.elapsed() * 1e9 / milliseconds.max(1) as f64) as u32,
        })?;
        Ok(solution)
    }
}

fn routes(plan: &Plan) -> Value {
    let ids = |stops: &[dispatch_engine::Stop]| stops.iter().map(|s| json!(s.visit)).collect::<Vec<_>>();
    let routes: Vec<Value> =
        plan.routes.iter().map(|r| json!({"technician": r.technician, "jobs": ids(&r.stops)})).collect();
    json!({ "routes": routes })
}
