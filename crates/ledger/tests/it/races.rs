//! Many at once: nobody overdraws, nobody posts twice, sealers and posters do not disturb each other.

use super::support::{balance, earned, entry, job, on_both, paid, payout, technician, transfer};
use ledger::{
    model::{AccountCode as Code, Owner, TransferState},
    refusals,
    seal::SealTransfers,
    views::verify,
};
use std::sync::Arc;
use tokio::task::JoinSet;

#[test]
fn concurrent_payouts_never_overdraw() {
    on_both(|bench| async move {
        let (db, ctx, who) = (bench.db.clone(), bench.system.clone(), technician(1));
        db.perform(&ctx, paid("p", job(1), 1000)).await.unwrap();
        db.perform(&ctx, earned("e", job(1), who, 1000, 1)).await.unwrap();
        let mut tasks = JoinSet::new();
        for number in 0..40 {
            let (db, ctx) = (db.clone(), ctx.clone());
            let state = if number % 2 == 0 { TransferState::Posted } else { TransferState::Pending };
            tasks.spawn(async move { db.perform(&ctx, payout(&format!("out-{number}"), who, 100, state)).await });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 9);
        assert!(
            outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|problem| problem.is(refusals::OVERDRAWN))
        );
        bench
    });
}

#[test]
fn one_fact_from_many_sides_is_one_transfer() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), bench.system.clone());
        let mut tasks = JoinSet::new();
        for number in 0..30u128 {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move {
                db.perform(&ctx, paid(&format!("p{}", number % 3), job(number % 3), 1000)).await.unwrap()
            });
        }
        let mut posted: Vec<_> = tasks.join_all().await.into_iter().map(|posted| posted.transfer).collect();
        posted.sort_unstable();
        posted.dedup();
        assert_eq!(posted.len(), 3);
        assert_eq!(balance(&db, &ctx, Code::Escrow, Owner::None).await, 3000);
        bench
    });
}

#[test]
fn sealers_and_posters_share_no_row() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), Arc::new(bench.system.clone()));
        let mut tasks = JoinSet::new();
        for number in 0..120u128 {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move {
                let entries = vec![
                    entry(Code::CashOnline, Owner::None, 10),
                    entry(Code::TechnicianFrozen, technician(number % 5), -10),
                ];
                db.perform(&ctx, transfer("grant", &format!("f{number}"), Some(job(number)), entries)).await.map(drop)
            });
        }
        for _ in 0..12 {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move { db.perform(&ctx, SealTransfers { limit: 20 }).await.map(drop) });
        }
        for outcome in tasks.join_all().await {
            outcome.unwrap();
        }
        while db.perform(&ctx, SealTransfers { limit: 50 }).await.unwrap().count > 0 {}
        let proof = verify::prove(&mut db.read().await.unwrap(), ctx.market).await.unwrap();
        assert!(proof.is_sound() && proof.links == 120, "{proof:?}");
        assert_eq!(balance(&db, &ctx, Code::CashOnline, Owner::None).await, 1200);
        bench
    });
}
