//! Amounts, counts, shares, lengths and durations as a locale writes them.

use crate::text_with;
use kernel::{Currency, Locale, Money, Rate};

/// An amount with its sign: `¥1,234.50`, `-¥20.00`, `US$9.90`.
#[must_use]
pub fn money(locale: Locale, amount: Money) -> String {
    let decimal = amount.decimal();
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("-", digits));
    format!("{sign}{}{}", symbol(locale, amount.currency), grouped(digits))
}

/// An amount without decimals when they are all zero: `¥180`; for price tags, not for accounts.
#[must_use]
pub fn money_short(locale: Locale, amount: Money) -> String {
    let shown = money(locale, amount);
    shown.strip_suffix(".00").map(str::to_owned).unwrap_or(shown)
}

/// ¥ alone means yuan here; a dollar is bare only where readers take it for the American one.
fn symbol(locale: Locale, currency: Currency) -> &'static str {
    match (currency, locale) {
        (Currency::Usd, Locale::ZhCn) => "US$",
        (Currency::Jpy, Locale::ZhCn | Locale::En) => "JP¥",
        (
            Currency::Cny
            | Currency::Usd
            | Currency::Eur
            | Currency::Hkd
            | Currency::Twd
            | Currency::Sgd
            | Currency::Gbp,
            Locale::ZhCn | Locale::En,
        ) => currency.symbol(),
    }
}

/// A count with thousands grouped: `12,480`.
#[must_use]
pub fn number(_locale: Locale, count: i64) -> String {
    grouped(&count.to_string())
}

/// A share of one with at most one decimal: `87.5%`.
#[must_use]
pub fn percent(_locale: Locale, share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// A rate in full: `15%`, `0.38%`.
#[must_use]
pub fn rate(_locale: Locale, rate: Rate) -> String {
    rate.to_string()
}

/// A length from metres: `850 m`, `3.2 km`.
#[must_use]
pub fn distance(locale: Locale, metres: f64) -> String {
    if metres < 1000.0 {
        let tens = (metres / 10.0).round() * 10.0;
        return text_with(locale, "figures-metres", &[("metres", format!("{tens:.0}").into())]);
    }
    let kilometres =
        if metres < 100_000.0 { format!("{:.1}", metres / 1000.0) } else { format!("{:.0}", metres / 1000.0) };
    text_with(locale, "figures-kilometres", &[("kilometres", kilometres.into())])
}

/// A duration from minutes: `45 min`, `2 h`, `1 h 30 min`.
#[must_use]
pub fn duration(locale: Locale, minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, _) => text_with(locale, "figures-minutes", &[("minutes", rest.into())]),
        (_, 0) => text_with(locale, "figures-hours", &[("hours", hours.into())]),
        (_, _) => text_with(locale, "figures-hours-minutes", &[("hours", hours.into()), ("minutes", rest.into())]),
    }
}

/// Groups the whole part of a decimal text by thousands.
pub(crate) fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut shown = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}
