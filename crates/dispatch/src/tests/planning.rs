//! The day rule, slots and steps of dispatch, as tables.

use super::kit::*;
use crate::{
    GrabRound, Mode, Offer, OfferState, PlanState, Policy, Progress, Reservation, Role, RoundState, Rule, ShiftDay,
    Technician, VisitNeed, VisitPlan,
    planner::{Pause, Route, Speed, Stop},
    rules::{
        day::{self, Loads, Wish},
        improve::Table,
        modes::{Step, next_step, winners},
        rank::Scene,
        slots::{SlotState, slots},
    },
};
use kernel::{Id, OfferId, ReservationId, Timestamp, VisitId, Window, time::minutes};

fn reservation(number: u128, technician: &Technician, metres: i32, window: Window, start: &str) -> Reservation {
    let need = need(metres);
    Reservation {
        reservation_id: ReservationId::from_uuid(uuid::Uuid::from_u128(number)),
        technician_id: technician.technician,
        date: MONDAY,
        role: Role::Lead,
        visit_id: Some(VisitId::from_uuid(uuid::Uuid::from_u128(number))),
        hold_id: None,
        expires_at: None,
        window_start: window.start,
        window_end: window.end,
        planned_start: at(MONDAY, start),
        duration_minutes: need.duration_minutes,
        travel_before_minutes: 0,
        buffer_before_minutes: need.buffer_before_minutes,
        buffer_after_minutes: need.buffer_after_minutes,
        latitude: need.place.latitude,
        longitude: need.place.longitude,
        is_exact: false,
        progress: Progress::Planned,
    }
}

/// Asks the day rule at 08:00 and shows the start and the changed times, or the failed rule with its numbers.
fn ask(technician: &Technician, rows: &[Reservation], need: &VisitNeed, window: Window) -> String {
    let wish = Wish { window, earliest: at(MONDAY, "08:00"), exact: None };
    match day::fit(technician, MONDAY, rows, need, &wish, &Policy::default(), at(MONDAY, "08:00")) {
        Ok(fit) => {
            let changes: Vec<String> = fit.changes.iter().map(|(_, start, _)| clock(*start)).collect();
            format!("{} +{} [{}]", clock(fit.planned_start), fit.added_travel_minutes, changes.join(" "))
        }
        Err(failed) => {
            let numbers: Vec<String> = failed.params.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{}: {}", failed.rule, numbers.join(" "))
        }
    }
}

#[test]
fn an_empty_day() {
    let one = technician(1, 0, 1);
    // 3 km by scooter at 18 km/h with detour 1.3 are 13 minutes; ten more before the work.
    assert_eq!(ask(&one, &[], &need(3000), window(MONDAY, "08:00", "10:00")), "09:23 +26 []");
    assert_eq!(ask(&one, &[], &need(3000), window(MONDAY, "10:00", "12:00")), "10:00 +26 []");
    // Home at 18:00 at the latest: 16:32 + 60 + 15 + 13.
    assert_eq!(ask(&one, &[], &need(3000), window(MONDAY, "16:32", "18:00")), "16:32 +26 []");
    assert_eq!(ask(&one, &[], &need(3000), window(MONDAY, "16:33", "18:00")), "route: case=overtime minutes=1");
    assert_eq!(ask(&one, &[], &need(3000), window(MONDAY, "18:00", "20:00")), "shift: case=outside");
    assert_eq!(ask(&one, &[], &need(3000), window(MONDAY, "06:00", "07:30")), "route: case=past");
    let free = Technician { days: vec![], ..one.clone() };
    assert_eq!(ask(&free, &[], &need(3000), window(MONDAY, "10:00", "12:00")), "shift: case=free");
}

#[test]
fn lunch_is_kept() {
    let one = technician(1, 0, 1);
    // Work from 10:00 to 12:00 with 15 after leaves lunch from 12:15.
    let long = VisitNeed { duration_minutes: 120, ..need(0) };
    assert_eq!(ask(&one, &[], &long, window(MONDAY, "10:00", "11:00")), "10:00 +0 []");
    // A start at 11:00 for two and a half hours would leave none; after lunch it works.
    let longer = VisitNeed { duration_minutes: 150, ..need(0) };
    assert_eq!(ask(&one, &[], &longer, window(MONDAY, "11:00", "12:00")), "route: case=late minutes=26");
    assert_eq!(ask(&one, &[], &longer, window(MONDAY, "11:00", "13:00")), "12:25 +0 []");
    // Who works through a long visit eats there.
    let whole = VisitNeed { duration_minutes: 420, ..need(0) };
    assert_eq!(ask(&one, &[], &whole, window(MONDAY, "09:00", "10:00")), "09:10 +0 []");
}

#[test]
fn promised_windows_are_kept() {
    let one = technician(1, 0, 1);
    let first = reservation(1, &one, 3000, window(MONDAY, "10:00", "12:00"), "10:00");
    // Before the first, or right after it in the same house; the first one moves only inside its window.
    assert_eq!(
        ask(&one, std::slice::from_ref(&first), &need(3000), window(MONDAY, "08:00", "10:00")),
        "09:23 +0 [10:48]"
    );
    assert_eq!(
        ask(&one, std::slice::from_ref(&first), &need(3000), window(MONDAY, "10:00", "12:00")),
        "10:00 +0 [11:25]"
    );
    let full = [first.clone(), reservation(2, &one, 3000, window(MONDAY, "10:00", "12:00"), "11:25")];
    assert_eq!(ask(&one, &full, &need(3000), window(MONDAY, "10:00", "12:00")), "route: case=late minutes=96");
    // Pinned and begun stops do not move.
    let pinned = Reservation { is_exact: true, ..first.clone() };
    assert_eq!(ask(&one, &[pinned], &need(3000), window(MONDAY, "09:00", "10:00")), "route: case=late minutes=86");
    let busy = Technician { visits_max: 1, ..one.clone() };
    assert_eq!(ask(&busy, &[first], &need(3000), window(MONDAY, "14:00", "16:00")), "visits_max: max=1");
    let short = Technician { minutes_max: 120, ..one };
    let apart = [reservation(3, &short, 0, window(MONDAY, "09:10", "10:00"), "09:10")];
    assert_eq!(ask(&short, &apart, &need(0), window(MONDAY, "16:00", "17:00")), "hours_max: minutes=375");
}

#[test]
fn absences_are_kept() {
    let mut one = technician(1, 0, 1);
    let off = window(MONDAY, "13:00", "15:00");
    one.days[0] = ShiftDay {
        windows: vec![window(MONDAY, "09:00", "13:00"), window(MONDAY, "15:00", "18:00")],
        time_off: vec![off],
        ..one.days[0].clone()
    };
    assert_eq!(
        ask(&one, &[], &need(0), window(MONDAY, "13:00", "15:00")),
        "time_off: from=2026-03-02T05:00:00Z until=2026-03-02T07:00:00Z"
    );
    assert_eq!(ask(&one, &[], &need(0), window(MONDAY, "14:00", "16:00")), "15:10 +0 []");
    one.days[0].windows.clear();
    assert!(ask(&one, &[], &need(0), window(MONDAY, "14:00", "16:00")).starts_with("time_off"));
}

#[test]
fn a_day_in_progress_is_planned_from_now_on() {
    let one = technician(1, 0, 1);
    let now = at(MONDAY, "14:00");
    let wish = Wish { window: window(MONDAY, "14:00", "16:00"), earliest: now, exact: None };
    let fit = |rows: &[Reservation]| day::fit(&one, MONDAY, rows, &need(3000), &wish, &Policy::default(), now);
    assert_eq!(clock(fit(&[]).unwrap().planned_start), "14:23");
    // Under way since 13:50, an hour of work and 15 minutes to pack up.
    let busy = reservation(1, &one, 3000, window(MONDAY, "12:00", "14:00"), "13:50");
    let busy = Reservation { progress: Progress::UnderWay, ..busy };
    assert_eq!(clock(fit(&[busy]).unwrap().planned_start), "15:15");
    // Running late breaks one promise; that one is kept as well as it can be and new ones still fit behind it.
    let late = Reservation {
        progress: Progress::UnderWay,
        ..reservation(1, &one, 3000, window(MONDAY, "12:00", "14:00"), "13:59")
    };
    let next = reservation(2, &one, 3000, window(MONDAY, "14:00", "15:00"), "14:59");
    let evening = Wish { window: window(MONDAY, "16:00", "18:00"), ..wish };
    assert!(fit(&[late.clone(), next.clone()]).is_err());
    let found = day::fit(&one, MONDAY, &[late, next], &need(3000), &evening, &Policy::default(), now).unwrap_err();
    assert_eq!(found.params["case"], "overtime");
    let short = VisitNeed { duration_minutes: 40, ..need(3000) };
    let late = Reservation {
        progress: Progress::UnderWay,
        ..reservation(1, &one, 3000, window(MONDAY, "12:00", "14:00"), "13:59")
    };
    let next = reservation(2, &one, 3000, window(MONDAY, "14:00", "15:00"), "14:59");
    let found = day::fit(&one, MONDAY, &[late, next], &short, &evening, &Policy::default(), now).unwrap();
    let moved: Vec<String> = found.changes.iter().map(|(_, start, _)| clock(*start)).collect();
    assert_eq!((clock(found.planned_start), moved), ("16:49".to_owned(), vec!["15:24".to_owned()]));
}

#[test]
fn slots_show_what_is_open() {
    let facts = facts(vec![technician(1, 0, 3), technician(2, 500, 3), technician(3, 900, 3)], no_reserve());
    let loads =
        Loads::new(vec![reservation(1, &facts.roster.technicians[0], 0, window(MONDAY, "10:00", "12:00"), "10:00")]);
    let need = need(0);
    let now = at(MONDAY, "09:30");
    let scene = Scene {
        roster: &facts.roster,
        loads: &loads,
        need: &need,
        policy: &facts.policy,
        now,
        declined: &[],
        overruled: &[],
    };
    let days = slots(&scene, MONDAY, 3);
    let shown = |day: usize| -> Vec<String> {
        days[day]
            .slots
            .iter()
            .map(|slot| format!("{} {} {}", clock(slot.window.start), slot.state, slot.technicians))
            .collect()
    };
    // Two hours of lead time: 11:30 is still possible, 08:00 is not shown any more.
    assert_eq!(shown(0), ["10:00 open 3", "12:00 open 3", "14:00 open 3", "16:00 open 3", "18:00 full 0"]);
    assert_eq!(shown(1)[0], "08:00 open 3");
    assert_eq!(days[1].slots[1].nearest, Some(technician_id(1)));
    let reserved = Policy { reserve_percent: 99, ..Policy::default() };
    let none = slots(&Scene { policy: &reserved, ..scene }, MONDAY, 1);
    assert!(none[0].slots.iter().all(|slot| slot.state == SlotState::Full));
    let emergency = VisitNeed { is_emergency: true, ..need.clone() };
    let some = slots(&Scene { policy: &reserved, need: &emergency, ..scene }, MONDAY, 1);
    assert_eq!(some[0].slots[0].state, SlotState::Open);
}

#[test]
fn crews_meet() {
    let mut apprentice = technician(2, 500, 1);
    apprentice.level = 0;
    let facts = facts(vec![technician(1, 0, 1), apprentice], no_reserve());
    let two = VisitNeed { crew_size: 2, ..need(1000) };
    let loads =
        Loads::new(vec![reservation(1, &facts.roster.technicians[1], 0, window(MONDAY, "10:00", "12:00"), "10:00")]);
    let now = at(MONDAY, "08:00");
    let scene = Scene {
        roster: &facts.roster,
        loads: &loads,
        need: &two,
        policy: &facts.policy,
        now,
        declined: &[],
        overruled: &[],
    };
    let wish = |from, until| Wish { window: window(MONDAY, from, until), earliest: now, exact: None };
    let ranked = scene.rank(&wish("14:00", "16:00"));
    assert_eq!((ranked[0].candidate.rank, ranked[0].candidate.helpers.clone()), (Some(1), vec![technician_id(2)]));
    assert_eq!(ranked[1].candidate.failed[0].rule, Rule::Apprentice);
    // At 10:30 the helper could only come by moving to 11:25 (their own visit may move inside its window).
    let team = ranked[0].team.clone().unwrap();
    assert!(team.is_exact && team.fits[0].planned_start == team.fits[1].planned_start);
    let three = VisitNeed { crew_size: 3, ..two.clone() };
    let failed = Scene { need: &three, ..scene }.rank(&wish("14:00", "16:00"))[0].candidate.failed.clone();
    assert_eq!(failed[0].rule, Rule::Crew);
}

fn planned(number: u128, metres: i32, technician: Option<&Technician>) -> VisitPlan {
    let window = window(MONDAY, "14:00", "16:00");
    VisitPlan {
        visit_id: VisitId::from_uuid(uuid::Uuid::from_u128(number)),
        state: if technician.is_some() { PlanState::Assigned } else { PlanState::Unassigned },
        mode: Mode::Direct,
        wave: 1,
        need: kernel::scalar::Json(need(metres)),
        window_start: window.start,
        window_end: window.end,
        technician_id: technician.map(|one| one.technician),
        is_technician_pinned: false,
        is_start_pinned: false,
        trouble: String::new(),
        version: 1,
    }
}

#[test]
fn a_day_is_planned_better_without_breaking_a_promise() {
    let facts = facts(vec![technician(1, 0, 1), technician(2, 8000, 1)], no_reserve());
    let [near, far] = [&facts.roster.technicians[0], &facts.roster.technicians[1]];
    let promised = window(MONDAY, "14:00", "16:00");
    // Each has a visit next to the other's home, and one more beside the first home has nobody.
    let loads =
        Loads::new(vec![reservation(1, near, 8000, promised, "14:00"), reservation(2, far, 0, promised, "14:00")]);
    let plans = [planned(1, 8000, Some(near)), planned(2, 0, Some(far)), planned(3, 100, None)];
    let ask = |plans: &[VisitPlan], declined: &[(VisitId, kernel::TechnicianId)]| {
        let table = Table {
            roster: &facts.roster,
            loads: &loads,
            plans,
            declined,
            policy: &facts.policy,
            date: MONDAY,
            now: at(MONDAY, "08:00"),
        };
        table.improvement()
    };
    let found = ask(&plans, &[]);
    let to = |number: u128| {
        let visit = VisitId::from_uuid(uuid::Uuid::from_u128(number));
        found.transfers.iter().find(|one| one.visit == visit).map(|one| one.to)
    };
    assert_eq!((to(1), to(2), to(3)), (Some(technician_id(2)), Some(technician_id(1)), Some(technician_id(1))));
    assert_eq!(found.served, 1);
    assert!(found.travel_minutes_after < found.travel_minutes / 4, "{found:?}");
    assert_eq!(found, ask(&plans, &[]), "the same question has the same answer");
    // What is pinned stays, and who said no is not asked again.
    let pinned = [VisitPlan { is_technician_pinned: true, ..plans[0].clone() }, plans[1].clone()];
    assert!(ask(&pinned, &[]).transfers.iter().all(|one| one.visit != plans[0].visit_id));
    let refused = ask(&plans[2..], &[(plans[2].visit_id, technician_id(1))]);
    assert_eq!(refused.transfers.iter().map(|one| one.to).collect::<Vec<_>>(), vec![technician_id(2)]);
    // Nothing is changed for nothing.
    assert!(ask(&[], &[]).transfers.is_empty());
}

fn offer(mode: Mode, state: OfferState, score: i64, claimed_second: i64) -> Offer {
    let number = (score * 1000 + claimed_second).unsigned_abs();
    Offer {
        offer_id: OfferId::from_uuid(uuid::Uuid::from_u128(u128::from(number))),
        visit_id: VisitId::from_uuid(uuid::Uuid::from_u128(1)),
        wave: 1,
        technician_id: technician_id(1),
        mode,
        round: 1,
        state,
        offered_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::UNIX_EPOCH + minutes(5),
        claimed_at: Some(Timestamp::from_second(claimed_second).unwrap()),
        answered_at: None,
        reason: String::new(),
        score,
        distance_metres: 0,
        version: 1,
    }
}

#[test]
fn steps_of_dispatch() {
    let policy = Policy::default();
    let round = GrabRound {
        visit_id: VisitId::from_uuid(uuid::Uuid::from_u128(1)),
        wave: 1,
        round: 1,
        radius_metres: 3000,
        opened_at: Timestamp::UNIX_EPOCH,
        closes_at: Timestamp::UNIX_EPOCH,
        first_claim_at: None,
        state: RoundState::Closed,
        version: 1,
    };
    let check = |mode, asked: &[Mode], rounds: usize, step: Step| {
        let offers: Vec<Offer> = asked.iter().map(|mode| offer(*mode, OfferState::Refused, 1, 1)).collect();
        assert_eq!(next_step(mode, &offers, &vec![round.clone(); rounds], &policy), step, "{mode} {asked:?} {rounds}");
    };
    let grab = |round, radius_metres| Step::Grab { round, radius_metres };
    check(Mode::Direct, &[], 0, Step::Ask);
    check(Mode::Direct, &[Mode::Direct; 2], 0, Step::Ask);
    check(Mode::Direct, &[Mode::Direct; 3], 0, grab(1, 3000));
    check(Mode::Direct, &[Mode::Direct; 3], 2, grab(3, 10_000));
    check(Mode::Direct, &[Mode::Direct; 3], 3, Step::GiveUp);
    check(Mode::Grab, &[], 0, grab(1, 3000));
    check(Mode::Grab, &[Mode::Grab; 9], 3, Step::Ask);
    check(Mode::Grab, &[Mode::Direct; 3], 3, Step::GiveUp);
    check(Mode::Named, &[], 0, Step::Ask);
    check(Mode::Named, &[Mode::Named], 0, Step::AskCustomer);
    check(Mode::MustTake, &[Mode::MustTake; 3], 0, grab(1, 3000));
    check(Mode::Manual, &[], 0, Step::GiveUp);
}

#[test]
fn the_best_claim_wins_not_the_fastest() {
    let claims =
        [(7000, 1), (9000, 9), (9000, 5)].map(|(score, second)| offer(Mode::Grab, OfferState::Claimed, score, second));
    let won = winners(claims.to_vec());
    assert_eq!((won[0].score, won[0].claimed_at.unwrap().as_second()), (9000, 5));
    assert!(winners(vec![offer(Mode::Grab, OfferState::Open, 1, 1)]).is_empty());
}

proptest::proptest! {
    /// Cheapest insertion, one after another, never breaks travel, windows, breaks or the shift.
    #[test]
    fn insertions_keep_a_route_sound(stops in proptest::collection::vec((-8000i32..8000, 0i64..660, 1i64..180, 15i64..300), 1..14)) {
        let speed = Speed { kilometres_per_hour: 18, detour_per_mille: 1300 };
        let lunch = Pause { earliest: 150, latest: 225, minutes: 45, on_site: true };
        let mut route = Route {
            home: east(0), starts: 0, ends: 600, not_before: 0, pauses: vec![lunch], stops: vec![], stops_max: 9, minutes_max: 600, speed,
        };
        for (metres, first, length, work) in stops {
            let stop = Stop { place: east(metres), first, last: first + length, work, before: 5, after: 5, begun: false };
            let Some(found) = route.best(&stop) else { continue };
            route.stops.insert(found.position, stop);
            let schedule = route.schedule().expect("what was found can be driven");
            proptest::prop_assert!(schedule.home_at <= found.schedule.home_at);
            for schedule in [&schedule, &found.schedule] {
                let (mut free, mut place) = (0, route.home);
                for (stop, start) in route.stops.iter().zip(&schedule.starts) {
                    proptest::prop_assert!(free + speed.minutes(place, stop.place) + stop.before <= *start);
                    proptest::prop_assert!(stop.first <= *start && *start <= stop.last);
                    free = start + stop.work + stop.after;
                    place = stop.place;
                }
                proptest::prop_assert!(free + speed.minutes(place, route.home) <= 600);
                let eats = (150..=225).any(|noon| route.stops.iter().zip(&schedule.starts).all(|(stop, start)| {
                    let apart = start + stop.work + stop.after <= noon || noon + 45 <= start - stop.before;
                    apart || stop.work >= 240 && *start <= noon && noon + 45 <= start + stop.work
                }));
                proptest::prop_assert!(eats, "{:?} {:?}", route.stops, schedule);
            }
        }
    }
}

/// One visit from nine on whose window leaves it no choice.
pub(super) fn busy_morning(technician: &Technician) -> Vec<Reservation> {
    vec![reservation(1, technician, 0, window(MONDAY, "09:00", "10:00"), "09:10")]
}
