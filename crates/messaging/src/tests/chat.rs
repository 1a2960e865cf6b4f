//! The chat of a job: who may read and write, unread counts, masking, closing.

use crate::{MIGRATIONS, Side, actions::*, refusals, views::chat};
use db::{Handlers, PageRequest};
use kernel::{Actor, CustomerId, JobId, MarketScope, Role, TechnicianId, ThreadId, problem, time::hours};
use test_kit::{Bench, on_both_engines};

struct Chat {
    thread: ThreadId,
    job: JobId,
    customer: CustomerId,
    technician: TechnicianId,
}

async fn open(bench: &Bench) -> Chat {
    let ctx = bench.ctx(Actor::System);
    let (job, customer, technician) = (ctx.new_id(), ctx.new_id(), ctx.new_id());
    let opening = || OpenThread { job, customer, technician: None };
    let thread = bench.db.perform(&ctx, opening()).await.unwrap();
    assert_eq!(bench.db.perform(&ctx, opening()).await.unwrap(), thread);
    bench.db.perform(&ctx, SetThreadTechnician { job, technician: Some(technician) }).await.unwrap();
    Chat { thread, job, customer, technician }
}

impl Chat {
    fn customer(&self) -> Actor {
        Actor::Customer { customer: self.customer }
    }
    fn technician(&self) -> Actor {
        Actor::Technician { technician: self.technician }
    }
    async fn now(&self, bench: &Bench) -> chat::Thread {
        chat::thread(&mut bench.db.read().await.unwrap(), bench.system.market, self.thread).await.unwrap()
    }
    fn by_customer(&self, text: &str) -> PostCustomerMessage {
        PostCustomerMessage { thread: self.thread, text: text.to_owned(), photo: None }
    }
    fn by_technician(&self, text: &str) -> PostTechnicianMessage {
        PostTechnicianMessage { thread: self.thread, text: text.to_owned(), photo: None }
    }
}

fn desk(bench: &Bench, role: Role) -> Actor {
    Actor::Staff { user: bench.system.new_id(), roles: vec![role], markets: MarketScope::All }
}

#[test]
fn three_sides_talk() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let talk = open(&bench).await;
        bench.db.perform(&bench.ctx(talk.customer()), talk.by_customer(" Call me: 13800138000 ")).await.unwrap();
        bench.db.perform(&bench.ctx(talk.technician()), talk.by_technician("Coming.")).await.unwrap();
        let from_desk =
            PostDeskMessage { thread: talk.thread, text: "Our line is 021-62345678.".to_owned(), photo: None };
        bench.db.perform(&bench.ctx(desk(&bench, Role::ServiceDesk)), from_desk).await.unwrap();
        let thread = talk.now(&bench).await;
        let unread =
            |thread: &chat::Thread| [Side::Customer, Side::Technician, Side::Desk].map(|side| thread.unread_of(side));
        assert_eq!((unread(&thread), thread.message_count), ([2, 2, 2], 3));

        let mut read = bench.db.read().await.unwrap();
        let page =
            chat::messages_page(&mut read, bench.system.market, talk.thread, &PageRequest::first(2)).await.unwrap();
        let texts: Vec<_> = page.items.iter().map(|message| message.body.as_str()).collect();
        assert_eq!(texts, ["Our line is 021-62345678.", "Coming."]);
        let rest = PageRequest::new(page.next, Some(2));
        let page = chat::messages_page(&mut read, bench.system.market, talk.thread, &rest).await.unwrap();
        assert_eq!((page.items[0].body.as_str(), page.items[0].number), ("Call me: 138******00", 1));

        let unread_of = async |actor: Actor| {
            let mut read = bench.db.read().await.unwrap();
            chat::unread_of(&mut read, bench.system.market, &actor).await.unwrap().messages
        };
        assert_eq!((unread_of(talk.customer()).await, unread_of(talk.technician()).await), (2, 2));
        assert_eq!(
            (unread_of(desk(&bench, Role::Auditor)).await, unread_of(desk(&bench, Role::Accountant)).await),
            (1, 0)
        );
        bench.db.perform(&bench.ctx(talk.customer()), MarkThreadRead { thread: talk.thread }).await.unwrap();
        let which = chat::Threads::Unread;
        let listed = chat::threads_page(&mut read, bench.system.market, which, &PageRequest::first(5)).await.unwrap();
        assert_eq!(listed.items.len(), 1);
        bench
            .db
            .perform(&bench.ctx(desk(&bench, Role::ServiceDesk)), MarkThreadRead { thread: talk.thread })
            .await
            .unwrap();
        assert_eq!(unread(&talk.now(&bench).await), [0, 2, 0]);
        let listed = chat::threads_page(&mut read, bench.system.market, which, &PageRequest::first(5)).await.unwrap();
        assert!(listed.items.is_empty());
        drop(read);
        bench
    });
}

#[test]
fn a_chat_is_for_its_people_only() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let talk = open(&bench).await;
        let stranger = Actor::Customer { customer: bench.system.new_id() };
        let posted = bench.db.perform(&bench.ctx(stranger.clone()), talk.by_customer("hi")).await;
        assert!(posted.unwrap_err().is(problem::MISSING));
        let wrong_side = bench.db.perform(&bench.ctx(talk.customer()), talk.by_technician("hi")).await;
        assert!(wrong_side.unwrap_err().is(problem::FORBIDDEN));
        let accountant = desk(&bench, Role::Accountant);
        for actor in [stranger, accountant, Actor::Anonymous] {
            let mut read = bench.db.read().await.unwrap();
            let found = chat::thread_for_job(&mut read, bench.system.market, talk.job, &actor).await;
            assert!(found.unwrap_err().is(problem::MISSING), "{actor:?}");
        }
        let from_desk = PostDeskMessage { thread: talk.thread, text: "hi".to_owned(), photo: None };
        let auditor = bench.db.perform(&bench.ctx(desk(&bench, Role::Auditor)), from_desk).await;
        assert!(auditor.unwrap_err().is(problem::FORBIDDEN));

        bench.db.perform(&bench.ctx(talk.customer()), talk.by_customer("one")).await.unwrap();
        let replacement: TechnicianId = bench.system.new_id();
        let change = SetThreadTechnician { job: talk.job, technician: Some(replacement) };
        bench.db.perform(&bench.ctx(Actor::System), change).await.unwrap();
        let posted = bench.db.perform(&bench.ctx(talk.technician()), talk.by_technician("hi")).await;
        assert!(posted.unwrap_err().is(problem::MISSING), "no longer theirs");
        assert_eq!(talk.now(&bench).await.technician_unread, 1, "all is new to the next one");

        let into: CustomerId = bench.system.new_id();
        bench.db.perform(&bench.ctx(Actor::System), MoveCustomer { from: talk.customer, into }).await.unwrap();
        bench.db.perform(&bench.ctx(Actor::Customer { customer: into }), talk.by_customer("merged")).await.unwrap();
        bench
    });
}

#[test]
fn messages_are_bounded_and_chats_close() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let talk = open(&bench).await;
        let photo =
            PostCustomerMessage { thread: talk.thread, text: String::new(), photo: Some(bench.system.new_id()) };
        bench.db.perform(&bench.ctx(talk.customer()), photo).await.unwrap();
        for (text, code) in [("  ", refusals::EMPTY_MESSAGE), (&"长".repeat(2001), problem::TOO_LONG)] {
            let refused = bench.db.perform(&bench.ctx(talk.customer()), talk.by_customer(text)).await.unwrap_err();
            assert!(refused.is(code), "{refused}");
        }
        let close = |completed_at| ScheduleThreadClose { job: talk.job, completed_at };
        bench.db.perform(&bench.ctx(Actor::System), close(Some(bench.clock.now()))).await.unwrap();
        let wait = |count| bench.clock.move_to(bench.clock.now().checked_add(hours(count)).unwrap());
        wait(71);
        bench.db.perform(&bench.ctx(talk.customer()), talk.by_customer("still open")).await.unwrap();
        wait(1);
        let closed = bench.db.perform(&bench.ctx(talk.customer()), talk.by_customer("closed")).await.unwrap_err();
        assert!(closed.is(refusals::CHAT_CLOSED) && talk.now(&bench).await.is_closed(bench.clock.now()));
        bench.db.perform(&bench.ctx(Actor::System), close(None)).await.unwrap();
        bench.db.perform(&bench.ctx(talk.customer()), talk.by_customer("rework")).await.unwrap();
        bench
    });
}

#[test]
fn messages_sent_at_once_keep_one_order() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let talk = open(&bench).await;
        let posts: Vec<_> = (0..12)
            .map(|number| {
                let (db, ctx) = (bench.db.clone(), bench.ctx(talk.customer()));
                let post = talk.by_customer(&format!("message {number}"));
                tokio::spawn(async move { db.perform(&ctx, post).await.unwrap() })
            })
            .collect();
        for post in posts {
            post.await.unwrap();
        }
        let mut read = bench.db.read().await.unwrap();
        let page =
            chat::messages_page(&mut read, bench.system.market, talk.thread, &PageRequest::first(50)).await.unwrap();
        let numbers: Vec<i64> = page.items.iter().map(|message| message.number).collect();
        assert_eq!(numbers, (1..=12).rev().collect::<Vec<_>>());
        drop(read);
        assert_eq!(talk.now(&bench).await.desk_unread, 12);
        bench
    });
}
