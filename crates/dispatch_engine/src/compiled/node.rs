//! A visit and a technician's shift in numbers, and when service may start.

use std::borrow::Cow;

/// Moments between which service may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Starts {
    pub open: i32,
    /// The last one, permitted lateness included.
    pub close: i32,
    /// The last one without lateness; may lie outside when the span was narrowed.
    pub due: i32,
}

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
    /// All windows when there are several.
    pub windows: Box<[Starts]>,
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
    /// When the technician left, if the day has begun: work counts from then.
    pub left: Option<i32>,
    /// Seconds of work when nobody is served: not 0 when the day has begun.
    pub idle_work: i32,
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
        let own = self.starts().iter().find(|w| start <= w.close).copied();
        let Starts { open, close, due } = own.unwrap_or(Starts { open: self.open, close: self.close, due: self.due });
        Node { open: open.max(from), close: close.min(until), due, windows: Box::default(), ..self.clone() }
    }

    /// The first window begins earlier, the last one ends later.
    pub(crate) fn widen(&mut self, later: i32, earlier: i32) {
        (self.open, self.close, self.due) = (self.open - earlier, self.close + later, self.due + later);
        if let Some(first) = self.windows.first_mut() {
            first.open -= earlier;
        }
        if let Some(last) = self.windows.last_mut() {
            (last.close, last.due) = (last.close + later, last.due + later);
        }
    }

    /// The same visit, to start between two moments; none when no window leaves any.
    pub(crate) fn between(&self, from: i32, until: i32) -> Option<Node> {
        let clip = |w: &Starts| Starts { open: w.open.max(from), close: w.close.min(until), due: w.due };
        let left: Vec<Starts> = self.starts().iter().map(clip).filter(|w| w.open <= w.close).collect();
        let (first, last) = (left.first()?, left.last()?);
        let (open, close, due) = (first.open, last.close, last.due);
        Some(Node {
            open,
            close,
            due,
            windows: if left.len() > 1 { left.into() } else { Box::default() },
            ..self.clone()
        })
    }

    /// All windows, also the only one.
    pub(crate) fn starts(&self) -> Cow<'_, [Starts]> {
        match self.windows.is_empty() {
            true => Cow::Owned(vec![Starts { open: self.open, close: self.close, due: self.due }]),
            false => Cow::Borrowed(&self.windows),
        }
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
        self.windows.iter().find(|w| arrival <= w.close).map(|w| arrival.max(w.open))
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
        self.windows.iter().rev().find(|w| w.open <= moment).map(|w| moment.min(w.close))
    }

    /// Seconds that a start is after the window it belongs to.
    #[inline]
    pub(crate) fn lateness(&self, start: i32) -> i32 {
        if self.late == 0 {
            return 0;
        }
        let due = self.windows.iter().find(|w| start <= w.close).map_or(self.due, |w| w.due);
        (start - due).max(0)
    }
}
