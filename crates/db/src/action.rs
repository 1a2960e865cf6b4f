//! The form of every write.

use crate::Tx;
use kernel::{Ctx, Permission, Result};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;

/// A write with a name. Edges hand it to [`crate::Database::perform`]; flows and other actions call `perform` on it directly, inside
/// their own transaction. It may run several times (lost races are tried again), so it keeps nothing outside the transaction.
pub trait Action: Send + Sync + 'static {
    /// Stable name: context, dot, verb (`jobs.reschedule_visit`).
    const NAME: &'static str;
    /// What the actor must be permitted.
    const PERMISSION: Permission;
    /// What the caller learns; serialised so that a repeated request with the same idempotency key gets the same answer.
    type Outcome: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Does it, in the transaction.
    fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> impl Future<Output = Result<Self::Outcome>> + Send;
    /// The id of what it is about, for the audit line.
    fn subject(&self) -> String {
        String::new()
    }
}
