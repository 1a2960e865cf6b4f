//! Notices, empty and failed places, and turning pages.

use super::{Tone, html_safe};
use crate::Link;
use askama::Template;
use kernel::Locale;
use std::borrow::Borrow;

/// A sentence one should read.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="notice tone-{{ tone }}"{% if tone == ui::Tone::Bad %} role="alert"{% endif %}>{{ ui::icon(tone.icon()) }}<div>{% if let Some(title) = title %}<strong>{{ title }}</strong>{% endif %}{{ text }}</div>{% if let Some(link) = link %}<a href="{{ link.href }}">{{ link.label }}</a>{% endif %}</div>"#
)]
pub struct Notice {
    tone: Tone,
    title: Option<String>,
    text: String,
    link: Option<Link>,
}

/// A notice with its sentence.
pub fn notice(tone: impl Borrow<Tone>, text: impl Into<String>) -> Notice {
    Notice { tone: *tone.borrow(), title: None, text: text.into(), link: None }
}

impl Notice {
    /// With a title in bold.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }
    /// With a way to do something about it.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.link = Some(Link::new(href, label));
        self
    }
}

/// A place where nothing is, or where something failed.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="blank{{ class }}"><span class="blank-icon">{{ ui::icon(icon) }}</span><h3>{{ title }}</h3>{% if !text.is_empty() %}<p>{{ text }}</p>{% endif %}{% if !links.is_empty() %}<div class="row">{% for link in links %}<a class="button{% if loop.first %} is-primary{% endif %}" href="{{ link.href }}">{{ link.label }}</a>{% endfor %}</div>{% endif %}</div>"#
)]
pub struct Blank {
    class: &'static str,
    icon: &'static str,
    title: String,
    text: String,
    links: Vec<Link>,
}

/// An empty place: an icon, what is not there, and what to do next.
pub fn blank(icon: &'static str, title: impl Into<String>, text: impl Into<String>) -> Blank {
    Blank { class: "", icon, title: title.into(), text: text.into(), links: Vec::new() }
}

impl Blank {
    /// As a failure.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.class = " is-error";
        self
    }
    /// With a next step; the first one is the main one.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.links.push(Link::new(href, label));
        self
    }
}

/// Turning pages by cursor.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if newer.is_some() || older.is_some() || !note.is_empty() %}<nav class="pagination" aria-label="{{ i18n::text(*locale, "ui-pages") }}"><span>{% if let Some(href) = newer %}<a class="button is-small" rel="prev" href="{{ href }}">{{ ui::icon("chevron-left") }}{{ i18n::text(*locale, "ui-newer") }}</a>{% endif %}</span><span>{{ note }}</span><span>{% if let Some(href) = older %}<a class="button is-small" rel="next" href="{{ href }}">{{ i18n::text(*locale, "ui-older") }}{{ ui::icon("chevron-right") }}</a>{% endif %}</span></nav>{% endif %}"#
)]
pub struct Pagination {
    locale: Locale,
    newer: Option<String>,
    older: Option<String>,
    note: String,
}

/// Addresses of the pages before and after, where there are such.
#[must_use]
pub fn pagination(
    locale: impl Borrow<Locale>,
    newer: impl Borrow<Option<String>>,
    older: impl Borrow<Option<String>>,
) -> Pagination {
    Pagination {
        locale: *locale.borrow(),
        newer: newer.borrow().clone(),
        older: older.borrow().clone(),
        note: String::new(),
    }
}

impl Pagination {
    /// With a note between the buttons, such as how many there are.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

html_safe!(Notice, Blank, Pagination);
