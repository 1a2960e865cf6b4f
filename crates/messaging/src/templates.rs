//! The texts of notices: defaults shipped as data, rendering, and the check before an operator's text is saved.

use crate::{Channel, NoticeKey, refusals};
use kernel::{Locale, Problem, Result, problem};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// What fills a template in: names and texts.
pub type Params = BTreeMap<String, String>;

/// A subject and a body, as template or filled in. Text messages have no subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// One line.
    #[serde(default)]
    pub subject: String,
    /// The rest.
    pub body: String,
}

#[derive(Deserialize)]
struct Shipped {
    samples: Params,
    notices: HashMap<String, HashMap<String, Text>>,
}

static CHINESE: LazyLock<Shipped> = LazyLock::new(|| read(include_str!("../templates/zh-CN.json")));
static ENGLISH: LazyLock<Shipped> = LazyLock::new(|| read(include_str!("../templates/en.json")));

fn read(json: &str) -> Shipped {
    serde_json::from_str(json).expect("a test reads both files")
}

fn shipped(locale: Locale) -> &'static Shipped {
    match locale {
        Locale::ZhCn => &CHINESE,
        Locale::En => &ENGLISH,
    }
}

/// The text we ship. Mail says what the inbox says, and where it leads, unless it has words of its own; a one-time code has the words of its
/// text message.
#[must_use]
pub fn default_text(key: NoticeKey, channel: Channel, locale: Locale) -> Text {
    let Some(texts) = shipped(locale).notices.get(key.as_str()) else { return Text::default() };
    let of = |channel: Channel| texts.get(channel.as_str()).cloned();
    let inbox = || {
        let text = of(Channel::InApp)?;
        let leads_on = channel == Channel::Mail && key.params().contains(&"link");
        Some(if leads_on { Text { body: format!("{}\n\n{{{{ link }}}}", text.body), ..text } } else { text })
    };
    of(channel).or_else(inbox).or_else(|| of(Channel::Sms)).unwrap_or_default()
}

/// What a notice could be filled in with, for previews and for checking edited texts.
#[must_use]
pub fn sample(key: NoticeKey, locale: Locale) -> Params {
    let samples = &shipped(locale).samples;
    let pick = |name: &&str| ((*name).to_owned(), samples.get(*name).cloned().unwrap_or_default());
    key.params().iter().map(pick).collect()
}

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.remove_global("range");
    environment.set_recursion_limit(50);
    environment
});

/// Fills a text in; `bad_template` when it asks for something that is not there.
pub fn fill(text: &Text, params: &Params) -> Result<Text> {
    let one = |field: &str, source: &str| {
        ENVIRONMENT.render_str(source, params).map_err(|error| bad(field, &error.to_string()))
    };
    Ok(Text { subject: one("subject", &text.subject)?, body: one("body", &text.body)? })
}

fn bad(field: &str, reason: &str) -> Problem {
    refusals::BAD_TEMPLATE.field(field).param("reason", reason)
}

/// Refuses a text that cannot be filled in with what its notice offers, loops, or becomes empty or too long for its channel.
pub fn check(key: NoticeKey, channel: Channel, locale: Locale, text: &Text) -> Result<()> {
    for (field, source) in [("subject", &text.subject), ("body", &text.body)] {
        if source.chars().count() > 5000 {
            return Err(problem::TOO_LONG.field(field).param("length_max", 5000));
        }
        check_tags(field, source)?;
    }
    let filled = fill(text, &sample(key, locale))?;
    let (subject_max, body_max) = match channel {
        Channel::InApp => (80, 1000),
        // Carriers split at 70 Chinese characters; five parts are the most that all of them take.
        Channel::Sms => (0, 335),
        Channel::Mail => (120, 5000),
    };
    check_length("subject", &filled.subject, subject_max)?;
    check_length("body", &filled.body, body_max)
}

fn check_length(field: &str, text: &str, most: usize) -> Result<()> {
    let count = text.chars().count();
    if count > most {
        return Err(problem::TOO_LONG.field(field).param("length_max", most));
    }
    if most > 0 && text.trim().is_empty() { Err(problem::REQUIRED.field(field)) } else { Ok(()) }
}

/// Templates fill in values and choose between words; they do not compute.
fn check_tags(field: &str, source: &str) -> Result<()> {
    for tag in source.split("{%").skip(1) {
        let word = tag.trim_start_matches(['-', '+']).split_whitespace().next().unwrap_or_default();
        if !["if", "elif", "else", "endif"].contains(&word) {
            return Err(bad(field, &format!("{{% {word} %}}")));
        }
    }
    Ok(())
}
