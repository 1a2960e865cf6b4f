//! Live updates: every process hears of every committed event, its own at once and others' within a second.

use kernel::{EventId, MarketId};

/// That something happened; screens re-read what they show.
#[derive(Clone, Debug)]
pub struct LiveEvent {
    /// The event.
    pub event: EventId,
    /// Where it happened.
    pub market: MarketId,
    /// [`crate::Event::NAME`].
    pub name: String,
    /// Subject and topics.
    pub topics: Vec<String>,
}

/// Most events that a question for recent ones answers.
pub const RECENT_MAX: usize = 2000;

crate::statements! {
    /// Events announced lately, by any process, newest first: in a rush the newest must not wait behind those that were seen already.
    RECENT_EVENTS = "
        select event_id, market_id, name, topics
        from outbox
        where announced_at >= $1
        order by announced_at desc, event_id desc
        limit 2000";
}

/// A row of [`RECENT_EVENTS`].
pub(crate) struct RecentEvent {
    event_id: EventId,
    market_id: MarketId,
    name: String,
    topics: String,
}
crate::row!(RecentEvent { event_id, market_id, name, topics });

impl From<RecentEvent> for LiveEvent {
    fn from(row: RecentEvent) -> Self {
        let topics = row.topics.split(' ').map(str::to_owned).collect();
        Self { event: row.event_id, market: row.market_id, name: row.name, topics }
    }
}
