//! Texts, amounts and moments as the person who looks at a page reads them.

use crate::Shell;
use i18n::Value;
use kernel::{Money, Problem, Timestamp, Window, time::Date};
use std::borrow::Borrow;

impl Shell {
    /// The text of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key)
    }
    /// The text of a key with arguments: `shell.tw("jobs-count", &[("count", count.into())])`.
    #[must_use]
    pub fn tw(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        i18n::text_with(self.locale, key, arguments)
    }
    /// An amount.
    #[must_use]
    pub fn money(&self, amount: impl Borrow<Money>) -> String {
        i18n::money(self.locale, *amount.borrow())
    }
    /// An amount for a price tag: no decimals when they are zero.
    #[must_use]
    pub fn money_short(&self, amount: impl Borrow<Money>) -> String {
        i18n::money_short(self.locale, *amount.borrow())
    }
    /// A date with its year.
    #[must_use]
    pub fn date(&self, date: impl Borrow<Date>) -> String {
        i18n::date(self.locale, *date.borrow())
    }
    /// The local date of an instant, with its year.
    #[must_use]
    pub fn date_of(&self, instant: impl Borrow<Timestamp>) -> String {
        i18n::date(self.locale, self.zone.date_of(*instant.borrow()))
    }
    /// A day with its weekday.
    #[must_use]
    pub fn day(&self, date: impl Borrow<Date>) -> String {
        i18n::day(self.locale, *date.borrow())
    }
    /// Today, tomorrow, yesterday, or the day.
    #[must_use]
    pub fn relative_day(&self, date: impl Borrow<Date>) -> String {
        i18n::relative_day(self.locale, *date.borrow(), self.zone.date_of(self.now))
    }
    /// A time of day.
    #[must_use]
    pub fn time(&self, instant: impl Borrow<Timestamp>) -> String {
        i18n::time(self.locale, *instant.borrow(), &self.zone)
    }
    /// Day and time.
    #[must_use]
    pub fn date_time(&self, instant: impl Borrow<Timestamp>) -> String {
        i18n::date_time(self.locale, *instant.borrow(), &self.zone, self.now)
    }
    /// How long ago.
    #[must_use]
    pub fn ago(&self, instant: impl Borrow<Timestamp>) -> String {
        i18n::ago(self.locale, *instant.borrow(), &self.zone, self.now)
    }
    /// Day and times of a window.
    #[must_use]
    pub fn window(&self, window: impl Borrow<Window>) -> String {
        i18n::window(self.locale, window.borrow(), &self.zone)
    }
    /// The times of a window.
    #[must_use]
    pub fn window_time(&self, window: impl Borrow<Window>) -> String {
        i18n::window_time(self.locale, window.borrow(), &self.zone)
    }
    /// A count.
    #[must_use]
    pub fn number<'a>(&self, count: impl Into<Value<'a>>) -> String {
        match count.into() {
            Value::Number(count) => i18n::number(self.locale, count),
            Value::Text(text) => text.into_owned(),
        }
    }
    /// A duration from minutes.
    #[must_use]
    pub fn duration(&self, minutes: impl Borrow<i64>) -> String {
        i18n::duration(self.locale, *minutes.borrow())
    }
    /// A length from metres.
    #[must_use]
    pub fn distance(&self, metres: impl Borrow<f64>) -> String {
        i18n::distance(self.locale, *metres.borrow())
    }
    /// The sentence for a problem.
    #[must_use]
    pub fn problem(&self, problem: impl Borrow<Problem>) -> String {
        i18n::problem(self.locale, problem.borrow())
    }
}
