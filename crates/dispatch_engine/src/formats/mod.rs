//! Reads the public benchmark formats, the generated field-service format and the native one; writes plans the way each is checked.

mod fsr;
mod line;
mod solomon;
mod strsp;
mod trsp;
mod vrplib;

pub use fsr::{DayCase, read_arrival, read_day, read_past};

use crate::compiled::{Model, ProblemError};
use crate::model::Problem;
use crate::plan::{Plan, PlannedRoute};
use line::line_of;
use serde_json::{Value, json};
use std::fmt;

/// A text that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatError {
    /// Line, from 1; 0 when it is about the whole text.
    pub line: usize,
    /// What was expected there, and what was found.
    pub expected: String,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 { f.write_str(&self.expected) } else { write!(f, "line {}: {}", self.line, self.expected) }
    }
}

impl std::error::Error for FormatError {}

pub(crate) fn bad<T>(line: usize, expected: impl Into<String>) -> Result<T, FormatError> {
    Err(FormatError { line, expected: expected.into() })
}

/// JSON schema of the native format.
pub const SCHEMA: &str = include_str!("../../doorstep.schema.json");

/// Which format a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Solomon, Gehring and Homberger.
    Solomon,
    /// Li and Lim, pick-up and delivery.
    Lilim,
    /// VRPLIB with an explicit matrix.
    Vrplib,
    /// Pillac's technician routing.
    Trsp,
    /// Kovacs' service technician routing; tasks and crew in one text, the crew after the tasks.
    Strsp,
    /// Generated field-service instances.
    Fsr,
    /// `Problem` as JSON.
    Doorstep,
}

/// What is to be minimised where a format leaves the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Distance; Solomon files by the DIMACS convention.
    Distance,
    /// Vehicles first, then distance in double precision.
    Vehicles,
}

/// A problem read from a file.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its format.
    pub format: Format,
    /// What is to be planned.
    pub problem: Problem,
    /// Points for one unit of the file's own measure.
    pub points_per_unit: f64,
}

/// Guesses a format from the text.
#[must_use]
pub fn detect(text: &str) -> Format {
    let head: String = text.trim_start().chars().take(400).collect();
    if head.is_empty() || head.starts_with('[') || head.starts_with("null") {
        // Nothing that any format begins with: the native one says best what it expects.
        Format::Doorstep
    } else if head.starts_with('{') {
        if head.contains("fsr-1") { Format::Fsr } else { Format::Doorstep }
    } else if head.contains("EDGE_WEIGHT") {
        Format::Vrplib
    } else if head.contains("CREW COUNT") {
        Format::Trsp
    } else if head.contains("Customer:") {
        Format::Strsp
    } else if head.to_uppercase().contains("VEHICLE") {
        Format::Solomon
    } else {
        Format::Lilim
    }
}

/// Reads a text in a format.
///
/// # Errors
/// With the line and what was expected there.
pub fn read(text: &str, format: Format, goal: Goal) -> Result<Case, FormatError> {
    let (problem, points_per_unit) = match format {
        Format::Solomon => solomon::read_solomon(text, goal)?,
        Format::Lilim => solomon::read_lilim(text)?,
        Format::Vrplib => (vrplib::read(text)?, 1.0),
        Format::Trsp => trsp::read(text)?,
        Format::Strsp => strsp::read(text)?,
        Format::Fsr => (fsr::read(text)?, 1.0),
        Format::Doorstep => {
            (serde_json::from_str(text).map_err(|e| FormatError { line: e.line(), expected: e.to_string() })?, 1.0)
        }
    };
    Model::new(&problem).map_err(|error| contradiction(text, format, &error))?;
    Ok(Case { format, problem, points_per_unit })
}

/// What contradicts itself in a text that reads well, with the line where the format tells it.
fn contradiction(text: &str, format: Format, error: &ProblemError) -> FormatError {
    let line = match format {
        Format::Doorstep => line_of(text, &error.at),
        Format::Fsr => line_of(text, &error.at.replace("visits[", "jobs[").replace("travel.places", "locations")),
        Format::Solomon | Format::Lilim | Format::Vrplib | Format::Trsp | Format::Strsp => 0,
    };
    FormatError { line, expected: error.to_string() }
}

/// A plan as the checker of its format reads it.
#[must_use]
pub fn write(case: &Case, plan: &Plan) -> Value {
    let number = |id: &str| id.parse::<u64>().map_or_else(|_| json!(id), |n| json!(n));
    let ids = |route: &PlannedRoute| -> Vec<Value> {
        route.stops.iter().map(|s| s.visit.as_deref().map_or(json!(0), number)).collect()
    };
    let texts = |route: &PlannedRoute| -> Vec<Value> { route.stops.iter().map(|s| json!(s.visit)).collect() };
    let routes: Vec<Value> = plan
        .routes
        .iter()
        .map(|route| match case.format {
            Format::Solomon | Format::Lilim | Format::Vrplib => json!(ids(route)),
            Format::Strsp if route.technician.contains('+') => {
                let team: Vec<Value> = route.technician.split('+').map(number).collect();
                json!({"technician": route.technician, "team": team, "jobs": ids(route)})
            }
            Format::Trsp | Format::Strsp => json!({"technician": number(&route.technician), "jobs": ids(route)}),
            Format::Fsr => match route.breaks.first() {
                Some(pause) => {
                    json!({"technician": route.technician, "jobs": texts(route), "break_after": pause.after_stops})
                }
                None => json!({"technician": route.technician, "jobs": texts(route)}),
            },
            Format::Doorstep => serde_json::to_value(route).unwrap_or(Value::Null),
        })
        .collect();
    match case.format {
        Format::Doorstep => serde_json::to_value(plan).unwrap_or(Value::Null),
        Format::Strsp => {
            json!({"routes": routes, "outsourced": plan.unserved.iter().map(|v| number(v)).collect::<Vec<_>>()})
        }
        Format::Solomon | Format::Lilim | Format::Vrplib | Format::Trsp | Format::Fsr => json!({"routes": routes}),
    }
}

/// Reads a plan written by `write`.
///
/// # Errors
/// When it is not such a plan.
pub fn read_plan(case: &Case, text: &str) -> Result<Plan, FormatError> {
    let wrong = |e: serde_json::Error| FormatError { line: e.line(), expected: e.to_string() };
    if case.format == Format::Doorstep {
        return serde_json::from_str(text).map_err(wrong);
    }
    let value: Value = serde_json::from_str(text).map_err(wrong)?;
    let Some(routes) = value["routes"].as_array() else { return bad(0, "a plan is an object with an array `routes`") };
    let mut plan = Plan::default();
    for (r, route) in routes.iter().enumerate() {
        let (technician, jobs) = match route.as_array() {
            Some(jobs) => (case.problem.technicians.get(r).map(|t| t.id.clone()), Some(jobs)),
            None => (Some(plain(&route["technician"])), route["jobs"].as_array()),
        };
        let (Some(technician), Some(jobs)) = (technician, jobs) else {
            return bad(0, format!("routes[{r}]: an array of visits, or an object with `technician` and `jobs`"));
        };
        let stops = jobs.iter().map(|j| crate::plan::Stop {
            visit: Some(plain(j)).filter(|id| !(id == "0" && case.problem.supply_place.is_some())),
            ..crate::plan::Stop::default()
        });
        let stops = stops.collect();
        plan.routes.push(PlannedRoute { technician, stops, ..PlannedRoute::default() });
    }
    Ok(plan)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// The numbers of a line, if it has nothing else.
pub(crate) fn numbers(line: &str) -> Option<Vec<f64>> {
    let mut out = Vec::new();
    for word in line.split_whitespace() {
        out.push(word.parse().ok().filter(|x: &f64| x.is_finite() && x.abs() < 1e12)?);
    }
    (!out.is_empty()).then_some(out)
}

/// The first line after the first row that is none, unless only words follow, such as EOF.
pub(crate) fn stray(text: &str, is_row: impl Fn(&str) -> bool) -> Option<(usize, &str)> {
    let lines = text.lines().enumerate().map(|(i, l)| (i + 1, l.trim())).filter(|l| !l.1.is_empty());
    let lines: Vec<(usize, &str)> = lines.skip_while(|l| !is_row(l.1)).collect();
    let first = lines.iter().position(|l| !is_row(l.1))?;
    let is_end = lines[first..].iter().all(|l| !l.1.bytes().any(|b| b.is_ascii_digit()));
    (!is_end).then_some(lines[first])
}

/// Euclidean lengths times a scale, rounded up so that what holds in whole numbers holds exactly, too.
pub(crate) fn euclidean(points: &[(f64, f64)], round: impl Fn(f64) -> i32) -> Vec<i32> {
    let pairs = points.iter().flat_map(|a| points.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| round(((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt())).collect()
}

/// The finest decimal scale at which a horizon still fits.
pub(crate) fn scale_for(horizon: f64) -> f64 {
    [10_000.0, 1000.0, 100.0, 10.0].into_iter().find(|s| horizon * s < 2e8).unwrap_or(1.0)
}

pub(crate) fn up(x: f64) -> i32 {
    (x - 1e-6).ceil() as i32
}
