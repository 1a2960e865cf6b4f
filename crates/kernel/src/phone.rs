//! Telephone numbers, normalised to E.164.

use crate::{Problem, Result, Scalar, ScalarKind, Value, problem};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A telephone number as `+<country><number>`. Numbers without a country are read as Chinese (+86).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// The E.164 text. For calls and messages only; people and logs get [`Phone::masked`].
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden: `138****5678`.
    #[must_use]
    pub fn masked(&self) -> String {
        let local = self.0.strip_prefix("+86").unwrap_or(&self.0);
        let count = local.len();
        if count < 8 {
            return format!("{}****", &local[..count / 2]);
        }
        format!("{}****{}", &local[..count - 8], &local[count - 4..])
    }

    /// The number as its country writes it.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.strip_prefix("+86").unwrap_or(&self.0)
    }
}

impl FromStr for Phone {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        let bad = || problem::BAD_PHONE.field("phone").param("given", text);
        let mut digits = String::new();
        for letter in text.trim().chars() {
            match letter {
                '0'..='9' => digits.push(letter),
                '+' if digits.is_empty() => digits.push('+'),
                ' ' | '-' | '(' | ')' | '.' => {}
                _ => return Err(bad()),
            }
        }
        if let Some(rest) = digits.strip_prefix("00") {
            digits = format!("+{rest}");
        }
        let e164 = match digits.strip_prefix('+') {
            Some(_) => digits,
            None => format!("+86{digits}"),
        };
        let fits = if let Some(local) = e164.strip_prefix("+86") {
            (local.len() == 11 && local.starts_with('1') && matches!(local.as_bytes()[1], b'3'..=b'9'))
                || (10..=12).contains(&local.len()) && local.starts_with('0')
        } else {
            (8..=16).contains(&e164.len()) && !e164.starts_with("+0")
        };
        if fits { Ok(Self(e164)) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Phone {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Scalar for Phone {
    const KIND: ScalarKind = ScalarKind::Text;
    fn to_value(&self) -> Value {
        Value::Text(Some(self.0.clone()))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.text()?.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (given, expected) in [
            ("138 0013 8000", Some("+8613800138000")),
            ("+86-13800138000", Some("+8613800138000")),
            ("0086 13800138000", Some("+8613800138000")),
            ("+1 (415) 555-0100", Some("+14155550100")),
            ("010-88886666", Some("+8601088886666")),
            ("12345", None),
            ("", None),
            ("1380013800a", None),
            ("22800138000", None),
        ] {
            assert_eq!(given.parse::<Phone>().ok().as_ref().map(Phone::e164), expected, "{given}");
        }
    }

    #[test]
    fn masks_the_middle() {
        assert_eq!("13800138000".parse::<Phone>().unwrap().masked(), "138****8000");
    }
}
