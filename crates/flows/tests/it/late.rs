//! Money that comes when it is not wanted any more: late, twice, too much. It is never lost and never stuck.

use crate::town::{Town, on_both_engines};
use billing::{
    actions::{PaymentOutcome, RecordPaymentResult, RecordReceipt},
    model::{Channel, GatewayResult, Invoice, InvoiceState, Owner, PaymentPurpose, PaymentState, RefundState, Surplus},
    views::invoices::WholeInvoice,
};
use dispatch::actions::Answer;
use flows::{
    booking::Booked,
    money::{Kept, PROVIDER},
    paying::PayOnline,
    policies,
};
use jobs::{
    actions::{CancelJob, ExpireUnpaid},
    model::{Device, State},
    rules::cancellation::CancelReason,
};
use kernel::{Actor, Currency, CustomerId, Money, PaymentId, time::SignedDuration};
use messaging::{Inbox, NoticeKey};

impl Town {
    async fn intend(&self, customer: CustomerId, booked: &Booked, purpose: PaymentPurpose) -> PaymentId {
        let ctx = self.ctx(Actor::Customer { customer });
        let payment = self.app.db.perform(&ctx, PayOnline { invoice: booked.invoice, purpose }).await.unwrap();
        self.settle().await;
        payment
    }

    /// The customer pays at the provider; we have not heard of it yet.
    async fn pay_unheard(&self, payment: PaymentId) {
        let payer = gateways::pay::simulator::Payer::new().unwrap();
        payer.pay(&format!("{}/checkout/{payment}", self.simulator.base)).await.unwrap();
    }

    /// What the provider's callback says, as often as it likes.
    async fn hear(&self, payment: PaymentId, transaction: Option<&str>) -> PaymentOutcome {
        let charge = self.app.gateways.pay.find_charge(payment, self.app.clock.now()).await.unwrap();
        let result = GatewayResult::Paid {
            transaction_id: transaction.unwrap_or(&charge.transaction).to_owned(),
            amount: charge.amount,
            fee: Money::zero(charge.amount.currency),
        };
        let record = RecordPaymentResult { payment, provider: PROVIDER.to_owned(), result };
        self.app.db.perform(&self.ctx(Actor::System), Kept(record)).await.unwrap()
    }

    async fn whole(&self, booked: &Booked) -> WholeInvoice {
        let mut read = self.app.db.read().await.unwrap();
        billing::views::invoices::invoice(&mut read, self.system.market, booked.invoice).await.unwrap()
    }

    async fn balance(&self, customer: CustomerId) -> i64 {
        let mut read = self.app.db.read().await.unwrap();
        let owner = Owner::Customer(customer);
        billing::views::wallets::wallet(&mut read, self.system.market, owner, Currency::Cny)
            .await
            .unwrap()
            .available_minor
    }

    async fn told(&self, customer: CustomerId) -> Vec<(NoticeKey, String)> {
        let mut read = self.app.db.read().await.unwrap();
        let page = db::PageRequest::first(100);
        let inbox = [Inbox::Customer(customer)];
        let notices =
            messaging::views::inbox::notices_page(&mut read, self.system.market, &inbox, &page).await.unwrap();
        notices.items.into_iter().map(|notice| (notice.notice_key, notice.body)).collect()
    }

    /// What the provider gave back of a payment.
    fn given_back(&self, payment: PaymentId) -> i64 {
        let (_, refunds) = self.simulator.book.statement();
        refunds.iter().filter(|refund| refund.payment == payment).map(|refund| refund.amount.minor).sum()
    }

    async fn expire(&self, booked: &Booked) {
        let due = {
            let mut read = self.app.db.read().await.unwrap();
            let job = jobs::views::job_row(&mut read, self.system.market, booked.opened.job).await.unwrap();
            job.payment_due_at.unwrap()
        };
        self.app.clock.move_to(due);
        self.app.db.perform(&self.ctx(Actor::System), ExpireUnpaid { job: booked.opened.job }).await.unwrap();
    }

    async fn call_off(&self, customer: CustomerId, booked: &Booked) {
        let policy = {
            let mut read = self.app.db.read().await.unwrap();
            policies::cancellation(&mut read, self.system.market).await.unwrap()
        };
        let cancel = CancelJob {
            job: booked.opened.job,
            reason: CancelReason::ChangedMind,
            note: String::new(),
            liable: None,
            policy,
            fee_shown: None,
            if_version: None,
            device: Device::default(),
        };
        self.app.db.perform(&self.ctx(Actor::Customer { customer }), cancel).await.unwrap();
    }
}

/// Everything is back with the customer, by the provider, who was told once; the books and the order's timeline say so.
async fn all_is_back(town: &Town, customer: CustomerId, booked: &Booked, payment: PaymentId) {
    town.pass(10).await;
    let whole = town.whole(booked).await;
    let paid = whole.payments.iter().find(|found| found.payment_id == payment).unwrap();
    assert_eq!(paid.state, PaymentState::Refunded);
    assert_eq!(town.given_back(payment), paid.amount_minor, "in whole");
    let Invoice { received_minor, returned_minor, escrow_minor, .. } = whole.invoice;
    assert_eq!((received_minor, whole.due.minor, escrow_minor), (returned_minor, 0, 0));
    assert!(whole.refunds.iter().all(|refund| refund.state == RefundState::Done), "{:?}", whole.refunds);
    assert_eq!(town.balance(customer).await, 0);
    let told = town.told(customer).await;
    let times = |key| told.iter().filter(|(found, _)| *found == key).count();
    assert_eq!((times(NoticeKey::PaymentReturned), times(NoticeKey::RefundMade)), (1, 1), "{told:?}");
    let (_, words) = told.iter().find(|(key, _)| *key == NoticeKey::PaymentReturned).unwrap();
    assert!(words.contains("付款到账前订单已结束"), "{words}");
    let mut read = town.app.db.read().await.unwrap();
    let kept = billing::views::postings::of_job(&mut read, town.system.market, booked.opened.job).await.unwrap();
    let kinds: Vec<&str> = kept.iter().map(|kept| kept.posting.kind.as_str()).collect();
    assert!(kinds.contains(&"payment_received") && kinds.contains(&"refund_paid"), "the timeline shows {kinds:?}");
    let about = booked.opened.job.to_string();
    let sent = messaging::views::deliveries::deliveries_about(&mut read, town.system.market, &about).await.unwrap();
    assert!(sent.iter().any(|line| line.notice_key == NoticeKey::PaymentReturned), "the timeline shows the notice");
    drop(read);
    town.books_are_sound().await;
}

#[test]
fn money_for_an_expired_booking_goes_back() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        for heard_first in [true, false] {
            let booked = town.book(customer, "AC-1").await;
            // Half a minute before the end, so that our first look at the provider comes after it.
            town.turn_to(town.app.clock.now().checked_add(SignedDuration::from_secs(14 * 60 + 30)).unwrap()).await;
            let payment = town.intend(customer, &booked, PaymentPurpose::Deposit).await;
            town.pay_unheard(payment).await;
            town.expire(&booked).await;
            if heard_first {
                // The word comes between the end of the job and the end of its invoice: it is taken, and goes with the invoice.
                assert_eq!(town.hear(payment, None).await, PaymentOutcome::Applied);
                town.settle().await;
            } else {
                // The word comes when all is over: giving the payment up finds the money.
                town.settle().await;
                town.hear(payment, None).await;
            }
            assert_eq!(town.hear(payment, None).await, PaymentOutcome::Known);
            assert_eq!(town.state(&booked).await, State::Expired);
            let seen = all_is_back_of(&town, customer, &booked, payment, heard_first).await;
            assert_eq!(seen, if heard_first { InvoiceState::Refunded } else { InvoiceState::Void });
        }
        town
    });
}

/// The same for one of several orders of a customer; answers the state of its invoice.
async fn all_is_back_of(
    town: &Town,
    customer: CustomerId,
    booked: &Booked,
    payment: PaymentId,
    is_first: bool,
) -> InvoiceState {
    if is_first {
        all_is_back(town, customer, booked, payment).await;
    } else {
        town.pass(10).await;
        let whole = town.whole(booked).await;
        assert_eq!(whole.refunds[0].surplus, Some(Surplus::Ended));
        assert_eq!(town.given_back(payment), whole.payments[0].amount_minor);
        assert_eq!(town.balance(customer).await, 0);
        town.books_are_sound().await;
    }
    town.whole(booked).await.invoice.state
}

#[test]
fn money_for_a_cancelled_booking_goes_back() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "AC-1").await;
        let payment = town.intend(customer, &booked, PaymentPurpose::Deposit).await;
        town.pay_unheard(payment).await;
        town.call_off(customer, &booked).await;
        assert_eq!(town.hear(payment, None).await, PaymentOutcome::Applied);
        town.settle().await;
        assert_eq!(town.state(&booked).await, State::Cancelled);
        all_is_back(&town, customer, &booked, payment).await;
        // Repeated after the refund, it is known; as a second transaction, which the provider cannot take back, it is in the balance.
        let before = town.whole(&booked).await;
        assert_eq!(town.hear(payment, None).await, PaymentOutcome::Known);
        assert_eq!(town.whole(&booked).await.payments, before.payments);
        assert_eq!(town.hear(payment, Some("T-second")).await, PaymentOutcome::Surplus);
        town.pass(10).await;
        let second = town.whole(&booked).await.payments.into_iter().find(|found| found.payment_id != payment).unwrap();
        assert_eq!(second.state, PaymentState::Refunded);
        assert_eq!(town.balance(customer).await, second.amount_minor);
        assert!(town.told(customer).await.iter().any(|(key, _)| *key == NoticeKey::RefundToBalance));
        town.books_are_sound().await;
        town
    });
}

#[test]
fn what_is_paid_twice_or_too_much_goes_back() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "AC-1").await;
        let total = town.whole(&booked).await.invoice.total_minor;
        // Two browser tabs, both paid at the provider before we hear of either.
        let first = town.intend(customer, &booked, PaymentPurpose::Due).await;
        town.pay_unheard(first).await;
        let ctx = town.ctx(Actor::Customer { customer });
        let again = PayOnline { invoice: booked.invoice, purpose: PaymentPurpose::Due };
        let second = town.app.db.perform(&ctx, again).await.unwrap();
        town.settle().await;
        // Giving the first up found that it was paid; so the second is given up too, unless it was paid already.
        let whole = town.whole(&booked).await;
        assert_eq!((whole.invoice.received_minor, whole.due.minor), (total, 0));
        assert_eq!(whole.payments.iter().find(|found| found.payment_id == second).unwrap().state, PaymentState::Closed);
        town.accept_offer(&booked, Answer::Accept).await;
        town.books_are_sound().await;

        for (left, why, says) in
            [(1_000, Surplus::MoreThanOpen, "应付金额少于本次付款"), (0, Surplus::PaidTwice, "该账单此前已付清")]
        {
            let other = town.book(customer, "AC-1").await;
            let total = town.whole(&other).await.invoice.total_minor;
            let online = town.intend(customer, &other, PaymentPurpose::Due).await;
            town.pay_unheard(online).await;
            let transfer = RecordReceipt {
                invoice: other.invoice,
                channel: Channel::Transfer,
                amount: Money::new(total - left, Currency::Cny),
                reference: format!("B-{left}"),
            };
            town.app.db.perform(&town.ctx(Actor::System), Kept(transfer)).await.unwrap();
            town.pass(10).await;
            let whole = town.whole(&other).await;
            assert_eq!((whole.invoice.received_minor, whole.due.minor), (total, 0));
            assert_eq!(whole.refunds[0].surplus, Some(why));
            assert_eq!(town.given_back(online), total - left, "only what was open is kept");
            assert_eq!(town.balance(customer).await, 0);
            assert!(town.told(customer).await.iter().any(|(_, words)| words.contains(says)));
            town.books_are_sound().await;
        }
        town
    });
}
