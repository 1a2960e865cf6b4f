//! Who calls: the identity behind a token, a session or a face's cookie; their market and language; what the route asks of them.

use crate::{BAD_TOKEN, Failure, PASSWORD_CHANGE_REQUIRED, UNKNOWN_MARKET};
use access::{Client, Identity};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use db::{Action, Read};
use edge::{Area, Cookies, Edge, FORGED_FORM, NO_MARKET};
use kernel::{Actor, Ctx, Locale, MarketScope, Permission, Problem, Result, problem};
use markets::Market;
use std::sync::Arc;

/// What a route allows, any of which suffices; set when the route is declared.
#[derive(Clone, Copy)]
pub(crate) struct Allowed(pub(crate) &'static [Permission]);

/// Who calls, and everything a handler needs to answer them.
#[derive(Clone)]
pub(crate) struct Caller {
    /// The program.
    pub(crate) edge: Edge,
    /// The circumstances for actions and views.
    pub(crate) ctx: Ctx,
    /// The market they are in.
    pub(crate) market: Arc<Market>,
    /// Who they are, when they said so.
    pub(crate) identity: Option<Identity>,
    /// From where they call.
    pub(crate) client: Client,
}

impl Caller {
    /// Reads who calls from a request's head.
    pub(crate) async fn of(edge: &Edge, parts: &Parts, client: Client) -> Result<Self> {
        let headers = &parts.headers;
        let identity = identify(edge, parts).await?;
        let market = market_of(edge, identity.as_ref(), headers)?;
        let locale = locale_of(identity.as_ref(), headers);
        let actor = identity.as_ref().map_or(Actor::Anonymous, |who| who.actor.clone());
        let ctx = edge.app.ctx(actor, market.brand_id, market.market_id, locale);
        let caller = Self { edge: edge.clone(), ctx, market, identity, client };
        caller.touch().await;
        Ok(caller)
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Read> {
        self.edge.app.db.read().await
    }

    /// Does an action as the caller.
    pub(crate) async fn perform<A: Action>(&self, action: A) -> Result<A::Outcome> {
        self.edge.app.db.perform(&self.ctx, action).await
    }

    /// Whether the caller acts for the company.
    pub(crate) fn is_operator(&self) -> bool {
        self.ctx.actor.is_operator()
    }

    /// Whether the caller may.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.ctx.actor.may(permission, self.ctx.market)
    }

    /// Fails unless the caller may do one of these.
    fn check(&self, allowed: &[Permission]) -> Result<()> {
        let must_change = self.identity.as_ref().is_some_and(|who| who.must_change_password);
        if must_change && !allowed.iter().any(|one| matches!(one, Permission::OwnSession | Permission::Public)) {
            return Err(PASSWORD_CHANGE_REQUIRED.problem());
        }
        if allowed.iter().any(|permission| self.may(*permission)) {
            return Ok(());
        }
        if self.ctx.actor == Actor::Anonymous {
            return Err(problem::NOT_SIGNED_IN.problem());
        }
        let names: Vec<&str> = allowed.iter().map(|permission| permission.as_str()).collect();
        Err(problem::FORBIDDEN.problem().param("permission", names.join(", ")))
    }

    /// Notes the use of a session or token, now and then.
    async fn touch(&self) {
        let Some(identity) = self.identity.as_ref().filter(|who| who.is_touch_due) else { return };
        let system = self.ctx.acting_as(Actor::System);
        let db = &self.edge.app.db;
        let touched = match (identity.session, &identity.actor) {
            (Some(session), _) => db.perform(&system, access::actions::TouchSession { session }).await,
            (None, Actor::Token { token, .. }) => {
                db.perform(&system, access::actions::TouchToken { token: *token }).await
            }
            (None, _) => Ok(()),
        };
        if let Err(problem) = touched {
            tracing::warn!(%problem, "the last use of a session or token was not noted");
        }
    }
}

impl FromRequestParts<Edge> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Failure> {
        let caller = parts.extensions.get::<Self>().cloned();
        let caller = caller.ok_or_else(|| Problem::broken("a route outside the frame"))?;
        let allowed = parts.extensions.get::<Allowed>().copied();
        caller.check(allowed.ok_or_else(|| Problem::broken("a route without permission"))?.0)?;
        Ok(caller)
    }
}

/// The identity of the `Authorization` header, else of a face's cookie; none when neither was sent.
async fn identify(edge: &Edge, parts: &Parts) -> Result<Option<Identity>> {
    let now = edge.app.clock.now();
    let mut read = edge.app.db.read().await?;
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let secret = value.to_str().ok().and_then(bearer).ok_or_else(|| BAD_TOKEN.problem())?;
        let hash = access::secrets::digest(secret);
        let found = if secret.starts_with(access::secrets::TOKEN_PREFIX) {
            access::resolve_token(&mut read, &hash, now).await?
        } else {
            access::resolve_session(&mut read, &hash, now).await?
        };
        return found.map(Some).ok_or_else(|| BAD_TOKEN.problem());
    }
    let cookies = Cookies::of(&parts.headers);
    for area in [Area::Console, Area::Field, Area::Customer] {
        let Some(secret) = cookies.get(area.session_cookie()).filter(|secret| secret.len() == 64) else { continue };
        let found = access::resolve_session(&mut read, &access::secrets::digest(secret), now).await?;
        if found.is_some() {
            check_forgery(parts, secret)?;
            return Ok(found);
        }
    }
    Ok(None)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim()).filter(|secret| !secret.is_empty())
}

/// A cookie is sent by the browser without being asked, so a change must also carry the page's own token.
fn check_forgery(parts: &Parts, secret: &str) -> Result<()> {
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let token = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if is_safe || access::secrets::csrf_matches(secret, token) { Ok(()) } else { Err(FORGED_FORM.problem()) }
}

fn market_of(edge: &Edge, identity: Option<&Identity>, headers: &HeaderMap) -> Result<Arc<Market>> {
    let scope = match identity.map(|who| (&who.actor, who.market)) {
        Some((Actor::Staff { markets, .. } | Actor::Token { markets, .. }, _)) => markets.clone(),
        Some((_, Some(market))) => MarketScope::Only(vec![market]),
        Some((_, None)) | None => MarketScope::All,
    };
    if let Some(code) = headers.get("x-market") {
        let code = code.to_str().unwrap_or_default();
        let market = edge.directory.market_by_code(code);
        let market = market.ok_or_else(|| UNKNOWN_MARKET.field("X-Market").param("given", code))?;
        return if scope.includes(market.market_id) { Ok(market) } else { Err(problem::FORBIDDEN.field("X-Market")) };
    }
    let markets = edge.directory.markets();
    if markets.is_empty() {
        return Err(NO_MARKET.problem());
    }
    markets.into_iter().find(|market| scope.includes(market.market_id)).ok_or_else(|| problem::FORBIDDEN.problem())
}

fn locale_of(identity: Option<&Identity>, headers: &HeaderMap) -> Locale {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match (asked, identity.and_then(|who| who.locale)) {
        (None, Some(chosen)) => chosen,
        (asked, _) => i18n::negotiate(asked),
    }
}
