//! SQLite's single writer: every write waits its turn, and writers that wait share one commit.
//!
//! A turn runs inside a savepoint. Whoever finishes while others wait leaves the transaction open for them and is told the outcome by the
//! last of the group, which commits for all: one disk sync for many writes. Nothing is acknowledged before its commit.

use crate::conn::problem_of;
use kernel::{Problem, Result, problem};
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// At most this many turns share one commit, so that the first does not wait too long.
const GROUP_MAX: usize = 64;

struct Writer {
    conn: SqliteConnection,
    open: bool,
    waiting_for_commit: Vec<oneshot::Sender<Result<()>>>,
}

/// The queue in front of the one writing connection.
#[derive(Clone)]
pub(crate) struct WriterQueue {
    writer: Arc<Mutex<Writer>>,
    in_line: Arc<AtomicUsize>,
}

/// One turn at the writing connection.
pub(crate) struct WriterGuard {
    writer: OwnedMutexGuard<Writer>,
    in_line: Arc<AtomicUsize>,
}

impl WriterQueue {
    pub(crate) async fn connect(options: &SqliteConnectOptions) -> Result<Self> {
        let conn = SqliteConnection::connect_with(options).await.map_err(problem_of)?;
        let writer = Writer { conn, open: false, waiting_for_commit: Vec::new() };
        Ok(Self { writer: Arc::new(Mutex::new(writer)), in_line: Arc::new(AtomicUsize::new(0)) })
    }

    /// Waits for a turn and opens its savepoint. Must run in a task that is never cancelled (see [`crate::Database::perform`]).
    pub(crate) async fn begin(&self) -> Result<WriterGuard> {
        self.in_line.fetch_add(1, Ordering::AcqRel);
        let writer = self.writer.clone().lock_owned().await;
        self.in_line.fetch_sub(1, Ordering::AcqRel);
        let mut guard = WriterGuard { writer, in_line: self.in_line.clone() };
        match guard.open_turn().await {
            Ok(()) => Ok(guard),
            Err(problem) => {
                guard.commit_group().await;
                Err(problem)
            }
        }
    }

    /// Copies the write-ahead log into the file and closes; at a clean stop.
    pub(crate) async fn checkpoint(&self) {
        let mut writer = self.writer.lock().await;
        if let Err(error) = writer.conn.execute("pragma wal_checkpoint(truncate)").await {
            tracing::warn!(%error, "the write-ahead log was not folded into the database file; the next start does it");
        }
    }
}

impl WriterGuard {
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.writer.conn
    }

    async fn open_turn(&mut self) -> Result<()> {
        if !self.writer.open {
            self.writer.conn.execute("begin immediate").await.map_err(problem_of)?;
            self.writer.open = true;
        }
        self.writer.conn.execute("savepoint turn").await.map_err(problem_of).map(drop)
    }

    /// Ends the turn, keeping or undoing what it wrote, and returns once the outcome is on disk.
    pub(crate) async fn end_turn(mut self, keep: TurnEnd) -> Result<()> {
        let closing = match keep {
            TurnEnd::Keep => "release turn",
            TurnEnd::Undo => "rollback to turn; release turn",
        };
        if let Err(error) = self.writer.conn.execute(closing).await {
            // SQLite undid the whole transaction by itself (disk full, input/output error): nobody in the group may be acknowledged.
            let problem = problem::BUSY.problem().caused_by(error);
            self.fail_group(&problem).await;
            return Err(problem);
        }
        let (told, outcome) = oneshot::channel();
        self.writer.waiting_for_commit.push(told);
        let full = self.writer.waiting_for_commit.len() >= GROUP_MAX;
        if full || self.in_line.load(Ordering::Acquire) == 0 {
            self.commit_group().await;
        }
        drop(self);
        outcome.await.unwrap_or_else(|_| Err(problem::BUSY.problem().caused_by("the writer stopped before the commit")))
    }

    async fn commit_group(&mut self) {
        if !self.writer.open {
            return;
        }
        match self.writer.conn.execute("commit").await {
            Ok(_) => {
                self.writer.open = false;
                for told in self.writer.waiting_for_commit.drain(..) {
                    let _ = told.send(Ok(()));
                }
            }
            Err(error) => {
                let problem = problem::BUSY.problem().caused_by(error);
                self.fail_group(&problem).await;
            }
        }
    }

    async fn fail_group(&mut self, problem: &Problem) {
        if let Err(error) = self.writer.conn.execute("rollback").await {
            tracing::warn!(%error, "rollback after a failed commit; SQLite had rolled back already");
        }
        self.writer.open = false;
        for told in self.writer.waiting_for_commit.drain(..) {
            let _ = told.send(Err(problem.clone()));
        }
    }
}

/// What becomes of a turn's writes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TurnEnd {
    Keep,
    Undo,
}
