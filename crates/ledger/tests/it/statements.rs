//! Every statement compiles on both engines, and none of them touches an entry once it is written.

#[test]
fn every_statement_is_prepared_on_both_engines() {
    test_kit::prepare_all(&[ledger::MIGRATIONS], ledger::STATEMENTS);
}

#[test]
fn entries_are_append_only() {
    for (name, sql) in ledger::STATEMENTS.iter().flat_map(|room| room.iter()) {
        let text = sql.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        assert!(!text.contains("delete from"), "{name} deletes");
        assert!(!text.contains("update ledger_entries"), "{name} changes an entry");
        if let Some((_, rest)) = text.split_once("update ledger_transfers set ") {
            let (columns, condition) = rest.split_once(" where ").expect("an update has a condition");
            let changed: Vec<&str> = columns.split(", ").map(|part| part.split(" = ").next().unwrap()).collect();
            let resolving = changed == ["state", "resolved_at"] && condition.contains("state = 'pending'");
            let sealing = changed == ["sequence", "previous_hash", "hash"] && condition.contains("sequence is null");
            assert!(resolving || sealing, "{name} changes {changed:?} where {condition}");
        }
    }
}
