//! Ids and names become indices, once.

use super::{ProblemError, wrong};
use crate::model::Problem;
use std::collections::BTreeMap;

/// Ids and names to indices.
pub(super) struct Names<'a> {
    pub technicians: BTreeMap<&'a str, u32>,
    pub visits: BTreeMap<&'a str, usize>,
    tools: Vec<&'a str>,
    parts: Vec<&'a str>,
    /// The level of each technician, for each skill that somebody holds.
    levels: BTreeMap<&'a str, Vec<u8>>,
}

impl<'a> Names<'a> {
    pub fn new(problem: &'a Problem) -> Result<Self, ProblemError> {
        let mut technicians = BTreeMap::new();
        for (t, technician) in problem.technicians.iter().enumerate() {
            if technicians.insert(technician.id.as_str(), t as u32).is_some() {
                return Err(wrong(format!("technicians[{t}].id"), format!("{} is used twice", technician.id)));
            }
        }
        let mut visits = BTreeMap::new();
        for (v, visit) in problem.visits.iter().enumerate() {
            if visits.insert(visit.id.as_str(), v).is_some() {
                return Err(wrong(format!("visits[{v}].id"), format!("{} is used twice", visit.id)));
            }
        }
        let mut tools: Vec<&str> = problem.technicians.iter().flat_map(|t| &t.tools).map(String::as_str).collect();
        tools.extend(problem.visits.iter().flat_map(|v| &v.tools).map(String::as_str));
        let mut parts: Vec<&str> =
            problem.technicians.iter().flat_map(|t| t.parts.keys()).map(String::as_str).collect();
        parts.extend(problem.visits.iter().flat_map(|v| v.parts.keys()).map(String::as_str));
        for list in [&mut tools, &mut parts] {
            list.sort_unstable();
            list.dedup();
        }
        if tools.len() > 64 {
            return Err(wrong("tools", format!("at most 64 different tools, found {}", tools.len())));
        }
        let mut levels: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for (t, technician) in problem.technicians.iter().enumerate() {
            for (skill, &level) in &technician.skills {
                levels.entry(skill).or_insert_with(|| vec![0; problem.technicians.len()])[t] = level;
            }
        }
        Ok(Names { technicians, visits, tools, parts, levels })
    }

    /// The level of each technician; empty when nobody has the skill.
    pub fn levels(&self, skill: &str) -> &[u8] {
        self.levels.get(skill).map_or(&[], Vec::as_slice)
    }

    pub fn technician(&self, id: &str, at: &str) -> Result<u32, ProblemError> {
        self.technicians.get(id).copied().ok_or_else(|| wrong(at, format!("there is no technician {id}")))
    }

    pub fn tools(&self, tools: &std::collections::BTreeSet<String>) -> u64 {
        tools.iter().filter_map(|t| self.tools.binary_search(&t.as_str()).ok()).fold(0, |set, i| set | 1 << i)
    }

    /// By number; more than can be counted is as good as all.
    pub fn parts(&self, parts: &BTreeMap<String, u32>) -> Box<[i32]> {
        self.parts.iter().map(|&p| parts.get(p).map_or(0, |&n| i32::try_from(n).unwrap_or(i32::MAX))).collect()
    }
}
