//! The handle on the database: opening either engine, reading, and the one door for writes.

use crate::{
    ALREADY_EXISTS, Action, Clock, Handlers, LiveEvent, Migration, RETRY, Read, Tx,
    conn::{Conn, problem_of},
    live, migrate,
    outbox::{self, Outgoing, Reactions, Sequence},
    params,
    sqlite::{TurnEnd, WriterQueue},
};
use futures_util::FutureExt;
use kernel::{Ctx, Problem, Result, Timestamp, problem, time::SignedDuration};
use sqlx::{
    PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{collections::HashSet, panic::AssertUnwindSafe, str::FromStr, sync::Arc, time::Duration};
use tokio::sync::{Notify, broadcast};

/// Which engine is behind a [`Database`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One process, one file.
    Sqlite,
    /// Many processes, one server (or a cluster that speaks its protocol).
    Postgres,
}

enum Pools {
    Sqlite { readers: SqlitePool, writer: WriterQueue },
    Postgres { pool: PgPool },
}

/// The handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    pools: Pools,
    reactions: Arc<Reactions>,
    sequence: Arc<Sequence>,
    live: broadcast::Sender<LiveEvent>,
    errands_due: Notify,
}

/// Tries of one action before its caller is told that the system is busy.
const TRIES_MAX: u32 = 40;
/// Tries of an action that ran into a duplicate key.
const DUPLICATE_TRIES_MAX: u32 = 4;

impl Database {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://…`, with the reactions that its events have.
    pub async fn open(url: &str, handlers: &Handlers) -> Result<Self> {
        let pools = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url).await?
        } else {
            open_sqlite(url.trim_start_matches("sqlite:")).await?
        };
        Ok(Self(Arc::new(Inner {
            pools,
            reactions: Arc::new(handlers.reactions()),
            sequence: Arc::default(),
            live: broadcast::channel(4096).0,
            errands_due: Notify::new(),
        })))
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Runs the migrations that have not run yet; how many did. The list starts with [`crate::MIGRATIONS`].
    pub async fn migrate(&self, ctx: &Ctx, migrations: &[Migration]) -> Result<usize> {
        migrate::run(self, ctx, migrations).await
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Read> {
        let conn = match &self.0.pools {
            Pools::Sqlite { readers, .. } => Conn::SqliteReader(readers.acquire().await.map_err(problem_of)?),
            Pools::Postgres { pool } => Conn::Postgres(pool.acquire().await.map_err(problem_of)?),
        };
        Ok(Read { conn })
    }

    /// Does an action: permission, transaction, events, audit line, commit; lost races are tried again; a repeated idempotency key gets
    /// the first answer. It runs to its end even when the caller goes away.
    pub async fn perform<A: Action>(&self, ctx: &Ctx, action: A) -> Result<A::Outcome> {
        ctx.require(A::PERMISSION)?;
        self.spawn(ctx, action, Bookkeeping::Full).await
    }

    /// A write before the tables of this crate exist.
    pub(crate) async fn write_outside_tables<A: Action>(&self, ctx: &Ctx, action: A) -> Result<A::Outcome> {
        self.spawn(ctx, action, Bookkeeping::None).await
    }

    async fn spawn<A: Action>(&self, ctx: &Ctx, action: A, bookkeeping: Bookkeeping) -> Result<A::Outcome> {
        let (db, ctx) = (self.clone(), ctx.clone());
        // A task of its own: a client that hangs up must not cancel a transaction halfway.
        let task = tokio::spawn(async move { db.perform_with_retries(&ctx, &action, bookkeeping).await });
        match task.await {
            Ok(outcome) => outcome,
            Err(stopped) => Err(problem::BUSY.problem().caused_by(stopped)),
        }
    }

    async fn perform_with_retries<A: Action>(
        &self,
        ctx: &Ctx,
        action: &A,
        bookkeeping: Bookkeeping,
    ) -> Result<A::Outcome> {
        let mut tries = 0;
        loop {
            let problem = match self.perform_once(ctx, action, bookkeeping).await {
                Err(problem) => problem,
                Ok(outcome) => return Ok(outcome),
            };
            tries += 1;
            // A duplicate may come from a row that the snapshot did not show yet: the next snapshot does, and the action answers properly.
            let lost_race = problem.is(RETRY) || problem.is(ALREADY_EXISTS) && tries <= DUPLICATE_TRIES_MAX;
            if !lost_race {
                return Err(problem);
            }
            if tries == TRIES_MAX {
                return Err(problem::BUSY.problem().caused_by(problem));
            }
            let spread = 1u64 << tries.min(6);
            tokio::time::sleep(Duration::from_micros(500 * (1 + ctx.entropy.below(spread * 2)))).await;
        }
    }

    async fn perform_once<A: Action>(&self, ctx: &Ctx, action: &A, bookkeeping: Bookkeeping) -> Result<A::Outcome> {
        let mut tx = self.begin().await?;
        let body = AssertUnwindSafe(run_body(&mut tx, ctx, action, bookkeeping)).catch_unwind().await;
        let outcome = match body {
            Ok(outcome) => outcome,
            Err(panic) => Err(Problem::broken(format!("panic in {}: {}", A::NAME, panic_text(&*panic)))),
        };
        let Tx { read, outgoing, .. } = tx;
        match outcome {
            Ok(outcome) => {
                self.end(read, TurnEnd::Keep).await?;
                for event in outgoing.live_events(ctx) {
                    // Nobody listening is fine.
                    let _ = self.0.live.send(event);
                }
                if outgoing.has_errands() {
                    self.0.errands_due.notify_one();
                }
                Ok(outcome)
            }
            Err(problem) => {
                self.end(read, TurnEnd::Undo).await?;
                Err(problem)
            }
        }
    }

    async fn begin(&self) -> Result<Tx> {
        let conn = match &self.0.pools {
            Pools::Sqlite { writer, .. } => Conn::SqliteWriter(writer.begin().await?),
            Pools::Postgres { pool } => {
                let mut conn = Conn::Postgres(pool.acquire().await.map_err(problem_of)?);
                // A snapshot for the whole transaction; a row that changed since is a lost race and tried again.
                conn.execute("begin isolation level repeatable read".into(), Vec::new()).await?;
                conn
            }
        };
        let outgoing = Outgoing::new(self.0.reactions.clone(), self.0.sequence.clone());
        Ok(Tx { read: Read { conn }, outgoing, changes: Vec::new() })
    }

    async fn end(&self, read: Read, turn: TurnEnd) -> Result<()> {
        match read.conn {
            Conn::SqliteWriter(guard) => guard.end_turn(turn).await,
            Conn::Postgres(conn) => {
                let mut conn = Conn::Postgres(conn);
                let word = match turn {
                    TurnEnd::Keep => "commit",
                    TurnEnd::Undo => "rollback",
                };
                let done = conn.execute(word.into(), Vec::new()).await;
                if done.is_err()
                    && let Conn::Postgres(conn) = conn
                {
                    // Its state is unknown: not back into the pool.
                    drop(conn.detach());
                }
                done.map(drop)
            }
            Conn::SqliteReader(_) => Ok(()),
        }
    }

    /// Every event committed from now on, by any process on this database.
    #[must_use]
    pub fn live(&self) -> broadcast::Receiver<LiveEvent> {
        self.0.live.subscribe()
    }

    /// As [`Self::live`], with the events announced from `since` on by any process, newest first, at most [`live::RECENT_MAX`]: for
    /// somebody who looked at `since` and listens only now. An event may be in both.
    pub async fn live_since(&self, since: Timestamp) -> Result<(Vec<LiveEvent>, broadcast::Receiver<LiveEvent>)> {
        let live = self.live();
        Ok((self.recent_events(since).await?, live))
    }

    /// Listens for other processes' events until dropped; needed on PostgreSQL only, returns at once on SQLite.
    pub async fn follow_other_processes(&self, clock: Clock) {
        if self.engine() == Engine::Sqlite {
            return;
        }
        let mut own = self.live();
        let mut seen: HashSet<kernel::EventId> = HashSet::new();
        let began = clock.now();
        let mut since = began;
        loop {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let recent = self.recent_events(since).await;
            // After the question: what this process committed just before it is known by now, with rare exceptions that screens forgive.
            while let Ok(event) = own.try_recv() {
                seen.insert(event.event);
            }
            let Ok(recent) = recent else { continue };
            for event in recent {
                if seen.insert(event.event) {
                    let _ = self.0.live.send(event);
                }
            }
            // Look back ten seconds: a transaction may commit later than one that began after it.
            since = clock.now().checked_sub(SignedDuration::from_secs(10)).unwrap_or(since).max(began);
            if seen.len() > 100_000 {
                seen.clear();
                since = clock.now();
            }
        }
    }

    async fn recent_events(&self, since: Timestamp) -> Result<Vec<LiveEvent>> {
        let rows: Vec<live::RecentEvent> = self.read().await?.all(live::RECENT_EVENTS, params![since]).await?;
        Ok(rows.into_iter().rev().map(LiveEvent::from).collect())
    }

    /// Resolves when an errand was enqueued in this process, or after `at_most`.
    pub(crate) async fn errands_may_be_due(&self, at_most: Duration) {
        let _ = tokio::time::timeout(at_most, self.0.errands_due.notified()).await;
    }

    /// Finishes what is under way and closes every connection.
    pub async fn close(&self) {
        match &self.0.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.checkpoint().await;
            }
            Pools::Postgres { pool } => pool.close().await,
        }
    }
}

#[derive(Clone, Copy)]
enum Bookkeeping {
    Full,
    None,
}

async fn run_body<A: Action>(tx: &mut Tx, ctx: &Ctx, action: &A, bookkeeping: Bookkeeping) -> Result<A::Outcome> {
    match bookkeeping {
        Bookkeeping::None => action.perform(tx, ctx).await,
        Bookkeeping::Full => {
            if let Some(outcome) = earlier_outcome::<A>(tx, ctx).await? {
                return Ok(outcome);
            }
            let outcome = action.perform(tx, ctx).await?;
            outbox::write(tx, ctx).await?;
            outbox::write_audit(tx, ctx, A::NAME, action.subject()).await?;
            keep_outcome::<A>(tx, ctx, &outcome).await?;
            Ok(outcome)
        }
    }
}

async fn earlier_outcome<A: Action>(tx: &mut Tx, ctx: &Ctx) -> Result<Option<A::Outcome>> {
    let Some(key) = &ctx.idempotency else { return Ok(None) };
    let full_key = format!("{} {}", A::NAME, key.key);
    let values = params![ctx.market, ctx.actor.label(), full_key];
    let Some((fingerprint, outcome)) = tx.maybe::<(String, String)>(outbox::FIND_IDEMPOTENT, values).await? else {
        return Ok(None);
    };
    if fingerprint != key.fingerprint {
        return Err(problem::IDEMPOTENCY_KEY_REUSED.problem().param("key", &key.key));
    }
    serde_json::from_str(&outcome).map(Some).map_err(Problem::broken)
}

async fn keep_outcome<A: Action>(tx: &mut Tx, ctx: &Ctx, outcome: &A::Outcome) -> Result<()> {
    let Some(key) = &ctx.idempotency else { return Ok(()) };
    let full_key = format!("{} {}", A::NAME, key.key);
    let text = serde_json::to_string(outcome).map_err(Problem::broken)?;
    let values = params![ctx.market, ctx.actor.label(), full_key, key.fingerprint, text, ctx.now];
    match tx.run(outbox::INSERT_IDEMPOTENT, values).await {
        // The same request is being done by somebody else right now: try again and find its answer.
        Err(problem) if problem.is(crate::ALREADY_EXISTS) => Err(RETRY.problem().caused_by(problem)),
        done => done.map(drop),
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "without a message".to_owned())
}

async fn open_sqlite(path: &str) -> Result<Pools> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(512)
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-8000");
    let writer = WriterQueue::connect(&options).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(problem_of)?;
    Ok(Pools::Sqlite { readers, writer })
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let options = PgConnectOptions::from_str(url)
        .map_err(problem_of)?
        .application_name("doorstep")
        .statement_cache_capacity(512)
        .options([("timezone", "UTC"), ("jit", "off")]);
    let pool = PgPoolOptions::new()
        .max_connections(24)
        .min_connections(1)
        // A rush waits for its turn and is answered; whoever waits longer than a browser would is told that we are busy.
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await
        .map_err(problem_of)?;
    Ok(Pools::Postgres { pool })
}

/// Runs one administrative statement (`create database …`) on a PostgreSQL server; for set-up tools and tests.
pub async fn admin(url: &str, sql: &str) -> Result<()> {
    use sqlx::{ConnectOptions, Connection, Executor};
    let mut conn = PgConnectOptions::from_str(url).map_err(problem_of)?.connect().await.map_err(problem_of)?;
    conn.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.map_err(problem_of)?;
    conn.close().await.map_err(problem_of)
}
