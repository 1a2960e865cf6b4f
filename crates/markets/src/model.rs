//! Nouns: brand, market, territory.

use kernel::{BrandId, Currency, MarketId, Place, TerritoryId, Zone};
use serde::{Deserialize, Serialize};

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Names {
    /// A name from its two languages.
    #[must_use]
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// The name in a language.
    #[must_use]
    pub fn get(&self, locale: kernel::Locale) -> &str {
        match locale {
            kernel::Locale::ZhCn => &self.zh,
            kernel::Locale::En => &self.en,
        }
    }
}

/// A company that uses the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Its id.
    pub brand_id: BrandId,
    /// What people call it.
    pub names: Names,
}

/// A brand's operation in one city.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// Its id.
    pub market_id: MarketId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// Short name for addresses and commands, unique in the brand: `shanghai`.
    pub code: String,
    /// What people call it.
    pub names: Names,
    /// Its time zone.
    pub zone: Zone,
    /// Its currency.
    pub currency: Currency,
    /// Its middle, where maps open.
    pub centre: Place,
    /// The service phone people may call.
    pub phone: String,
    /// Row version.
    pub version: i64,
}

/// An area of a market with its own rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Territory {
    /// Its id.
    pub territory_id: TerritoryId,
    /// Short name, unique in the market.
    pub code: String,
    /// What people call it.
    pub names: Names,
    /// Its border: a ring of (longitude, latitude) corners, not repeated at the end.
    pub ring: Vec<(f64, f64)>,
    /// Whether it is served now.
    pub active: bool,
    /// Row version.
    pub version: i64,
}
