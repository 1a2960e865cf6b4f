//! An input with its label, hint and error.

use super::html_safe;
use askama::Template;

/// One choice of a select or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// One line under the label (groups only).
    pub note: String,
    /// At the end of the line, usually a price (groups only).
    pub end: String,
    /// Cannot be taken now.
    pub is_disabled: bool,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
            note: String::new(),
            end: String::new(),
            is_disabled: false,
        }
    }
    /// With a line under it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
    /// With something at its end.
    #[must_use]
    pub fn end(mut self, end: impl Into<String>) -> Self {
        self.end = end.into();
        self
    }
    /// One that cannot be taken now.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.is_disabled = true;
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Input,
    Textarea,
    Select,
    Radios,
    Checks,
}

/// An input; made by [`field`] and the methods below.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/field.html")]
pub struct Field {
    name: String,
    id: String,
    label: String,
    shape: Shape,
    kind: &'static str,
    value: String,
    hint: String,
    error: Option<String>,
    optional: Option<String>,
    is_required: bool,
    placeholder: String,
    before: String,
    after: String,
    choices: Vec<Choice>,
    chosen: Vec<String>,
    /// Further attributes, each escaped when shown.
    attributes: Vec<(&'static str, String)>,
    class: &'static str,
}

/// A text input; the methods make it something else.
pub fn field(name: impl Into<String>, label: impl Into<String>) -> Field {
    let name = name.into();
    Field {
        id: format!("field-{name}"),
        name,
        label: label.into(),
        shape: Shape::Input,
        kind: "text",
        value: String::new(),
        hint: String::new(),
        error: None,
        optional: None,
        is_required: false,
        placeholder: String::new(),
        before: String::new(),
        after: String::new(),
        choices: Vec::new(),
        chosen: Vec::new(),
        attributes: Vec::new(),
        class: "",
    }
}

impl Field {
    fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }
    /// With any attribute of the input, such as `min`, `hx-get` or `list`.
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: impl ToString) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }
    /// With what stands in it.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = value.to_string();
        self
    }
    /// With a hint under it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
    /// With what is wrong with it, if something is.
    #[must_use]
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }
    /// It must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }
    /// It may stay empty, and says so with this word.
    #[must_use]
    pub fn optional(mut self, word: impl Into<String>) -> Self {
        self.optional = Some(word.into());
        self
    }
    /// With an example in grey.
    #[must_use]
    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.placeholder = placeholder.into();
        self
    }
    /// With a unit or sign in front of it.
    #[must_use]
    pub fn before(mut self, before: impl Into<String>) -> Self {
        self.before = before.into();
        self
    }
    /// With a unit behind it.
    #[must_use]
    pub fn after(mut self, after: impl Into<String>) -> Self {
        self.after = after.into();
        self
    }
    /// With another id than `field-<name>`, where a page has the same name twice.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// A phone number.
    #[must_use]
    pub fn phone(self) -> Self {
        self.kind("tel").attribute("autocomplete", "tel").attribute("inputmode", "tel")
    }
    /// A mail address.
    #[must_use]
    pub fn email(self) -> Self {
        self.kind("email").attribute("autocomplete", "email")
    }
    /// A password; `autocomplete` is `current-password` or `new-password`.
    #[must_use]
    pub fn password(self, autocomplete: &str) -> Self {
        self.kind("password").attribute("autocomplete", autocomplete)
    }
    /// A one-time code of some digits.
    #[must_use]
    pub fn code(mut self, digits: u8) -> Self {
        self.class = " is-code";
        self.attribute("autocomplete", "one-time-code").attribute("inputmode", "numeric").attribute("maxlength", digits)
    }
    /// A whole number.
    #[must_use]
    pub fn number(self) -> Self {
        self.kind("number").attribute("inputmode", "numeric")
    }
    /// An amount of a currency, written as a decimal.
    #[must_use]
    pub fn amount(self, symbol: impl Into<String>) -> Self {
        self.attribute("inputmode", "decimal").attribute("autocomplete", "off").before(symbol)
    }
    /// A date.
    #[must_use]
    pub fn date(self) -> Self {
        self.kind("date")
    }
    /// A time of day.
    #[must_use]
    pub fn time(self) -> Self {
        self.kind("time")
    }
    /// Date and time of day.
    #[must_use]
    pub fn date_time(self) -> Self {
        self.kind("datetime-local")
    }
    /// A file.
    #[must_use]
    pub fn file(self, accept: &str) -> Self {
        self.kind("file").attribute("accept", accept)
    }
    /// A text of several lines.
    #[must_use]
    pub fn lines(mut self) -> Self {
        self.shape = Shape::Textarea;
        self
    }
    /// One of a list.
    #[must_use]
    pub fn select(mut self, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.shape = Shape::Select;
        self.choices = choices.into_iter().collect();
        self
    }
    /// One of some cards.
    #[must_use]
    pub fn one_of(mut self, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.shape = Shape::Radios;
        self.choices = choices.into_iter().collect();
        self
    }
    /// Any of some cards; `chosen` are taken.
    #[must_use]
    pub fn any_of(
        mut self,
        choices: impl IntoIterator<Item = Choice>,
        chosen: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        self.shape = Shape::Checks;
        self.choices = choices.into_iter().collect();
        self.chosen = chosen.into_iter().map(|value| value.to_string()).collect();
        self
    }

    fn is_chosen(&self, value: &str) -> bool {
        match self.shape {
            Shape::Checks => self.chosen.iter().any(|chosen| chosen == value),
            Shape::Input | Shape::Textarea | Shape::Select | Shape::Radios => self.value == value,
        }
    }
    fn described_by(&self) -> Option<String> {
        let parts = [(!self.hint.is_empty(), "hint"), (self.error.is_some(), "error")];
        let ids: Vec<String> =
            parts.iter().filter(|(is, _)| *is).map(|(_, part)| format!("{}-{part}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A single box to tick: sends `value` under `name` when ticked.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<label class="check"><input type="checkbox" name="{{ name }}" value="{{ value }}"{% if is_checked %} checked{% endif %}><span>{{ label }}{% if !note.is_empty() %}<small>{{ note }}</small>{% endif %}</span></label>"#
)]
pub struct Checkbox {
    name: String,
    value: String,
    label: String,
    note: String,
    is_checked: bool,
}

/// A box to tick, ticked when the form says so.
pub fn checkbox(name: impl Into<String>, label: impl Into<String>) -> Checkbox {
    Checkbox { name: name.into(), value: "yes".into(), label: label.into(), note: String::new(), is_checked: false }
}

impl Checkbox {
    /// Ticked when `current` is the value it sends (`yes` unless set).
    #[must_use]
    pub fn current(mut self, current: &str) -> Self {
        self.is_checked = current == self.value;
        self
    }
    /// Sends this instead of `yes`; call before [`Checkbox::current`].
    #[must_use]
    pub fn sends(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
    /// With a line under it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

html_safe!(Field, Checkbox);
