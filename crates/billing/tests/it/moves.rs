//! Every state and verb against the tables.

use billing::{
    model::{PaymentState, PayoutState, RefundState, SettlementState},
    refusals,
    rules::moves::{
        PAYMENT_MOVES, PAYOUT_MOVES, PaymentVerb, PayoutVerb, REFUND_MOVES, RefundVerb, SETTLEMENT_MOVES,
        SettlementVerb, next,
    },
};
use std::fmt::{Debug, Display};

fn walk<S, V>(moves: &[(S, V, S)], states: &[S], verbs: &[V], ends: &[S])
where
    S: Copy + Eq + Display + Debug,
    V: Copy + Eq + Display + Debug,
{
    for state in states {
        for verb in verbs {
            let listed: Vec<S> =
                moves.iter().filter(|(from, by, _)| from == state && by == verb).map(|(_, _, to)| *to).collect();
            assert!(listed.len() <= 1, "{state} {verb} is ambiguous");
            match (next(moves, *state, *verb), listed.first()) {
                (Ok(found), Some(expected)) => assert_eq!(found, *expected),
                (Err(problem), None) => assert!(problem.is(refusals::WRONG_STATE)),
                (found, expected) => panic!("{state} {verb}: {found:?}, listed {expected:?}"),
            }
        }
        let leaves = moves.iter().any(|(from, _, to)| from == state && to != state);
        assert_eq!(!leaves, ends.contains(state), "{state} is an end, or is not");
    }
}

#[test]
fn the_tables_decide() {
    walk(PAYMENT_MOVES, PaymentState::ALL, PaymentVerb::ALL, &[PaymentState::Refunded]);
    walk(REFUND_MOVES, RefundState::ALL, RefundVerb::ALL, &[]);
    walk(
        SETTLEMENT_MOVES,
        SettlementState::ALL,
        SettlementVerb::ALL,
        &[SettlementState::Paid, SettlementState::Failed],
    );
    walk(
        PAYOUT_MOVES,
        PayoutState::ALL,
        PayoutVerb::ALL,
        &[PayoutState::Paid, PayoutState::Failed, PayoutState::Dropped],
    );
}
