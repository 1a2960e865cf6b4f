//! Reviews are written once, edited, answered, moderated, and ratings follow.

use crate::{MIGRATIONS, Opinion, PhoneCheck, ReviewState, ReviewTag, Scores, VisitFacts, actions::*, refusals, views};
use db::{Handlers, PageRequest};
use kernel::{Actor, CustomerId, MarketScope, ReviewId, Role, TechnicianId, problem, time::hours};
use test_kit::{Bench, on_both_engines};

fn visit(bench: &Bench, customer: CustomerId, technician: TechnicianId) -> VisitFacts {
    VisitFacts {
        visit: bench.system.new_id(),
        job: bench.system.new_id(),
        customer,
        technician,
        completed_at: Some(bench.clock.now()),
        phones: PhoneCheck::Differ,
    }
}

fn opinion(score: i64) -> Opinion {
    Opinion { scores: Scores::all(score), text: "ok".to_owned(), tags: vec![ReviewTag::OnTime], photos: Vec::new() }
}

async fn write(bench: &Bench, visit: &VisitFacts, score: i64) -> kernel::Result<ReviewId> {
    later(bench, 1);
    let ctx = bench.ctx(Actor::Customer { customer: visit.customer });
    bench.db.perform(&ctx, WriteReview { visit: visit.clone(), opinion: opinion(score) }).await
}

fn later(bench: &Bench, count: i64) {
    bench.clock.move_to(bench.clock.now().checked_add(hours(count)).unwrap());
}

fn desk(bench: &Bench) -> Actor {
    Actor::Staff { user: bench.system.new_id(), roles: vec![Role::ServiceDesk], markets: MarketScope::All }
}

/// Count and mean in hundredths.
async fn overall(bench: &Bench, technician: TechnicianId) -> (i64, i64) {
    let mut read = bench.db.read().await.unwrap();
    let rating = views::rating(&mut read, bench.system.market, technician).await.unwrap();
    rating.overall().map_or((0, 0), |mean| (mean.review_count, mean.hundredths))
}

#[test]
fn one_review_per_visit_by_its_customer() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (me, technician) = (bench.system.new_id(), bench.system.new_id());
        let visit = visit(&bench, me, technician);
        let stranger = bench.ctx(Actor::Customer { customer: bench.system.new_id() });
        let foreign = WriteReview { visit: visit.clone(), opinion: opinion(1) };
        assert!(bench.db.perform(&stranger, foreign).await.unwrap_err().is(problem::MISSING));
        let early = VisitFacts { completed_at: None, ..visit.clone() };
        assert!(write(&bench, &early, 5).await.unwrap_err().is(refusals::TOO_EARLY_TO_REVIEW));

        let tries: Vec<_> = (0..8)
            .map(|_| {
                let (db, ctx) = (bench.db.clone(), bench.ctx(Actor::Customer { customer: me }));
                let action = WriteReview { visit: visit.clone(), opinion: opinion(4) };
                tokio::spawn(async move { db.perform(&ctx, action).await })
            })
            .collect();
        let mut written = 0;
        for outcome in tries {
            match outcome.await.unwrap() {
                Ok(_) => written += 1,
                Err(problem) => assert!(problem.is(refusals::ALREADY_REVIEWED), "{problem}"),
            }
        }
        assert_eq!((written, overall(&bench, technician).await), (1, (1, 400)));
        let into = bench.system.new_id();
        bench.db.perform(&bench.ctx(Actor::System), MoveCustomer { from: me, into }).await.unwrap();
        let mut read = bench.db.read().await.unwrap();
        let moved =
            views::reviews_of_customer(&mut read, bench.system.market, into, &PageRequest::first(5)).await.unwrap();
        assert_eq!(moved.items.len(), 1);
        drop(read);
        let late = self::visit(&bench, me, technician);
        later(&bench, 30 * 24);
        assert!(write(&bench, &late, 5).await.unwrap_err().is(refusals::TOO_LATE_TO_REVIEW));
        bench
    });
}

#[test]
fn reviews_are_edited_answered_and_moderated() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (me, technician) = (bench.system.new_id(), bench.system.new_id());
        let facts = visit(&bench, me, technician);
        let review = write(&bench, &facts, 2).await.unwrap();
        write(&bench, &visit(&bench, me, technician), 5).await.unwrap();
        write(&bench, &visit(&bench, me, technician), 5).await.unwrap();
        assert_eq!(overall(&bench, technician).await, (3, 400));

        let own = |bench: &Bench| bench.ctx(Actor::Customer { customer: me });
        let edit = |score, version| EditReview { review, opinion: opinion(score), version };
        bench.db.perform(&own(&bench), edit(4, 1)).await.unwrap();
        assert_eq!(overall(&bench, technician).await, (3, 467));
        assert!(bench.db.perform(&own(&bench), edit(1, 1)).await.unwrap_err().is(problem::CHANGED_MEANWHILE));
        let stranger = bench.ctx(Actor::Customer { customer: bench.system.new_id() });
        assert!(bench.db.perform(&stranger, edit(1, 2)).await.unwrap_err().is(problem::MISSING));

        let reply = |text: &str| ReplyAsTechnician { review, text: text.to_owned() };
        let other = bench.ctx(Actor::Technician { technician: bench.system.new_id() });
        assert!(bench.db.perform(&other, reply("mine")).await.unwrap_err().is(problem::MISSING));
        let theirs = bench.ctx(Actor::Technician { technician });
        assert!(bench.db.perform(&theirs, reply(" ")).await.unwrap_err().is(problem::REQUIRED));
        bench.db.perform(&theirs, reply("Thank you")).await.unwrap();
        assert!(bench.db.perform(&theirs, reply("again")).await.unwrap_err().is(refusals::ALREADY_REPLIED));
        let by_desk = ReplyToReview { review, text: "We are sorry".to_owned() };
        bench.db.perform(&bench.ctx(desk(&bench)), by_desk).await.unwrap();

        let hide = |reason: &str| HideReview { review, reason: reason.to_owned() };
        assert!(bench.db.perform(&theirs, hide("unfair")).await.unwrap_err().is(problem::FORBIDDEN));
        assert!(bench.db.perform(&bench.ctx(desk(&bench)), hide("")).await.unwrap_err().is(problem::REQUIRED));
        bench.db.perform(&bench.ctx(desk(&bench)), hide("insulting")).await.unwrap();
        assert_eq!(overall(&bench, technician).await, (2, 500));
        let mut read = bench.db.read().await.unwrap();
        let page = PageRequest::first(9);
        let shown = views::reviews_of_technician(&mut read, bench.system.market, technician, &page).await.unwrap();
        assert_eq!(shown.items.len(), 2);
        let version = views::review(&mut read, bench.system.market, review).await.unwrap().version;
        bench.db.perform(&own(&bench), edit(1, version)).await.unwrap();
        assert_eq!(overall(&bench, technician).await, (2, 500), "hidden stays hidden");
        for _ in 0..2 {
            bench.db.perform(&bench.ctx(desk(&bench)), ShowReview { review }).await.unwrap();
        }
        assert_eq!(overall(&bench, technician).await, (3, 367));
        later(&bench, 7 * 24);
        assert!(bench.db.perform(&own(&bench), edit(5, version)).await.unwrap_err().is(refusals::REVIEW_FINAL));

        let found = views::reviews_of_job(&mut read, bench.system.market, facts.job).await.unwrap();
        assert_eq!((found.len(), found[0].reply.as_str()), (1, "We are sorry"));
        assert!(views::review(&mut read, bench.system.new_id(), review).await.unwrap_err().is(problem::MISSING));
        drop(read);
        bench
    });
}

#[test]
fn who_may_review_themselves_waits_for_an_operator() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (me, technician) = (bench.system.new_id(), bench.system.new_id());
        let facts = VisitFacts { phones: PhoneCheck::Same, ..visit(&bench, me, technician) };
        let review = write(&bench, &facts, 5).await.unwrap();
        assert_eq!(overall(&bench, technician).await, (0, 0));
        let mut read = bench.db.read().await.unwrap();
        let held = Some(ReviewState::Held);
        let found = views::reviews_page(&mut read, bench.system.market, held, &PageRequest::first(5)).await.unwrap();
        assert_eq!(found.items.iter().map(|review| review.review_id).collect::<Vec<_>>(), [review]);
        let reply = ReplyAsTechnician { review, text: "thanks".to_owned() };
        let theirs = bench.ctx(Actor::Technician { technician });
        assert!(bench.db.perform(&theirs, reply).await.unwrap_err().is(refusals::REVIEW_NOT_SHOWN));
        bench.db.perform(&bench.ctx(desk(&bench)), ShowReview { review }).await.unwrap();
        assert_eq!(overall(&bench, technician).await, (1, 500));
        drop(read);
        bench
    });
}

#[test]
fn ratings_are_exact_when_many_review_at_once_and_lists_go_by_pages() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let technician = bench.system.new_id();
        let writes: Vec<_> = (0..10)
            .map(|number| {
                let facts = visit(&bench, bench.system.new_id(), technician);
                let (db, ctx) = (bench.db.clone(), bench.ctx(Actor::Customer { customer: facts.customer }));
                let action = WriteReview { visit: facts, opinion: opinion(1 + number % 5) };
                tokio::spawn(async move { db.perform(&ctx, action).await.unwrap() })
            })
            .collect();
        for write in writes {
            write.await.unwrap();
        }
        assert_eq!(overall(&bench, technician).await, (10, 300));
        let mut read = bench.db.read().await.unwrap();
        let market = bench.system.market;
        let mut page = PageRequest::first(4);
        let mut seen = 0;
        loop {
            let found = views::reviews_of_technician(&mut read, market, technician, &page).await.unwrap();
            seen += found.items.len();
            let Some(next) = found.next else { break };
            page = PageRequest::new(Some(next), Some(4));
        }
        assert_eq!(seen, 10);
        let unknown = bench.system.new_id();
        let ratings = views::ratings_of(&mut read, market, &[unknown, technician]).await.unwrap();
        assert_eq!((ratings[0].overall(), ratings[1].means.len()), (None, 6));
        let all = views::overall_ratings(&mut read, market).await.unwrap();
        assert_eq!((all.len(), all[0].1.hundredths), (1, 300));
        drop(read);
        bench
    });
}
