//! Notices arrive in inboxes and leave by carriers.

use crate::{
    Channel, DeliverNotice, DeliveryState, Inbox, MIGRATIONS, NoticeKey, Recipient, SendingHours,
    actions::*,
    refusals, templates,
    views::{chat, deliveries, inbox},
};
use db::{Handlers, PageRequest, Worker};
use kernel::{Actor, Kind, Locale, MarketScope, Role, problem, time::hours};
use std::sync::{Arc, Mutex};
use test_kit::{Bench, on_both_engines};

fn recipient(inbox: Inbox) -> Recipient {
    Recipient {
        inbox,
        locale: Locale::En,
        phone: Some("13800138000".parse().unwrap()),
        mail: vec!["wang@example.com".parse().unwrap()],
    }
}

fn send(key: NoticeKey, recipient: Recipient) -> SendNotice {
    SendNotice {
        params: templates::sample(key, recipient.locale),
        recipient,
        key,
        about: "job_x".to_owned(),
        channels: key.usual_channels().to_vec(),
        sending: SendingHours::of("Asia/Shanghai".parse().unwrap()),
    }
}

/// A carrier that says what it is told to say.
fn carrier() -> (Handlers, Arc<Mutex<Vec<Handed>>>) {
    let answers: Arc<Mutex<Vec<Handed>>> = Arc::default();
    let mut handlers = Handlers::default();
    let kept = answers.clone();
    handlers.errand::<DeliverNotice>(move |db, ctx, errand| {
        let kept = kept.clone();
        Box::pin(async move {
            let work = deliveries::to_hand_over(&mut db.read().await?, ctx.market, errand.delivery).await?;
            if work.is_none() {
                return Ok(());
            }
            let sent = || Handed::Sent { provider_id: "carrier-1".to_owned() };
            let handed = kept.lock().unwrap().pop().unwrap_or_else(sent);
            match db.perform(&ctx, RecordDelivery { delivery: errand.delivery, handed }).await? {
                DeliveryState::Waiting => Err(kernel::Problem::broken("the carrier is busy")),
                DeliveryState::Sent | DeliveryState::Failed => Ok(()),
            }
        })
    });
    (handlers, answers)
}

async fn drain(bench: &Bench, handlers: &Handlers) {
    let worker = Worker::new(bench.db.clone(), handlers.clone(), bench.clock.clone(), bench.system.entropy.clone());
    worker.drain().await.unwrap();
}

async fn log(bench: &Bench) -> Vec<deliveries::DeliveryLine> {
    deliveries::deliveries_about(&mut bench.db.read().await.unwrap(), bench.system.market, "job_x").await.unwrap()
}

fn later(bench: &Bench, count: i64) {
    bench.clock.move_to(bench.clock.now().checked_add(hours(count)).unwrap());
}

#[test]
fn notices_are_told_read_and_counted() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let system = bench.ctx(Actor::System);
        let (me, you) = (system.new_id(), system.new_id());
        let mut incomplete = send(NoticeKey::Booked, recipient(Inbox::Customer(me)));
        incomplete.params.remove("window");
        assert_eq!(bench.db.perform(&system, incomplete).await.unwrap_err().kind(), Kind::Broken);
        let code = send(NoticeKey::OneTimeCode, recipient(Inbox::Customer(me)));
        assert_eq!(bench.db.perform(&system, code).await.unwrap_err().kind(), Kind::Broken, "codes are never kept");

        let first = bench.db.perform(&system, send(NoticeKey::Booked, recipient(Inbox::Customer(me)))).await.unwrap();
        later(&bench, 1);
        let system = bench.ctx(Actor::System);
        bench.db.perform(&system, send(NoticeKey::Arrived, recipient(Inbox::Customer(me)))).await.unwrap();
        bench.db.perform(&system, send(NoticeKey::Arrived, recipient(Inbox::Customer(you)))).await.unwrap();
        let role = Recipient { phone: None, ..recipient(Inbox::Role(Role::Dispatcher)) };
        let shared = bench.db.perform(&system, send(NoticeKey::Unassignable, role)).await.unwrap();

        let mine = Actor::Customer { customer: me };
        let unread = async |actor: &Actor| {
            chat::unread_of(&mut bench.db.read().await.unwrap(), bench.system.market, actor).await.unwrap().notices
        };
        assert_eq!(unread(&mine).await, 2);
        let mut read = bench.db.read().await.unwrap();
        let page = PageRequest::first(1);
        let found = inbox::notices_page(&mut read, system.market, &Inbox::of(&mine), &page).await.unwrap();
        assert_eq!((found.items[0].notice_key, found.next.is_some()), (NoticeKey::Arrived, true));
        let page = PageRequest::new(found.next, Some(5));
        let found = inbox::notices_page(&mut read, system.market, &Inbox::of(&mine), &page).await.unwrap();
        assert_eq!(found.items.iter().map(|notice| notice.notice_id).collect::<Vec<_>>(), [first]);
        drop(read);

        let foreign = bench.ctx(Actor::Customer { customer: you });
        assert!(bench.db.perform(&foreign, MarkNoticeRead { notice: first }).await.unwrap_err().is(problem::MISSING));
        for _ in 0..2 {
            bench.db.perform(&bench.ctx(mine.clone()), MarkNoticeRead { notice: first }).await.unwrap();
        }
        assert_eq!(unread(&mine).await, 1);
        assert_eq!(bench.db.perform(&bench.ctx(mine.clone()), MarkAllNoticesRead).await.unwrap(), 1);

        let staff = |role| Actor::Staff { user: bench.system.new_id(), roles: vec![role], markets: MarketScope::All };
        let (one, two, other) = (staff(Role::Dispatcher), staff(Role::Dispatcher), staff(Role::Accountant));
        assert_eq!((unread(&one).await, unread(&two).await, unread(&other).await), (1, 1, 0));
        assert!(
            bench
                .db
                .perform(&bench.ctx(other), MarkNoticeRead { notice: shared })
                .await
                .unwrap_err()
                .is(problem::MISSING)
        );
        bench.db.perform(&bench.ctx(one), MarkNoticeRead { notice: shared }).await.unwrap();
        assert_eq!(unread(&two).await, 0, "read for all dispatchers");
        bench
    });
}

#[test]
fn deliveries_leave_wait_for_morning_and_are_tried_again() {
    let (handlers, answers) = carrier();
    on_both_engines(&[MIGRATIONS], &handlers.clone(), |bench| {
        let (handlers, answers) = (handlers.clone(), answers.clone());
        async move {
            later(&bench, 15);
            let system = bench.ctx(Actor::System);
            let me = Inbox::Customer(system.new_id());
            bench.db.perform(&system, send(NoticeKey::Booked, recipient(me))).await.unwrap();
            drain(&bench, &handlers).await;
            let lines = log(&bench).await;
            let state = |channel| lines.iter().find(|line| line.channel == channel).unwrap();
            assert_eq!(state(Channel::Mail).state, DeliveryState::Sent);
            assert_eq!(state(Channel::Sms).state, DeliveryState::Waiting, "it is 23:00");
            assert_eq!(state(Channel::Sms).address_masked, "138****8000");
            assert_eq!(state(Channel::Mail).provider_id, "carrier-1");
            later(&bench, 9);
            answers.lock().unwrap().extend([Handed::FailedForNow { error: "busy".to_owned() }]);
            drain(&bench, &handlers).await;
            let sms = log(&bench).await.into_iter().find(|line| line.channel == Channel::Sms).unwrap();
            assert_eq!((sms.state, sms.tries, sms.last_error.as_str()), (DeliveryState::Waiting, 1, "busy"));
            later(&bench, 1);
            drain(&bench, &handlers).await;
            assert!(log(&bench).await.iter().all(|line| line.state == DeliveryState::Sent));
            bench
        }
    });
}

#[test]
fn deliveries_that_fail_for_good_are_seen_and_tried_again_by_operators() {
    let (handlers, answers) = carrier();
    on_both_engines(&[MIGRATIONS], &handlers.clone(), |bench| {
        let (handlers, answers) = (handlers.clone(), answers.clone());
        async move {
            let system = bench.ctx(Actor::System);
            answers.lock().unwrap().push(Handed::FailedForGood { error: "no such number".to_owned() });
            bench
                .db
                .perform(&system, send(NoticeKey::OnTheWay, recipient(Inbox::Customer(system.new_id()))))
                .await
                .unwrap();
            drain(&bench, &handlers).await;
            let mut read = bench.db.read().await.unwrap();
            let failed = Some(DeliveryState::Failed);
            let found =
                deliveries::deliveries_page(&mut read, system.market, failed, &PageRequest::first(9)).await.unwrap();
            assert_eq!((found.items.len(), found.items[0].last_error.as_str()), (1, "no such number"));
            let delivery = found.items[0].delivery_id;
            let again = RecordDelivery { delivery, handed: Handed::Sent { provider_id: "x".to_owned() } };
            assert_eq!(bench.db.perform(&system, again).await.unwrap(), DeliveryState::Failed, "too late");
            bench.db.perform(&system, RetryDelivery { delivery }).await.unwrap();
            assert!(bench.db.perform(&system, RetryDelivery { delivery }).await.unwrap_err().is(refusals::NOT_FAILED));
            drain(&bench, &handlers).await;
            let page = PageRequest::first(9);
            let found = deliveries::deliveries_page(&mut read, system.market, failed, &page).await.unwrap();
            assert!(found.items.is_empty());

            let phone = "13800138001".parse().unwrap();
            let handed = Handed::FailedForNow { error: "down".to_owned() };
            bench.db.perform(&system, LogCodeDelivery { phone, handed }).await.unwrap();
            let found = deliveries::deliveries_page(&mut read, system.market, None, &page).await.unwrap();
            assert_eq!(found.items.len(), 2);
            let code = found.items.iter().find(|line| line.notice_key == NoticeKey::OneTimeCode).unwrap();
            assert_eq!((code.body.as_str(), code.state), ("", DeliveryState::Failed));
            let retry = RetryDelivery { delivery: code.delivery_id };
            assert!(bench.db.perform(&system, retry).await.unwrap_err().is(refusals::NOT_FAILED));
            drop(read);
            bench
        }
    });
}
