//! What the people of a visit do next, and when: a pure function of where the visit stands and the course it takes.

use super::course::Course;
use jobs::model::{State, Visit};
use kernel::{
    Timestamp, Window,
    time::{SignedDuration, hours, minutes},
};

/// Something a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The customer pays what is due before dispatch.
    PayFirst,
    /// The customer calls it off.
    Cancel,
    /// The customer moves it to another day.
    Move,
    /// A technician answers an offer.
    AnswerOffer,
    /// The technician calls the customer.
    Contact,
    /// The technician sets off.
    Depart,
    /// The technician stands at the door.
    Arrive,
    /// The technician calls or writes because nobody opens.
    CallAtDoor,
    /// The technician leaves, because nobody opened.
    GiveUp,
    /// The customer tells that nobody came.
    ReportAbsence,
    /// An operator closes the order to which nobody came.
    CloseAbsence,
    /// The technician looks at the fault.
    Inspect,
    /// The technician says what it is.
    Diagnose,
    /// The technician asks for extra work.
    AskMore,
    /// The customer answers that.
    AnswerMore,
    /// The technician begins.
    StartWork,
    /// The technician does one step of the checklist, with its photos.
    Step,
    /// The technician says it is done.
    Finish,
    /// The customer accepts, or sends it back.
    Judge,
    /// The other side answers a proposed time.
    AnswerMove,
    /// The customer pays the rest.
    PayRest,
    /// The customer writes a review.
    Review,
    /// An operator ends a dispute.
    Resolve,
}

/// Where a visit stands, as far as its people care.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// Since when.
    pub entered_at: Timestamp,
    /// When it was booked.
    pub opened_at: Timestamp,
    /// Promised arrival.
    pub window: Window,
    /// When the technician agreed.
    pub accepted_at: Option<Timestamp>,
    /// When they first called.
    pub contacted_at: Option<Timestamp>,
    /// When they set off.
    pub departed_at: Option<Timestamp>,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// Standard time of the work.
    pub planned_minutes: u32,
    /// Calls and messages at the door.
    pub calls_at_door: u32,
    /// Messages among them.
    pub messages_at_door: u32,
    /// How often it was moved.
    pub reschedules: u32,
    /// How often it was sent back.
    pub reworks: u32,
}

impl Standing {
    /// Of a visit whose job was opened then.
    #[must_use]
    pub fn of(visit: &Visit, opened_at: Timestamp) -> Self {
        Self {
            state: visit.state,
            entered_at: visit.entered_at,
            opened_at,
            window: visit.window,
            accepted_at: visit.accepted_at,
            contacted_at: visit.contacted_at,
            departed_at: visit.departed_at,
            started_at: visit.started_at,
            planned_minutes: visit.planned_minutes(),
            calls_at_door: visit.calls_at_door,
            messages_at_door: visit.messages_at_door,
            reschedules: visit.reschedules,
            reworks: visit.reworks,
        }
    }
}

/// What else matters, looked up around the visit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scene {
    /// Start of work as dispatch planned it.
    pub planned_start: Timestamp,
    /// Time to get there.
    pub travel: SignedDuration,
    /// When its technician will be free of another visit; none: is free.
    pub busy_until: Option<Timestamp>,
    /// Whether the fault is inspected before the work.
    pub is_repair: bool,
    /// Steps of the checklist not ticked off.
    pub steps_open: u32,
    /// All steps.
    pub steps: u32,
    /// Whether extra work was asked for already.
    pub has_asked_more: bool,
    /// Whether something is still to be paid.
    pub is_owed: bool,
    /// Whether a review was written.
    pub is_reviewed: bool,
}

/// The next deed and when it is due; none: nobody has anything to do.
#[must_use]
pub fn next(standing: &Standing, course: &Course, scene: &Scene) -> Option<(Timestamp, Deed)> {
    let since = standing.entered_at;
    match standing.state {
        State::PendingPayment => course.pays_first_after.map(|wait| (later(since, wait), Deed::PayFirst)),
        State::PendingDispatch => changed_mind(standing, course),
        State::Offered | State::Assigned => Some((later(since, course.answers_after), Deed::AnswerOffer)),
        State::Appointed => sooner(changed_mind(standing, course), towards(standing, course, scene)),
        State::Rescheduling => Some((later(since, course.customer_thinks), Deed::AnswerMove)),
        State::EnRoute => Some((later(standing.departed_at.unwrap_or(since), scene.travel), Deed::Arrive)),
        State::Arrived => Some(at_the_door(standing, course, scene)),
        State::Inspecting => Some(inspecting(standing, course, scene)),
        State::AwaitingApproval => Some((later(since, course.customer_thinks), Deed::AnswerMore)),
        State::InService => Some(working(standing, course, scene)),
        State::AwaitingAcceptance => Some((later(since, course.accepts_after), Deed::Judge)),
        State::Rework => Some((later(since, minutes(18)), Deed::Finish)),
        State::Disputed => Some((later(since, minutes(90)), Deed::Resolve)),
        State::Completed | State::Settled | State::CancelledOnSite | State::NoShowCustomer | State::Cancelled => {
            afterwards(standing, course, scene)
        }
        // Some customers want it no more; the others wait for an operator to plan another visit.
        State::NoShowTechnician => (!course.wants_more).then(|| (later(since, hours(2)), Deed::CloseAbsence)),
        State::Continued | State::Expired => None,
    }
}

fn later(instant: Timestamp, wait: SignedDuration) -> Timestamp {
    instant.checked_add(wait).unwrap_or(Timestamp::MAX)
}

fn sooner(one: Option<(Timestamp, Deed)>, other: Option<(Timestamp, Deed)>) -> Option<(Timestamp, Deed)> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one.0 <= other.0 { one } else { other }),
        (one, other) => one.or(other),
    }
}

/// The customer cancels, or moves once; only well before the window.
fn changed_mind(standing: &Standing, course: &Course) -> Option<(Timestamp, Deed)> {
    let latest = later(standing.window.start, minutes(-90));
    // A change of mind that the answer of the other side has overtaken does not come again.
    let ahead = |at: &Timestamp| standing.entered_at < *at && *at < latest;
    let at = |wait: SignedDuration| Some(later(standing.opened_at, wait)).filter(ahead);
    let cancels = course.cancels_after.and_then(at).map(|at| (at, Deed::Cancel));
    let moves = course.moves_after.and_then(at).filter(|_| standing.reschedules == 0).map(|at| (at, Deed::Move));
    sooner(cancels, moves)
}

/// A call after accepting, then leaving in time.
fn towards(standing: &Standing, course: &Course, scene: &Scene) -> Option<(Timestamp, Deed)> {
    if standing.contacted_at.is_none() {
        let accepted = standing.accepted_at.unwrap_or(standing.entered_at);
        return Some((later(accepted, course.contacts_after), Deed::Contact));
    }
    if course.never_comes {
        return Some((later(standing.window.end, minutes(45)), Deed::ReportAbsence));
    }
    let arrival = later(scene.planned_start, course.arrival_offset).max(standing.window.start);
    let wanted = later(arrival, -scene.travel);
    Some((scene.busy_until.map_or(wanted, |free| wanted.max(free)), Deed::Depart))
}

/// Waiting at a closed door takes two calls, a message and a quarter of an hour (DOMAIN 3).
fn at_the_door(standing: &Standing, course: &Course, scene: &Scene) -> (Timestamp, Deed) {
    let since = standing.entered_at;
    if course.nobody_home {
        let said = standing.calls_at_door + standing.messages_at_door;
        if said < 3 {
            return (later(since, minutes(2 + 4 * i64::from(said))), Deed::CallAtDoor);
        }
        return (later(since, minutes(17)), Deed::GiveUp);
    }
    let deed = if scene.is_repair { Deed::Inspect } else { Deed::StartWork };
    (later(since, minutes(3)), deed)
}

fn inspecting(standing: &Standing, course: &Course, scene: &Scene) -> (Timestamp, Deed) {
    let done = later(standing.entered_at, course.inspection);
    if course.asks_more && !scene.has_asked_more { (done, Deed::AskMore) } else { (done, Deed::Diagnose) }
}

/// Steps spread evenly over the work; the last one ends it.
fn working(standing: &Standing, course: &Course, scene: &Scene) -> (Timestamp, Deed) {
    let started = standing.started_at.unwrap_or(standing.entered_at);
    let minutes_all = f64::from(standing.planned_minutes) * course.work_factor;
    let at = |share: f64| later(started, SignedDuration::from_secs((minutes_all * 60.0 * share) as i64));
    if scene.steps_open == 0 {
        return (at(1.0), Deed::Finish);
    }
    let done = scene.steps - scene.steps_open;
    (at(f64::from(done + 1) / f64::from(scene.steps + 1)), Deed::Step)
}

fn afterwards(standing: &Standing, course: &Course, scene: &Scene) -> Option<(Timestamp, Deed)> {
    let since = standing.entered_at;
    if scene.is_owed {
        return Some((later(since, course.pays_after), Deed::PayRest));
    }
    let is_done = matches!(standing.state, State::Completed | State::Settled);
    let wants = is_done && course.stars.is_some() && !scene.is_reviewed;
    wants.then(|| (later(since, course.pays_after + minutes(20)), Deed::Review))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, VisitId};

    fn course() -> Course {
        let quiet = (0..).map(|n| Course::of(1, VisitId::from_uuid(uuid::Uuid::from_u128(n))));
        let plain = |one: &Course| {
            one.cancels_after.is_none()
                && one.moves_after.is_none()
                && !one.nobody_home
                && !one.asks_more
                && !one.never_comes
                && one.wants_more
        };
        quiet.into_iter().find(plain).unwrap()
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_772_000_000 + minute * 60).unwrap()
    }

    fn standing(state: State) -> Standing {
        Standing {
            state,
            entered_at: at(0),
            opened_at: at(0),
            window: Window { start: at(240), end: at(360) },
            accepted_at: None,
            contacted_at: None,
            departed_at: None,
            started_at: Some(at(0)),
            planned_minutes: 100,
            calls_at_door: 0,
            messages_at_door: 0,
            reschedules: 0,
            reworks: 0,
        }
    }

    fn scene() -> Scene {
        Scene {
            planned_start: at(260),
            travel: minutes(20),
            busy_until: None,
            is_repair: true,
            steps_open: 3,
            steps: 4,
            has_asked_more: false,
            is_owed: false,
            is_reviewed: true,
        }
    }

    #[test]
    fn who_agreed_calls_then_leaves_in_time_but_not_before_being_free() {
        let mut standing = standing(State::Appointed);
        assert_eq!(next(&standing, &course(), &scene()).unwrap().1, Deed::Contact);
        standing.contacted_at = Some(at(1));
        let (leaves, deed) = next(&standing, &course(), &scene()).unwrap();
        assert_eq!(deed, Deed::Depart);
        assert!(leaves >= at(200) && leaves <= at(330), "{leaves}");
        let busy = Scene { busy_until: Some(at(400)), ..scene() };
        assert_eq!(next(&standing, &course(), &busy), Some((at(400), Deed::Depart)));
    }

    #[test]
    fn who_never_comes_is_reported_and_the_order_closed_or_left_to_an_operator() {
        let course = Course { never_comes: true, ..course() };
        let mut standing = standing(State::Appointed);
        standing.contacted_at = Some(at(1));
        assert_eq!(next(&standing, &course, &scene()), Some((at(360 + 45), Deed::ReportAbsence)));
        standing.state = State::NoShowTechnician;
        assert_eq!(next(&standing, &course, &scene()), None);
        let gives_up = Course { wants_more: false, ..course };
        assert_eq!(next(&standing, &gives_up, &scene()), Some((at(120), Deed::CloseAbsence)));
    }

    #[test]
    fn nobody_home_takes_three_tries_and_a_quarter_of_an_hour() {
        let course = Course { nobody_home: true, ..course() };
        let mut standing = standing(State::Arrived);
        for said in 0..3 {
            standing.calls_at_door = said.min(2);
            standing.messages_at_door = u32::from(said > 2);
            assert_eq!(next(&standing, &course, &scene()).unwrap().1, Deed::CallAtDoor);
        }
        standing.messages_at_door = 1;
        let (leaves, deed) = next(&standing, &course, &scene()).unwrap();
        assert!(deed == Deed::GiveUp && leaves >= at(15));
    }

    #[test]
    fn steps_come_one_after_the_other_and_then_the_end() {
        let standing = standing(State::InService);
        let (first, _) = next(&standing, &course(), &Scene { steps_open: 3, ..scene() }).unwrap();
        let (second, deed) = next(&standing, &course(), &Scene { steps_open: 2, ..scene() }).unwrap();
        assert!(first < second && deed == Deed::Step);
        let (end, deed) = next(&standing, &course(), &Scene { steps_open: 0, ..scene() }).unwrap();
        assert!(end > second && deed == Deed::Finish);
    }

    #[test]
    fn every_open_state_has_somebody_who_goes_on() {
        for state in State::ALL {
            let due = next(&standing(*state), &course(), &Scene { is_owed: true, ..scene() });
            let rests =
                matches!(state, State::PendingDispatch | State::Continued | State::NoShowTechnician | State::Expired);
            assert_eq!(due.is_none(), rests, "{state:?}");
        }
    }
}
