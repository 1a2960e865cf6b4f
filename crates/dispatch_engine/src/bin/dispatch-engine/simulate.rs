//! `simulate`: a day with orders arriving, one JSON line in, one out.

use crate::Failure;
use clap::Args;
use dispatch_engine::formats::{read_arrival, read_day};
use dispatch_engine::{Budget, Plan, PlannedRoute, Problem, solve};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
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
    #[arg(long, default_value_t = 3600)]
    change_points: i64,
    /// No promised visit changes its technician.
    #[arg(long)]
    keep_technician: bool,
    /// Visits of at most this weight at the end of a route are promised only when their turn comes near; until then
    /// they may give way to weightier orders.
    #[arg(long, default_value_t = 2)]
    tentative_weight: u32,
    /// How near: seconds before the technician has to leave for it.
    #[arg(long, default_value_t = 7200)]
    tentative_seconds: i64,
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
        let mut tentative = Plan::default();
        for line in std::io::stdin().lock().lines() {
            let message: Value = serde_json::from_str(&line?)?;
            match message["type"].as_str() {
                Some("instance") => day = Some(read_day(&message)?),
                Some("plan") => {
                    let day = day.as_ref().ok_or("a plan was asked for before the instance was given")?;
                    let reply = self.reply(day, &message, &mut tentative)?;
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

    fn reply(
        &self,
        day: &dispatch_engine::formats::DayCase,
        message: &Value,
        tentative: &mut Plan,
    ) -> Result<Value, Failure> {
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
        let first = tentative.routes.is_empty();
        let start = merge(&problem, &standing, tentative);
        let limit = if first { self.start_milliseconds } else { self.milliseconds };
        let share = |_: &_| (began.elapsed().as_secs_f64() * 1e9 / limit.max(1) as f64) as u32;
        let solution = solve(&problem, &start, &Budget { iterations: u64::MAX, seed: self.seed }, &mut |p| share(p))?;
        *tentative = solution.plan;
        let now = message["now"].as_i64().unwrap_or(0);
        let promised: BTreeSet<&str> =
            standing.routes.iter().flat_map(|r| &r.stops).filter_map(|s| s.visit.as_deref()).collect();
        let weights: BTreeMap<&str, u32> = problem.visits.iter().map(|v| (v.id.as_str(), v.weight)).collect();
        let mut said = tentative.clone();
        for route in &mut said.routes {
            while let Some(last) = route.stops.last() {
                let id = last.visit.as_deref().unwrap_or_default();
                let light = weights.get(id).is_some_and(|&w| w <= self.tentative_weight);
                let leave = last.arrive_seconds - last.travel_seconds;
                if promised.contains(id) || !light || leave < now + self.tentative_seconds {
                    break;
                }
                route.stops.pop();
            }
        }
        Ok(json!({"routes": routes(&said)}))
    }
}

/// The promised plan with the tentative stops of the last plan still behind it where they may stand.
fn merge(problem: &Problem, standing: &Plan, tentative: &Plan) -> Plan {
    let known: BTreeSet<&str> = problem.visits.iter().map(|v| v.id.as_str()).collect();
    let mut start = standing.clone();
    let mut seen: BTreeSet<String> =
        standing.routes.iter().flat_map(|r| &r.stops).filter_map(|s| s.visit.clone()).collect();
    for route in &tentative.routes {
        let mut rest = route.stops.clone();
        rest.retain(|s| s.visit.as_ref().is_some_and(|id| known.contains(id.as_str()) && seen.insert(id.clone())));
        match start.routes.iter_mut().find(|r| r.technician == route.technician) {
            Some(own) => own.stops.extend(rest),
            None => start.routes.push(PlannedRoute {
                technician: route.technician.clone(),
                stops: rest,
                ..Default::default()
            }),
        }
    }
    start
}

fn routes(plan: &Plan) -> Vec<Value> {
    let ids = |stops: &[dispatch_engine::Stop]| stops.iter().map(|s| json!(s.visit)).collect::<Vec<_>>();
    plan.routes.iter().map(|r| json!({"technician": r.technician, "jobs": ids(&r.stops)})).collect()
}
