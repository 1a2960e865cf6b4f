//! `/field/sessions`: where the technician is signed in, language and colours.

use crate::{asked::Refused, frame};
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
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{SessionId, problem};
use ui::{Choice, Form, Shell, Theme};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/sessions", get(show))
        .route("/field/sessions/others", post(revoke_others))
        .route("/field/sessions/{id}", post(revoke))
}

#[derive(Template)]
#[template(path = "me/sessions.html", blocks = ["content"])]
struct Sessions {
    shell: Shell,
    notice: Form,
    sessions: Vec<Session>,
    own: Option<SessionId>,
    locales: Vec<Choice>,
    themes: Vec<Choice>,
}

impl Sessions {
    fn is_own(&self, session: &Session) -> bool {
        self.own == Some(session.session_id)
    }
}

async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let subject = visitor.subject().or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let sessions = access::views::sessions_of(&mut read, visitor.ctx.brand, subject, visitor.ctx.now);
    let sessions = sessions.await.or_fail(visitor)?;
    let title = i18n::text(visitor.ctx.locale, "field-sessions");
    let shell = frame::shell(&mut read, visitor, title).await.or_fail(visitor)?;
    drop(read);
    let theme = |theme: &Theme| Choice::new(theme, shell.t(&format!("ui-theme-{theme}")));
    let page = Sessions {
        notice: Refused::form(refused.as_ref(), visitor, "sessions"),
        own: visitor.identity.as_ref().and_then(|who| who.session),
        locales: shell.locales().map(|(locale, name)| Choice::new(locale, name)).collect(),
        themes: Theme::ALL.iter().map(theme).collect(),
        sessions,
        shell: shell.back("/field/me", i18n::text(visitor.ctx.locale, "field-me")),
    };
    frame::respond(visitor, &page, refused.as_ref())
}

async fn revoke(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done = async {
        let session: SessionId = id.parse().map_err(|_| problem::MISSING.problem())?;
        visitor.edge.app.db.perform(&visitor.ctx, RevokeSession { session }).await.map(drop)
    };
    match done.await {
        Ok(()) => frame::done(visitor, "/field/sessions", "field-done-session"),
        Err(problem) => dress(visitor, Some(Refused::of("sessions", &form, problem)?)).await,
    }
}

async fn revoke_others(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done = async {
        let own = visitor.identity.as_ref().and_then(|who| who.session);
        let keep = own.ok_or_else(|| problem::NOT_SIGNED_IN.problem())?;
        visitor.edge.app.db.perform(&visitor.ctx, RevokeOtherSessions { keep }).await.map(drop)
    };
    match done.await {
        Ok(()) => frame::done(visitor, "/field/sessions", "field-done-session"),
        Err(problem) => dress(visitor, Some(Refused::of("sessions", &form, problem)?)).await,
    }
}
