//! A stretch of a route as four numbers that join in constant time: how long it takes at least, and when it has to begin for that.
//!
//! Segments and their concatenation follow Vidal, Crainic, Gendreau and Prins 2013, "A hybrid genetic algorithm with adaptive diversity
//! management for a large class of vehicle routing problems with time-windows"; a stretch that cannot be in time joins to nothing.

use crate::compiled::{Day, FAR, Model};

/// Stops in order, each with one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// Seconds from its beginning to its end when begun between `earliest` and `latest`.
    lasts: i32,
    /// Begun before this, somebody waits and it ends no earlier.
    earliest: i32,
    /// Begun after this, somebody is late.
    latest: i32,
}

impl Span {
    /// The start or the end of a day.
    pub(crate) fn gate(day: &Day) -> Span {
        Span { lasts: 0, earliest: day.begin, latest: day.close }
    }

    /// A stop: a visit, or a call for supplies.
    pub(crate) fn stop(model: &Model, day: &Day, v: u32) -> Span {
        match model.nodes.get(v as usize) {
            Some(node) => Span { lasts: model.service(day, node), earliest: node.open, latest: node.close },
            None => Span { lasts: 0, earliest: -FAR / 2, latest: FAR / 2 },
        }
    }

    /// One stretch and, some seconds of driving later, another.
    #[inline]
    pub(crate) fn then(self, drive: i32, next: Span) -> Option<Span> {
        let offset = self.lasts + drive;
        if self.earliest + offset > next.latest {
            return None;
        }
        let wait = (next.earliest - offset - self.latest).max(0);
        Some(Span {
            lasts: offset + next.lasts + wait,
            earliest: self.earliest.max(next.earliest - offset) - wait,
            latest: self.latest.min(next.latest - offset),
        })
    }

    /// Seconds of work of a whole day: it ends as early as it can, and begins as late as that allows.
    #[inline]
    pub(crate) fn work(&self, day: &Day) -> i32 {
        day.work(self.earliest, self.earliest + self.lasts)
    }

    /// Work, overtime and fairness of a whole day with this much driving and service in it; none when the work is too long.
    #[inline]
    pub(crate) fn points(&self, model: &Model, day: &Day, busy: i32) -> Option<i64> {
        if self.work(day) > day.work_max {
            return None;
        }
        let (prices, work) = (&model.prices, i64::from(self.lasts));
        let overtime = i64::from((self.earliest + self.lasts - day.end).max(0)) * prices.overtime;
        Some(work * prices.work + (work * day.hour_points + 1800) / 3600 + overtime + model.fairness(busy))
    }
}

/// The stretches of a day from its start and to its end; none when it is not in time.
pub(super) fn spans(model: &Model, day: &Day, seq: &[u32], legs: &[i32], out: &mut Vec<(Span, Span)>) -> Option<()> {
    let gate = Span::gate(day);
    out.clear();
    out.resize(seq.len() + 1, (gate, gate));
    for (p, &v) in seq.iter().enumerate() {
        out[p + 1].0 = out[p].0.then(legs[p], Span::stop(model, day, v))?;
    }
    for (p, &v) in seq.iter().enumerate().rev() {
        out[p].1 = Span::stop(model, day, v).then(legs[p + 1], out[p + 1].1)?;
    }
    Some(())
}
