//! The questions: the cheapest place for a stop, which windows have one, and what is in the way.

use super::{ANY_MINUTES, Minute, Route, Schedule, Stop, outline::Outline};
use dispatch_engine::Window;

/// Where a new stop goes, and what the day looks like then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// How many stops come before it.
    pub position: usize,
    /// Start of its work.
    pub start: Minute,
    /// Travel that the day has more.
    pub added_travel: Minute,
    /// The whole day with it.
    pub schedule: Schedule,
}

/// Why a new stop fits nowhere: the least that is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The day has as many stops as allowed.
    StopsMax {
        /// How many there may be.
        max: usize,
    },
    /// It could be reached, but only so many minutes after its last start.
    Late {
        /// By how much.
        minutes: Minute,
    },
    /// It would end the day so many minutes after the shift.
    Overtime {
        /// By how much.
        minutes: Minute,
    },
    /// The day would be so many minutes longer than allowed.
    TooLong {
        /// By how much.
        minutes: Minute,
    },
    /// There is no room between what is promised.
    NoRoom,
}

/// An opening before its day is worked out.
#[derive(Clone, Copy)]
struct Opening {
    position: usize,
    start: Minute,
    added_travel: Minute,
}

impl Route {
    /// The cheapest place in the day for the stop: least added travel, then earliest start.
    #[must_use]
    pub fn best(&self, stop: &Stop) -> Option<Insertion> {
        self.insertion(stop, |opening| (opening.added_travel, opening.start, opening.position))
    }

    fn earliest(&self, stop: &Stop) -> Option<Insertion> {
        self.insertion(stop, |opening| (opening.start, opening.added_travel, opening.position))
    }

    fn insertion<Key: Ord>(&self, stop: &Stop, key: impl Fn(&Opening) -> Key) -> Option<Insertion> {
        let days = Outline::all(self).into_iter().flat_map(|outline| outline.hosting(stop));
        let mut best: Option<((Key, Minute), Insertion)> = None;
        for (outline, stop) in days {
            let Some(mut asked) = outline.ask(&stop) else { continue };
            let openings = asked.board.openings(asked.visit, usize::MAX);
            let seen = openings.iter().map(|opening| Opening {
                position: opening.position,
                start: opening.start_seconds / 60 + stop.before,
                added_travel: opening.added_travel_seconds / 60,
            });
            let Some((opening, place)) = seen.zip(&openings).min_by_key(|(opening, _)| key(opening)) else { continue };
            let is_worse = best.as_ref().is_some_and(|((least, _), _)| *least < key(&opening));
            if is_worse || !asked.board.place(asked.visit, place) {
                continue;
            }
            let schedule = outline.times_with(&asked, &stop, opening.position);
            let whole = (key(&opening), schedule.home_at);
            if best.as_ref().is_none_or(|(least, _)| whole < *least) {
                let position = outline.begun() + opening.position;
                let (start, added_travel) = (schedule.starts[position], opening.added_travel);
                best = Some((whole, Insertion { position, start, added_travel, schedule }));
            }
        }
        best.map(|(_, insertion)| insertion)
    }

    /// For each of several starts of the same work the least travel that the day has more; none where it does not fit.
    #[must_use]
    pub fn added_travel(&self, stops: &[Stop]) -> Vec<Option<Minute>> {
        let mut least: Vec<Option<Minute>> = vec![None; stops.len()];
        let Some(any) = stops.first() else { return least };
        for outline in Outline::all(self) {
            // Which break the work contains does not depend on the window, only whether it can.
            let anytime = Stop { first: any.first - ANY_MINUTES, last: any.first + ANY_MINUTES, ..*any };
            for (day, host) in outline.hosting(&anytime) {
                let inside = stops.iter().map(|stop| (stop.first.max(host.first), stop.last.min(host.last)));
                let windows =
                    inside.map(|(first, last)| Window::new((first - any.before) * 60, (last - any.before) * 60));
                let open: Vec<(usize, Window)> =
                    windows.enumerate().filter(|(_, window)| window.start_seconds <= window.end_seconds).collect();
                let Some(asked) = day.ask(any) else { continue };
                let windows: Vec<Window> = open.iter().map(|(_, window)| *window).collect();
                for ((index, _), slot) in open.iter().zip(asked.board.slots(asked.visit, &windows)) {
                    let added = slot.best.map(|best| best.added_travel_seconds / 60);
                    least[*index] = [least[*index], added].into_iter().flatten().min();
                }
            }
        }
        least
    }

    /// What is in the way of a stop that [`Route::best`] found no place for.
    #[must_use]
    pub fn obstacle(&self, stop: &Stop) -> Obstacle {
        if self.stops.len() >= self.stops_max {
            return Obstacle::StopsMax { max: self.stops_max };
        }
        if let Some(found) = self.earliest(&Stop { last: stop.last + ANY_MINUTES, ..*stop }) {
            return Obstacle::Late { minutes: found.start - stop.last };
        }
        let late_home = Self { ends: self.starts + ANY_MINUTES, ..self.clone() };
        if let Some(found) = late_home.earliest(stop) {
            return Obstacle::Overtime { minutes: found.schedule.home_at - self.ends };
        }
        if let Some(found) = self.endless().earliest(stop) {
            return Obstacle::TooLong { minutes: found.schedule.home_at - found.schedule.leaves - self.minutes_max };
        }
        Obstacle::NoRoom
    }
}
