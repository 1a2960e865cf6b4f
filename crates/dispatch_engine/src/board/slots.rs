//! Which windows can be promised: all of them in one pass over the days, each place contributing the spans in which it can start.

use super::openings::{Spot, intervals};
use super::{Board, Slot};
use crate::compiled::{FAR, NONE};
use crate::model::{Seconds, Window};
use std::sync::Arc;

impl Board {
    /// For each window, in the order given: can the visit be promised then, by how many technicians, at what cost?
    /// The visit's own windows are ignored; its release is not.
    #[must_use]
    pub fn slots(&self, visit: usize, windows: &[Window]) -> Vec<Slot> {
        if self.day_of[visit] != NONE {
            return self.aside(visit).map_or(Vec::new(), |without| without.slots(visit, windows));
        }
        if self.model.ties.get(visit).is_some() {
            return self.slots_tied(visit as u32, windows);
        }
        if self.mate(visit).is_some() {
            return self.slots_pair(visit, windows);
        }
        if self.model.timed || self.model.supplies || self.model.dimensions > 0 || self.model.pairs {
            return self.slots_one_by_one(visit, windows);
        }
        let mut found: Vec<(Option<Spot>, usize, u32)> = vec![(None, 0, NONE); windows.len()];
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.sort_by_key(|&w| (windows[w].start_seconds, windows[w].end_seconds));
        let spans: Vec<(i32, i32)> = order
            .iter()
            .map(|&w| (self.moment(windows[w].start_seconds), self.moment(windows[w].end_seconds)))
            .collect();
        let release = self.release(visit);
        let longest = spans.iter().map(|s| s.1.saturating_sub(s.0)).max().unwrap_or(0);
        let mut anytime = self.model.nodes[visit].clone();
        (anytime.open, anytime.close, anytime.windows, anytime.late) = (-FAR / 2, FAR / 2, Box::default(), 0);
        self.each_day(visit, |d, day| {
            let route = &self.routes[d];
            for p in 0..=route.seq.len() {
                let (to, on, travel) = route.detour(&self.model, day, visit as u32, p);
                let Some(points) = self.added_points(visit, d, p, travel) else { continue };
                let service = self.model.service(day, &anytime);
                intervals(
                    (&self.model, route, day),
                    p,
                    route.ways(anytime.place, p, to, on),
                    service,
                    |earliest, latest| {
                        let from = spans.partition_point(|s| s.0 < earliest.saturating_sub(longest));
                        for (k, &(start, end)) in spans.iter().enumerate().skip(from) {
                            if start > latest {
                                break;
                            }
                            let (first, last) = (earliest.max(start).max(release), latest.min(end));
                            if first <= last {
                                let spot = Spot {
                                    points,
                                    day: d as u32,
                                    position: p as u32,
                                    earliest: first,
                                    latest: last,
                                    travel,
                                };
                                note(&mut found[order[k]], spot, day.technician);
                            }
                        }
                    },
                );
            }
        });
        windows
            .iter()
            .zip(found)
            .map(|(&window, (best, technicians, _))| Slot {
                window,
                technicians,
                best: best.map(|spot| self.opening(visit, &spot)),
            })
            .collect()
    }

    /// Slots when cost or feasibility depend on more than time: every window is tried in full.
    fn slots_one_by_one(&self, visit: usize, windows: &[Window]) -> Vec<Slot> {
        let mut board = self.clone();
        let ask = |&window: &Window| {
            let Some((open, close)) = self.promised(visit, &window) else {
                return Slot { window, technicians: 0, best: None };
            };
            let node = &mut Arc::make_mut(&mut board.model).nodes[visit];
            (node.open, node.close, node.due) = (open, close, close);
            (node.windows, node.late) = (Box::default(), 0);
            let mut spots = board.spots(visit);
            spots.sort_unstable();
            let mut able: Vec<u32> = spots.iter().map(|s| board.model.days[s.day as usize].technician).collect();
            able.sort_unstable();
            able.dedup();
            Slot { window, technicians: able.len(), best: spots.first().map(|spot| board.opening(visit, spot)) }
        };
        windows.iter().map(ask).collect()
    }

    /// Slots of a tied visit: its crew gets the window, and its partners' spans hold.
    fn slots_tied(&self, visit: u32, windows: &[Window]) -> Vec<Slot> {
        let mut board = self.clone();
        let ask = |&window: &Window| {
            for u in self.crew_of(visit) {
                let Some((open, close)) = self.promised(u as usize, &window) else {
                    return Slot { window, technicians: 0, best: None };
                };
                let ties = Arc::make_mut(&mut Arc::make_mut(&mut board.model).ties);
                let Some(tie) = ties.visits.get_mut(&u) else { continue };
                let node = &mut tie.free;
                (node.open, node.close) = (open, close);
                (node.windows, node.late, node.due) = (Box::default(), 0, node.close);
            }
            let (technicians, best) = board.tied_best(visit);
            Slot { window, technicians, best }
        };
        windows.iter().map(ask).collect()
    }

    /// A moment as an offset, however far away it is.
    fn moment(&self, t: Seconds) -> i32 {
        t.saturating_sub(self.model.base).clamp(-i64::from(FAR / 2), i64::from(FAR / 2)) as i32
    }

    /// Service starts no earlier, whatever is promised.
    fn release(&self, visit: usize) -> i32 {
        self.problem.visits[visit].release_seconds.map_or(-FAR / 2, |r| self.moment(r))
    }

    /// A window in numbers, from the visit's release on; none when nothing is left of it.
    pub(super) fn promised(&self, visit: usize, window: &Window) -> Option<(i32, i32)> {
        let (open, close) =
            (self.moment(window.start_seconds).max(self.release(visit)), self.moment(window.end_seconds));
        (open <= close).then_some((open, close))
    }
}

fn note(found: &mut (Option<Spot>, usize, u32), spot: Spot, technician: u32) {
    if found.2 != technician {
        found.1 += 1;
        found.2 = technician;
    }
    if found.0.is_none_or(|best| spot < best) {
        found.0 = Some(spot);
    }
}
