//! `/ledger`: the chart, balances explained down to jobs, transfers, and the proof that the books are sound.

use super::prelude::*;
use crate::shapes::money::{AccountLineShown, BalanceExplained, BooksProof, StatementLineShown, TransferDetail};
use kernel::{JobId, LedgerAccountId, TransferId};
use ledger::{
    model::{AccountCode, Owner},
    views::{
        accounts::{CodeLine, TrialBalance},
        explain::JobShare,
    },
};

pub(super) fn routes(surface: &mut Surface) {
    let read = &[P::MoneyRead];
    surface
        .group("Ledger")
        .get("/ledger/trial-balance", "Debits, credits and their difference, which is zero", read, trial_balance)
        .get("/ledger/chart", "Every code with its balance", read, chart)
        .get("/ledger/proof", "Whether chain, balances and sums are sound", read, proof)
        .get("/ledger/chart/{code}/accounts", "The accounts of a code", read, of_code)
        .get(
            "/ledger/owners/{owner}",
            "What somebody's balances are made of; `none` is the market's own",
            read,
            of_owner,
        )
        .get("/ledger/accounts/{account}", "A balance, and of which facts it is made", read, explain)
        .get("/ledger/accounts/{account}/jobs", "A balance, job by job", read, jobs)
        .get("/ledger/accounts/{account}/statement", "An account's lines, newest first", read, statement)
        .get("/ledger/accounts/{account}/jobs/{job}", "An account's lines of one job", read, of_job)
        .get("/ledger/transfers", "Transfers, newest first", read, transfers)
        .get("/ledger/transfers/{transfer}", "A transfer with its entries", read, transfer)
        .get("/jobs/{job}/transfers", "The transfers of a job", read, job_transfers);
}

async fn trial_balance(caller: Caller) -> Answer<Shown<Vec<TrialBalance>>> {
    Ok(Shown(ledger::views::accounts::trial_balance(&mut caller.read().await?, caller.ctx.market).await?))
}

async fn chart(caller: Caller) -> Answer<Shown<Vec<CodeLine>>> {
    Ok(Shown(ledger::views::accounts::chart(&mut caller.read().await?, caller.ctx.market).await?))
}

async fn proof(caller: Caller) -> Answer<Shown<BooksProof>> {
    Ok(Shown((&ledger::views::verify::prove(&mut caller.read().await?, caller.ctx.market).await?).into()))
}

async fn of_code(
    caller: Caller,
    Path(code): Path<AccountCode>,
    Paged((), page): Paged<()>,
) -> Answer<Listed<AccountLineShown>> {
    let mut read = caller.read().await?;
    Ok(page_of(ledger::views::accounts::accounts_of_code(&mut read, caller.ctx.market, code, &page).await?))
}

async fn of_owner(caller: Caller, Path(owner): Path<String>) -> Answer<Shown<Vec<BalanceExplained>>> {
    let owner: Owner = owner.parse().map_err(|problem: kernel::Problem| problem.field("owner"))?;
    Ok(Shown(each(&ledger::views::explain::owner(&mut caller.read().await?, caller.ctx.market, owner).await?)))
}

async fn explain(caller: Caller, Path(account): Path<LedgerAccountId>) -> Answer<Shown<BalanceExplained>> {
    Ok(Shown((&ledger::views::explain::account(&mut caller.read().await?, caller.ctx.market, account).await?).into()))
}

async fn jobs(
    caller: Caller,
    Path(account): Path<LedgerAccountId>,
    Paged((), page): Paged<()>,
) -> Answer<Listed<JobShare>> {
    Ok(Listed(ledger::views::explain::jobs(&mut caller.read().await?, caller.ctx.market, account, &page).await?))
}

async fn statement(
    caller: Caller,
    Path(account): Path<LedgerAccountId>,
    Paged((), page): Paged<()>,
) -> Answer<Listed<StatementLineShown>> {
    let mut read = caller.read().await?;
    Ok(page_of(ledger::views::transfers::statement(&mut read, caller.ctx.market, account, &page).await?))
}

async fn of_job(
    caller: Caller,
    Path2(account, job): Path2<LedgerAccountId, JobId>,
) -> Answer<Shown<Vec<StatementLineShown>>> {
    let mut read = caller.read().await?;
    Ok(Shown(each(&ledger::views::transfers::statement_of_job(&mut read, caller.ctx.market, account, job).await?)))
}

async fn transfers(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<TransferDetail>> {
    Ok(page_of(ledger::views::transfers::latest(&mut caller.read().await?, caller.ctx.market, &page).await?))
}

async fn transfer(caller: Caller, Path(id): Path<TransferId>) -> Answer<Shown<TransferDetail>> {
    Ok(Shown((&ledger::views::transfers::transfer(&mut caller.read().await?, caller.ctx.market, id).await?).into()))
}

async fn job_transfers(caller: Caller, Path(job): Path<JobId>) -> Answer<Shown<Vec<TransferDetail>>> {
    Ok(Shown(each(&ledger::views::transfers::of_job(&mut caller.read().await?, caller.ctx.market, job).await?)))
}
