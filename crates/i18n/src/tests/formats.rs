//! What the formats look like, as tables.

use crate::*;
use kernel::{Currency, Locale, Money, Timestamp, Window, Zone, problem as problems};

const ZH: Locale = Locale::ZhCn;
const EN: Locale = Locale::En;

fn shanghai() -> Zone {
    "Asia/Shanghai".parse().unwrap()
}
fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn amounts() {
    for (minor, currency, chinese, english) in [
        (123_450, Currency::Cny, "¥1,234.50", "¥1,234.50"),
        (-2_000, Currency::Cny, "-¥20.00", "-¥20.00"),
        (5, Currency::Cny, "¥0.05", "¥0.05"),
        (12_345_678_900, Currency::Usd, "US$123,456,789.00", "$123,456,789.00"),
        (1500, Currency::Jpy, "JP¥1,500", "JP¥1,500"),
        (990, Currency::Hkd, "HK$9.90", "HK$9.90"),
    ] {
        let amount = Money::new(minor, currency);
        assert_eq!((money(ZH, amount).as_str(), money(EN, amount).as_str()), (chinese, english));
    }
    assert_eq!(money_short(ZH, Money::new(18_000, Currency::Cny)), "¥180");
    assert_eq!(money_short(ZH, Money::new(18_050, Currency::Cny)), "¥180.50");
}

#[test]
fn figures_and_durations() {
    assert_eq!(number(EN, -1_234_567), "-1,234,567");
    assert_eq!(percent(EN, 0.875), "87.5%");
    assert_eq!(percent(EN, 1.0), "100%");
    assert_eq!((distance(ZH, 848.0), distance(EN, 3_249.0)), ("850 米".into(), "3.2 km".into()));
    assert_eq!(
        (duration(ZH, 45), duration(EN, 90), duration(EN, 120)),
        ("45 分钟".into(), "1 h 30 min".into(), "2 h".into())
    );
}

#[test]
fn moments() {
    let (zone, now) = (shanghai(), at("2026-11-22T01:00:00Z"));
    let start = at("2026-11-23T02:00:00Z");
    assert_eq!(date_time(ZH, start, &zone, now), "11月23日 周一 10:00");
    assert_eq!(date_time(EN, start, &zone, now), "Mon 23 Nov, 10:00");
    assert_eq!(date_time(EN, at("2025-01-02T02:00:00Z"), &zone, now), "2 Jan 2025, 10:00");
    assert_eq!(date(ZH, zone.date_of(start)), "2026年11月23日");
    assert_eq!(date(EN, zone.date_of(start)), "23 Nov 2026");
    assert_eq!(relative_day(ZH, zone.date_of(start), zone.date_of(now)), "明天");
    assert_eq!(relative_day(EN, zone.date_of(now), zone.date_of(now)), "Today");
    assert_eq!(relative_day(EN, zone.date_of(at("2026-12-23T02:00:00Z")), zone.date_of(now)), "Wed 23 Dec");
    assert_eq!(ago(ZH, at("2026-11-22T00:55:00Z"), &zone, now), "5 分钟前");
    assert_eq!(ago(EN, at("2026-11-21T20:00:00Z"), &zone, now), "5 h ago");
    assert_eq!(ago(EN, at("2026-11-20T02:00:00Z"), &zone, now), "Fri 20 Nov, 10:00");
    assert_eq!(ago(EN, at("2026-11-22T02:00:00Z"), &zone, now), "Sun 22 Nov, 10:00", "the future is a moment");
}

#[test]
fn windows() {
    let zone = shanghai();
    let shown = |from: &str, to: &str, locale| window(locale, &Window::new(at(from), at(to)).unwrap(), &zone);
    assert_eq!(shown("2026-11-23T02:00:00Z", "2026-11-23T04:00:00Z", ZH), "11月23日 周一 10:00–12:00");
    assert_eq!(shown("2026-11-23T02:00:00Z", "2026-11-23T04:00:00Z", EN), "Mon 23 Nov, 10:00–12:00");
    assert_eq!(shown("2026-11-23T14:00:00Z", "2026-11-23T16:00:00Z", EN), "Mon 23 Nov, 22:00–24:00");
    assert_eq!(shown("2026-11-23T15:00:00Z", "2026-11-23T17:00:00Z", EN), "Mon 23 Nov, 23:00 – Tue 24 Nov, 01:00");
}

#[test]
fn texts_and_problems() {
    assert_eq!(text(ZH, "no-such-key"), "⟦no-such-key⟧");
    assert_eq!(text_with(EN, "moments-minutes-ago", &[("minutes", 1200.into())]), "1,200 min ago");
    assert_eq!(problem(EN, &problems::REQUIRED.field("phone")), "Please fill this in.");
    assert_eq!(problem(ZH, &problems::MALFORMED_ID.problem().param("given", "x")), "编号“x”的格式不正确。");
    let long = problem(ZH, &problems::MALFORMED_ID.problem().param("given", "长".repeat(2000)));
    assert_eq!(long, format!("编号“{}…”的格式不正确。", "长".repeat(40)));
    let unheard = kernel::Code { kind: kernel::Kind::Refused, code: "never_heard" }.problem();
    assert_eq!(problem(EN, &unheard), "This cannot be done now.");
}

#[test]
fn languages() {
    for (header, expected) in [
        (None, ZH),
        (Some(""), ZH),
        (Some("*"), ZH),
        (Some("en-GB,en;q=0.9,zh;q=0.5"), EN),
        (Some("fr;q=0.9, zh-TW;q=0.8, en;q=0.7"), ZH),
        (Some("fr-FR,de;q=0.5"), EN),
        (Some("en;q=0, zh"), ZH),
        (Some("en;q=abc"), ZH),
    ] {
        assert_eq!(negotiate(header), expected, "{header:?}");
    }
}
