//! A visit and a technician's shift in numbers, and when service may start.

/// A visit in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub place: u32,
    pub service: i32,
    pub setup: i32,
    /// First moment service may start.
    pub open: i32,
    /// Last moment service may start, permitted lateness included.
    pub close: i32,
    /// Permitted lateness.
    pub late: i32,
    /// Last start without lateness, when there is one window.
    pub due: i32,
    /// All windows as (start, end with lateness) when there are several.
    pub windows: Box<[(i32, i32)]>,
    pub weight: i64,
    pub mandatory: bool,
    /// The other half of a pick-up and delivery.
    pub mate: u32,
    pub delivers: bool,
    /// Which set of technicians can do it.
    pub class: u32,
    /// Technicians who cost nothing extra; empty = all.
    pub preferred: Box<[u32]>,
    /// Technician announced.
    pub announced: u32,
    /// Start announced, when moving it costs.
    pub announced_start: Option<i32>,
    /// Bit set of tools, and parts needed.
    pub tools: u64,
    pub parts: Box<[i32]>,
}

/// A technician's shift in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Day {
    pub technician: u32,
    pub shift: u32,
    pub start_place: u32,
    pub end_place: u32,
    pub begin: i32,
    pub end: i32,
    /// End with overtime.
    pub close: i32,
    /// (earliest, latest, length)
    pub breaks: Box<[(i32, i32, i32)]>,
    pub visits_max: u32,
    pub work_max: i32,
    pub travel_per_mille: i32,
    pub duration_per_mille: i32,
    pub used_points: i64,
    /// Points for 1000 metres, and for an hour between leaving and returning.
    pub km_points: i64,
    pub hour_points: i64,
    pub tools: u64,
    pub parts: Box<[i32]>,
    /// First day that is the same in every respect.
    pub twin: u32,
}

impl Node {
    /// The same visit, to start between two moments within the window in which `start` lies.
    pub(crate) fn narrowed(&self, start: i32, from: i32, until: i32) -> Node {
        let mut node = self.clone();
        if let Some(&(start, end)) = self.windows.iter().find(|w| start <= w.1) {
            (node.open, node.close, node.due, node.windows) = (start, end, end - self.late, Box::default());
        }
        (node.open, node.close) = (node.open.max(from), node.close.min(until));
        node
    }

    /// When service starts on arrival at a moment, if it may.
    #[inline]
    pub(crate) fn start(&self, arrival: i32) -> Option<i32> {
        if arrival > self.close {
            return None;
        }
        if self.windows.is_empty() {
            return Some(arrival.max(self.open));
        }
        self.windows.iter().find(|w| arrival <= w.1).map(|w| arrival.max(w.0))
    }

    /// The last start at or before a moment, if there is one.
    #[inline]
    pub(crate) fn start_by(&self, moment: i32) -> Option<i32> {
        if moment < self.open {
            return None;
        }
        if self.windows.is_empty() {
            return Some(moment.min(self.close));
        }
        self.windows.iter().rev().find(|w| w.0 <= moment).map(|w| moment.min(w.1))
    }

    /// Seconds that a start is after the window it belongs to.
    #[inline]
    pub(crate) fn lateness(&self, start: i32) -> i32 {
        if self.late == 0 {
            return 0;
        }
        let due = self.windows.iter().find(|w| start <= w.1).map_or(self.due, |w| w.1 - self.late);
        (start - due).max(0)
    }
}
