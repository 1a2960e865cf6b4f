//! Any sequence of holding, confirming, moving, assigning and releasing leaves every day free of overlaps.

use super::kit::*;
use crate::{Mode, VisitNeed, actions::*, views};
use db::Handlers;
use jiff::ToSpan;
use kernel::{Actor, HoldId, TechnicianId, VisitId, time::minutes};
use proptest::{prelude::*, test_runner::TestRunner};
use test_kit::Bench;

/// One thing that somebody tries; the numbers pick among what there is.
#[derive(Clone, Debug)]
enum Try {
    Hold { day: i64, slot: usize, metres: i32, work: u32, crew: u8 },
    Confirm { hold: usize },
    Reschedule { visit: usize, hold: usize },
    Assign { visit: usize, technician: usize, pin: usize },
    Move { visit: usize, day: i64, slot: usize },
    Offer { visit: usize },
    Release { visit: usize },
    Wait { minutes: i64 },
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = prop_oneof![
        6 => (1i64..3, 0usize..5, -6000i32..6000, 20u32..200, 1u8..3)
            .prop_map(|(day, slot, metres, work, crew)| Try::Hold { day, slot, metres, work, crew }),
        5 => (0usize..8).prop_map(|hold| Try::Confirm { hold }),
        2 => (0usize..9, 0usize..8).prop_map(|(visit, hold)| Try::Reschedule { visit, hold }),
        3 => (0usize..9, 0usize..3, 0usize..4).prop_map(|(visit, technician, pin)| Try::Assign { visit, technician, pin }),
        3 => (0usize..9, 1i64..3, 0usize..5).prop_map(|(visit, day, slot)| Try::Move { visit, day, slot }),
        2 => (0usize..9).prop_map(|visit| Try::Offer { visit }),
        2 => (0usize..9).prop_map(|visit| Try::Release { visit }),
        1 => (1i64..12).prop_map(|minutes| Try::Wait { minutes }),
    ];
    proptest::collection::vec(one, 5..40)
}

#[derive(Default)]
struct Known {
    holds: Vec<HoldId>,
    visits: Vec<VisitId>,
}

fn pick<T: Copy>(list: &[T], number: usize) -> Option<T> {
    (!list.is_empty()).then(|| list[number % list.len()])
}

/// Tries it; a refusal is as good as success, a fault is not.
async fn attempt(bench: &Bench, facts: &std::sync::Arc<crate::Facts>, known: &mut Known, try_: &Try) {
    let ctx = bench.ctx(Actor::System);
    let slot_window = |day: i64, slot: usize| {
        let date = MONDAY.saturating_add(day.days());
        let (from, until) =
            [("08:00", "10:00"), ("10:00", "12:00"), ("12:00", "14:00"), ("14:00", "16:00"), ("16:00", "18:00")][slot];
        window(date, from, until)
    };
    let facts = facts.clone();
    let outcome = match *try_ {
        Try::Hold { day, slot, metres, work, crew } => {
            let need = VisitNeed { duration_minutes: work, crew_size: crew, ..need(metres) };
            let window = slot_window(day, slot);
            let is_offered = is_offered(bench, &facts, &need, window).await;
            let hold = HoldSlot { need, window, guest_key: None, facts };
            let held = bench.db.perform(&ctx, hold).await;
            // The picker and the hold ask the same rule.
            assert_eq!(is_offered, held.is_ok(), "{try_:?} {held:?}");
            held.map(|held| known.holds.push(held.hold))
        }
        Try::Confirm { hold } => {
            let Some(hold) = pick(&known.holds, hold) else { return };
            let visit: VisitId = ctx.new_id();
            let confirmed = bench.db.perform(&ctx, ConfirmHold { hold, visit, guest_key: None }).await;
            confirmed.map(|_| known.visits.push(visit))
        }
        Try::Reschedule { visit, hold } => {
            let (Some(visit), Some(hold)) = (pick(&known.visits, visit), pick(&known.holds, hold)) else { return };
            bench.db.perform(&ctx, MoveToHold { hold, visit, guest_key: None }).await.map(drop)
        }
        Try::Assign { visit, technician, pin } => {
            let Some(visit) = pick(&known.visits, visit) else { return };
            let (technician, pin) = (technician_id(technician as u128 + 1), Pin::ALL[pin]);
            let version = version(bench, visit).await;
            let assign = AssignVisit { visit, version, technician, start: None, pin, overruled: vec![], facts };
            bench.db.perform(&ctx, assign).await.map(drop)
        }
        Try::Move { visit, day, slot } => {
            let Some(visit) = pick(&known.visits, visit) else { return };
            let (version, window) = (version(bench, visit).await, slot_window(day, slot));
            let moved = MoveVisit { visit, version, window, technician: None, start: None, overruled: vec![], facts };
            bench.db.perform(&ctx, moved).await.map(drop)
        }
        Try::Offer { visit } => {
            let Some(visit) = pick(&known.visits, visit) else { return };
            bench.db.perform(&ctx, OfferVisit { visit, mode: Mode::Direct, facts }).await.map(drop)
        }
        Try::Release { visit } => {
            let Some(visit) = pick(&known.visits, visit) else { return };
            bench.db.perform(&ctx, ReleaseVisit { visit, reason: String::new() }).await
        }
        Try::Wait { minutes: count } => {
            bench.clock.move_to(bench.clock.now() + minutes(count));
            Ok(())
        }
    };
    if let Err(problem) = outcome {
        assert!(matches!(problem.kind(), kernel::Kind::Refused | kernel::Kind::Invalid), "{try_:?}: {problem}");
    }
}

async fn is_offered(bench: &Bench, facts: &crate::Facts, need: &VisitNeed, window: kernel::Window) -> bool {
    let mut read = bench.db.read().await.unwrap();
    let now = bench.clock.now();
    let question = views::SlotQuestion { roster: &facts.roster, need, policy: &facts.policy, now, instead_of: None };
    let days = views::slots(&mut read, bench.system.market, &question, None).await.unwrap();
    days.iter().flat_map(|day| &day.slots).any(|slot| slot.window == window && slot.technicians > 0)
}

async fn version(bench: &Bench, visit: VisitId) -> i64 {
    let mut read = bench.db.read().await.unwrap();
    views::plan(&mut read, bench.system.market, visit).await.unwrap().unwrap().version
}

async fn check(bench: &Bench, facts: &crate::Facts, people: &[TechnicianId]) {
    let mut read = bench.db.read().await.unwrap();
    let until = MONDAY.saturating_add(4.days());
    let mut rows = Vec::new();
    for id in people {
        rows.extend(
            views::technician_days(&mut read, bench.system.market, *id, MONDAY, until, bench.clock.now())
                .await
                .unwrap(),
        );
    }
    assert_eq!(faults(facts, &rows), Vec::<String>::new());
    for row in &rows {
        let visit = row.visit_id.is_some();
        assert_eq!(visit, row.expires_at.is_none(), "{row:?}");
    }
}

fn on(open: impl AsyncFn() -> Bench, cases: u32) {
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Default::default()
    });
    let outcome = runner.run(&tries(), |tries| {
        test_kit::run(async {
            let bench = open().await;
            // Visits of up to 200 minutes; nobody eats at work.
            let facts = facts(vec![technician(1, 0, 4), technician(2, 3000, 4), technician(3, -5000, 4)], no_reserve());
            let people: Vec<TechnicianId> = facts.roster.technicians.iter().map(|one| one.technician).collect();
            let mut known = Known::default();
            for try_ in &tries {
                attempt(&bench, &facts, &mut known, try_).await;
                check(&bench, &facts, &people).await;
            }
            bench.remove().await;
        });
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn no_sequence_makes_an_overlap_on_sqlite() {
    on(async || test_kit::sqlite(&[crate::MIGRATIONS], &Handlers::default()).await, 40);
}

#[test]
fn no_sequence_makes_an_overlap_on_postgres() {
    on(async || test_kit::postgres(&[crate::MIGRATIONS], &Handlers::default()).await, 8);
}
