//! Which visits are bound to each other: crews that start together, orders with gaps, series for one technician.
//!
//! Visits joined by crew or order are a *job*; its visits are listed so that whatever has to be over stands before what waits for it.
//! While partners are served, a visit's node is a narrowed copy of itself (see `board::tied`); the untouched one is kept here.

use super::{Node, ProblemError, wrong};
use crate::model::{Problem, Visit};
use std::collections::{BTreeMap, BTreeSet};

/// The most visits that can start together.
const CREW_MAX: usize = 4;

/// All ties of a problem.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ties {
    /// Visits that are tied, in order.
    pub visits: BTreeMap<u32, Tie>,
    /// Visits of each job, in an order in which they can be served.
    pub jobs: Vec<Vec<u32>>,
    /// Visits of each series.
    pub series: Vec<Vec<u32>>,
}

/// What one visit is tied to.
#[derive(Debug, Clone)]
pub(crate) struct Tie {
    /// All that start together, itself included; just itself when it is in no crew.
    pub crew: Vec<u32>,
    pub after: Vec<Gap>,
    pub before: Vec<Gap>,
    pub job: usize,
    pub series: Option<usize>,
    /// The visit when no partner is served.
    pub free: Node,
}

/// Time between the end of one visit and the start of another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gap {
    /// The other one.
    pub visit: u32,
    pub min: i32,
    pub max: Option<i32>,
}

impl Ties {
    pub(crate) fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    pub(crate) fn get(&self, visit: usize) -> Option<&Tie> {
        self.visits.get(&(visit as u32))
    }

    pub(super) fn new(problem: &Problem, names: &BTreeMap<&str, usize>, nodes: &[Node]) -> Result<Ties, ProblemError> {
        if !problem.visits.iter().any(Visit::is_tied) {
            return Ok(Ties::default());
        }
        let n = nodes.len();
        let (mut crew, mut job, mut series) = (Sets::new(n), Sets::new(n), Sets::new(n));
        let mut gaps: Vec<(u32, Gap)> = Vec::new();
        for (v, visit) in problem.visits.iter().enumerate().filter(|(_, v)| v.is_tied()) {
            let find = |id: &str, field: &str| match names.get(id) {
                Some(&u) if u != v && !is_half(nodes, u) && !is_half(nodes, v) => Ok(u),
                Some(_) => {
                    Err(wrong(format!("visits[{v}].{field}"), "another visit, none of them pick-up or delivery"))
                }
                None => Err(wrong(format!("visits[{v}].{field}"), format!("there is no visit {id}"))),
            };
            if let Some(id) = &visit.starts_with {
                let u = find(id, "starts_with")?;
                if problem.visits[u].starts_with.is_some() {
                    return Err(wrong(format!("visits[{v}].starts_with"), "the one visit that all of the crew name"));
                }
                crew.join(u, v);
                job.join(u, v);
            }
            for after in &visit.after {
                let u = find(&after.visit, "after")?;
                let gap = gap(u, after).ok_or_else(|| {
                    wrong(format!("visits[{v}].after"), "0 <= gap_seconds_min <= gap_seconds_max, less than a year")
                })?;
                job.join(u, v);
                gaps.push((v as u32, gap));
            }
            if let Some(id) = &visit.same_technician_as {
                series.join(find(id, "same_technician_as")?, v);
            }
        }
        Ties::assemble(problem, nodes, &crew.lists(), job.lists(), series.lists(), &gaps)
    }

    fn assemble(
        problem: &Problem,
        nodes: &[Node],
        crews: &[Vec<u32>],
        jobs: Vec<Vec<u32>>,
        series: Vec<Vec<u32>>,
        gaps: &[(u32, Gap)],
    ) -> Result<Ties, ProblemError> {
        let mut ties = Ties { visits: BTreeMap::new(), jobs: Vec::new(), series };
        let mut members: Vec<u32> = jobs.iter().chain(&ties.series).flatten().copied().collect();
        members.sort_unstable();
        members.dedup();
        for v in members {
            let free = nodes[v as usize].clone();
            let of_series = ties.series.iter().position(|s| s.contains(&v));
            let tie =
                Tie { crew: vec![v], after: Vec::new(), before: Vec::new(), job: usize::MAX, series: of_series, free };
            ties.visits.insert(v, tie);
        }
        for crew in crews {
            for &v in crew {
                let at = format!("visits[{v}].starts_with");
                if crew.len() > CREW_MAX {
                    return Err(wrong(at, format!("at most {CREW_MAX} visits that start together")));
                }
                if nodes[v as usize].service < 60 {
                    return Err(wrong(at, "duration_seconds of a minute or more: nobody is in two places"));
                }
                ties.tie(v).crew.clone_from(crew);
            }
        }
        for &(v, gap) in gaps {
            ties.tie(v).after.push(gap);
            ties.tie(gap.visit).before.push(Gap { visit: v, ..gap });
        }
        // Who is in a series only is a job alone.
        let joined: BTreeSet<u32> = jobs.iter().flatten().copied().collect();
        let alone = ties.visits.keys().filter(|v| !joined.contains(v)).map(|&v| vec![v]);
        let jobs: Vec<Vec<u32>> = jobs.iter().cloned().chain(alone.collect::<Vec<_>>()).collect();
        for (j, job) in jobs.iter().enumerate() {
            let Some(order) = ties.in_order(job) else {
                let at = format!("visits[{}].after", job[0]);
                let ids: Vec<&str> = job.iter().map(|&v| problem.visits[v as usize].id.as_str()).collect();
                return Err(wrong(at, format!("an order, but {} wait for each other", ids.join(", "))));
            };
            order.iter().for_each(|&v| ties.tie(v).job = j);
            ties.jobs.push(order);
        }
        Ok(ties)
    }

    fn tie(&mut self, v: u32) -> &mut Tie {
        self.visits.get_mut(&v).expect("every named visit is tied")
    }

    /// The visits of a job, crews side by side, each after all it waits for; none when they wait for each other.
    fn in_order(&self, job: &[u32]) -> Option<Vec<u32>> {
        let mut order: Vec<u32> = Vec::with_capacity(job.len());
        while order.len() < job.len() {
            let ready = |v: &&u32| {
                let crew = &self.visits[v].crew;
                !order.contains(v)
                    && crew.iter().all(|u| self.visits[u].after.iter().all(|gap| order.contains(&gap.visit)))
            };
            let next = *job.iter().find(ready)?;
            order.extend_from_slice(&self.visits[&next].crew);
        }
        Some(order)
    }
}

fn is_half(nodes: &[Node], v: usize) -> bool {
    nodes[v].mate != super::NONE
}

fn gap(u: usize, after: &crate::model::After) -> Option<Gap> {
    let year = 0..366 * 86_400;
    let max = after.gap_seconds_max;
    let holds = year.contains(&after.gap_seconds_min) && max.is_none_or(|m| m >= after.gap_seconds_min);
    holds.then_some(Gap {
        visit: u as u32,
        min: after.gap_seconds_min as i32,
        max: max.filter(|m| year.contains(m)).map(|m| m as i32),
    })
}

/// Disjoint sets of visits.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Self {
        Sets((0..n).collect())
    }

    fn root(&self, mut v: usize) -> usize {
        while self.0[v] != v {
            v = self.0[v];
        }
        v
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// Sets of two or more.
    fn lists(&self) -> Vec<Vec<u32>> {
        let mut lists: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for v in 0..self.0.len() {
            lists.entry(self.root(v)).or_default().push(v as u32);
        }
        lists.into_values().filter(|l| l.len() > 1).collect()
    }
}
