//! Arrival, codes, work cards, completion, opening: rules as tables.

use super::fixture::{after, checklist, cny, home, id, line, need};
use crate::{
    ChecklistStep, Device, PaymentTerms, Proof, ProofKind, Seen, State,
    rules::{
        arrival::{self, Signal},
        codes::{self, Try},
        completion, opening,
        work_card::{self, CardVerdict},
    },
};
use kernel::{
    Place, TechnicianId, VisitId, problem,
    time::{hours, minutes},
};

fn device(north_metres: f64, accuracy_metres: Option<u32>) -> Device {
    let place = Place { latitude: home().latitude + north_metres / 111_195.0, ..home() };
    Device { place: Some(place), accuracy_metres, ..Device::default() }
}

#[test]
fn the_geofence_believes_a_device_within_reason() {
    let visit = super::sequences::sample_visit();
    for (metres, accuracy, passes) in [
        (0.0, None, true),
        (299.0, None, true),
        (302.0, None, false),
        (302.0, Some(10), true),
        (480.0, Some(190), true),
        (520.0, Some(5_000), false),
        (100_000.0, Some(5_000), false),
    ] {
        let found = arrival::by_position(&visit, &device(metres, accuracy), 300, test_kit::start());
        assert_eq!(found.is_ok(), passes, "{metres} m, accuracy {accuracy:?}: {found:?}");
    }
    let nothing = arrival::by_position(&visit, &Device::default(), 300, test_kit::start());
    assert!(nothing.unwrap_err().is(crate::refusals::ARRIVAL_NEEDS_PROOF));
}

#[test]
fn what_looks_wrong_is_noted() {
    let now = test_kit::start();
    let seen = Seen { place: Place { latitude: home().latitude + 1.0, ..home() }, at: after(now, minutes(-10)) };
    let mocked = Device { is_mocked: true, at: Some(after(now, hours(-3))), ..device(0.0, Some(900)) };
    let all = vec![Signal::Mocked, Signal::ImpossibleSpeed, Signal::PoorAccuracy, Signal::ClockOff];
    assert_eq!(arrival::signals(&mocked, Some(&seen), now), all);
    assert_eq!(
        arrival::signals(&device(0.0, Some(10)), Some(&Seen { at: after(now, hours(-3)), ..seen }), now),
        vec![]
    );
}

#[test]
fn codes_lock_after_too_many_tries() {
    let now = test_kit::start();
    assert_eq!(codes::judge(" 1234 ", "1234", 3, None, now).unwrap(), Try::Right);
    assert_eq!(
        codes::judge("1235", "1234", 0, None, now).unwrap(),
        Try::Wrong { tries: 1, locked_until: None, tries_left: 4 }
    );
    let until = after(now, minutes(codes::LOCK_MINUTES));
    assert_eq!(
        codes::judge("", "1234", 4, None, now).unwrap(),
        Try::Wrong { tries: 0, locked_until: Some(until), tries_left: 0 }
    );
    assert!(codes::judge("1234", "1234", 0, Some(until), now).unwrap_err().is(crate::refusals::CODE_LOCKED));
    assert_eq!(codes::judge("1234", "1234", 0, Some(until), until).unwrap(), Try::Right);
    assert!(matches!(codes::judge("", "", 0, None, now).unwrap(), Try::Wrong { .. }), "no code is no right code");
}

#[test]
fn work_cards_say_who_and_when() {
    let (key, visit, technician, now) = (b"secret", id::<VisitId>(1), id::<TechnicianId>(2), test_kit::start());
    let card = work_card::code(key, visit, technician, now);
    let verify =
        |sent: Option<TechnicianId>, code: &str, now| work_card::verify(key, visit, sent.as_slice(), code, now);
    assert_eq!(verify(Some(technician), &card.code, now), CardVerdict::Genuine);
    assert_eq!(verify(Some(technician), &card.code, after(now, minutes(9))), CardVerdict::Genuine);
    assert_eq!(verify(Some(technician), &card.code, after(now, minutes(10))), CardVerdict::Stale);
    assert_eq!(verify(Some(id(3)), &card.code, now), CardVerdict::WrongPerson);
    assert_eq!(verify(None, &card.code, now), CardVerdict::WrongPerson);
    assert_eq!(work_card::verify(b"other", visit, &[technician], &card.code, now), CardVerdict::Forged);
    assert_eq!(work_card::verify(key, id(9), &[technician], &card.code, now), CardVerdict::Forged);
    for code in ["", "a.b.c", &card.code[..card.code.len() - 2], &format!("{}.x", card.code)] {
        assert_eq!(verify(Some(technician), code, now), CardVerdict::Forged, "{code}");
    }
    assert_eq!(card.until, after(now, minutes(5)));
    assert_ne!(work_card::code(key, visit, technician, card.until).code, card.code);
}

#[test]
fn done_needs_its_steps_and_photos() {
    let mut steps: Vec<ChecklistStep> = checklist()
        .into_iter()
        .enumerate()
        .map(|(number, fact)| ChecklistStep {
            step: id(number as u128),
            code: fact.code,
            names: fact.names,
            is_required: fact.is_required,
            photos: fact.photos,
            note: String::new(),
            ticked_at: None,
            ticked_by: None,
        })
        .collect();
    let codes = |steps: &[ChecklistStep], proofs: &[Proof]| -> Vec<String> {
        completion::missing(steps, proofs).into_iter().map(|item| item.code).collect()
    };
    assert_eq!(codes(&steps, &[]), ["step:cover_floor", "step:repair", "photo:repair/before", "photo:repair/after"]);
    for step in &mut steps[..2] {
        step.ticked_at = Some(test_kit::start());
    }
    let proof = |name: &str, step| Proof {
        proof: id(1),
        visit: id(1),
        kind: ProofKind::Photo,
        name: name.to_owned(),
        step,
        file: id(1),
        sha256: String::new(),
        taken_at: None,
        received_at: test_kit::start(),
        place: None,
        added_by: String::new(),
    };
    let proofs = [proof("before", None), proof("after", Some(id(0)))];
    assert_eq!(codes(&steps, &proofs), ["photo:repair/after"], "a photo of another step does not count");
    assert_eq!(codes(&steps, &[proof("before", None), proof("after", Some(id(1)))]), Vec::<String>::new());
}

#[test]
fn opening_refuses_what_cannot_be() {
    let total = cny(300);
    assert!(opening::lines(&[line("a", 500), line("discount", -200)], total).is_ok());
    assert!(opening::lines(&[line("a", 299)], total).unwrap_err().is(crate::refusals::TOTAL_MISMATCH));
    assert!(opening::lines(&[], total).unwrap_err().is(problem::OUT_OF_RANGE));
    assert!(opening::lines(&[line("a", i64::MAX), line("b", 1)], total).unwrap_err().is(problem::BAD_AMOUNT));
    for (terms, expected) in [
        (PaymentTerms::PayAfter, Some(State::PendingDispatch)),
        (PaymentTerms::Prepay, Some(State::PendingPayment)),
        (PaymentTerms::Deposit { due: cny(0) }, Some(State::PendingDispatch)),
        (PaymentTerms::Deposit { due: cny(300) }, Some(State::PendingPayment)),
        (PaymentTerms::Deposit { due: cny(301) }, None),
        (PaymentTerms::Deposit { due: cny(-1) }, None),
        (PaymentTerms::Deposit { due: kernel::Money::new(1, kernel::Currency::Usd) }, None),
    ] {
        assert_eq!(opening::terms(&terms, total).ok(), expected, "{terms:?}");
    }
    assert!(opening::need(&crate::Need { duration_minutes: 0, ..need() }).is_err());
    assert!(opening::need(&crate::Need { crew_size: 21, ..need() }).is_err());
    let mut steps = checklist();
    steps.push(steps[0].clone());
    assert!(opening::checklist(&steps).is_err(), "a repeated step");
    for (name, fits) in [("before", true), ("fault_2", true), ("", false), ("Before", false), ("../x", false)] {
        assert_eq!(opening::proof_name(name).is_ok(), fits, "{name}");
    }
}

#[test]
fn names_sort_by_prefix_in_every_collation() {
    assert!(opening::name_key("王小明").starts_with(&opening::name_key("王小")));
    assert_eq!(opening::name_key(" Li "), opening::name_key("lI"));
}
