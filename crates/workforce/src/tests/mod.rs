//! Rules as tables, stories on both engines.

mod calendar;
mod stories;

#[test]
fn statements_compile_on_both_engines() {
    test_kit::prepare_all(&[crate::MIGRATIONS], crate::STATEMENTS);
}
