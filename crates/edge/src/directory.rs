//! The markets of the installation, kept in memory and re-read when one changes.

use db::Database;
use kernel::{MarketId, Result};
use markets::{Market, Territory};
use std::sync::{Arc, RwLock};

/// The markets by id, in order of opening.
pub struct Directory(RwLock<Arc<Listing>>);

struct Listing {
    markets: Vec<Arc<Market>>,
    territories: Vec<(MarketId, Arc<Vec<Territory>>)>,
}

async fn list(db: &Database) -> Result<Listing> {
    let mut read = db.read().await?;
    let markets: Vec<Arc<Market>> = markets::views::all_markets(&mut read).await?.into_iter().map(Arc::new).collect();
    let mut territories = Vec::new();
    for market in &markets {
        let of_market = markets::views::territories(&mut read, market.market_id).await?;
        territories.push((market.market_id, Arc::new(of_market)));
    }
    Ok(Listing { markets, territories })
}

impl Directory {
    pub(crate) async fn load(db: &Database) -> Result<Self> {
        Ok(Self(RwLock::new(Arc::new(list(db).await?))))
    }

    /// Re-reads; called at every `markets.market_changed`.
    pub async fn refresh(&self, db: &Database) -> Result<()> {
        let listing = Arc::new(list(db).await?);
        *self.0.write().expect("nothing panics while holding the directory") = listing;
        Ok(())
    }

    fn listing(&self) -> Arc<Listing> {
        self.0.read().expect("nothing panics while holding the directory").clone()
    }

    /// A market by id.
    #[must_use]
    pub fn market(&self, id: MarketId) -> Option<Arc<Market>> {
        self.listing().markets.iter().find(|market| market.market_id == id).cloned()
    }

    /// A market by code.
    #[must_use]
    pub fn market_by_code(&self, code: &str) -> Option<Arc<Market>> {
        self.listing().markets.iter().find(|market| market.code == code).cloned()
    }

    /// Every market.
    #[must_use]
    pub fn markets(&self) -> Vec<Arc<Market>> {
        self.listing().markets.clone()
    }

    /// The territories of a market.
    #[must_use]
    pub fn territories(&self, market: MarketId) -> Arc<Vec<Territory>> {
        let listing = self.listing();
        listing.territories.iter().find(|(id, _)| *id == market).map(|(_, list)| list.clone()).unwrap_or_default()
    }

    /// Keeps itself fresh until dropped.
    pub async fn follow(&self, db: &Database) {
        let mut live = db.live();
        loop {
            let changed = match live.recv().await {
                Ok(event) => event.name == "markets.market_changed",
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => true,
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            };
            if changed && let Err(problem) = self.refresh(db).await {
                tracing::warn!(%problem, "the list of markets could not be re-read");
            }
        }
    }
}
