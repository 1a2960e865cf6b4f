//! Stories of holding, assigning, following and rescheduling, on both engines.

use super::{kit::*, steps::*};
use crate::{
    HoldState, Mode, PlanState, Policy, Progress, Rule, TechnicianStatus, VisitNeed, actions::*, events, refusals,
    rules::slots::SlotState, views,
};
use db::Handlers;
use jiff::ToSpan;
use kernel::{Actor, VisitId, problem, time::minutes};
use test_kit::on_both_engines;

#[test]
fn a_hold_keeps_a_slot_until_it_lapses() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = facts(vec![technician(1, 0, 14)], no_reserve());
        let long = VisitNeed { duration_minutes: 100, ..need(0) };
        let (ann, bob) = (customer(&bench, 1), customer(&bench, 2));
        let held = bench.db.perform(&ann, hold(&facts, long.clone(), TUESDAY, "10:00", "12:00")).await.unwrap();
        assert_eq!((held.technician, clock(held.planned_start)), (technician_id(1), "10:00".to_owned()));
        let taken = bench.db.perform(&bob, hold(&facts, long.clone(), TUESDAY, "10:00", "12:00")).await;
        assert!(taken.unwrap_err().is(refusals::SLOT_TAKEN));
        let state = |expected: SlotState| {
            let (bench, facts, long) = (&bench, &facts, &long);
            async move {
                let mut read = bench.db.read().await.unwrap();
                let now = bench.clock.now();
                let question = views::SlotQuestion {
                    roster: &facts.roster,
                    need: long,
                    policy: &facts.policy,
                    now,
                    instead_of: None,
                };
                let days = views::slots(&mut read, bench.system.market, &question, None).await.unwrap();
                assert_eq!((days.len(), days[1].slots[1].state), (14, expected));
            }
        };
        state(SlotState::Full).await;
        let visit: VisitId = ann.new_id();
        let early = ExpireHold { hold: held.hold };
        bench.db.perform(&system(&bench), early.clone()).await.unwrap();
        let mine = ReleaseHold { hold: held.hold, guest_key: None };
        assert!(bench.db.perform(&bob, mine.clone()).await.unwrap_err().is(problem::MISSING));
        bench.clock.move_to(bench.clock.now() + minutes(10));
        state(SlotState::Few).await;
        let confirm = ConfirmHold { hold: held.hold, visit, guest_key: None };
        assert!(bench.db.perform(&system(&bench), confirm.clone()).await.unwrap_err().is(refusals::HOLD_EXPIRED));
        let bob = customer(&bench, 2);
        let his = bench.db.perform(&bob, hold(&facts, long, TUESDAY, "10:00", "12:00")).await.unwrap();
        // Even a clock that is behind cannot revive the first one: its time is gone.
        assert!(bench.db.perform(&bench.system, confirm).await.unwrap_err().is(refusals::HOLD_EXPIRED));
        bench.db.perform(&system(&bench), early).await.unwrap();
        assert_eq!(names(&bench, held.hold).await, ["slot_held", "hold_expired"]);
        let confirm = ConfirmHold { hold: his.hold, visit, guest_key: None };
        let crew = bench.db.perform(&system(&bench), confirm.clone()).await.unwrap();
        assert_eq!(bench.db.perform(&system(&bench), confirm.clone()).await.unwrap(), crew);
        let other = ConfirmHold { visit: bob.new_id(), ..confirm };
        assert!(bench.db.perform(&system(&bench), other).await.unwrap_err().is(refusals::HOLD_USED));
        let late = ReleaseHold { hold: his.hold, guest_key: None };
        assert!(bench.db.perform(&bob, late).await.unwrap_err().is(refusals::HOLD_USED));
        bench
    });
}

#[test]
fn guests_hold_by_key_and_nobody_hoards() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = three();
        let guest = bench.ctx(Actor::Anonymous);
        let with = |key: Option<&str>, from: &str, until: &str| HoldSlot {
            guest_key: key.map(str::to_owned),
            ..hold(&facts, need(0), TUESDAY, from, until)
        };
        let db = &bench.db;
        assert!(db.perform(&guest, with(None, "10:00", "12:00")).await.unwrap_err().is(problem::NOT_SIGNED_IN));
        assert!(db.perform(&guest, with(Some("short"), "10:00", "12:00")).await.unwrap_err().is(problem::OUT_OF_RANGE));
        let key = "0123456789abcdef";
        let first = db.perform(&guest, with(Some(key), "10:00", "12:00")).await.unwrap();
        db.perform(&guest, with(Some(key), "12:00", "14:00")).await.unwrap();
        db.perform(&guest, with(Some(key), "14:00", "16:00")).await.unwrap();
        let fourth = with(Some(key), "16:00", "18:00");
        assert!(db.perform(&guest, fourth.clone()).await.unwrap_err().is(refusals::TOO_MANY_HOLDS));
        let theirs = ReleaseHold { hold: first.hold, guest_key: Some("another-key-of-another".into()) };
        assert!(db.perform(&guest, theirs).await.unwrap_err().is(problem::MISSING));
        let own = ReleaseHold { hold: first.hold, guest_key: Some(key.into()) };
        db.perform(&guest, own.clone()).await.unwrap();
        db.perform(&guest, own).await.unwrap();
        db.perform(&guest, fourth).await.unwrap();
        for (from, until, date) in [
            ("10:00", "11:00", TUESDAY),
            ("08:00", "10:00", MONDAY),
            ("10:00", "12:00", MONDAY.saturating_add(14.days())),
        ] {
            let wrong = hold(&facts, need(0), date, from, until);
            assert!(
                db.perform(&customer(&bench, 5), wrong).await.unwrap_err().is(refusals::SLOT_NOT_OFFERED),
                "{from} {date}"
            );
        }
        let endless = VisitNeed { duration_minutes: 5000, ..need(0) };
        assert!(
            db.perform(&customer(&bench, 5), hold(&facts, endless, TUESDAY, "10:00", "12:00"))
                .await
                .unwrap_err()
                .is(problem::OUT_OF_RANGE)
        );
        bench.clock.move_to(bench.clock.now() + minutes(60 * 24 * 40));
        db.perform(&system(&bench), ExpireHold { hold: first.hold }).await.unwrap();
        db.perform(&system(&bench), ForgetOldHolds).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert!(views::hold(&mut read, bench.system.market, first.hold).await.is_err());
        drop(read);
        bench
    });
}

#[test]
fn a_dispatcher_decides_and_the_pin_holds() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let mut people = vec![technician(1, 0, 14), technician(2, 4000, 14), technician(3, 9000, 14)];
        people[1].skills[0].level = 1;
        people[2].status = TechnicianStatus::OnLeave;
        let facts = facts(people, no_reserve());
        let (visit, lead) = booked(&bench, &facts, need(0), TUESDAY, "10:00", "12:00").await;
        assert_eq!(lead, technician_id(1));
        let assign = AssignVisit {
            visit,
            version: 1,
            technician: technician_id(2),
            start: None,
            pin: Pin::Both,
            overruled: vec![],
            facts: facts.clone(),
        };
        let problem = bench.db.perform(&system(&bench), assign.clone()).await.unwrap_err();
        assert!(problem.is(refusals::TECHNICIAN_CANNOT));
        assert_eq!((problem.params()["rules"].as_str(), problem.params()["level"].as_str()), ("skill", "1"));
        let never = AssignVisit { technician: technician_id(3), overruled: vec![Rule::Status], ..assign.clone() };
        assert!(bench.db.perform(&system(&bench), never).await.unwrap_err().is(refusals::RULE_NOT_OVERRULABLE));
        let stale = AssignVisit { version: 7, ..assign.clone() };
        assert!(bench.db.perform(&system(&bench), stale).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        let knowingly = AssignVisit { overruled: vec![Rule::Skill], start: Some(at(TUESDAY, "11:00")), ..assign };
        let crew = bench.db.perform(&system(&bench), knowingly).await.unwrap();
        assert_eq!((crew.lead, clock(crew.planned_start)), (technician_id(2), "11:00".to_owned()));
        let again = OfferVisit { visit, mode: Mode::Grab, facts: facts.clone() };
        assert!(bench.db.perform(&system(&bench), again).await.unwrap_err().is(refusals::TECHNICIAN_PINNED));
        // Another visit of the same day is planned around the pinned one.
        let mut read = bench.db.read().await.unwrap();
        let audit =
            db::views::audit_page(&mut read, bench.system.market, Some(&visit.to_string()), &db::PageRequest::first(9))
                .await
                .unwrap();
        assert!(audit.items[0].changes.contains("is_technician_pinned"));
        drop(read);
        let version = plan(&bench, visit).await.version;
        bench.db.perform(&system(&bench), PinVisit { visit, version, pin: Pin::Nothing }).await.unwrap();
        let moved = MoveVisit {
            visit,
            version: version + 1,
            window: window(TUESDAY, "14:00", "16:00"),
            technician: Some(technician_id(1)),
            start: None,
            overruled: vec![],
            facts: facts.clone(),
        };
        let crew = bench.db.perform(&system(&bench), moved.clone()).await.unwrap();
        assert_eq!((crew.lead, clock(crew.planned_start)), (technician_id(1), "14:00".to_owned()));
        let past = MoveVisit { version: version + 2, window: window(MONDAY, "06:00", "07:00"), ..moved };
        assert!(bench.db.perform(&system(&bench), past).await.unwrap_err().is(problem::TIME_PAST));
        let off = UnassignVisit { visit, version: version + 2, reason: "crew is short".into() };
        bench.db.perform(&system(&bench), off).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let board =
            views::board(&mut read, bench.system.market, &facts.roster, &facts.policy, TUESDAY, bench.clock.now())
                .await
                .unwrap();
        drop(read);
        assert_eq!(
            (board.unassigned.len(), board.technicians.iter().map(|one| one.reservations.len()).sum::<usize>()),
            (1, 0)
        );
        bench
    });
}

#[test]
fn an_overlap_is_never_forced() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = facts(vec![technician(1, 0, 14), technician(2, 0, 14)], no_reserve());
        let long = VisitNeed { duration_minutes: 110, named: Some(technician_id(1)), ..need(0) };
        booked(&bench, &facts, long.clone(), TUESDAY, "10:00", "12:00").await;
        let other = VisitNeed { named: Some(technician_id(2)), ..long };
        let (visit, _) = booked(&bench, &facts, other, TUESDAY, "10:00", "12:00").await;
        let all: Vec<Rule> = Rule::ALL.iter().copied().filter(|rule| rule.may_be_overruled()).collect();
        let technician = technician_id(1);
        let action =
            AssignVisit { visit, version: 1, technician, start: None, pin: Pin::Nothing, overruled: all, facts };
        let problem = bench.db.perform(&system(&bench), action).await.unwrap_err();
        assert!(problem.is(refusals::TECHNICIAN_CANNOT) && problem.params()["rules"] == "route", "{problem}");
        bench
    });
}

#[test]
fn an_operator_reserves_directly_or_leaves_it_to_the_dispatcher() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = facts(vec![technician(1, 0, 14)], Policy { reserve_percent: 99, ..Policy::default() });
        let visit: VisitId = bench.system.new_id();
        let reserve = ReserveDirect {
            visit,
            need: need(0),
            window: window(TUESDAY, "13:15", "13:45"),
            start: None,
            technician: None,
            overruled: vec![],
            when_full: WhenFull::Refuse,
            facts: facts.clone(),
        };
        let crew = bench.db.perform(&system(&bench), reserve.clone()).await.unwrap().unwrap();
        assert_eq!(clock(crew.planned_start), "13:15");
        assert!(
            bench.db.perform(&system(&bench), reserve.clone()).await.unwrap_err().is(refusals::VISIT_ALREADY_PLANNED)
        );
        let second = ReserveDirect { visit: bench.system.new_id(), ..reserve.clone() };
        assert!(bench.db.perform(&system(&bench), second.clone()).await.unwrap_err().is(refusals::NOBODY_CAN));
        let only = ReserveDirect { technician: Some(technician_id(1)), ..second.clone() };
        assert_eq!(bench.db.perform(&system(&bench), only).await.unwrap_err().params()["rules"], "route");
        let left = ReserveDirect { when_full: WhenFull::LeaveUnassigned, ..second.clone() };
        assert_eq!(bench.db.perform(&system(&bench), left).await.unwrap(), None);
        assert_eq!(plan(&bench, second.visit).await.state, PlanState::Unassigned);
        // Given another window, it gets somebody.
        let moved = MoveVisit {
            visit: second.visit,
            version: 1,
            window: window(TUESDAY, "15:00", "16:00"),
            technician: None,
            start: None,
            overruled: vec![],
            facts,
        };
        bench.db.perform(&system(&bench), moved).await.unwrap();
        assert_eq!(plan(&bench, second.visit).await.state, PlanState::Assigned);
        bench
    });
}

#[test]
fn the_plan_follows_what_happens() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = facts(vec![technician(1, 0, 14)], no_reserve());
        let (visit, _) = booked(&bench, &facts, need(0), TUESDAY, "10:00", "12:00").await;
        let follow = |happening, time: &str| FollowVisit { visit, happening, at: at(TUESDAY, time) };
        bench.clock.move_to(at(TUESDAY, "09:50"));
        bench.db.perform(&system(&bench), follow(Happening::Departed, "09:50")).await.unwrap();
        let version = plan(&bench, visit).await.version;
        let off = UnassignVisit { visit, version, reason: String::new() };
        assert!(bench.db.perform(&system(&bench), off).await.unwrap_err().is(refusals::VISIT_NOT_PLANNABLE));
        bench.clock.move_to(at(TUESDAY, "10:40"));
        bench.db.perform(&system(&bench), follow(Happening::Started, "10:20")).await.unwrap();
        bench.db.perform(&system(&bench), follow(Happening::Finished, "10:40")).await.unwrap();
        bench.db.perform(&system(&bench), follow(Happening::Finished, "10:50")).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let rows = views::reservations_of_visit(&mut read, bench.system.market, visit).await.unwrap();
        let busy =
            views::utilisation(&mut read, bench.system.market, &facts.roster, TUESDAY, TUESDAY, bench.clock.now())
                .await
                .unwrap();
        drop(read);
        assert_eq!(
            (rows[0].progress, rows[0].duration_minutes, clock(rows[0].planned_start)),
            (Progress::Done, 20, "10:20".to_owned())
        );
        assert_eq!((busy[&technician_id(1)].work_minutes, busy[&technician_id(1)].shift_minutes), (20, 540));
        assert_eq!(plan(&bench, visit).await.state, PlanState::Ended);
        // What was left of the hour can be booked again.
        let emergency = VisitNeed { is_emergency: true, ..need(0) };
        let held =
            bench.db.perform(&customer(&bench, 1), hold(&facts, emergency, TUESDAY, "10:00", "12:00")).await.unwrap();
        assert_eq!(clock(held.planned_start), "11:10");
        bench
    });
}

#[test]
fn customers_reschedule_and_cancel() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let facts = three();
        let (visit, _) = booked(&bench, &facts, need(0), TUESDAY, "10:00", "12:00").await;
        bench
            .db
            .perform(&system(&bench), OfferVisit { visit, mode: Mode::Direct, facts: facts.clone() })
            .await
            .unwrap();
        let held = bench.db.perform(&system(&bench), hold(&facts, need(0), TUESDAY, "14:00", "16:00")).await.unwrap();
        let moved = MoveToHold { hold: held.hold, visit, guest_key: None };
        bench.db.perform(&system(&bench), moved.clone()).await.unwrap();
        bench.db.perform(&system(&bench), moved).await.unwrap();
        let now = plan(&bench, visit).await;
        assert_eq!((now.state, clock(now.window_start)), (PlanState::Planned, "14:00".to_owned()));
        assert!(open_offers(&bench, technician_id(1)).await.is_empty());
        let mut read = bench.db.read().await.unwrap();
        let rows = views::reservations_of_visit(&mut read, bench.system.market, visit).await.unwrap();
        let hold = views::hold(&mut read, bench.system.market, held.hold).await.unwrap();
        drop(read);
        assert_eq!((rows.len(), hold.state), (1, HoldState::Confirmed));
        let cancel = ReleaseVisit { visit, reason: "moved away".into() };
        bench.db.perform(&system(&bench), cancel.clone()).await.unwrap();
        bench.db.perform(&system(&bench), cancel).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        assert!(views::reservations_of_visit(&mut read, bench.system.market, visit).await.unwrap().is_empty());
        drop(read);
        assert_eq!(names(&bench, visit).await.last().unwrap(), "visit_released");
        assert!(events::ALL.iter().all(|name| name.starts_with("dispatch.")));
        bench
    });
}
