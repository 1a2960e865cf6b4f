//! Balances: of one account, of an owner, of the chart, and the trial balance.
//!
//! A balance is the stored sum of sealed transfers plus the entries that are not sealed yet, in one statement and so of one moment.

use crate::model::{Account, AccountClass, AccountCode, Owner, Side};
use db::{Cursor, Page, PageRequest, Read, params};
use kernel::{Currency, LedgerAccountId, MarketId, Money, Result};
use serde::Serialize;

/// The unsealed part of every account: what is posted, and what pending transfers would add on either side.
macro_rules! accounts_with_balances {
    ($rest:literal) => {
        concat!(
            "
        with tail as (
          select e.account_id,
            cast(sum(case when t.state = 'posted' then e.amount_minor else 0 end) as bigint) as posted_minor,
            cast(sum(case when t.state = 'pending' and e.amount_minor > 0 then e.amount_minor else 0 end) as bigint) as debit_minor,
            cast(sum(case when t.state = 'pending' and e.amount_minor < 0 then -e.amount_minor else 0 end) as bigint) as credit_minor
          from ledger_transfers t
          cross join ledger_entries e
          where t.market_id = $1 and t.sequence is null and e.market_id = t.market_id and e.transfer_id = t.transfer_id
          group by e.account_id
        )
        select a.account_id, a.code, a.owner, a.currency,
          coalesce((
            select cast(sum(s.amount_minor) as bigint)
            from ledger_account_sums s
            where s.market_id = a.market_id and s.account_id = a.account_id
          ), 0) + coalesce(tail.posted_minor, 0) as signed_minor,
          coalesce(tail.debit_minor, 0) as pending_debit_minor,
          coalesce(tail.credit_minor, 0) as pending_credit_minor
        from ledger_accounts a
        left join tail on tail.account_id = a.account_id
        where a.market_id = $1",
            $rest
        )
    };
}

db::statements! {
    ACCOUNT = accounts_with_balances!(" and a.account_id = $2");
    ACCOUNTS_OF_OWNER = accounts_with_balances!(" and a.owner = $2 order by a.code, a.currency");
    ACCOUNTS_OF_CODE = accounts_with_balances!(" and a.code = $2 and a.account_id > $3 order by a.account_id limit $4");
    CODE_TOTALS = "
        select parts.code, parts.currency, cast(sum(parts.debit_minor) as bigint) as debit_minor,
          cast(sum(parts.credit_minor) as bigint) as credit_minor
        from (
          select code, currency, debit_minor, credit_minor
          from ledger_code_sums
          where market_id = $1
          union all
          select a.code, e.currency, case when e.amount_minor > 0 then e.amount_minor else 0 end,
            case when e.amount_minor < 0 then -e.amount_minor else 0 end
          from ledger_transfers t
          cross join ledger_entries e
          cross join ledger_accounts a
          where t.market_id = $1 and t.sequence is null and t.state = 'posted'
            and e.market_id = t.market_id and e.transfer_id = t.transfer_id
            and a.market_id = e.market_id and a.account_id = e.account_id
        ) parts
        group by parts.code, parts.currency
        order by parts.code, parts.currency";
}

/// An account with what is in it. Amounts are positive on the account's own side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountLine {
    /// The account.
    pub account: Account,
    /// What posted transfers made of it.
    pub balance: Money,
    /// What pending transfers are about to take out.
    pub pending_out: Money,
    /// What may still be taken out: the balance less what is pending.
    pub free: Money,
}

impl db::FromRow for AccountLine {
    fn from_row(row: &db::Row) -> Result<Self> {
        let account = Account::from_row(row)?;
        let money = |minor| Money::new(minor, account.currency);
        let balance = account.code.balance(money(row.get("signed_minor")?))?;
        let pending_out = match account.code.normal_side() {
            Side::Debit => money(row.get("pending_credit_minor")?),
            Side::Credit => money(row.get("pending_debit_minor")?),
        };
        let free = balance.minus(pending_out)?;
        Ok(Self { account, balance, pending_out, free })
    }
}

/// One line of the chart: everything under a code, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeLine {
    /// The code.
    pub code: AccountCode,
    /// Where it stands in the statements.
    pub class: AccountClass,
    /// All debits ever.
    pub debit: Money,
    /// All credits ever.
    pub credit: Money,
    /// The balance on the code's own side.
    pub balance: Money,
}

impl db::FromRow for CodeLine {
    fn from_row(row: &db::Row) -> Result<Self> {
        let code: AccountCode = row.get("code")?;
        let currency: Currency = row.get("currency")?;
        let debit = Money::new(row.get("debit_minor")?, currency);
        let credit = Money::new(row.get("credit_minor")?, currency);
        Ok(Self { code, class: code.class(), debit, credit, balance: code.balance(debit.minus(credit)?)? })
    }
}

/// The trial balance of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrialBalance {
    /// The currency.
    pub currency: Currency,
    /// Every code that moved.
    pub lines: Vec<CodeLine>,
    /// All debits.
    pub debit: Money,
    /// All credits.
    pub credit: Money,
    /// Debits less credits: zero, always.
    pub difference: Money,
}

/// One account; `missing` when the market has no such.
pub async fn account(read: &mut Read, market: MarketId, account: LedgerAccountId) -> Result<AccountLine> {
    read.one(ACCOUNT, params![market, account]).await
}

/// Every account of an owner.
pub async fn accounts_of_owner(read: &mut Read, market: MarketId, owner: Owner) -> Result<Vec<AccountLine>> {
    read.all(ACCOUNTS_OF_OWNER, params![market, owner]).await
}

/// The accounts under a code, one per owner and currency.
pub async fn accounts_of_code(
    read: &mut Read,
    market: MarketId,
    code: AccountCode,
    page: &PageRequest,
) -> Result<Page<AccountLine>> {
    let after = page.after.as_ref().map_or_else(String::new, |cursor| cursor.id.clone());
    let rows = read.all(ACCOUNTS_OF_CODE, params![market, code, after, page.limit + 1]).await?;
    Ok(page.page(rows, |line: &AccountLine| Cursor { key: 0, id: line.account.account_id.to_string() }))
}

/// The chart: every code that moved, with its balance, in the order of [`AccountCode::ALL`].
pub async fn chart(read: &mut Read, market: MarketId) -> Result<Vec<CodeLine>> {
    let mut lines: Vec<CodeLine> = read.all(CODE_TOTALS, params![market]).await?;
    lines.sort_by_key(|line| (line.code, line.debit.currency));
    Ok(lines)
}

/// The trial balance, by currency.
pub async fn trial_balance(read: &mut Read, market: MarketId) -> Result<Vec<TrialBalance>> {
    let lines = chart(read, market).await?;
    let mut balances = Vec::new();
    for currency in Currency::ALL.iter().copied() {
        let lines: Vec<CodeLine> = lines.iter().filter(|line| line.debit.currency == currency).cloned().collect();
        if lines.is_empty() {
            continue;
        }
        let debit = Money::sum(lines.iter().map(|line| line.debit), currency)?;
        let credit = Money::sum(lines.iter().map(|line| line.credit), currency)?;
        balances.push(TrialBalance { currency, lines, debit, credit, difference: debit.minus(credit)? });
    }
    Ok(balances)
}
