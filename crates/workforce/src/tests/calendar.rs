//! Hours of a date, as a table.

use crate::{
    LunchRule, Profile, Span, WeeklyShift,
    rules::{Hours, checked_profile, checked_week, shift_day},
};
use jiff::civil::{Date, date};
use kernel::{Window, Zone, problem};

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn clock(zone: &Zone, date: Date, text: &str) -> kernel::Timestamp {
    let (hour, minute) = text.split_once(':').unwrap();
    zone.instant(date.at(hour.parse().unwrap(), minute.parse().unwrap(), 0, 0)).unwrap()
}

fn shown(zone: &Zone, window: &Window) -> String {
    format!("{}-{}", zone.local(window.start).strftime("%H:%M"), zone.local(window.end).strftime("%H:%M"))
}

/// Monday's hours and lunch for dated spans and time off given as texts.
fn check(dated: Option<&[(u16, u16)]>, time_off: &[(&str, &str)], windows: &str, lunch: &str) {
    let zone = zone("Asia/Shanghai");
    let monday = date(2026, 3, 2);
    let weekly = [WeeklyShift { weekday: 1, starts_minute: 540, ends_minute: 1080 }];
    let spans: Option<Vec<Span>> = dated
        .map(|list| list.iter().map(|&(starts_minute, ends_minute)| Span { starts_minute, ends_minute }).collect());
    let absences: Vec<Window> = (time_off.iter())
        .map(|(from, until)| Window::new(clock(&zone, monday, from), clock(&zone, monday, until)).unwrap())
        .collect();
    let hours = Hours { weekly: &weekly, dated: spans.as_deref(), time_off: &absences, lunch: LunchRule::default() };
    let day = shift_day(&zone, monday, &hours);
    let found: Vec<String> = day.windows.iter().map(|window| shown(&zone, window)).collect();
    let found_lunch: Vec<String> =
        day.breaks.iter().map(|pause| shown(&zone, &Window { start: pause.earliest, end: pause.latest })).collect();
    assert_eq!((found.join(" ").as_str(), found_lunch.join(" ").as_str()), (windows, lunch), "{dated:?} {time_off:?}");
}

#[test]
fn hours_of_a_date() {
    check(None, &[], "09:00-18:00", "11:30-12:45");
    check(Some(&[]), &[], "", "");
    check(Some(&[(480, 720), (840, 1200)]), &[], "08:00-12:00 14:00-20:00", "");
    check(None, &[("13:00", "15:00")], "09:00-13:00 15:00-18:00", "11:30-12:15");
    check(None, &[("11:00", "12:30")], "09:00-11:00 12:30-18:00", "");
    check(None, &[("08:00", "10:00"), ("17:30", "20:00")], "10:00-17:30", "11:30-12:45");
    check(None, &[("08:00", "20:00")], "", "");
    check(Some(&[(700, 1080)]), &[], "11:40-18:00", "");
    check(Some(&[(1200, 1440)]), &[], "20:00-00:00", "");
}

#[test]
fn the_missing_hour_shortens_a_night_shift() {
    let zone = zone("America/New_York");
    let sunday = date(2026, 3, 8);
    let weekly = [WeeklyShift { weekday: 7, starts_minute: 60, ends_minute: 240 }];
    let hours = Hours { weekly: &weekly, dated: None, time_off: &[], lunch: LunchRule::default() };
    let day = shift_day(&zone, sunday, &hours);
    assert_eq!(day.windows[0].duration(), kernel::time::hours(2));
}

#[test]
fn weeks_are_checked() {
    let shift = |weekday, starts_minute, ends_minute| WeeklyShift { weekday, starts_minute, ends_minute };
    assert!(checked_week(&[shift(1, 540, 1080), shift(1, 480, 540)]).is_ok());
    let code = |shifts: &[WeeklyShift]| checked_week(shifts).unwrap_err().code().to_owned();
    assert_eq!(code(&[shift(1, 540, 1080), shift(1, 600, 1200)]), "bad_shift");
    assert_eq!(code(&[shift(1, 540, 540)]), "bad_shift");
    assert_eq!(code(&[shift(1, 1000, 1500)]), "bad_shift");
    assert_eq!(code(&[shift(1, 0, 1200)]), "bad_shift");
    assert_eq!(code(&[shift(8, 540, 1080)]), "out_of_range");
    let all: Vec<WeeklyShift> = (1..=7).map(|weekday| shift(weekday, 540, 1080)).collect();
    assert_eq!(code(&all), "no_free_day");
}

#[test]
fn profiles_are_checked() {
    let sound = super::stories::profile("13800138000", crate::TechnicianKind::Cleaner);
    assert_eq!(checked_profile(&sound).unwrap().visits_max, Some(6));
    let check = |change: fn(&mut Profile), code: kernel::Code| {
        let mut profile = sound.clone();
        change(&mut profile);
        assert!(checked_profile(&profile).unwrap_err().is(code));
    };
    check(|profile| profile.names.zh = "  ".into(), problem::REQUIRED);
    check(|profile| profile.names.en = "x".repeat(81), problem::TOO_LONG);
    check(|profile| profile.level = 6, problem::OUT_OF_RANGE);
    check(|profile| profile.visits_max = Some(0), problem::OUT_OF_RANGE);
    check(|profile| profile.minutes_max = Some(5000), problem::OUT_OF_RANGE);
    check(|profile| profile.home.latitude = f64::NAN, problem::BAD_PLACE);
}
