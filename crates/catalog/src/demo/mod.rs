//! The catalogue that a founder starts from: every line of the trade with prices for a large Chinese city.
//!
//! The content is data, in `content/*.json`; this folder turns it into the nouns of the model and writes them through the actions, so that it
//! obeys the same rules as what operators write.

mod content;
mod load;
mod prices;

pub use load::{DemoCatalog, DemoMarket, LoadDemoCatalog, load_demo_catalog};
