//! A served visit asked about as if it were not: it is set aside with its crew or other half, and everyone else stays where they are.
//!
//! Visits that wait for it stand too, held to their starts, so it has to be over in time for them wherever it goes.

use super::{Board, Opening};
use crate::compiled::NONE;
use std::sync::Arc;

impl Board {
    /// The board without a served visit, its crew or its other half; none when the rest cannot stand so.
    pub(crate) fn aside(&self, visit: usize) -> Option<Board> {
        let mut board = self.clone();
        let waiting = self.waiting_for(visit as u32);
        if waiting.is_empty() {
            return board.remove(visit).then_some(board);
        }
        let crew = self.crew_of(visit as u32);
        for &w in &waiting {
            let (start, _) = self.times(w)?;
            let node = &mut Arc::make_mut(&mut board.model).nodes[w as usize];
            *node = node.narrowed(start, start, node.close);
        }
        for &v in &crew {
            board.day_of[v as usize] = NONE;
            let free = self.model.ties.get(v as usize)?.free.clone();
            Arc::make_mut(&mut board.model).nodes[v as usize] = free;
        }
        let mut days: Vec<u32> = crew.iter().chain(&waiting).map(|&v| self.day_of[v as usize]).collect();
        days.sort_unstable();
        days.dedup();
        for d in days.into_iter().filter(|&d| d != NONE) {
            let seq: Vec<u32> = self.routes[d as usize].seq.iter().copied().filter(|v| !crew.contains(v)).collect();
            board.routes[d as usize] = board.afforded(d as usize, &seq)?;
        }
        Some(board)
    }

    /// Served visits that wait for a visit or one of its crew.
    fn waiting_for(&self, visit: u32) -> Vec<u32> {
        let ties = self.crew_of(visit).into_iter().filter_map(|v| self.model.ties.get(v as usize));
        let mut waiting: Vec<u32> = ties.flat_map(|tie| tie.before.iter().map(|gap| gap.visit)).collect();
        waiting.retain(|&w| self.day_of[w as usize] != NONE);
        waiting.sort_unstable();
        waiting.dedup();
        waiting
    }

    /// Takes a served visit, with its crew or other half, to one of its `openings`, those that wait for it staying where they are; an
    /// unserved one is placed. False, and nothing is changed, when it does not fit there.
    pub fn relocate(&mut self, visit: usize, opening: &Opening) -> bool {
        let aside = if self.day_of[visit] == NONE { Some(self.clone()) } else { self.aside(visit) };
        let Some(mut board) = aside else { return false };
        let placed = board.place(visit, opening);
        if placed {
            *self = board;
        }
        placed
    }
}
