//! Forms of the console: reading typed values out of what was sent, and showing a refused form again with what was typed.

use askama::{Template, filters::Safe};
use edge::{Failure, Submitted};
use kernel::{Code, Currency, Kind, Money, Problem, Rate, Result, Timestamp, Zone, problem, time::Date, time::Time};
use std::{ops::Deref, str::FromStr};
use ui::{Form, Shell, Tone};

/// Rows of one list that a form can hold.
pub(crate) const ROWS_MAX: usize = 60;

/// A form that was refused.
pub(crate) struct Refused {
    form: String,
    pairs: Vec<(String, String)>,
    problem: Problem,
}

impl Refused {
    /// The form of that name on its page, with the problem it met. Our own faults are no matter of the form: they fail the page.
    pub fn of(form: impl Into<String>, submitted: &Submitted, problem: Problem) -> Result<Self, Failure> {
        if problem.kind() == Kind::Broken {
            return Err(Failure::of(&submitted.visitor, problem));
        }
        Ok(Self { form: form.into(), pairs: submitted.pairs.clone(), problem })
    }

    /// What is wrong, for a page that shows it apart from the form.
    pub fn sentence(&self, locale: kernel::Locale) -> String {
        i18n::problem(locale, &self.problem)
    }

    /// The problem itself.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Everything that was sent.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// What was typed in a field.
    pub fn typed(&self, name: &str) -> &str {
        self.pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The HTTP status of the page that shows it.
    pub fn status(refused: Option<&Self>) -> u16 {
        refused.map_or(200, |refused| refused.problem.kind().status())
    }
}

/// A form on a page: what stands in it, what is wrong, and the way out when somebody else changed the thing meanwhile.
pub(crate) struct Sheet {
    form: Form,
    sent: Option<Vec<(String, String)>>,
    notice: String,
    /// The field that the problem names, and its sentence.
    error: Option<(String, String)>,
}

impl Sheet {
    /// The form of that name: as it was sent when it is the refused one, else filled by `stored`.
    pub fn new(shell: &Shell, refused: Option<&Refused>, name: &str, stored: impl FnOnce(Form) -> Form) -> Self {
        let form = Form::new(shell.locale);
        let Some(refused) = refused.filter(|refused| refused.form == name) else {
            return Self { form: stored(form), sent: None, notice: String::new(), error: None };
        };
        let form = form.filled(refused.pairs.clone()).failed(refused.problem.clone());
        let notice = if refused.problem.is(problem::CHANGED_MEANWHILE) {
            let notice = ui::notice(Tone::Warn, shell.t("console-conflict"));
            notice.link(shell.here.as_str(), shell.t("console-conflict-show")).render()
        } else {
            form.notice().render()
        };
        let error = refused.problem.field_name().map(|name| (name.to_owned(), shell.problem(&refused.problem)));
        Self { form, sent: Some(refused.pairs.clone()), notice: notice.unwrap_or_default(), error }
    }

    /// What is wrong with the whole form.
    pub fn notice(&self) -> Safe<&str> {
        Safe(&self.notice)
    }

    /// What is wrong with a group of fields: with the field of that name, or with one below it.
    pub fn error_under(&self, name: &str) -> Option<String> {
        let (at, text) = self.error.as_ref()?;
        let is_under = at.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        is_under.then(|| text.clone())
    }

    /// How many rows of a list to show: those with something in one of the fields, and `more` empty ones.
    pub fn rows(&self, name: &str, fields: &[&str], more: usize) -> usize {
        let is_used = |row: &usize| fields.iter().any(|field| !self.value(&format!("{name}.{row}.{field}")).is_empty());
        (0..ROWS_MAX).filter(is_used).max().map_or(0, |last| last + 1) + more
    }

    /// Whether this is the refused form, which is then shown open.
    pub fn is_refused(&self) -> bool {
        self.sent.is_some()
    }

    /// The values of a field that can have several: those that were sent, else the stored ones.
    pub fn chosen(&self, name: &str, stored: impl IntoIterator<Item = impl ToString>) -> Vec<String> {
        match &self.sent {
            Some(pairs) => pairs.iter().filter(|(found, _)| found == name).map(|(_, value)| value.clone()).collect(),
            None => stored.into_iter().map(|value| value.to_string()).collect(),
        }
    }
}

impl Deref for Sheet {
    type Target = Form;
    fn deref(&self) -> &Form {
        &self.form
    }
}

/// Typed values of a form; every problem names its field.
pub(crate) trait Typed {
    /// A text; `required` when it is empty.
    fn required(&self, name: &str) -> Result<&str>;
    /// A value whose type says what is wrong with it.
    fn read_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<T>;
    /// The same; none when it is empty.
    fn maybe_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Option<T>>;
    /// Every value of a field that can have several.
    fn all_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Vec<T>>;
    /// A number.
    fn number<T: FromStr>(&self, name: &str) -> Result<T>;
    /// The same; none when it is empty.
    fn maybe_number<T: FromStr>(&self, name: &str) -> Result<Option<T>>;
    /// An amount of money.
    fn amount(&self, name: &str, currency: Currency) -> Result<Money>;
    /// The same; none when it is empty.
    fn maybe_amount(&self, name: &str, currency: Currency) -> Result<Option<Money>>;
    /// A share, typed in percent.
    fn percent(&self, name: &str) -> Result<Rate>;
    /// A date.
    fn date(&self, name: &str) -> Result<Date>;
    /// The same; none when it is empty.
    fn maybe_date(&self, name: &str) -> Result<Option<Date>>;
    /// A time of day.
    fn time(&self, name: &str) -> Result<Time>;
    /// The same; none when it is empty.
    fn maybe_time(&self, name: &str) -> Result<Option<Time>>;
    /// Date and time of day in a zone; `time_skipped` in the missing hour of a clock change.
    fn instant(&self, name: &str, zone: &Zone) -> Result<Timestamp>;
    /// Whether a box is ticked.
    fn ticked(&self, name: &str) -> bool;
    /// The version that was read.
    fn version(&self) -> Result<i64>;
}

impl Typed for Submitted {
    fn required(&self, name: &str) -> Result<&str> {
        let text = self.text(name);
        if text.is_empty() { Err(problem::REQUIRED.field(name)) } else { Ok(text) }
    }
    fn read_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<T> {
        self.required(name)?.parse().map_err(|problem: Problem| problem.field(name))
    }
    fn maybe_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Option<T>> {
        if self.text(name).is_empty() { Ok(None) } else { self.read_as(name).map(Some) }
    }
    fn all_as<T: FromStr<Err = Problem>>(&self, name: &str) -> Result<Vec<T>> {
        self.all(name).map(|value| value.parse().map_err(|problem: Problem| problem.field(name))).collect()
    }
    fn number<T: FromStr>(&self, name: &str) -> Result<T> {
        parsed(self, name, problem::OUT_OF_RANGE)
    }
    fn maybe_number<T: FromStr>(&self, name: &str) -> Result<Option<T>> {
        if self.text(name).is_empty() { Ok(None) } else { self.number(name).map(Some) }
    }
    fn amount(&self, name: &str, currency: Currency) -> Result<Money> {
        Money::parse(self.required(name)?, currency).map_err(|problem| problem.field(name))
    }
    fn maybe_amount(&self, name: &str, currency: Currency) -> Result<Option<Money>> {
        if self.text(name).is_empty() { Ok(None) } else { self.amount(name, currency).map(Some) }
    }
    fn percent(&self, name: &str) -> Result<Rate> {
        let typed = self.required(name)?;
        let bad = || problem::OUT_OF_RANGE.field(name).param("given", typed);
        percent(typed).ok_or_else(bad)
    }
    fn date(&self, name: &str) -> Result<Date> {
        parsed(self, name, problem::BAD_TIME)
    }
    fn maybe_date(&self, name: &str) -> Result<Option<Date>> {
        if self.text(name).is_empty() { Ok(None) } else { self.date(name).map(Some) }
    }
    fn time(&self, name: &str) -> Result<Time> {
        parsed(self, name, problem::BAD_TIME)
    }
    fn maybe_time(&self, name: &str) -> Result<Option<Time>> {
        if self.text(name).is_empty() { Ok(None) } else { self.time(name).map(Some) }
    }
    fn instant(&self, name: &str, zone: &Zone) -> Result<Timestamp> {
        zone.instant(parsed(self, name, problem::BAD_TIME)?).map_err(|problem| problem.field(name))
    }
    fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
    fn version(&self) -> Result<i64> {
        self.number("version")
    }
}

fn parsed<T: FromStr>(form: &Submitted, name: &str, otherwise: Code) -> Result<T> {
    let typed = form.required(name)?;
    typed.parse().map_err(|_| otherwise.field(name).param("given", typed))
}

/// A share from its percents, with at most four decimals.
fn percent(typed: &str) -> Option<Rate> {
    let (whole, fraction) =
        typed.trim_end_matches('%').trim().split_once('.').unwrap_or((typed.trim_end_matches('%').trim(), ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !is_digits(whole) || !is_digits(fraction) || fraction.len() > 4 {
        return None;
    }
    format!("{whole}{fraction:0<4}").parse().ok().map(Rate::from_ppm)
}

/// The percents of a share as they are typed: `12.5`.
pub(crate) fn percent_text(rate: Rate) -> String {
    rate.to_string().trim_end_matches('%').to_owned()
}

/// A time of day as inputs want it.
pub(crate) fn time_text(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// Minutes from midnight as inputs of times want them; the end of the day is `00:00`.
pub(crate) fn minute_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_read_and_write() {
        for (typed, ppm) in [("15", Some(150_000)), ("12.5%", Some(125_000)), ("0.0001", Some(1)), ("0", Some(0))] {
            assert_eq!(percent(typed).map(|rate| rate.ppm), ppm, "{typed}");
        }
        for typed in ["", "-3", "1.23456", "x", "1e3", "99999999999"] {
            assert_eq!(percent(typed), None, "{typed}");
        }
        assert_eq!(percent_text(Rate::from_ppm(125_000)), "12.5");
        assert_eq!((minute_text(570).as_str(), minute_text(1440).as_str()), ("09:30", "00:00"));
    }
}
