//! `/account/sessions`: where the customer is signed in.

use super::framed;
use crate::frame::{own_id, read};
use access::{
    actions::{RevokeOtherSessions, RevokeSession},
    model::Session,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor, page, see_other};
use kernel::{Result, SessionId, problem};
use ui::{Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/account/sessions", get(list).post(end_others)).route("/account/sessions/{session}", post(end))
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct List {
    shell: Shell,
    sessions: Vec<Session>,
    current: Option<SessionId>,
}

impl List {
    fn is_this(&self, session: &Session) -> bool {
        self.current == Some(session.session_id)
    }
}

async fn list(visitor: Visitor) -> Answer {
    let found: Result<List> = async {
        let shell = framed(&visitor, "customer-sessions").await?;
        let (brand, now, subject) = (visitor.ctx.brand, visitor.ctx.now, visitor.subject()?);
        let sessions = access::views::sessions_of(&mut read(&visitor).await?, brand, subject, now).await?;
        let current = visitor.identity.as_ref().and_then(|identity| identity.session);
        Ok(List { shell, sessions, current })
    }
    .await;
    Ok(page(&visitor, Html::page(&found.or_fail(&visitor)?)))
}

async fn end(Path(session): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let session = own_id(visitor, &session).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RevokeSession { session }).await.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/sessions", &[visitor.flash_cookie("customer-session-ended")]))
}

async fn end_others(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let keep = visitor.identity.as_ref().and_then(|identity| identity.session);
    let keep = keep.ok_or_else(|| problem::NOT_SIGNED_IN.problem()).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RevokeOtherSessions { keep }).await.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/sessions", &[visitor.flash_cookie("customer-session-ended")]))
}
