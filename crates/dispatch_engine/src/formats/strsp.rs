//! Kovacs, Parragh, Doerner and Hartl (2012): skills with levels, tasks that may be outsourced at a price; tasks and crew in one text.

use super::{FormatError, bad, euclidean, numbers, up};
use crate::model::{Policy, Problem, Shift, Technician, Visit, Window};
use crate::travel::Travel;

pub(super) fn read(text: &str) -> Result<(Problem, f64), FormatError> {
    let lines: Vec<(usize, &str)> = text.lines().enumerate().map(|(i, l)| (i + 1, l.trim())).collect();
    let split = lines.iter().position(|l| l.1.starts_with("Technicians")).unwrap_or(lines.len());
    let (tasks, crew) = lines.split_at(split);
    let field = |name: &str| {
        crew.iter().find_map(|(_, l)| l.strip_prefix(name)?.trim_start_matches([':', ' ']).trim().parse::<usize>().ok())
    };
    let (Some(domains), Some(levels)) = (field("domains"), field("proficiency level")) else {
        return bad(0, "the crew file appended to the tasks, with `domains:` and `proficiency level:`");
    };
    let wide = 8 + domains * levels;
    let rows: Vec<(usize, Vec<f64>)> = tasks.iter().filter_map(|(i, l)| Some((*i, numbers(l)?))).collect();
    if let Some((line, x)) = rows.iter().find(|r| r.1.len() != wide) {
        return bad(*line, format!("{wide} columns for {domains} domains and {levels} levels, found {}", x.len()));
    }
    if rows.is_empty() {
        return bad(0, "a row for the depot and one for each task");
    }
    let scale = 1000.0;
    let moment = |x: f64| (x * scale).round() as i64;
    let mut technicians = Vec::new();
    for (line, text) in crew {
        let Some(x) = numbers(text) else { continue };
        if x.len() < domains {
            return bad(*line, format!("a level for each of {domains} domains"));
        }
        let own = &x[x.len() - domains..];
        let shift = Shift::new(moment(rows[0].1[4]), moment(rows[0].1[5]), 0);
        let skills = own.iter().enumerate().map(|(k, &l)| (format!("d{}", k + 1), l as u8)).collect();
        technicians.push(Technician { skills, ..Technician::new(format!("{}", technicians.len() + 1), vec![shift]) });
    }
    let mut visits = Vec::new();
    for (i, (line, x)) in rows.iter().enumerate().skip(1) {
        let needs = &x[8..];
        if needs.iter().any(|&n| n > 1.0) {
            return bad(*line, "needs of 0 or 1: tasks for teams are not supported");
        }
        let mut visit = Visit::new(format!("{i}"), i, moment(x[6]));
        visit.windows = vec![Window::new(moment(x[4]), moment(x[5]))];
        for k in 0..domains {
            let level = (0..levels).rev().find(|&l| needs[k * levels + l] > 0.0);
            if let Some(level) = level {
                visit.skills.insert(format!("d{}", k + 1), level as u8 + 1);
            }
        }
        let price = 200.0 + needs.iter().sum::<f64>().powf(1.5);
        visit.weight = (price * scale).round() as u32;
        visits.push(visit);
    }
    let points: Vec<(f64, f64)> = rows.iter().map(|r| (r.1[1], r.1[2])).collect();
    let problem = Problem {
        technicians,
        visits,
        travel: Travel::Matrix { seconds: euclidean(&points, |d| up(d * scale)), size: rows.len() },
        policy: Policy { unserved_points_per_weight: Some(1), ..Policy::default() },
        supply_place: None,
    };
    Ok((problem, scale))
}
