//! Every statement compiles on both engines; what the books were told is only ever added to or resolved.

#[test]
fn every_statement_is_prepared_on_both_engines() {
    test_kit::prepare_all(&[billing::MIGRATIONS], billing::STATEMENTS);
}

#[test]
fn facts_are_never_deleted() {
    for (name, sql) in billing::STATEMENTS.iter().flat_map(|room| room.iter()) {
        let text = sql.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        assert!(!text.contains("delete from"), "{name} deletes");
        if let Some((_, rest)) = text.split_once("update billing_postings set ") {
            assert!(
                rest.starts_with("step = ") && rest.contains("step = 'pending'"),
                "{name} changes more than a pending step"
            );
        }
    }
}
