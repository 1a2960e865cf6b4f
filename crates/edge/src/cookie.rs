//! Cookies: reading what the browser sent, writing what it shall keep.

use axum::http::{HeaderMap, HeaderValue, header};

/// The cookies of a request.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads the request's headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect())
    }

    /// A cookie's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// A cookie for the browser to keep: `HttpOnly`, `SameSite=Lax`, and `Secure` when we are reached by https.
#[derive(Clone, Debug)]
pub struct SetCookie {
    /// Its name.
    pub name: &'static str,
    /// Its value: letters, digits, `-`, `_`, `.` only.
    pub value: String,
    /// Under which path it is sent.
    pub path: &'static str,
    /// Seconds to keep it; 0 deletes it.
    pub seconds: i64,
}

impl SetCookie {
    /// The header's value.
    #[must_use]
    pub fn header(&self, base_url: &str) -> HeaderValue {
        let secure = if base_url.starts_with("https:") { "; Secure" } else { "" };
        let text = format!(
            "{}={}; Path={}; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
            self.name, self.value, self.path, self.seconds
        );
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}
