//! `growth`: what a step of the search costs at several sizes, against n log n.

use crate::solve::{Clock, timed};
use crate::{Failure, read};
use clap::Args;
use dispatch_engine::{Budget, Plan, Tuning};
use std::path::PathBuf;

/// Prints the cost of a step for instances of growing size, as a ratio to the first one's and to n log n.
#[derive(Args)]
pub(crate) struct Growth {
    /// Instances of one family, the smallest first.
    #[arg(required = true, num_args = 2..)]
    inputs: Vec<PathBuf>,
    /// Per instance.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Count seconds of processor time, for measuring on a busy machine.
    #[arg(long)]
    cpu_clock: bool,
}

impl Growth {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut first = None;
        let mut all_below = true;
        for input in &self.inputs {
            let (n, step) = self.step(input)?;
            let (n0, step0) = *first.get_or_insert((n, step));
            let (cost, bound) = (step / step0, n * n.log2() / (n0 * n0.log2()));
            all_below &= cost <= bound;
            println!(
                "n = {n:6}  {step:9.2} microseconds a step  {cost:7.2} times the first, n log n {bound:8.2} times"
            );
        }
        println!("{}", if all_below { "no faster than n log n" } else { "FASTER THAN n log n" });
        Ok(())
    }

    /// Visits, and microseconds a step after the first plan stands.
    fn step(&self, input: &std::path::Path) -> Result<(f64, f64), Failure> {
        let case = read(input, None, "auto", "distance")?;
        let clock = Clock::start(self.cpu_clock);
        let budget = Budget { iterations: u64::MAX, seed: 1 };
        let run = timed(&case, &Plan::default(), &budget, Some(self.seconds), &Tuning::default(), clock, false)?;
        let seconds = run.seconds - run.first_seconds;
        Ok((case.problem.visits.len() as f64, seconds * 1e6 / run.solution.iterations.max(1) as f64))
    }
}
