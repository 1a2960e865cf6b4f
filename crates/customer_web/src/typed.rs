//! Typed values out of forms and addresses; every problem names its field.

use edge::{MALFORMED_INPUT, Submitted, Visitor};
use kernel::{Currency, Money, Problem, Result, ctx::IdempotencyKey, problem};
use std::str::FromStr;

/// Names and values behind the `?` of an address.
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// Reads the visitor's address.
    pub fn of(visitor: &Visitor) -> Result<Self> {
        let query = visitor.here.split_once('?').map_or("", |(_, query)| query);
        let pairs =
            serde_html_form::from_str(query).map_err(|error| MALFORMED_INPUT.problem().param("reason", error))?;
        Ok(Self { pairs })
    }
}

/// Typed values.
pub(crate) trait Typed {
    /// A value, trimmed; empty when it was not sent.
    fn value(&self, name: &str) -> &str;

    /// A text; `required` when it is empty.
    fn required(&self, name: &str) -> Result<&str> {
        let text = self.value(name);
        if text.is_empty() { Err(problem::REQUIRED.field(name)) } else { Ok(text) }
    }
    /// A value whose type says what is wrong with it.
    fn read_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<T> {
        self.required(name)?.parse().map_err(|problem: Problem| problem.field(name))
    }
    /// The same; none when it is empty.
    fn maybe_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Option<T>> {
        if self.value(name).is_empty() { Ok(None) } else { self.read_as(name).map(Some) }
    }
    /// A number.
    fn number<T: FromStr>(&self, name: &str) -> Result<T> {
        let typed = self.required(name)?;
        typed.parse().map_err(|_| problem::OUT_OF_RANGE.field(name).param("given", typed))
    }
    /// The same; none when it is empty.
    fn maybe_number<T: FromStr>(&self, name: &str) -> Result<Option<T>> {
        if self.value(name).is_empty() { Ok(None) } else { self.number(name).map(Some) }
    }
    /// An amount of money.
    fn amount(&self, name: &str, currency: Currency) -> Result<Money> {
        Money::parse(self.required(name)?, currency).map_err(|problem| problem.field(name))
    }
    /// Whether a box is ticked.
    fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }
}

impl Typed for Asked {
    fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }
}

impl Typed for Submitted {
    fn value(&self, name: &str) -> &str {
        self.text(name)
    }
}

/// The form's promise that sending it twice is one wish: its hidden `once`, bound to what it asks for.
pub(crate) fn once(form: &Submitted, asks_for: &str) -> Option<IdempotencyKey> {
    let key = Some(form.text("once")).filter(|key| !key.is_empty())?;
    let key = key.chars().take(80).collect();
    Some(IdempotencyKey { key, fingerprint: access::secrets::digest(asks_for) })
}
