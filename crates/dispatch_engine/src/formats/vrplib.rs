//! VRPLIB with an explicit matrix: the road instances of the EURO meets NeurIPS 2022 competition.

use super::{FormatError, bad, numbers};
use crate::model::{Policy, Problem, Shift, Technician, Visit, Window};
use crate::travel::Travel;
use std::collections::BTreeMap;

#[derive(Default)]
struct File {
    fields: BTreeMap<String, (usize, f64)>,
    sections: BTreeMap<String, Vec<(usize, Vec<f64>)>>,
}

fn parse(text: &str) -> Result<File, FormatError> {
    let mut file = File::default();
    let mut section: Option<String> = None;
    for (i, line) in text.lines().enumerate() {
        let (line, at) = (line.trim(), i + 1);
        if line.is_empty() || line == "EOF" {
            continue;
        }
        if let Some((key, value)) = line.split_once(':') {
            if let Ok(number) = value.trim().parse() {
                file.fields.insert(key.trim().to_string(), (at, number));
            }
        } else if let Some(x) = numbers(line) {
            match &section {
                Some(name) => file.sections.entry(name.clone()).or_default().push((at, x)),
                None => return bad(at, "a section name before numbers"),
            }
        } else if line.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') {
            section = Some(line.to_string());
        } else {
            return bad(at, "`KEY : value`, a section name or a row of numbers");
        }
    }
    Ok(file)
}

impl File {
    fn field(&self, key: &str) -> Result<usize, FormatError> {
        match self.fields.get(key) {
            Some(&(_, x)) if (0.0..1e6).contains(&x) => Ok(x as usize),
            Some(&(line, _)) => bad(line, format!("{key} below a million")),
            None => bad(0, format!("a line `{key} : number`")),
        }
    }

    fn rows(&self, name: &str, n: usize, width: usize) -> Result<Vec<&[f64]>, FormatError> {
        let Some(rows) = self.sections.get(name) else { return bad(0, format!("a section {name}")) };
        if rows.len() != n {
            return bad(rows.first().map_or(0, |r| r.0), format!("{n} rows in {name}, found {}", rows.len()));
        }
        if let Some((line, _)) = rows.iter().find(|r| r.1.len() < width) {
            return bad(*line, format!("{width} numbers in {name}"));
        }
        Ok(rows.iter().map(|r| r.1.as_slice()).collect())
    }
}

pub(super) fn read(text: &str) -> Result<Problem, FormatError> {
    let file = parse(text)?;
    let n = file.field("DIMENSION")?;
    let capacity = file.field("CAPACITY")? as i64;
    let vehicles = file.field("VEHICLES").unwrap_or(n);
    let flat = file.sections.get("EDGE_WEIGHT_SECTION").map_or(&[] as &[_], Vec::as_slice);
    let seconds: Vec<i32> = flat.iter().flat_map(|r| r.1.iter().map(|&x| x as i32)).collect();
    if let Some((line, _)) = flat.iter().find(|r| r.1.iter().any(|x| !(0.0..2e8).contains(x))) {
        return bad(*line, "lengths from 0 to 200000000 in EDGE_WEIGHT_SECTION");
    }
    if n == 0 || seconds.len() != n * n {
        return bad(
            flat.first().map_or(0, |r| r.0),
            format!("{n} x {n} numbers in EDGE_WEIGHT_SECTION, found {}", seconds.len()),
        );
    }
    let windows = file.rows("TIME_WINDOW_SECTION", n, 3)?;
    let services = file.rows("SERVICE_TIME_SECTION", n, 2)?;
    let demands = file.rows("DEMAND_SECTION", n, 2)?;
    let technician = |t: usize| {
        let shift = Shift::new(windows[0][1] as i64, windows[0][2] as i64, 0);
        Technician { capacity: vec![capacity], ..Technician::new(format!("{}", t + 1), vec![shift]) }
    };
    let visit = |i: usize| Visit {
        windows: vec![Window::new(windows[i][1] as i64, windows[i][2] as i64)],
        demand: vec![demands[i][1] as i64],
        mandatory: true,
        ..Visit::new(format!("{i}"), i, services[i][1] as i64)
    };
    Ok(Problem {
        technicians: (0..vehicles.min(n)).map(technician).collect(),
        visits: (1..n).map(visit).collect(),
        travel: Travel::Matrix { seconds, size: n },
        policy: Policy::default(),
        supply_place: None,
    })
}
