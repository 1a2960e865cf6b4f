//! Money in minor units of one currency, with checked arithmetic and exact splitting.

use crate::{Problem, Result, Scalar, ScalarKind, Value, problem};
use serde::{Deserialize, Serialize};
use std::fmt;

crate::text_enum! {
    /// An ISO 4217 currency that the product can be run in.
    pub enum Currency {
        /// Chinese yuan.
        Cny = "CNY",
        /// US dollar.
        Usd = "USD",
        /// Euro.
        Eur = "EUR",
        /// Hong Kong dollar.
        Hkd = "HKD",
        /// New Taiwan dollar.
        Twd = "TWD",
        /// Singapore dollar.
        Sgd = "SGD",
        /// Japanese yen.
        Jpy = "JPY",
        /// British pound.
        Gbp = "GBP",
    }
}

impl Currency {
    /// Digits after the decimal point.
    #[must_use]
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Jpy => 0,
            Self::Cny | Self::Usd | Self::Eur | Self::Hkd | Self::Twd | Self::Sgd | Self::Gbp => 2,
        }
    }

    /// The sign people write before an amount.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Cny | Self::Jpy => "¥",
            Self::Usd => "$",
            Self::Eur => "€",
            Self::Hkd => "HK$",
            Self::Twd => "NT$",
            Self::Sgd => "S$",
            Self::Gbp => "£",
        }
    }
}

/// An amount in the smallest unit of its currency (fen, cent). May be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// How many smallest units.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// Largest amount accepted from outside, in minor units: a thousand million yuan.
pub const MINOR_MAX: i64 = 100_000_000_000;

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
    /// Nothing.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }
    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }
    /// Whether it is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }
    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    fn same_currency(self, other: Self) -> Result<()> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(problem::CURRENCY_MISMATCH.problem().param("one", self.currency).param("other", other.currency))
    }

    /// The sum; `currency_mismatch` or `bad_amount` when it cannot be.
    pub fn plus(self, other: Self) -> Result<Self> {
        self.same_currency(other)?;
        self.minor.checked_add(other.minor).map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }
    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self> {
        self.same_currency(other)?;
        self.minor.checked_sub(other.minor).map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }
    /// The amount a whole number of times.
    pub fn times(self, count: i64) -> Result<Self> {
        self.minor.checked_mul(count).map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }
    /// The opposite.
    pub fn negated(self) -> Result<Self> {
        self.minor.checked_neg().map(|minor| Self { minor, ..self }).ok_or_else(overflow)
    }
    /// The share of a rate, rounded half away from zero.
    pub fn share(self, rate: Rate) -> Result<Self> {
        let product = i128::from(self.minor) * i128::from(rate.ppm);
        let half = if product < 0 { -500_000 } else { 500_000 };
        i64::try_from((product + half) / 1_000_000).map(|minor| Self { minor, ..self }).map_err(|_| overflow())
    }
    /// The smaller of two.
    pub fn min(self, other: Self) -> Result<Self> {
        self.same_currency(other)?;
        Ok(if self.minor <= other.minor { self } else { other })
    }
    /// The larger of two.
    pub fn max(self, other: Self) -> Result<Self> {
        self.same_currency(other)?;
        Ok(if self.minor >= other.minor { self } else { other })
    }
    /// The sum of many; zero of `currency` when there are none.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// Splits by weights so that the parts sum to the whole exactly (largest remainder; ties to the earlier part).
    /// Weights are not negative and not all zero, else `bad_amount`.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>> {
        let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        if total == 0 {
            return Err(problem::BAD_AMOUNT.problem());
        }
        let whole = i128::from(self.minor).unsigned_abs();
        let mut parts: Vec<(u128, u128)> = weights
            .iter()
            .map(|weight| {
                let product = whole * u128::from(*weight);
                (product / total, product % total)
            })
            .collect();
        let missing = whole - parts.iter().map(|(part, _)| part).sum::<u128>();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(parts[*index].1));
        for index in
            order.into_iter().take(usize::try_from(missing).expect("fewer units are missing than there are parts"))
        {
            parts[index].0 += 1;
        }
        let sign = self.minor.signum();
        Ok(parts
            .into_iter()
            .map(|(part, _)| Self {
                minor: i64::try_from(part).expect("a part is not larger than the whole") * sign,
                ..self
            })
            .collect())
    }

    /// Reads a decimal amount such as `1234.5`; more digits than the currency has, or too large: `bad_amount`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self> {
        let bad = || problem::BAD_AMOUNT.problem().param("given", text);
        let trimmed = text.trim().trim_start_matches(currency.symbol()).replace(',', "");
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest.to_owned()),
            None => (false, trimmed),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let places = currency.exponent() as usize;
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || fraction.len() > places
            || whole.len() > 15
        {
            return Err(bad());
        }
        let minor: i64 = format!("{whole}{fraction:0<places$}").parse().map_err(|_| bad())?;
        if minor > MINOR_MAX {
            return Err(bad());
        }
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }

    /// The decimal text without symbol or grouping: `-12.30`.
    #[must_use]
    pub fn decimal(self) -> String {
        let places = self.currency.exponent() as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.minor < 0 { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

fn overflow() -> Problem {
    problem::BAD_AMOUNT.problem().param("reason", "overflow")
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

/// A share in parts per million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate {
    /// Parts per million; 150_000 is 15 %.
    pub ppm: i64,
}

impl Rate {
    /// The whole.
    pub const ONE: Self = Self { ppm: 1_000_000 };
    /// Nothing.
    pub const ZERO: Self = Self { ppm: 0 };
    /// From whole percents.
    #[must_use]
    pub const fn percent(percent: i64) -> Self {
        Self { ppm: percent * 10_000 }
    }
    /// From parts per million.
    #[must_use]
    pub const fn from_ppm(ppm: i64) -> Self {
        Self { ppm }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.4}", self.ppm as f64 / 10_000.0);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Scalar for Rate {
    const KIND: ScalarKind = ScalarKind::Integer;
    fn to_value(&self) -> Value {
        Value::Integer(Some(self.ppm))
    }
    fn from_value(value: Value) -> Result<Self> {
        value.integer().map(|ppm| Self { ppm })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    #[test]
    fn reads_and_writes_decimals() {
        for (given, expected) in [
            ("1234.5", Some(123_450)),
            ("¥1,234.56", Some(123_456)),
            ("-0.05", Some(-5)),
            ("0", Some(0)),
            ("1.234", None),
            ("", None),
            (".5", None),
            ("1e9", None),
            ("99999999999999999999", None),
            ("1000000000.01", None),
        ] {
            assert_eq!(Money::parse(given, Currency::Cny).ok().map(|money| money.minor), expected, "{given}");
        }
        assert_eq!(cny(-5).decimal(), "-0.05");
        assert_eq!(Money::new(500, Currency::Jpy).decimal(), "500");
    }

    #[test]
    fn refuses_what_cannot_be() {
        assert!(cny(i64::MAX).plus(cny(1)).unwrap_err().is(problem::BAD_AMOUNT));
        assert!(cny(1).plus(Money::new(1, Currency::Usd)).unwrap_err().is(problem::CURRENCY_MISMATCH));
        assert!(cny(1).allocate(&[0, 0]).is_err());
    }

    #[test]
    fn shares_round_half_away() {
        assert_eq!(cny(50).share(Rate::percent(5)).unwrap().minor, 3);
        assert_eq!(cny(-50).share(Rate::percent(5)).unwrap().minor, -3);
        assert_eq!(Rate::percent(15).to_string(), "15%");
    }

    proptest! {
        #[test]
        fn allocation_loses_nothing(minor in -1_000_000_000i64..1_000_000_000, weights in prop::collection::vec(0u64..1000, 1..8)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = cny(minor).allocate(&weights).unwrap();
            prop_assert_eq!(parts.iter().map(|part| part.minor).sum::<i64>(), minor);
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = minor as f64 * *weight as f64 / weights.iter().sum::<u64>() as f64;
                prop_assert!((part.minor as f64 - exact).abs() <= 1.0);
            }
        }

        #[test]
        fn decimals_round_trip(minor in -MINOR_MAX..MINOR_MAX) {
            prop_assert_eq!(Money::parse(&cny(minor).decimal(), Currency::Cny).unwrap().minor, minor);
        }
    }
}
