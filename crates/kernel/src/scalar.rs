//! What one database column can hold, and how the vocabulary maps to it; pure, so that every crate can use it without a driver.

use crate::{Problem, problem};

/// The kinds of column that both engines have in common (DESIGN 8, rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarKind {
    /// `bigint`
    Integer,
    /// `text`
    Text,
    /// `boolean`
    Boolean,
    /// `double precision`, for coordinates only
    Double,
}

/// A column's content; the variant gives the type also when it is null.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `bigint`
    Integer(Option<i64>),
    /// `text`
    Text(Option<String>),
    /// `boolean`
    Boolean(Option<bool>),
    /// `double precision`
    Double(Option<f64>),
}

impl Value {
    /// The null of a kind.
    #[must_use]
    pub fn null(kind: ScalarKind) -> Self {
        match kind {
            ScalarKind::Integer => Self::Integer(None),
            ScalarKind::Text => Self::Text(None),
            ScalarKind::Boolean => Self::Boolean(None),
            ScalarKind::Double => Self::Double(None),
        }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Integer(None) | Self::Text(None) | Self::Boolean(None) | Self::Double(None))
    }

    /// The text, or a broken-row problem.
    pub fn text(self) -> Result<String, Problem> {
        match self {
            Self::Text(Some(text)) => Ok(text),
            other => Err(broken("text", &other)),
        }
    }

    /// The integer, or a broken-row problem.
    pub fn integer(self) -> Result<i64, Problem> {
        match self {
            Self::Integer(Some(number)) => Ok(number),
            other => Err(broken("bigint", &other)),
        }
    }
}

fn broken(expected: &str, found: &Value) -> Problem {
    problem::BROKEN_ROW.problem().param("expected", expected).param("found", format!("{found:?}"))
}

/// A type that fits one column.
pub trait Scalar: Sized {
    /// The column's kind.
    const KIND: ScalarKind;
    /// Into the column.
    fn to_value(&self) -> Value;
    /// Out of the column; fails with `broken_row` when the content cannot be such a value.
    fn from_value(value: Value) -> Result<Self, Problem>;
}

impl<T: Scalar> Scalar for Option<T> {
    const KIND: ScalarKind = T::KIND;
    fn to_value(&self) -> Value {
        self.as_ref().map_or_else(|| Value::null(T::KIND), T::to_value)
    }
    fn from_value(value: Value) -> Result<Self, Problem> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl Scalar for String {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.clone()))
    }
    fn from_value(value: Value) -> Result<Self, Problem> {
        value.text()
    }
}

impl Scalar for i64 {
    const KIND: ScalarKind = ScalarKind::Integer;
    fn to_value(&self) -> Value {
        Value::Integer(Some(*self))
    }
    fn from_value(value: Value) -> Result<Self, Problem> {
        value.integer()
    }
}

macro_rules! small_integers {
    ($($kind:ty),*) => {$(
        impl Scalar for $kind {
            const KIND: ScalarKind = ScalarKind::Integer;
            fn to_value(&self) -> Value {
                Value::Integer(Some(i64::from(*self)))
            }
            fn from_value(value: Value) -> Result<Self, Problem> {
                let number = value.integer()?;
                Self::try_from(number).map_err(|_| broken(stringify!($kind), &Value::Integer(Some(number))))
            }
        }
    )*};
}
small_integers!(i32, u32, u16, i16, u8);

impl Scalar for bool {
    const KIND: ScalarKind = ScalarKind::Boolean;
    fn to_value(&self) -> Value {
        Value::Boolean(Some(*self))
    }
    fn from_value(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Boolean(Some(answer)) => Ok(answer),
            other => Err(broken("boolean", &other)),
        }
    }
}

impl Scalar for f64 {
    const KIND: ScalarKind = ScalarKind::Double;
    fn to_value(&self) -> Value {
        Value::Double(Some(*self))
    }
    fn from_value(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Double(Some(number)) => Ok(number),
            other => Err(broken("double precision", &other)),
        }
    }
}

/// Text borrowed as a parameter, without cloning at the call site.
pub trait TextValue {
    /// Into the column.
    fn to_value(&self) -> Value;
}

impl TextValue for str {
    fn to_value(&self) -> Value {
        Value::Text(Some(self.to_owned()))
    }
}

/// The traits that turn parameters into values, for `db::params!`.
pub mod values {
    pub use super::{Scalar as _, TextValue as _};
}

/// A JSON document kept as text (DESIGN 8, rule 1): any serde type in one column, never queried inside.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T: serde::Serialize + serde::de::DeserializeOwned> Scalar for Json<T> {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(
            serde_json::to_string(&self.0).expect("our documents have string keys and no failing serializers"),
        ))
    }
    fn from_value(value: Value) -> Result<Self, Problem> {
        let text = value.text()?;
        serde_json::from_str(&text)
            .map(Json)
            .map_err(|error| problem::BROKEN_ROW.problem().param("found", error.to_string()))
    }
}
