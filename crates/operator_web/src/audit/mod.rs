//! `/console/audit`: who changed what, with before and after; on top what the program could not finish by itself.

mod differences;

use self::differences::{Difference, differences};
use crate::{
    asked::Asked,
    frame,
    subjects::{self, People},
    words,
};
use askama::Template;
use axum::{Router, routing::get};
use db::views::{AuditLine, StuckErrand};
use edge::{Answer, Edge, OrFail, Visitor};
use kernel::{Permission, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use ui::{Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/console/audit", get(show))
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct List {
    shell: Shell,
    subject: String,
    lines: Vec<Line>,
    stuck: Vec<StuckErrand>,
    pages: Pagination,
}

struct Line {
    at: Timestamp,
    actor: String,
    action: String,
    what: String,
    changes: Vec<Changed>,
}

/// One thing that an action changed.
struct Changed {
    subject: String,
    page: Option<String>,
    fields: Vec<Difference>,
    more: usize,
}

/// A change as the log keeps it.
#[derive(Deserialize)]
struct Kept {
    subject: String,
    before: Value,
    after: Value,
}

async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::AuditRead).or_fail(&visitor)?;
    let asked = Asked::of(&visitor).or_fail(&visitor)?;
    let page = asked.page(50).or_fail(&visitor)?;
    let subject = asked.text("subject");
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let wanted = (!subject.is_empty()).then_some(subject);
    let found = db::views::audit_page(&mut read, visitor.ctx.market, wanted, &page).await.or_fail(&visitor)?;
    let stuck = db::views::stuck_errands(&mut read, visitor.ctx.market).await.or_fail(&visitor)?;
    drop(read);
    let ids = found.items.iter().flat_map(|line| [line.actor.as_str(), line.subject.as_str()]);
    let people = People::of(&visitor, ids).await.or_fail(&visitor)?;
    let shell = frame::shell(&visitor, "console-audit");
    let list = List {
        subject: subject.to_owned(),
        pages: asked.pagination(&shell, found.next.as_ref()),
        lines: found.items.iter().map(|line| dressed(&shell, &people, line)).collect(),
        stuck,
        shell,
    };
    Ok(frame::respond(&visitor, &list, None))
}

fn dressed(shell: &Shell, people: &People, line: &AuditLine) -> Line {
    // A line that cannot be read is shown without its changes rather than hiding the whole log.
    let kept: Vec<Kept> = serde_json::from_str(&line.changes).unwrap_or_default();
    let changes = kept.into_iter().map(|change| {
        let (fields, more) = differences(&document(change.before), &document(change.after));
        Changed { page: subjects::page_of(&change.subject), subject: change.subject, fields, more }
    });
    Line {
        at: line.at,
        actor: people.name(&line.actor),
        action: words::word_or_code(shell.locale, "console-action", &line.action),
        what: people.name(&line.subject),
        changes: changes.collect(),
    }
}

/// Some subjects are kept as JSON in a text (policies); they are opened.
fn document(value: Value) -> Value {
    match &value {
        Value::String(text) if text.starts_with('{') => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    }
}
