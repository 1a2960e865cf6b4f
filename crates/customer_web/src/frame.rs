//! The frame around every page for customers, and what every handler needs: a read, an id from an address.

use db::Read;
use edge::Visitor;
use kernel::{CustomerId, Result, problem};
use std::str::FromStr;
use ui::{Link, NavItem, Person, Shell};

/// The customer who asks, or `not_signed_in`.
pub(crate) fn customer(visitor: &Visitor) -> Result<CustomerId> {
    visitor.ctx.actor.customer().ok_or_else(|| problem::NOT_SIGNED_IN.problem())
}

/// A read of the database.
pub(crate) async fn read(visitor: &Visitor) -> Result<Read> {
    visitor.edge.app.db.read().await
}

/// An id out of an address; what is not one is `missing`, like any page that is not there.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| problem::MISSING.problem())
}

/// The id of something of the customer's own; whoever is not signed in hears of that first, not of what is there.
pub(crate) fn own_id<T: FromStr>(visitor: &Visitor, text: &str) -> Result<T> {
    customer(visitor)?;
    id(text)
}

/// The frame with the title of a text key, and what the customer has not read.
pub(crate) async fn shell(visitor: &Visitor, title: &str) -> Result<Shell> {
    let (market, mut name) = (visitor.ctx.market, String::new());
    let mut unread = messaging::views::chat::Unread { notices: 0, messages: 0 };
    if let Ok(customer) = customer(visitor) {
        let mut db = read(visitor).await?;
        unread = messaging::views::chat::unread_of(&mut db, market, &visitor.ctx.actor).await?;
        name = customers::views::customer(&mut db, market, customer).await?.name;
    }
    let t = |key: &str| i18n::text(visitor.ctx.locale, key);
    let mut shell = visitor.shell(t(title));
    let count = |count: i64| u32::try_from(count).unwrap_or(0);
    shell.nav = vec![
        NavItem::new("/", t("customer-home"), "home"),
        NavItem::new("/services", t("customer-services"), "grid").covers(&["/repair", "/quotes", "/bookings"]),
        NavItem::new("/orders", t("customer-orders"), "list").count(count(unread.messages)).covers(&["/payments"]),
        NavItem::new("/account", t("customer-account"), "user").count(count(unread.notices)),
    ];
    if visitor.identity.is_some() {
        shell.person = Some(Person {
            name: if name.is_empty() { t("customer-account") } else { name },
            note: visitor.market.names.get(visitor.ctx.locale).to_owned(),
            links: vec![
                Link::new("/account/notices", t("customer-notices")),
                Link::new("/account", t("customer-account")),
            ],
            sign_out: "/sign-out".to_owned(),
        });
    }
    Ok(shell)
}
