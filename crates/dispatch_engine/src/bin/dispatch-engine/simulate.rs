//! `simulate`: a day with orders arriving, one JSON line in, one out.

use crate::Failure;
use clap::Args;
use dispatch_engine::formats::{read_arrival, read_day};
use dispatch_engine::{Budget, Plan, solve};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::time::Instant;

/// Speaks the protocol of the day simulator on stdin and stdout.
#[derive(Args)]
pub(crate) struct Simulate {
    /// Time to think at every arrival.
    #[arg(long, default_value_t = 50)]
    milliseconds: u64,
    /// Time to think before the day starts.
    #[arg(long, default_value_t = 2000)]
    start_milliseconds: u64,
    /// Price of giving a promised visit to another technician.
    #[arg(long, default_value_t = 7200)]
    change_points: i64,
    /// No promised visit changes its technician.
    #[arg(long)]
    keep_technician: bool,
    /// Promised visits may be given up for weightier ones.
    #[arg(long)]
    may_drop: bool,
    /// Seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Simulate {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut day = None;
        for line in std::io::stdin().lock().lines() {
            let message: Value = serde_json::from_str(&line?)?;
            match message["type"].as_str() {
                Some("instance") => day = Some(read_day(&message)?),
                Some("plan") => {
                    let day = day.as_ref().ok_or("a plan was asked for before the instance was given")?;
                    let reply = self.reply(day, &message)?;
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "{reply}")?;
                    out.flush()?;
                }
                Some("end") => return Ok(()),
                other => return Err(format!("a message of type instance, plan or end, found {other:?}").into()),
            }
        }
        Ok(())
    }

    fn reply(&self, day: &dispatch_engine::formats::DayCase, message: &Value) -> Result<Value, Failure> {
        let began = Instant::now();
        let (mut problem, standing) = read_arrival(day, message)?;
        problem.policy.change_technician_points = self.change_points;
        for route in &standing.routes {
            for stop in &route.stops {
                let Some(visit) = problem.visits.iter_mut().find(|v| Some(&v.id) == stop.visit.as_ref()) else {
                    continue;
                };
                let technician = route.technician.clone();
                visit.standing = Some(dispatch_engine::Standing { technician: technician.clone(), start_seconds: 0 });
                visit.mandatory = !self.may_drop;
                if self.keep_technician {
                    visit.pin = dispatch_engine::Pin::Technician(technician);
                }
            }
        }
        let limit = if standing.routes.is_empty() { self.start_milliseconds } else { self.milliseconds };
        let share = |_: &_| (began.elapsed().as_secs_f64() * 1e9 / limit.max(1) as f64) as u32;
        let solution =
            solve(&problem, &standing, &Budget { iterations: u64::MAX, seed: self.seed }, &mut |p| share(p))?;
        Ok(json!({"routes": routes(&solution.plan)}))
    }
}

fn routes(plan: &Plan) -> Vec<Value> {
    let ids = |stops: &[dispatch_engine::Stop]| stops.iter().map(|s| json!(s.visit)).collect::<Vec<_>>();
    plan.routes.iter().map(|r| json!({"technician": r.technician, "jobs": ids(&r.stops)})).collect()
}
