//! Logarithms and powers that every machine computes alike.
//!
//! Those of the standard library are the system's own and may differ in the last digit, enough to accept a step on one machine and refuse it
//! on another. These are series of additions, products and quotients, which IEEE 754 rounds alike everywhere.

use std::f64::consts::{LN_2, SQRT_2};

/// Natural logarithm of a number that is positive and not subnormal; exact to about 15 digits.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023;
    let mut m = f64::from_bits(bits & !(0x7FF << 52) | 1023 << 52);
    if m > SQRT_2 {
        (m, exponent) = (m / 2.0, exponent + 1);
    }
    // ln m = 2 artanh t = 2 (t + t^3 / 3 + t^5 / 5 + ...), and t is at most 0.172.
    let t = (m - 1.0) / (m + 1.0);
    let series = (0..11).rev().fold(0.0, |sum, k| sum * t * t + 1.0 / f64::from(2 * k + 1));
    f64::from(exponent) * LN_2 + 2.0 * t * series
}

/// A number from 0 on to some power; 0 for what is none.
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    if base >= f64::MIN_POSITIVE { exp(exponent * ln(base)) } else { 0.0 }
}

/// e to some power.
fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let k = (x / LN_2).round();
    let rest = x - k * LN_2;
    let series = (1..18).rev().fold(1.0, |sum, n| 1.0 + sum * rest / f64::from(n));
    series * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn they_are_the_logarithms_and_powers_of_the_standard_library_but_for_the_last_digits() {
        let mut random = Random::new(5);
        for _ in 0..10_000 {
            let x = random.unit().max(1e-300) * [1.0, 1e-9, 1e-290, 1e6][random.below(4)];
            let x = x.max(1e-300);
            assert!((ln(x) - x.ln()).abs() <= 1e-14 * x.ln().abs().max(1.0), "{x}");
            let (base, share) = (random.unit() * 2.0, random.unit());
            assert!((power(base, share) - base.powf(share)).abs() <= 1e-13, "{base} {share}");
        }
        assert_eq!((ln(1.0), power(0.0, 0.5), power(f64::NAN, 1.0), power(1.0, 0.3)), (0.0, 0.0, 0.0, 1.0));
    }
}
