//! `/console/events`: which topics changed, for pages that show what happens now.

use crate::frame;
use axum::{Router, extract::Query, routing::get};
use edge::{Answer, Edge, OrFail, Visitor, live_stream};
use kernel::{Permission, VisitId};
use serde::Deserialize;

/// Topics of the console, and who may know that something changed there.
const TOPICS: &[(&str, Permission)] =
    &[("board", Permission::JobsRead), ("desk", Permission::MessagesRead), ("money", Permission::MoneyRead)];

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/console/events", get(events))
}

/// A page about one visit hears of it as well.
#[derive(Deserialize)]
struct About {
    visit: Option<VisitId>,
}

async fn events(visitor: Visitor, Query(About { visit }): Query<About>) -> Answer {
    frame::require(&visitor, Permission::OwnSession).or_fail(&visitor)?;
    let open = TOPICS.iter().filter(|(_, permission)| frame::may(&visitor, *permission));
    let mut topics: Vec<String> = open.map(|(topic, _)| (*topic).to_owned()).collect();
    if frame::may(&visitor, Permission::JobsRead) {
        topics.extend(visit.map(|visit| visit.to_string()));
    }
    live_stream(&visitor, topics).await.or_fail(&visitor)
}
