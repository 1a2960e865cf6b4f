//! Accounts: of a code, of a person, one with its statement, and why its balance is what it is, down to jobs and transfers.

use crate::{
    asked::Asked,
    frame,
    subjects::People,
    tabs::Tab,
    words::{Words, word_or_code},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Visitor, see_other};
use kernel::{JobId, LedgerAccountId, Money, Permission, Result, problem};
use ledger::{
    model::{AccountCode, Owner, OwnerKind},
    views::{
        accounts::{self, AccountLine},
        explain::{self, Explanation},
        transfers::{self, StatementLine},
    },
};
use ui::{Pagination, Shell};

/// The name of an account: its code, and whose it is.
fn name_of(shell: &Shell, people: &People, line: &AccountLine) -> String {
    let code = shell.t(&line.account.code.name_key());
    match line.account.owner {
        Owner::None => code,
        Owner::Customer(id) => format!("{} · {code}", people.name(&id.to_string())),
        Owner::Technician(id) => format!("{} · {code}", people.name(&id.to_string())),
    }
}

async fn people_of(visitor: &Visitor, lines: &[AccountLine]) -> Result<People> {
    let ids: Vec<String> = lines.iter().map(|line| line.account.owner.to_string()).collect();
    People::of(visitor, ids.iter().map(String::as_str)).await
}

#[derive(Template)]
#[template(path = "ledger/accounts.html")]
struct Accounts {
    shell: Shell,
    rows: Vec<(AccountLine, String)>,
    pages: Pagination,
}

pub(super) async fn of_code(visitor: Visitor, Path(code): Path<String>) -> Answer {
    frame::require(&visitor, Permission::MoneyRead).or_fail(&visitor)?;
    let code: AccountCode = code.parse().or_fail(&visitor)?;
    let (page, only) = accounts_of_code(&visitor, code).await.or_fail(&visitor)?;
    match only {
        Some(id) => Ok(see_other(&visitor, &format!("/console/ledger/accounts/{id}"), &[])),
        None => Ok(frame::respond(&visitor, &page, None)),
    }
}

/// The accounts under a code; the one account of a code that is nobody's.
async fn accounts_of_code(visitor: &Visitor, code: AccountCode) -> Result<(Accounts, Option<LedgerAccountId>)> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let mut read = visitor.edge.app.db.read().await?;
    let page = accounts::accounts_of_code(&mut read, visitor.ctx.market, code, &asked.page(50)?).await?;
    drop(read);
    let people = people_of(visitor, &page.items).await?;
    let shell = frame::shell(visitor, &code.name_key());
    let back = shell.t("console-ledger");
    let shell = shell.back("/console/ledger", back);
    let only = page.items.first().filter(|_| code.owner_kind() == OwnerKind::None && page.items.len() == 1);
    let only = only.map(|line| line.account.account_id);
    let named = |line: AccountLine| (line.clone(), name_of(&shell, &people, &line));
    let rows = page.items.into_iter().map(named).collect();
    Ok((Accounts { pages: asked.pagination(&shell, page.next.as_ref()), rows, shell }, only))
}

pub(super) async fn of_owner(visitor: Visitor, Path(owner): Path<String>) -> Answer {
    let page = accounts_of_owner(&visitor, &owner).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn accounts_of_owner(visitor: &Visitor, owner: &str) -> Result<Accounts> {
    frame::require(visitor, Permission::MoneyRead)?;
    let asked = Asked::of(visitor)?;
    let mut read = visitor.edge.app.db.read().await?;
    let lines = accounts::accounts_of_owner(&mut read, visitor.ctx.market, owner.parse()?).await?;
    drop(read);
    let people = People::of(visitor, [owner]).await?;
    if lines.is_empty() && !people.knows(owner) {
        return Err(problem::MISSING.field("owner"));
    }
    let shell = frame::shell(visitor, "console-ledger");
    let back = shell.t("console-ledger");
    let shell = shell.titled(people.name(owner)).back("/console/ledger", back);
    let rows = lines.into_iter().map(|line| (line.clone(), shell.t(&line.account.code.name_key()))).collect();
    Ok(Accounts { pages: asked.pagination(&shell, None), rows, shell })
}

/// What every page of an account shows above its own.
struct Head {
    line: AccountLine,
    shell: Shell,
    tabs: Vec<Tab>,
}

async fn head(visitor: &Visitor, id: &str, here: &str) -> Result<(Head, LedgerAccountId)> {
    frame::require(visitor, Permission::MoneyRead)?;
    let account = id.parse::<LedgerAccountId>()?;
    let line = accounts::account(&mut visitor.edge.app.db.read().await?, visitor.ctx.market, account).await?;
    let people = people_of(visitor, std::slice::from_ref(&line)).await?;
    let shell = frame::shell(visitor, "console-ledger");
    let up = shell.t(&line.account.code.name_key());
    let (href, up) = match line.account.owner.kind() {
        OwnerKind::None => ("/console/ledger".to_owned(), shell.t("console-ledger")),
        OwnerKind::Customer | OwnerKind::Technician => (format!("/console/ledger/codes/{}", line.account.code), up),
    };
    let name = name_of(&shell, &people, &line);
    let shell = shell.titled(name).back(href, up);
    let page = format!("/console/ledger/accounts/{account}");
    let tabs = vec![
        Tab::new(page.clone(), shell.t("day-statement"), here == "statement"),
        Tab::new(format!("{page}/why"), shell.t("day-why-balance"), here == "why"),
    ];
    Ok((Head { line, tabs, shell }, account))
}

#[derive(Template)]
#[template(path = "ledger/statement.html")]
struct Statement {
    shell: Shell,
    tabs: Vec<Tab>,
    line: AccountLine,
    rows: Vec<Row>,
    pages: Pagination,
}

/// A line of a statement.
struct Row {
    line: StatementLine,
    amount: Money,
    what: String,
    by: String,
}

async fn rows(visitor: &Visitor, shell: &Shell, code: AccountCode, lines: Vec<StatementLine>) -> Result<Vec<Row>> {
    let people = People::of(visitor, lines.iter().map(|line| line.transfer.made_by.as_str())).await?;
    let row = |line: StatementLine| {
        Ok(Row {
            amount: code.balance(line.amount)?,
            what: word_or_code(shell.locale, "billing-fact", &line.transfer.kind),
            by: people.name(&line.transfer.made_by),
            line,
        })
    };
    lines.into_iter().map(row).collect()
}

pub(super) async fn statement(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let page = read_statement(&visitor, &id).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn read_statement(visitor: &Visitor, id: &str) -> Result<Statement> {
    let (Head { line, shell, tabs }, account) = head(visitor, id, "statement").await?;
    let asked = Asked::of(visitor)?;
    let mut read = visitor.edge.app.db.read().await?;
    let page = transfers::statement(&mut read, visitor.ctx.market, account, &asked.page(50)?).await?;
    drop(read);
    Ok(Statement {
        rows: rows(visitor, &shell, line.account.code, page.items).await?,
        pages: asked.pagination(&shell, page.next.as_ref()),
        tabs,
        line,
        shell,
    })
}

#[derive(Template)]
#[template(path = "ledger/why.html")]
struct Why {
    shell: Shell,
    tabs: Vec<Tab>,
    explanation: Explanation,
    jobs: Vec<(Option<JobId>, String, Money)>,
    pages: Pagination,
    page: String,
}

impl Why {
    fn fact(&self, kind: impl AsRef<str>) -> String {
        word_or_code(self.shell.locale, "billing-fact", kind.as_ref())
    }
}

pub(super) async fn why(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let page = read_why(&visitor, &id).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn read_why(visitor: &Visitor, id: &str) -> Result<Why> {
    let (Head { shell, tabs, .. }, account) = head(visitor, id, "why").await?;
    let asked = Asked::of(visitor)?;
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    let explanation = explain::account(&mut read, market, account).await?;
    let page = explain::jobs(&mut read, market, account, &asked.page(50)?).await?;
    let mut shares = Vec::with_capacity(page.items.len());
    for share in page.items {
        let number = match share.job {
            Some(job) => jobs::views::job_row(&mut read, market, job).await?.number,
            None => shell.t("day-no-job"),
        };
        shares.push((share.job, number, share.amount));
    }
    let here = format!("/console/ledger/accounts/{account}/why");
    let pages = asked.pagination(&shell, page.next.as_ref());
    Ok(Why { explanation, jobs: shares, pages, page: here, tabs, shell })
}

#[derive(Template)]
#[template(path = "ledger/why_job.html")]
struct WhyJob {
    shell: Shell,
    rows: Vec<Row>,
    sum: Money,
    number: String,
}

pub(super) async fn why_job(visitor: Visitor, Path((id, job)): Path<(String, String)>) -> Answer {
    let page = read_why_job(&visitor, &id, &job).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn read_why_job(visitor: &Visitor, id: &str, job: &str) -> Result<WhyJob> {
    let (Head { line, shell, .. }, account) = head(visitor, id, "why").await?;
    let job = job.parse::<JobId>()?;
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    let lines = transfers::statement_of_job(&mut read, market, account, job).await?;
    let number = jobs::views::job_row(&mut read, market, job).await?.number;
    drop(read);
    let title = shell.title.clone();
    let shell =
        shell.titled(format!("{number} · {title}")).back(format!("/console/ledger/accounts/{account}/why"), title);
    let rows = rows(visitor, &shell, line.account.code, lines).await?;
    let posted = rows.iter().filter(|row| row.line.transfer.state == ledger::model::TransferState::Posted);
    let sum = Money::sum(posted.map(|row| row.amount), line.account.currency)?;
    Ok(WhyJob { rows, sum, number, shell })
}
