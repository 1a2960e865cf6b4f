//! `/account/balance`: the customer's money with us, and how it came about.

use super::framed;
use crate::{
    frame::{customer, read},
    typed::{Asked, Typed},
    words::Words,
};
use askama::Template;
use axum::{Router, routing::get};
use billing::model::Owner;
use db::{Cursor, PageRequest};
use edge::{Answer, Edge, OrFail, Visitor, page};
use kernel::{Money, Result};
use ledger::model::AccountCode;
use ui::{Html, Pagination, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/account/balance", get(show))
}

struct Row {
    title: String,
    time: String,
    amount: Money,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "account/balance.html")]
struct Show {
    shell: Shell,
    balance: Money,
    rows: Vec<Row>,
    pages: Pagination,
}

async fn show(visitor: Visitor) -> Answer {
    let found = read_balance(&visitor).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&found)))
}

async fn read_balance(visitor: &Visitor) -> Result<Show> {
    let shell = framed(visitor, "customer-balance").await?;
    let (market, customer, currency) = (visitor.ctx.market, customer(visitor)?, visitor.market.currency);
    let mut db = read(visitor).await?;
    let wallet = billing::views::wallets::wallet(&mut db, market, Owner::Customer(customer), currency).await?;
    let after: Option<Cursor> = Asked::of(visitor)?.maybe_as("after")?;
    let newer = after.as_ref().map(|_| "/account/balance".to_owned());
    let accounts =
        ledger::views::accounts::accounts_of_owner(&mut db, market, ledger::model::Owner::Customer(customer)).await?;
    let account = accounts.iter().find(|line| line.account.code == AccountCode::CustomerBalance);
    let (mut rows, mut older) = (Vec::new(), None);
    if let Some(line) = account {
        let asked = PageRequest::new(after, Some(30));
        let page = ledger::views::transfers::statement(&mut db, market, line.account.account_id, &asked).await?;
        older = page.next.map(|next| format!("/account/balance?after={next}"));
        rows = page.items.iter().map(|entry| row(&shell, entry)).collect();
    }
    let pages = ui::pagination(shell.locale, newer, older);
    Ok(Show { balance: wallet.free(), rows, pages, shell })
}

/// A line of the statement; a balance stands on the books' other side, so what is credited comes in.
fn row(shell: &Shell, entry: &ledger::views::transfers::StatementLine) -> Row {
    let transfer = &entry.transfer;
    Row {
        title: shell.word_or_code("billing-fact", &transfer.kind),
        time: shell.date_time(transfer.made_at),
        amount: Money::new(-entry.amount.minor, entry.amount.currency),
        href: transfer.refs.job.map(|job| format!("/orders/{job}")),
    }
}
