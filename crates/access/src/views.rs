//! Reads: who sends a request, sessions, users, tokens, preferences.

use crate::{
    Identity, Subject, Theme, User,
    model::{ApiToken, Session},
    rules::{self, Authority},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{
    Actor, BrandId, Locale, MarketId, MarketScope, Permission, Result, Role, SessionId, Timestamp, TokenId, UserId,
    scalar::Json,
};

db::statements! {
    SESSION_BY_TOKEN = "
        select s.brand_id, s.session_id, s.subject, s.market_id, s.last_seen_at, s.expires_at,
          u.name, u.roles, u.markets, u.disabled, u.must_change_password, p.locale, p.theme
        from sessions s
        left join users u on u.brand_id = s.brand_id and u.user_id = s.subject
        left join preferences p on p.brand_id = s.brand_id and p.subject = s.subject
        where s.token_hash = $1";
    TOKEN_BY_HASH = "
        select t.brand_id, t.token_id, t.name, t.scopes, t.markets, t.created_by, t.expires_at, t.last_used_at,
          u.roles as maker_roles, u.markets as maker_markets, u.disabled as maker_disabled
        from api_tokens t
        left join users u on u.brand_id = t.brand_id and u.user_id = t.created_by
        where t.token_hash = $1";
    SESSIONS_OF = "
        select session_id, subject, market_id, user_agent, ip, created_at, last_seen_at, expires_at
        from sessions
        where brand_id = $1 and subject = $2
        order by last_seen_at desc, session_id
        limit 200";
    SEEN_SINCE = "
        select session_id
        from sessions
        where brand_id = $1 and last_seen_at > $2
        limit 1";
    USERS_PAGE = "
        select user_id, name, login, roles, markets, disabled, must_change_password, created_at, version
        from users
        where brand_id = $1 and user_id > $2
        order by user_id
        limit $3";
    ALL_USERS = "
        select user_id, name, login, roles, markets, disabled, must_change_password, created_at, version
        from users
        where brand_id = $1
        order by user_id";
    USER = "
        select user_id, name, login, roles, markets, disabled, must_change_password, created_at, version
        from users
        where brand_id = $1 and user_id = $2";
    PASSWORD_BY_LOGIN = "
        select user_id, password_hash, disabled, must_change_password
        from users
        where brand_id = $1 and login = $2";
    PASSWORD_OF = "
        select user_id, password_hash, disabled, must_change_password
        from users
        where brand_id = $1 and user_id = $2";
    TOKENS = "
        select token_id, name, scopes, markets, created_by, created_at, expires_at, last_used_at
        from api_tokens
        where brand_id = $1
        order by token_id
        limit 500";
    TOKEN = "
        select token_id, name, scopes, markets, created_by, created_at, expires_at, last_used_at
        from api_tokens
        where brand_id = $1 and token_id = $2";
    PREFERENCES = "select locale, theme from preferences where brand_id = $1 and subject = $2";
}

struct SessionRow {
    brand_id: BrandId,
    session_id: SessionId,
    subject: Subject,
    market_id: Option<MarketId>,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
    name: Option<String>,
    roles: Option<Json<Vec<Role>>>,
    markets: Option<Json<MarketScope>>,
    disabled: Option<bool>,
    must_change_password: Option<bool>,
    locale: Option<Locale>,
    theme: Option<Theme>,
}
db::row!(SessionRow {
    brand_id,
    session_id,
    subject,
    market_id,
    last_seen_at,
    expires_at,
    name,
    roles,
    markets,
    disabled,
    must_change_password,
    locale,
    theme,
});

impl SessionRow {
    /// The actor; none when the user is gone or disabled.
    fn actor(&self) -> Option<Actor> {
        match self.subject {
            Subject::Customer(customer) => Some(Actor::Customer { customer }),
            Subject::Technician(technician) => Some(Actor::Technician { technician }),
            Subject::Staff(user) => {
                let (Some(Json(roles)), Some(Json(markets)), Some(false)) = (&self.roles, &self.markets, self.disabled)
                else {
                    return None;
                };
                // Until they changed a password that somebody else knows, they may only do that.
                let roles = if self.must_change_password == Some(true) { Vec::new() } else { roles.clone() };
                Some(Actor::Staff { user, roles, markets: markets.clone() })
            }
        }
    }
}

/// Who a session's secret belongs to, by its digest ([`crate::secrets::digest`]); none when there is no such session any more.
pub async fn resolve_session(read: &mut Read, token_hash: &str, now: Timestamp) -> Result<Option<Identity>> {
    let Some(row) = read.maybe::<SessionRow>(SESSION_BY_TOKEN, params![*token_hash]).await? else { return Ok(None) };
    if !rules::is_alive(row.subject, row.last_seen_at, row.expires_at, now) {
        return Ok(None);
    }
    Ok(row.actor().map(|actor| Identity {
        actor,
        brand: row.brand_id,
        market: row.market_id,
        session: Some(row.session_id),
        name: row.name.unwrap_or_default(),
        locale: row.locale,
        theme: row.theme.unwrap_or(Theme::Auto),
        must_change_password: row.must_change_password.unwrap_or(false),
        is_touch_due: rules::is_touch_due(Some(row.last_seen_at), now),
    }))
}

struct TokenRow {
    brand_id: BrandId,
    token_id: TokenId,
    name: String,
    scopes: Json<Vec<Permission>>,
    markets: Json<MarketScope>,
    created_by: String,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    maker_roles: Option<Json<Vec<Role>>>,
    maker_markets: Option<Json<MarketScope>>,
    maker_disabled: Option<bool>,
}
db::row!(TokenRow {
    brand_id,
    token_id,
    name,
    scopes,
    markets,
    created_by,
    expires_at,
    last_used_at,
    maker_roles,
    maker_markets,
    maker_disabled,
});

/// Which program a token's secret belongs to, by its digest. A token never holds more than its maker holds now.
pub async fn resolve_token(read: &mut Read, token_hash: &str, now: Timestamp) -> Result<Option<Identity>> {
    let Some(row) = read.maybe::<TokenRow>(TOKEN_BY_HASH, params![*token_hash]).await? else { return Ok(None) };
    let made_by_user = row.created_by.parse::<UserId>().is_ok();
    if row.expires_at.is_some_and(|end| end <= now) || made_by_user && row.maker_disabled != Some(false) {
        return Ok(None);
    }
    let (Json(mut scopes), Json(mut markets)) = (row.scopes, row.markets);
    if let (Some(Json(roles)), Some(Json(held))) = (row.maker_roles, row.maker_markets) {
        (scopes, markets) = Authority::of_roles(&roles, &held).narrow(scopes, markets);
    }
    Ok(Some(Identity {
        actor: Actor::Token { token: row.token_id, scopes, markets },
        brand: row.brand_id,
        market: None,
        session: None,
        name: row.name,
        locale: None,
        theme: Theme::Auto,
        must_change_password: false,
        is_touch_due: rules::is_touch_due(row.last_used_at, now),
    }))
}

/// Somebody's living sessions, the most recent first.
pub async fn sessions_of(read: &mut Read, brand: BrandId, subject: Subject, now: Timestamp) -> Result<Vec<Session>> {
    let mut sessions: Vec<Session> = read.all(SESSIONS_OF, params![brand, subject]).await?;
    sessions.retain(|session| rules::is_alive(session.subject, session.last_seen_at, session.expires_at, now));
    Ok(sessions)
}

/// Whether anybody of the brand used a session since then.
pub async fn is_anybody_there(read: &mut Read, brand: BrandId, since: Timestamp) -> Result<bool> {
    let found: Option<(String,)> = read.maybe(SEEN_SINCE, params![brand, since]).await?;
    Ok(found.is_some())
}

/// The brand's staff, in the order they came.
pub async fn users_page(read: &mut Read, brand: BrandId, page: &PageRequest) -> Result<Page<User>> {
    let after = page.after.as_ref().map_or_else(String::new, |cursor| cursor.id.clone());
    let rows: Vec<User> = read.all(USERS_PAGE, params![brand, after, page.limit + 1]).await?;
    Ok(page.page(rows, |user| Cursor { key: 0, id: user.user_id.to_string() }))
}

/// One member of staff.
pub async fn user(read: &mut Read, brand: BrandId, user: UserId) -> Result<User> {
    read.one(USER, params![brand, user]).await
}

/// Working staff of a market with one of the roles; whom a notice to a role can be mailed to.
pub async fn staff_of(read: &mut Read, brand: BrandId, market: MarketId, roles: &[Role]) -> Result<Vec<User>> {
    let mut users = all_users(read, brand).await?;
    users.retain(|user| {
        !user.disabled && user.markets.includes(market) && user.roles.iter().any(|role| roles.contains(role))
    });
    Ok(users)
}

pub(crate) async fn all_users(read: &mut Read, brand: BrandId) -> Result<Vec<User>> {
    read.all(ALL_USERS, params![brand]).await
}

/// What is needed to verify a password.
pub(crate) struct StoredPassword {
    pub(crate) user_id: UserId,
    pub(crate) password_hash: String,
    pub(crate) disabled: bool,
    pub(crate) must_change_password: bool,
}
db::row!(StoredPassword { user_id, password_hash, disabled, must_change_password });

pub(crate) async fn password_by_login(read: &mut Read, brand: BrandId, login: &str) -> Result<Option<StoredPassword>> {
    read.maybe(PASSWORD_BY_LOGIN, params![brand, *login]).await
}

pub(crate) async fn password_of(read: &mut Read, brand: BrandId, user: UserId) -> Result<StoredPassword> {
    read.one(PASSWORD_OF, params![brand, user]).await
}

/// The brand's tokens, in the order they were made.
pub async fn tokens(read: &mut Read, brand: BrandId) -> Result<Vec<ApiToken>> {
    read.all(TOKENS, params![brand]).await
}

/// One token.
pub async fn token(read: &mut Read, brand: BrandId, token: TokenId) -> Result<ApiToken> {
    read.one(TOKEN, params![brand, token]).await
}

/// What somebody chose: language (none: as the browser says) and colours.
pub async fn preferences(read: &mut Read, brand: BrandId, subject: Subject) -> Result<(Option<Locale>, Theme)> {
    Ok(read.maybe(PREFERENCES, params![brand, subject]).await?.unwrap_or((None, Theme::Auto)))
}
