//! The frame around every page for customers.

use edge::Visitor;
use kernel::{CustomerId, Result, problem};
use ui::{Link, NavItem, Person, Shell};

/// The customer who asks, or `not_signed_in`.
pub fn customer(visitor: &Visitor) -> Result<CustomerId> {
    visitor.ctx.actor.customer().ok_or_else(|| problem::NOT_SIGNED_IN.problem())
}

/// The frame with the title of a text key.
#[must_use]
pub fn shell(visitor: &Visitor, title: &str) -> Shell {
    let t = |key: &str| i18n::text(visitor.ctx.locale, key);
    let mut shell = visitor.shell(t(title));
    shell.nav = vec![
        NavItem::new("/", t("customer-home"), "home"),
        NavItem::new("/orders", t("customer-orders"), "list"),
        NavItem::new("/account", t("customer-account"), "user"),
    ];
    if visitor.identity.is_some() {
        shell.person = Some(Person {
            name: t("customer-account"),
            note: visitor.market.names.get(visitor.ctx.locale).to_owned(),
            links: vec![Link::new("/account", t("customer-account"))],
            sign_out: "/sign-out".to_owned(),
        });
    }
    shell
}
