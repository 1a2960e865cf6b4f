//! What operators see of this crate's tables: the audit log, errands that are stuck, a subject's events.

use crate::{Cursor, Page, PageRequest, Read, params};
use kernel::{AuditLineId, ErrandId, EventId, MarketId, Result, Timestamp};
use serde::Serialize;

/// One line of the audit log.
#[derive(Clone, Debug, Serialize)]
pub struct AuditLine {
    /// Its id.
    pub audit_line_id: AuditLineId,
    /// When.
    pub at: Timestamp,
    /// Who: the actor's label.
    pub actor: String,
    /// Which action.
    pub action: String,
    /// About what.
    pub subject: String,
    /// JSON list of [`crate::Change`]: subject, before, after.
    pub changes: String,
    /// In which request.
    pub request_id: String,
}
crate::row!(AuditLine { audit_line_id, at, actor, action, subject, changes, request_id });

/// An errand that failed too often.
#[derive(Clone, Debug, Serialize)]
pub struct StuckErrand {
    /// Its id.
    pub errand_id: ErrandId,
    /// Its name.
    pub name: String,
    /// About what.
    pub subject: String,
    /// How often it was tried.
    pub tries: i64,
    /// What went wrong last.
    pub last_error: String,
    /// Since when it is wanted.
    pub created_at: Timestamp,
}
crate::row!(StuckErrand { errand_id, name, subject, tries, last_error, created_at });

/// One announced event, for the timeline of a subject.
#[derive(Clone, Debug, Serialize)]
pub struct SubjectEvent {
    /// Its id.
    pub event_id: EventId,
    /// Its name.
    pub name: String,
    /// The event as JSON.
    pub payload: String,
    /// Who caused it, as JSON of `Actor`.
    pub actor: String,
    /// When.
    pub announced_at: Timestamp,
}
crate::row!(SubjectEvent { event_id, name, payload, actor, announced_at });

crate::statements! {
    AUDIT_PAGE = "
        select audit_line_id, at, actor, action, subject, changes, request_id
        from audit_lines
        where market_id = $1 and audit_line_id < $2
        order by audit_line_id desc
        limit $3";
    AUDIT_OF_SUBJECT = "
        select audit_line_id, at, actor, action, subject, changes, request_id
        from audit_lines
        where market_id = $1 and subject = $2 and audit_line_id < $3
        order by audit_line_id desc
        limit $4";
    STUCK_ERRANDS = "
        select errand_id, name, subject, tries, last_error, created_at
        from errands
        where market_id = $1 and state = 'stuck'
        order by errand_id
        limit 200";
    EVENTS_OF_SUBJECT = "
        select event_id, name, payload, actor, announced_at
        from outbox
        where market_id = $1 and subject = $2
        order by event_id
        limit 1000";
}

/// The audit log, newest first; of one subject when given.
pub async fn audit_page(
    read: &mut Read,
    market: MarketId,
    subject: Option<&str>,
    page: &PageRequest,
) -> Result<Page<AuditLine>> {
    let before = page.after.as_ref().map_or_else(|| "zzz".to_owned(), |cursor| cursor.id.clone());
    let rows: Vec<AuditLine> = match subject {
        Some(subject) => {
            read.all(AUDIT_OF_SUBJECT, params![market, subject.to_owned(), before, page.limit + 1]).await?
        }
        None => read.all(AUDIT_PAGE, params![market, before, page.limit + 1]).await?,
    };
    Ok(page.page(rows, |line| Cursor { key: 0, id: line.audit_line_id.to_string() }))
}

/// Errands that need an operator.
pub async fn stuck_errands(read: &mut Read, market: MarketId) -> Result<Vec<StuckErrand>> {
    read.all(STUCK_ERRANDS, params![market]).await
}

/// What happened to a subject, oldest first.
pub async fn events_of_subject(read: &mut Read, market: MarketId, subject: &str) -> Result<Vec<SubjectEvent>> {
    read.all(EVENTS_OF_SUBJECT, params![market, subject.to_owned()]).await
}
