//! `/console` and `/console/account`: the first page, one's own password, sessions, language, colours and city.

use crate::{
    forms::{Refused, Sheet, Typed},
    frame, words,
};
use access::{
    actions::{RevokeOtherSessions, RevokeSession},
    model::Session,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor, see_other};
use kernel::{Permission, Result, SessionId, problem};
use ui::{Choice, Shell, Theme};

kernel::refusals! {
    /// The new password was typed in two ways.
    PASSWORDS_DIFFER = Invalid "passwords_differ";
}

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/console", get(first))
        .route(frame::ACCOUNT, get(show))
        .route("/console/account/password", post(change_password))
        .route("/console/account/sessions/others", post(revoke_others))
        .route("/console/account/sessions/{id}", post(revoke))
}

async fn first(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::OwnSession).or_fail(&visitor)?;
    Ok(see_other(&visitor, frame::first_page(&visitor), &[]))
}

#[derive(Template)]
#[template(path = "account/show.html")]
struct Show {
    shell: Shell,
    must_change: bool,
    password: Sheet,
    sessions: Vec<Session>,
    own: Option<SessionId>,
    locales: Vec<Choice>,
    themes: Vec<Choice>,
    markets: Vec<Choice>,
    market: String,
}

impl Show {
    fn is_own(&self, session: &Session) -> bool {
        self.own == Some(session.session_id)
    }
}

async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::OwnSession).or_fail(visitor)?;
    let subject = visitor.subject().or_fail(visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let sessions = access::views::sessions_of(&mut read, visitor.ctx.brand, subject, visitor.ctx.now);
    let sessions = sessions.await.or_fail(visitor)?;
    drop(read);
    let shell = frame::shell_at(visitor, "console-account", frame::ACCOUNT, refused.as_ref());
    let identity = visitor.identity.as_ref();
    let markets = visitor.edge.directory.markets().into_iter().filter(|market| sees(visitor, market.market_id));
    let show = Show {
        must_change: identity.is_some_and(|who| who.must_change_password),
        own: identity.and_then(|who| who.session),
        password: Sheet::new(&shell, refused.as_ref(), "password", |form| form),
        sessions,
        locales: shell.locales().map(|(locale, name)| Choice::new(locale, name)).collect(),
        themes: words::choices(shell.locale, "access-theme", Theme::ALL.iter().map(|theme| theme.as_str())),
        markets: markets.map(|market| Choice::new(&market.code, market.names.get(shell.locale))).collect(),
        market: visitor.market.code.clone(),
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

fn sees(visitor: &Visitor, market: kernel::MarketId) -> bool {
    match &visitor.ctx.actor {
        kernel::Actor::Staff { markets, .. } => markets.includes(market),
        _ => false,
    }
}

async fn change_password(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::OwnSession).or_fail(visitor)?;
    match try_password(&form).await {
        Ok(()) => Ok(frame::done(visitor, frame::ACCOUNT, "console-password-changed")),
        Err(problem) => dress(visitor, Some(Refused::of("password", &form, problem)?)).await,
    }
}

async fn try_password(form: &Submitted) -> Result<()> {
    let visitor = &form.visitor;
    // Not trimmed: a password may begin or end with a space.
    let typed = |name: &str| {
        form.pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let keep = visitor.identity.as_ref().and_then(|who| who.session).ok_or_else(|| problem::NOT_SIGNED_IN.problem())?;
    form.required("present")?;
    form.required("password")?;
    if typed("password") != typed("repeat") {
        return Err(PASSWORDS_DIFFER.field("repeat"));
    }
    let db = &visitor.edge.app.db;
    access::sign_in::change_password(db, &visitor.ctx, typed("present"), typed("password"), keep, &visitor.client).await
}

async fn revoke(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::OwnSession).or_fail(visitor)?;
    let session = id.parse().or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, RevokeSession { session }).await.or_fail(visitor)?;
    Ok(ended(visitor))
}

async fn revoke_others(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::OwnSession).or_fail(visitor)?;
    if let Some(keep) = visitor.identity.as_ref().and_then(|who| who.session) {
        visitor.edge.app.db.perform(&visitor.ctx, RevokeOtherSessions { keep }).await.or_fail(visitor)?;
    }
    Ok(ended(visitor))
}

fn ended(visitor: &Visitor) -> Response {
    frame::done(visitor, frame::ACCOUNT, "console-session-ended")
}

/// What a browser calls itself, in the two words that people know.
fn device(user_agent: impl AsRef<str>) -> String {
    let agent = user_agent.as_ref();
    let first = |known: &[(&str, &str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => agent.chars().take(40).collect(),
    }
}
