//! Many at once: callbacks count once, refunds stop at what was paid, wallets are never overdrawn, runs end.

use super::{
    settlements::{approved, earned},
    support::{
        act, audit, cleaning, cny, customer, finish, is_answer, later, on_both, paid, pay_online, start, technician,
        wallet, whole,
    },
};
use billing::{
    actions::{
        CompensateCustomer, HoldInvoice, PayFromBalance, PaymentOutcome, RecordPayoutResult, RefundInvoice,
        ReleaseEarnings, ReservePayout,
    },
    model::{Bearer, EarningState, Owner, PaymentPurpose, PayoutResult, RefundTo, SettlementState},
    views::settlements,
};
use tokio::task::JoinSet;

#[test]
fn a_callback_counts_once() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), bench.system.clone());
        let invoice = act(&db, &ctx, cleaning(1, 20_000, 0)).await;
        let payment = start(&db, &ctx, invoice, PaymentPurpose::Due).await;
        let mut tasks = JoinSet::new();
        for number in 0..40 {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move { act(&db, &ctx, paid(payment, &format!("T{}", number % 4), 20_000)).await.value });
        }
        let outcomes = tasks.join_all().await;
        let count = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
        assert_eq!(
            (count(PaymentOutcome::Applied), count(PaymentOutcome::Surplus), count(PaymentOutcome::Known)),
            (1, 3, 36),
            "four transactions: one pays, three go back, the repetitions are nothing"
        );
        let refunds = whole(&db, &ctx, invoice).await.refunds;
        assert_eq!(refunds.iter().map(|refund| refund.amount_minor).collect::<Vec<_>>(), [20_000; 3]);
        audit(&db, &ctx).await;
        bench
    });
}

#[test]
fn refunds_stop_at_what_was_paid() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), bench.system.clone());
        let invoice = act(&db, &ctx, cleaning(1, 20_000, 0)).await;
        pay_online(&db, &ctx, invoice).await;
        let _booked = act(&db, &ctx, finish(1, &[1])).await;
        let mut tasks = JoinSet::new();
        for number in 0..16 {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move {
                let mut granted = 0;
                // Every clerk reads the page again when somebody was faster.
                for _ in 0..20 {
                    let version = whole(&db, &ctx, invoice).await.invoice.version;
                    let bearer = Bearer::ALL[number % 3];
                    let (amount, reason) = (cny(3_000), "race".to_owned());
                    let wish = RefundInvoice {
                        invoice,
                        amount,
                        lines: vec![],
                        bearer,
                        to: RefundTo::Balance,
                        reason,
                        version,
                    };
                    match db.perform(&ctx, wish).await {
                        Ok(done) => granted += done.value.back.minor,
                        Err(problem) if problem.code() == "changed_meanwhile" => {}
                        Err(problem) => {
                            assert_eq!(problem.code(), "billing_more_than_paid");
                            break;
                        }
                    }
                }
                granted
            });
        }
        let granted: i64 = tasks.join_all().await.into_iter().sum();
        assert_eq!(granted, 18_000);
        assert_eq!(whole(&db, &ctx, invoice).await.invoice.returned_minor, 18_000);
        audit(&db, &ctx).await;
        bench
    });
}

#[test]
fn payouts_never_overdraw_a_wallet() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), bench.system.clone());
        for number in 1..=3 {
            earned(&db, &ctx, number, number, 20_000).await;
        }
        // Runs of several days were planned on the same money.
        let mut payouts = Vec::new();
        for day in ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"] {
            let run = approved(&db, &ctx, day).await;
            let page = settlements::settlement(&mut db.read().await.unwrap(), ctx.market, run).await.unwrap();
            payouts.extend(page.payouts.into_iter().map(|payout| payout.payout_id));
        }
        let mut tasks = JoinSet::new();
        for payout in payouts.iter().copied().chain(payouts.iter().copied()) {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move {
                let sent = act(&db, &ctx, ReservePayout { payout }).await;
                let transaction_id = format!("B-{payout}");
                let _booked =
                    act(&db, &ctx, RecordPayoutResult { payout, result: PayoutResult::Paid { transaction_id } }).await;
                sent.steps.len()
            });
        }
        assert_eq!(tasks.join_all().await.into_iter().sum::<usize>(), 3, "each wallet is paid out once");
        let runs =
            settlements::latest(&mut db.read().await.unwrap(), ctx.market, &db::PageRequest::first(10)).await.unwrap();
        assert!(runs.items.iter().all(|run| run.state == SettlementState::Paid), "every run ended: {:?}", runs.items);
        for number in 1..=3 {
            assert_eq!(wallet(&db, &ctx, Owner::Technician(technician(number))).await.available_minor, 0);
        }
        audit(&db, &ctx).await;
        bench
    });
}

#[test]
fn a_balance_is_spent_once() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), bench.system.clone());
        let gift =
            CompensateCustomer { customer: customer(1), job: None, amount: cny(10_000), cause: "gift".to_owned() };
        let _booked = act(&db, &ctx, gift).await;
        let mut invoices = Vec::new();
        for number in 1..=8 {
            invoices.push(act(&db, &ctx, cleaning(number, 4_000, 0)).await);
        }
        let mut tasks = JoinSet::new();
        for invoice in invoices {
            let (db, ctx) = (db.clone(), ctx.clone());
            tasks.spawn(async move {
                db.perform(&ctx, PayFromBalance { invoice, amount: cny(4_000) }).await.map(|booked| booked.value)
            });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(is_answer));
        audit(&db, &ctx).await;
        bench
    });
}

#[test]
fn a_dispute_and_a_release_at_once_leave_it_frozen() {
    on_both(|bench| async move {
        let (db, ctx) = (bench.db.clone(), bench.system.clone());
        for number in 1..=6 {
            let invoice = act(&db, &ctx, cleaning(number, 20_000, 0)).await;
            pay_online(&db, &ctx, invoice).await;
            let _booked = act(&db, &ctx, finish(number, &[1])).await;
            let tomorrow = later(&ctx, 25);
            let (one, two) = (db.clone(), tomorrow.clone());
            let release = tokio::spawn(async move { act(&one, &two, ReleaseEarnings { invoice }).await.steps.len() });
            let _booked = act(&db, &tomorrow, HoldInvoice { invoice, reason: "投诉".to_owned() }).await;
            release.await.unwrap();
            let _booked = act(&db, &tomorrow, ReleaseEarnings { invoice }).await;
            let earning = whole(&db, &ctx, invoice).await.earnings.remove(0);
            assert_eq!((earning.state, earning.frozen_minor), (EarningState::Frozen, earning.earned_minor));
        }
        audit(&db, &ctx).await;
        bench
    });
}
