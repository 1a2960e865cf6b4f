//! Where one more stop fits in a technician's day: cheapest insertion with travel, buffers, breaks and promised windows.
//!
//! The one place that computes times of a day. Times are whole minutes since 1970; a day is one route from home to home. Breaks are
//! taken in their order, on the way or between stops (a travel may be interrupted); a long enough stop may contain a break. Everything
//! starts as early as it can, so a route that fails here cannot be driven in this order at all.

use kernel::Place;

/// Minutes since 1970.
pub type Minute = i64;

/// Stops of at least this length may contain a break.
const LONG_STOP_MINUTES: Minute = 240;
const NEVER: Minute = Minute::MAX / 4;

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
        let metres = from.metres_to(to) * f64::from(self.detour_per_mille) / 1000.0;
        let metres_per_minute = f64::from(self.kilometres_per_hour.max(1)) * 1000.0 / 60.0;
        // A hundredth is forgiven, so that the last bit of a float never adds a minute.
        (metres / metres_per_minute - 0.01).ceil().max(0.0) as Minute
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

/// Earliest moment of being free after a stop for each number of breaks taken, and how it came about.
#[derive(Clone, Copy)]
struct Cell {
    free: Minute,
    start: Minute,
    from: u8,
}

const NO_CELL: Cell = Cell { free: NEVER, start: NEVER, from: 0 };
/// A day has lunch and perhaps a few absences.
const PAUSES_MAX: usize = 7;
type Cells = [Cell; PAUSES_MAX + 1];

impl Route {
    /// The route as it stands, with limits that reality has broken already (a late technician, an absence granted on top of visits)
    /// widened just so far that what is promised is not refused after the fact; none: not even so.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.pauses.truncate(PAUSES_MAX);
        self.pauses.retain(|pause| pause.latest >= self.not_before);
        if self.stops.is_empty() || self.schedule().is_some() {
            return self;
        }
        let mut loose = self.clone();
        loose.ends = NEVER;
        loose.minutes_max = NEVER;
        loose.stops_max = usize::MAX;
        loose.stops.iter_mut().for_each(|stop| stop.last = NEVER);
        loose.pauses.iter_mut().for_each(|pause| pause.latest = NEVER);
        if let Some(schedule) = loose.schedule() {
            for (stop, start) in self.stops.iter_mut().zip(&schedule.starts) {
                stop.last = stop.last.max(*start);
            }
            // A broken pause is one that nobody can keep any more.
            let tight = Self { ends: NEVER, minutes_max: NEVER, ..self.clone() };
            if tight.schedule().is_none() {
                self.pauses.clear();
            }
            let home = Self { ends: NEVER, minutes_max: NEVER, ..self.clone() };
            if let Some(schedule) = home.schedule() {
                self.ends = self.ends.max(schedule.home_at);
                self.minutes_max = self.minutes_max.max(schedule.home_at - schedule.leaves);
            }
        }
        self
    }

    /// The earliest times of the stops in their order; none when some limit cannot be kept.
    #[must_use]
    pub fn schedule(&self) -> Option<Schedule> {
        let legs = self.legs();
        let order: Vec<(Stop, Minute)> = self.stops.iter().copied().zip(legs.iter().copied()).collect();
        self.run(&order, *legs.last()?)
    }

    fn legs(&self) -> Vec<Minute> {
        let mut at = self.home;
        let mut legs = Vec::with_capacity(self.stops.len() + 1);
        for place in self.stops.iter().map(|stop| stop.place).chain([self.home]) {
            legs.push(self.speed.minutes(at, place));
            at = place;
        }
        legs
    }

    /// When somebody arrives who leaves at `free`, having `taken` pauses, and takes those up to `upto` on the way.
    fn arrival(&self, free: Minute, travel: Minute, taken: usize, upto: usize) -> Option<Minute> {
        let (mut ready, mut arrives) = (free, free + travel);
        for pause in &self.pauses[taken..upto] {
            let begins = ready.max(pause.earliest);
            if begins > pause.latest {
                return None;
            }
            ready = begins + pause.minutes;
            arrives = arrives.max(pause.earliest) + pause.minutes;
        }
        Some(arrives)
    }

    /// When somebody is home for good. Breaks that can still be taken there need no more care.
    fn home_at(&self, free: Minute, travel: Minute, taken: usize) -> Option<Minute> {
        (taken..=self.pauses.len()).find_map(|upto| {
            let arrives = self.arrival(free, travel, taken, upto)?;
            self.pauses.get(upto).is_none_or(|pause| arrives <= pause.latest).then_some(arrives)
        })
    }

    fn step(&self, cells: &Cells, stop: &Stop, travel: Minute) -> Option<Cells> {
        let count = self.pauses.len();
        let mut next = [NO_CELL; PAUSES_MAX + 1];
        let mut any = false;
        for (taken, cell) in cells.iter().enumerate().take(count + 1).filter(|(_, cell)| cell.free < NEVER) {
            let free = cell.free;
            let leaves = if stop.begun { free } else { free.max(self.not_before) };
            for upto in taken..=count {
                let Some(arrives) = self.arrival(leaves, travel, taken, upto) else { break };
                if stop.begun && upto > taken && arrives + stop.before > stop.first {
                    break;
                }
                let start = if stop.begun { stop.first } else { stop.first.max(arrives + stop.before) };
                any |= offer(&mut next[upto], stop, start, taken);
                if let Some(pause) = self.pauses.get(upto)
                    && pause.on_site
                    && stop.work >= LONG_STOP_MINUTES
                {
                    let within = start.max(pause.earliest + pause.minutes - stop.work);
                    if within <= pause.latest && (!stop.begun || within == start) {
                        any |= offer(&mut next[upto + 1], stop, within, taken);
                    }
                }
            }
        }
        any.then_some(next)
    }

    fn run(&self, order: &[(Stop, Minute)], travel_home: Minute) -> Option<Schedule> {
        let count = self.pauses.len();
        let mut rows: Vec<Cells> = Vec::with_capacity(order.len() + 1);
        let mut cells = [NO_CELL; PAUSES_MAX + 1];
        cells[0] = Cell { free: self.starts, start: self.starts, from: 0 };
        rows.push(cells);
        for (stop, travel) in order {
            cells = self.step(&cells, stop, *travel)?;
            rows.push(cells);
        }
        let reached = (0..=count).filter(|taken| cells[*taken].free < NEVER);
        let (home_at, mut taken) = reached
            .filter_map(|taken| self.home_at(cells[taken].free, travel_home, taken).map(|at| (at, taken)))
            .min()?;
        let mut starts = vec![0; order.len()];
        for (row, start) in rows[1..].iter().zip(&mut starts).rev() {
            *start = row[taken].start;
            taken = usize::from(row[taken].from);
        }
        let travel: Vec<Minute> = order.iter().map(|(_, travel)| *travel).collect();
        let leaves = match order.first() {
            Some((stop, travel)) => (starts[0] - stop.before - travel).max(self.starts.min(starts[0])),
            None => self.starts,
        };
        let fits = order.is_empty() || home_at <= self.ends && home_at - leaves <= self.minutes_max;
        fits.then_some(Schedule { starts, travel, travel_home, leaves, home_at })
    }
}

fn offer(cell: &mut Cell, stop: &Stop, start: Minute, from: usize) -> bool {
    if start > stop.last {
        return false;
    }
    let free = start + stop.work + stop.after;
    if free < cell.free {
        *cell = Cell { free, start, from: from as u8 };
    }
    true
}

/// A route with the travel to one new place worked out once, to ask about many windows.
pub struct Probe<'a> {
    route: &'a Route,
    legs: Vec<Minute>,
    /// From home and from each stop to the new place; the same back, since travel is symmetric.
    detours: Vec<Minute>,
    first_position: usize,
}

impl<'a> Probe<'a> {
    /// For a new stop at `place`.
    #[must_use]
    pub fn new(route: &'a Route, place: Place) -> Self {
        let places = [route.home].into_iter().chain(route.stops.iter().map(|stop| stop.place));
        let first_position = route.stops.iter().rposition(|stop| stop.begun).map_or(0, |last| last + 1);
        Self {
            route,
            legs: route.legs(),
            detours: places.map(|at| route.speed.minutes(at, place)).collect(),
            first_position,
        }
    }

    /// The cheapest place in the day for the stop: least added travel, then earliest start.
    #[must_use]
    pub fn best(&self, stop: &Stop) -> Option<Insertion> {
        if self.route.stops.len() >= self.route.stops_max {
            return None;
        }
        let found = (self.first_position..=self.route.stops.len()).filter_map(|position| self.at(position, stop));
        found.min_by_key(|insertion| (insertion.added_travel, insertion.start, insertion.position))
    }

    /// The stop at one position, when everything can be kept.
    fn at(&self, position: usize, stop: &Stop) -> Option<Insertion> {
        let route = self.route;
        let too_early = position > 0 && route.stops[position - 1].first > stop.last;
        let too_late = route.stops.get(position).is_some_and(|next| next.last < stop.first + stop.work);
        if too_early || too_late {
            return None;
        }
        let home = route.stops.len();
        let out = if position == home { self.detours[0] } else { self.detours[position + 1] };
        let mut order: Vec<(Stop, Minute)> = Vec::with_capacity(home + 1);
        order.extend(route.stops[..position].iter().copied().zip(self.legs[..position].iter().copied()));
        order.push((*stop, self.detours[position]));
        order.extend(route.stops[position..].iter().copied().zip(self.legs[position..].iter().copied()));
        let mut travel_home = self.legs[home];
        match order.get_mut(position + 1) {
            Some(next) => next.1 = out,
            None => travel_home = out,
        }
        let schedule = route.run(&order, travel_home)?;
        let added_travel = self.detours[position] + out - self.legs[position];
        Some(Insertion { position, start: schedule.starts[position], added_travel, schedule })
    }

    /// What is in the way of a stop that [`Probe::best`] found no place for.
    #[must_use]
    pub fn obstacle(&self, stop: &Stop) -> Obstacle {
        if self.route.stops.len() >= self.route.stops_max {
            return Obstacle::StopsMax { max: self.route.stops_max };
        }
        let late = Stop { last: NEVER, ..*stop };
        if let Some(found) = self.earliest(&late) {
            return Obstacle::Late { minutes: found.start - stop.last };
        }
        let again = |route: &Route| Probe::new(route, stop.place).earliest(stop);
        if let Some(found) = again(&Route { ends: NEVER, ..self.route.clone() }) {
            return Obstacle::Overtime { minutes: found.schedule.home_at - self.route.ends };
        }
        if let Some(found) = again(&Route { minutes_max: NEVER, ends: NEVER, ..self.route.clone() }) {
            let minutes = found.schedule.home_at - found.schedule.leaves - self.route.minutes_max;
            return Obstacle::TooLong { minutes };
        }
        Obstacle::NoRoom
    }

    fn earliest(&self, stop: &Stop) -> Option<Insertion> {
        let found = (self.first_position..=self.route.stops.len()).filter_map(|position| self.at(position, stop));
        found.min_by_key(|insertion| (insertion.start, insertion.added_travel))
    }
}
