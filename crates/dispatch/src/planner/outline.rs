//! A day in the engine's words: what has begun is past, the rest is one shift from where the technician is to home.
//!
//! The engine takes every break between two stops. A break inside a long stop is told to it as a day without that break whose long stop
//! starts when the break falls inside; a break after coming home is told as a day without it that ends in time for it. So a day has one
//! outline for each way of taking its breaks.

use super::{Minute, Pause, Route, Schedule, Speed, Stop, past::Past};
use dispatch_engine::{Board, Break, Plan, Policy, Problem, Shift, Technician, Travel, Visit, Window};
use kernel::Place;

/// The one technician.
const ONE: &str = "one";
/// The visit that is asked about.
const NEW: &str = "new";

/// A way of taking the breaks.
pub(super) struct Outline<'a> {
    route: &'a Route,
    past: Past<'a>,
    /// Stops ahead, those with a break inside starting when it falls there.
    ahead: Vec<Stop>,
    /// Breaks to be taken between stops.
    pauses: Vec<Pause>,
    /// Home by then.
    ends: Minute,
}

/// A day on the engine's board, with the index of the visit that is asked about.
pub(super) struct Asked {
    pub(super) board: Board,
    pub(super) visit: usize,
}

/// The travel of somebody between places, in whole minutes.
pub(super) fn travel(speed: Speed, places: &[Place]) -> Travel {
    Travel::Globe {
        places: places.iter().map(|place| [place.latitude, place.longitude]).collect(),
        detour_per_mille: speed.detour_per_mille,
        speed_metres_per_hour: speed.kilometres_per_hour * 1000,
        step_seconds: 60,
    }
}

/// A stop as the engine knows it: everything from arriving to leaving is one piece of work.
pub(super) fn visit(name: &str, place: usize, stop: &Stop) -> Visit {
    let window = Window::new((stop.first - stop.before) * 60, (stop.last - stop.before) * 60);
    Visit { windows: vec![window], ..Visit::new(name, place, stop.minutes() * 60) }
}

impl<'a> Outline<'a> {
    /// Every way of taking the breaks.
    pub(super) fn all(route: &'a Route) -> Vec<Self> {
        let past = Past::of(route);
        // The hours of a day that has begun are counted from when it began.
        let ends = past.left_home.map_or(route.ends, |left| route.ends.min(left + route.minutes_max));
        let (ahead, pauses) = (past.ahead.to_vec(), past.pauses.clone());
        let mut outlines = vec![Self { route, past, ahead, pauses, ends }];
        for pause in outlines[0].pauses.clone() {
            let inside: Vec<Self> = outlines.iter().flat_map(|outline| outline.inside(&pause)).collect();
            outlines.extend(inside);
        }
        let at_home: Vec<Self> = outlines.iter().flat_map(Self::at_home).collect();
        outlines.extend(at_home);
        outlines
    }

    /// The same with the last breaks after coming home.
    fn at_home(&self) -> Vec<Self> {
        let first_of_the_last = |(index, pause): (usize, &Pause)| {
            let is_home = self.past.free <= pause.latest && self.ahead.iter().all(|stop| stop.free() <= pause.latest);
            let pauses = self.pauses[..index].to_vec();
            is_home.then(|| Self { pauses, ends: self.ends.min(pause.latest), ..self.copy() })
        };
        self.pauses.iter().enumerate().filter_map(first_of_the_last).collect()
    }

    fn copy(&self) -> Self {
        let (ahead, pauses) = (self.ahead.clone(), self.pauses.clone());
        Self { route: self.route, past: Past::of(self.route), ahead, pauses, ends: self.ends }
    }

    fn inside(&self, pause: &Pause) -> Vec<Self> {
        let within = |(index, stop): (usize, &Stop)| {
            let mut outline = self.without(pause);
            outline.ahead[index] = stop.with_inside(pause)?;
            Some(outline)
        };
        self.ahead.iter().enumerate().filter_map(within).collect()
    }

    fn without(&self, pause: &Pause) -> Self {
        Self { pauses: self.pauses.iter().copied().filter(|other| other != pause).collect(), ..self.copy() }
    }

    /// The day for a new stop, and the days in which the new stop contains a break, with the stop as it then is.
    pub(super) fn hosting(self, stop: &Stop) -> Vec<(Self, Stop)> {
        let within = |pause: &Pause| stop.with_inside(pause).map(|stop| (self.without(pause), stop));
        let mut days: Vec<(Self, Stop)> = self.pauses.iter().filter_map(within).collect();
        if stop.free() <= self.ends {
            days.push((self, *stop));
        }
        days
    }

    /// Stops that have begun.
    pub(super) fn begun(&self) -> usize {
        self.past.begun.len()
    }

    /// The times of the route as it stands; none when some limit cannot be kept.
    pub(super) fn schedule(&self) -> Option<Schedule> {
        Some(self.times(&self.board(None)?, &self.ahead))
    }

    /// The day with a new stop beside it; none when the day cannot be kept as it is.
    pub(super) fn ask(&self, newcomer: &Stop) -> Option<Asked> {
        let board = self.board(Some(newcomer))?;
        let visit = board.index(NEW)?;
        Some(Asked { board, visit })
    }

    /// The times with the new stop after so many of those ahead.
    pub(super) fn times_with(&self, asked: &Asked, newcomer: &Stop, position: usize) -> Schedule {
        let mut order = self.ahead.clone();
        order.insert(position, *newcomer);
        self.times(&asked.board, &order)
    }

    fn board(&self, newcomer: Option<&Stop>) -> Option<Board> {
        let names: Vec<String> = (0..self.ahead.len()).map(|index| index.to_string()).collect();
        let plan = Plan::from_orders([(ONE, 0, names.iter().map(String::as_str).collect())]);
        let known = names.iter().map(String::as_str).zip(&self.ahead);
        let visits = known.chain(newcomer.map(|stop| (NEW, stop))).enumerate();
        let problem = Problem {
            technicians: vec![Technician::new(ONE, vec![self.shift_from(0)?])],
            visits: visits.map(|(index, (name, stop))| visit(name, index + 2, stop)).collect(),
            travel: travel(self.route.speed, &self.places(newcomer)),
            policy: Policy::default(),
            supply_place: None,
        };
        // A day that contradicts itself has no room.
        let board = Board::new(problem, &plan).ok()?;
        board.dropped().is_empty().then_some(board)
    }

    /// Home, where the technician is, the stops ahead, the new one.
    fn places(&self, newcomer: Option<&Stop>) -> Vec<Place> {
        let stops = self.ahead.iter().chain(newcomer).map(|stop| stop.place);
        self.ends_of_day().into_iter().chain(stops).collect()
    }

    /// Home, and where the technician is.
    pub(super) fn ends_of_day(&self) -> [Place; 2] {
        [self.route.home, self.past.place]
    }

    /// Stops that have not begun.
    pub(super) fn ahead(&self) -> &[Stop] {
        &self.ahead
    }

    /// The rest of the day as a shift; the place of home has this number, the next one is where the technician is.
    pub(super) fn shift_from(&self, home: usize) -> Option<Shift> {
        let (route, from, ends) = (self.route, self.past.free, self.ends);
        let is_limited = self.past.left_home.is_none() && route.minutes_max < ends - from;
        let breaks = self.pauses.iter().map(|pause| Break {
            earliest_seconds: pause.earliest * 60,
            latest_seconds: pause.latest * 60,
            duration_seconds: pause.minutes * 60,
        });
        (from <= ends).then(|| Shift {
            end_place: home,
            breaks: breaks.collect(),
            visits_max: u32::try_from(route.stops_max.saturating_sub(self.begun())).ok(),
            work_seconds_max: is_limited.then_some(route.minutes_max * 60),
            ..Shift::new(from * 60, ends * 60, home + 1)
        })
    }

    /// The times of a board on which the stops stand in this order.
    fn times(&self, board: &Board, order: &[Stop]) -> Schedule {
        let past = &self.past;
        let begun = past.begun.iter().map(|stop| stop.first);
        let plan = board.plan();
        let Some(ahead) = plan.routes.first() else {
            let travel_home = self.route.speed.minutes(past.place, self.route.home);
            return Schedule {
                starts: begun.collect(),
                travel: past.travel.clone(),
                travel_home,
                leaves: past.left_home.unwrap_or(self.route.starts),
                home_at: past.begun.last().map_or(past.free, |stop| stop.free() + travel_home),
            };
        };
        let starts = ahead.stops.iter().zip(order).map(|(stop, known)| stop.start_seconds / 60 + known.before);
        let travel = ahead.stops.iter().map(|stop| stop.travel_seconds / 60);
        let travel_there: i64 = ahead.stops.iter().map(|stop| stop.travel_seconds).sum();
        // A break before the first stop is taken at home.
        let leaves = ahead.stops.first().map_or(ahead.leave_seconds, |stop| stop.start_seconds - stop.travel_seconds);
        Schedule {
            starts: begun.chain(starts).collect(),
            travel: past.travel.iter().copied().chain(travel).collect(),
            travel_home: (ahead.travel_seconds - travel_there) / 60,
            leaves: past.left_home.unwrap_or(leaves / 60),
            home_at: ahead.back_seconds / 60,
        }
    }
}
