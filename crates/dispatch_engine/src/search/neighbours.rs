//! The nearest visits of every visit, nearest first, by driving time.
//!
//! A visit is compared with all others when it is first asked about: a short search of a large problem asks about few.

use crate::compiled::Model;
use std::cell::OnceCell;

/// Nearest visits, each visit's own list starting with itself.
pub(crate) struct Neighbours<'m> {
    model: &'m Model,
    lists: Vec<OnceCell<Box<[u32]>>>,
    each: usize,
}

impl<'m> Neighbours<'m> {
    pub(crate) fn new(model: &'m Model, each: usize) -> Self {
        let n = model.nodes.len();
        Neighbours { model, lists: vec![OnceCell::new(); n], each: each.min(n) }
    }

    #[inline]
    pub(crate) fn of(&self, v: u32) -> &[u32] {
        self.lists[v as usize].get_or_init(|| self.nearest(v))
    }

    fn nearest(&self, v: u32) -> Box<[u32]> {
        let from = self.model.nodes[v as usize].place;
        let seconds = |(u, place): (usize, u32)| {
            (if u as u32 == v { -1 } else { self.model.table.seconds(from, place) }, u as u32)
        };
        let places = self.model.nodes.iter().map(|node| node.place);
        let mut near: Vec<(i32, u32)> = places.enumerate().map(seconds).collect();
        if self.each < near.len() {
            near.select_nth_unstable(self.each - 1);
            near.truncate(self.each);
        }
        near.sort_unstable();
        near.iter().map(|x| x.1).collect()
    }
}
