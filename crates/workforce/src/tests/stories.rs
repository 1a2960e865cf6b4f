//! Stories on both engines.

use crate::{
    Gender, Names, Profile, Roster, Skill, Span, TechnicianKind, TechnicianStatus, TimeOffKind, TimeOffState, Vehicle,
    WeeklyShift, actions::*, refusals, views,
};
use db::Handlers;
use jiff::civil::date;
use kernel::{Actor, Place, TechnicianId, Window, Zone, problem, time::hours};
use test_kit::{Bench, on_both_engines};

pub(super) fn profile(phone: &str, kind: TechnicianKind) -> Profile {
    Profile {
        names: Names { zh: "王师傅".into(), en: "Wang".into() },
        phone: phone.parse().unwrap(),
        kind,
        level: 3,
        gender: Gender::Male,
        home: Place { latitude: 31.23, longitude: 121.47 },
        vehicle: Vehicle::Scooter,
        photo: None,
        visits_max: None,
        minutes_max: None,
        hired_on: date(2025, 1, 1),
    }
}

fn skill(skill: &str, level: u8) -> Skill {
    Skill { skill: skill.into(), level }
}

async fn add(bench: &Bench, phone: &str) -> TechnicianId {
    let territories = vec![bench.system.new_id()];
    let action = AddTechnician {
        profile: profile(phone, TechnicianKind::Repair),
        skills: vec![skill("electric", 3), skill("assembly", 2)],
        territories,
    };
    let technician = bench.db.perform(&bench.system, action).await.unwrap();
    let shifts = (1..=6).map(|weekday| WeeklyShift { weekday, starts_minute: 540, ends_minute: 1080 }).collect();
    bench.db.perform(&bench.system, SetWeek { technician, shifts }).await.unwrap();
    technician
}

async fn roster(bench: &Bench, days: u32) -> Roster {
    let zone: Zone = "Asia/Shanghai".parse().unwrap();
    let mut read = bench.db.read().await.unwrap();
    views::roster(&mut read, bench.system.market, &zone, date(2026, 3, 2), days).await.unwrap()
}

#[test]
fn a_technician_joins_and_changes() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let technician = add(&bench, "13800138000").await;
        let again = AddTechnician {
            profile: profile("138 0013 8000", TechnicianKind::Repair),
            skills: vec![],
            territories: vec![],
        };
        assert!(bench.db.perform(&bench.system, again).await.unwrap_err().is(refusals::PHONE_TAKEN));
        let other = add(&bench, "13800138001").await;
        let taken =
            ChangeTechnician { technician: other, version: 2, profile: profile("13800138000", TechnicianKind::Repair) };
        assert!(bench.db.perform(&bench.system, taken).await.unwrap_err().is(refusals::PHONE_TAKEN));
        let stale = SetSkills { technician, version: 1, skills: vec![] };
        assert!(bench.db.perform(&bench.system, stale).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        let skills = vec![skill("electric", 4)];
        bench.db.perform(&bench.system, SetSkills { technician, version: 2, skills }).await.unwrap();
        let leave = SetStatus { technician, version: 3, status: TechnicianStatus::Left };
        bench.db.perform(&bench.system, leave).await.unwrap();
        assert_eq!(roster(&bench, 1).await.technicians.len(), 1);
        let gone = SwitchDuty { technician, on_duty: true };
        assert!(bench.db.perform(&bench.system, gone).await.unwrap_err().is(refusals::TECHNICIAN_LEFT));
        let mut read = bench.db.read().await.unwrap();
        let market = bench.system.market;
        let page = views::technician_page(&mut read, market, technician, date(2026, 3, 2)).await.unwrap();
        assert_eq!((page.skills, page.week.len()), (vec![skill("electric", 4)], 6));
        let filter =
            views::TechnicianFilter { text: "wAnG".into(), kind: Some(TechnicianKind::Repair), ..Default::default() };
        let list = views::technicians(&mut read, market, &filter, &db::PageRequest::first(1)).await.unwrap();
        let rest =
            views::technicians(&mut read, market, &filter, &db::PageRequest::new(list.next, Some(5))).await.unwrap();
        assert_eq!((list.items[0].technician_id, rest.items.len()), (technician, 1));
        let audit =
            db::views::audit_page(&mut read, market, Some(&technician.to_string()), &db::PageRequest::first(50))
                .await
                .unwrap();
        assert!(
            audit.items.iter().any(|line| line.action == "workforce.set_skills" && line.changes.contains("assembly"))
        );
        drop(read);
        bench
    });
}

#[test]
fn certificates_say_until_when_a_skill_may_be_used() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let technician = add(&bench, "13800138000").await;
        let rule = SetCertificateRule { skill: "electric".into(), kind: Some("electrician".into()) };
        bench.db.perform(&bench.system, rule).await.unwrap();
        let electric = |roster: &Roster| {
            roster.technicians[0].skills.iter().find(|skill| skill.skill == "electric").unwrap().clone()
        };
        assert_eq!(electric(&roster(&bench, 1).await).valid_until, None);
        let mut certificate = AddCertificate {
            technician,
            kind: "electrician".into(),
            number: "T31000".into(),
            issued_on: date(2024, 5, 1),
            expires_on: Some(date(2026, 4, 30)),
            file: None,
        };
        let first = bench.db.perform(&bench.system, certificate.clone()).await.unwrap();
        assert_eq!(electric(&roster(&bench, 1).await).valid_until, Some(date(2026, 4, 30)));
        certificate.expires_on = Some(date(2027, 4, 30));
        let second = bench.db.perform(&bench.system, certificate.clone()).await.unwrap();
        assert_eq!(electric(&roster(&bench, 1).await).valid_until, Some(date(2027, 4, 30)));
        bench.db.perform(&bench.system, RevokeCertificate { certificate: second, version: 1 }).await.unwrap();
        assert_eq!(electric(&roster(&bench, 1).await).valid_until, Some(date(2026, 4, 30)));
        certificate.expires_on = Some(date(2020, 1, 1));
        assert!(bench.db.perform(&bench.system, certificate).await.unwrap_err().is(refusals::BAD_CERTIFICATE_DATES));
        let mut read = bench.db.read().await.unwrap();
        let soon = views::certificates_expiring(&mut read, bench.system.market, date(2026, 5, 30)).await.unwrap();
        assert_eq!(soon.iter().map(|row| row.certificate_id).collect::<Vec<_>>(), [first]);
        drop(read);
        bench
    });
}

#[test]
fn time_off_empties_the_roster_once_it_is_granted() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let technician = add(&bench, "13800138000").await;
        let other = add(&bench, "13800138001").await;
        let me = bench.ctx(Actor::Technician { technician });
        let window =
            Window::new(me.now.checked_add(hours(24)).unwrap(), me.now.checked_add(hours(40)).unwrap()).unwrap();
        let wish = RequestTimeOff { kind: TimeOffKind::Annual, window, reason: "wedding".into() };
        let time_off = bench.db.perform(&me, wish.clone()).await.unwrap();
        assert!(bench.db.perform(&me, wish).await.unwrap_err().is(refusals::TIME_OFF_OVERLAPS));
        let of = |roster: &Roster| {
            roster.technicians.iter().find(|row| row.technician.technician_id == technician).unwrap().clone()
        };
        let windows = |roster: &Roster, day: usize| of(roster).days[day].windows.len();
        assert_eq!(windows(&roster(&bench, 3).await, 1), 1);
        let approve = DecideTimeOff { time_off, version: 1, state: TimeOffState::Approved, note: String::new() };
        bench.db.perform(&bench.system, approve.clone()).await.unwrap();
        assert!(bench.db.perform(&bench.system, approve).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        assert_eq!(windows(&roster(&bench, 3).await, 1), 0);
        let stranger = bench.ctx(Actor::Technician { technician: other });
        assert!(bench.db.perform(&stranger, WithdrawTimeOff { time_off }).await.unwrap_err().is(problem::MISSING));
        bench.db.perform(&me, WithdrawTimeOff { time_off }).await.unwrap();
        assert_eq!(windows(&roster(&bench, 3).await, 1), 1);
        let past = EnterTimeOff {
            technician,
            kind: TimeOffKind::Sick,
            window: Window::new(me.now - hours(4), me.now).unwrap(),
            reason: String::new(),
        };
        assert!(bench.db.perform(&bench.system, past).await.unwrap_err().is(problem::TIME_PAST));
        let spans = vec![Span { starts_minute: 600, ends_minute: 660 }];
        let dated = SetDatedShift { technician, date: date(2026, 3, 8), spans, note: "Sunday rush".into() };
        bench.db.perform(&bench.system, dated).await.unwrap();
        assert_eq!(windows(&roster(&bench, 7).await, 6), 1);
        bench.db.perform(&bench.system, ClearDatedShift { technician, date: date(2026, 3, 8) }).await.unwrap();
        assert_eq!(windows(&roster(&bench, 7).await, 6), 0);
        bench.db.perform(&me, SetDuty { on_duty: false }).await.unwrap();
        assert!(!of(&roster(&bench, 1).await).technician.on_duty);
        bench
    });
}

#[test]
fn technicians_may_not_do_what_operators_do() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let technician = add(&bench, "13800138000").await;
        let me = bench.ctx(Actor::Technician { technician });
        let action = SetStatus { technician, version: 2, status: TechnicianStatus::Left };
        assert!(bench.db.perform(&me, action).await.unwrap_err().is(problem::FORBIDDEN));
        let standing = ProjectStanding {
            technician,
            rating_milli: Some(4900),
            rating_count: 12,
            punctuality_per_mille: Some(970),
        };
        assert!(bench.db.perform(&me, standing.clone()).await.unwrap_err().is(problem::FORBIDDEN));
        bench.db.perform(&bench.system, standing).await.unwrap();
        assert_eq!(roster(&bench, 1).await.technicians[0].technician.rating_milli, Some(4900));
        bench
    });
}

#[test]
fn a_position_is_kept_while_on_duty_only() {
    on_both_engines(&[crate::MIGRATIONS], &Handlers::default(), |bench| async move {
        let technician = add(&bench, "13800138009").await;
        let own = bench.system.acting_as(Actor::Technician { technician });
        let place = Place { latitude: 31.2, longitude: 121.4 };
        let report = |place| ReportPosition { place, accuracy_metres: Some(12) };
        assert!(bench.db.perform(&own, report(place)).await.unwrap());
        let there = Place { latitude: 31.21, longitude: 121.4 };
        assert!(bench.db.perform(&own, report(there)).await.unwrap());
        let market = bench.system.market;
        let known = views::last_positions(&mut bench.db.read().await.unwrap(), market, own.now).await.unwrap();
        assert_eq!(known.iter().map(|position| position.place()).collect::<Vec<_>>(), [there]);
        let nowhere = report(Place { latitude: 99.0, longitude: 0.0 });
        assert!(bench.db.perform(&own, nowhere).await.unwrap_err().is(problem::BAD_PLACE));
        bench.db.perform(&own, SetDuty { on_duty: false }).await.unwrap();
        assert!(!bench.db.perform(&own, report(place)).await.unwrap());
        let known = views::last_position(&mut bench.db.read().await.unwrap(), market, technician).await.unwrap();
        assert_eq!(known, None);
        bench
    });
}
