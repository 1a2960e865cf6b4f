//! Actions: whole or not at all, once per key, races retried, many at once.

use crate::TABLE;
use db::{Action, Handlers, Tx, params};
use kernel::{Actor, Ctx, Permission, Problem, Result, ctx::IdempotencyKey, problem};
use test_kit::{Bench, on_both_engines, prepare_all};

#[derive(Clone)]
struct Add {
    name: &'static str,
    by: i64,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    Keep,
    Refuse,
    Panic,
}

impl Action for Add {
    const NAME: &'static str = "test.add";
    const PERMISSION: Permission = Permission::JobsWrite;
    type Outcome = i64;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<i64> {
        let row: Option<(i64, i64)> = tx
            .maybe(
                "select value, version from counters where market_id = $1 and name = $2",
                params![ctx.market, self.name],
            )
            .await?;
        let value = match row {
            None => {
                let sql = "insert into counters (market_id, name, value, version) values ($1, $2, $3, 1)";
                tx.run(sql, params![ctx.market, self.name, self.by]).await?;
                self.by
            }
            Some((value, version)) => {
                let sql = "update counters set value = $1, version = version + 1 where market_id = $2 and name = $3 and version = $4";
                tx.save(sql, params![value + self.by, ctx.market, self.name, version]).await?;
                value + self.by
            }
        };
        tx.changed(self.name, row.map(|(value, _)| value).as_ref(), Some(&value));
        match self.then {
            Then::Keep => Ok(value),
            Then::Refuse => Err(problem::TIME_PAST.problem()),
            Then::Panic => panic!("on purpose"),
        }
    }
}

fn add(by: i64) -> Add {
    Add { name: "n", by, then: Then::Keep }
}

async fn value(bench: &Bench) -> Option<i64> {
    let mut read = bench.db.read().await.unwrap();
    let row: Option<(i64,)> = read.maybe("select value from counters where name = 'n'", params![]).await.unwrap();
    row.map(|(value,)| value)
}

#[test]
fn every_statement_is_understood() {
    prepare_all(&[], db::STATEMENTS);
}

#[test]
fn a_write_is_whole_or_absent() {
    on_both_engines(&[TABLE], &Handlers::default(), |bench| async move {
        let ctx = bench.ctx(Actor::System);
        for then in [Then::Refuse, Then::Panic] {
            bench.db.perform(&ctx, Add { then, ..add(5) }).await.unwrap_err();
            assert_eq!(value(&bench).await, None);
        }
        assert_eq!(bench.db.perform(&ctx, add(5)).await.unwrap(), 5);
        let refused = bench.db.perform(&bench.ctx(Actor::Anonymous), add(5)).await.unwrap_err();
        assert!(refused.is(problem::NOT_SIGNED_IN));
        assert_eq!(value(&bench).await, Some(5));
        let lines =
            db::views::audit_page(&mut bench.db.read().await.unwrap(), ctx.market, None, &db::PageRequest::first(10))
                .await;
        let lines = lines.unwrap().items;
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (lines[0].action.as_str(), lines[0].changes.as_str()),
            ("test.add", r#"[{"subject":"n","before":null,"after":5}]"#)
        );
        bench
    });
}

#[test]
fn a_repeated_key_gets_the_first_answer() {
    on_both_engines(&[TABLE], &Handlers::default(), |bench| async move {
        let mut ctx = bench.ctx(Actor::System);
        let key = |fingerprint: &str| Some(IdempotencyKey { key: "k".into(), fingerprint: fingerprint.into() });
        ctx.idempotency = key("one");
        let together = futures_util::future::join_all((0..8).map(|_| bench.db.perform(&ctx, add(3)))).await;
        assert!(together.iter().all(|outcome| *outcome == Ok(3)), "{together:?}");
        assert_eq!(value(&bench).await, Some(3));
        ctx.idempotency = key("two");
        assert!(bench.db.perform(&ctx, add(3)).await.unwrap_err().is(problem::IDEMPOTENCY_KEY_REUSED));
        bench
    });
}

#[test]
fn racing_writes_lose_nothing() {
    on_both_engines(&[TABLE], &Handlers::default(), |bench| async move {
        let ctx = bench.ctx(Actor::System);
        bench.db.perform(&ctx, add(0)).await.unwrap();
        let all = futures_util::future::join_all((0..200).map(|n| {
            let then = if n % 10 == 0 { Then::Refuse } else { Then::Keep };
            bench.db.perform(&ctx, Add { then, ..add(1) })
        }));
        let outcomes: Vec<Result<i64, Problem>> = all.await;
        let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count() as i64;
        assert!(outcomes.iter().all(|outcome| match outcome {
            Ok(_) => true,
            Err(problem) => problem.is(problem::TIME_PAST) || problem.is(problem::BUSY),
        }));
        assert!(kept > 100, "only {kept} of 180 were kept");
        assert_eq!(value(&bench).await, Some(kept));
        bench
    });
}
