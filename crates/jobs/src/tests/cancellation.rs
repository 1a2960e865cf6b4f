//! The tiers of DOMAIN 3 as a table, with every edge.

use super::fixture::{after, cny};
use crate::{
    State,
    rules::cancellation::{CancelFacts, CancelReason, CancellationPolicy, Liable, Tier, preview, require_reason},
};
use kernel::time::{SignedDuration, hours, minutes};

/// Ordered at the start of the test, promised for ten days later, agreed; ¥300, visit fee 30, travel 15.
fn facts() -> CancelFacts {
    let start = after(test_kit::start(), hours(240));
    CancelFacts {
        state: State::Appointed,
        total: cny(30_000),
        visit_fee: cny(3_000),
        travel_fee: cny(1_500),
        opened_at: test_kit::start(),
        window_start: start,
        window_end: after(start, hours(2)),
        original_start: start,
        accepted_at: Some(after(test_kit::start(), hours(1))),
        arrived_at: None,
        late_notice_at: None,
        is_platform_moved: false,
        was_accepted_when_moved: false,
        worked_seconds: 0,
        planned_minutes: 60,
    }
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

/// Tier, fee and liable party when cancelling this long before the promised time (negative: after it).
fn check(facts: CancelFacts, before: SignedDuration, tier: Tier, fee: i64, liable: Liable) {
    let now = after(facts.window_start, -before);
    let found = preview(&CancellationPolicy::default(), &facts, CancelReason::ChangedMind, None, now).unwrap();
    assert_eq!((found.tier, found.fee.minor, found.liable), (tier, fee, liable), "{before:?} before, {facts:?}");
}

#[test]
fn tiers_before_departure() {
    let day = hours(24);
    for (before, tier, fee) in [
        (hours(100), Tier::Early, 0),
        (day, Tier::Early, 0),
        (day - seconds(1), Tier::SameDay, 3_000),
        (hours(4), Tier::SameDay, 3_000),
        (hours(4) - seconds(1), Tier::Short, 6_000),
        (hours(2), Tier::Short, 6_000),
        (hours(2) - seconds(1), Tier::Late, 9_000),
        (seconds(0), Tier::Late, 9_000),
        (hours(-2), Tier::Late, 9_000),
    ] {
        check(facts(), before, tier, fee, Liable::Customer);
    }
}

#[test]
fn least_and_largest_fees() {
    for (total, before, fee) in [
        (8_000, hours(10), 1_000),
        (100_000, hours(10), 5_000),
        (500, hours(10), 500),
        (4_000, hours(1), 2_000),
        (100_000, hours(1), 30_000),
        (100_000, hours(3), 20_000),
        (0, hours(1), 0),
    ] {
        let facts = CancelFacts { total: cny(total), ..facts() };
        let now = after(facts.window_start, -before);
        let found = preview(&CancellationPolicy::default(), &facts, CancelReason::Other, None, now).unwrap();
        assert_eq!(found.fee.minor, fee, "{total} {before:?}");
    }
}

#[test]
fn before_acceptance_nothing_is_owed() {
    for state in [State::PendingPayment, State::PendingDispatch, State::Offered, State::Assigned] {
        check(
            CancelFacts { state, accepted_at: None, ..facts() },
            hours(1),
            Tier::BeforeAcceptance,
            0,
            Liable::Customer,
        );
    }
}

#[test]
fn five_minutes_after_ordering_are_free() {
    for (minutes_after, extra, tier, fee) in [(5, 0, Tier::Grace, 0), (5, 1, Tier::Late, 9_000)] {
        let opened_at = test_kit::start();
        let now = after(opened_at, minutes(minutes_after) + seconds(extra));
        let window_start = after(opened_at, minutes(60));
        let soon = CancelFacts {
            opened_at,
            window_start,
            original_start: window_start,
            window_end: after(opened_at, minutes(180)),
            accepted_at: Some(opened_at),
            ..facts()
        };
        let found = preview(&CancellationPolicy::default(), &soon, CancelReason::ChangedMind, None, now).unwrap();
        assert_eq!((found.tier, found.fee.minor), (tier, fee), "{minutes_after} min {extra} s");
    }
}

#[test]
fn departed_there_and_started() {
    let here = Some(facts().window_start);
    let check_now = |facts, tier, fee| check(facts, seconds(0), tier, fee, Liable::Customer);
    check_now(CancelFacts { state: State::EnRoute, ..facts() }, Tier::Departed, 4_500);
    for state in [State::Arrived, State::Inspecting, State::AwaitingApproval] {
        check_now(CancelFacts { state, arrived_at: here, ..facts() }, Tier::OnSite, 3_000);
    }
    for (worked, fee) in [(0, 15_000), (30 * 60, 15_000), (45 * 60, 22_500), (60 * 60, 30_000), (999 * 60, 30_000)] {
        let started = CancelFacts { state: State::InService, arrived_at: here, worked_seconds: worked, ..facts() };
        check_now(started, Tier::Started, fee);
    }
    let waiting = CancelFacts { state: State::AwaitingApproval, arrived_at: here, worked_seconds: 60, ..facts() };
    check_now(waiting, Tier::Started, 15_000);
}

#[test]
fn a_late_technician_sets_free() {
    let end = hours(-2);
    check(facts(), end - minutes(30), Tier::Late, 9_000, Liable::Customer);
    check(facts(), end - minutes(30) - seconds(1), Tier::TechnicianLate, 0, Liable::Technician);
    let en_route = CancelFacts { state: State::EnRoute, ..facts() };
    check(en_route, end - minutes(31), Tier::TechnicianLate, 0, Liable::Technician);
    let policy = CancellationPolicy::default();
    let now = after(facts().window_end, minutes(31));
    let silent = preview(&policy, &facts(), CancelReason::TechnicianLate, None, now).unwrap();
    assert_eq!((silent.compensation.minor, silent.penalty.minor), (3_000, 5_000));
    let told = CancelFacts { late_notice_at: Some(now), ..facts() };
    let told = preview(&policy, &told, CancelReason::TechnicianLate, None, now).unwrap();
    assert_eq!((told.compensation.minor, told.penalty.minor), (0, 0));
}

#[test]
fn saying_that_the_technician_is_late_does_not_make_it_true() {
    let now = after(facts().window_start, -hours(1));
    let found = preview(&CancellationPolicy::default(), &facts(), CancelReason::TechnicianLate, None, now).unwrap();
    assert_eq!((found.tier, found.fee.minor, found.liable), (Tier::Late, 9_000, Liable::Customer));
}

#[test]
fn others_answer_for_it() {
    let now = after(facts().window_start, -hours(1));
    for (liable, tier) in [
        (Liable::ForceMajeure, Tier::ForceMajeure),
        (Liable::Technician, Tier::CannotServe),
        (Liable::Shop, Tier::CannotServe),
        (Liable::Platform, Tier::CannotServe),
        (Liable::Supplier, Tier::CannotServe),
        (Liable::Customer, Tier::Late),
    ] {
        let found = preview(&CancellationPolicy::default(), &facts(), CancelReason::Other, Some(liable), now).unwrap();
        assert_eq!((found.tier, found.liable), (tier, liable));
        assert_eq!(found.fee.is_zero(), liable != Liable::Customer);
    }
    let storm = preview(&CancellationPolicy::default(), &facts(), CancelReason::ForceMajeure, None, now).unwrap();
    assert_eq!((storm.tier, storm.fee.minor), (Tier::ForceMajeure, 0));
    check(CancelFacts { is_platform_moved: true, ..facts() }, hours(1), Tier::PlatformMoved, 0, Liable::Platform);
}

#[test]
fn moving_a_visit_away_does_not_save_the_fee() {
    let original = facts().window_start;
    let moved =
        CancelFacts { window_start: after(original, hours(72)), window_end: after(original, hours(74)), ..facts() };
    let policy = CancellationPolicy::default();
    let at = |before_original: SignedDuration, facts: &CancelFacts| {
        let found =
            preview(&policy, facts, CancelReason::ChangedMind, None, after(original, -before_original)).unwrap();
        (found.tier, found.fee.minor, found.is_by_original_time)
    };
    assert_eq!(at(hours(24), &moved), (Tier::Early, 0, false));
    assert_eq!(at(hours(24) - seconds(1), &moved), (Tier::SameDay, 3_000, true));
    assert_eq!(at(hours(3), &moved), (Tier::Short, 6_000, true));
    assert_eq!(at(hours(-10), &moved), (Tier::Late, 9_000, true));
    assert_eq!(at(hours(-24), &moved), (Tier::Early, 0, false));
    // Moved to another technician, who has not agreed yet: the first one had.
    let redispatched =
        CancelFacts { state: State::PendingDispatch, accepted_at: None, was_accepted_when_moved: true, ..moved };
    assert_eq!(at(hours(3), &redispatched), (Tier::Short, 6_000, true));
    assert_eq!(at(hours(-24), &redispatched), (Tier::BeforeAcceptance, 0, false));
    // Moved to an earlier time: the nearer promise counts.
    let earlier = CancelFacts { window_start: after(original, hours(-20)), ..facts() };
    assert_eq!(at(hours(23), &earlier), (Tier::Short, 6_000, false));
}

#[test]
fn reasons_belong_to_people() {
    use crate::Party;
    assert!(require_reason(Party::Customer, CancelReason::ChangedMind, None).is_ok());
    assert!(require_reason(Party::Customer, CancelReason::ForceMajeure, None).is_err());
    assert!(require_reason(Party::Customer, CancelReason::ChangedMind, Some(Liable::Platform)).is_err());
    assert!(require_reason(Party::Technician, CancelReason::CannotRepair, None).is_ok());
    assert!(require_reason(Party::Technician, CancelReason::ChangedMind, None).is_err());
    assert!(
        require_reason(Party::Operator, CancelReason::Other, None).unwrap_err().is(crate::refusals::LIABLE_REQUIRED)
    );
    assert!(require_reason(Party::Operator, CancelReason::Other, Some(Liable::Shop)).is_ok());
}
