//! Stories of money coming in.

use super::support::{
    act, as_customer, as_technician, audit, cleaning, cny, customer, finish, job, later, line, on_both, paid,
    pay_online, refused, start, technician, wallet, whole,
};
use billing::{
    actions::{
        AddLines, AdjustInvoice, CollectCash, OpenInvoice, PayFromBalance, PaymentOutcome, RecordIntent,
        RecordPaymentResult, RecordReceipt, RecordRefundResult, ResolveSuspense, SuspenseGoes,
    },
    model::{
        Category, Channel, GatewayResult, InvoiceState, LineKind, Owner, PaymentPurpose, PaymentState, ReceiptOutcome,
        RefundGatewayResult, RefundState, Surplus,
    },
    refusals,
    views::payments,
};
use db::PageRequest;
use kernel::{Currency, Id, Money, PaymentId};

#[test]
fn a_deposit_then_the_rest() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let mine = as_customer(ctx, 1);
        let invoice = act(db, ctx, cleaning(1, 20_000, 5_000)).await;
        assert_eq!(whole(db, ctx, invoice).await.deposit_due, cny(5_000));
        let payment = start(db, &mine, invoice, PaymentPurpose::Deposit).await;
        assert_eq!(
            act(db, ctx, RecordIntent { payment, client: "{\"code\":1}".to_owned() }).await,
            PaymentState::Pending
        );
        let booked = act(db, ctx, paid(payment, "T1", 5_000)).await;
        assert_eq!((booked.value, booked.steps.len()), (PaymentOutcome::Applied, 1));
        let again = act(db, ctx, paid(payment, "T1", 5_000)).await;
        assert_eq!((again.value, again.steps.len()), (PaymentOutcome::Known, 0));
        let now = whole(db, ctx, invoice).await;
        assert_eq!((now.invoice.state, now.due, now.deposit_due), (InvoiceState::PartlyPaid, cny(15_000), cny(0)));
        assert!(refused(db, &mine, started(invoice, PaymentPurpose::Deposit)).await.is(refusals::NOTHING_DUE));

        act(db, ctx, AddLines { job: job(1), lines: vec![line(LineKind::Part, Category::Parts, 3_000)] }).await;
        let version = whole(db, ctx, invoice).await.invoice.version;
        let adjust = |minor, version| AdjustInvoice {
            invoice,
            category: Category::Cleaning,
            amount: cny(minor),
            reason: "熟客优惠".to_owned(),
            version,
        };
        assert_eq!(refused(db, ctx, adjust(-1_000, version - 1)).await.code(), "changed_meanwhile");
        assert!(refused(db, ctx, adjust(-23_001, version)).await.is(refusals::NEGATIVE_TOTAL));
        act(db, ctx, adjust(-1_000, version)).await;
        assert_eq!(whole(db, ctx, invoice).await.due, cny(17_000));
        let _booked = act(db, ctx, finish(1, &[1])).await;
        assert!(
            refused(db, ctx, AddLines { job: job(1), lines: vec![line(LineKind::Part, Category::Parts, 1)] })
                .await
                .is(refusals::INVOICE_FINAL)
        );
        audit(db, ctx).await;
        pay_online(db, &later(ctx, 1), invoice).await;
        assert_eq!(whole(db, ctx, invoice).await.invoice.state, InvoiceState::Paid);
        audit(db, ctx).await;
        bench
    });
}

fn started(invoice: kernel::InvoiceId, purpose: PaymentPurpose) -> billing::actions::StartPayment {
    billing::actions::StartPayment { invoice, purpose, provider: "sim".to_owned(), minutes: 15 }
}

#[test]
fn others_do_not_see_mine() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 20_000, 0)).await;
        assert_eq!(refused(db, &as_customer(ctx, 2), started(invoice, PaymentPurpose::Due)).await.code(), "missing");
        let cash = CollectCash { invoice, technician: technician(1), amount: cny(100), waived: cny(0) };
        assert_eq!(refused(db, &as_technician(ctx, 2), cash.clone()).await.code(), "missing");
        assert_eq!(refused(db, &as_customer(ctx, 1), cash).await.code(), "forbidden");
        let mut elsewhere = ctx.clone();
        elsewhere.market = ctx.new_id();
        assert_eq!(refused(db, &elsewhere, started(invoice, PaymentPurpose::Due)).await.code(), "missing");
        bench
    });
}

#[test]
fn bad_invoices_are_refused() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let good = cleaning(1, 20_000, 0);
        let with = |lines| OpenInvoice { lines, ..good.clone() };
        let mut nameless = line(LineKind::Service, Category::Cleaning, 1);
        nameless.name_en = " ".to_owned();
        let mut dollars = line(LineKind::Service, Category::Cleaning, 1);
        dollars.amount = Money::new(1, Currency::Usd);
        for (case, code) in [
            (with(vec![]), "billing_no_lines"),
            (with(vec![nameless]), "required"),
            (with(vec![dollars]), "currency_mismatch"),
            (with(vec![line(LineKind::Service, Category::Cleaning, -1)]), "billing_bad_line"),
            (with(vec![line(LineKind::Coupon, Category::Cleaning, 1)]), "billing_bad_line"),
            (with(vec![line(LineKind::Coupon, Category::Cleaning, -1)]), "billing_negative_total"),
            (with(vec![line(LineKind::Service, Category::Cleaning, i64::MAX)]), "bad_amount"),
            (OpenInvoice { deposit: cny(20_001), ..good.clone() }, "billing_deposit_too_large"),
            (OpenInvoice { deposit: cny(-1), ..good.clone() }, "bad_amount"),
        ] {
            assert_eq!(refused(db, ctx, case).await.code(), code);
        }
        act(db, ctx, good.clone()).await;
        assert!(refused(db, ctx, good).await.is(refusals::INVOICE_EXISTS));
        bench
    });
}

#[test]
fn what_channels_get_wrong_loses_nothing() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 20_000, 0)).await;
        // Given up, replaced by another, and paid nevertheless: still due, so it pays.
        let first = start(db, ctx, invoice, PaymentPurpose::Due).await;
        let second = start(db, ctx, invoice, PaymentPurpose::Due).await;
        assert_eq!(payment(db, ctx, first).await.state, PaymentState::Closed);
        assert_eq!(act(db, ctx, paid(first, "T1", 20_000)).await.value, PaymentOutcome::Applied);
        // The other one is paid as well: nothing is due, so it goes back; so does a second transaction of the same payment.
        assert_eq!(act(db, ctx, paid(second, "T2", 20_000)).await.value, PaymentOutcome::Surplus);
        assert_eq!(act(db, ctx, paid(first, "T3", 20_000)).await.value, PaymentOutcome::Surplus);
        let back = whole(db, ctx, invoice).await.refunds;
        assert!(back.iter().all(|refund| refund.surplus == Some(Surplus::PaidTwice) && refund.amount_minor == 20_000));
        assert_eq!(back.len(), 2);
        audit(db, ctx).await;
        // The channel takes one back and refuses the other: that one is in the balance, without anybody's doing.
        let answer = |index: usize, result| RecordRefundResult { refund: back[index].refund_id, result };
        let done = RefundGatewayResult::Done { transaction_id: "R1".to_owned() };
        let _booked = act(db, ctx, answer(0, done)).await;
        let refused_by_channel = RefundGatewayResult::Failed { reason: "closed".to_owned() };
        assert_eq!(act(db, ctx, answer(1, refused_by_channel)).await.value, RefundState::Done);
        assert_eq!(wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor, 20_000);
        // The same transaction for something else is a contradiction and counts nothing.
        assert_eq!(act(db, ctx, paid(second, "T1", 20_000)).await.value, PaymentOutcome::Contradiction);
        assert_eq!(act(db, ctx, paid(first, "T1", 19_999)).await.value, PaymentOutcome::Contradiction);
        audit(db, ctx).await;
        // Wrong amount, wrong channel, unknown payment: suspense.
        let other = act(db, ctx, cleaning(2, 10_000, 0)).await;
        let third = start(db, ctx, other, PaymentPurpose::Due).await;
        assert_eq!(act(db, ctx, paid(third, "T4", 9_900)).await.value, PaymentOutcome::Suspended);
        assert_eq!(payment(db, ctx, third).await.state, PaymentState::Failed);
        let stray = RecordPaymentResult { provider: "other".to_owned(), ..paid(third, "T4", 10_000) };
        assert_eq!(act(db, ctx, stray).await.value, PaymentOutcome::Suspended);
        let unknown = PaymentId::from_uuid(uuid::Uuid::from_u128(99));
        assert_eq!(act(db, ctx, paid(unknown, "T5", 777)).await.value, PaymentOutcome::Suspended);
        assert_eq!(-audit(db, ctx).await.total("suspense"), 9_900 + 10_000 + 777);
        resolve_all(db, ctx).await;
        assert_eq!(audit(db, ctx).await.total("suspense"), 0);
        bench
    });
}

async fn resolve_all(db: &db::Database, ctx: &kernel::Ctx) {
    let mut read = db.read().await.unwrap();
    let waiting = payments::receipts(&mut read, ctx.market, ReceiptOutcome::Suspense, &PageRequest::first(50)).await;
    drop(read);
    for (index, receipt) in waiting.unwrap().items.into_iter().enumerate() {
        let goes = if index == 0 { SuspenseGoes::Back } else { SuspenseGoes::Customer { customer: customer(2) } };
        let _booked = act(db, ctx, ResolveSuspense { receipt: receipt.receipt_id, goes }).await;
        assert!(
            refused(db, ctx, ResolveSuspense { receipt: receipt.receipt_id, goes }).await.is(refusals::WRONG_STATE)
        );
    }
}

async fn payment(db: &db::Database, ctx: &kernel::Ctx, id: PaymentId) -> billing::model::Payment {
    payments::payment(&mut db.read().await.unwrap(), ctx.market, id).await.unwrap()
}

#[test]
fn payments_end_without_money_too() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let invoice = act(db, ctx, cleaning(1, 20_000, 0)).await;
        let tell = |payment, result| RecordPaymentResult { payment, provider: "sim".to_owned(), result };
        let failed = || GatewayResult::Failed { reason: "no money".to_owned() };
        let one = start(db, ctx, invoice, PaymentPurpose::Due).await;
        assert_eq!(act(db, ctx, tell(one, GatewayResult::Pending)).await.value, PaymentOutcome::Waiting);
        assert_eq!(act(db, ctx, tell(one, failed())).await.value, PaymentOutcome::Ended);
        assert_eq!(act(db, ctx, tell(one, failed())).await.value, PaymentOutcome::Known);
        assert_eq!(act(db, ctx, RecordIntent { payment: one, client: String::new() }).await, PaymentState::Failed);
        let two = start(db, ctx, invoice, PaymentPurpose::Due).await;
        assert_eq!(act(db, ctx, tell(two, GatewayResult::Closed)).await.value, PaymentOutcome::Ended);
        let three = pay_online(db, ctx, invoice).await;
        assert_eq!(act(db, ctx, tell(three, failed())).await.value, PaymentOutcome::Known, "paid stays paid");
        let bad = GatewayResult::Paid { transaction_id: "T9".to_owned(), amount: cny(0), fee: cny(0) };
        assert_eq!(refused(db, ctx, tell(three, bad)).await.code(), "bad_amount");
        audit(db, ctx).await;
        bench
    });
}

#[test]
fn cash_transfer_and_balance() {
    on_both(|bench| async move {
        let (db, ctx) = (&bench.db, &bench.system);
        let door = as_technician(ctx, 1);
        let invoice = act(db, ctx, cleaning(1, 19_950, 0)).await;
        let cash =
            |minor, waived| CollectCash { invoice, technician: technician(1), amount: cny(minor), waived: cny(waived) };
        assert!(refused(db, &door, cash(19_951, 0)).await.is(refusals::MORE_THAN_DUE));
        assert!(refused(db, &door, cash(19_900, 50)).await.is(refusals::WAIVED_TOO_MUCH), "not before acceptance");
        let _booked = act(db, &door, cash(5_000, 0)).await;
        let _booked = act(db, ctx, finish(1, &[1])).await;
        assert!(
            refused(db, &door, cash(14_800, 150)).await.is(refusals::WAIVED_TOO_MUCH),
            "a yuan is not small change"
        );
        assert!(refused(db, &door, cash(14_800, 50)).await.is(refusals::WAIVED_TOO_MUCH), "the rest must be paid");
        let _booked = act(db, &door, cash(14_900, 50)).await;
        assert!(refused(db, &door, cash(1, 0)).await.is(refusals::NOTHING_DUE));
        assert_eq!(wallet(db, ctx, Owner::Technician(technician(1))).await.cash_held_minor, 19_900);
        audit(db, ctx).await;

        let second = act(db, ctx, cleaning(2, 10_000, 0)).await;
        let transfer = |minor, reference: &str| RecordReceipt {
            invoice: second,
            channel: Channel::Transfer,
            amount: cny(minor),
            reference: reference.to_owned(),
        };
        assert_eq!(refused(db, ctx, transfer(4_000, " ")).await.field_name(), Some("reference"));
        let _booked = act(db, ctx, transfer(4_000, "B-1")).await;
        assert!(refused(db, ctx, transfer(4_000, "B-1")).await.is(refusals::REFERENCE_USED));
        let online = RecordReceipt { channel: Channel::Online, ..transfer(1, "x") };
        assert_eq!(refused(db, ctx, online).await.code(), "unknown_code");
        let _booked = act(db, ctx, transfer(8_000, "B-2")).await;
        assert_eq!(
            wallet(db, ctx, Owner::Customer(customer(1))).await.available_minor,
            2_000,
            "too much goes to the balance"
        );

        let third = act(db, ctx, cleaning(3, 3_000, 0)).await;
        let mine = as_customer(ctx, 1);
        let from_balance = |minor| PayFromBalance { invoice: third, amount: cny(minor) };
        assert!(refused(db, &mine, from_balance(2_001)).await.is(refusals::BALANCE_TOO_LOW));
        assert!(refused(db, &mine, from_balance(3_001)).await.is(refusals::MORE_THAN_DUE));
        let _booked = act(db, &mine, from_balance(2_000)).await;
        assert_eq!(whole(db, ctx, third).await.due, cny(1_000));
        audit(db, ctx).await;
        bench
    });
}
