//! Small marks: tone, badge, avatar, stars.

use super::html_safe;
use askama::Template;
use std::borrow::Borrow;

kernel::text_enum! {
    /// What a colour says.
    pub enum Tone {
        /// Nothing special.
        Neutral = "neutral",
        /// Look here; ours.
        Accent = "accent",
        /// Under way.
        Info = "info",
        /// As wished.
        Good = "good",
        /// Somebody should look.
        Warn = "warn",
        /// Gone wrong.
        Bad = "bad",
    }
}

impl Tone {
    /// The icon that says the same to those who do not see the colour.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Neutral | Self::Accent | Self::Info => "info",
            Self::Good => "check-circle",
            Self::Warn => "alert",
            Self::Bad => "x-circle",
        }
    }
}

/// A status pill.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge tone-{{ tone }}{{ classes }}">{% if let Some(name) = icon %}{{ ui::icon(name) }}{% endif %}{{ text }}</span>"#
)]
pub struct Badge {
    tone: Tone,
    text: String,
    classes: &'static str,
    icon: Option<&'static str>,
}

/// A pill with a text.
pub fn badge(tone: impl Borrow<Tone>, text: impl Into<String>) -> Badge {
    Badge { tone: *tone.borrow(), text: text.into(), classes: "", icon: None }
}

/// A pill with a dot, for states.
pub fn dot(tone: impl Borrow<Tone>, text: impl Into<String>) -> Badge {
    Badge { classes: " has-dot", ..badge(tone, text) }
}

impl Badge {
    /// With a beating dot: this changes while one looks.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.classes = " has-dot is-live";
        self
    }
    /// For the head of a page.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.classes = " has-dot is-large";
        self
    }
    /// With an icon.
    #[must_use]
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }
}

/// A person as picture or initials.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<span class="avatar hue-{{ hue }}{{ size }}" aria-hidden="true">{% if let Some(url) = picture %}<img src="{{ url }}" alt="" loading="lazy">{% else %}{{ initials }}{% endif %}{% if let Some(tone) = presence %}<span class="presence tone-{{ tone }}"></span>{% endif %}</span>"#
)]
pub struct Avatar {
    initials: String,
    hue: u32,
    size: &'static str,
    picture: Option<String>,
    presence: Option<Tone>,
}

/// The avatar of a name: `王` of 王小明 (the family name), `AB` of Ann Baker; the colour is always the same for a name.
#[must_use]
pub fn avatar(name: impl AsRef<str>) -> Avatar {
    let name = name.as_ref();
    let hue = name.chars().fold(7_u32, |hash, letter| hash.wrapping_mul(31).wrapping_add(letter as u32)) % 8;
    let is_latin = name.chars().next().is_some_and(|first| first.is_ascii());
    let initials = if is_latin {
        name.split_whitespace().filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
    } else {
        name.chars().take(1).collect()
    };
    Avatar { initials, hue, size: "", picture: None, presence: None }
}

impl Avatar {
    pub(super) fn initials(&self) -> &str {
        &self.initials
    }
    /// For lists and menus.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.size = " is-small";
        self
    }
    /// For the head of a person's page.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.size = " is-large";
        self
    }
    /// With a picture, when there is one.
    #[must_use]
    pub fn picture(mut self, url: Option<impl Into<String>>) -> Self {
        self.picture = url.map(Into::into);
        self
    }
    /// With a dot for what they do now.
    #[must_use]
    pub fn presence(mut self, tone: impl Borrow<Tone>) -> Self {
        self.presence = Some(*tone.borrow());
        self
    }
}

/// A rating that is shown.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r##"<span class="stars"><svg viewBox="0 0 100 20" role="img" aria-label="{{ value }}/5"><path class="star-off" d="{{ STAR_ROW }}"/><svg width="{{ width }}" height="20" viewBox="0 0 {{ width }} 20" preserveAspectRatio="xMinYMin slice"><path class="star-on" d="{{ STAR_ROW }}"/></svg></svg><b>{{ value }}</b>{% if let Some(count) = count %}<span>({{ count }})</span>{% endif %}</span>"##
)]
pub struct Stars {
    value: String,
    width: u32,
    count: Option<String>,
}

/// The outlines of five stars side by side, each in a box of 20.
const STAR_ROW: &str = concat!(
    "m10 2 2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
    "m20 0 2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
    "m20 0 2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
    "m20 0 2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
    "m20 0 2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
);

/// Five stars, filled by hundredths: 467 is 4.67.
#[must_use]
pub fn stars(hundredths: impl Borrow<u32>) -> Stars {
    let hundredths = *hundredths.borrow();
    let value = format!("{:.1}", f64::from(hundredths) / 100.0);
    // Each star is 20 wide with a gap of 2 around its shape.
    Stars { value, width: (hundredths / 5).clamp(1, 100), count: None }
}

impl Stars {
    /// With the number of ratings behind it.
    #[must_use]
    pub fn count(mut self, count: impl std::fmt::Display) -> Self {
        self.count = Some(count.to_string());
        self
    }
}

/// Choosing one to five stars, without script.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<fieldset class="field rate-field{% if is_small %} is-small{% endif %}"><legend>{{ label }}</legend><div class="rate">{% for value in [5, 4, 3, 2, 1] %}<input type="radio" name="{{ name }}" id="{{ name }}-{{ value }}" value="{{ value }}"{% if !is_small %} required{% endif %}{% if *value == chosen %} checked{% endif %}><label for="{{ name }}-{{ value }}" title="{{ value }}">{{ ui::icon("star") }}<span class="visually-hidden">{{ value }}/5</span></label>{% endfor %}</div></fieldset>"#
)]
pub struct Rate {
    name: String,
    label: String,
    chosen: u8,
    is_small: bool,
}

/// A choice of stars; `chosen` 0 for none yet.
pub fn rate(name: impl Into<String>, label: impl Into<String>, chosen: impl Borrow<u8>) -> Rate {
    Rate { name: name.into(), label: label.into(), chosen: *chosen.borrow(), is_small: false }
}

impl Rate {
    /// One of several, in one line with its label; none of them must be given.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.is_small = true;
        self
    }
}

html_safe!(Badge, Avatar, Stars, Rate);
