//! Kovacs, Parragh, Doerner and Hartl (2012): skills with levels, tasks that may be outsourced at a price; tasks and crew in one text.
//!
//! Where tasks need several people at once, people form teams that drive together all day: a team is a technician whose skills count heads.
//! Teams are formed here: people join where most is missing, then change places until every task has as many teams that can do it as possible;
//! their number is the one with which a short search does best. Planning does not form them anew.

mod exchange;

use super::{FormatError, bad, euclidean, numbers, up};
use crate::model::{Policy, Problem, Shift, Technician, Visit, Window};
use crate::plan::Plan;
use crate::search::{Budget, solve};
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
    if !(1..=50).contains(&domains) || !(1..=50).contains(&levels) {
        return bad(0, "1 to 50 domains and proficiency levels");
    }
    let wide = 8 + domains * levels;
    let rows: Vec<(usize, Vec<f64>)> = tasks.iter().filter_map(|(i, l)| Some((*i, numbers(l)?))).collect();
    if let Some((line, x)) = rows.iter().find(|r| r.1.len() != wide) {
        return bad(*line, format!("{wide} columns for {domains} domains and {levels} levels, found {}", x.len()));
    }
    let of_tasks = text.split("Technicians").next().unwrap_or(text);
    if let Some((line, found)) = super::stray(of_tasks, |l| numbers(l).is_some()) {
        return bad(line, format!("a row of {wide} numbers, found {found}"));
    }
    let mut known = std::collections::BTreeSet::new();
    if let Some((line, x)) = rows.iter().find(|r| !known.insert(r.1[0].to_bits())) {
        return bad(*line, format!("a number of its own in the first column, found {} again", x[0]));
    }
    if let Some((line, _)) = rows.iter().find(|r| r.1[8..].iter().any(|n| !(0.0..=100.0).contains(n))) {
        return bad(*line, "needs of 0 to 100 people");
    }
    if rows.is_empty() {
        return bad(0, "a row for the depot and one for each task");
    }
    let mut people = Vec::new();
    for (line, text) in crew {
        let Some(x) = numbers(text) else { continue };
        if x.len() < domains {
            return bad(*line, format!("a level for each of {domains} domains"));
        }
        people.push(x[x.len() - domains..].to_vec());
    }
    let file = File { domains, levels, tasks: rows.into_iter().map(|r| r.1).collect(), people };
    let teams = file.tasks[1..].iter().any(|x| x[8..].iter().any(|&n| n > 1.0));
    Ok((if teams { file.best_teams() } else { file.problem(&file.alone()) }, SCALE))
}

/// Points for one unit of distance.
const SCALE: f64 = 1000.0;
/// Steps of search by which numbers of teams are compared.
const TRIAL_STEPS: u64 = 300;
/// Numbers of teams for which people change places.
const NUMBERS: usize = 4;

/// A read file; row 0 of the tasks is the depot.
struct File {
    domains: usize,
    levels: usize,
    tasks: Vec<Vec<f64>>,
    /// Level of each person in each domain.
    people: Vec<Vec<f64>>,
}

impl File {
    /// Everyone is a team.
    fn alone(&self) -> Vec<Vec<usize>> {
        (0..self.people.len()).map(|p| vec![p]).collect()
    }

    /// How many of a team have a domain at a level (from 0) or above.
    fn holding(&self, team: &[usize], domain: usize, level: usize) -> usize {
        team.iter().filter(|&&p| self.people[p][domain] > level as f64).count()
    }

    /// People formed into so many teams, each joining where the most of what tasks need is still missing.
    fn teams(&self, count: usize) -> Vec<Vec<usize>> {
        let needs = self.domains * self.levels;
        // How many tasks need at least n people at each level of each domain.
        let most = self.tasks[1..].iter().flat_map(|x| &x[8..]).fold(0.0, |a: f64, &b| a.max(b)) as usize;
        let asking = |need: usize, n: usize| self.tasks[1..].iter().filter(|x| x[8 + need] >= n as f64).count();
        let wanted: Vec<Vec<usize>> = (0..needs).map(|need| (1..=most).map(|n| asking(need, n)).collect()).collect();
        let mut teams: Vec<(Vec<usize>, Vec<usize>)> = vec![(Vec::new(), vec![0; needs]); count];
        let mut order: Vec<usize> = (0..self.people.len()).collect();
        order.sort_by_key(|&p| -(self.people[p].iter().sum::<f64>() as i64));
        for p in order {
            let able = |need: usize| self.people[p][need / self.levels] > (need % self.levels) as f64;
            let gain = |have: &[usize]| -> usize {
                (0..needs).filter(|&n| able(n)).map(|n| wanted[n].get(have[n]).copied().unwrap_or(0)).sum()
            };
            let best = (0..count).max_by_key(|&t| (gain(&teams[t].1), usize::MAX - teams[t].0.len(), count - t));
            let team = &mut teams[best.unwrap_or(0)];
            team.0.push(p);
            (0..needs).filter(|&n| able(n)).for_each(|n| team.1[n] += 1);
        }
        teams.into_iter().map(|t| t.0).filter(|t| !t.is_empty()).collect()
    }

    /// The number of teams that a short search likes best, tried again for the best few numbers after people have changed places.
    fn best_teams(&self) -> Problem {
        let mut counts: Vec<usize> = vec![1];
        while let Some(&last) = counts.last().filter(|&&c| c < self.people.len()) {
            counts.push((last + 1 + last / 6).min(self.people.len()));
        }
        let trial = |teams: Vec<Vec<usize>>| {
            let problem = self.problem(&teams);
            let budget = Budget { iterations: TRIAL_STEPS, seed: 1 };
            let plan = solve(&problem, &Plan::default(), &budget, &mut |p| p.spent_ppm).map(|s| s.plan);
            (plan.map_or(i64::MAX, |p| p.score.points + p.score.weight_unserved), teams, problem)
        };
        let mut tried: Vec<_> = counts.into_iter().map(|count| trial(self.teams(count))).collect();
        tried.sort_by_key(|t| (t.0, t.1.len()));
        tried.truncate(NUMBERS);
        for k in 0..tried.len() {
            let mut teams = tried[k].1.clone();
            exchange::improve(self, &mut teams);
            tried.push(trial(teams));
        }
        tried.into_iter().min_by_key(|t| (t.0, t.1.len())).map_or_else(|| self.problem(&self.alone()), |t| t.2)
    }

    /// The problem with these teams as technicians: a skill for each level of each domain, held as often as people have it.
    fn problem(&self, teams: &[Vec<usize>]) -> Problem {
        let moment = |x: f64| (x * SCALE).round() as i64;
        let name = |k: usize, l: usize| format!("d{} level {}", k + 1, l + 1);
        let all = || (0..self.domains).flat_map(|k| (0..self.levels).map(move |l| (k, l)));
        let depot = &self.tasks[0];
        let technicians = teams.iter().map(|team| {
            let ids: Vec<String> = team.iter().map(|p| (p + 1).to_string()).collect();
            let held = |(k, l): (usize, usize)| (name(k, l), self.holding(team, k, l).min(255) as u8);
            let shift = Shift::new(moment(depot[4]), moment(depot[5]), 0);
            Technician { skills: all().map(held).collect(), ..Technician::new(ids.join("+"), vec![shift]) }
        });
        let visit = |(i, x): (usize, &Vec<f64>)| {
            let needs = &x[8..];
            let mut visit = Visit::new(format!("{i}"), i, moment(x[6]));
            visit.windows = vec![Window::new(moment(x[4]), moment(x[5]))];
            let needed = all().zip(needs).filter(|(_, n)| **n > 0.0);
            visit.skills = needed.map(|((k, l), &n)| (name(k, l), n.min(255.0) as u8)).collect();
            visit.weight = (outsourcing(x) * SCALE).round() as u32;
            visit
        };
        let points: Vec<(f64, f64)> = self.tasks.iter().map(|x| (x[1], x[2])).collect();
        Problem {
            technicians: technicians.collect(),
            visits: self.tasks.iter().enumerate().skip(1).map(visit).collect(),
            travel: Travel::Matrix { seconds: euclidean(&points, |d| up(d * SCALE)), size: points.len() },
            policy: Policy { unserved_points_per_weight: Some(1), ..Policy::default() },
            supply_place: None,
        }
    }
}

/// What it costs to have a task done by others.
fn outsourcing(task: &[f64]) -> f64 {
    let sum: f64 = task[8..].iter().sum();
    200.0 + sum * sum.sqrt()
}
