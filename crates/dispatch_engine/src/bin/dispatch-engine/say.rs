//! Verdicts, reasons and changes in sentences.

use dispatch_engine::{Reason, Relaxation, Verdict};

/// `hh:mm:ss` on the first day from the origin of the file; on another, that day first, counted from 1.
pub(crate) fn clock(seconds: i64) -> String {
    let (day, s) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let time = format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    if day == 0 { time } else { format!("day {} {time}", day + 1) }
}

/// A length of time as people say it.
pub(crate) fn span(seconds: i64) -> String {
    let s = seconds.unsigned_abs();
    let parts = [(s / 3600, "h"), (s / 60 % 60, "min"), (s % 60, "s")];
    let said: Vec<String> = parts.iter().filter(|p| p.0 > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    let sign = if seconds < 0 { "-" } else { "" };
    if said.is_empty() { "0 s".into() } else { format!("{sign}{}", said.join(" ")) }
}

pub(crate) fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Serves { added_travel_seconds, added_points, costs, .. } => {
            format!(
                "serves it for {added_points} points ({}), {} of driving",
                parts(costs),
                span(*added_travel_seconds)
            )
        }
        Verdict::Could { opening, more_points, costs, .. } => {
            let start = clock(opening.start_seconds);
            format!("could start at {start} for {more_points} points more ({})", parts(costs))
        }
        Verdict::Cannot { reasons } => reasons.iter().map(reason).collect::<Vec<_>>().join("; "),
    }
}

fn parts(costs: &dispatch_engine::Costs) -> String {
    let said: Vec<String> =
        costs.parts().iter().filter(|p| p.1 != 0).map(|(name, points)| format!("{name} {points}")).collect();
    if said.is_empty() { "nothing".into() } else { said.join(", ") }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Skill { skill, needed, held } => format!("{skill} level {held} where {needed} is needed"),
        Reason::NotRequired => "not among the required technicians".into(),
        Reason::Excluded => "excluded".into(),
        Reason::Pinned { technician } => format!("pinned to {technician}"),
        Reason::Released { after_seconds } => {
            format!("cannot begin before {} after the end of its last window", span(*after_seconds))
        }
        Reason::NotWorking => "not working at that time".into(),
        Reason::TooFar { missing_seconds } => format!("{} short even on an empty day", span(*missing_seconds)),
        Reason::Busy { missing_seconds, position } => {
            format!("{} short between the others (after {position} stops)", span(*missing_seconds))
        }
        Reason::VisitsMax { max } => format!("has {max} visits already"),
        Reason::Capacity { dimension, over } => format!("{over} over the capacity (dimension {dimension})"),
        Reason::Tool { tool } => format!("does not carry the tool {tool} and cannot fetch it"),
        Reason::Part { part, missing } => format!("{missing} of the part {part} short and cannot fetch them"),
        Reason::WorkMax { over_seconds } => format!("the shift would work {} too long", span(*over_seconds)),
        Reason::TechnicianVisitsMax { max, served } => format!("has {served} of {max} visits over all shifts"),
        Reason::TechnicianWorkMax { max_seconds, worked_seconds, over_seconds } => format!(
            "works {} of {} over all shifts, it would be {} too long",
            span(*worked_seconds),
            span(*max_seconds),
            span(*over_seconds)
        ),
        Reason::Pair { visit } => format!("does not fit together with {visit}"),
        Reason::Crew { visit, apart_seconds: Some(s) } => {
            format!("{visit} could start {} apart at the nearest", span(*s))
        }
        Reason::Crew { visit, apart_seconds: None } => format!("nobody else can serve {visit}"),
        Reason::Order { visit, missing_seconds: Some(s) } => format!("{} short after {visit}", span(*s)),
        Reason::Order { visit, missing_seconds: None } => format!("waits for {visit}, which is not served"),
        Reason::Awaited { visit, over_seconds } => format!("over {} too late for {visit}", span(*over_seconds)),
        Reason::Series { visit, technician } => format!("{visit} of the same series is with {technician}"),
        Reason::Limits => "fits in time but not within all limits at once".into(),
    }
}

pub(crate) fn change(relaxation: &Relaxation) -> String {
    match relaxation {
        Relaxation::MoveVisit { visit, to, points } => format!("move {visit} to {to} ({points} points in all)"),
        Relaxation::LaterWindow { seconds } => format!("window {} later", span(*seconds)),
        Relaxation::EarlierWindow { seconds } => format!("window {} earlier", span(*seconds)),
        Relaxation::Shorter { seconds } => format!("work {} shorter", span(*seconds)),
        Relaxation::Overtime { seconds } => format!("{} more overtime than allowed", span(*seconds)),
        Relaxation::Skill { skill, level } => format!("{skill} at level {level}"),
        Relaxation::AllowTechnician => "allow the technician".into(),
        Relaxation::MoreVisits => "one visit more than allowed".into(),
        Relaxation::LongerWork { seconds } => format!("{} more work than allowed", span(*seconds)),
        Relaxation::TechnicianMoreVisits { visits: 1 } => "one visit more than allowed over all shifts".into(),
        Relaxation::TechnicianMoreVisits { visits } => format!("{visits} visits more than allowed over all shifts"),
        Relaxation::TechnicianLongerWork { seconds } => {
            format!("{} more work than allowed over all shifts", span(*seconds))
        }
        Relaxation::Capacity { dimension, amount } => format!("{amount} more capacity (dimension {dimension})"),
        Relaxation::Carry { tools, parts } => {
            let parts = parts.iter().map(|(part, count)| format!("{count} x {part}"));
            format!("take along {}", tools.iter().cloned().chain(parts).collect::<Vec<_>>().join(", "))
        }
        Relaxation::Unbind => "without its crew, order and series".into(),
        Relaxation::Together { changes } => changes.iter().map(change).collect::<Vec<_>>().join(" and "),
        Relaxation::DropVisit { visit, weight } => format!("give up {visit} of weight {weight}"),
    }
}
