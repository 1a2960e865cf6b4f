//! Facts announced by this context.

use kernel::MarketId;
use serde::{Deserialize, Serialize};

/// The numbers, territories or facts of a market changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MarketChanged {
    /// Which market.
    pub market: MarketId,
    /// What: `market`, `territory` or the policy's name.
    pub part: String,
}

impl db::Event for MarketChanged {
    const NAME: &'static str = "markets.market_changed";
    fn subject(&self) -> String {
        self.market.to_string()
    }
}
