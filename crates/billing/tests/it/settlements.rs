//! Stories of money paid out to technicians.

use super::support::{
    act, audit, cleaning, cny, customer, finish, job, later, on_both, pay_online, refused, technician, wallet, whole,
};
use billing::{
    actions::{
        ApproveSettlement, ChargePenalty, CollectCash, CompensateCustomer, DropPayout, FinishInvoice,
        GrantCompensation, HandOverCash, LockSettlement, OpenSettlement, RecordPayoutResult, ReleaseEarnings,
        ReservePayout, ReturnBalance, SetCommissionRule,
    },
    model::{Category, MoneyPolicy, Owner, PayoutChannel, PayoutResult, PayoutState, SettlementState},
    refusals,
    views::{costing, settlements, wallets},
};
use db::{Database, PageRequest};
use kernel::{Ctx, Currency, Rate, SettlementId, time::Date};

pub fn open(day: &str) -> OpenSettlement {
    let day: Date = day.parse().unwrap();
    OpenSettlement { day, currency: Currency::Cny, minimum_minor: 5_000, channel: PayoutChannel::Bank }
}

async fn version(db: &Database, ctx: &Ctx, id: SettlementId) -> i64 {
    settlements::settlement(&mut db.read().await.unwrap(), ctx.market, id).await.unwrap().settlement.version
}

/// A run of the day, approved.
pub async fn approved(db: &Database, ctx: &Ctx, day: &str) -> SettlementId {
    let settlement = act(db, ctx, open(day)).await;
    act(db, ctx, LockSettlement { settlement, version: version(db, ctx, settlement).await }).await;
    act(db, ctx, ApproveSettlement { settlement, version: version(db, ctx, settlement).await }).await;
    settlement
}

/// A paid and accepted job of a technician whose money is available.
pub async fn earned(db: &Database, ctx: &Ctx, number: u128, who: u128, minor: i64) {
    let invoice = act(db, ctx, cleaning(number, minor, 0)).await;
    pay_online(db, ctx, invoice).await;
    let _booked = act(db, ctx, finish(number, &[who])).await;
    let _booked = act(db, &later(ctx, 25), ReleaseEarnings { invoice }).await;
}

#[test]
fn a_run_pays_out() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        assert!(refused(db, ctx, open("2026-03-09")).await.is(refusals::NOTHING_TO_SETTLE));
        earned(db, ctx, 1, 1, 20_000).await;
        earned(db, ctx, 2, 2, 30_000).await;
        earned(db, ctx, 3, 3, 5_000).await;
        earned(db, ctx, 4, 4, 40_000).await;
        let settlement = act(db, ctx, open("2026-03-09")).await;
        assert!(refused(db, ctx, open("2026-03-09")).await.is(refusals::SETTLEMENT_EXISTS));
        let page = settlements::settlement(&mut db.read().await.unwrap(), ctx.market, settlement).await.unwrap();
        assert_eq!(page.payouts.len(), 3, "technician 3 has less than the minimum");
        let payout_of =
            |who| page.payouts.iter().find(|payout| payout.technician_id == technician(who)).unwrap().payout_id;
        let lock = |version| LockSettlement { settlement, version };
        let approve = |version| ApproveSettlement { settlement, version };
        assert!(refused(db, ctx, approve(1)).await.is(refusals::WRONG_STATE));
        assert_eq!(refused(db, ctx, lock(9)).await.code(), "changed_meanwhile");
        assert!(refused(db, ctx, ReservePayout { payout: payout_of(1) }).await.is(refusals::WRONG_STATE));
        act(db, ctx, lock(1)).await;
        act(db, ctx, DropPayout { payout: payout_of(4), reason: "资料不全".to_owned() }).await;
        act(db, ctx, approve(version(db, ctx, settlement).await)).await;
        for who in [1, 2] {
            let sent = act(db, ctx, ReservePayout { payout: payout_of(who) }).await;
            assert_eq!((sent.value.state, sent.steps.len()), (PayoutState::Sent, 1));
            assert!(act(db, ctx, ReservePayout { payout: payout_of(who) }).await.steps.is_empty(), "once");
        }
        assert_eq!(wallet(db, ctx, Owner::Technician(technician(1))).await.free_minor(), 0);
        audit(db, ctx).await;
        let result = |who, result| RecordPayoutResult { payout: payout_of(who), result };
        let paid = PayoutResult::Paid { transaction_id: "B1".to_owned() };
        assert_eq!(act(db, ctx, result(1, PayoutResult::Pending)).await.value, PayoutState::Sent);
        assert_eq!(act(db, ctx, result(1, paid.clone())).await.value, PayoutState::Paid);
        assert!(act(db, ctx, result(1, paid)).await.steps.is_empty(), "once");
        let failed = PayoutResult::Failed { reason: "账号有误".to_owned() };
        assert_eq!(act(db, ctx, result(2, failed)).await.value, PayoutState::Failed);
        let end =
            settlements::settlement(&mut db.read().await.unwrap(), ctx.market, settlement).await.unwrap().settlement;
        assert_eq!((end.state, end.closed_at), (SettlementState::Failed, Some(ctx.now)));
        assert!(wallet(db, ctx, Owner::Technician(technician(2))).await.free_minor() > 24_000, "the money is back");
        assert_eq!(wallet(db, ctx, Owner::Technician(technician(1))).await.available_minor, 0);
        let next = approved(db, ctx, "2026-03-16").await;
        let page = settlements::settlement(&mut db.read().await.unwrap(), ctx.market, next).await.unwrap();
        assert_eq!(page.payouts.len(), 2);
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn collected_cash_counts_against_the_payout() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        earned(db, ctx, 1, 1, 50_000).await;
        let invoice = act(db, ctx, cleaning(2, 10_000, 0)).await;
        let cash = CollectCash { invoice, technician: technician(1), amount: cny(10_000), waived: cny(0) };
        let _booked = act(db, ctx, cash).await;
        let hand_over = |minor| HandOverCash { technician: technician(1), amount: cny(minor) };
        assert!(refused(db, ctx, hand_over(10_001)).await.is(refusals::MORE_THAN_DUE));
        let _booked = act(db, ctx, hand_over(4_000)).await;
        let before = wallet(db, ctx, Owner::Technician(technician(1))).await;
        assert_eq!(before.payable_minor(), before.available_minor - 6_000);
        let run = approved(db, ctx, "2026-03-09").await;
        let page = settlements::settlement(&mut db.read().await.unwrap(), ctx.market, run).await.unwrap();
        let payout = page.payouts[0].payout_id;
        // A penalty between planning and sending: only what is left is sent.
        let penalty = || ChargePenalty {
            technician: technician(1),
            job: None,
            amount: cny(5_000),
            cause: "no_show-vis_1".to_owned(),
        };
        let _booked = act(db, ctx, penalty()).await;
        assert!(refused(db, ctx, penalty()).await.is(refusals::CAUSE_USED));
        let sent = act(db, ctx, ReservePayout { payout }).await;
        assert_eq!((sent.value.amount_minor, sent.value.netted_minor), (before.available_minor - 11_000, 6_000));
        audit(db, ctx).await;
        let paid = PayoutResult::Paid { transaction_id: "B1".to_owned() };
        let _booked = act(db, ctx, RecordPayoutResult { payout, result: paid }).await;
        let after = wallet(db, ctx, Owner::Technician(technician(1))).await;
        assert_eq!((after.available_minor, after.cash_held_minor, after.in_payout_minor), (0, 0, 0));
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn what_an_operator_may_give() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 60_000, 0)).await;
        let give = |minor, reason: &str, seen| GrantCompensation {
            customer: customer(1),
            job: Some(job(1)),
            amount: cny(minor),
            reason: reason.to_owned(),
            seen,
            policy: MoneyPolicy::default(),
        };
        let too_large = refused(db, ctx, give(10_001, "迟到一小时", None)).await;
        assert!(too_large.is(refusals::COMPENSATION_TOO_LARGE) && too_large.field_name() == Some("amount"));
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, give(10_001, "迟到一小时", Some(0))).await;
        assert_eq!(refused(db, ctx, give(1, "又点了一次", Some(0))).await.code(), "changed_meanwhile");
        let _booked = act(db, ctx, give(7_999, "态度不好", Some(1))).await;
        assert!(refused(db, ctx, give(1, "再来", None)).await.is(refusals::COMPENSATION_TOO_LARGE), "a third of 600");
        assert_eq!(wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor, 18_000);
        for (grant, field) in [
            (give(0, "x", None), "amount"),
            (give(-1, "x", None), "amount"),
            (give(i64::MAX, "x", None), "amount"),
            (give(1, " ", None), "reason"),
            (give(1, &"长".repeat(501), None), "reason"),
            (GrantCompensation { customer: customer(2), ..give(1, "别人的订单", None) }, "job"),
            (GrantCompensation { job: Some(job(99)), ..give(1, "没有的订单", None) }, "job"),
            (GrantCompensation { amount: kernel::Money::new(1, Currency::Usd), ..give(1, "x", None) }, "amount"),
        ] {
            assert_eq!(refused(db, ctx, grant).await.field_name(), Some(field));
        }
        let _booked = act(db, ctx, GrantCompensation { job: None, ..give(10_000, "补偿", None) }).await;
        let free = GrantCompensation { job: None, ..give(10_001, "补偿", None) };
        assert!(refused(db, ctx, free).await.is(refusals::COMPENSATION_TOO_LARGE));
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn compensation_balances_and_rules() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let give = |cause: &str, minor| CompensateCustomer {
            customer: customer(1),
            job: None,
            amount: cny(minor),
            cause: cause.to_owned(),
        };
        let _booked = act(db, ctx, give("late-vis_1", 3_000)).await;
        assert!(refused(db, ctx, give("late-vis_1", 3_000)).await.is(refusals::CAUSE_USED));
        for (cause, minor, code) in
            [("", 1, "required"), ("a b", 1, "out_of_range"), ("x", 0, "bad_amount"), ("x", -5, "bad_amount")]
        {
            assert_eq!(refused(db, ctx, give(cause, minor)).await.code(), code);
        }
        let take = |minor| ReturnBalance { customer: customer(1), amount: cny(minor), reason: "B-7".to_owned() };
        assert!(refused(db, ctx, take(3_001)).await.is(refusals::BALANCE_TOO_LOW));
        let _booked = act(db, ctx, take(1_000)).await;
        assert_eq!(wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor, 2_000);

        let rule = |percent, valid_from| SetCommissionRule {
            category: Category::Cleaning,
            level: None,
            rate: Rate::percent(percent),
            valid_from,
        };
        assert!(refused(db, ctx, rule(20, later(ctx, -1).now)).await.is(refusals::RULE_IN_PAST));
        assert_eq!(refused(db, ctx, rule(101, ctx.now)).await.code(), "out_of_range");
        act(db, ctx, rule(20, ctx.now)).await;
        assert!(refused(db, ctx, rule(25, ctx.now)).await.is(refusals::RULE_EXISTS));
        let invoice = act(db, ctx, cleaning(1, 10_000, 0)).await;
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, finish(1, &[1])).await;
        assert_eq!(whole(db, ctx, invoice).await.earnings[0].earned_minor, 7_900, "80 % less the premium");
        let costs = costing::of_job(&mut db.read().await.unwrap(), ctx.market, super::support::job(1)).await.unwrap();
        assert_eq!((costs.price, costs.technicians, costs.insurance), (cny(10_000), cny(7_900), cny(100)));
        assert_eq!(costs.commission.plus(costs.tax).unwrap(), cny(2_000));
        assert_eq!(costs.margin, costs.commission.minus(cny(60)).unwrap(), "less the channel's fee");
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn retention_waits_for_the_warranty() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let mut opened = cleaning(1, 100_000, 0);
        opened.lines[0].category = Category::Repair;
        let invoice = act(db, ctx, opened).await;
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, FinishInvoice { warranty_days: 180, ..finish(1, &[1]) }).await;
        let money = async || {
            let wallet = wallet(db, ctx, Owner::Technician(technician(1))).await;
            (wallet.frozen_minor, wallet.retained_minor, wallet.available_minor)
        };
        assert_eq!(money().await, (77_805, 4_095, 0));
        for (hours, expected) in [
            (23, (77_805, 4_095, 0)),
            (24, (0, 4_095, 77_805)),
            (24 * 89, (0, 4_095, 77_805)),
            (24 * 90, (0, 0, 81_900)),
        ] {
            let _booked = act(db, &later(ctx, hours), ReleaseEarnings { invoice }).await;
            assert_eq!(money().await, expected, "after {hours} h");
        }
        let mut read = db.read().await.unwrap();
        let jobs = wallets::earnings(&mut read, ctx.market, technician(1), &PageRequest::first(10)).await.unwrap();
        assert_eq!(jobs.items.len(), 1);
        drop(read);
        audit(db, ctx).await;
        bench
    });
}
