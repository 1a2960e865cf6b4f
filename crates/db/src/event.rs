//! Facts announced by contexts.

use kernel::{Actor, EventId, MarketId, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

/// A fact that others may react to. Announced by [`crate::Tx::announce`] in the transaction that makes it true.
pub trait Event: Serialize + DeserializeOwned + Send + Sync {
    /// Stable name: context, dot, past tense (`jobs.visit_departed`).
    const NAME: &'static str;
    /// What it is about; reactions to one subject run in order.
    fn subject(&self) -> String;
    /// Which live screens care: ids and `market` wide words such as `board`. The subject is always a topic.
    fn topics(&self) -> Vec<String> {
        Vec::new()
    }
}

/// An announced fact as reactions see it.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Its id.
    pub event: EventId,
    /// The market it happened in.
    pub market: MarketId,
    /// [`Event::NAME`].
    pub name: String,
    /// [`Event::subject`].
    pub subject: String,
    /// The event as JSON.
    pub payload: String,
    /// Who caused it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

impl Announced {
    /// The event itself; `broken` when the payload is of another kind.
    pub fn read<E: Event>(&self) -> kernel::Result<E> {
        serde_json::from_str(&self.payload).map_err(kernel::Problem::broken)
    }
}
