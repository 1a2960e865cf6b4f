//! Stories of money going back.

use super::support::{
    act, audit, cleaning, cny, customer, finish, job, later, line, on_both, pay_online, refused, technician, wallet,
    whole,
};
use billing::{
    actions::{
        CancelInvoice, ClearSuspense, ClearedBy, ConfirmRefund, EndHold, HoldInvoice, OpenInvoice, PayFromBalance,
        RecordReceipt, RecordRefundResult, RefundInvoice, RefundToBalance, ReleaseEarnings, RetryRefund,
    },
    model::{
        Bearer, Category, Channel, CrewShare, InvoiceState, LineKind, MoneyPolicy, Owner, RefundGatewayResult,
        RefundState, RefundTo,
    },
    refusals,
    views::invoices,
};
use db::Database;
use kernel::{Ctx, InvoiceId, RefundId};

fn cancel(number: u128, fee: i64, crew: &[u128]) -> CancelInvoice {
    let member = |who: &u128| CrewShare { technician: technician(*who), level: 2, weight: 1 };
    CancelInvoice {
        job: job(number),
        fees: if fee == 0 { vec![] } else { vec![line(LineKind::Cancellation, Category::Fees, fee)] },
        crew: crew.iter().map(member).collect(),
        refund_to: RefundTo::Original,
        policy: MoneyPolicy::default(),
    }
}

async fn refund(
    db: &Database,
    ctx: &Ctx,
    invoice: InvoiceId,
    minor: i64,
    bearer: Bearer,
    to: RefundTo,
) -> RefundInvoice {
    let version = whole(db, ctx, invoice).await.invoice.version;
    RefundInvoice { invoice, amount: cny(minor), lines: vec![], bearer, to, reason: "划痕".to_owned(), version }
}

async fn pending(db: &Database, ctx: &Ctx, invoice: InvoiceId) -> Vec<RefundId> {
    let refunds = whole(db, ctx, invoice).await.refunds;
    refunds.into_iter().filter(|refund| refund.state == RefundState::Requested).map(|refund| refund.refund_id).collect()
}

fn done(refund: RefundId) -> RecordRefundResult {
    RecordRefundResult { refund, result: RefundGatewayResult::Done { transaction_id: format!("R-{refund}") } }
}

#[test]
fn cancelling_gives_back_what_the_fee_leaves() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        for (number, fee, due, back, state) in [
            (1, 0, 0, 20_000, InvoiceState::Refunded),
            (2, 3_000, 0, 17_000, InvoiceState::Paid),
            (3, 20_000, 0, 0, InvoiceState::Paid),
            (4, 25_000, 5_000, 0, InvoiceState::PartlyPaid),
        ] {
            let invoice = act(db, ctx, cleaning(number, 20_000, 0)).await;
            pay_online(db, ctx, invoice).await;
            let ended = act(db, ctx, cancel(number, fee, &[1])).await.value;
            assert_eq!((ended.due, ended.back), (cny(due), cny(back)), "fee {fee}");
            assert_eq!(whole(db, ctx, invoice).await.invoice.state, state, "fee {fee}");
            audit(db, ctx).await;
            for refund in pending(db, ctx, invoice).await {
                assert_eq!(act(db, ctx, done(refund)).await.value, RefundState::Done);
                assert!(act(db, ctx, done(refund)).await.steps.is_empty(), "once");
            }
            audit(db, ctx).await;
        }
        let unpaid = act(db, ctx, cleaning(5, 20_000, 0)).await;
        let _booked = act(db, ctx, cancel(5, 0, &[])).await;
        assert_eq!(whole(db, ctx, unpaid).await.invoice.state, InvoiceState::Void);
        assert!(refused(db, ctx, cancel(5, 0, &[])).await.is(refusals::INVOICE_FINAL));
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn after_acceptance_everybody_gives_back_a_share() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let opened = OpenInvoice {
            lines: vec![
                line(LineKind::Service, Category::Repair, 20_000),
                line(LineKind::Part, Category::Parts, 9_999),
                line(LineKind::Coupon, Category::Repair, -3_000),
            ],
            ..cleaning(1, 1, 0)
        };
        let invoice = act(db, ctx, opened).await;
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, billing::actions::FinishInvoice { warranty_days: 180, ..finish(1, &[1, 2]) }).await;
        let earned = whole(db, ctx, invoice).await.earnings;
        assert!(earned.iter().all(|earning| earning.retained_minor > 0 && earning.retain_until.is_some()));
        let too_much = refund(db, ctx, invoice, 27_000, Bearer::Shared, RefundTo::Original).await;
        assert!(refused(db, ctx, too_much).await.is(refusals::MORE_THAN_PAID));
        let preview = invoices::refund_preview(
            &mut db.read().await.unwrap(),
            ctx.market,
            invoice,
            cny(7_000),
            Bearer::Shared,
            &[],
        )
        .await
        .unwrap();
        assert_eq!(preview.lines.iter().map(|(_, part)| part.minor).sum::<i64>(), 7_000);
        let _booked = act(db, ctx, refund(db, ctx, invoice, 7_000, Bearer::Shared, RefundTo::Original).await).await;
        audit(db, ctx).await;
        // Available after a day: the clawback takes frozen money first, here none is left, then the retention, then what is available.
        let tomorrow = later(ctx, 25);
        let _booked = act(db, &tomorrow, ReleaseEarnings { invoice }).await;
        let before = wallet(db, ctx, Owner::Technician(technician(1))).await;
        assert!(before.available_minor > 0 && before.frozen_minor == 0 && before.retained_minor > 0);
        let _booked =
            act(db, &tomorrow, refund(db, ctx, invoice, 10_000, Bearer::Technician, RefundTo::Balance).await).await;
        let after = wallet(db, ctx, Owner::Technician(technician(1))).await;
        assert_eq!(
            (after.retained_minor, after.available_minor),
            (0, before.available_minor - 5_000 + before.retained_minor)
        );
        let _booked =
            act(db, &tomorrow, refund(db, ctx, invoice, 9_999, Bearer::Shared, RefundTo::Balance).await).await;
        let end = whole(db, ctx, invoice).await.invoice;
        assert_eq!((end.state, end.credited_minor, end.returned_minor), (InvoiceState::Refunded, 26_999, 26_999));
        assert_eq!(wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor, 19_999);
        assert!(
            refused(db, &tomorrow, refund(db, ctx, invoice, 1, Bearer::Platform, RefundTo::Balance).await)
                .await
                .is(refusals::MORE_THAN_PAID)
        );
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn a_debt_shrinks_before_money_goes_back() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 20_000, 0)).await;
        let cash =
            |minor| RecordReceipt { invoice, channel: Channel::Cash, amount: cny(minor), reference: String::new() };
        let _booked = act(db, ctx, cash(5_000)).await;
        let _booked = act(db, ctx, finish(1, &[1])).await;
        let refunded =
            act(db, ctx, refund(db, ctx, invoice, 16_000, Bearer::Platform, RefundTo::Original).await).await.value;
        assert_eq!((refunded.against_due, refunded.back), (cny(15_000), cny(1_000)));
        audit(db, ctx).await;
        let waiting = pending(db, ctx, invoice).await;
        let confirm = |reference: &str| ConfirmRefund { refund: waiting[0], reference: reference.to_owned() };
        assert_eq!(refused(db, ctx, confirm("")).await.code(), "required");
        let _booked = act(db, ctx, confirm("柜台")).await;
        assert!(refused(db, ctx, confirm("柜台")).await.is(refusals::WRONG_STATE));
        let folded = audit(db, ctx).await;
        assert_eq!((folded.total("cash_office"), folded.total("compensation_expense")), (4_000, 16_000));
        bench
    });
}

#[test]
fn refunds_that_fail_are_not_lost() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 20_000, 0)).await;
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, refund(db, ctx, invoice, 8_000, Bearer::Shared, RefundTo::Original).await).await;
        assert_eq!(whole(db, ctx, invoice).await.due, cny(8_000), "before acceptance it must be paid again");
        let id = pending(db, ctx, invoice).await[0];
        assert!(
            refused(db, ctx, RefundToBalance { refund: id }).await.is(refusals::WRONG_STATE),
            "the channel may be paying it"
        );
        assert!(
            refused(db, ctx, ConfirmRefund { refund: id, reference: "x".into() }).await.is(refusals::WRONG_REFUND_WAY)
        );
        let failed = || RecordRefundResult {
            refund: id,
            result: RefundGatewayResult::Failed { reason: "closed account".into() },
        };
        assert_eq!(act(db, ctx, failed()).await.value, RefundState::Failed);
        assert_eq!(act(db, ctx, RetryRefund { refund: id }).await, RefundState::Requested);
        assert_eq!(act(db, ctx, failed()).await.value, RefundState::Failed);
        audit(db, ctx).await;
        let _booked = act(db, ctx, RefundToBalance { refund: id }).await;
        assert_eq!(wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor, 8_000);
        audit(db, ctx).await;
        // The channel paid it after all: missing money, kept in suspense, once.
        assert_eq!(act(db, ctx, done(id)).await.steps.len(), 1);
        assert_eq!(act(db, ctx, done(id)).await.steps.len(), 0);
        assert_eq!(whole(db, ctx, invoice).await.refunds[0].state, RefundState::PaidTwice);
        assert_eq!(audit(db, ctx).await.total("suspense"), 8_000);
        bench
    });
}

#[test]
fn what_left_twice_is_found_or_borne() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        for (number, by, account, left_in_balance) in [
            (1, ClearedBy::Balance, "customer_balance", 0),
            (2, ClearedBy::Transfer { reference: "B-77".to_owned() }, "cash_bank", 8_000),
            (3, ClearedBy::Platform, "compensation_expense", 16_000),
        ] {
            let invoice = act(db, ctx, cleaning(number, 8_000, 0)).await;
            pay_online(db, ctx, invoice).await;
            let _booked = act(db, ctx, cancel(number, 0, &[])).await;
            let id = pending(db, ctx, invoice).await[0];
            let clear =
                |by: &ClearedBy, reason: &str| ClearSuspense { refund: id, by: by.clone(), reason: reason.into() };
            assert!(refused(db, ctx, clear(&by, "还没有")).await.is(refusals::WRONG_STATE), "nothing left twice yet");
            let result = RefundGatewayResult::Failed { reason: String::new() };
            let _booked = act(db, ctx, RecordRefundResult { refund: id, result }).await;
            let _booked = act(db, ctx, RefundToBalance { refund: id }).await;
            let _booked = act(db, ctx, done(id)).await;
            let before = audit(db, ctx).await;
            assert_eq!(before.total("suspense"), 8_000, "missing");
            assert_eq!(refused(db, ctx, clear(&by, " ")).await.field_name(), Some("reason"));
            let nameless = ClearedBy::Transfer { reference: " ".to_owned() };
            assert_eq!(refused(db, ctx, clear(&nameless, "x")).await.field_name(), Some("reference"));
            let _booked = act(db, ctx, clear(&by, "渠道迟到的退款")).await;
            assert!(refused(db, ctx, clear(&by, "又一次")).await.is(refusals::WRONG_STATE), "once");
            let after = audit(db, ctx).await;
            assert_eq!((after.total("suspense"), after.total(account) - before.total(account)), (0, 8_000), "{by:?}");
            assert_eq!(wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor, left_in_balance);
            let (mut read, subject) = (db.read().await.unwrap(), id.to_string());
            let page = db::PageRequest::first(10);
            let lines = db::views::audit_page(&mut read, ctx.market, Some(&subject), &page).await.unwrap().items;
            assert!(lines.iter().any(|line| line.changes.contains("渠道迟到的退款")), "audited");
        }
        bench
    });
}

#[test]
fn a_balance_that_was_spent_cannot_be_taken_back() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 8_000, 0)).await;
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, cancel(1, 0, &[])).await;
        let id = pending(db, ctx, invoice).await[0];
        let result = RefundGatewayResult::Failed { reason: "closed".into() };
        let _booked = act(db, ctx, RecordRefundResult { refund: id, result }).await;
        let _booked = act(db, ctx, RefundToBalance { refund: id }).await;
        let _booked = act(db, ctx, done(id)).await;
        let next = act(db, ctx, cleaning(2, 5_000, 0)).await;
        let _booked = act(db, ctx, PayFromBalance { invoice: next, amount: cny(5_000) }).await;
        let clear = ClearSuspense { refund: id, by: ClearedBy::Balance, reason: "收回".into() };
        assert!(refused(db, ctx, clear).await.is(refusals::BALANCE_TOO_LOW));
        assert_eq!(audit(db, ctx).await.total("suspense"), 8_000);
        bench
    });
}

#[test]
fn disputes_hold_the_money() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 20_000, 0)).await;
        pay_online(db, ctx, invoice).await;
        let _booked = act(db, ctx, finish(1, &[1])).await;
        let hold = || HoldInvoice { invoice, reason: "投诉".to_owned() };
        let tomorrow = later(ctx, 25);
        let share = whole(db, ctx, invoice).await.earnings[0].earned_minor;
        let available = async || wallet(db, ctx, Owner::Technician(technician(1))).await.available_minor;
        let _booked = act(db, ctx, hold()).await;
        assert!(refused(db, ctx, hold()).await.is(refusals::HOLD_STATE));
        assert!(act(db, &tomorrow, ReleaseEarnings { invoice }).await.steps.is_empty());
        assert_eq!(available().await, 0);
        assert_eq!(act(db, &tomorrow, EndHold { invoice }).await.steps.len(), 1);
        assert_eq!(available().await, share);
        let _booked = act(db, &tomorrow, hold()).await;
        assert_eq!(available().await, 0, "frozen again");
        audit(db, ctx).await;
        let _booked =
            act(db, &tomorrow, refund(db, ctx, invoice, 10_000, Bearer::Technician, RefundTo::Balance).await).await;
        let _booked = act(db, &tomorrow, EndHold { invoice }).await;
        assert_eq!(available().await, share - 10_000);
        assert!(refused(db, &tomorrow, EndHold { invoice }).await.is(refusals::HOLD_STATE));
        audit(db, ctx).await;
        bench
    });
}
