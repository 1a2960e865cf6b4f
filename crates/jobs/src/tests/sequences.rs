//! Any sequence of verbs, at any pace, keeps the timeline unbroken and the rows in agreement.

use super::fixture::{id, open_job, opened, say, wait, window_in};
use crate::{
    MIGRATIONS, State, Verb, Visit,
    actions::OpenJob,
    rules::moves::{MOVES, OPENINGS},
    views,
};
use db::Handlers;
use kernel::time::minutes;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use test_kit::Bench;

/// An appointed visit as the rules see it, without a database.
pub fn sample_visit() -> Visit {
    let mut found = None;
    test_kit::run(async {
        let bench = test_kit::sqlite(&[MIGRATIONS], &Handlers::default()).await;
        let job = opened(&bench, open_job()).await;
        super::fixture::lead_to(&bench, &job, State::Appointed).await;
        found = Some(super::fixture::visit_of(&bench, job.visit).await);
        bench.remove().await;
    });
    found.expect("the visit was read")
}

/// What must be true of a job after whatever happened to it.
async fn check(bench: &Bench, job: kernel::JobId) {
    let mut read = bench.db.read().await.unwrap();
    let detail = views::job(&mut read, bench.system.market, job).await.unwrap();
    for of_visit in &detail.visits {
        let visit = &of_visit.visit;
        let moves: Vec<_> = detail.timeline.iter().filter(|line| line.visit == visit.visit).collect();
        let mut moves: Vec<_> = moves.into_iter().collect();
        moves.sort_by_key(|line| line.position);
        assert_eq!(moves.len() as i64, visit.moves_made);
        assert_eq!(moves[0].from, None);
        assert!(OPENINGS.contains(&moves[0].to));
        for (index, pair) in moves.windows(2).enumerate() {
            assert_eq!(pair[1].from, Some(pair[0].to), "the chain breaks at {index}");
            assert_eq!(pair[1].position, pair[0].position + 1);
            assert!(MOVES.contains(&(pair[0].to, pair[1].verb, pair[1].to)), "{pair:?}");
            assert!(pair[0].at <= pair[1].at);
        }
        assert_eq!(moves.last().unwrap().to, visit.state);
        assert_eq!(visit.state.is_over(), visit.ended_at.is_some(), "{}", visit.state);
        let needs_technician =
            visit.state.stage() == crate::Stage::Scheduled || visit.state.stage() == crate::Stage::UnderWay;
        assert!(!needs_technician || visit.technician.is_some(), "{} without a technician", visit.state);
        assert_eq!(visit.proposal.is_some(), visit.state == State::Rescheduling);
        assert_eq!(visit.resume_state.is_some(), visit.state == State::AwaitingApproval);
        assert!(visit.working_since.is_none() || visit.state == State::InService, "the clock runs in {}", visit.state);
        assert!(visit.worked_seconds >= 0);
        let open = detail.change_orders.iter().filter(|order| order.state == crate::ChangeOrderState::Proposed);
        assert!(visit.state == State::AwaitingApproval || open.filter(|order| order.visit == visit.visit).count() == 0);
    }
    let current = detail.current().unwrap();
    assert_eq!(detail.job.stage, current.visit.state.stage());
    assert_eq!(detail.job.technician, current.visit.technician);
    assert_eq!(detail.job.window_start, current.visit.window.start);
    let approved = detail.change_orders.iter().filter(|order| order.state == crate::ChangeOrderState::Approved);
    assert_eq!(detail.job.extras.minor, approved.map(|order| order.total.minor).sum::<i64>());
    assert!(detail.visits[..detail.visits.len() - 1].iter().all(|earlier| earlier.visit.state.is_over()));
}

async fn play(bench: &Bench, script: &[(usize, i64)]) -> usize {
    let ahead = bench.clock.now().duration_since(test_kit::start()).as_hours() + 30;
    let job = opened(bench, OpenJob { window: window_in(ahead), ..open_job() }).await;
    let mut done = 0;
    for (choice, pause) in script {
        wait(bench, minutes(*pause));
        let mut read = bench.db.read().await.unwrap();
        let detail = views::job(&mut read, bench.system.market, job.job).await.unwrap();
        drop(read);
        let visit = detail.job.current_visit;
        let state = detail.current().unwrap().visit.state;
        let order = detail.change_orders.last().map_or(id(1), |order| order.change_order);
        // Two of three verbs are ones that the table opens, so that sequences get somewhere; the rest are anything.
        // Ends are rare, or every sequence would be a short one.
        let is_end = |to: State| to.is_over() && to != State::Completed && choice % 11 != 0;
        let out = MOVES.iter().filter(|(from, _, to)| *from == state && !is_end(*to));
        let open: Vec<Verb> = out.map(|(_, verb, _)| *verb).collect();
        let verb = if choice % 3 == 0 || open.is_empty() {
            Verb::ALL[choice % Verb::ALL.len()]
        } else {
            open[choice % open.len()]
        };
        match say(bench, verb, job.job, visit, order).await {
            Ok(_) => done += 1,
            Err(problem) => assert_ne!(problem.kind(), kernel::Kind::Broken, "{state} {verb}: {problem}"),
        }
        check(bench, job.job).await;
    }
    done
}

#[test]
fn any_sequence_of_verbs_keeps_the_invariants() {
    test_kit::run(async {
        let bench = test_kit::sqlite(&[MIGRATIONS], &Handlers::default()).await;
        let script = prop::collection::vec((0usize..10_000, 0i64..600), 60);
        let mut runner = TestRunner::deterministic();
        let mut done = 0;
        for _ in 0..24 {
            let script = script.new_tree(&mut runner).unwrap().current();
            done += play(&bench, &script).await;
        }
        assert!(done > 300, "only {done} verbs went through: the sequences test nothing");
        bench.remove().await;
    });
}
