//! What customers see when something goes wrong: nobody comes, a refund does not get through.

use crate::{
    story::book,
    town::{Browser, Page, Town},
};
use dispatch::{actions::Answer, model::OfferState};
use flows::dispatching::RespondToOffer;
use gateways::pay::NewRefund;
use jobs::model::Device;
use kernel::{Actor, Locale, PaymentId, Window, time::minutes};

impl Town {
    /// Whoever is asked agrees to come; when that is.
    async fn agree(&self, number: &str) -> Window {
        let mut read = self.app.db.read().await.unwrap();
        let job = jobs::views::job_by_number(&mut read, self.system.market, number).await.unwrap();
        let visit = job.current_visit;
        let offers = dispatch::views::offers_of_visit(&mut read, self.system.market, visit).await.unwrap();
        let open = offers.iter().find(|offer| offer.state == OfferState::Open).expect("somebody is asked");
        let technician = Actor::Technician { technician: open.technician_id };
        let ctx = self.app.ctx(technician, self.system.brand, self.system.market, Locale::En);
        let answer = RespondToOffer { offer: open.offer_id, visit, answer: Answer::Accept, device: Device::default() };
        self.app.db.perform(&ctx, answer).await.unwrap();
        self.settle().await;
        jobs::views::visit(&mut read, self.system.market, visit).await.unwrap().1.visit.window
    }

    /// Pays what is due first at the provider's page.
    async fn pay(&self, browser: &mut Browser, order: &str) -> PaymentId {
        let page = browser.get(&format!("{order}/payment")).await;
        let started = browser.submit(&page, &format!("{order}/payment/online"), &[]).await;
        let payment: PaymentId = started.location.rsplit('/').next().unwrap().parse().unwrap();
        self.settle().await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let checkout = format!("{}/checkout/{payment}", self.simulator.base);
        assert_eq!(http.post(checkout).form(&[("answer", "pay")]).send().await.unwrap().status(), 303);
        // The callback goes nowhere in this town; the query by errand finds the money.
        self.pass(3).await;
        payment
    }
}

fn number(order: &Page) -> String {
    order.one("dd.mono")
}

#[test]
fn nobody_came_and_the_customer_says_so() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let order = book(&town, &mut browser, "IN-T2").await;
        let (number, path) = (number(&order), format!("/orders/{}", number(&order)));
        let window = town.agree(&number).await;
        let absence = format!("{path}/absence");
        let asks = |page: &Page| page.attributes("form[method=post]", "action").contains(&absence);
        assert!(!asks(&browser.get(&path).await), "nobody is late yet");

        town.turn_to(window.end.checked_add(minutes(5)).unwrap()).await;
        let waiting = browser.get(&path).await;
        assert!(asks(&waiting), "{}", waiting.one("main"));
        let early = browser.submit(&waiting, &absence, &[]).await;
        assert_eq!(early.status, 409);
        assert!(early.text.contains("counts as missing"), "{}", early.one("main"));

        town.turn_to(window.end.checked_add(minutes(45)).unwrap()).await;
        browser.follow(&waiting, &absence, &[]).await;
        town.settle().await;
        let over = browser.get(&path).await;
        assert_eq!(over.one("#order .badge"), "Technician did not come");
        let ending = over.one("#ending");
        for part in ["nothing is owed", "¥0.00", "Technician", "¥30.00", "balance"] {
            assert!(ending.contains(part), "{part} in {ending}");
        }
        assert_eq!(over.one(".bill .is-total"), "Still due¥0.00");
        assert!(over.attributes("aside a", "href").contains(&"/services/IN-T2".to_owned()), "it can be booked again");
        assert!(!asks(&over), "it is said once");
        let balance = browser.get("/account/balance").await;
        assert!(balance.one("main").contains("¥30.00"), "{}", balance.one("main"));
        let notices = browser.get("/account/notices").await;
        assert!(notices.one("main").contains("did not take place"), "{}", notices.one("main"));
        town.remove().await;
    });
}

#[test]
fn a_refund_that_does_not_get_through_is_told_without_alarm() {
    test_kit::run(async {
        let town = Town::open().await;
        let mut browser = town.browser();
        let order = book(&town, &mut browser, "HC-D").await;
        let path = format!("/orders/{}", number(&order));
        let payment = town.pay(&mut browser, &path).await;
        // The provider has given the money back by itself: it takes no second refund.
        let mut read = town.app.db.read().await.unwrap();
        let paid = billing::views::payments::payment(&mut read, town.system.market, payment).await.unwrap();
        drop(read);
        let refund = NewRefund { refund: town.system.new_id(), payment, amount: paid.amount() };
        town.app.gateways.pay.refund(&refund, town.app.clock.now()).await.unwrap();

        let cancellation = format!("{path}/cancellation");
        let preview = browser.get(&cancellation).await;
        browser.follow(&preview, &cancellation, &[]).await;
        town.settle().await;
        let over = browser.get(&path).await;
        let payments = over.one("aside");
        assert!(payments.contains("Held up on the way"), "{payments}");
        assert!(!payments.contains("Failed"), "{payments}");
        assert!(over.one("#ending").contains("free"), "{}", over.one("#ending"));
        town.remove().await;
    });
}
