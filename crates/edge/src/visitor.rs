//! Who asks: the identity behind the cookie or token, the market, the language, and the frame of the page they get.

use crate::{Cookies, Edge, NO_MARKET, SetCookie, TOO_MANY_REQUESTS, answer::Failure};
use access::{Client, Identity, Subject};
use axum::{
    extract::{ConnectInfo, FromRequestParts, OriginalUri},
    http::{HeaderMap, request::Parts},
};
use kernel::{Actor, Ctx, Locale, MarketScope, Problem, Result, problem};
use markets::Market;
use std::{net::SocketAddr, sync::Arc};
use ui::{Flash, Layout, Shell, Theme};

/// Which face a path belongs to; each has a session of its own, so that one browser can play every part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// `/`: customers.
    Customer,
    /// `/field`: technicians.
    Field,
    /// `/console`: staff.
    Console,
}

impl Area {
    /// The area of a path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let under = |root: &str| path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
        if under("/console") {
            Self::Console
        } else if under("/field") {
            Self::Field
        } else {
            Self::Customer
        }
    }

    /// The name of its session cookie.
    #[must_use]
    pub fn session_cookie(self) -> &'static str {
        match self {
            Self::Customer => "ds_customer",
            Self::Field => "ds_technician",
            Self::Console => "ds_staff",
        }
    }

    /// The path under which its cookies are sent, and its first page.
    #[must_use]
    pub fn root(self) -> &'static str {
        match self {
            Self::Customer => "/",
            Self::Field => "/field",
            Self::Console => "/console",
        }
    }

    /// Where people sign in.
    #[must_use]
    pub fn sign_in(self) -> &'static str {
        match self {
            Self::Customer => "/sign-in",
            Self::Field => "/field/sign-in",
            Self::Console => "/console/sign-in",
        }
    }

    fn layout(self) -> Layout {
        match self {
            Self::Customer => Layout::Public,
            Self::Field => Layout::Field,
            Self::Console => Layout::Console,
        }
    }

    fn accepts(self, actor: &Actor) -> bool {
        match actor {
            Actor::Customer { .. } => self == Self::Customer,
            Actor::Technician { .. } => self == Self::Field,
            Actor::Staff { .. } => self == Self::Console,
            Actor::Anonymous | Actor::Token { .. } | Actor::System => false,
        }
    }
}

/// The cookie that ties forms to a browser that has not signed in.
pub(crate) const BROWSER_COOKIE: &str = "ds_browser";
pub(crate) const LOCALE_COOKIE: &str = "ds_locale";
pub(crate) const THEME_COOKIE: &str = "ds_theme";
pub(crate) const MARKET_COOKIE: &str = "ds_market";
pub(crate) const FLASH_COOKIE: &str = "ds_flash";
const YEAR: i64 = 31_536_000;

/// Who asks, and everything a handler needs to answer them.
#[derive(Clone)]
pub struct Visitor {
    /// The program.
    pub edge: Edge,
    /// Which face.
    pub area: Area,
    /// Who they are, when they signed in.
    pub identity: Option<Identity>,
    /// The circumstances for actions and views.
    pub ctx: Ctx,
    /// The market they are in.
    pub market: Arc<Market>,
    /// From where they come.
    pub client: Client,
    /// Their colours.
    pub theme: Theme,
    /// Path and query they asked for.
    pub here: String,
    /// Whether htmx asks for a part of a page.
    pub is_fragment: bool,
    /// The secret that form tokens are derived from.
    secret: String,
    /// The secret of the browser, which outlives signing in and out.
    browser: Option<String>,
    flash: Option<Flash>,
    new_cookies: Vec<SetCookie>,
}

impl Visitor {
    /// The sender of a form is the browser that got it.
    pub(crate) fn owns_form(&self, token: &str) -> bool {
        access::secrets::csrf_matches(&self.secret, token)
    }

    /// The token that forms of this visitor carry.
    #[must_use]
    pub fn csrf(&self) -> String {
        access::secrets::csrf_token(&self.secret)
    }

    /// The secret of the visitor's session, for "sign out" and "is it this one".
    #[must_use]
    pub fn session_secret(&self) -> &str {
        &self.secret
    }

    /// What this browser is known by to those who keep something for somebody who has not signed in, such as a held slot; it stays the same
    /// when they sign in.
    #[must_use]
    pub fn guest_key(&self) -> Option<String> {
        self.browser.as_deref().map(access::secrets::digest)
    }

    /// The same visitor right after signing in, for a page that goes on with what they did; its answer keeps the session in the browser.
    pub async fn signed_in(&self, secret: &str) -> Result<Self> {
        let identity = identity_of(&self.edge, self.area, secret, &self.client).await?;
        let identity = identity.ok_or_else(|| problem::NOT_SIGNED_IN.problem())?;
        let mut visitor = self.clone();
        visitor.ctx.actor = identity.actor.clone();
        visitor.identity = Some(identity);
        visitor.secret = secret.to_owned();
        visitor.new_cookies.push(self.session_cookie(secret));
        Ok(visitor)
    }

    /// Cookies that the answer must set (a browser seen for the first time, a flash that was shown).
    pub(crate) fn cookies(&self) -> &[SetCookie] {
        &self.new_cookies
    }

    /// The person, or `not_signed_in`.
    pub fn subject(&self) -> Result<Subject> {
        Subject::required(&self.ctx.actor)
    }

    /// The frame of a page in this visitor's face; the face adds navigation and person.
    #[must_use]
    pub fn shell(&self, title: impl Into<String>) -> Shell {
        let mut shell = Shell::new(self.area.layout(), self.ctx.locale, self.market.zone.clone(), self.ctx.now, title);
        shell.home = self.area.root().to_owned();
        shell.theme = self.theme;
        shell.csrf = self.csrf();
        shell.flash.clone_from(&self.flash);
        shell.here.clone_from(&self.here);
        shell.preferences = if self.area == Area::Customer {
            "/preferences".into()
        } else {
            format!("{}/preferences", self.area.root())
        };
        if self.identity.is_none() {
            shell.sign_in = Some(self.area.sign_in().to_owned());
        }
        shell
    }

    /// The session cookie after signing in.
    #[must_use]
    pub fn session_cookie(&self, secret: &str) -> SetCookie {
        SetCookie {
            name: self.area.session_cookie(),
            value: secret.to_owned(),
            path: self.area.root(),
            seconds: 30 * 86_400,
        }
    }

    /// The cookie that ends the session in this browser.
    #[must_use]
    pub fn end_of_session(&self) -> SetCookie {
        SetCookie { seconds: 0, ..self.session_cookie("") }
    }

    /// A sentence for the next page: `text` is a text key with no arguments.
    #[must_use]
    pub fn flash_cookie(&self, key: &str) -> SetCookie {
        SetCookie { name: FLASH_COOKIE, value: key.to_owned(), path: self.area.root(), seconds: 60 }
    }

    async fn read(parts: &mut Parts, edge: &Edge) -> Result<Self> {
        let headers = parts.headers.clone();
        let uri = parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.clone(), |uri| uri.0.clone());
        let client = client_of(parts, &headers);
        let now = edge.app.clock.now();
        if !edge.limits.allows(&client.ip, now) {
            return Err(TOO_MANY_REQUESTS.problem());
        }
        let area = Area::of(uri.path());
        let cookies = Cookies::of(&headers);
        let mut new_cookies = Vec::new();
        let session = cookies.get(area.session_cookie()).filter(|secret| secret.len() == 64);
        let identity = match session {
            Some(secret) => identity_of(edge, area, secret, &client).await?,
            None => None,
        };
        let known = cookies.get(BROWSER_COOKIE).filter(|secret| secret.len() == 64).map(str::to_owned);
        let secret = match (&identity, session, known.as_deref()) {
            (Some(_), Some(secret), _) | (None, _, Some(secret)) => secret.to_owned(),
            (_, _, _) => {
                let mut bytes = [0u8; 32];
                edge.app.entropy.fill(&mut bytes);
                let secret = data_encoding::HEXLOWER.encode(&bytes);
                new_cookies.push(SetCookie { name: BROWSER_COOKIE, value: secret.clone(), path: "/", seconds: YEAR });
                secret
            }
        };
        let market = market_of(edge, identity.as_ref(), cookies.get(MARKET_COOKIE))?;
        let locale = locale_of(identity.as_ref(), &cookies, &headers);
        let chosen = identity.as_ref().map(|who| who.theme.as_str()).filter(|theme| *theme != "auto");
        let theme = chosen.or(cookies.get(THEME_COOKIE)).and_then(|text| text.parse().ok()).unwrap_or(Theme::Auto);
        let flash = cookies.get(FLASH_COOKIE).filter(|key| i18n::has(locale, key)).map(|key| {
            new_cookies.push(SetCookie { name: FLASH_COOKIE, value: String::new(), path: area.root(), seconds: 0 });
            Flash { tone: ui::Tone::Good, text: i18n::text(locale, key) }
        });
        let actor = identity.as_ref().map_or(Actor::Anonymous, |who| who.actor.clone());
        let is_new_browser = identity.is_none();
        Ok(Self {
            ctx: edge.app.ctx(actor, market.brand_id, market.market_id, locale),
            edge: edge.clone(),
            area,
            identity,
            market,
            client,
            theme,
            here: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            is_fragment: headers.get("hx-request").is_some_and(|value| value == "true"),
            browser: known.or_else(|| is_new_browser.then(|| secret.clone())),
            secret,
            flash,
            new_cookies,
        })
    }
}

/// From where a request comes: the peer's address, or the one that a proxy on this machine names.
#[must_use]
pub fn client_of(parts: &Parts, headers: &HeaderMap) -> Client {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // A proxy on this machine may say for whom it asks; anybody else may not.
    let forwarded = headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.split(',').next_back());
    let ip = match (peer, forwarded) {
        (Some(peer), Some(forwarded)) if peer.is_loopback() => forwarded.trim().to_owned(),
        (Some(peer), _) => peer.to_string(),
        (None, _) => "local".to_owned(),
    };
    let agent = headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    Client::new(&ip, agent)
}

async fn identity_of(edge: &Edge, area: Area, secret: &str, client: &Client) -> Result<Option<Identity>> {
    let now = edge.app.clock.now();
    let hash = access::secrets::digest(secret);
    let identity = access::resolve_session(&mut edge.app.db.read().await?, &hash, now).await?;
    let Some(identity) = identity.filter(|identity| area.accepts(&identity.actor)) else { return Ok(None) };
    if identity.is_touch_due
        && let Some(session) = identity.session
        && let Some(market) =
            identity.market.or_else(|| edge.directory.markets().first().map(|market| market.market_id))
    {
        let ctx = edge.app.ctx(kernel::Actor::System, identity.brand, market, Locale::default());
        let touched = edge.app.db.perform(&ctx, access::actions::TouchSession { session }).await;
        if let Err(problem) = touched {
            tracing::warn!(%problem, ip = client.ip, "a session's last use was not noted");
        }
    }
    Ok(Some(identity))
}

fn market_of(edge: &Edge, identity: Option<&Identity>, chosen: Option<&str>) -> Result<Arc<Market>> {
    let none = || NO_MARKET.problem();
    let by_code = chosen.and_then(|code| edge.directory.market_by_code(code));
    let Some(identity) = identity else {
        return by_code.or_else(|| edge.directory.markets().into_iter().next()).ok_or_else(none);
    };
    let scope = match &identity.actor {
        Actor::Staff { markets, .. } | Actor::Token { markets, .. } => markets.clone(),
        Actor::Customer { .. } | Actor::Technician { .. } => {
            identity.market.map_or(MarketScope::All, |id| MarketScope::Only(vec![id]))
        }
        Actor::Anonymous | Actor::System => MarketScope::All,
    };
    by_code
        .filter(|market| scope.includes(market.market_id))
        .or_else(|| edge.directory.markets().into_iter().find(|market| scope.includes(market.market_id)))
        .ok_or_else(|| problem::FORBIDDEN.problem())
}

fn locale_of(identity: Option<&Identity>, cookies: &Cookies, headers: &HeaderMap) -> Locale {
    let chosen = cookies.get(LOCALE_COOKIE).and_then(|text| text.parse().ok());
    chosen
        .or_else(|| identity.and_then(|who| who.locale))
        .unwrap_or_else(|| i18n::negotiate(headers.get("accept-language").and_then(|value| value.to_str().ok())))
}

impl FromRequestParts<Edge> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Failure> {
        if let Some(visitor) = parts.extensions.get::<Self>() {
            return Ok(visitor.clone());
        }
        let visitor = Self::read(parts, edge).await.map_err(|problem: Problem| {
            let header = parts.headers.get("accept-language").and_then(|value| value.to_str().ok());
            Failure::bare(problem, i18n::negotiate(header))
        })?;
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}
