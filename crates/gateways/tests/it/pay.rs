//! Client and simulated provider over a real socket.

use gateways::{
    BAD_SIGNATURE, PAYMENT_REFUSED,
    pay::{
        ChargeState, NewCharge, NewRefund, PayClient, RefundState,
        simulator::{Behaviour, Book, Simulator, start},
    },
};
use kernel::{Currency, Entropy, Id, Money, PaymentId, RefundId, Timestamp};
use std::sync::Arc;

fn now() -> Timestamp {
    test_kit::start()
}

async fn provider(journal: Option<&std::path::Path>) -> Simulator {
    let book = Book::open(journal).unwrap();
    let clock = Arc::new(now);
    start(([127, 0, 0, 1], 0).into(), b"key", Behaviour::PROMPT, book, Entropy::seeded(1), clock).await.unwrap()
}

fn charge(n: u128, minor: i64) -> NewCharge {
    NewCharge {
        payment: PaymentId::from_uuid(uuid::Uuid::from_u128(n)),
        amount: Money::new(minor, Currency::Cny),
        subject: "J-10001".into(),
        return_url: "http://127.0.0.1:1/back".into(),
        notify_url: "http://127.0.0.1:1/notify".into(),
        expires_seconds: 600,
    }
}

async fn answer(base: &str, new: &NewCharge, answer: &str) {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = format!("{base}/checkout/{}", new.payment);
    assert!(http.get(&page).send().await.unwrap().text().await.unwrap().contains("Simulated payment"));
    let done = http.post(&page).form(&[("answer", answer)]).send().await.unwrap();
    assert_eq!(done.status(), 303);
}

#[test]
fn a_charge_is_made_once_paid_and_refunded_within_bounds() {
    test_kit::run(async {
        let folder = std::env::temp_dir().join(format!("doorstep-pay-{}", std::process::id()));
        let simulator = provider(Some(&folder)).await;
        let client = PayClient::new(&simulator.base, b"key", Entropy::seeded(2)).unwrap();
        let new = charge(1, 5000);
        let made = client.charge(&new, now()).await.unwrap();
        assert_eq!(client.charge(&new, now()).await.unwrap(), made, "asking twice charges once");
        let other = NewCharge { amount: Money::new(1, Currency::Cny), ..new.clone() };
        assert!(client.charge(&other, now()).await.unwrap_err().is(PAYMENT_REFUSED));
        let refund = |n: u128, minor| NewRefund {
            refund: RefundId::from_uuid(uuid::Uuid::from_u128(n)),
            payment: new.payment,
            amount: Money::new(minor, Currency::Cny),
        };
        assert!(client.refund(&refund(1, 100), now()).await.is_err(), "not paid yet");
        answer(&simulator.base, &new, "pay").await;
        assert_eq!(client.find_charge(new.payment, now()).await.unwrap().state, ChargeState::Paid);
        assert_eq!(client.close_charge(new.payment, now()).await.unwrap().state, ChargeState::Paid, "paid stays paid");
        for _ in 0..2 {
            assert_eq!(client.refund(&refund(1, 3000), now()).await.unwrap().state, RefundState::Done);
        }
        assert!(client.refund(&refund(2, 2001), now()).await.unwrap_err().is(PAYMENT_REFUSED));
        drop(simulator);
        let again = provider(Some(&folder)).await;
        let (charges, refunds) = again.book.statement();
        assert_eq!((charges.len(), charges[0].state, refunds.len()), (1, ChargeState::Paid, 1), "the journal was read");
        std::fs::remove_file(folder).unwrap();
    });
}

#[test]
fn a_bank_may_refuse_a_refund_and_pay_it_after_all() {
    test_kit::run(async {
        let simulator = provider(None).await;
        let client = PayClient::new(&simulator.base, b"key", Entropy::seeded(4)).unwrap();
        let new = charge(7, 5000);
        client.charge(&new, now()).await.unwrap();
        answer(&simulator.base, &new, "pay_without_refunds").await;
        assert_eq!(client.find_charge(new.payment, now()).await.unwrap().state, ChargeState::Paid);
        let refund = NewRefund {
            refund: RefundId::from_uuid(uuid::Uuid::from_u128(9)),
            payment: new.payment,
            amount: Money::new(5000, Currency::Cny),
        };
        for _ in 0..2 {
            assert_eq!(client.refund(&refund, now()).await.unwrap().state, RefundState::Failed);
        }
        answer(&simulator.base, &new, "refund_after_all").await;
        assert_eq!(client.refund(&refund, now()).await.unwrap().state, RefundState::Done);
    });
}

#[test]
fn a_wrong_key_is_refused_on_both_sides() {
    test_kit::run(async {
        let simulator = provider(None).await;
        let stranger = PayClient::new(&simulator.base, b"other", Entropy::seeded(3)).unwrap();
        assert!(stranger.charge(&charge(1, 100), now()).await.unwrap_err().is(BAD_SIGNATURE));
        assert!(simulator.book.statement().0.is_empty());
        let client = PayClient::new(&simulator.base, b"key", Entropy::seeded(3)).unwrap();
        let forged = client.read_callback(|_| Some("00".into()), b"{}", now());
        assert!(forged.unwrap_err().is(BAD_SIGNATURE));
    });
}
