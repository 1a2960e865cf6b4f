//! Spreading an amount over signed rests, exactly.

/// Splits `amount` over `rests` in proportion; the parts sum to it, none goes beyond its rest, and units that rounding leaves go to `sink`
/// first, then to the others in order. Taking everything that is left gives exactly the rests. Rests may be negative (a discount that is
/// taken back too); the caller has checked that the amount lies between nothing and their sum.
#[must_use]
pub fn spread(amount: i64, rests: &[i64], sink: usize) -> Vec<i64> {
    let whole: i128 = rests.iter().map(|rest| i128::from(*rest)).sum();
    let mut parts = vec![0i64; rests.len()];
    if whole != 0 {
        for (part, rest) in parts.iter_mut().zip(rests) {
            *part = (i128::from(*rest) * i128::from(amount) / whole) as i64;
        }
    }
    let mut missing = amount - parts.iter().sum::<i64>();
    let order = std::iter::once(sink).chain((0..rests.len()).filter(|index| *index != sink));
    for index in order {
        let (Some(part), Some(rest)) = (parts.get_mut(index), rests.get(index)) else { continue };
        let given = missing.clamp(rest.min(&0) - *part, rest.max(&0) - *part);
        *part += given;
        missing -= given;
    }
    // Only an amount that the rests cannot hold leaves something here; it must not be lost.
    if let Some(part) = parts.get_mut(sink) {
        *part += missing;
    }
    parts
}
