//! Reading what is sent, field by field: every mistake names its field by path (`lines[2].amount`).

use edge::MALFORMED_INPUT;
use kernel::{
    MailAddress, Money, Phone, Place, Problem, Rate, Result, Timestamp, Window, Zone, money::MINOR_MAX, problem,
    time::Date, time::Time,
};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt::Display, str::FromStr};

use crate::UNKNOWN_FIELD;

/// A type that can be read from what a client sends.
pub(crate) trait Input: Sized {
    /// Reads a value; the problem names the field.
    fn input(value: Value, at: &At) -> Result<Self>;
    /// What it is when it was not sent.
    fn absent(at: &At) -> Result<Self> {
        Err(problem::REQUIRED.field(&at.path))
    }
}

/// Where in the input we are.
pub(crate) struct At {
    path: String,
    /// Values come as text (query, path, form fields), so numbers are read from text.
    is_text: bool,
}

impl At {
    /// The body as a whole.
    pub(crate) fn body() -> Self {
        Self { path: String::new(), is_text: false }
    }

    /// A query, form or path, whose values are all text.
    pub(crate) fn text(path: &str) -> Self {
        Self { path: path.to_owned(), is_text: true }
    }

    fn child(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { path, is_text: self.is_text }
    }

    fn item(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), is_text: self.is_text }
    }

    fn malformed(&self, reason: impl Display) -> Problem {
        let problem = MALFORMED_INPUT.problem().param("reason", reason);
        if self.path.is_empty() { problem } else { problem.field(&self.path) }
    }

    fn expected(&self, what: &str, found: &Value) -> Problem {
        let kind = match found {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        self.malformed(format!("expected {what}, found {kind}"))
    }

    /// The fields of an object, to be taken one by one.
    pub(crate) fn object(&self, value: Value) -> Result<Fields<'_>> {
        match value {
            Value::Object(map) => Ok(Fields { map, at: self }),
            other => Err(self.expected("an object", &other)),
        }
    }

    /// A type of a context, by its own serialization.
    pub(crate) fn by_serde<T: serde::de::DeserializeOwned>(&self, value: Value) -> Result<T> {
        serde_json::from_value(value).map_err(|error| self.malformed(error))
    }

    /// Text that parses.
    pub(crate) fn parsed<T: FromStr<Err = Problem>>(&self, value: Value) -> Result<T> {
        self.string(value)?.parse().map_err(|problem: Problem| problem.field(&self.path))
    }

    fn string(&self, value: Value) -> Result<String> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(self.expected("a string", &other)),
        }
    }

    fn time<T: FromStr<Err: Display>>(&self, value: Value) -> Result<T> {
        let text = self.string(value)?;
        text.parse().map_err(|error| problem::BAD_TIME.field(&self.path).param("given", text).caused_by(error))
    }

    fn integer<T: TryFrom<i64>>(&self, value: Value) -> Result<T> {
        let number = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) if self.is_text => text.parse().ok(),
            other => return Err(self.expected("a whole number", other)),
        };
        number
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| problem::OUT_OF_RANGE.field(&self.path).param("given", value))
    }
}

/// The fields of an object that have not been taken yet.
pub(crate) struct Fields<'a> {
    map: Map<String, Value>,
    at: &'a At,
}

impl Fields<'_> {
    /// Takes a field; null counts as not sent.
    pub(crate) fn take<T: Input>(&mut self, name: &str) -> Result<T> {
        let at = self.at.child(name);
        match self.map.shift_remove(name) {
            None | Some(Value::Null) => T::absent(&at),
            Some(value) => T::input(value, &at),
        }
    }

    /// Fails when something is left that nobody asked for.
    pub(crate) fn end(self) -> Result<()> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(name) => Err(UNKNOWN_FIELD.field(&self.at.child(name).path).param("name", name)),
        }
    }
}

macro_rules! numbers {
    ($($kind:ty)*) => {$(
        impl Input for $kind {
            fn input(value: Value, at: &At) -> Result<Self> {
                at.integer(value)
            }
        }
    )*};
}
numbers!(i64 i32 u64 u32 u16 u8);

impl Input for String {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.string(value)
    }
}

impl Input for Value {
    fn input(value: Value, _: &At) -> Result<Self> {
        Ok(value)
    }
}

impl Input for bool {
    fn input(value: Value, at: &At) -> Result<Self> {
        match &value {
            Value::Bool(answer) => Ok(*answer),
            Value::String(text) if at.is_text && (text == "true" || text == "false") => Ok(text == "true"),
            other => Err(at.expected("true or false", other)),
        }
    }
}

impl Input for f64 {
    fn input(value: Value, at: &At) -> Result<Self> {
        match &value {
            Value::String(text) if at.is_text => text.parse().map_err(|_| at.expected("a number", &value)),
            other => other.as_f64().ok_or_else(|| at.expected("a number", other)),
        }
    }
}

impl Input for Rate {
    fn input(value: Value, at: &At) -> Result<Self> {
        i64::input(value, at).map(|ppm| Self { ppm })
    }
}

impl Input for Phone {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.parsed(value)
    }
}

impl Input for MailAddress {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.parsed(value)
    }
}

impl Input for Zone {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.parsed(value)
    }
}

impl Input for Timestamp {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.time(value)
    }
}

impl Input for Date {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.time(value)
    }
}

impl Input for Time {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.time(value)
    }
}

impl Input for Money {
    fn input(value: Value, at: &At) -> Result<Self> {
        let mut fields = at.object(value)?;
        let bad = |problem: Problem| {
            if problem.is(problem::OUT_OF_RANGE) { problem::BAD_AMOUNT.field(&at.path) } else { problem }
        };
        let money = Self { minor: fields.take("minor").map_err(bad)?, currency: fields.take("currency")? };
        fields.end()?;
        if money.minor.unsigned_abs() > MINOR_MAX.unsigned_abs() {
            return Err(problem::BAD_AMOUNT.field(&at.path));
        }
        Ok(money)
    }
}

impl Input for Place {
    fn input(value: Value, at: &At) -> Result<Self> {
        let mut fields = at.object(value)?;
        let (latitude, longitude) = (fields.take("latitude")?, fields.take("longitude")?);
        fields.end()?;
        Self::new(latitude, longitude).map_err(|problem| problem.field(&at.path))
    }
}

impl Input for Window {
    fn input(value: Value, at: &At) -> Result<Self> {
        let mut fields = at.object(value)?;
        let (start, end) = (fields.take("start")?, fields.take("end")?);
        fields.end()?;
        Self::new(start, end).map_err(|problem| problem.field(&at.path))
    }
}

impl Input for () {
    fn input(value: Value, at: &At) -> Result<Self> {
        at.object(value)?.end()
    }
}

impl<T: Input> Input for Option<T> {
    fn input(value: Value, at: &At) -> Result<Self> {
        T::input(value, at).map(Some)
    }
    fn absent(_: &At) -> Result<Self> {
        Ok(None)
    }
}

impl<T: Input> Input for Vec<T> {
    fn input(value: Value, at: &At) -> Result<Self> {
        match value {
            Value::Array(items) => {
                items.into_iter().enumerate().map(|(index, item)| T::input(item, &at.item(index))).collect()
            }
            // A query names a list's single item plainly.
            single if at.is_text => T::input(single, at).map(|item| vec![item]),
            other => Err(at.expected("an array", &other)),
        }
    }
    fn absent(_: &At) -> Result<Self> {
        Ok(Self::new())
    }
}

impl<T: Input> Input for BTreeMap<String, T> {
    fn input(value: Value, at: &At) -> Result<Self> {
        let fields = at.object(value)?;
        fields.map.into_iter().map(|(name, value)| Ok((name.clone(), T::input(value, &at.child(&name))?))).collect()
    }
    fn absent(_: &At) -> Result<Self> {
        Ok(Self::new())
    }
}
