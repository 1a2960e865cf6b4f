//! People of different teams change places as long as tasks gain teams that can do them, those with the fewest the most.

use super::{File, outsourcing};

/// Rounds of exchanges at most.
const ROUNDS: usize = 4;

/// Lets people change places between teams.
pub(super) fn improve(file: &File, teams: &mut [Vec<usize>]) {
    let mut exchange = Exchange::new(file, teams);
    for _ in 0..ROUNDS {
        let mut any = false;
        for a in 0..teams.len() {
            for b in a + 1..teams.len() {
                for i in 0..teams[a].len() {
                    for j in 0..teams[b].len() {
                        if exchange.pays((a, teams[a][i]), (b, teams[b][j])) {
                            (teams[a][i], teams[b][j]) = (teams[b][j], teams[a][i]);
                            any = true;
                        }
                    }
                }
            }
        }
        if !any {
            return;
        }
    }
}

/// Who can do what. A need is a level of a domain, numbered as in the file.
struct Exchange {
    /// Whether each person answers each need.
    holds: Vec<Vec<bool>>,
    /// What each task needs, and how many people for it; and the other way round, the tasks that need something.
    needs: Vec<Vec<(usize, usize)>>,
    asking: Vec<Vec<usize>>,
    /// What it costs to leave each task out.
    worth: Vec<u64>,
    /// How many people of each team answer each need.
    have: Vec<Vec<usize>>,
    /// Whether each team can do each task, and how many teams can.
    able: Vec<Vec<bool>>,
    teams: Vec<usize>,
    /// Tasks that an exchange concerns, and the number of the exchange that found them last.
    concerned: Vec<usize>,
    found: Vec<u64>,
    count: u64,
}

impl Exchange {
    fn new(file: &File, teams: &[Vec<usize>]) -> Self {
        let wide = file.domains * file.levels;
        let holds = |p: usize| (0..wide).map(|n| file.holding(&[p], n / file.levels, n % file.levels) > 0).collect();
        let all = |task: &Vec<f64>| -> Vec<(usize, usize)> {
            task[8..].iter().enumerate().filter(|n| *n.1 > 0.0).map(|(need, &n)| (need, n as usize)).collect()
        };
        let needs: Vec<Vec<(usize, usize)>> = file.tasks[1..].iter().map(all).collect();
        let asks = |n: usize| (0..needs.len()).filter(|&t| needs[t].iter().any(|x| x.0 == n)).collect();
        let have = |team: &Vec<usize>| {
            (0..wide).map(|n| file.holding(team, n / file.levels, n % file.levels)).collect::<Vec<usize>>()
        };
        let have: Vec<Vec<usize>> = teams.iter().map(have).collect();
        let able = |have: &Vec<usize>| needs.iter().map(|task| can(have, task)).collect();
        let able: Vec<Vec<bool>> = have.iter().map(able).collect();
        Exchange {
            holds: (0..file.people.len()).map(holds).collect(),
            asking: (0..wide).map(asks).collect(),
            worth: file.tasks[1..].iter().map(|task| outsourcing(task).round() as u64).collect(),
            teams: (0..needs.len()).map(|t| able.iter().filter(|a| a[t]).count()).collect(),
            concerned: Vec::new(),
            found: vec![0; needs.len()],
            count: 0,
            needs,
            have,
            able,
        }
    }

    /// Whether tasks gain when one person of a team and another of a second one change places; takes the change over if so.
    fn pays(&mut self, (a, one): (usize, usize), (b, other): (usize, usize)) -> bool {
        self.swap(a, one, b, other);
        let mut change = 0;
        for &t in &self.concerned {
            let before = self.teams[t];
            change += scarcity(self.worth[t], self.with(t, a, b)) - scarcity(self.worth[t], before);
        }
        if change >= 0 {
            self.swap(a, other, b, one);
            return false;
        }
        for k in 0..self.concerned.len() {
            let t = self.concerned[k];
            self.teams[t] = self.with(t, a, b);
            for team in [a, b] {
                self.able[team][t] = can(&self.have[team], &self.needs[t]);
            }
        }
        true
    }

    /// Counts one person of the first team and another of the second in each other's place; notes the tasks that it concerns.
    fn swap(&mut self, a: usize, one: usize, b: usize, other: usize) {
        self.count += 1;
        self.concerned.clear();
        for n in 0..self.asking.len() {
            let (gone, come) = (self.holds[one][n], self.holds[other][n]);
            if gone == come {
                continue;
            }
            self.have[a][n] = self.have[a][n] + usize::from(come) - usize::from(gone);
            self.have[b][n] = self.have[b][n] + usize::from(gone) - usize::from(come);
            for &t in &self.asking[n] {
                if std::mem::replace(&mut self.found[t], self.count) != self.count {
                    self.concerned.push(t);
                }
            }
        }
    }

    /// Teams that can do a task, two of them as they have become.
    fn with(&self, t: usize, a: usize, b: usize) -> usize {
        let count = |x: usize, able: bool| (usize::from(can(&self.have[x], &self.needs[t])), usize::from(able));
        let ((now_a, was_a), (now_b, was_b)) = (count(a, self.able[a][t]), count(b, self.able[b][t]));
        self.teams[t] + now_a + now_b - was_a - was_b
    }
}

/// What it weighs that only so many teams can do a task: half as much with each.
fn scarcity(worth: u64, teams: usize) -> i64 {
    ((worth << 20) >> teams.min(40)) as i64
}

/// Whether a team with so many people for each need can do a task.
fn can(have: &[usize], task: &[(usize, usize)]) -> bool {
    task.iter().all(|&(need, people)| have[need] >= people)
}

#[cfg(test)]
mod tests {
    use super::{File, improve};
    use crate::random::Random;

    /// Needs after the eight columns that do not matter here.
    fn task(needs: &[f64]) -> Vec<f64> {
        [&[0.0; 8], needs].concat()
    }

    #[test]
    fn who_is_needed_together_comes_together() {
        let people = vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![1.0, 0.0], vec![0.0, 1.0]];
        let tasks = vec![task(&[0.0, 0.0]), task(&[2.0, 0.0]), task(&[0.0, 2.0])];
        let file = File { domains: 2, levels: 1, tasks, people };
        let mut teams = vec![vec![0, 1], vec![2, 3]];
        improve(&file, &mut teams);
        teams.iter_mut().for_each(|t| t.sort_unstable());
        teams.sort();
        assert_eq!(teams, vec![vec![0, 2], vec![1, 3]]);
    }

    #[test]
    fn people_stay_and_no_fewer_tasks_can_be_done() {
        for seed in 0..40 {
            let mut random = Random::new(seed);
            let people: Vec<Vec<f64>> = (0..12).map(|_| (0..3).map(|_| random.below(4) as f64).collect()).collect();
            let mut tasks = vec![task(&[0.0; 9])];
            tasks.extend((0..20).map(|_| task(&(0..9).map(|_| random.below(2) as f64).collect::<Vec<_>>())));
            let file = File { domains: 3, levels: 3, tasks, people };
            let doable = |teams: &[Vec<usize>]| {
                let can = |team: &Vec<usize>, task: &Vec<f64>| {
                    (0..9).all(|n| file.holding(team, n / 3, n % 3) >= task[8 + n] as usize)
                };
                file.tasks[1..].iter().filter(|task| teams.iter().any(|team| can(team, task))).count()
            };
            let before = file.teams(4);
            let mut after = before.clone();
            improve(&file, &mut after);
            let all = |teams: &[Vec<usize>]| {
                let mut all: Vec<usize> = teams.concat();
                all.sort_unstable();
                all
            };
            assert_eq!(all(&before), all(&after));
            assert!(doable(&after) >= doable(&before), "seed {seed}");
        }
    }
}
