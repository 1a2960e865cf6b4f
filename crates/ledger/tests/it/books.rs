//! Stories: facts enter the books once, pending ones wait, corrections mirror, balances are explained, forgery is found.

use super::support::{balance, cny, earned, entry, job, line, on_both, paid, payout, seal, technician, transfer};
use db::{Action, Database, PageRequest, Tx};
use kernel::{Actor, Ctx, CustomerId, Id, Permission, Result};
use ledger::{
    actions::{Freshness, PostTransfer, ResolveTransfer, ReverseTransfer},
    model::{AccountCode as Code, Owner, TransferState},
    refusals,
    views::{accounts, explain, transfers, verify},
};
use proptest::prelude::*;

#[test]
fn a_fact_is_posted_once() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let first = db.perform(ctx, paid("p1", job(1), 1000)).await.unwrap();
        let again = db.perform(ctx, paid("p1", job(1), 1000)).await.unwrap();
        assert_eq!((first.freshness, again.freshness), (Freshness::Fresh, Freshness::Known));
        assert_eq!(first.transfer, again.transfer);
        let other = db.perform(ctx, paid("p1", job(1), 999)).await.unwrap_err();
        assert!(other.is(refusals::DIFFERENT_FACT));
        assert_eq!(balance(db, ctx, Code::Escrow, Owner::None).await, 1000);

        let customer = bench.ctx(Actor::Customer { customer: CustomerId::from_uuid(uuid::Uuid::from_u128(1)) });
        assert_eq!(db.perform(&customer, paid("p2", job(1), 5)).await.unwrap_err().code(), "forbidden");
        let nameless =
            db.perform(ctx, PostTransfer { dedupe_key: String::new(), ..paid("", job(1), 5) }).await.unwrap_err();
        assert_eq!((nameless.code(), nameless.field_name()), ("required", Some("dedupe_key")));
        bench
    });
}

#[test]
fn pending_money_is_reserved_until_resolved() {
    on_both(|bench| async move {
        let (db, ctx, who) = (&bench.db, &bench.system, technician(1));
        db.perform(ctx, paid("p", job(1), 1000)).await.unwrap();
        db.perform(ctx, earned("e", job(1), who, 1000, 180)).await.unwrap();
        db.perform(ctx, payout("out-1", who, 500, TransferState::Pending)).await.unwrap();
        let wallet = line(db, ctx, Code::TechnicianAvailable, who).await;
        assert_eq!((wallet.balance.minor, wallet.pending_out.minor, wallet.free.minor), (820, 500, 320));
        let too_much = db.perform(ctx, payout("out-2", who, 321, TransferState::Posted)).await.unwrap_err();
        assert!(too_much.is(refusals::OVERDRAWN));

        let resolve = |key: &str, state| ResolveTransfer { dedupe_key: key.to_owned(), state };
        assert_eq!(seal(db, ctx).await, 2, "what is pending is not sealed");
        db.perform(ctx, resolve("out-1", TransferState::Voided)).await.unwrap();
        let again = db.perform(ctx, resolve("out-1", TransferState::Voided)).await.unwrap();
        assert_eq!(again.freshness, Freshness::Known);
        let late = db.perform(ctx, resolve("out-1", TransferState::Posted)).await.unwrap_err();
        assert!(late.is(refusals::ALREADY_RESOLVED));
        assert_eq!(db.perform(ctx, resolve("nobody", TransferState::Posted)).await.unwrap_err().code(), "missing");
        assert_eq!(line(db, ctx, Code::TechnicianAvailable, who).await.free.minor, 820);

        db.perform(ctx, payout("out-3", who, 820, TransferState::Pending)).await.unwrap();
        db.perform(ctx, resolve("out-3", TransferState::Posted)).await.unwrap();
        assert_eq!(seal(db, ctx).await, 2);
        assert_eq!(balance(db, ctx, Code::TechnicianAvailable, who).await, 0);
        assert!(verify::prove(&mut db.read().await.unwrap(), ctx.market).await.unwrap().is_sound());
        bench
    });
}

#[test]
fn corrections_are_mirror_images() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        db.perform(ctx, paid("p", job(1), 1000)).await.unwrap();
        let reverse = ReverseTransfer { dedupe_key: "p".to_owned(), memo_key: "ledger-memo-test".to_owned() };
        let mirror = db.perform(ctx, reverse.clone()).await.unwrap();
        assert_eq!(db.perform(ctx, reverse).await.unwrap().freshness, Freshness::Known, "taken back once");
        assert_eq!(balance(db, ctx, Code::Escrow, Owner::None).await, 0);
        let again = ReverseTransfer { dedupe_key: "reversal of p".to_owned(), memo_key: String::new() };
        assert!(db.perform(ctx, again).await.unwrap_err().is(refusals::NOT_REVERSIBLE));
        let mut read = db.read().await.unwrap();
        let whole = transfers::transfer(&mut read, ctx.market, mirror.transfer).await.unwrap();
        assert_eq!(whole.entries.iter().map(|entry| entry.amount.minor).collect::<Vec<_>>(), [-1000, 1000]);
        assert_eq!(transfers::of_job(&mut read, ctx.market, job(1)).await.unwrap().len(), 2);
        drop(read);
        bench
    });
}

#[test]
fn every_balance_is_explained_down_to_its_jobs() {
    on_both(|bench| async move {
        let (db, ctx, who) = (&bench.db, &bench.system, technician(1));
        for number in 1..=7 {
            db.perform(ctx, paid(&format!("p{number}"), job(number), 1000)).await.unwrap();
            if number != 4 {
                db.perform(ctx, earned(&format!("e{number}"), job(number), who, 1000, 180)).await.unwrap();
            }
            if number == 5 {
                seal(db, ctx).await;
            }
        }
        db.perform(ctx, payout("out", who, 2000, TransferState::Posted)).await.unwrap();
        let before = explained(db, ctx, who).await;
        assert_eq!(before, ["invoice_recognised 4920", "payout_sent -2000", "6 jobs 4920", "none -2000"]);
        seal(db, ctx).await;
        assert_eq!(explained(db, ctx, who).await, before, "sealing moves no balance");

        let mut read = db.read().await.unwrap();
        let escrow = line(db, ctx, Code::Escrow, Owner::None).await.account.account_id;
        let open = explain::jobs(&mut read, ctx.market, escrow, &PageRequest::first(50)).await.unwrap();
        assert_eq!(
            open.items,
            [explain::JobShare { job: Some(job(4)), amount: cny(1000) }],
            "only the open job is left"
        );
        let wallet = line(db, ctx, Code::TechnicianAvailable, who).await.account.account_id;
        let steps = transfers::statement_of_job(&mut read, ctx.market, wallet, job(2)).await.unwrap();
        assert_eq!((steps.len(), steps[0].amount.minor), (1, -820));
        let mut statement = Vec::new();
        let mut page = PageRequest::first(3);
        loop {
            let lines = transfers::statement(&mut read, ctx.market, wallet, &page).await.unwrap();
            statement.extend(lines.items.iter().map(|line| line.amount.minor));
            match lines.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        statement.sort_unstable();
        assert_eq!(statement, [-820, -820, -820, -820, -820, -820, 2000]);
        let chart = accounts::trial_balance(&mut read, ctx.market).await.unwrap();
        assert_eq!((chart.len(), chart[0].debit, chart[0].difference.minor), (1, chart[0].credit, 0));
        let of_code =
            accounts::accounts_of_code(&mut read, ctx.market, Code::TechnicianAvailable, &PageRequest::first(1)).await;
        assert_eq!(of_code.unwrap().items[0].balance.minor, 2920);
        drop(read);
        bench
    });
}

async fn explained(db: &Database, ctx: &Ctx, who: Owner) -> Vec<String> {
    let mut read = db.read().await.unwrap();
    let all = explain::owner(&mut read, ctx.market, who).await.unwrap();
    assert_eq!(all.len(), 1);
    let mut text: Vec<String> =
        all[0].kinds.iter().map(|share| format!("{} {}", share.kind, share.amount.minor)).collect();
    let mut page = PageRequest::first(2);
    let (mut jobs, mut sum, mut none) = (0, 0, 0);
    loop {
        let found = explain::jobs(&mut read, ctx.market, all[0].line.account.account_id, &page).await.unwrap();
        for share in found.items {
            match share.job {
                Some(_) => (jobs, sum) = (jobs + 1, sum + share.amount.minor),
                None => none += share.amount.minor,
            }
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    assert_eq!(sum + none, all[0].line.balance.minor);
    text.push(format!("{jobs} jobs {sum}"));
    text.push(format!("none {none}"));
    text
}

/// A forger with the password of the database.
struct Forge(&'static str);
impl Action for Forge {
    const NAME: &'static str = "test.forge";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, _ctx: &Ctx) -> Result<()> {
        tx.run(self.0, Vec::new()).await.map(drop)
    }
}

#[test]
fn forgery_is_found() {
    let forgeries = [
        "update ledger_entries set amount_minor = amount_minor * 2 where transfer_id in (select transfer_id from ledger_transfers where dedupe_key = 'p2')",
        "update ledger_transfers set made_by = 'somebody else' where dedupe_key = 'p2'",
        "delete from ledger_transfers where dedupe_key = 'p2'",
        "delete from ledger_transfers where dedupe_key = 'p3'",
        "update ledger_account_sums set amount_minor = amount_minor + 1",
        "update ledger_code_sums set debit_minor = debit_minor + 1 where code = 'escrow'",
        "delete from ledger_job_sums",
    ];
    for forgery in forgeries {
        test_kit::run(async {
            let bench = test_kit::sqlite(&[ledger::MIGRATIONS], &db::Handlers::default()).await;
            let (db, ctx) = (&bench.db, &bench.system);
            for number in 1..=3 {
                db.perform(ctx, paid(&format!("p{number}"), job(number), 1000)).await.unwrap();
                seal(db, ctx).await;
            }
            assert!(verify::prove(&mut db.read().await.unwrap(), ctx.market).await.unwrap().is_sound());
            db.perform(ctx, Forge(forgery)).await.unwrap();
            let proof = verify::prove(&mut db.read().await.unwrap(), ctx.market).await.unwrap();
            assert!(!proof.is_sound(), "{forgery}: {proof:?}");
            bench.remove().await;
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is posted, sealed, resolved and reversed in whatever order: zero, provable, and equal to a plain sum.
    #[test]
    fn the_books_are_sound_after_any_history(steps in prop::collection::vec((0u8..6, 1u128..4, 1i64..100_000), 1..40)) {
        test_kit::run(async {
            let bench = test_kit::sqlite(&[ledger::MIGRATIONS], &db::Handlers::default()).await;
            let (db, ctx) = (&bench.db, &bench.system);
            let mut wallets = std::collections::BTreeMap::<u128, i64>::new();
            for (number, (step, who, minor)) in steps.into_iter().enumerate() {
                let (key, owner) = (format!("f{number}"), technician(who));
                let plain = transfer("grant", &key, (who == 2).then(|| job(number as u128)), vec![
                    entry(Code::CompensationExpense, Owner::None, minor),
                    entry(Code::TechnicianAvailable, owner, -minor),
                ]);
                match step {
                    0 | 1 => {
                        db.perform(ctx, plain).await.unwrap();
                        *wallets.entry(who).or_default() += minor;
                    }
                    2 => {
                        let done = db.perform(ctx, payout(&key, owner, minor, TransferState::Posted)).await;
                        let wallet = wallets.entry(who).or_default();
                        assert_eq!(done.is_ok(), *wallet >= minor);
                        *wallet -= if done.is_ok() { minor } else { 0 };
                    }
                    3 => {
                        db.perform(ctx, plain).await.unwrap();
                        db.perform(ctx, ReverseTransfer { dedupe_key: key, memo_key: String::new() }).await.unwrap();
                        wallets.entry(who).or_default();
                    }
                    4 => {
                        db.perform(ctx, PostTransfer { state: TransferState::Pending, ..plain }).await.unwrap();
                        let state = if minor % 2 == 0 { TransferState::Posted } else { TransferState::Voided };
                        db.perform(ctx, ResolveTransfer { dedupe_key: key, state }).await.unwrap();
                        *wallets.entry(who).or_default() += if minor % 2 == 0 { minor } else { 0 };
                    }
                    _ => {
                        db.perform(ctx, ledger::seal::SealTransfers { limit: 3 }).await.unwrap();
                    }
                }
            }
            for (who, expected) in wallets {
                let mut read = db.read().await.unwrap();
                let lines = accounts::accounts_of_owner(&mut read, ctx.market, technician(who)).await.unwrap();
                assert_eq!(lines.first().map_or(0, |line| line.balance.minor), expected);
            }
            let proof = verify::prove(&mut db.read().await.unwrap(), ctx.market).await.unwrap();
            assert!(proof.is_sound(), "{proof:?}");
            bench.remove().await;
        });
    }
}
