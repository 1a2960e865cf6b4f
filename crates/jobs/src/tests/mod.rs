//! Tests of this context: rules as tables, every state with every verb, stories on both engines, and sequences of verbs at random.

mod cancellation;
mod field_rules;
mod fixture;
mod listing;
mod moves;
mod numbers;
mod sequences;
mod stories;
mod stories_of_trouble;
mod views;

#[test]
fn statements_are_understood_by_both_engines() {
    test_kit::prepare_all(&[crate::MIGRATIONS], crate::STATEMENTS);
}
