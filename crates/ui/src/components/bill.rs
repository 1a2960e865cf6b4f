//! Prices and how they came about.

use super::html_safe;
use askama::Template;
use kernel::{Locale, Money};
use std::borrow::Borrow;

/// One amount.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<span class="price{{ size }}{% if amount.is_negative() %} is-negative{% endif %}">{{ shown }}{% if let Some(was) = was %} <s>{{ was }}</s>{% endif %}{% if let Some(unit) = unit %}<small>{{ unit }}</small>{% endif %}</span>"#
)]
pub struct Price {
    amount: Money,
    locale: Locale,
    shown: String,
    size: &'static str,
    was: Option<String>,
    unit: Option<String>,
}

/// An amount as money is shown in tables and accounts.
#[must_use]
pub fn price(locale: impl Borrow<Locale>, amount: impl Borrow<Money>) -> Price {
    let (locale, amount) = (*locale.borrow(), *amount.borrow());
    Price { amount, locale, shown: i18n::money(locale, amount), size: "", was: None, unit: None }
}

impl Price {
    /// As the figure of the page.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.size = " is-large";
        self
    }
    /// As a price tag: no decimals when they are zero.
    #[must_use]
    pub fn short(mut self) -> Self {
        self.shown = i18n::money_short(self.locale, self.amount);
        self
    }
    /// With the amount it was before.
    #[must_use]
    pub fn was(mut self, before: impl Borrow<Money>) -> Self {
        self.was = Some(i18n::money(self.locale, *before.borrow()));
        self
    }
    /// With a unit, such as ` / 小时` or ` from`.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

/// One line of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// What it is for.
    pub label: String,
    /// How the amount came about: `2 × ¥80`, `level 3 ×1.3`.
    pub note: String,
    /// The amount; below zero for a reduction.
    pub amount: Money,
    class: &'static str,
}

/// An itemised price.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<ul class="bill">{% for line in lines %}<li class="{{ line.class }}{% if line.amount.is_negative() %} is-off{% endif %}"><span>{{ line.label }}</span><span class="price">{{ i18n::money(*locale, *line.amount) }}</span>{% if !line.note.is_empty() %}<span class="bill-note">{{ line.note }}</span>{% endif %}</li>{% endfor %}</ul>{% if !foot.is_empty() %}<p class="bill-foot">{{ ui::icon("shield") }}<span>{{ foot }}</span></p>{% endif %}"#
)]
pub struct Bill {
    locale: Locale,
    lines: Vec<BillLine>,
    foot: String,
}

/// An empty breakdown.
#[must_use]
pub fn bill(locale: impl Borrow<Locale>) -> Bill {
    Bill { locale: *locale.borrow(), lines: Vec::new(), foot: String::new() }
}

impl Bill {
    fn push(mut self, label: impl Into<String>, note: impl Into<String>, amount: Money, class: &'static str) -> Self {
        self.lines.push(BillLine { label: label.into(), note: note.into(), amount, class });
        self
    }
    /// With an item.
    #[must_use]
    pub fn line(self, label: impl Into<String>, note: impl Into<String>, amount: Money) -> Self {
        self.push(label, note, amount, "")
    }
    /// With a sum on the way.
    #[must_use]
    pub fn sum(self, label: impl Into<String>, amount: Money) -> Self {
        self.push(label, "", amount, "is-sum")
    }
    /// With the sum of all.
    #[must_use]
    pub fn total(self, label: impl Into<String>, amount: Money) -> Self {
        self.push(label, "", amount, "is-total")
    }
    /// With what we promise about it.
    #[must_use]
    pub fn foot(mut self, foot: impl Into<String>) -> Self {
        self.foot = foot.into();
        self
    }
}

html_safe!(Price, Bill);
