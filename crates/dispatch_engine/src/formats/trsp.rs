//! Pillac, Gueret and Medaglia (2013): technicians from their homes with skills, tools and spare parts, and a depot that has everything.

use super::{FormatError, bad, euclidean, scale_for, up};
use crate::model::{Policy, Problem, Shift, Technician, Visit, Window};
use crate::travel::Travel;
use std::collections::{BTreeMap, BTreeSet};

struct Row {
    place: (f64, f64),
    window: (f64, f64),
    service: f64,
    skills: Vec<String>,
    tools: BTreeSet<String>,
    parts: BTreeMap<String, u32>,
}

fn items(line: usize, text: &str) -> Result<Vec<String>, FormatError> {
    let inner = text.trim().strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    match inner {
        Some(list) => Ok(list.split(',').map(str::trim).filter(|x| !x.is_empty()).map(str::to_string).collect()),
        None => bad(line, format!("a list in brackets, found {text}")),
    }
}

fn row(line: usize, text: &str) -> Result<Option<(usize, Row)>, FormatError> {
    let Some(open) = text.find('[') else { return Ok(None) };
    let Some(head) = super::numbers(&text[..open]).filter(|h| h.len() == 6) else {
        return bad(line, "id, x, y, window start, window end and service before the lists");
    };
    let lists: Vec<&str> = text[open..].split_inclusive(']').map(str::trim).filter(|x| !x.is_empty()).collect();
    let [skills, tools, parts] = lists[..] else { return bad(line, "three lists in brackets: skills, tools, parts") };
    let mut stock = BTreeMap::new();
    for (k, count) in items(line, parts)?.iter().enumerate() {
        let Ok(count) = count.parse() else { return bad(line, format!("a count of parts, found {count}")) };
        stock.insert(format!("{k}"), count);
    }
    let row = Row {
        place: (head[1], head[2]),
        window: (head[3], head[4]),
        service: head[5],
        skills: items(line, skills)?,
        tools: items(line, tools)?.into_iter().collect(),
        parts: stock,
    };
    Ok(Some((head[0] as usize, row)))
}

pub(super) fn read(text: &str) -> Result<(Problem, f64), FormatError> {
    if let Some((line, found)) = super::stray(text, |l| l.contains('[')) {
        return bad(line, format!("id, x, y, window, service and three lists in brackets, found {found}"));
    }
    let mut crew = None;
    let mut rows = Vec::new();
    for (i, line) in text.lines().enumerate() {
        if let Some((id, row)) = row(i + 1, line)? {
            if id != rows.len() {
                return bad(i + 1, format!("id {}, found {id}", rows.len()));
            }
            rows.push(row);
        } else if crew.is_none() {
            crew = super::numbers(line).filter(|x| x.len() == 4).map(|x| x[0] as usize);
        }
    }
    let Some(crew) = crew.filter(|&c| c < rows.len()) else {
        return bad(0, "crew, skills, tools and parts counts, then rows");
    };
    let horizon = rows.iter().map(|r| r.window.1).fold(0.0, f64::max);
    let scale = scale_for(horizon);
    let moment = |x: f64| (x * scale).round() as i64;
    let named = |list: &[String]| list.iter().map(|s| (s.clone(), 1)).collect();
    let technicians = (1..=crew).map(|t| Technician {
        skills: named(&rows[t].skills),
        tools: rows[t].tools.clone(),
        parts: rows[t].parts.clone(),
        ..Technician::new(format!("{t}"), vec![Shift::new(moment(rows[t].window.0), moment(rows[t].window.1), t)])
    });
    let visits = (crew + 1..rows.len()).map(|v| Visit {
        windows: vec![Window::new(moment(rows[v].window.0), moment(rows[v].window.1))],
        skills: named(&rows[v].skills),
        tools: rows[v].tools.clone(),
        parts: rows[v].parts.iter().filter(|p| *p.1 > 0).map(|(k, n)| (k.clone(), *n)).collect(),
        mandatory: true,
        ..Visit::new(format!("{v}"), v, moment(rows[v].service))
    });
    let places: Vec<(f64, f64)> = rows.iter().map(|r| r.place).collect();
    let problem = Problem {
        technicians: technicians.collect(),
        visits: visits.collect(),
        travel: Travel::Matrix { seconds: euclidean(&places, |d| up(d * scale)), size: places.len() },
        policy: Policy { travel_points_per_second: 0, work_points_per_second: 1, ..Policy::default() },
        supply_place: Some(0),
    };
    Ok((problem, scale))
}
