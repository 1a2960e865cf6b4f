//! `latency`: how long answers about one visit take on a full day, and on fourteen.

use crate::{Failure, Source};
use clap::Args;
use dispatch_engine::{Board, Budget, Plan, Problem, Window, solve};
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

impl Latency {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let case = self.source.read()?;
        let began = Instant::now();
        let share = |_: &_| (began.elapsed().as_secs_f64() / self.seconds * 1e6) as u32;
        let budget = Budget { iterations: u64::MAX, seed: 1 };
        let plan = solve(&case.problem, &Plan::default(), &budget, &mut |p| share(p))?.plan;
        let mut times = Vec::new();
        let board = timed(&mut times, || Board::new(case.problem.clone(), &plan))?;
        tell("board from a problem", times);
        let (mut openings, mut explanations, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        let unserved: Vec<usize> = plan.unserved.iter().filter_map(|id| board.index(id)).collect();
        let mut free = board.clone();
        for visit in (0..case.problem.visits.len()).step_by((case.problem.visits.len() / self.questions).max(1)) {
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
        self.slots(&case.problem, &plan)
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
                    let Some(id) = stop.visit.as_mut() else { continue };
                    if d > 0 {
                        let Some(visit) = problem.visits.iter().find(|v| v.id == *id) else { continue };
                        let mut again = visit.clone();
                        id.push_str(&format!(" day {d}"));
                        again.id.clone_from(id);
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
