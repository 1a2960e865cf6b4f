//! Invoices by state.

use crate::{asked::Asked, frame, subjects::People, tabs::Tab, words::Words};
use askama::Template;
use billing::{
    model::{Invoice, InvoiceState},
    views::invoices,
};
use edge::{Answer, OrFail, Visitor};
use kernel::{Permission, Result};
use ui::{Pagination, Shell};

#[derive(Template)]
#[template(path = "invoices/list.html")]
struct List {
    shell: Shell,
    tabs: Vec<Tab>,
    states: Vec<Tab>,
    rows: Vec<Row>,
    pages: Pagination,
}

struct Row {
    invoice: Invoice,
    customer: String,
}

/// The tabs above invoices, payments, refunds and unmatched money.
pub(crate) fn tabs(shell: &Shell, here: &str) -> Vec<Tab> {
    let pages = [
        ("/console/invoices", "console-invoices"),
        ("/console/payments", "day-payments"),
        ("/console/payments/refunds", "day-refunds"),
        ("/console/payments/unmatched", "day-unmatched"),
    ];
    pages.iter().map(|(href, label)| Tab::new(*href, shell.t(label), *href == here)).collect()
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    let list = list(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &list, None))
}

async fn list(visitor: &Visitor) -> Result<List> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let state = asked.read::<InvoiceState>("state")?.unwrap_or(InvoiceState::Open);
    let mut read = visitor.edge.app.db.read().await?;
    let page = invoices::by_state(&mut read, visitor.ctx.market, state, &asked.page(50)?).await?;
    drop(read);
    let ids: Vec<String> = page.items.iter().map(|invoice| invoice.customer_id.to_string()).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let shell = frame::shell(visitor, "console-invoices");
    let states = InvoiceState::ALL.iter().map(|known| {
        Tab::new(asked.with("state", known.as_str()), shell.word("billing-invoice", known), *known == state)
    });
    Ok(List {
        tabs: tabs(&shell, "/console/invoices"),
        states: states.collect(),
        pages: asked.pagination(&shell, page.next.as_ref()),
        rows: page
            .items
            .into_iter()
            .map(|invoice| Row { customer: people.name(&invoice.customer_id.to_string()), invoice })
            .collect(),
        shell,
    })
}
