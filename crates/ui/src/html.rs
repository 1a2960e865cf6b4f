//! A rendered answer with its headers, free of any web framework.

use askama::Template;
use kernel::{Problem, Result};

/// What a page may load and run: only our own files, nothing inline.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// An answer to a browser.
#[derive(Clone, Debug, PartialEq)]
pub struct Html {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case with their values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Html {
    /// A whole page, or a fragment of one, with the headers every page has.
    pub fn page(template: &impl Template) -> Result<Self> {
        template.render().map(Self::of_text).map_err(Problem::broken)
    }

    /// The same from text that is already HTML.
    #[must_use]
    pub fn of_text(body: String) -> Self {
        let headers = vec![
            ("content-type", "text/html; charset=utf-8".into()),
            ("content-security-policy", CONTENT_SECURITY_POLICY.into()),
            ("x-content-type-options", "nosniff".into()),
            ("referrer-policy", "same-origin".into()),
            ("permissions-policy", "camera=(self), geolocation=(self), microphone=()".into()),
            ("cache-control", "private, no-cache".into()),
            ("vary", "hx-request".into()),
        ];
        Self { status: 200, headers, body }
    }

    /// Sends the browser to another page after a form was accepted (303).
    #[must_use]
    pub fn see_other(location: &str) -> Self {
        Self {
            status: 303,
            headers: vec![("location", location.to_owned()), ("cache-control", "no-store".into())],
            body: String::new(),
        }
    }

    /// With another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With one more header; `name` in lower case.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
