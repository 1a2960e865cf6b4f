//! The frame around every page of the console: navigation by permission, the person, the market.

use crate::forms::Refused;
use askama::Template;
use axum::response::Response;
use edge::Visitor;
use kernel::{Permission, Result, problem};
use ui::{Html, Link, NavItem, Person, Shell};

kernel::refusals! {
    /// A password that somebody else knows must be changed before anything else.
    PASSWORD_DUE = Forbidden "password_due";
}

/// Who is at the console; fails with `not_signed_in` for strangers, `password_due` for staff with a given password, and `forbidden` for
/// staff without the permission.
pub(crate) fn require(visitor: &Visitor, permission: Permission) -> Result<()> {
    let Some(identity) = &visitor.identity else { return Err(problem::NOT_SIGNED_IN.problem()) };
    if identity.must_change_password && permission != Permission::OwnSession {
        return Err(PASSWORD_DUE.problem());
    }
    visitor.ctx.require(permission)
}

/// Whether the visitor may, for showing or hiding what a page offers; the action decides.
pub(crate) fn may(visitor: &Visitor, permission: Permission) -> bool {
    visitor.ctx.actor.may(permission, visitor.ctx.market)
}

/// The first page the person may see; their account when a new password is due or nothing else is open to them.
pub(crate) fn first_page(visitor: &Visitor) -> &'static str {
    ENTRIES.iter().find(|entry| may(visitor, entry.permission)).map_or(ACCOUNT, |entry| entry.href)
}

/// The page of the person's own account.
pub(crate) const ACCOUNT: &str = "/console/account";

/// Shows a page; with the status of the refused form when it shows one.
pub(crate) fn respond(visitor: &Visitor, template: &impl Template, refused: Option<&Refused>) -> Response {
    edge::page(visitor, Html::page(template).map(|html| html.with_status(Refused::status(refused))))
}

/// Shows a page with a secret that is readable this once: no browser keeps it.
pub(crate) fn respond_once(visitor: &Visitor, template: &impl Template) -> Response {
    edge::page(visitor, Html::page(template).map(|html| html.with_header("cache-control", "no-store")))
}

/// An address that only takes forms, asked for as a page (a refused form reloaded): on to the page above it.
pub(crate) async fn page_above(visitor: Visitor) -> Response {
    let path = visitor.here.split('?').next().unwrap_or_default();
    let above = path.rsplit_once('/').map_or(ACCOUNT, |(above, _)| above);
    edge::see_other(&visitor, above, &[])
}

/// After a form was accepted: on to a page with a sentence, which is a text key.
pub(crate) fn done(visitor: &Visitor, location: &str, sentence: &str) -> Response {
    edge::see_other(visitor, location, &[visitor.flash_cookie(sentence)])
}

/// The frame of a page that has forms: `page` is its address, also when a form that was sent elsewhere is shown on it again.
pub(crate) fn shell_at(visitor: &Visitor, title: &str, page: &str, refused: Option<&Refused>) -> Shell {
    let mut shell = shell(visitor, title);
    if refused.is_some() {
        page.clone_into(&mut shell.here);
    }
    shell
}

/// The frame with a title.
#[must_use]
pub(crate) fn shell(visitor: &Visitor, title: &str) -> Shell {
    let mut shell = visitor.shell(i18n::text(visitor.ctx.locale, title));
    let Some(identity) = &visitor.identity else { return shell };
    let t = |key: &str| i18n::text(visitor.ctx.locale, key);
    let may = |permission| visitor.ctx.actor.may(permission, visitor.ctx.market);
    let mut section = None;
    for entry in ENTRIES {
        if !may(entry.permission) {
            section = entry.section.or(section);
            continue;
        }
        let mut item = NavItem::new(entry.href, t(entry.label), entry.icon);
        if let Some(title) = entry.section.or(section.take()) {
            item = item.section(t(title));
        }
        shell.nav.push(item);
    }
    shell.person = Some(Person {
        name: identity.name.clone(),
        note: visitor.market.names.get(visitor.ctx.locale).to_owned(),
        links: vec![Link::new(ACCOUNT, t("console-account"))],
        sign_out: "/console/sign-out".to_owned(),
    });
    shell
}

struct Entry {
    href: &'static str,
    label: &'static str,
    icon: &'static str,
    permission: Permission,
    section: Option<&'static str>,
}

const fn entry(href: &'static str, label: &'static str, icon: &'static str, permission: Permission) -> Entry {
    Entry { href, label, icon, permission, section: None }
}

const fn first(section: &'static str, entry: Entry) -> Entry {
    Entry { section: Some(section), ..entry }
}

/// The navigation, in order; entries whose permission is missing are not shown.
const ENTRIES: &[Entry] = &[
    first("console-section-day", entry("/console/jobs", "console-jobs", "list", Permission::JobsRead)),
    entry("/console/board", "console-board", "board", Permission::DispatchRead),
    entry("/console/new-job", "console-new-job", "phone", Permission::JobsWrite),
    entry("/console/chats", "console-chats", "message", Permission::MessagesRead),
    first(
        "console-section-people",
        entry("/console/customers", "console-customers", "user", Permission::CustomersRead),
    ),
    entry("/console/technicians", "console-technicians", "users", Permission::WorkforceRead),
    entry("/console/reviews", "console-reviews", "star", Permission::MessagesRead),
    first("console-section-offer", entry("/console/catalog", "console-catalog", "grid", Permission::CatalogRead)),
    entry("/console/price-books", "console-price-books", "tag", Permission::CatalogRead),
    entry("/console/territories", "console-territories", "map", Permission::DispatchRead),
    first("console-section-money", entry("/console/invoices", "console-invoices", "receipt", Permission::MoneyRead)),
    entry("/console/ledger", "console-ledger", "book", Permission::MoneyRead),
    entry("/console/settlements", "console-settlements", "wallet", Permission::MoneyRead),
    first("console-section-rules", entry("/console/users", "console-users", "shield", Permission::AccessRead)),
    entry("/console/templates", "console-templates", "mail", Permission::MessagesRead),
    entry("/console/deliveries", "console-deliveries", "send", Permission::MessagesRead),
    entry("/console/policies", "console-policies", "settings", Permission::MarketsWrite),
    entry("/console/audit", "console-audit", "clock", Permission::AuditRead),
];
