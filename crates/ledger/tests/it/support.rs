//! Short words for the tests of the books.

use db::{Database, Handlers};
use kernel::{Ctx, Currency, CustomerId, Id, JobId, Money, TechnicianId};
use ledger::{
    actions::PostTransfer,
    model::{AccountCode, AccountKey, EntryDraft, Floor, Owner, References, TransferState},
    seal::SealTransfers,
    views::accounts::{self, AccountLine},
};
use std::future::Future;
use test_kit::Bench;

pub fn on_both<F: Fn(Bench) -> R, R: Future<Output = Bench>>(body: F) {
    test_kit::on_both_engines(&[ledger::MIGRATIONS], &Handlers::default(), body);
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

pub fn job(number: u128) -> JobId {
    JobId::from_uuid(uuid::Uuid::from_u128(number))
}

pub fn customer(number: u128) -> Owner {
    Owner::Customer(CustomerId::from_uuid(uuid::Uuid::from_u128(number)))
}

pub fn technician(number: u128) -> Owner {
    Owner::Technician(TechnicianId::from_uuid(uuid::Uuid::from_u128(number)))
}

pub fn entry(code: AccountCode, owner: Owner, minor: i64) -> EntryDraft {
    EntryDraft { code, owner, amount: cny(minor), floor: Floor::Free }
}

pub fn guarded(code: AccountCode, owner: Owner, minor: i64) -> EntryDraft {
    EntryDraft { floor: Floor::NotBelowZero, ..entry(code, owner, minor) }
}

pub fn transfer(kind: &str, key: &str, about: Option<JobId>, entries: Vec<EntryDraft>) -> PostTransfer {
    PostTransfer {
        kind: kind.to_owned(),
        entries,
        refs: References { job: about, ..References::default() },
        memo_key: "ledger-memo-test".to_owned(),
        dedupe_key: key.to_owned(),
        state: TransferState::Posted,
    }
}

/// Cash in for a job that technician 1 did: 1000 to escrow.
pub fn paid(key: &str, about: JobId, minor: i64) -> PostTransfer {
    let entries =
        vec![entry(AccountCode::CashOnline, Owner::None, minor), entry(AccountCode::Escrow, Owner::None, -minor)];
    transfer("payment_received", key, Some(about), entries)
}

/// Escrow to the technician and to commission.
pub fn earned(key: &str, about: JobId, who: Owner, minor: i64, commission: i64) -> PostTransfer {
    let entries = vec![
        entry(AccountCode::Escrow, Owner::None, minor),
        entry(AccountCode::TechnicianAvailable, who, commission - minor),
        entry(AccountCode::RevenueCleaning, Owner::None, -commission),
    ];
    transfer("invoice_recognised", key, Some(about), entries)
}

pub fn payout(key: &str, who: Owner, minor: i64, state: TransferState) -> PostTransfer {
    let entries =
        vec![guarded(AccountCode::TechnicianAvailable, who, minor), entry(AccountCode::CashBank, Owner::None, -minor)];
    PostTransfer { state, ..transfer("payout_sent", key, None, entries) }
}

pub async fn seal(db: &Database, ctx: &Ctx) -> i64 {
    db.perform(ctx, SealTransfers { limit: 500 }).await.unwrap().count
}

pub async fn line(db: &Database, ctx: &Ctx, code: AccountCode, owner: Owner) -> AccountLine {
    let key = AccountKey { market: ctx.market, code, owner, currency: Currency::Cny };
    let mut read = db.read().await.unwrap();
    accounts::account(&mut read, ctx.market, ledger::rules::account_id(&key)).await.unwrap()
}

pub async fn balance(db: &Database, ctx: &Ctx, code: AccountCode, owner: Owner) -> i64 {
    line(db, ctx, code, owner).await.balance.minor
}
