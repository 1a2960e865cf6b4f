//! From weekly hours, dated hours, time off and the lunch rule to the concrete hours of a date.

use crate::{Break, LunchRule, ShiftDay, Span, WeeklyShift};
use jiff::civil::Date;
use kernel::{Timestamp, Window, Zone, time::minutes};

/// What decides somebody's hours.
#[derive(Clone, Copy, Debug)]
pub struct Hours<'a> {
    /// The weekly pattern.
    pub weekly: &'a [WeeklyShift],
    /// The hours of this very date, when it has its own.
    pub dated: Option<&'a [Span]>,
    /// Approved time off, any that may touch the date.
    pub time_off: &'a [Window],
    /// When and how long lunch is.
    pub lunch: LunchRule,
}

/// The hours of a date that may be planned. Nothing is planned for somebody who is away (`works == false`): give no hours.
#[must_use]
pub fn shift_day(zone: &Zone, date: Date, hours: &Hours<'_>) -> ShiftDay {
    let weekday = date.weekday().to_monday_one_offset().cast_unsigned();
    let base: Vec<Window> = match hours.dated {
        Some(spans) => spans.iter().filter_map(|span| window(zone, date, *span)).collect(),
        None => (hours.weekly.iter())
            .filter(|shift| shift.weekday == weekday)
            .filter_map(|shift| {
                window(zone, date, Span { starts_minute: shift.starts_minute, ends_minute: shift.ends_minute })
            })
            .collect(),
    };
    let day = zone.day(date);
    let time_off: Vec<Window> = hours.time_off.iter().copied().filter(|off| off.overlaps(&day)).collect();
    let breaks = lunch_break(zone, date, &base, &time_off, hours.lunch).into_iter().collect();
    ShiftDay { date, windows: subtract(base, &time_off), breaks, time_off }
}

fn instant(zone: &Zone, date: Date, minute: u16) -> Timestamp {
    if minute >= 1440 {
        return zone.day(date).end;
    }
    let (hour, rest) = ((minute / 60) as i8, (minute % 60) as i8);
    zone.instant_or_after(date.at(hour, rest, 0, 0))
}

/// A span on a date; none when a clock change swallows it.
fn window(zone: &Zone, date: Date, span: Span) -> Option<Window> {
    Window::new(instant(zone, date, span.starts_minute), instant(zone, date, span.ends_minute)).ok()
}

/// The windows without what the absences cover.
fn subtract(windows: Vec<Window>, absences: &[Window]) -> Vec<Window> {
    absences.iter().fold(windows, |windows, off| {
        let cut = |window: Window| {
            let before = Window::new(window.start, window.end.min(off.start)).ok();
            let after = Window::new(window.start.max(off.end), window.end).ok();
            before.into_iter().chain(after)
        };
        windows.into_iter().flat_map(cut).collect()
    })
}

/// The lunch break of somebody who works through the whole lunch time. An absence in it narrows it; a long enough one replaces it.
fn lunch_break(zone: &Zone, date: Date, base: &[Window], time_off: &[Window], rule: LunchRule) -> Option<Break> {
    let span = Span { starts_minute: rule.from_minute, ends_minute: rule.until_minute };
    let lunch = window(zone, date, span).filter(|_| rule.minutes > 0)?;
    if !base.iter().any(|shift| shift.start <= lunch.start && lunch.end <= shift.end) {
        return None;
    }
    let length = minutes(i64::from(rule.minutes));
    let away = time_off.iter().any(|off| {
        let overlap = off.end.min(lunch.end).duration_since(off.start.max(lunch.start));
        overlap >= length
    });
    if away {
        return None;
    }
    let free = subtract(vec![lunch], time_off).into_iter().max_by_key(Window::duration)?;
    let latest = free.end.checked_sub(length).ok().filter(|latest| *latest >= free.start)?;
    Some(Break { earliest: free.start, latest, minutes: rule.minutes })
}
