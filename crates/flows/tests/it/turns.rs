//! The day does not always go as planned: unpaid, cancelled, extra work, claimed by many, refused, disputed, and paid out in the end.

use crate::{
    day::at_the_door,
    town::{Town, on_both_engines},
};
use billing::{
    actions::{ApproveSettlement, LockSettlement, OpenSettlement},
    model::{InvoiceState, Owner, PaymentPurpose, PayoutChannel, PayoutState},
};
use catalog::{
    actions::ExtraItem,
    model::{ItemChoice, Piece, Plan},
};
use dispatch::actions::{Answer, ClaimGrab};
use flows::{
    booking::Booked,
    extras::{AgreeToExtraWork, ProposeExtraWork},
    money::Kept,
    policies::{self, DayNumbers, DayPolicy, FirstMode},
};
use jobs::{
    actions::*,
    model::{Device, State},
    rules::cancellation::CancelReason,
};
use kernel::{Actor, ChangeOrderId, Currency, CustomerId, TechnicianId, time::minutes};
use markets::actions::SetPolicy;

impl Town {
    async fn invoice(&self, booked: &Booked) -> billing::model::Invoice {
        let mut read = self.app.db.read().await.unwrap();
        billing::views::invoices::head(&mut read, self.system.market, booked.invoice).await.unwrap()
    }

    /// The technician is at the door and looks at the fault.
    async fn inspect(&self, booked: &Booked, technician: TechnicianId) {
        let visit = booked.opened.visit;
        let window = {
            let mut read = self.app.db.read().await.unwrap();
            jobs::views::visit(&mut read, self.system.market, visit).await.unwrap().1.visit.window
        };
        self.turn_to(window.start).await;
        let own = self.ctx(Actor::Technician { technician });
        let db = &self.app.db;
        db.perform(&own, Depart { visit, eta: None, device: Device::default() }).await.unwrap();
        let arrive = Arrive { visit, start_code: None, geofence_metres: 300, device: at_the_door() };
        db.perform(&own, arrive).await.unwrap().into_result().unwrap();
        db.perform(&own, StartInspection { visit, device: Device::default() }).await.unwrap();
    }

    /// Something else to be done as well.
    async fn extra_work(&self, booked: &Booked, code: &str) -> impl Fn() -> ProposeExtraWork + use<> {
        let mut read = self.app.db.read().await.unwrap();
        let service = catalog::views::service_by_code(&mut read, self.system.market, code).await.unwrap();
        let (visit, key) = (booked.opened.visit, self.key());
        let item = ExtraItem {
            choice: ItemChoice { service: service.id, quantity: 1, piece: Piece::default(), add_ons: vec![] },
            plan: service.spec.plans.first().map_or(Plan::Standard, |offer| offer.plan),
        };
        move || ProposeExtraWork {
            visit,
            items: vec![item.clone()],
            reason: "另有一处也要处理".into(),
            device: Device::default(),
            key: key.clone(),
        }
    }

    fn agree(&self, change_order: ChangeOrderId) -> AgreeToExtraWork<ApproveChangeOrder> {
        AgreeToExtraWork { approval: ApproveChangeOrder { change_order, device: Device::default() }, key: self.key() }
    }

    pub async fn accept(&self, customer: CustomerId, booked: &Booked) {
        let ctx = self.ctx(Actor::Customer { customer });
        let by = AcceptBy::TypedName { name: "王女士".into() };
        let accept = AcceptWork { visit: booked.opened.visit, by, device: Device::default() };
        self.app.db.perform(&ctx, accept).await.unwrap().into_result().unwrap();
        self.settle().await;
    }
}

#[test]
fn an_unpaid_booking_ends_and_frees_its_time() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "AC-1").await;
        assert_eq!(town.state(&booked).await, State::PendingPayment);
        town.pass(16).await;
        assert_eq!(town.state(&booked).await, State::Expired);
        assert_eq!(town.invoice(&booked).await.state, InvoiceState::Void);
        let mut read = town.app.db.read().await.unwrap();
        let left =
            dispatch::views::reservations_of_visit(&mut read, town.system.market, booked.opened.visit).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        drop(read);
        town.books_are_sound().await;
        town
    });
}

#[test]
fn a_late_cancellation_keeps_its_fee_and_returns_the_rest() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "AC-1").await;
        town.pay_online(customer, &booked, PaymentPurpose::Deposit).await;
        town.accept_offer(&booked, Answer::Accept).await;
        let mut read = town.app.db.read().await.unwrap();
        let (job, detail) = jobs::views::visit(&mut read, town.system.market, booked.opened.visit).await.unwrap();
        town.turn_to(detail.visit.window.start.checked_sub(minutes(60)).unwrap().max(town.app.clock.now())).await;
        let policy = policies::cancellation(&mut read, town.system.market).await.unwrap();
        drop(read);
        let ctx = town.ctx(Actor::Customer { customer });
        let cancel = CancelJob {
            job: job.job,
            reason: CancelReason::ChangedMind,
            note: String::new(),
            liable: None,
            policy,
            fee_shown: None,
            if_version: None,
            device: Device::default(),
        };
        let called_off = town.app.db.perform(&ctx, cancel).await.unwrap();
        assert!(called_off.ending.fee.is_positive());
        town.settle().await;
        let invoice = town.invoice(&booked).await;
        assert_eq!(invoice.total_minor, called_off.ending.fee.minor);
        assert_eq!(
            invoice.received_minor - invoice.returned_minor,
            called_off.ending.fee.minor.min(invoice.received_minor)
        );
        let (_, refunds) = town.simulator.book.statement();
        let given_back: i64 = refunds.iter().map(|refund| refund.amount.minor).sum();
        assert_eq!(given_back, invoice.returned_minor, "the provider gave back what the books say");
        town.books_are_sound().await;
        town
    });
}

#[test]
fn extra_work_is_owed_only_when_the_customer_agreed() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "FS-02").await;
        let technician = town.accept_offer(&booked, Answer::Accept).await;
        let before = town.invoice(&booked).await.total_minor;
        town.inspect(&booked, technician).await;
        let own = || town.ctx(Actor::Technician { technician });
        let db = &town.app.db;
        let propose = town.extra_work(&booked, "AC-2W").await;
        let customer_ctx = || town.ctx(Actor::Customer { customer });
        let declined = db.perform(&own(), propose()).await.unwrap();
        town.settle().await;
        assert_eq!(town.state(&booked).await, State::AwaitingApproval);
        let decline = DeclineChangeOrder { change_order: declined.change_order, device: Device::default() };
        db.perform(&customer_ctx(), decline).await.unwrap();
        town.settle().await;
        assert_eq!(town.invoice(&booked).await.total_minor, before);
        let agreed = db.perform(&own(), propose()).await.unwrap();
        let approve = || town.agree(agreed.change_order);
        assert!(db.perform(&own(), approve()).await.is_err(), "technicians do not approve their own work");
        db.perform(&customer_ctx(), approve()).await.unwrap();
        town.settle().await;
        assert!(town.invoice(&booked).await.total_minor > before);
        town.books_are_sound().await;
        town
    });
}

#[test]
fn a_visit_fee_is_taken_off_once() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "RP-V").await;
        if town.state(&booked).await == State::PendingPayment {
            town.pay_online(customer, &booked, PaymentPurpose::Deposit).await;
        }
        let technician = town.accept_offer(&booked, Answer::Accept).await;
        town.inspect(&booked, technician).await;
        let fee = town.invoice(&booked).await.total_minor;
        let (db, own) = (&town.app.db, town.ctx(Actor::Technician { technician }));
        let mine = town.ctx(Actor::Customer { customer });
        let propose = town.extra_work(&booked, "RP-W1").await;
        let mut credits = Vec::new();
        for is_wanted in [false, true, true] {
            let proposed = db.perform(&own, propose()).await.unwrap().change_order;
            let mut read = db.read().await.unwrap();
            let order = jobs::views::change_order(&mut read, mine.market, proposed).await.unwrap();
            let credit = order.lines.iter().find(|line| line.code == "visit_fee_credit");
            credits.push(credit.map_or(0, |line| -line.amount.minor));
            drop(read);
            if is_wanted {
                db.perform(&mine, town.agree(proposed)).await.unwrap();
                db.perform(&mine, town.agree(proposed)).await.expect("saying yes twice is saying yes");
            } else {
                let decline = DeclineChangeOrder { change_order: proposed, device: Device::default() };
                db.perform(&mine, decline).await.unwrap();
            }
            town.settle().await;
        }
        assert_eq!(credits, [fee, fee, 0], "declined it stays open, agreed to it is used");
        town.books_are_sound().await;
        town
    });
}

#[test]
fn among_claims_the_best_wins_after_the_collect_window() {
    on_both_engines(|town| async move {
        let policy = DayPolicy(DayNumbers { first_mode: FirstMode::Grab, ..DayNumbers::default() });
        town.app.db.perform(&town.ctx(Actor::System), SetPolicy::of(&policy, 0)).await.unwrap();
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "FS-02").await;
        assert_eq!(town.state(&booked).await, State::Offered);
        for technician in &town.technicians {
            let mut read = town.app.db.read().await.unwrap();
            let now = town.app.clock.now();
            let pool =
                dispatch::views::offers_of_technician(&mut read, town.system.market, *technician, now).await.unwrap();
            drop(read);
            let own = town.ctx(Actor::Technician { technician: *technician });
            let claim = ClaimGrab { offer: pool[0].offer_id, collect_seconds: 10 };
            town.app.db.perform(&own, claim).await.unwrap();
        }
        town.settle().await;
        assert_eq!(town.state(&booked).await, State::Offered, "claims are collected first");
        town.pass(1).await;
        assert_eq!(town.state(&booked).await, State::Appointed);
        town
    });
}

#[test]
fn refused_work_is_done_again_and_then_judged() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "FS-02").await;
        let technician = town.accept_offer(&booked, Answer::Accept).await;
        town.work(&booked, technician).await;
        let visit = booked.opened.visit;
        let mut last = town.state(&booked).await;
        for _ in 0..6 {
            if last == State::Disputed {
                break;
            }
            let ctx = town.ctx(Actor::Customer { customer });
            let refuse = RequestRework { visit, reason: "还是不冷".into(), device: Device::default() };
            town.app.db.perform(&ctx, refuse).await.unwrap();
            town.settle().await;
            last = town.state(&booked).await;
            if last == State::Rework {
                let own = town.ctx(Actor::Technician { technician });
                let finish =
                    FinishWork { visit, note: "已重做".into(), auto_accept_hours: 72, device: Device::default() };
                town.app.db.perform(&own, finish).await.unwrap();
                town.settle().await;
            }
        }
        assert_eq!(last, State::Disputed);
        assert!(town.invoice(&booked).await.held_at.is_some(), "disputed money does not move");
        let resolve = ResolveDispute { visit, note: "复检合格".into() };
        town.app.db.perform(&town.ctx(Actor::System), resolve).await.unwrap();
        town.settle().await;
        let invoice = town.invoice(&booked).await;
        assert!(invoice.held_at.is_none() && invoice.finished_at.is_some());
        town.books_are_sound().await;
        town
    });
}

#[test]
fn silence_accepts_and_the_week_is_paid_out() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "FS-02").await;
        let technician = town.accept_offer(&booked, Answer::Accept).await;
        town.work(&booked, technician).await;
        town.pass(73 * 60).await;
        assert_eq!(town.state(&booked).await, State::Completed);
        town.pay_online(customer, &booked, PaymentPurpose::Due).await;
        assert_eq!(town.invoice(&booked).await.state, InvoiceState::Paid);
        town.pass(8 * 24 * 60).await;
        let market = town.system.market;
        let mut read = town.app.db.read().await.unwrap();
        let owner = Owner::Technician(technician);
        let wallet = billing::views::wallets::wallet(&mut read, market, owner, Currency::Cny).await.unwrap();
        assert!(wallet.available_minor > 0, "{wallet:?}");
        drop(read);
        let ctx = town.ctx(Actor::System);
        let day = "Asia/Shanghai".parse::<kernel::Zone>().unwrap().date_of(ctx.now);
        let open = OpenSettlement { day, currency: Currency::Cny, minimum_minor: 5000, channel: PayoutChannel::Bank };
        let settlement = town.app.db.perform(&ctx, open).await.unwrap();
        town.app.db.perform(&ctx, LockSettlement { settlement, version: 1 }).await.unwrap();
        town.app.db.perform(&ctx, ApproveSettlement { settlement, version: 2 }).await.unwrap();
        town.settle().await;
        let mut read = town.app.db.read().await.unwrap();
        let whole = billing::views::settlements::settlement(&mut read, market, settlement).await.unwrap();
        assert!(whole.payouts.iter().all(|payout| payout.state == PayoutState::Paid), "{whole:?}");
        let after = billing::views::wallets::wallet(&mut read, market, owner, Currency::Cny).await.unwrap();
        assert_eq!(after.available_minor, 0);
        drop(read);
        town.books_are_sound().await;
        town
    });
}

#[test]
fn the_same_fact_is_kept_once() {
    on_both_engines(|town| async move {
        let customer = town.customer("13911112222").await;
        let booked = town.book(customer, "FS-02").await;
        let technician = town.accept_offer(&booked, Answer::Accept).await;
        town.work(&booked, technician).await;
        town.accept(customer, &booked).await;
        let due = town.invoice(&booked).await.due();
        let mut own = town.ctx(Actor::Technician { technician });
        own.idempotency = Some(kernel::ctx::IdempotencyKey { key: "cash".into(), fingerprint: "1".into() });
        let collect = billing::actions::CollectCash {
            invoice: booked.invoice,
            technician,
            amount: due,
            waived: kernel::Money::zero(due.currency),
        };
        for _ in 0..3 {
            town.app.db.perform(&own, Kept(collect.clone())).await.unwrap();
        }
        town.settle().await;
        let invoice = town.invoice(&booked).await;
        assert_eq!((invoice.received_minor, invoice.due_minor()), (due.minor, 0));
        assert_eq!(town.state(&booked).await, State::Settled);
        town.books_are_sound().await;
        town
    });
}
