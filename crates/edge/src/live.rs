//! Live updates: a stream of the names of topics that changed, for screens that re-read what they show.

use crate::Visitor;
use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use std::{convert::Infallible, time::Duration};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// Streams the topics among `topics` that change in the visitor's market. Each message is named after its topic and carries no facts,
/// so that nobody learns what their page would not show. The caller has checked that the visitor may know of these topics.
#[must_use]
pub fn live_stream(visitor: &Visitor, topics: Vec<String>) -> Response {
    Sse::new(stream(visitor, topics)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

fn stream(visitor: &Visitor, topics: Vec<String>) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let market = visitor.ctx.market;
    BroadcastStream::new(visitor.edge.app.db.live()).flat_map(move |message| {
        let changed: Vec<String> = match message {
            Ok(event) if event.market == market => {
                topics.iter().filter(|topic| event.topics.contains(topic)).cloned().collect()
            }
            Ok(_) => Vec::new(),
            // Too slow to hear everything: everything may have changed.
            Err(BroadcastStreamRecvError::Lagged(_)) => topics.clone(),
        };
        let messages = changed.into_iter().map(|topic| Ok(Event::default().event(topic).data("changed")));
        futures_util::stream::iter(messages.collect::<Vec<_>>())
    })
}
