//! Working hours as inputs of times: read from a form and filled back in.

use crate::forms::{Typed, minute_text};
use edge::Submitted;
use kernel::Result;
use ui::Form;
use workforce::{Span, WeeklyShift};

/// How many stretches of a day can be entered.
pub(super) const SPANS: usize = 2;

/// The fields of one stretch of a day: from and until.
pub(super) fn fields(day: &str, nth: usize) -> (String, String) {
    (format!("{day}.{nth}.from"), format!("{day}.{nth}.until"))
}

/// The name of a weekday's fields, 1 Monday to 7 Sunday.
pub(super) fn day_name(weekday: u8) -> String {
    format!("day{weekday}")
}

/// The stretches of a day that were entered; one without a beginning and an end is left out.
pub(super) fn read_spans(form: &Submitted, day: &str) -> Result<Vec<Span>> {
    let mut spans = Vec::new();
    for nth in 0..SPANS {
        let (from, until) = fields(day, nth);
        if form.text(&from).is_empty() && form.text(&until).is_empty() {
            continue;
        }
        let minute =
            |time: kernel::time::Time| time.hour().unsigned_abs() as u16 * 60 + time.minute().unsigned_abs() as u16;
        let (starts_minute, ends) = (minute(form.time(&from)?), minute(form.time(&until)?));
        // Midnight as an end is the end of the day.
        let ends_minute = if ends == 0 { 24 * 60 } else { ends };
        spans.push(Span { starts_minute, ends_minute });
    }
    Ok(spans)
}

/// The whole week that was entered.
pub(super) fn read_week(form: &Submitted) -> Result<Vec<WeeklyShift>> {
    let mut shifts = Vec::new();
    for weekday in 1..=7 {
        for Span { starts_minute, ends_minute } in read_spans(form, &day_name(weekday))? {
            shifts.push(WeeklyShift { weekday, starts_minute, ends_minute });
        }
    }
    Ok(shifts)
}

/// The week as values of the fields.
pub(super) fn fill_week(mut form: Form, week: &[WeeklyShift]) -> Form {
    for weekday in 1..=7 {
        let of_day = week.iter().filter(|shift| shift.weekday == weekday);
        for (nth, shift) in of_day.enumerate().take(SPANS) {
            let (from, until) = fields(&day_name(weekday), nth);
            form = form.with(from, minute_text(shift.starts_minute)).with(until, minute_text(shift.ends_minute));
        }
    }
    form
}

/// A stretch as people read it: `09:00–18:00`.
pub(super) fn span_text(span: &Span) -> String {
    let end = if span.ends_minute == 24 * 60 { "24:00".to_owned() } else { minute_text(span.ends_minute) };
    format!("{}–{end}", minute_text(span.starts_minute))
}
