//! Why something was not done: a kind for machines, a code as the contract, parameters for the sentence.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// The class of a problem; decides the HTTP status and who is to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The input makes no sense by itself. 422
    Invalid,
    /// We do not know who asks. 401
    Unauthenticated,
    /// We know, and they may not. 403
    Forbidden,
    /// There is no such thing, or not for them. 404
    Missing,
    /// A rule of the trade said no. 409
    Refused,
    /// Somebody else changed it first. 409 or 412
    Conflict,
    /// Too many tries or requests. 429
    TooMany,
    /// A part we depend on is not there now; try again. 503
    Unavailable,
    /// Our fault. 500
    Broken,
}

impl Kind {
    /// The HTTP status of the kind.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::Missing => 404,
            Self::Refused | Self::Conflict => 409,
            Self::TooMany => 429,
            Self::Unavailable => 503,
            Self::Broken => 500,
        }
    }
}

/// A declared reason to say no; `refusals!` makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its class.
    pub kind: Kind,
    /// Its stable name, the contract with clients; the sentence is text `problem-<code>`.
    pub code: &'static str,
}

impl Code {
    /// A problem with this code and no details yet.
    #[must_use]
    pub fn problem(self) -> Problem {
        Problem(Box::new(Inner {
            kind: self.kind,
            code: self.code.into(),
            field: None,
            params: BTreeMap::new(),
            source: None,
        }))
    }

    /// A problem about one input field.
    #[must_use]
    pub fn field(self, field: &str) -> Problem {
        self.problem().field(field)
    }
}

/// A reason why something was not done. Cheap to move (one pointer).
#[derive(Clone, PartialEq)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    kind: Kind,
    code: std::borrow::Cow<'static, str>,
    field: Option<String>,
    params: BTreeMap<String, String>,
    source: Option<String>,
}

impl Problem {
    /// The class.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }
    /// The input field it concerns, when it concerns one.
    #[must_use]
    pub fn field_name(&self) -> Option<&str> {
        self.0.field.as_deref()
    }
    /// What the sentence needs to be filled in.
    #[must_use]
    pub fn params(&self) -> &BTreeMap<String, String> {
        &self.0.params
    }
    /// The technical cause; for the log, never for people.
    #[must_use]
    pub fn source_text(&self) -> Option<&str> {
        self.0.source.as_deref()
    }
    /// Whether it has this code.
    #[must_use]
    pub fn is(&self, code: Code) -> bool {
        self.0.code == code.code
    }

    /// Names the input field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }
    /// Adds a parameter of the sentence.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.params.insert(name.to_owned(), value.to_string());
        self
    }
    /// Keeps the technical cause for the log.
    #[must_use]
    pub fn caused_by(mut self, source: impl fmt::Display) -> Self {
        self.0.source = Some(source.to_string());
        self
    }
    /// Our own fault, with its cause.
    #[must_use]
    pub fn broken(source: impl fmt::Display) -> Self {
        BROKEN.problem().caused_by(source)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.0.kind, self.0.code)?;
        if let Some(field) = &self.0.field {
            write!(f, " at {field}")?;
        }
        if !self.0.params.is_empty() {
            write!(f, " {:?}", self.0.params)?;
        }
        if let Some(source) = &self.0.source {
            write!(f, " because {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut row = serializer.serialize_struct("Problem", 4)?;
        row.serialize_field("kind", &self.0.kind)?;
        row.serialize_field("code", &self.0.code)?;
        row.serialize_field("field", &self.0.field)?;
        row.serialize_field("params", &self.0.params)?;
        row.end()
    }
}

crate::refusals! {
    /// Something of ours failed.
    BROKEN = Broken "broken";
    /// A stored row could not be understood.
    BROKEN_ROW = Broken "broken_row";
    /// Text that is no id of the expected kind.
    MALFORMED_ID = Invalid "malformed_id";
    /// Text that is none of the allowed codes.
    UNKNOWN_CODE = Invalid "unknown_code";
    /// There is no such thing, or not for this person.
    MISSING = Missing "missing";
    /// The person is not signed in.
    NOT_SIGNED_IN = Unauthenticated "not_signed_in";
    /// The person lacks the permission.
    FORBIDDEN = Forbidden "forbidden";
    /// Somebody changed it first.
    CHANGED_MEANWHILE = Conflict "changed_meanwhile";
    /// The same idempotency key came with another request.
    IDEMPOTENCY_KEY_REUSED = Conflict "idempotency_key_reused";
    /// The database did not answer in time, or stayed busy through every retry.
    BUSY = Unavailable "busy";
    /// A required value is empty.
    REQUIRED = Invalid "required";
    /// A text is longer than allowed.
    TOO_LONG = Invalid "too_long";
    /// A number is outside its range.
    OUT_OF_RANGE = Invalid "out_of_range";
    /// An amount overflows or has a wrong sign.
    BAD_AMOUNT = Invalid "bad_amount";
    /// Two amounts of different currencies met.
    CURRENCY_MISMATCH = Invalid "currency_mismatch";
    /// A phone number that cannot be one.
    BAD_PHONE = Invalid "bad_phone";
    /// A mail address that cannot be one.
    BAD_MAIL = Invalid "bad_mail";
    /// A coordinate outside the globe or the market.
    BAD_PLACE = Invalid "bad_place";
    /// A date or time that cannot be read.
    BAD_TIME = Invalid "bad_time";
    /// A local time that the zone skips (clock change).
    TIME_SKIPPED = Invalid "time_skipped";
    /// A time that has passed.
    TIME_PAST = Invalid "time_past";
}
