//! The Fluent bundles, built once, and looking a text up in them.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::{Kind, Locale, Problem};
use std::{borrow::Cow, sync::OnceLock};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

type Bundle = FluentBundle<FluentResource>;

/// What a text's argument can be: a number takes part in plural rules and is grouped by thousands, a text is shown as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Shown as it is.
    Text(Cow<'a, str>),
    /// Counted.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$kind> for Value<'_> {
            fn from(number: &$kind) -> Self {
                Self::from(*number)
            }
        }
    )*};
}
numbers!(i64, i32, i16, u64, u32, u16, u8, usize);

/// The text of a key. A key that is nowhere is shown as `⟦key⟧` and logged.
#[must_use]
pub fn text(locale: Locale, key: &str) -> String {
    look_up(locale, key, None)
}

/// The text of a key with arguments: `text_with(locale, "jobs-count", &[("count", 3.into())])`.
#[must_use]
pub fn text_with(locale: Locale, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
    let mut fluent = FluentArgs::with_capacity(arguments.len());
    for (name, value) in arguments {
        match value {
            Value::Text(text) => fluent.set(*name, text.as_ref()),
            Value::Number(number) => fluent.set(*name, *number),
        }
    }
    look_up(locale, key, Some(&fluent))
}

/// Whether the locale has the key.
#[must_use]
pub fn has(locale: Locale, key: &str) -> bool {
    bundle(locale).has_message(key)
}

/// Every key of a locale with the file it stands in, in the files' order.
pub fn keys(locale: Locale) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES
        .iter()
        .filter(move |(code, _, _)| *code == locale.as_str())
        .flat_map(|(_, file, text)| text.lines().filter_map(key_of_line).map(move |key| (key, *file)))
}

/// The sentence for a problem: `problem-<code>`, else a general one for its kind.
#[must_use]
pub fn problem(locale: Locale, problem: &Problem) -> String {
    let key = format!("problem-{}", problem.code().replace('_', "-"));
    let key = if has(locale, &key) { key.as_str() } else { key_of_kind(problem.kind()) };
    let mut fluent = FluentArgs::with_capacity(problem.params().len());
    for (name, value) in problem.params() {
        match value.parse::<i64>() {
            Ok(number) if number.abs() < 1_000_000 => fluent.set(name.as_str(), number),
            Ok(_) | Err(_) if name == "given" => fluent.set(name.as_str(), shortened(value)),
            Ok(_) | Err(_) => fluent.set(name.as_str(), value.as_str()),
        }
    }
    look_up(locale, key, Some(&fluent))
}

/// What somebody typed, as far as a sentence can hold it.
fn shortened(typed: &str) -> String {
    const LETTERS_MAX: usize = 40;
    match typed.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", &typed[..end]),
        None => typed.to_owned(),
    }
}

fn key_of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Invalid => "problem-kind-invalid",
        Kind::Unauthenticated => "problem-kind-unauthenticated",
        Kind::Forbidden => "problem-kind-forbidden",
        Kind::Missing => "problem-kind-missing",
        Kind::Refused => "problem-kind-refused",
        Kind::Conflict => "problem-kind-conflict",
        Kind::TooMany => "problem-kind-too-many",
        Kind::Unavailable => "problem-kind-unavailable",
        Kind::Broken => "problem-kind-broken",
    }
}

fn look_up(locale: Locale, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    let bundle = bundle(locale);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        tracing::warn!(key, %locale, "a text is missing");
        return format!("⟦{key}⟧");
    };
    let mut errors = Vec::new();
    let shown = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::warn!(key, %locale, ?errors, "a text could not be filled in");
    }
    shown
}

fn bundle(locale: Locale) -> &'static Bundle {
    static ZH_CN: OnceLock<Bundle> = OnceLock::new();
    static EN: OnceLock<Bundle> = OnceLock::new();
    match locale {
        Locale::ZhCn => ZH_CN.get_or_init(|| build(locale)),
        Locale::En => EN.get_or_init(|| build(locale)),
    }
}

fn build(locale: Locale) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![locale.as_str().parse().expect("our locales are language tags")]);
    // Isolation marks are for texts that mix writing directions; ours do not, and the marks would end up in copied text.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(crate::figures::grouped(&number.as_string())),
        FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
    }));
    for (_, file, text) in FILES.iter().filter(|(code, _, _)| *code == locale.as_str()) {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(%locale, file, ?errors, "a text file has errors");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%locale, file, ?errors, "a text key is defined twice");
        }
    }
    bundle
}

/// The key that a line of a Fluent file begins, if it begins one.
pub(crate) fn key_of_line(line: &'static str) -> Option<&'static str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let is_key = key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_key.then_some(key)
}
