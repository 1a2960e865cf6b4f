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
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use db::views::{AuditLine, StuckErrand};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{ErrandId, Locale, Permission, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use ui::{Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/console/audit", get(show)).route("/console/audit/errands/{id}/retry", post(retry))
}

#[derive(Template)]
#[template(path = "audit/list.html")]
struct List {
    shell: Shell,
    subject: String,
    lines: Vec<Line>,
    stuck: Vec<StuckErrand>,
    may_retry: bool,
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
    /// What people call it.
    name: String,
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
    // People know orders by their numbers, the log by their ids.
    let job = match subject.to_uppercase() {
        number if number.starts_with("J-") => {
            jobs::views::job_by_number(&mut read, visitor.ctx.market, &number).await.ok()
        }
        _ => None,
    };
    let job = job.map(|job| job.job.to_string());
    let wanted = job.as_deref().or((!subject.is_empty()).then_some(subject));
    let found = db::views::audit_page(&mut read, visitor.ctx.market, wanted, &page).await.or_fail(&visitor)?;
    let stuck = db::views::stuck_errands(&mut read, visitor.ctx.market).await.or_fail(&visitor)?;
    drop(read);
    let changed: Vec<Kept> = found.items.iter().flat_map(kept).collect();
    let ids = found.items.iter().flat_map(|line| [line.actor.as_str(), line.subject.as_str()]);
    let ids = ids.chain(changed.iter().map(|change| change.subject.as_str()));
    let people = People::of(&visitor, ids).await.or_fail(&visitor)?;
    let shell = frame::shell(&visitor, "console-audit");
    let list = List {
        subject: subject.to_owned(),
        pages: asked.pagination(&shell, found.next.as_ref()),
        lines: found.items.iter().map(|line| dressed(&shell, &people, line)).collect(),
        stuck,
        may_retry: frame::may(&visitor, Permission::MarketsWrite),
        shell,
    };
    Ok(frame::respond(&visitor, &list, None))
}

/// What it was about, by the name that people know it by; quotes and rows without a name stay in the fields.
fn what(people: &People, line: &AuditLine) -> String {
    let changed = kept(line).into_iter().map(|change| change.subject);
    let known = std::iter::once(line.subject.clone()).chain(changed).find(|id| people.knows(id));
    known.map(|id| people.name(&id)).unwrap_or_default()
}

/// A line that cannot be read is shown without its changes rather than hiding the whole log.
fn kept(line: &AuditLine) -> Vec<Kept> {
    serde_json::from_str(&line.changes).unwrap_or_default()
}

async fn retry(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::MarketsWrite).or_fail(visitor)?;
    let errand: ErrandId = id.parse().or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, db::RetryErrand { errand }).await.or_fail(visitor)?;
    Ok(frame::done(visitor, "/console/audit", "console-errand-retried"))
}

fn dressed(shell: &Shell, people: &People, line: &AuditLine) -> Line {
    let changes = kept(line).into_iter().map(|change| {
        let (fields, more) = differences(&document(change.before), &document(change.after));
        let name = people.name(&change.subject);
        Changed { page: subjects::page_of(&change.subject), name, subject: change.subject, fields, more }
    });
    Line {
        at: line.at,
        actor: people.name(&line.actor),
        action: action_text(shell.locale, &line.action),
        what: what(people, line),
        changes: changes.collect(),
    }
}

/// What was done. A verb through another door than the person's own keeps its text, with the door named.
fn action_text(locale: Locale, name: &str) -> String {
    let doors = [("_by_operator", "console-action-by-operator"), ("_by_link", "console-action-by-link")];
    let door = doors.into_iter().find_map(|(end, key)| Some((name.strip_suffix(end)?, key)));
    match door {
        Some((verb, key)) => i18n::text_with(locale, key, &[("action", action_text(locale, verb).into())]),
        None => words::word_or_code(locale, "console-action", name),
    }
}

/// Some subjects are kept as JSON in a text (policies); they are opened.
fn document(value: Value) -> Value {
    match &value {
        Value::String(text) if text.starts_with('{') => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    }
}
