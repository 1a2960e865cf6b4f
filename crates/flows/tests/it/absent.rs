//! Nobody comes: the customer is compensated, the technician pays, and the order can be closed or gone on with.

use crate::town::{Town, on_both_engines};
use billing::model::{InvoiceState, Owner, PaymentPurpose};
use dispatch::actions::Answer;
use flows::{booking::Booked, by_hand::PlanReturnVisit, policies};
use jobs::{
    actions::{ByOperator, CancelJob, MarkNoShowTechnician},
    model::{Device, State},
    rules::cancellation::{CancelReason, CancellationPolicy, Liable},
};
use kernel::{
    Actor, Currency, CustomerId, TechnicianId, VisitId, Window,
    time::{hours, minutes},
};

impl Town {
    async fn cancellation(&self) -> CancellationPolicy {
        let mut read = self.app.db.read().await.unwrap();
        policies::cancellation(&mut read, self.system.market).await.unwrap()
    }

    async fn current(&self, booked: &Booked) -> jobs::model::Visit {
        let mut read = self.app.db.read().await.unwrap();
        let job = jobs::views::job_row(&mut read, self.system.market, booked.opened.job).await.unwrap();
        jobs::views::visit(&mut read, self.system.market, job.current_visit).await.unwrap().1.visit
    }

    /// Nobody comes within the window and half an hour; the customer says so.
    async fn stand_up(&self, customer: CustomerId, booked: &Booked) -> VisitId {
        let visit = self.current(booked).await;
        self.turn_to(visit.window.end.checked_add(minutes(45)).unwrap()).await;
        let (note, policy) = (String::new(), self.cancellation().await);
        let mark = MarkNoShowTechnician { visit: visit.visit, note, policy, device: Device::default() };
        self.app.db.perform(&self.ctx(Actor::Customer { customer }), mark).await.unwrap();
        self.settle().await;
        assert_eq!(self.current(booked).await.state, State::NoShowTechnician);
        visit.visit
    }

    async fn available(&self, owner: Owner) -> i64 {
        let mut read = self.app.db.read().await.unwrap();
        let wallet =
            billing::views::wallets::wallet(&mut read, self.system.market, owner, Currency::Cny).await.unwrap();
        wallet.available_minor
    }

    async fn state_of_invoice(&self, booked: &Booked) -> (InvoiceState, i64) {
        let mut read = self.app.db.read().await.unwrap();
        let head = billing::views::invoices::head(&mut read, self.system.market, booked.invoice).await.unwrap();
        (head.state, head.total_minor)
    }
}

pub async fn agreed(town: &Town, customer: CustomerId, code: &str) -> (Booked, TechnicianId) {
    let booked = town.book(customer, code).await;
    if town.state(&booked).await == State::PendingPayment {
        town.pay_online(customer, &booked, PaymentPurpose::Deposit).await;
    }
    let technician = town.accept_offer(&booked, Answer::Accept).await;
    (booked, technician)
}

#[test]
fn an_order_to_which_nobody_came_is_closed() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let (booked, technician) = agreed(&town, customer, "AC-1").await;
        town.stand_up(customer, &booked).await;
        let policy = town.cancellation().await;
        assert_eq!(town.state_of_invoice(&booked).await, (InvoiceState::Refunded, 0));
        assert_eq!(town.available(Owner::Customer(customer)).await, policy.compensation_minor);
        assert_eq!(town.available(Owner::Technician(technician)).await, -policy.no_show_penalty_minor);
        let close = CancelJob {
            job: booked.opened.job,
            reason: CancelReason::TechnicianUnable,
            note: "客户不再需要".into(),
            liable: Some(Liable::Technician),
            policy,
            fee_shown: None,
            if_version: None,
            device: Device::default(),
        };
        town.app.db.perform(&town.ctx(Actor::System), ByOperator(close)).await.unwrap();
        town.settle().await;
        assert_eq!(town.current(&booked).await.state, State::Cancelled);
        assert_eq!(town.available(Owner::Technician(technician)).await, -policy.no_show_penalty_minor, "once");
        town.books_are_sound().await;
        town
    });
}

#[test]
fn an_order_goes_on_after_nobody_came_twice() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let (booked, technician) = agreed(&town, customer, "FS-02").await;
        let total = town.state_of_invoice(&booked).await.1;
        for round in 1..=2 {
            town.stand_up(customer, &booked).await;
            assert_eq!(town.state_of_invoice(&booked).await, (InvoiceState::Void, 0));
            let earlier = town.current(&booked).await.window;
            let day = |at: kernel::Timestamp| at.checked_add(hours(24)).unwrap();
            let plan = PlanReturnVisit {
                job: booked.opened.job,
                window: Window::new(day(earlier.start), day(earlier.end)).unwrap(),
                technician: Some(technician),
                reason: "no_show".into(),
            };
            let moved = town.app.db.perform(&town.ctx(Actor::System), plan).await.unwrap();
            town.settle().await;
            assert_eq!(town.state_of_invoice(&booked).await, (InvoiceState::Open, total), "owed again");
            let again = Booked {
                opened: jobs::actions::Opened { visit: moved.visit, ..booked.opened.clone() },
                ..booked.clone()
            };
            assert_eq!(town.accept_offer(&again, Answer::Accept).await, technician);
            let paid = town.cancellation().await.compensation_minor * round;
            assert_eq!(town.available(Owner::Customer(customer)).await, paid, "each time is a cause of its own");
            if round == 2 {
                town.work(&again, technician).await;
                town.pass(73 * 60).await;
                town.pay_online(customer, &booked, PaymentPurpose::Due).await;
            }
        }
        assert_eq!(town.current(&booked).await.state, State::Settled);
        assert_eq!(town.state_of_invoice(&booked).await, (InvoiceState::Paid, total));
        town.books_are_sound().await;
        town
    });
}
