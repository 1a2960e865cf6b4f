//! Any history of money leaves the books sound: trial balance zero, no negative escrow, no refund beyond what was paid, exact splits.

use super::support::{
    as_customer, audit, cleaning, cny, customer, finish, is_answer, job, later, line, paid, technician, whole,
};
use billing::{
    actions::{
        AddLines, ApproveSettlement, CancelInvoice, ChargePenalty, CollectCash, CompensateCustomer, ConfirmRefund,
        EndHold, FinishInvoice, HandOverCash, HoldInvoice, LockSettlement, OpenSettlement, PayFromBalance,
        RecordPayoutResult, RecordReceipt, RecordRefundResult, RefundInvoice, RefundToBalance, ReleaseEarnings,
        ReservePayout, StartPayment,
    },
    model::{
        Bearer, Category, Channel, LineKind, MoneyPolicy, PaymentPurpose, PayoutChannel, PayoutResult,
        RefundGatewayResult, RefundState, RefundTo,
    },
    views::{invoices, settlements},
};
use db::{Action, Database, PageRequest};
use kernel::{Ctx, Currency, InvoiceId, time::Date};
use proptest::prelude::*;

/// One step of a history: what, about which job, and two numbers it may use.
#[derive(Clone, Copy, Debug)]
struct Step {
    what: u8,
    job: u128,
    amount: i64,
    choice: u8,
}

fn step() -> impl Strategy<Value = Step> {
    (0u8..18, 1u128..5, 1i64..30_000, 0u8..12).prop_map(|(what, job, amount, choice)| Step {
        what,
        job,
        amount,
        choice,
    })
}

async fn attempt<A: Action>(db: &Database, ctx: &Ctx, action: A) -> Option<A::Outcome> {
    match db.perform(ctx, action).await {
        Ok(outcome) => Some(outcome),
        Err(problem) => {
            assert!(is_answer(&problem) && !problem.is(db::RETRY), "{}: {problem}", A::NAME);
            None
        }
    }
}

async fn invoice_of(db: &Database, ctx: &Ctx, number: u128) -> Option<InvoiceId> {
    let mut read = db.read().await.unwrap();
    invoices::head_of_job(&mut read, ctx.market, job(number)).await.ok().map(|invoice| invoice.invoice_id)
}

fn pick<T: Copy>(all: &[T], choice: u8) -> T {
    all[usize::from(choice) % all.len()]
}

async fn go(db: &Database, ctx: &Ctx, number: usize, step: Step) {
    let Step { what, job: about, amount, choice } = step;
    let Some(invoice) = invoice_of(db, ctx, about).await else {
        let mut opened = cleaning(about, amount + 5_000, amount % 5_000);
        opened.customer = customer(1 + about % 2);
        opened.lines.push(line(LineKind::Part, Category::Parts, amount / 3));
        opened.lines[0].category = pick(Category::ALL, choice);
        if choice % 3 == 0 {
            opened.lines.push(line(LineKind::Coupon, Category::Cleaning, -(amount / 7) - 1));
        }
        attempt(db, ctx, opened).await;
        return;
    };
    match what {
        0..=5 => pay(db, ctx, number, step, invoice).await,
        6..=11 => change(db, ctx, step, invoice).await,
        _ => settle(db, ctx, number, step, invoice).await,
    }
}

async fn pay(db: &Database, ctx: &Ctx, number: usize, step: Step, invoice: InvoiceId) {
    let Step { what, job: about, amount, choice } = step;
    match what {
        0 | 1 => {
            let purpose = pick(PaymentPurpose::ALL, choice);
            let mine = as_customer(ctx, 1 + about % 2);
            let start = StartPayment { invoice, purpose, provider: "sim".to_owned(), minutes: 15 };
            if let Some(payment) = attempt(db, &mine, start).await {
                let expected = whole(db, ctx, invoice)
                    .await
                    .payments
                    .iter()
                    .find(|found| found.payment_id == payment)
                    .unwrap()
                    .amount_minor;
                let told = if choice == 11 { amount } else { expected };
                for repeat in 0..=(choice % 3) {
                    let transaction = if choice == 10 { format!("T{number}-{repeat}") } else { format!("T{number}") };
                    attempt(db, ctx, paid(payment, &transaction, told)).await;
                }
            }
        }
        2 => {
            let who = technician(1 + u128::from(choice % 3));
            attempt(db, ctx, CollectCash { invoice, technician: who, amount: cny(amount), waived: cny(0) }).await;
        }
        3 => {
            let due = whole(db, ctx, invoice).await.due.minor;
            let waived = due.min(99) - 1;
            let who = technician(1 + u128::from(choice % 3));
            attempt(db, ctx, CollectCash { invoice, technician: who, amount: cny(due - waived), waived: cny(waived) })
                .await;
        }
        4 => {
            let channel = pick(&[Channel::Cash, Channel::Transfer], choice);
            attempt(db, ctx, RecordReceipt { invoice, channel, amount: cny(amount), reference: format!("B{number}") })
                .await;
        }
        _ => {
            attempt(db, ctx, PayFromBalance { invoice, amount: cny(amount / 4 + 1) }).await;
        }
    }
}

async fn change(db: &Database, ctx: &Ctx, step: Step, invoice: InvoiceId) {
    let Step { what, job: about, amount, choice } = step;
    let crew: &[u128] = pick(&[&[1u128][..], &[1, 2], &[3, 1, 2], &[]], choice);
    match what {
        6 => {
            let minor = if choice % 2 == 0 { amount } else { -(amount / 5) - 1 };
            attempt(
                db,
                ctx,
                AddLines {
                    job: job(about),
                    lines: vec![line(LineKind::Adjustment, pick(Category::ALL, choice), minor)],
                },
            )
            .await;
        }
        7 | 8 => {
            let mut ending = finish(about, crew);
            ending.policy.seller = pick(billing::model::Seller::ALL, choice / 2);
            attempt(db, ctx, FinishInvoice { warranty_days: i64::from(choice) * 20, ..ending }).await;
        }
        9 => {
            let fees =
                if choice % 2 == 0 { vec![] } else { vec![line(LineKind::Cancellation, Category::Fees, amount)] };
            let crew = finish(about, crew).crew;
            let refund_to = pick(RefundTo::ALL, choice / 2);
            attempt(db, ctx, CancelInvoice { job: job(about), fees, crew, refund_to, policy: MoneyPolicy::default() })
                .await;
        }
        10 => {
            attempt(db, ctx, HoldInvoice { invoice, reason: "投诉".to_owned() }).await;
        }
        _ => {
            attempt(db, ctx, EndHold { invoice }).await;
        }
    }
}

async fn settle(db: &Database, ctx: &Ctx, number: usize, step: Step, invoice: InvoiceId) {
    let Step { what, amount, choice, .. } = step;
    match what {
        12 | 13 => {
            let limit = invoices::refund_limit(&mut db.read().await.unwrap(), ctx.market, invoice).await.unwrap().minor;
            let minor = if choice % 4 == 0 { limit } else { amount };
            let version = whole(db, ctx, invoice).await.invoice.version;
            let (bearer, to) = (pick(Bearer::ALL, choice), pick(RefundTo::ALL, choice / 3));
            let wish = RefundInvoice {
                invoice,
                amount: cny(minor),
                lines: vec![],
                bearer,
                to,
                reason: "r".to_owned(),
                version,
            };
            if let Some(done) = attempt(db, ctx, wish).await {
                assert!(done.value.back.minor + done.value.against_due.minor <= limit);
            }
        }
        14 => end_refunds(db, ctx, invoice, choice).await,
        15 => {
            attempt(db, ctx, ReleaseEarnings { invoice }).await;
        }
        16 => {
            let day = Date::constant(2026, 1, 1).checked_add(jiff_days(number)).unwrap();
            pay_out(db, ctx, day, choice).await;
        }
        _ => {
            let who = technician(1 + u128::from(choice % 3));
            attempt(
                db,
                ctx,
                ChargePenalty { technician: who, job: None, amount: cny(amount / 9 + 1), cause: format!("p{number}") },
            )
            .await;
            attempt(db, ctx, HandOverCash { technician: who, amount: cny(amount) }).await;
            let gift = CompensateCustomer {
                customer: customer(1),
                job: None,
                amount: cny(amount / 6 + 1),
                cause: format!("c{number}"),
            };
            attempt(db, ctx, gift).await;
        }
    }
}

fn jiff_days(number: usize) -> kernel::time::SignedDuration {
    kernel::time::hours(24 * i64::try_from(number).unwrap())
}

async fn end_refunds(db: &Database, ctx: &Ctx, invoice: InvoiceId, choice: u8) {
    for refund in whole(db, ctx, invoice).await.refunds.into_iter().filter(|refund| refund.state != RefundState::Done) {
        let id = refund.refund_id;
        let result = match choice % 3 {
            0 => RefundGatewayResult::Failed { reason: "no".to_owned() },
            1 => RefundGatewayResult::Pending,
            _ => RefundGatewayResult::Done { transaction_id: format!("R-{id}") },
        };
        if refund.channel == Channel::Online {
            attempt(db, ctx, RecordRefundResult { refund: id, result }).await;
        } else {
            attempt(db, ctx, ConfirmRefund { refund: id, reference: "x".to_owned() }).await;
        }
        if choice > 8 {
            attempt(db, ctx, RefundToBalance { refund: id }).await;
        }
    }
}

async fn pay_out(db: &Database, ctx: &Ctx, day: Date, choice: u8) {
    let open = OpenSettlement { day, currency: Currency::Cny, minimum_minor: 100, channel: PayoutChannel::Bank };
    let Some(settlement) = attempt(db, ctx, open).await else { return };
    attempt(db, ctx, LockSettlement { settlement, version: 1 }).await;
    attempt(db, ctx, ApproveSettlement { settlement, version: 2 }).await;
    let run = settlements::settlement(&mut db.read().await.unwrap(), ctx.market, settlement).await.unwrap();
    for (index, payout) in run.payouts.into_iter().enumerate() {
        let payout = payout.payout_id;
        attempt(db, ctx, ReservePayout { payout }).await;
        let result = match (usize::from(choice) + index) % 3 {
            0 => PayoutResult::Failed { reason: "no".to_owned() },
            1 => PayoutResult::Paid { transaction_id: "B".to_owned() },
            _ => continue,
        };
        attempt(db, ctx, RecordPayoutResult { payout, result }).await;
    }
}

fn check_history(steps: &[Step]) {
    test_kit::run(async {
        let bench = test_kit::sqlite(&[billing::MIGRATIONS], &db::Handlers::default()).await;
        let db = &bench.db;
        for (number, step) in steps.iter().enumerate() {
            let ctx = later(&bench.system, 9 * i64::try_from(number).unwrap());
            go(db, &ctx, number, *step).await;
            if number % 10 == 9 {
                audit(db, &ctx).await;
            }
        }
        audit(db, &bench.system).await;
        bench.remove().await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_history_leaves_the_books_sound(steps in prop::collection::vec(step(), 1..90)) {
        check_history(&steps);
    }
}

#[test]
fn lists_are_paged() {
    test_kit::run(async {
        let bench = test_kit::sqlite(&[billing::MIGRATIONS], &db::Handlers::default()).await;
        let (db, ctx) = (&bench.db, &bench.system);
        for number in 1..=7 {
            attempt(db, ctx, cleaning(number, 1_000, 0)).await;
        }
        let mut page = PageRequest::first(3);
        let mut seen = 0;
        loop {
            let found =
                invoices::of_customer(&mut db.read().await.unwrap(), ctx.market, customer(1), &page).await.unwrap();
            seen += found.items.len();
            match found.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, 7);
        bench.remove().await;
    });
}
