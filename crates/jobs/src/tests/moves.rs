//! The table of moves: sound by itself, drawn in the docs, and obeyed by every action in every state.

use super::fixture::{Force, id, open_job, opened, say};
use crate::{
    MIGRATIONS, Party, State, Verb,
    rules::moves::{MOVES, OPENINGS, diagram, verbs_open_to},
};
use db::Handlers;
use kernel::Actor;
use std::collections::BTreeSet;

#[test]
fn the_table_has_no_doubles_and_reaches_every_state() {
    assert_eq!(MOVES.iter().collect::<BTreeSet<_>>().len(), MOVES.len(), "a move stands twice");
    let mut reached: BTreeSet<State> = OPENINGS.iter().copied().collect();
    loop {
        let more: BTreeSet<State> =
            MOVES.iter().filter(|(from, _, _)| reached.contains(from)).map(|(_, _, to)| *to).collect();
        let before = reached.len();
        reached.extend(more);
        if reached.len() == before {
            break;
        }
    }
    assert_eq!(reached.len(), State::ALL.len(), "states that nothing leads to");
    for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Open) {
        assert!(MOVES.iter().any(|(_, by, _)| by == verb), "{verb} moves nothing");
    }
    for state in State::ALL.iter().filter(|state| !state.is_over()) {
        assert!(MOVES.iter().any(|(from, _, to)| from == state && to != state), "{state} is a dead end");
    }
}

/// The diagram in the docs is the table; `UPDATE_DOCS=1` rewrites it.
#[test]
fn the_docs_show_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/visit-states.md");
    let text = format!(
        "# States of a visit\n\nDrawn from `MOVES` in `crates/jobs/src/rules/moves.rs`; rewrite with \
         `UPDATE_DOCS=1 cargo test -p jobs the_docs_show_the_table`.\n\n```mermaid\n{}```\n",
        diagram()
    );
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == text,
        "run UPDATE_DOCS=1 cargo test -p jobs the_docs_show_the_table"
    );
}

/// Every state with every verb, through the real actions: what is not in the table is refused and changes nothing; what is in it ends
/// where the table says or is refused by a rule of its own.
#[test]
fn every_state_with_every_verb() {
    test_kit::run(async {
        let bench = test_kit::sqlite(&[MIGRATIONS], &Handlers::default()).await;
        let system = bench.ctx(Actor::System);
        let mut number = 1_000;
        let mut moved = BTreeSet::new();
        for state in State::ALL {
            for verb in Verb::ALL.iter().filter(|verb| !matches!(verb, Verb::Open | Verb::Agree)) {
                number += 1;
                let job = opened(&bench, open_job()).await;
                let force = Force { visit: job.visit, state: *state, change_order: id(number) };
                bench.db.perform(&system, force).await.unwrap();
                let before = super::fixture::visit_of(&bench, job.visit).await;
                let outcome = say(&bench, *verb, job.job, job.visit, id(number)).await;
                let made = moves_after(&bench, &before).await;
                match outcome {
                    Ok(_) => {
                        for line in &made {
                            assert!(
                                MOVES.contains(&(line.from.unwrap(), line.verb, line.to)),
                                "{state} {verb}: {line:?}"
                            );
                        }
                        moved.extend(made.first().map(|line| (*state, line.verb)));
                        // A cancel becomes one on site where somebody is there already.
                        let said =
                            made.first().is_none_or(|line| line.verb == *verb || line.verb == Verb::CancelOnSite);
                        assert!(said, "{state} {verb}: {made:?}");
                    }
                    Err(problem) => {
                        let after = super::fixture::visit_of(&bench, job.visit).await;
                        assert_eq!(after, before, "{state} {verb}: refused, but changed");
                        assert_ne!(problem.kind(), kernel::Kind::Broken, "{state} {verb}: {problem}");
                    }
                }
            }
        }
        let open: BTreeSet<(State, Verb)> = MOVES.iter().map(|(from, verb, _)| (*from, *verb)).collect();
        let quiet: Vec<_> = open.difference(&moved).filter(|(_, verb)| *verb != Verb::Agree).collect();
        // These need time to pass, a lock to be there, or all steps ticked; the stories do them.
        let expected = |(state, verb): &(State, Verb)| {
            matches!(
                (state, verb),
                (
                    _,
                    Verb::Expire
                        | Verb::ExpireReschedule
                        | Verb::NoShowTechnician
                        | Verb::ClearFreeze
                        | Verb::Resume
                        | Verb::Finish
                ) | (State::Assigned, Verb::Assign)
                    | (State::Appointed, Verb::Assign)
                    | (State::Offered, Verb::Offer)
                    | (State::PendingPayment, Verb::ConfirmPayment)
            )
        };
        let unexpected: Vec<_> = quiet.into_iter().filter(|pair| !expected(pair)).collect();
        assert!(unexpected.is_empty(), "moves of the table that no action made: {unexpected:?}");
        bench.remove().await;
    });
}

async fn moves_after(bench: &test_kit::Bench, before: &crate::Visit) -> Vec<crate::Move> {
    let mut read = bench.db.read().await.unwrap();
    let mut made = crate::views::timeline(&mut read, before.market, before.job).await.unwrap();
    made.retain(|line| line.visit == before.visit && line.position > before.moves_made);
    made.sort_by_key(|line| line.position);
    made
}

#[test]
fn buttons_follow_the_table() {
    let visit = super::sequences::sample_visit();
    let open = |party, state| verbs_open_to(party, &crate::Visit { state, ..visit.clone() });
    assert_eq!(open(Party::Customer, State::Appointed), [Verb::Reschedule, Verb::Cancel, Verb::NoShowTechnician]);
    assert_eq!(
        open(Party::Technician, State::Appointed),
        [Verb::Refuse, Verb::Contact, Verb::ProposeReschedule, Verb::Depart]
    );
    assert_eq!(open(Party::Link, State::AwaitingAcceptance), [Verb::AcceptWork, Verb::RequestRework]);
    assert_eq!(open(Party::Technician, State::Settled), []);
    let frozen = crate::Visit { state: State::InService, frozen_reason: Some("x".to_owned()), ..visit.clone() };
    assert_eq!(verbs_open_to(Party::Technician, &frozen), [Verb::Contact]);
    assert!(verbs_open_to(Party::Operator, &frozen).contains(&Verb::ClearFreeze));
    let paused = crate::Visit { state: State::InService, is_paused: true, ..visit };
    let verbs = verbs_open_to(Party::Technician, &paused);
    assert!(verbs.contains(&Verb::Resume) && !verbs.contains(&Verb::Finish) && !verbs.contains(&Verb::Pause));
}
