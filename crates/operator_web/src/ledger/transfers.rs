//! Transfers: the latest, and one with its entries.

use super::chart;
use crate::{
    asked::Asked,
    frame,
    subjects::People,
    tabs::Tab,
    words::{Words, word_or_code},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Visitor};
use kernel::{Money, Permission, Result};
use ledger::{
    model::Owner,
    views::transfers::{self, WholeTransfer},
};
use ui::{Pagination, Shell};

/// A transfer as pages show it.
pub(crate) struct TransferView {
    pub id: String,
    pub what: String,
    pub when: String,
    pub by: String,
    pub state: String,
    pub job: Option<String>,
    pub sequence: Option<i64>,
    pub hash: Option<String>,
    pub entries: Vec<EntryView>,
}

/// One side of it.
pub(crate) struct EntryView {
    pub account: String,
    pub name: String,
    pub debit: Option<Money>,
    pub credit: Option<Money>,
}

impl TransferView {
    /// A transfer with the names of those whose accounts it moves, as far as they are known.
    pub fn of(shell: &Shell, people: &People, whole: &WholeTransfer) -> Self {
        let WholeTransfer { transfer, entries } = whole;
        let entry = |entry: &ledger::model::Entry| {
            let code = shell.t(&entry.account.code.name_key());
            let (debit, credit) = match entry.amount.minor >= 0 {
                true => (Some(entry.amount), None),
                false => (None, Some(Money::new(-entry.amount.minor, entry.amount.currency))),
            };
            EntryView {
                account: entry.account.account_id.to_string(),
                name: match entry.account.owner {
                    Owner::None => code,
                    Owner::Customer(_) | Owner::Technician(_) => {
                        format!("{code} · {}", people.name(&entry.account.owner.to_string()))
                    }
                },
                debit,
                credit,
            }
        };
        Self {
            id: transfer.transfer_id.to_string(),
            what: word_or_code(shell.locale, "billing-fact", &transfer.kind),
            when: shell.date_time(transfer.made_at),
            by: people.name(&transfer.made_by),
            state: shell.word("ledger-transfer", transfer.state),
            job: transfer.refs.job.map(|job| job.to_string()),
            sequence: transfer.sequence,
            hash: transfer.hash.clone(),
            entries: entries.iter().map(entry).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "ledger/transfers.html")]
struct List {
    shell: Shell,
    tabs: Vec<Tab>,
    transfers: Vec<TransferView>,
    pages: Pagination,
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    let list = read_list(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &list, None))
}

async fn read_list(visitor: &Visitor) -> Result<List> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let mut read = visitor.edge.app.db.read().await?;
    let page = transfers::latest(&mut read, visitor.ctx.market, &asked.page(30)?).await?;
    drop(read);
    let people = people_of(visitor, &page.items).await?;
    let shell = frame::shell(visitor, "console-ledger");
    Ok(List {
        tabs: chart::tabs(&shell, "/console/ledger/transfers"),
        pages: asked.pagination(&shell, page.next.as_ref()),
        transfers: page.items.iter().map(|one| TransferView::of(&shell, &people, one)).collect(),
        shell,
    })
}

async fn people_of(visitor: &Visitor, transfers: &[WholeTransfer]) -> Result<People> {
    let owners = transfers.iter().flat_map(|one| &one.entries).map(|entry| entry.account.owner.to_string());
    let ids: Vec<String> = owners.chain(transfers.iter().map(|one| one.transfer.made_by.clone())).collect();
    People::of(visitor, ids.iter().map(String::as_str)).await
}

#[derive(Template)]
#[template(path = "ledger/transfer.html")]
struct Show {
    shell: Shell,
    transfer: TransferView,
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let page = read_one(&visitor, &id).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn read_one(visitor: &Visitor, id: &str) -> Result<Show> {
    frame::require(visitor, Permission::MoneyRead)?;
    let mut read = visitor.edge.app.db.read().await?;
    let whole = transfers::transfer(&mut read, visitor.ctx.market, id.parse()?).await?;
    drop(read);
    let people = people_of(visitor, std::slice::from_ref(&whole)).await?;
    let shell = frame::shell(visitor, "console-ledger");
    let back = shell.t("day-transfers");
    let transfer = TransferView::of(&shell, &people, &whole);
    let shell = shell.titled(transfer.what.clone()).back("/console/ledger/transfers", back);
    Ok(Show { transfer, shell })
}
