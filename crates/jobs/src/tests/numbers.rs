//! Many jobs opened at once: every one gets a number of its own, and nobody is told that the system is busy.

use super::fixture::open_job;
use crate::MIGRATIONS;
use db::{Engine, Handlers};
use kernel::Actor;
use std::collections::BTreeSet;
use test_kit::on_both_engines;

#[test]
fn four_hundred_at_once() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let mut tasks = Vec::new();
        for _ in 0..400 {
            let (db, ctx) = (bench.db.clone(), bench.ctx(Actor::System));
            tasks.push(tokio::spawn(async move { db.perform(&ctx, open_job()).await }));
        }
        let mut numbers = BTreeSet::new();
        for task in tasks {
            let number = task.await.unwrap().unwrap().number;
            numbers.insert(number.trim_start_matches("J-").parse::<i64>().unwrap());
        }
        assert_eq!(numbers.len(), 400, "a number was given twice");
        assert_eq!(numbers.first(), Some(&10_001));
        let spread = if bench.db.engine() == Engine::Sqlite { 0 } else { 20 };
        assert!(*numbers.last().unwrap() <= 10_400 + spread, "{:?}", numbers.last());
        bench
    });
}
