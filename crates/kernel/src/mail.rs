//! Mail addresses.

use crate::{Problem, Result, Scalar, ScalarKind, Value, problem};
use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A mail address as RFC 5321 has it, with a domain of at least two labels, without a name before it. The domain is kept in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

impl MailAddress {
    /// The whole address. For sending only; people and logs get [`MailAddress::masked`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with all but the first letter before the `@` hidden: `l***@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}***@{domain}")
    }
}

impl FromStr for MailAddress {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self> {
        let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
        let parsed = EmailAddress::parse_with_options(text.trim(), options);
        let parsed = parsed.map_err(|_| problem::BAD_MAIL.field("mail").param("given", text))?;
        Ok(Self(format!("{}@{}", parsed.local_part(), parsed.domain().to_lowercase())))
    }
}

impl TryFrom<String> for MailAddress {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<MailAddress> for String {
    fn from(mail: MailAddress) -> Self {
        mail.0
    }
}

impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Scalar for MailAddress {
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
            (" Li.Lei@Example.COM ", Some("Li.Lei@example.com")),
            ("li+door@例子.公司", Some("li+door@例子.公司")),
            ("li@localhost", None),
            ("Li <li@example.com>", None),
            ("li@example.com\r\nBcc: all@example.com", None),
            ("li@@example.com", None),
            ("li example.com", None),
            ("li@[127.0.0.1]", None),
            ("@example.com", None),
            ("", None),
        ] {
            assert_eq!(given.parse::<MailAddress>().ok().as_ref().map(MailAddress::as_str), expected, "{given}");
        }
        assert!(format!("{}@example.com", "a".repeat(65)).parse::<MailAddress>().is_err());
    }

    #[test]
    fn masks_who_it_is() {
        assert_eq!("lilei@example.com".parse::<MailAddress>().unwrap().masked(), "l***@example.com");
    }
}
