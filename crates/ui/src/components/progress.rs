//! How far things are: timeline, stepper, figures and meters.

use super::{Tone, html_safe};
use askama::Template;
use std::borrow::Borrow;

/// One thing that happened, or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// What its dot says.
    pub tone: Tone,
    /// What happened.
    pub title: String,
    /// When, as text.
    pub time: String,
    /// Who, why, where.
    pub note: String,
    /// Still to come.
    pub is_coming: bool,
}

impl TimelineEntry {
    /// An entry of the past.
    pub fn new(tone: Tone, title: impl Into<String>, time: impl Into<String>) -> Self {
        Self { tone, title: title.into(), time: time.into(), note: String::new(), is_coming: false }
    }
    /// One that has not happened yet.
    pub fn coming(title: impl Into<String>) -> Self {
        Self { is_coming: true, ..Self::new(Tone::Neutral, title, "") }
    }
    /// With who, why or where.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// Entries one below the other.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<ol class="timeline">{% for entry in entries %}<li class="tone-{{ entry.tone }}{% if entry.is_coming %} is-coming{% endif %}"><span class="timeline-dot"></span><div class="timeline-head"><strong>{{ entry.title }}</strong><time>{{ entry.time }}</time></div>{% if !entry.note.is_empty() %}<p class="timeline-note">{{ entry.note }}</p>{% endif %}</li>{% endfor %}</ol>"#
)]
pub struct Timeline {
    entries: Vec<TimelineEntry>,
}

/// A timeline in the given order.
#[must_use]
pub fn timeline(entries: Vec<TimelineEntry>) -> Timeline {
    Timeline { entries }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Where we are.
    Current,
    /// Still to come.
    Coming,
}

/// One step of a fixed sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
}

/// A fixed sequence with our place in it.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<ol class="stepper">{% for step in steps %}<li{% match step.state %}{% when ui::StepState::Done %} class="is-done"{% when ui::StepState::Current %} class="is-current" aria-current="step"{% when ui::StepState::Coming %}{% endmatch %}><span class="stepper-mark">{% if step.state == ui::StepState::Done %}{{ ui::icon("check") }}{% else %}{{ loop.index }}{% endif %}</span><span>{{ step.label }}</span></li>{% endfor %}</ol>"#
)]
pub struct Stepper {
    steps: Vec<Step>,
}

/// Steps of which `current` (from 0) is where we are; `labels.len()` when all are done.
pub fn stepper(labels: impl IntoIterator<Item = impl Into<String>>, current: usize) -> Stepper {
    let steps = labels.into_iter().enumerate().map(|(index, label)| Step {
        label: label.into(),
        state: match index.cmp(&current) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Coming,
        },
    });
    Stepper { steps: steps.collect() }
}

/// One figure.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(href) = href %}<a class="stat tone-{{ tone }}" href="{{ href }}">{% else %}<div class="stat tone-{{ tone }}">{% endif %}<span class="stat-label">{% if let Some(name) = icon %}{{ ui::icon(name) }}{% endif %}{{ label }}</span><span class="stat-value">{{ value }}</span>{% if !note.is_empty() %}<span class="stat-note">{{ note }}</span>{% endif %}{% if href.is_some() %}</a>{% else %}</div>{% endif %}"#
)]
pub struct Stat {
    label: String,
    value: String,
    note: String,
    tone: Tone,
    icon: Option<&'static str>,
    href: Option<String>,
}

/// A figure with its name; put several into `<div class="stats">`.
pub fn stat(label: impl Into<String>, value: impl ToString) -> Stat {
    Stat {
        label: label.into(),
        value: value.to_string(),
        note: String::new(),
        tone: Tone::Neutral,
        icon: None,
        href: None,
    }
}

impl Stat {
    /// With how it changed or what it means; the tone colours the note.
    #[must_use]
    pub fn note(mut self, tone: impl Borrow<Tone>, note: impl Into<String>) -> Self {
        self.tone = *tone.borrow();
        self.note = note.into();
        self
    }
    /// With an icon.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }
    /// With a page behind it.
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// A part of a whole as a bar.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="meter"><span>{{ label }}</span><span>{{ shown }}</span><progress class="bar tone-{{ tone }}" value="{{ value }}" max="{{ max }}" aria-label="{{ label }}"></progress></div>"#
)]
pub struct Meter {
    label: String,
    shown: String,
    value: u64,
    max: u64,
    tone: Tone,
}

/// A bar with its name; `shown` is the text at its end.
pub fn meter(
    label: impl Into<String>,
    value: impl Borrow<u64>,
    max: impl Borrow<u64>,
    shown: impl Into<String>,
) -> Meter {
    let (value, max) = (*value.borrow(), *max.borrow());
    Meter { label: label.into(), shown: shown.into(), value: value.min(max), max: max.max(1), tone: Tone::Accent }
}

impl Meter {
    /// With another colour.
    #[must_use]
    pub fn tone(mut self, tone: impl Borrow<Tone>) -> Self {
        self.tone = *tone.borrow();
        self
    }
}

html_safe!(Timeline, Stepper, Stat, Meter);
