//! `/account` and `/account/profile`: the overview, name and language.

use super::framed;
use crate::{
    frame::{customer, read, shell},
    typed::Typed,
};
use access::actions::SetPreferences;
use askama::Template;
use axum::{Router, routing::get};
use billing::model::Owner;
use customers::{Customer, actions::EditOwnProfile};
use edge::{Answer, Edge, Failure, OrFail, Submitted, Visitor, page, see_other};
use kernel::{Kind, Locale, MailAddress, Result};
use ui::{Choice, Form, Html, Shell, Theme, Width};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/account", get(overview)).route("/account/profile", get(show).post(save))
}

struct Entry {
    href: &'static str,
    icon: &'static str,
    title: String,
    note: String,
    count: i64,
}

#[derive(Template)]
#[template(path = "account/overview.html")]
struct Overview {
    shell: Shell,
    customer: Customer,
    entries: Vec<Entry>,
}

async fn overview(visitor: Visitor) -> Answer {
    let found = read_overview(&visitor).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&found)))
}

async fn read_overview(visitor: &Visitor) -> Result<Overview> {
    let id = customer(visitor)?;
    let shell = shell(visitor, "customer-account").await?.width(Width::Narrow);
    let (market, currency) = (visitor.ctx.market, visitor.market.currency);
    let mut db = read(visitor).await?;
    let file = customers::views::file(&mut db, market, id).await?;
    let wallet = billing::views::wallets::wallet(&mut db, market, Owner::Customer(id), currency).await?;
    let unread = messaging::views::chat::unread_of(&mut db, market, &visitor.ctx.actor).await?;
    let entry = |href, icon, key: &str, note: String| Entry { href, icon, title: shell.t(key), note, count: 0 };
    let count = |key: &str, count: usize| shell.tw(key, &[("count", i64::try_from(count).unwrap_or(0).into())]);
    let entries = vec![
        Entry { count: unread.notices, ..entry("/account/notices", "bell", "customer-notices", String::new()) },
        entry("/account/balance", "wallet", "customer-balance", shell.money(wallet.free())),
        entry("/account/properties", "home", "customer-properties", count("customer-count", file.properties.len())),
        entry("/account/contacts", "users", "customer-contacts", count("customer-count", file.contacts.len())),
        entry("/account/technicians", "star", "customer-technicians", count("customer-count", file.ties.len())),
        entry("/account/profile", "settings", "customer-profile", String::new()),
        entry("/account/sessions", "monitor", "customer-sessions", String::new()),
    ];
    Ok(Overview { customer: file.customer, entries, shell })
}

#[derive(Template)]
#[template(path = "account/profile.html")]
struct Profile {
    shell: Shell,
    customer: Customer,
    form: Form,
    locales: Vec<Choice>,
    themes: Vec<Choice>,
}

async fn show(visitor: Visitor) -> Answer {
    render(&visitor, None).await
}

async fn render(visitor: &Visitor, refused: Option<(&Submitted, kernel::Problem)>) -> Answer {
    let status = refused.as_ref().map_or(200, |(_, problem)| problem.kind().status());
    let found: Result<Profile> = async {
        let id = customer(visitor)?;
        let shell = framed(visitor, "customer-profile").await?;
        let customer = customers::views::customer(&mut read(visitor).await?, visitor.ctx.market, id).await?;
        let locale = customer.locale.map(|locale| locale.to_string()).unwrap_or_default();
        let theme = visitor.identity.as_ref().map_or(Theme::Auto.to_string(), |who| who.theme.to_string());
        let mail = customer.mail.as_ref().map_or("", MailAddress::as_str);
        let form = Form::new(shell.locale).with("name", &customer.name).with("mail", mail);
        let form = form.with("locale", locale).with("theme", theme);
        let form = match refused {
            Some((sent, problem)) => form.filled(sent.pairs.clone()).failed(problem),
            None => form.with("version", customer.version),
        };
        let browser = Choice::new("", shell.t("customer-locale-browser"));
        let languages = shell.locales().map(|(locale, name)| Choice::new(locale, name));
        let locales = std::iter::once(browser).chain(languages).collect();
        let themes = Theme::ALL.iter().map(|theme| Choice::new(theme, shell.t(&format!("ui-theme-{theme}")))).collect();
        Ok(Profile { shell, customer, form, locales, themes })
    }
    .await;
    Ok(page(visitor, Html::page(&found.or_fail(visitor)?).map(|html| html.with_status(status))))
}

async fn save(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let saved: Result<()> = async {
        let locale: Option<Locale> = form.maybe_as("locale")?;
        let theme = form.maybe_as("theme")?.unwrap_or(access::Theme::Auto);
        let (name, mail) = (form.text("name").to_owned(), form.maybe_as("mail")?);
        let edit = EditOwnProfile { name, mail, locale, version: form.number("version")? };
        visitor.edge.app.db.perform(&visitor.ctx, edit).await?;
        visitor.edge.app.db.perform(&visitor.ctx, SetPreferences { locale, theme }).await
    }
    .await;
    match saved {
        Ok(()) => Ok(see_other(visitor, "/account", &[visitor.flash_cookie("customer-saved")])),
        Err(problem) if problem.kind() == Kind::Broken => Err(Failure::of(visitor, problem)),
        Err(problem) => render(visitor, Some((&form, problem))).await,
    }
}
