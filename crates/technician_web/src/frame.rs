//! The frame around every page for technicians.

use edge::Visitor;
use kernel::{Result, TechnicianId, problem};
use ui::{Link, NavItem, Person, Shell};

/// The technician who asks, or `not_signed_in`.
pub fn technician(visitor: &Visitor) -> Result<TechnicianId> {
    visitor.ctx.actor.technician().ok_or_else(|| problem::NOT_SIGNED_IN.problem())
}

/// The frame with the title of a text key.
#[must_use]
pub fn shell(visitor: &Visitor, title: &str) -> Shell {
    let t = |key: &str| i18n::text(visitor.ctx.locale, key);
    let mut shell = visitor.shell(t(title));
    if visitor.identity.is_none() {
        return shell;
    }
    shell.nav = vec![
        NavItem::new("/field", t("field-day"), "calendar"),
        NavItem::new("/field/pool", t("field-pool"), "bolt"),
        NavItem::new("/field/wallet", t("field-wallet"), "wallet"),
        NavItem::new("/field/me", t("field-me"), "user"),
    ];
    shell.person = Some(Person {
        name: t("field-me"),
        note: visitor.market.names.get(visitor.ctx.locale).to_owned(),
        links: vec![Link::new("/field/me", t("field-me"))],
        sign_out: "/field/sign-out".to_owned(),
    });
    shell
}
