//! Where one more stop fits in a technician's day, asked of the dispatch engine.
//!
//! The one place that computes times of a day. Times are whole minutes since 1970; a day is one route from home to home. Breaks are
//! taken in their order, on the way or between stops (a travel may be interrupted); a long enough stop may contain a break. Everything
//! starts as early as it can, so a route that fails here cannot be driven in this order at all.

mod insertion;
mod outline;
mod past;
mod together;

pub use insertion::{Insertion, Obstacle};
use kernel::Place;
use outline::Outline;
pub use together::{Loose, improve};

/// Minutes since 1970.
pub type Minute = i64;

/// Stops of at least this length may contain a break.
const LONG_STOP_MINUTES: Minute = 240;
/// A limit that does not bind: a route is one day's.
const ANY_MINUTES: Minute = 10 * 24 * 60;

/// One stop of a route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Where.
    pub place: Place,
    /// Earliest start of work.
    pub first: Minute,
    /// Latest start of work.
    pub last: Minute,
    /// How long the work takes.
    pub work: Minute,
    /// Kept free between arriving and the work.
    pub before: Minute,
    /// Kept free between the work and leaving.
    pub after: Minute,
    /// Already on the way, at work or done: it starts at `first` whatever comes before, and nothing is put before it.
    pub begun: bool,
}

/// A break, or a fixed absence (`earliest == latest`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Earliest start.
    pub earliest: Minute,
    /// Latest start.
    pub latest: Minute,
    /// Length.
    pub minutes: Minute,
    /// Whether a long stop may contain it (lunch: yes; an absence: no).
    pub on_site: bool,
}

impl Stop {
    /// When the technician can leave after a start of work at `first`.
    fn free(&self) -> Minute {
        self.first + self.work + self.after
    }
    /// From arriving to leaving.
    fn minutes(&self) -> Minute {
        self.before + self.work + self.after
    }
    /// The stop with the break inside, when it is long enough and some start allows it.
    fn with_inside(&self, pause: &Pause) -> Option<Self> {
        let first = self.first.max(pause.earliest + pause.minutes - self.work);
        let last = self.last.min(pause.latest);
        let fits = pause.on_site && self.work >= LONG_STOP_MINUTES.max(pause.minutes) && first <= last;
        fits.then_some(Self { first, last, ..*self })
    }
}

/// How fast somebody travels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// Kilometres an hour on the road.
    pub kilometres_per_hour: u32,
    /// Road distance for 1000 metres as the crow flies.
    pub detour_per_mille: u32,
}

impl Speed {
    /// Minutes from one place to another, rounded up.
    #[must_use]
    pub fn minutes(self, from: Place, to: Place) -> Minute {
        outline::travel(self, &[from, to]).seconds(0, 1) / 60
    }
}

/// A technician's day.
#[derive(Clone, Debug)]
pub struct Route {
    /// Where it starts and ends.
    pub home: Place,
    /// Nobody leaves home before.
    pub starts: Minute,
    /// Back home by then.
    pub ends: Minute,
    /// Nobody leaves for a stop that has not begun before this (now).
    pub not_before: Minute,
    /// Breaks, by earliest start.
    pub pauses: Vec<Pause>,
    /// Stops, in order.
    pub stops: Vec<Stop>,
    /// Most stops.
    pub stops_max: usize,
    /// Most minutes between leaving home and coming back.
    pub minutes_max: Minute,
    /// How fast.
    pub speed: Speed,
}

/// The times of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Start of work at each stop.
    pub starts: Vec<Minute>,
    /// Travel to each stop.
    pub travel: Vec<Minute>,
    /// Travel home from the last stop.
    pub travel_home: Minute,
    /// Leaving home, as late as the first stop allows.
    pub leaves: Minute,
    /// Back home.
    pub home_at: Minute,
}

impl Route {
    /// The route as it stands, with limits that reality has broken already (a late technician, an absence granted on top of visits)
    /// widened just so far that what is promised is not refused after the fact.
    #[must_use]
    pub fn settled(mut self) -> Self {
        if self.stops.is_empty() || self.schedule().is_some() {
            return self;
        }
        let mut loose = self.endless();
        loose.stops_max = usize::MAX;
        loose.stops.iter_mut().for_each(|stop| stop.last += ANY_MINUTES);
        loose.pauses.iter_mut().for_each(|pause| pause.latest += ANY_MINUTES);
        if let Some(schedule) = loose.schedule() {
            for (stop, start) in self.stops.iter_mut().zip(&schedule.starts) {
                stop.last = stop.last.max(*start);
            }
            // A broken pause is one that nobody can keep any more.
            if self.endless().schedule().is_none() {
                self.pauses.clear();
            }
            if let Some(schedule) = self.endless().schedule() {
                self.ends = self.ends.max(schedule.home_at);
                self.minutes_max = self.minutes_max.max(schedule.home_at - schedule.leaves);
            }
        }
        self
    }

    /// The same without limits of the day's length.
    fn endless(&self) -> Self {
        Self { ends: self.starts + ANY_MINUTES, minutes_max: ANY_MINUTES, ..self.clone() }
    }

    /// The earliest times of the stops in their order; none when some limit cannot be kept.
    #[must_use]
    pub fn schedule(&self) -> Option<Schedule> {
        if self.stops.is_empty() {
            return Some(Schedule {
                starts: Vec::new(),
                travel: Vec::new(),
                travel_home: 0,
                leaves: self.starts,
                home_at: self.starts,
            });
        }
        let schedules = Outline::all(self).into_iter().filter_map(|outline| outline.schedule());
        schedules.min_by_key(|schedule| schedule.home_at)
    }
}
