//! What a route has to keep besides time: count, load, tools and parts, pick-up before delivery.

use super::Route;
use crate::compiled::{Day, Model, NONE};

impl Route {
    /// Load, count, tools, parts and pairs.
    pub(super) fn within_limits(&mut self, model: &Model, d: usize) -> bool {
        let day = &model.days[d];
        let visits = self.seq.iter().filter(|&&v| v != NONE).count();
        if visits as u64 > u64::from(day.visits_max) {
            return false;
        }
        (model.dimensions == 0 || self.loads_fit(model, d))
            && (!model.supplies || supplies_fit(model, day, &self.seq).is_none() && self.calls() <= 1)
            && (!model.pairs || self.pairs_stand(model))
    }

    fn calls(&self) -> usize {
        self.seq.iter().filter(|&&v| v == NONE).count()
    }

    pub(super) fn loads_fit(&mut self, model: &Model, d: usize) -> bool {
        let dimensions = model.dimensions;
        self.load.clear();
        self.load.resize((self.seq.len() + 1) * dimensions, 0);
        let capacity = model.capacity(d);
        for (p, &v) in self.seq.iter().enumerate() {
            for (k, &most) in capacity.iter().enumerate() {
                let more = if v == NONE { 0 } else { model.demand(v as usize)[k] };
                let load = self.load[p * dimensions + k] + more;
                if load > most {
                    return false;
                }
                self.load[(p + 1) * dimensions + k] = load;
            }
        }
        true
    }

    pub(super) fn pairs_stand(&self, model: &Model) -> bool {
        self.seq.iter().enumerate().all(|(p, &v)| {
            let Some(node) = model.nodes.get(v as usize) else { return true };
            let mate = node.mate;
            mate == NONE
                || if node.delivers { self.seq[..p].contains(&mate) } else { self.seq[p + 1..].contains(&mate) }
        })
    }
}

/// The first stop for which tools or parts are missing with no supply call before it.
pub(crate) fn supplies_fit(model: &Model, day: &Day, seq: &[u32]) -> Option<usize> {
    let call = seq.iter().position(|&v| v == NONE).unwrap_or(seq.len());
    let own = &seq[..call];
    let tool = own.iter().position(|&v| model.nodes[v as usize].tools & !day.tools != 0);
    let part = (0..day.parts.len()).filter_map(|k| {
        let mut left = day.parts[k];
        own.iter().position(|&v| {
            left -= model.nodes[v as usize].parts.get(k).copied().unwrap_or(0);
            left < 0
        })
    });
    part.chain(tool).min()
}
