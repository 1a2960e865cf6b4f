//! `/`: what we do, found in a moment.

use crate::{
    frame::{read, shell},
    services::{Card, card},
    words::{Words, icon_of},
};
use askama::Template;
use axum::{Router, routing::get};
use catalog::views::{Branch, Shown};
use edge::{Answer, Edge, OrFail, Visitor, page};
use jobs::model::State;
use kernel::Result;
use ui::{Html, Shell, Tone};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/", get(show))
}

struct Category {
    href: String,
    icon: &'static str,
    name: String,
}

/// The customer's work under way.
struct Current {
    href: String,
    service: String,
    state: State,
    tone: Tone,
    window: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    shell: Shell,
    city: String,
    current: Vec<Current>,
    categories: Vec<Category>,
    popular: Vec<Card>,
}

async fn show(visitor: Visitor) -> Answer {
    let home = read_home(&visitor).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&home)))
}

async fn read_home(visitor: &Visitor) -> Result<Home> {
    let shell = shell(visitor, "customer-home").await?;
    let mut db = read(visitor).await?;
    let tree = catalog::views::catalogue_tree(&mut db, visitor.ctx.market, visitor.ctx.now, Shown::Active).await?;
    Ok(Home {
        city: visitor.market.names.get(visitor.ctx.locale).to_owned(),
        current: current(visitor, &shell, &mut db).await?,
        categories: tree.iter().map(|branch| category(&shell, branch)).collect(),
        popular: popular(&shell, &tree),
        shell,
    })
}

fn category(shell: &Shell, branch: &Branch) -> Category {
    let spec = &branch.category.spec;
    Category {
        href: format!("/services?category={}", spec.code),
        icon: icon_of(&spec.code),
        name: shell.name(&spec.names.zh, &spec.names.en),
    }
}

/// The services of a branch and of the branches below it.
fn all(branch: &Branch) -> Box<dyn Iterator<Item = &catalog::views::ServiceCard> + '_> {
    Box::new(branch.services.iter().chain(branch.branches.iter().flat_map(all)))
}

/// The first services of each category, in the catalogue's order.
fn popular(shell: &Shell, tree: &[Branch]) -> Vec<Card> {
    let firsts = tree.iter().flat_map(|branch| {
        let icon = icon_of(&branch.category.spec.code);
        all(branch).filter(|service| service.unit_price.is_some()).take(2).map(move |service| (service, icon))
    });
    firsts.take(8).map(|(service, icon)| card(shell, service, icon)).collect()
}

async fn current(visitor: &Visitor, shell: &Shell, db: &mut db::Read) -> Result<Vec<Current>> {
    let Some(customer) = visitor.ctx.actor.customer() else { return Ok(Vec::new()) };
    let page = db::PageRequest::first(10);
    let rows = jobs::views::customer_jobs(db, visitor.ctx.market, customer, &page).await?.items;
    let open = rows.into_iter().filter(|row| crate::words::is_open(row.job.stage)).take(2);
    Ok(open
        .map(|row| Current {
            href: format!("/orders/{}", row.job.number),
            service: row.job.service_names.in_locale(shell.locale).to_owned(),
            state: row.visit.state,
            tone: crate::words::tone(row.visit.state),
            window: shell.window(row.visit.window),
        })
        .collect())
}
