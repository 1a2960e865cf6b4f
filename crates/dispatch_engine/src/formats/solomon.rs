//! Solomon (1987), Gehring and Homberger (1999), Li and Lim (2001): plain columns of numbers.

use super::{FormatError, Goal, bad, euclidean, numbers, scale_for, stray, up};
use crate::model::{Policy, Problem, Shift, Technician, Visit, Window};
use crate::travel::Travel;

struct Row {
    line: usize,
    x: Vec<f64>,
}

/// The rows of so many numbers.
fn rows(text: &str, width: usize) -> Result<Vec<Row>, FormatError> {
    let row = |l: &str| numbers(l).filter(|x| x.len() == width);
    if let Some((line, found)) = stray(text, |l| row(l).is_some()) {
        return bad(line, format!("a row of {width} numbers, found {found}"));
    }
    let lines = text.lines().enumerate();
    Ok(lines.filter_map(|(i, l)| row(l).map(|x| Row { line: i + 1, x })).collect())
}

fn check(rows: &[Row]) -> Result<(), FormatError> {
    if rows.is_empty() {
        return bad(0, "a row for the depot and one for each customer");
    }
    for (i, row) in rows.iter().enumerate() {
        if row.x[0] != i as f64 {
            return bad(row.line, format!("number {i} in the first column, found {}", row.x[0]));
        }
        if row.x[4] > row.x[5] || row.x[4] < 0.0 || row.x[6] < 0.0 || row.x[5] > 1e7 {
            return bad(row.line, "0 <= ready <= due <= 10000000 and service >= 0");
        }
    }
    Ok(())
}

/// Everyone alike, everything mandatory.
fn fleet(rows: &[Row], vehicles: usize, capacity: f64, scale: f64, seconds: Vec<i32>) -> Problem {
    let moment = |x: f64| (x * scale).round() as i64;
    let technician = |t: usize| {
        let shift = Shift::new(moment(rows[0].x[4]), moment(rows[0].x[5]), 0);
        Technician { capacity: vec![capacity as i64], ..Technician::new(format!("{}", t + 1), vec![shift]) }
    };
    let visit = |(i, row): (usize, &Row)| Visit {
        windows: vec![Window::new(moment(row.x[4]), moment(row.x[5]))],
        demand: vec![row.x[3] as i64],
        mandatory: true,
        ..Visit::new(format!("{i}"), i, moment(row.x[6]))
    };
    Problem {
        technicians: (0..vehicles).map(technician).collect(),
        visits: rows.iter().enumerate().skip(1).map(visit).collect(),
        travel: Travel::Matrix { seconds, size: rows.len() },
        policy: Policy::default(),
        supply_place: None,
    }
}

fn points(rows: &[Row]) -> Vec<(f64, f64)> {
    rows.iter().map(|r| (r.x[1], r.x[2])).collect()
}

pub(super) fn read_solomon(text: &str, goal: Goal) -> Result<(Problem, f64), FormatError> {
    let Some(head) = text.lines().find_map(|l| numbers(l).filter(|x| x.len() == 2)) else {
        return bad(0, "a line with the number of vehicles and their capacity");
    };
    let rows = rows(text, 7)?;
    check(&rows)?;
    let scale = if goal == Goal::Distance { 10.0 } else { scale_for(rows[0].x[5]) };
    let seconds = match goal {
        Goal::Distance => euclidean(&points(&rows), |d| (10.0 * d + 1e-9).floor() as i32),
        Goal::Vehicles => euclidean(&points(&rows), |d| up(d * scale)),
    };
    let vehicles = (head[0] as usize).min(rows.len());
    let mut problem = fleet(&rows, vehicles, head[1], scale, seconds);
    problem.policy.fewest_shifts = goal == Goal::Vehicles;
    Ok((problem, scale))
}

pub(super) fn read_lilim(text: &str) -> Result<(Problem, f64), FormatError> {
    let head = text.lines().next().and_then(numbers).filter(|x| x.len() == 3);
    let Some(head) = head else { return bad(1, "vehicles, capacity and speed") };
    let rows = rows(text, 9)?;
    check(&rows)?;
    let scale = scale_for(rows[0].x[5]);
    let seconds = euclidean(&points(&rows), |d| up(d * scale));
    let mut problem = fleet(&rows, (head[0] as usize).min(rows.len()), head[1], scale, seconds);
    problem.policy.fewest_shifts = true;
    for (i, row) in rows.iter().enumerate().skip(1) {
        let (pick, drop) = (row.x[7], row.x[8]);
        let mate = if pick > 0.0 { pick } else { drop };
        if mate < 1.0 || mate as usize >= rows.len() || mate.fract() != 0.0 {
            return bad(row.line, "the number of the pick-up or of the delivery in one of the last two columns");
        }
        if pick > 0.0 {
            problem.visits[i - 1].delivers = Some(format!("{pick}"));
        }
    }
    Ok((problem, scale))
}
