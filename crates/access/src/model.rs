//! Nouns: who a session belongs to, from where, a member of staff, what a request's secret says about its sender.

use kernel::{
    Actor, BrandId, CustomerId, Locale, MailAddress, MarketId, MarketScope, OneTimeCodeId, Permission, Phone, Problem,
    Result, Role, Scalar, ScalarKind, SessionId, TechnicianId, Timestamp, TokenId, UserId, Value, problem,
    scalar::Json,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whom a session or a preference belongs to. Written as the id, whose prefix tells the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    /// A member of staff.
    Staff(UserId),
    /// A customer.
    Customer(CustomerId),
    /// A technician.
    Technician(TechnicianId),
}

impl Subject {
    /// The person behind an actor; none for programs, the software and strangers.
    #[must_use]
    pub fn of(actor: &Actor) -> Option<Self> {
        match actor {
            Actor::Staff { user, .. } => Some(Self::Staff(*user)),
            Actor::Customer { customer } => Some(Self::Customer(*customer)),
            Actor::Technician { technician } => Some(Self::Technician(*technician)),
            Actor::Anonymous | Actor::Token { .. } | Actor::System => None,
        }
    }

    /// The person behind an actor, or `not_signed_in`.
    pub fn required(actor: &Actor) -> Result<Self> {
        Self::of(actor).ok_or_else(|| problem::NOT_SIGNED_IN.problem())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(user) => user.fmt(f),
            Self::Customer(customer) => customer.fmt(f),
            Self::Technician(technician) => technician.fmt(f),
        }
    }
}

impl FromStr for Subject {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        match text.split('_').next() {
            Some("usr") => text.parse().map(Self::Staff),
            Some("cus") => text.parse().map(Self::Customer),
            _ => text.parse().map(Self::Technician),
        }
    }
}

impl TryFrom<String> for Subject {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}

impl Scalar for Subject {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_string()))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.text()?.parse()
    }
}

kernel::text_enum! {
    /// What a one-time code lets a person do.
    pub enum Purpose {
        /// Sign in as a customer.
        Customer = "customer",
        /// Sign in as a technician.
        Technician = "technician",
        /// Book once without an account.
        Guest = "guest",
    }
}

kernel::text_enum! {
    /// How pages are coloured.
    pub enum Theme {
        /// As the device prefers.
        Auto = "auto",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

/// From where somebody comes, as the edge saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// The network address.
    pub ip: String,
    /// What the browser or program calls itself.
    pub user_agent: String,
}

impl Client {
    /// A client with both texts cut to a storable length.
    #[must_use]
    pub fn new(ip: &str, user_agent: &str) -> Self {
        Self { ip: ip.chars().take(64).collect(), user_agent: user_agent.chars().take(300).collect() }
    }
}

/// A member of staff, without the password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Their id.
    pub user_id: UserId,
    /// What colleagues call them.
    pub name: String,
    /// What they type to sign in; often a mail address.
    pub login: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Where.
    pub markets: MarketScope,
    /// Whether they are shut out.
    pub disabled: bool,
    /// Whether the password was given by somebody else.
    pub must_change_password: bool,
    /// Since when they are here.
    pub created_at: Timestamp,
    /// Row version.
    pub version: i64,
}

impl User {
    /// Their mail address, when the login is one.
    #[must_use]
    pub fn mail(&self) -> Option<MailAddress> {
        self.login.parse().ok()
    }
}

impl db::FromRow for User {
    fn from_row(row: &db::Row) -> Result<Self> {
        let (Json(roles), Json(markets)) = (row.get("roles")?, row.get("markets")?);
        Ok(Self {
            user_id: row.get("user_id")?,
            name: row.get("name")?,
            login: row.get("login")?,
            roles,
            markets,
            disabled: row.get("disabled")?,
            must_change_password: row.get("must_change_password")?,
            created_at: row.get("created_at")?,
            version: row.get("version")?,
        })
    }
}

/// What the secret of a request says about its sender.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Who acts. Staff who must change their password have no roles until they did.
    pub actor: Actor,
    /// For which company.
    pub brand: BrandId,
    /// The market the session was opened in; staff and tokens choose one of their scope per request.
    pub market: Option<MarketId>,
    /// The session; none for a token.
    pub session: Option<SessionId>,
    /// The user's or token's name; empty for customers and technicians, whose files are elsewhere.
    pub name: String,
    /// The language the person chose.
    pub locale: Option<Locale>,
    /// The colours the person chose.
    pub theme: Theme,
    /// Whether the person must choose a new password before anything else.
    pub must_change_password: bool,
    /// Whether [`crate::actions::TouchSession`] or [`crate::actions::TouchToken`] is due.
    pub is_touch_due: bool,
}

/// The work of sending a one-time code. The only place where the code is readable, gone when it was sent.
#[derive(Clone, Serialize, Deserialize)]
pub struct SendOneTimeCode {
    /// Which code it is; safe to log.
    pub code_id: OneTimeCodeId,
    /// To whom.
    pub phone: Phone,
    /// The six digits.
    pub code: String,
    /// For what.
    pub purpose: Purpose,
    /// In which language.
    pub locale: Locale,
    /// After this it is useless.
    pub expires_at: Timestamp,
}

impl db::Errand for SendOneTimeCode {
    const NAME: &'static str = "access.send_one_time_code";
    fn subject(&self) -> String {
        // Not the phone: subjects are logged, and a message that cannot be sent must not hold up the next one.
        self.code_id.to_string()
    }
}

/// A token for the API as operators see it; the secret was shown once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its id.
    pub token_id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// Where.
    pub markets: MarketScope,
    /// Who made it: an actor's label.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// When it ends; none: never.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to within minutes.
    pub last_used_at: Option<Timestamp>,
}

impl db::FromRow for ApiToken {
    fn from_row(row: &db::Row) -> Result<Self> {
        let (Json(scopes), Json(markets)) = (row.get("scopes")?, row.get("markets")?);
        Ok(Self {
            token_id: row.get("token_id")?,
            name: row.get("name")?,
            scopes,
            markets,
            created_by: row.get("created_by")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            last_used_at: row.get("last_used_at")?,
        })
    }
}

/// A signed-in browser or device, for its owner's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub session_id: SessionId,
    /// Whose.
    pub subject: Subject,
    /// The market it was opened in.
    pub market_id: Option<MarketId>,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Its network address when it signed in.
    pub ip: String,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it was seen last, to within minutes.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}
db::row!(Session { session_id, subject, market_id, user_agent, ip, created_at, last_seen_at, expires_at });
