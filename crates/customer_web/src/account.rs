//! `/account`: what we know of the customer, and what they can change.

mod balance;
mod contacts;
mod notices;
mod profile;
mod properties;
mod sessions;
mod technicians;

use axum::Router;
use edge::{Edge, Visitor};
use kernel::Result;
use ui::{Shell, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .merge(balance::routes())
        .merge(contacts::routes())
        .merge(notices::routes())
        .merge(profile::routes())
        .merge(properties::routes())
        .merge(sessions::routes())
        .merge(technicians::routes())
}

/// The frame of a page below the account.
async fn framed(visitor: &Visitor, title: &str) -> Result<Shell> {
    crate::frame::customer(visitor)?;
    let shell = crate::frame::shell(visitor, title).await?;
    let label = shell.t("customer-account");
    Ok(shell.back("/account", label).width(Width::Narrow))
}
