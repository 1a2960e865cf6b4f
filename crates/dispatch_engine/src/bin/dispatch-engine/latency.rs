//! `latency`: how long answers about one visit take on a full day, and on fourteen.

use crate::{Failure, Source};
use clap::Args;
use dispatch_engine::{After, Board, Budget, Plan, Problem, Visit, Window, solve};
use std::time::Instant;

/// Times openings, slots and explanations on an instance.
#[derive(Args)]
pub(crate) struct Latency {
    #[command(flatten)]
    source: Source,
    /// Planning time before the questions.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// Visits asked about.
    #[arg(long, default_value_t = 200)]
    questions: usize,
    /// Also repeat every shift on this many days and ask for slots over all of them.
    #[arg(long, default_value_t = 14)]
    days: usize,
    /// Bind visits to each other first: of every five, two start together, one follows another, and the last has its technician.
    #[arg(long)]
    bound: bool,
}

fn bind(problem: &mut Problem) {
    for five in problem.visits.chunks_exact_mut(5) {
        let [first, mate, before, after, same] = five else { continue };
        mate.starts_with = Some(first.id.clone());
        (mate.place, mate.windows) = (first.place, first.windows.clone());
        after.after = vec![After { visit: before.id.clone(), gap_seconds_min: 600, gap_seconds_max: None }];
        after.windows.clear();
        same.same_technician_as = Some(after.id.clone());
        same.skills.clone_from(&after.skills);
    }
}

/// Milliseconds at the middle, at 99 % and at worst.
fn tell(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
    };
    println!(
        "{name:30} {:6} asked  p50 {:8.3} ms  p99 {:8.3} ms  worst {:8.3} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Times a question, the best of three: other work on the machine is not what is measured.
fn timed<T>(times: &mut Vec<f64>, work: impl Fn() -> T) -> T {
    let once = || {
        let began = Instant::now();
        let done = work();
        (began.elapsed().as_secs_f64() * 1e3, done)
    };
    let (mut best, done) = once();
    for _ in 0..2 {
        best = best.min(once().0);
    }
    times.push(best);
    done
}

/// A visit of another day is bound to what those it is bound to became on that day, if they are served at all.
fn follow(visit: &mut Visit, day: i64, plan: &Plan) {
    let known = |id: &String| plan.find(id).map(|_| format!("{id} day {day}"));
    for bond in [&mut visit.starts_with, &mut visit.same_technician_as, &mut visit.delivers] {
        *bond = bond.as_ref().and_then(known);
    }
    visit.after.retain_mut(|after| known(&after.visit).map(|id| after.visit = id).is_some());
}

impl Latency {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut problem = self.source.read()?.problem;
        if self.bound {
            bind(&mut problem);
        }
        let began = Instant::now();
        let share = |_: &_| (began.elapsed().as_secs_f64() / self.seconds * 1e6) as u32;
        let budget = Budget { iterations: u64::MAX, seed: 1 };
        let plan = solve(&problem, &Plan::default(), &budget, &mut |p| share(p))?.plan;
        let mut times = Vec::new();
        let board = timed(&mut times, || Board::new(problem.clone(), &plan))?;
        tell("board from a problem", times);
        let (mut openings, mut explanations, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        let unserved: Vec<usize> = plan.unserved.iter().filter_map(|id| board.index(id)).collect();
        let mut free = board.clone();
        for visit in (0..problem.visits.len()).step_by((problem.visits.len() / self.questions).max(1)) {
            if free.remove(visit) {
                let found = timed(&mut openings, || free.openings(visit, usize::MAX));
                if let Some(best) = found.first() {
                    free.place(visit, best);
                }
            }
            timed(&mut explanations, || board.explain(visit));
        }
        for &visit in unserved.iter().take(self.questions) {
            timed(&mut reasons, || board.explain(visit));
        }
        tell("openings, all of them", openings);
        tell("explain any visit", explanations);
        tell("explain unserved, remedies", reasons);
        self.slots(&problem, &plan)
    }

    fn slots(&self, problem: &Problem, plan: &Plan) -> Result<(), Failure> {
        const DAY: i64 = 86_400;
        let mut long = problem.clone();
        for technician in &mut long.technicians {
            let first = technician.shifts.clone();
            for d in 1..self.days as i64 {
                technician.shifts.extend(first.iter().cloned().map(|mut shift| {
                    shift.start_seconds += d * DAY;
                    shift.end_seconds += d * DAY;
                    for pause in &mut shift.breaks {
                        pause.earliest_seconds += d * DAY;
                        pause.latest_seconds += d * DAY;
                    }
                    shift
                }));
            }
        }
        // Every day is as full as the first one.
        let mut full = plan.clone();
        full.routes.clear();
        for d in 0..self.days as i64 {
            for route in &plan.routes {
                let mut copy = route.clone();
                copy.shift += d as usize;
                for stop in &mut copy.stops {
                    stop.start_seconds += d * DAY;
                    stop.end_seconds += d * DAY;
                    let Some(id) = stop.visit.as_mut() else { continue };
                    if d > 0 {
                        let Some(visit) = problem.visits.iter().find(|v| v.id == *id) else { continue };
                        let mut again = visit.clone();
                        id.push_str(&format!(" day {d}"));
                        again.id.clone_from(id);
                        follow(&mut again, d, plan);
                        again.windows.iter_mut().for_each(|w| {
                            w.start_seconds += d * DAY;
                            w.end_seconds += d * DAY;
                        });
                        long.visits.push(again);
                    }
                }
                full.routes.push(copy);
            }
        }
        let board = Board::new(long, &full)?;
        let windows: Vec<Window> = (0..self.days as i64)
            .flat_map(|d| (0..6).map(move |k| Window::new(d * DAY + 28_800 + k * 7200, d * DAY + 36_000 + k * 7200)))
            .collect();
        let mut slots = Vec::new();
        for id in plan.unserved.iter().take(self.questions) {
            let Some(visit) = board.index(id) else { continue };
            timed(&mut slots, || board.slots(visit, &windows));
        }
        tell(&format!("slots, {} windows", windows.len()), slots);
        Ok(())
    }
}
