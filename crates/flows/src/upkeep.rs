//! What has to be done now and then in every market: seal the books, forget what nobody needs any more.

use crate::App;
use kernel::{Actor, Ctx, Locale, Result};
use ledger::seal::SealTransfers;
use std::time::Duration;

/// Transfers sealed in one transaction.
const SEALED_AT_ONCE: i64 = 500;

/// Keeps the house until dropped: books are sealed every few seconds, old things are forgotten every hour.
pub async fn keep_house(app: &App) {
    let mut rounds: u64 = 0;
    loop {
        if let Err(problem) = one_round(app, rounds.is_multiple_of(720)).await {
            tracing::warn!(%problem, "upkeep did not get through; it comes again");
        }
        rounds += 1;
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// One round in every market; `thorough` also forgets.
pub async fn one_round(app: &App, thorough: bool) -> Result<()> {
    let markets = markets::views::all_markets(&mut app.db.read().await?).await?;
    for market in markets {
        let ctx = app.ctx(Actor::System, market.brand_id, market.market_id, Locale::default());
        seal(app, &ctx).await?;
        if thorough {
            forget(app, &ctx).await?;
        }
    }
    Ok(())
}

/// Seals everything that has been posted.
pub async fn seal(app: &App, ctx: &Ctx) -> Result<()> {
    while app.db.perform(ctx, SealTransfers { limit: SEALED_AT_ONCE }).await?.count >= SEALED_AT_ONCE {}
    Ok(())
}

async fn forget(app: &App, ctx: &Ctx) -> Result<()> {
    app.db.perform(ctx, db::ForgetOldKeys).await?;
    app.db.perform(ctx, access::actions::ForgetExpired).await?;
    app.db.perform(ctx, dispatch::actions::ForgetOldHolds).await?;
    app.db.perform(ctx, catalog::actions::ForgetOldQuotes).await.map(drop)
}
