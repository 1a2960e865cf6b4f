//! One message of a conversation.

use super::html_safe;
use askama::Template;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BubbleState {
    /// It is there.
    Sent,
    /// The other side has seen it.
    Read,
    /// It did not get through.
    Failed,
}

/// A message; put several into `<div class="chat">`.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="bubble{% if is_mine %} is-mine{% endif %}{% if state == ui::BubbleState::Failed %} is-failed{% endif %}">{% if !is_mine %}{{ ui::avatar(author).small() }}{% endif %}<div>{% if let Some(url) = photo %}<a href="{{ url }}"><img src="{{ url }}" alt="{{ text }}" loading="lazy"></a>{% else %}<div class="bubble-text">{{ text }}</div>{% endif %}<div class="bubble-meta">{% if !is_mine %}<span>{{ author }}</span>{% endif %}<time>{{ time }}</time>{% match state %}{% when ui::BubbleState::Sent %}{% when ui::BubbleState::Read %}<span>✓✓</span>{% when ui::BubbleState::Failed %}<span>!</span>{% endmatch %}</div></div></div>"#
)]
pub struct Bubble {
    author: String,
    text: String,
    time: String,
    photo: Option<String>,
    is_mine: bool,
    state: BubbleState,
}

impl Bubble {
    /// A message of the other side.
    pub fn theirs(author: impl Into<String>, text: impl Into<String>, time: impl Into<String>) -> Self {
        Self {
            author: author.into(),
            text: text.into(),
            time: time.into(),
            photo: None,
            is_mine: false,
            state: BubbleState::Sent,
        }
    }
    /// A message of the person who looks.
    pub fn mine(text: impl Into<String>, time: impl Into<String>, state: BubbleState) -> Self {
        Self { is_mine: true, state, ..Self::theirs("", text, time) }
    }
    /// A photo instead of a text; the text describes it.
    #[must_use]
    pub fn photo(mut self, url: impl Into<String>) -> Self {
        self.photo = Some(url.into());
        self
    }
}

html_safe!(Bubble);
