//! One write transaction: statements, announcements, errands and the changes that the audit log keeps.

use crate::{Errand, Event, RETRY, Read, Sql, outbox::Outgoing};
use kernel::{Ctx, Result, Value};
use serde::Serialize;
use serde_json::Value as Json;
use std::ops::{Deref, DerefMut};

/// What one action changed about one thing, for the audit log.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The id of the thing.
    pub subject: String,
    /// Before; null when it is new.
    pub before: Json,
    /// After; null when it is gone.
    pub after: Json,
}

/// A write transaction. Made by [`crate::Database::perform`] only.
pub struct Tx {
    pub(crate) read: Read,
    pub(crate) outgoing: Outgoing,
    pub(crate) changes: Vec<Change>,
}

impl Tx {
    /// Runs a statement; how many rows it touched.
    pub async fn run(&mut self, sql: impl Into<Sql> + Send, values: Vec<Value>) -> Result<u64> {
        self.read.conn.execute(sql.into().0, values).await
    }

    /// Runs a statement that must touch exactly one row, such as an update `where … and version = $n`.
    /// Anything else means that somebody was faster: the transaction is undone and tried again.
    pub async fn save(&mut self, sql: impl Into<Sql> + Send, values: Vec<Value>) -> Result<()> {
        match self.run(sql, values).await? {
            1 => Ok(()),
            _ => Err(RETRY.problem()),
        }
    }

    /// Announces a fact; it is published together with the commit.
    pub fn announce<E: Event>(&mut self, ctx: &Ctx, event: &E) {
        self.outgoing.announce(ctx, event);
    }

    /// Enqueues background work, due now.
    pub fn enqueue<E: Errand>(&mut self, ctx: &Ctx, errand: &E) {
        self.outgoing.enqueue(ctx, errand, ctx.now);
    }

    /// Enqueues background work, due later.
    pub fn enqueue_at<E: Errand>(&mut self, ctx: &Ctx, errand: &E, due: kernel::Timestamp) {
        self.outgoing.enqueue(ctx, errand, due);
    }

    /// Notes for the audit log what a thing was and what it became (`None`: not there).
    pub fn changed<B: Serialize, A: Serialize>(
        &mut self,
        subject: impl ToString,
        before: Option<&B>,
        after: Option<&A>,
    ) {
        let json = |value: Option<Json>| value.unwrap_or(Json::Null);
        self.changes.push(Change {
            subject: subject.to_string(),
            before: json(before.map(|value| serde_json::to_value(value).unwrap_or(Json::Null))),
            after: json(after.map(|value| serde_json::to_value(value).unwrap_or(Json::Null))),
        });
    }
}

impl Deref for Tx {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}
