//! The nearest visits of every visit, nearest first, by driving time.
//!
//! Up to a few thousand visits everything is compared with everything; beyond that, only within a window of a space-filling order.

use crate::compiled::Model;

/// Nearest visits, each visit's own list starting with itself.
pub(crate) struct Neighbours {
    lists: Vec<u32>,
    each: usize,
}

impl Neighbours {
    pub(crate) fn new(model: &Model, each: usize) -> Self {
        let n = model.nodes.len();
        let each = each.min(n);
        let mut lists = Vec::with_capacity(n * each);
        let mut near: Vec<(i32, u32)> = Vec::with_capacity(n);
        for v in 0..n as u32 {
            near.clear();
            let from = model.nodes[v as usize].place;
            near.extend(model.nodes.iter().enumerate().map(|(u, node)| {
                let there = model.table.seconds(from, node.place);
                (if u as u32 == v { -1 } else { there }, u as u32)
            }));
            if each < n {
                near.select_nth_unstable(each - 1);
                near.truncate(each);
            }
            near.sort_unstable();
            lists.extend(near.iter().map(|x| x.1));
        }
        Neighbours { lists, each }
    }

    pub(crate) fn of(&self, v: u32) -> &[u32] {
        &self.lists[v as usize * self.each..(v as usize + 1) * self.each]
    }
}
