//! "Why is this balance?": from any balance to the kinds of facts, the jobs, and the transfers behind it.

use crate::{
    model::Owner,
    views::accounts::{self, AccountLine},
};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{JobId, LedgerAccountId, MarketId, Money, Result};
use serde::Serialize;

db::statements! {
    KINDS_OF_ACCOUNT = "
        select parts.kind, cast(sum(parts.amount_minor) as bigint) as signed_minor
        from (
          select kind, amount_minor
          from ledger_account_sums
          where market_id = $1 and account_id = $2
          union all
          select t.kind, e.amount_minor
          from ledger_transfers t
          cross join ledger_entries e
          where t.market_id = $1 and t.sequence is null and t.state = 'posted'
            and e.market_id = t.market_id and e.transfer_id = t.transfer_id and e.account_id = $2
        ) parts
        group by parts.kind
        order by parts.kind";
    /// The limit inside is enough: among the first jobs by id no sealed one is beyond it.
    JOBS_OF_ACCOUNT = "
        select parts.job_id, cast(sum(parts.amount_minor) as bigint) as signed_minor
        from (
          select sealed.job_id, sealed.amount_minor
          from (
            select job_id, amount_minor
            from ledger_job_sums
            where market_id = $1 and account_id = $2 and amount_minor <> 0 and job_id > $3
            order by job_id
            limit $4
          ) sealed
          union all
          select coalesce(t.job_id, 'none'), e.amount_minor
          from ledger_transfers t
          cross join ledger_entries e
          where t.market_id = $1 and t.sequence is null and t.state = 'posted' and coalesce(t.job_id, 'none') > $3
            and e.market_id = t.market_id and e.transfer_id = t.transfer_id and e.account_id = $2
        ) parts
        group by parts.job_id
        order by parts.job_id
        limit $4";
}

/// A balance with the kinds of facts that made it.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The account and its balance.
    pub line: AccountLine,
    /// What each kind of fact contributed; the sum is the balance.
    pub kinds: Vec<KindShare>,
}

/// What one kind of fact contributed to a balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindShare {
    /// The kind.
    pub kind: String,
    /// Its share, positive on the account's own side.
    pub amount: Money,
}

/// What one job contributed to a balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobShare {
    /// The job; none for facts without one.
    pub job: Option<JobId>,
    /// Its share, positive on the account's own side.
    pub amount: Money,
}

/// A balance by kinds of facts.
pub async fn account(read: &mut Read, market: MarketId, account: LedgerAccountId) -> Result<Explanation> {
    let line = accounts::account(read, market, account).await?;
    let rows: Vec<(String, i64)> = read.all(KINDS_OF_ACCOUNT, params![market, account]).await?;
    let mut kinds = Vec::new();
    for (kind, minor) in rows {
        kinds.push(KindShare { kind, amount: line.account.code.balance(Money::new(minor, line.account.currency))? });
    }
    Ok(Explanation { line, kinds })
}

/// Every balance of an owner by kinds of facts.
pub async fn owner(read: &mut Read, market: MarketId, owner: Owner) -> Result<Vec<Explanation>> {
    let mut explanations = Vec::new();
    for line in accounts::accounts_of_owner(read, market, owner).await? {
        explanations.push(account(read, market, line.account.account_id).await?);
    }
    Ok(explanations)
}

/// The jobs that make up a balance, those that cancelled out left away; all pages together sum to the balance.
pub async fn jobs(
    read: &mut Read,
    market: MarketId,
    account: LedgerAccountId,
    page: &PageRequest,
) -> Result<Page<JobShare>> {
    let line = accounts::account(read, market, account).await?;
    let after = page.after.as_ref().map_or_else(String::new, |cursor| cursor.id.clone());
    let rows: Vec<(String, i64)> = read.all(JOBS_OF_ACCOUNT, params![market, account, after, page.limit + 1]).await?;
    let rows = page.page(rows, |(job, _)| Cursor { key: 0, id: job.clone() });
    let mut items = Vec::new();
    for (job, minor) in rows.items {
        let job = if job == "none" { None } else { Some(job.parse()?) };
        items.push(JobShare { job, amount: line.account.code.balance(Money::new(minor, line.account.currency))? });
    }
    Ok(Page { items, next: rows.next })
}
