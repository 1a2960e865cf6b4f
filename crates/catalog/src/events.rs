//! What the catalogue announces.

use db::Event;
use kernel::{CustomerId, JobId, Money, PriceBookId, QuoteId, time::Date};
use serde::{Deserialize, Serialize};

/// A category, service, checklist, fault or word changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogChanged {
    /// Id or code of what changed.
    pub subject: String,
}

impl Event for CatalogChanged {
    const NAME: &'static str = "catalog.changed";
    fn subject(&self) -> String {
        self.subject.clone()
    }
    fn topics(&self) -> Vec<String> {
        vec!["catalogue".to_owned()]
    }
}

/// A price book became fixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceBookPublished {
    /// Which.
    pub price_book: PriceBookId,
    /// Its number.
    pub number: i64,
    /// First day.
    pub valid_from: Date,
}

impl Event for PriceBookPublished {
    const NAME: &'static str = "catalog.price_book_published";
    fn subject(&self) -> String {
        self.price_book.to_string()
    }
    fn topics(&self) -> Vec<String> {
        vec!["catalogue".to_owned()]
    }
}

/// A binding offer was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuoteMade {
    /// Which.
    pub quote: QuoteId,
    /// For whom, when known.
    pub customer: Option<CustomerId>,
    /// For extra work: of which job.
    pub job: Option<JobId>,
    /// The smallest total of its options.
    pub lowest_total: Money,
}

impl Event for QuoteMade {
    const NAME: &'static str = "catalog.quote_made";
    fn subject(&self) -> String {
        self.quote.to_string()
    }
}
