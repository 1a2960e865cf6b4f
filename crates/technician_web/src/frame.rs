//! The frame around every page for technicians, and how their pages answer.

use crate::asked::Refused;
use askama::Template;
use db::Read;
use edge::{Answer, OrFail, Visitor, page, see_other};
use kernel::{Result, TechnicianId, problem};
use ui::{Html, Link, NavItem, Person, Shell};
use workforce::Technician;

/// The technician who asks, or `not_signed_in`.
pub fn technician(visitor: &Visitor) -> Result<TechnicianId> {
    visitor.ctx.actor.technician().ok_or_else(|| problem::NOT_SIGNED_IN.problem())
}

/// The technician's own row.
pub(crate) async fn myself(read: &mut Read, visitor: &Visitor) -> Result<Technician> {
    workforce::views::technician(read, visitor.ctx.market, technician(visitor)?).await
}

/// What is found under "me".
const BELOW_ME: &[&str] = &["/field/hours", "/field/notices", "/field/reviews", "/field/sessions"];

/// The frame with a title, the navigation with what waits there, and who is signed in.
pub(crate) async fn shell(read: &mut Read, visitor: &Visitor, title: impl Into<String>) -> Result<Shell> {
    let t = |key: &str| i18n::text(visitor.ctx.locale, key);
    let me = myself(read, visitor).await?;
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let unread = messaging::views::chat::unread_of(read, market, &visitor.ctx.actor).await?;
    let offers = dispatch::views::offers_of_technician(read, market, me.technician_id, now).await?;
    let open = offers.iter().filter(|offer| offer.state == dispatch::OfferState::Open);
    let (pool, asked): (Vec<_>, Vec<_>) = open.partition(|offer| offer.mode == dispatch::Mode::Grab);
    let count = |count: i64| u32::try_from(count).unwrap_or(0);
    let mut shell = visitor.shell(title);
    shell.nav = vec![
        NavItem::new("/field", t("field-day"), "calendar").count(count(asked.len() as i64)),
        NavItem::new("/field/pool", t("field-pool"), "bolt").count(count(pool.len() as i64)),
        NavItem::new("/field/wallet", t("field-wallet"), "wallet"),
        NavItem::new("/field/me", t("field-me"), "user").count(count(unread.notices)).covers(BELOW_ME),
    ];
    shell.person = Some(Person {
        name: crate::words::name(visitor.ctx.locale, &me.name_zh, &me.name_en),
        note: visitor.market.names.get(visitor.ctx.locale).to_owned(),
        links: vec![
            Link::new("/field/me", t("field-me")),
            Link::new("/field/notices", t("field-notices")),
            Link::new("/field/hours", t("field-hours")),
            Link::new("/field/reviews", t("field-reviews")),
            Link::new("/field/sessions", t("field-sessions")),
        ],
        sign_out: "/field/sign-out".to_owned(),
    });
    Ok(shell)
}

/// The page, with the status of the refusal it shows.
pub(crate) fn respond(visitor: &Visitor, template: &impl Template, refused: Option<&Refused>) -> Answer {
    let html = Html::page(template).map(|html| html.with_status(Refused::status(refused)));
    Ok(page(visitor, html))
}

/// To another page, with a sentence about what was done.
pub(crate) fn done(visitor: &Visitor, location: &str, key: &str) -> Answer {
    Ok(see_other(visitor, location, &[visitor.flash_cookie(key)]))
}

/// A connection for reading.
pub(crate) async fn read(visitor: &Visitor) -> Result<Read, edge::Failure> {
    visitor.edge.app.db.read().await.or_fail(visitor)
}
