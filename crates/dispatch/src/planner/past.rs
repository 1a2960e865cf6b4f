//! What of a day has begun: where that leaves the technician, from when on, and which breaks are still to come.

use super::{Minute, Pause, Route, Stop};
use kernel::Place;

/// The part of a route that nobody can change any more.
pub(super) struct Past<'a> {
    /// Stops that have begun; nothing is put before the last of them.
    pub(super) begun: &'a [Stop],
    /// The others.
    pub(super) ahead: &'a [Stop],
    /// Where the technician is, or will be when free.
    pub(super) place: Place,
    /// When the technician can leave from there.
    pub(super) free: Minute,
    /// When the day began, when it has begun.
    pub(super) left_home: Option<Minute>,
    /// Travel to each stop that has begun.
    pub(super) travel: Vec<Minute>,
    /// Breaks still to be taken.
    pub(super) pauses: Vec<Pause>,
}

impl<'a> Past<'a> {
    /// Of a route.
    pub(super) fn of(route: &'a Route) -> Self {
        let (begun, ahead) =
            route.stops.split_at(route.stops.iter().rposition(|stop| stop.begun).map_or(0, |at| at + 1));
        let mut past = Self {
            begun,
            ahead,
            place: route.home,
            free: route.starts,
            left_home: None,
            travel: Vec::with_capacity(begun.len()),
            pauses: route.pauses.clone(),
        };
        for stop in begun {
            past.go_to(route, stop);
        }
        past.free = past.free.max(route.not_before);
        past.forget_missed_pauses();
        past
    }

    fn go_to(&mut self, route: &Route, stop: &Stop) {
        let travel = route.speed.minutes(self.place, stop.place);
        let arrive_by = stop.first - stop.before;
        if self.left_home.is_none() {
            self.left_home = Some((arrive_by - travel).max(route.starts.min(stop.first)));
        }
        let at_work = Stop { last: stop.first, ..*stop };
        while let Some(pause) = self.pauses.first() {
            let begins = self.free.max(pause.earliest);
            let arrives = (self.free + travel).max(pause.earliest) + pause.minutes;
            let on_the_way = begins <= pause.latest && arrives <= arrive_by;
            if on_the_way {
                self.free = begins + pause.minutes;
            } else if at_work.with_inside(pause).is_none() {
                break;
            }
            self.pauses.remove(0);
        }
        self.travel.push(travel);
        (self.place, self.free) = (stop.place, stop.free());
    }

    /// A break that should have begun by now is lost; an absence goes on until its end.
    fn forget_missed_pauses(&mut self) {
        let free = self.free;
        let (missed, ahead): (Vec<Pause>, Vec<Pause>) = self.pauses.iter().partition(|pause| pause.latest < free);
        let absences = missed.iter().filter(|pause| !pause.on_site).map(|pause| pause.latest + pause.minutes);
        self.free = absences.fold(free, Minute::max);
        self.pauses = ahead;
    }
}
