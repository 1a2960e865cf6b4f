//! `/orders`: what the customer ordered, newest first.

use crate::{
    frame::{customer, read, shell},
    typed::{Asked, Typed},
    words::{Words, is_open, tone},
};
use askama::Template;
use axum::{Router, routing::get};
use db::{Cursor, PageRequest};
use edge::{Answer, Edge, OrFail, Visitor, page};
use jobs::{model::State, views::VisitWithJob};
use kernel::Result;
use ui::{Html, Pagination, Shell, Tone};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/orders", get(show))
}

struct Row {
    href: String,
    number: String,
    service: String,
    window: String,
    address: String,
    total: String,
    state: State,
    tone: Tone,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "orders/list.html")]
struct List {
    shell: Shell,
    topic: String,
    rows: Vec<Row>,
    pages: Pagination,
}

async fn show(visitor: Visitor) -> Answer {
    let list = read_list(&visitor).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&list)))
}

async fn read_list(visitor: &Visitor) -> Result<List> {
    let customer = customer(visitor)?;
    let shell = shell(visitor, "customer-orders").await?;
    let after: Option<Cursor> = Asked::of(visitor)?.maybe_as("after")?;
    let newer = after.as_ref().map(|_| "/orders".to_owned());
    let asked = PageRequest::new(after, Some(20));
    let found = jobs::views::customer_jobs(&mut read(visitor).await?, visitor.ctx.market, customer, &asked).await?;
    let older = found.next.map(|next| format!("/orders?after={next}"));
    let rows = found.items.iter().map(|row| dress(&shell, row)).collect::<Result<_>>()?;
    Ok(List { topic: format!("customer:{customer}"), rows, pages: ui::pagination(shell.locale, newer, older), shell })
}

fn dress(shell: &Shell, VisitWithJob { job, visit }: &VisitWithJob) -> Result<Row> {
    Ok(Row {
        href: format!("/orders/{}", job.number),
        number: job.number.clone(),
        service: job.service_names.in_locale(shell.locale).to_owned(),
        window: shell.window(visit.window),
        address: job.property.address.clone(),
        total: shell.money(job.due()?),
        state: visit.state,
        tone: tone(visit.state),
        is_open: is_open(job.stage),
    })
}
