//! Reproducible chance for everything generated or simulated: the same seed and name always throw the same.

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};

/// A seeded source of choices.
#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// Dice that belong to a name, under a seed; throwing others does not change these.
    #[must_use]
    pub fn of(seed: u64, name: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(name.as_bytes());
        Self(StdRng::from_seed(hash.finalize().into()))
    }

    /// A number from 0 to `bound - 1`; 0 when the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { self.0.random_range(0..bound) }
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A number around `mean`, bell-shaped (sum of twelve), about two thirds within one `spread`.
    pub fn around(&mut self, mean: f64, spread: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        mean + (sum - 6.0) * spread
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The index of one of the weights, in proportion to them.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        let mut left = if total == 0 { 0 } else { self.0.random_range(0..total) };
        for (index, weight) in weights.iter().enumerate() {
            let weight = u64::from(*weight);
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// The items in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_throws_the_same() {
        let throw = |seed, name: &str| {
            let mut dice = Dice::of(seed, name);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1, "a"), throw(1, "a"));
        assert_ne!(throw(1, "a"), throw(1, "b"));
        assert_ne!(throw(1, "a"), throw(2, "a"));
    }

    #[test]
    fn weights_and_bounds_are_kept() {
        let mut dice = Dice::of(1, "weights");
        let mut counts = [0; 3];
        for _ in 0..4000 {
            counts[dice.weighted(&[3, 0, 1])] += 1;
        }
        assert!(counts[1] == 0 && (2800..3200).contains(&counts[0]));
        assert!((0..1000).all(|_| (0.0..1.0).contains(&dice.share())));
        assert_eq!(dice.below(0), 0);
    }
}
