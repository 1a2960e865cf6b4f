//! Events reach every reaction once and in order; errands are retried, and stuck in the end.

use crate::TABLE;
use db::{Action, Clock, Errand, Event, Handlers, RetryErrand, Tx, Worker, params};
use kernel::{Actor, Ctx, Permission, Problem, Result, time::minutes};
use serde::{Deserialize, Serialize};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use test_kit::on_both_engines;

#[derive(Serialize, Deserialize)]
struct Counted {
    subject: String,
    n: i64,
}
impl Event for Counted {
    const NAME: &'static str = "test.counted";
    fn subject(&self) -> String {
        self.subject.clone()
    }
    fn topics(&self) -> Vec<String> {
        vec!["board".into()]
    }
}

#[derive(Serialize, Deserialize)]
struct Call {
    to: String,
}
impl Errand for Call {
    const NAME: &'static str = "test.call";
    fn subject(&self) -> String {
        self.to.clone()
    }
}

struct Count {
    subject: &'static str,
    n: i64,
}
impl Action for Count {
    const NAME: &'static str = "test.count";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        tx.announce(ctx, &Counted { subject: self.subject.into(), n: self.n });
        Ok(())
    }
}

struct Ring;
impl Action for Ring {
    const NAME: &'static str = "test.ring";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        tx.enqueue(ctx, &Call { to: "him".into() });
        tx.enqueue_at(ctx, &Call { to: "later".into() }, ctx.now.checked_add(minutes(30)).unwrap());
        Ok(())
    }
}

/// The reaction adds to the counter of the subject and remembers the order it saw.
fn handlers(seen: &Arc<Mutex<Vec<(String, i64)>>>, calls: &Arc<AtomicUsize>) -> Handlers {
    let mut handlers = Handlers::default();
    let seen = seen.clone();
    handlers.reaction::<Counted>("test.add_up", move |tx, ctx, announced| {
        let seen = seen.clone();
        Box::pin(async move {
            let event: Counted = announced.read()?;
            let sql = "insert into counters (market_id, name, value, version) values ($1, $2, $3, 1)
                       on conflict (market_id, name) do update set value = counters.value + excluded.value";
            tx.run(sql, params![ctx.market, event.subject, event.n]).await?;
            seen.lock().unwrap().push((event.subject, event.n));
            Ok(())
        })
    });
    let calls = calls.clone();
    handlers.errand::<Call>(move |_db, _ctx, call| {
        let calls = calls.clone();
        Box::pin(async move {
            calls.fetch_add(1, Ordering::SeqCst);
            if call.to == "him" { Err(Problem::broken("no answer")) } else { Ok(()) }
        })
    });
    handlers
}

#[test]
fn two_workers_share_the_work_and_keep_the_order_of_a_subject() {
    let (seen, calls) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
    let handlers = handlers(&seen, &calls);
    on_both_engines(&[TABLE], &handlers, |bench| {
        let (seen, handlers) = (seen.clone(), handlers.clone());
        async move {
            seen.lock().unwrap().clear();
            let ctx = bench.ctx(Actor::System);
            let mut live = bench.db.live();
            for n in 1..=20 {
                for subject in ["a", "b"] {
                    bench.db.perform(&ctx, Count { subject, n }).await.unwrap();
                }
            }
            assert_eq!(live.recv().await.unwrap().topics, ["board", "a"]);
            let worker = || Worker::new(bench.db.clone(), handlers.clone(), bench.clock.clone(), db::entropy());
            let (one, two) = (worker(), worker());
            let (one, two) = tokio::join!(one.drain(), two.drain());
            assert_eq!(one.unwrap() + two.unwrap(), 40);
            let seen = seen.lock().unwrap().clone();
            for subject in ["a", "b"] {
                let order: Vec<i64> = seen.iter().filter(|(name, _)| name == subject).map(|(_, n)| *n).collect();
                assert_eq!(order, (1..=20).collect::<Vec<_>>(), "{subject}");
            }
            let mut read = bench.db.read().await.unwrap();
            let (total,): (i64,) =
                read.one("select cast(sum(value) as bigint) from counters", params![]).await.unwrap();
            assert_eq!(total, 420);
            drop(read);
            bench
        }
    });
}

#[test]
fn a_failing_errand_backs_off_and_gets_stuck() {
    let (seen, calls) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
    let handlers = handlers(&seen, &calls);
    on_both_engines(&[TABLE], &handlers, |bench| {
        let (calls, handlers) = (calls.clone(), handlers.clone());
        async move {
            calls.store(0, Ordering::SeqCst);
            let ctx = bench.ctx(Actor::System);
            bench.db.perform(&ctx, Ring).await.unwrap();
            let worker = Worker::new(bench.db.clone(), handlers, bench.clock.clone(), db::entropy());
            assert_eq!(worker.drain().await.unwrap(), 1, "the later one is not due, the failed one waits");
            for _ in 0..30 {
                step(&bench.clock);
                worker.drain().await.unwrap();
            }
            assert_eq!(calls.load(Ordering::SeqCst), 10 + 1);
            let mut read = bench.db.read().await.unwrap();
            let stuck = db::views::stuck_errands(&mut read, ctx.market).await.unwrap();
            assert_eq!(stuck.len(), 1);
            assert_eq!((stuck[0].subject.as_str(), stuck[0].tries), ("him", 10));
            assert!(stuck[0].last_error.contains("no answer"));
            drop(read);
            // It holds nobody up: what is wanted of the same subject later is tried.
            let ctx = bench.ctx(Actor::System);
            bench.db.perform(&ctx, Ring).await.unwrap();
            worker.drain().await.unwrap();
            assert_eq!(calls.load(Ordering::SeqCst), 10 + 1 + 1);
            // Somebody has it tried again, as often as a new one; in no other market, and only what is stuck.
            let retry = RetryErrand { errand: stuck[0].errand_id };
            let mut elsewhere = ctx.clone();
            elsewhere.market = ctx.new_id();
            assert!(bench.db.perform(&elsewhere, retry).await.unwrap_err().is(kernel::problem::MISSING));
            bench.db.perform(&ctx, retry).await.unwrap();
            assert!(bench.db.perform(&ctx, retry).await.unwrap_err().is(kernel::problem::MISSING));
            worker.drain().await.unwrap();
            assert_eq!(calls.load(Ordering::SeqCst), 10 + 1 + 1 + 1);
            let mut read = bench.db.read().await.unwrap();
            assert!(db::views::stuck_errands(&mut read, ctx.market).await.unwrap().is_empty(), "ready again");
            drop(read);
            bench
        }
    });
}

fn step(clock: &Clock) {
    clock.move_to(clock.now().checked_add(minutes(11)).unwrap());
}
