//! Dates, times and windows in a market's zone, as a locale writes them.

use crate::{text, text_with};
use kernel::{
    Locale, Timestamp, Window, Zone,
    time::{Date, Time, Weekday},
};

/// A date with its year: `2026年11月23日`, `23 Nov 2026`.
#[must_use]
pub fn date(locale: Locale, date: Date) -> String {
    match locale {
        Locale::ZhCn => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Locale::En => format!("{} {} {}", date.day(), month_short(date), date.year()),
    }
}

/// A date near now, with its weekday: `11月23日 周一`, `Mon 23 Nov`.
#[must_use]
pub fn day(locale: Locale, date: Date) -> String {
    match locale {
        Locale::ZhCn => format!("{}月{}日 {}", date.month(), date.day(), weekday(locale, date)),
        Locale::En => format!("{} {} {}", weekday(locale, date), date.day(), month_short(date)),
    }
}

/// A day without its weekday: `11月23日`, `23 Nov`.
#[must_use]
pub fn day_of_month(locale: Locale, date: Date) -> String {
    match locale {
        Locale::ZhCn => format!("{}月{}日", date.month(), date.day()),
        Locale::En => format!("{} {}", date.day(), month_short(date)),
    }
}

/// A month: `2026年11月`, `November 2026`.
#[must_use]
pub fn month(locale: Locale, date: Date) -> String {
    match locale {
        Locale::ZhCn => format!("{}年{}月", date.year(), date.month()),
        Locale::En => date.strftime("%B %Y").to_string(),
    }
}

/// A short weekday: `周一`, `Mon`.
#[must_use]
pub fn weekday(locale: Locale, date: Date) -> &'static str {
    let (chinese, english) = match date.weekday() {
        Weekday::Monday => ("周一", "Mon"),
        Weekday::Tuesday => ("周二", "Tue"),
        Weekday::Wednesday => ("周三", "Wed"),
        Weekday::Thursday => ("周四", "Thu"),
        Weekday::Friday => ("周五", "Fri"),
        Weekday::Saturday => ("周六", "Sat"),
        Weekday::Sunday => ("周日", "Sun"),
    };
    match locale {
        Locale::ZhCn => chinese,
        Locale::En => english,
    }
}

/// A time of day: `09:30`.
#[must_use]
pub fn time(_locale: Locale, instant: Timestamp, zone: &Zone) -> String {
    clock(zone.local(instant).time())
}

/// A moment: `11月23日 周一 09:30`, `Mon 23 Nov, 09:30`; with the year when it is more than half a year from `now`.
#[must_use]
pub fn date_time(locale: Locale, instant: Timestamp, zone: &Zone, now: Timestamp) -> String {
    joined(locale, &date_near(locale, instant, zone, now), &time(locale, instant, zone))
}

/// A window: `11月23日 周一 10:00–12:00`, `Mon 23 Nov, 10:00–12:00`; one that ends on another day names both days.
#[must_use]
pub fn window(locale: Locale, window: &Window, zone: &Zone) -> String {
    let first = zone.date_of(window.start);
    if is_within_one_day(window, zone) {
        return joined(locale, &day(locale, first), &window_time(locale, window, zone));
    }
    let start = joined(locale, &day(locale, first), &time(locale, window.start, zone));
    let end = joined(locale, &day(locale, zone.date_of(window.end)), &time(locale, window.end, zone));
    format!("{start} – {end}")
}

/// The times of a window alone: `10:00–12:00`; midnight at its end is `24:00`.
#[must_use]
pub fn window_time(locale: Locale, window: &Window, zone: &Zone) -> String {
    let ends_at_midnight = zone.local(window.end).time() == Time::midnight();
    let end = if ends_at_midnight { "24:00".to_owned() } else { time(locale, window.end, zone) };
    format!("{}–{end}", time(locale, window.start, zone))
}

/// Today, tomorrow, yesterday, else the day with its weekday.
#[must_use]
pub fn relative_day(locale: Locale, date: Date, today: Date) -> String {
    match date.since(today).map(|span| span.get_days()) {
        Ok(-1) => text(locale, "moments-yesterday"),
        Ok(0) => text(locale, "moments-today"),
        Ok(1) => text(locale, "moments-tomorrow"),
        Ok(_) | Err(_) => day(locale, date),
    }
}

/// How long ago, in the largest unit that is not zero, up to a day: `刚刚`, `5 分钟前`; then the moment itself.
#[must_use]
pub fn ago(locale: Locale, instant: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let minutes = now.duration_since(instant).as_mins();
    match minutes {
        0 => text(locale, "moments-just-now"),
        1..60 => text_with(locale, "moments-minutes-ago", &[("minutes", minutes.into())]),
        60..1440 => text_with(locale, "moments-hours-ago", &[("hours", (minutes / 60).into())]),
        _ => date_time(locale, instant, zone, now),
    }
}

fn is_within_one_day(window: &Window, zone: &Zone) -> bool {
    window.end <= zone.day(zone.date_of(window.start)).end
}

fn date_near(locale: Locale, instant: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let is_near = now.duration_since(instant).as_hours().abs() < 183 * 24;
    let local = zone.date_of(instant);
    if is_near { day(locale, local) } else { date(locale, local) }
}

fn joined(locale: Locale, day: &str, time: &str) -> String {
    match locale {
        Locale::ZhCn => format!("{day} {time}"),
        Locale::En => format!("{day}, {time}"),
    }
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn month_short(date: Date) -> String {
    date.strftime("%b").to_string()
}
