//! Live updates: a stream of the names of topics that changed, for screens that re-read what they show.
//!
//! A page says when it was made (`since`), so what changed before the stream was open, or while it was down, is told first.

use crate::Visitor;
use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use db::{LiveEvent, RECENT_MAX};
use futures_util::{StreamExt, stream};
use kernel::{
    Result, Timestamp,
    time::{SignedDuration, minutes},
};
use std::{convert::Infallible, time::Duration};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// What changed longer ago is not looked up: everything may have changed.
const LOOK_BACK_MAX: SignedDuration = minutes(5);
/// A transaction may be announced a little before a page was made, and committed after it.
const COMMIT_DELAY: SignedDuration = SignedDuration::from_secs(2);

/// Streams the topics among `topics` that change in the visitor's market. Each message is named after its topic and carries no facts,
/// so that nobody learns what their page would not show. The caller has checked that the visitor may know of these topics.
pub async fn live_stream(visitor: &Visitor, topics: Vec<String>) -> Result<Response> {
    let (market, db) = (visitor.ctx.market, &visitor.edge.app.db);
    let (missed, live) = match looked_at(&visitor.here) {
        None => (Vec::new(), db.live()),
        Some(since) if visitor.ctx.now.duration_since(since) > LOOK_BACK_MAX => (topics.clone(), db.live()),
        Some(since) => {
            let (recent, live) = db.live_since(since.checked_sub(COMMIT_DELAY).unwrap_or(since)).await?;
            let is_cut = recent.len() >= RECENT_MAX;
            let here: Vec<LiveEvent> = recent.into_iter().filter(|event| event.market == market).collect();
            let changed = |topic: &&String| is_cut || here.iter().any(|event| event.topics.contains(topic));
            (topics.iter().filter(changed).cloned().collect(), live)
        }
    };
    let message = |topic: String| Ok::<_, Infallible>(Event::default().event(topic).data("changed"));
    let later = BroadcastStream::new(live).flat_map(move |heard| {
        let changed: Vec<String> = match heard {
            Ok(event) if event.market == market => {
                topics.iter().filter(|topic| event.topics.contains(topic)).cloned().collect()
            }
            Ok(_) => Vec::new(),
            // Too slow to hear everything: everything may have changed.
            Err(BroadcastStreamRecvError::Lagged(_)) => topics.clone(),
        };
        stream::iter(changed)
    });
    let all = stream::iter(missed).chain(later).map(message);
    Ok(Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response())
}

/// `since` of the query: milliseconds of the epoch at which the page was made.
fn looked_at(path_and_query: &str) -> Option<Timestamp> {
    let (_, query) = path_and_query.split_once('?')?;
    let since = query.split('&').find_map(|pair| pair.strip_prefix("since="))?;
    Timestamp::from_millisecond(since.parse().ok()?).ok()
}
