//! `/events`: a stream that says what changed, so that callers read it again.

use super::prelude::*;
use crate::{answers::Said, shape::Book, surface::Operation};
use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, StreamExt};
use kernel::Actor;
use messaging::Inbox;
use serde_json::json;
use std::{convert::Infallible, time::Duration};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

pub(super) fn routes(surface: &mut Surface) {
    let everybody = &[
        P::CustomerSelf,
        P::TechnicianSelf,
        P::JobsRead,
        P::DispatchRead,
        P::MoneyRead,
        P::CatalogRead,
        P::WorkforceRead,
        P::CustomersRead,
        P::MessagesRead,
    ];
    surface.group("Events").get("/events", "Server-sent events: topics that changed, without facts", everybody, stream);
}

/// The stream as an answer.
pub(crate) struct Streamed(Response);

impl IntoResponse for Streamed {
    fn into_response(self) -> Response {
        self.0
    }
}

impl Said for Streamed {
    fn describe(operation: &mut Operation, _: &mut Book) {
        let answer = json!({
            "description": "`event` is the topic, `data` the name of what happened; `lagged` means: read everything again.",
            "content": { "text/event-stream": { "schema": { "type": "string" } } },
        });
        operation.answers.insert("200".to_owned(), answer);
    }
}

/// The topics a caller hears of: their own, or for the company everything in the market.
fn topics_of(actor: &Actor) -> Option<Vec<String>> {
    match actor {
        Actor::Customer { customer } => {
            Some(vec![format!("customer:{customer}"), Inbox::Customer(*customer).to_string()])
        }
        Actor::Technician { technician } => {
            Some(vec![format!("technician:{technician}"), Inbox::Technician(*technician).to_string()])
        }
        Actor::Staff { .. } | Actor::Token { .. } | Actor::System => None,
        Actor::Anonymous => Some(Vec::new()),
    }
}

async fn stream(caller: Caller) -> Answer<Streamed> {
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(20));
    Ok(Streamed(Sse::new(heard(&caller)).keep_alive(keep_alive).into_response()))
}

fn heard(caller: &Caller) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let (market, own) = (caller.ctx.market, topics_of(&caller.ctx.actor));
    BroadcastStream::new(caller.edge.app.db.live()).flat_map(move |message| {
        let events: Vec<_> = match message {
            Ok(event) if event.market == market => {
                let mine = |topic: &&String| own.as_ref().is_none_or(|own| own.contains(topic));
                event
                    .topics
                    .iter()
                    .filter(mine)
                    .map(|topic| Ok(Event::default().event(topic).data(&event.name)))
                    .collect()
            }
            Ok(_) => Vec::new(),
            Err(BroadcastStreamRecvError::Lagged(_)) => vec![Ok(Event::default().event("lagged").data("everything"))],
        };
        futures_util::stream::iter(events)
    })
}
