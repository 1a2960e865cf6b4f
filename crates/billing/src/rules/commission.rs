//! Which commission rate holds: dated rules by category and level, with the defaults of DOMAIN 6.

use crate::model::{Category, CommissionRule};
use kernel::{Rate, Timestamp};

/// The rate when a market has set none (DOMAIN 6).
#[must_use]
pub const fn default_rate(category: Category) -> Rate {
    match category {
        Category::Cleaning | Category::Repair | Category::PlumbingElectric | Category::Fees => Rate::percent(18),
        Category::Parts => Rate::percent(8),
        Category::Installation => Rate::percent(10),
        Category::Appliance => Rate::percent(15),
    }
}

/// The rate at a moment: the latest rule for this level, else the latest for all levels, else the default.
#[must_use]
pub fn rate(rules: &[CommissionRule], category: Category, level: u8, at: Timestamp) -> Rate {
    let latest = |wanted: Option<u8>| {
        rules
            .iter()
            .filter(|rule| rule.category == category && rule.level == wanted && rule.valid_from <= at)
            .max_by_key(|rule| rule.valid_from)
    };
    latest(Some(level)).or_else(|| latest(None)).map_or(default_rate(category), |rule| rule.rate)
}
