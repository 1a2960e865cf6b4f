//! The working day, from a request to settled money.

use crate::town::{Town, door, on_both_engines};
use billing::model::{InvoiceState, PaymentPurpose};
use catalog::{
    actions::MakeQuote,
    model::{ItemChoice, Piece, Plan, QuoteRequest, Urgency, VisitFacts},
};
use dispatch::actions::Answer;
use flows::{
    booking::{BookVisit, Booked, BookedProperty, ChooseSlot, SlotWish, slots},
    dispatching::RespondToOffer,
    paying::PayOnline,
};
use jobs::{
    actions::*,
    model::{Contact, Device, Source, Stage, State},
};
use kernel::{Actor, CustomerId, FileId, Id, Place, TechnicianId, time::minutes};

pub fn at_the_door() -> Device {
    Device { place: Some(door()), accuracy_metres: Some(10), ..Device::default() }
}

impl Town {
    pub async fn book(&self, customer: CustomerId, code: &str) -> Booked {
        let ctx = self.ctx(Actor::Customer { customer });
        let mut read = self.app.db.read().await.unwrap();
        let service = catalog::views::service_by_code(&mut read, ctx.market, code).await.unwrap();
        let item = ItemChoice {
            service: service.id,
            quantity: service.spec.quantity_min.max(2).min(service.spec.quantity_max),
            piece: Piece { material: service.spec.materials.first().cloned(), ..Piece::default() },
            add_ons: vec![],
        };
        let visit = VisitFacts { territory: None, floor: 3, has_lift: true, start: None, urgency: Urgency::Normal };
        let make = MakeQuote { request: QuoteRequest { item, visit }, customer: None, key: self.key() };
        let quote = self.app.db.perform(&ctx, make).await.unwrap();
        let wish = SlotWish { quote: quote.id, place: door(), technician: None };
        let days = slots(&mut read, &ctx, &wish, None).await.unwrap();
        assert_eq!(days.len(), 14);
        let open = days.iter().flat_map(|day| &day.slots).find(|slot| slot.technicians > 0).expect("somebody is free");
        let choose = ChooseSlot { wish, window: open.window, guest_key: None, key: self.key() };
        let chosen = self.app.db.perform(&ctx, choose).await.unwrap();
        let plan = chosen.quote.options.first().map_or(Plan::Standard, |option| option.plan);
        let book = BookVisit {
            customer: None,
            quote: chosen.quote.id,
            plan,
            hold: chosen.held.hold,
            guest_key: None,
            contact: Contact { name: "王女士".into(), phone: "13911112222".parse().unwrap() },
            property: BookedProperty {
                property: None,
                address: "人民路 1 号".into(),
                place: door(),
                floor: 3,
                has_lift: true,
                building_note: String::new(),
            },
            note: "请带鞋套".into(),
            photos: vec![],
            source: Source::Web,
            key: self.key(),
        };
        let booked = self.app.db.perform(&ctx, book).await.unwrap();
        self.settle().await;
        booked
    }

    pub async fn state(&self, booked: &Booked) -> State {
        let mut read = self.app.db.read().await.unwrap();
        jobs::views::visit(&mut read, self.system.market, booked.opened.visit).await.unwrap().1.visit.state
    }

    pub async fn pay_online(&self, customer: CustomerId, booked: &Booked, purpose: PaymentPurpose) {
        let ctx = self.ctx(Actor::Customer { customer });
        let payment = self.app.db.perform(&ctx, PayOnline { invoice: booked.invoice, purpose }).await.unwrap();
        self.settle().await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let page = format!("{}/checkout/{payment}", self.simulator.base);
        assert_eq!(http.post(page).form(&[("answer", "pay")]).send().await.unwrap().status(), 303);
        // The callback goes nowhere in this town; the query by errand finds the money.
        self.pass(3).await;
    }

    pub async fn technician_of(&self, booked: &Booked) -> TechnicianId {
        let mut read = self.app.db.read().await.unwrap();
        let offers =
            dispatch::views::offers_of_visit(&mut read, self.system.market, booked.opened.visit).await.unwrap();
        let open =
            offers.iter().find(|offer| offer.state == dispatch::model::OfferState::Open).expect("somebody is asked");
        open.technician_id
    }

    pub async fn accept_offer(&self, booked: &Booked, answer: Answer) -> TechnicianId {
        let technician = self.technician_of(booked).await;
        let mut read = self.app.db.read().await.unwrap();
        let offers =
            dispatch::views::offers_of_technician(&mut read, self.system.market, technician, self.app.clock.now())
                .await
                .unwrap();
        let offer = offers.iter().find(|offer| offer.visit_id == booked.opened.visit).unwrap().offer_id;
        let ctx = self.ctx(Actor::Technician { technician });
        let respond = RespondToOffer { offer, visit: booked.opened.visit, answer, device: Device::default() };
        self.app.db.perform(&ctx, respond).await.unwrap();
        self.settle().await;
        technician
    }

    pub async fn work(&self, booked: &Booked, technician: TechnicianId) {
        let visit = booked.opened.visit;
        let db = &self.app.db;
        let window = {
            let mut read = db.read().await.unwrap();
            jobs::views::visit(&mut read, self.system.market, visit).await.unwrap().1.visit.window
        };
        self.turn_to(window.start.checked_sub(minutes(30)).unwrap()).await;
        let ctx = || self.ctx(Actor::Technician { technician });
        db.perform(&ctx(), Depart { visit, eta: Some(window.start), device: Device::default() }).await.unwrap();
        self.turn_to(window.start).await;
        let far =
            Device { place: Some(Place::new(31.3, 121.6).unwrap()), accuracy_metres: Some(5), ..Device::default() };
        let arrive = |device| Arrive { visit, start_code: None, geofence_metres: 300, device };
        assert!(db.perform(&ctx(), arrive(far)).await.is_err(), "nobody checks in from across the town");
        db.perform(&ctx(), arrive(at_the_door())).await.unwrap().into_result().unwrap();
        db.perform(&ctx(), StartInspection { visit, device: Device::default() }).await.unwrap();
        db.perform(&ctx(), StartWork { visit, device: Device::default() }).await.unwrap();
        self.settle().await;
        let finish = || FinishWork { visit, note: String::new(), auto_accept_hours: 72, device: Device::default() };
        assert!(db.perform(&ctx(), finish()).await.is_err(), "the checklist gates the end");
        let steps = {
            let mut read = db.read().await.unwrap();
            jobs::views::visit(&mut read, self.system.market, visit).await.unwrap().1.checklist
        };
        for step in steps {
            for photo in &step.photos {
                let file = FileId::from_uuid(uuid::Uuid::from_u128(u128::from(self.app.entropy.below(u64::MAX))));
                let attach = AttachProof {
                    visit,
                    step: Some(step.step),
                    name: photo.name.clone(),
                    file,
                    sha256: "0".repeat(64),
                    taken_at: None,
                    place: None,
                    device: Device::default(),
                };
                db.perform(&ctx(), attach).await.unwrap();
            }
            let tick = TickStep { visit, step: step.step, note: "20".into(), device: Device::default() };
            db.perform(&ctx(), tick).await.unwrap();
        }
        self.pass(60).await;
        db.perform(&ctx(), finish()).await.unwrap();
        self.settle().await;
    }

    pub async fn books_are_sound(&self) {
        let ctx = self.ctx(Actor::System);
        flows::upkeep::seal(&self.app, &ctx).await.unwrap();
        let mut read = self.app.db.read().await.unwrap();
        let proof = ledger::views::verify::prove(&mut read, self.system.market).await.unwrap();
        assert!(proof.is_sound(), "{proof:?}");
    }
}

#[test]
fn from_a_request_to_settled_money() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        for code in ["HC-D", "FS-02", "IN-T1", "RP-W1", "AC-1"] {
            let booked = town.book(customer, code).await;
            if town.state(&booked).await == State::PendingPayment {
                town.pay_online(customer, &booked, PaymentPurpose::Deposit).await;
            }
            assert_eq!(town.state(&booked).await, State::Offered, "{code}");
            town.accept_offer(&booked, Answer::Refuse { reason: "too_far".into() }).await;
            let technician = town.accept_offer(&booked, Answer::Accept).await;
            assert_eq!(town.state(&booked).await, State::Appointed, "{code}");
            town.work(&booked, technician).await;
            town.accept(customer, &booked).await;
            let ctx = town.ctx(Actor::Customer { customer });
            let mut read = town.app.db.read().await.unwrap();
            let due = billing::views::invoices::head(&mut read, ctx.market, booked.invoice).await.unwrap().due();
            drop(read);
            if due.is_positive() {
                town.pay_online(customer, &booked, PaymentPurpose::Due).await;
            }
            let mut read = town.app.db.read().await.unwrap();
            let invoice = billing::views::invoices::head(&mut read, ctx.market, booked.invoice).await.unwrap();
            assert_eq!((invoice.state, invoice.due_minor()), (InvoiceState::Paid, 0), "{code}");
            let job = jobs::views::job_row(&mut read, ctx.market, booked.opened.job).await.unwrap();
            assert_eq!(job.stage, Stage::Settled, "{code}");
            drop(read);
            town.books_are_sound().await;
        }
        town
    });
}
