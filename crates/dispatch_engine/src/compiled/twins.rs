//! Days that are alike in every respect: of several empty ones only the first has to be tried.

use super::{Model, NONE};
use crate::model::Problem;
use std::collections::BTreeMap;

impl Model {
    /// Finds days that are alike in every respect, so that of several empty ones only the first is tried.
    pub(crate) fn find_twins(&mut self, problem: &Problem) {
        let mut named = vec![false; problem.technicians.len()];
        for node in &self.nodes {
            for &t in node.preferred.iter().chain([&node.announced]).filter(|&&t| t != NONE) {
                named[t as usize] = true;
            }
        }
        let classes = self.classes.len() / self.words;
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for d in 0..self.days.len() {
            let day = &self.days[d];
            let t = day.technician as usize;
            let abilities: Vec<bool> =
                (0..classes).map(|c| self.classes[c * self.words + t / 64] >> (t % 64) & 1 == 1).collect();
            // Whose days are coupled has other room on each than a stranger.
            let alone = if named[t] || self.is_coupled(d) { t } else { usize::MAX };
            let mut plain = day.clone();
            (plain.technician, plain.shift, plain.twin) = (0, 0, 0);
            let key = format!("{plain:?}{abilities:?}{:?}{alone}", self.capacity(d));
            self.days[d].twin = *known.entry(key).or_insert(d as u32);
        }
    }
}
