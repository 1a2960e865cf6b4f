//! A form that comes back with what was typed and what is wrong with it.

use super::{Field, html_safe};
use askama::Template;
use kernel::{Locale, Problem};
use std::collections::BTreeMap;

/// The hidden input that protects a form against requests from other sites.
#[derive(Clone, Debug, Template)]
#[template(ext = "html", source = r#"<input type="hidden" name="csrf" value="{{ token }}">"#)]
pub struct CsrfField {
    pub(crate) token: String,
}

/// What was typed, and the problem it met.
#[derive(Clone, Debug)]
pub struct Form {
    locale: Locale,
    values: BTreeMap<String, String>,
    problem: Option<Problem>,
}

impl Form {
    /// An empty form.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self { locale, values: BTreeMap::new(), problem: None }
    }
    /// With a value, typed or stored.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.values.insert(name.into(), value.to_string());
        self
    }
    /// With everything that was sent.
    #[must_use]
    pub fn filled(mut self, pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        self.values.extend(pairs);
        self
    }
    /// With the problem; one that names a field is shown there.
    #[must_use]
    pub fn failed(mut self, problem: Problem) -> Self {
        self.problem = Some(problem);
        self
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
    /// Whether this choice is taken.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }
    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, name: &str) -> Option<String> {
        let problem = self.problem.as_ref().filter(|problem| problem.field_name() == Some(name))?;
        Some(i18n::problem(self.locale, problem))
    }
    /// A field with its value and its error.
    pub fn field(&self, name: &str, label: impl Into<String>) -> Field {
        crate::field(name, label).value(self.value(name)).error(self.error(name))
    }
    /// The problem of the whole form, to be shown above it; one that names a field is summed up there as well, so that it is never lost.
    #[must_use]
    pub fn notice(&self) -> FormNotice {
        FormNotice { sentence: self.problem.as_ref().map(|problem| i18n::problem(self.locale, problem)) }
    }
}

/// The problem of a form, if it has one.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(sentence) = sentence %}{{ ui::notice(ui::Tone::Bad, sentence.as_str()) }}{% endif %}"#
)]
pub struct FormNotice {
    sentence: Option<String>,
}

html_safe!(CsrfField, FormNotice);
