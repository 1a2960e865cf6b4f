//! One-time codes and the sessions they open.

use super::{catching_codes, drain, wait, who};
use crate::{Client, MIGRATIONS, Purpose, Secret, Subject, Theme, actions::*, refusals, views};
use db::Handlers;
use kernel::{
    Actor, Code, Phone, problem,
    time::{hours, minutes},
};
use test_kit::{Bench, on_both_engines};

fn phone(last: u32) -> Phone {
    format!("1380013{last:04}").parse().unwrap()
}

fn ask(phone: &Phone, ip: &str, delivery: CodeDelivery) -> RequestOneTimeCode {
    RequestOneTimeCode { phone: phone.clone(), purpose: Purpose::Customer, ip: ip.to_owned(), delivery }
}

async fn give(bench: &Bench, phone: &Phone, purpose: Purpose, code: &str) -> Option<Code> {
    let action = RedeemOneTimeCode { phone: phone.clone(), purpose, code: code.to_owned() };
    let outcome = bench.db.perform(&bench.ctx(Actor::Anonymous), action).await.unwrap();
    let problem = outcome.into_result().err()?;
    refusals::ALL.iter().find(|code| problem.is(**code)).copied()
}

fn other_than(code: &str) -> String {
    if code == "000000" { "111111".to_owned() } else { "000000".to_owned() }
}

#[test]
fn a_code_works_once_for_its_phone_and_purpose() {
    let (handlers, sent) = catching_codes();
    on_both_engines(&[MIGRATIONS], &handlers.clone(), |bench| {
        let (handlers, sent) = (handlers.clone(), sent.clone());
        async move {
            let (mine, ctx) = (phone(1), bench.ctx(Actor::Anonymous));
            assert_eq!(give(&bench, &mine, Purpose::Customer, "123456").await, Some(refusals::CODE_EXPIRED));
            bench.db.perform(&ctx, ask(&mine, "10.0.0.1", CodeDelivery::Send)).await.unwrap();
            drain(&bench, &handlers).await;
            let code = sent.lock().unwrap().pop().unwrap().code;
            assert_eq!(give(&bench, &phone(2), Purpose::Customer, &code).await, Some(refusals::CODE_EXPIRED));
            assert_eq!(give(&bench, &mine, Purpose::Technician, &code).await, Some(refusals::CODE_EXPIRED));
            assert_eq!(give(&bench, &mine, Purpose::Customer, &other_than(&code)).await, Some(refusals::WRONG_CODE));
            assert_eq!(give(&bench, &mine, Purpose::Customer, &format!(" {code} ")).await, None);
            assert_eq!(give(&bench, &mine, Purpose::Customer, &code).await, Some(refusals::CODE_EXPIRED), "replayed");
            bench
        }
    });
}

#[test]
fn codes_expire_wear_out_and_replace_each_other() {
    let (handlers, sent) = catching_codes();
    on_both_engines(&[MIGRATIONS], &handlers.clone(), |bench| {
        let (handlers, sent) = (handlers.clone(), sent.clone());
        async move {
            let mine = phone(1);
            let next_code = async || {
                wait(&bench, minutes(1));
                let ctx = bench.ctx(Actor::Anonymous);
                bench.db.perform(&ctx, ask(&mine, "10.0.0.1", CodeDelivery::Send)).await.unwrap();
                drain(&bench, &handlers).await;
                sent.lock().unwrap().pop().unwrap().code
            };
            let code = next_code().await;
            wait(&bench, minutes(5));
            assert_eq!(give(&bench, &mine, Purpose::Customer, &code).await, Some(refusals::CODE_EXPIRED));

            let code = next_code().await;
            for expected in [refusals::WRONG_CODE; 4].into_iter().chain([refusals::CODE_EXHAUSTED]) {
                assert_eq!(give(&bench, &mine, Purpose::Customer, &other_than(&code)).await, Some(expected));
            }
            assert_eq!(give(&bench, &mine, Purpose::Customer, &code).await, Some(refusals::CODE_EXHAUSTED), "too late");

            let old = next_code().await;
            let new = next_code().await;
            if old != new {
                assert_eq!(give(&bench, &mine, Purpose::Customer, &old).await, Some(refusals::WRONG_CODE));
            }
            assert_eq!(give(&bench, &mine, Purpose::Customer, &new).await, None);
            bench
        }
    });
}

#[test]
fn asking_is_limited_and_unknown_phones_look_the_same() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let ctx = bench.ctx(Actor::Anonymous);
        let known = bench.db.perform(&ctx, ask(&phone(1), "10.0.0.1", CodeDelivery::Send)).await.unwrap();
        let unknown = bench.db.perform(&ctx, ask(&phone(2), "10.0.0.1", CodeDelivery::Withhold)).await.unwrap();
        assert_eq!(known, unknown);
        for last in [1, 2] {
            let again = bench.db.perform(&ctx, ask(&phone(last), "10.0.0.2", CodeDelivery::Send)).await.unwrap_err();
            assert!(again.is(refusals::CODE_TOO_OFTEN) && again.params()["seconds"] == "60", "{again}");
        }
        for tries_left in [4, 3] {
            let action = RedeemOneTimeCode { phone: phone(2), purpose: Purpose::Customer, code: "123456".to_owned() };
            assert_eq!(bench.db.perform(&ctx, action).await.unwrap(), Redeemed::Wrong { tries_left });
        }
        for last in 3..21 {
            bench.db.perform(&ctx, ask(&phone(last), "10.0.0.1", CodeDelivery::Send)).await.unwrap();
        }
        let too_many = bench.db.perform(&ctx, ask(&phone(30), "10.0.0.1", CodeDelivery::Send)).await.unwrap_err();
        assert!(too_many.is(refusals::CODE_TOO_OFTEN), "{too_many}");
        bench.db.perform(&ctx, ask(&phone(30), "10.0.0.9", CodeDelivery::Send)).await.unwrap();
        bench
    });
}

#[test]
fn many_requests_at_once_get_one_code() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let (db, ctx) = (bench.db.clone(), bench.ctx(Actor::Anonymous));
                tokio::spawn(async move { db.perform(&ctx, ask(&phone(1), "10.0.0.1", CodeDelivery::Send)).await })
            })
            .collect();
        let mut won = 0;
        for outcome in tries {
            match outcome.await.unwrap() {
                Ok(_) => won += 1,
                Err(problem) => assert!(problem.is(refusals::CODE_TOO_OFTEN), "{problem}"),
            }
        }
        assert_eq!(won, 1);
        bench
    });
}

async fn open(bench: &Bench, subject: Subject) -> (kernel::SessionId, Secret) {
    let ctx = bench.ctx(Actor::System);
    let secret = Secret::for_session(&ctx);
    let client = Client::new("10.0.0.1", "Firefox");
    let action = OpenSession { subject, market: Some(ctx.market), token_hash: secret.hash(), client };
    (bench.db.perform(&ctx, action).await.unwrap(), secret)
}

#[test]
fn sessions_are_listed_seen_and_ended_by_their_owner() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let (me, you) = (bench.system.new_id(), bench.system.new_id());
        let (first, first_secret) = open(&bench, Subject::Customer(me)).await;
        let (second, second_secret) = open(&bench, Subject::Customer(me)).await;
        let (yours, your_secret) = open(&bench, Subject::Technician(you)).await;
        let actor = Actor::Customer { customer: me };
        let found = who(&bench, first_secret.plain()).await.unwrap();
        assert_eq!((found.actor, found.session, found.market), (actor.clone(), Some(first), Some(bench.system.market)));
        assert!(!found.is_touch_due && who(&bench, "guess").await.is_none());

        let set = SetPreferences { locale: Some(kernel::Locale::En), theme: Theme::Dark };
        bench.db.perform(&bench.ctx(actor.clone()), set).await.unwrap();
        let found = who(&bench, second_secret.plain()).await.unwrap();
        assert_eq!((found.locale, found.theme), (Some(kernel::Locale::En), Theme::Dark));

        let ctx = bench.ctx(actor.clone());
        let foreign = bench.db.perform(&ctx, RevokeSession { session: yours }).await.unwrap_err();
        assert!(foreign.is(problem::MISSING), "{foreign}");
        bench.db.perform(&ctx, SignOut { session: yours }).await.unwrap();
        assert!(who(&bench, your_secret.plain()).await.is_some(), "another's session stands");
        bench.db.perform(&ctx, RevokeSession { session: second }).await.unwrap();
        assert!(who(&bench, second_secret.plain()).await.is_none());
        let (_, third_secret) = open(&bench, Subject::Customer(me)).await;
        assert_eq!(bench.db.perform(&ctx, RevokeOtherSessions { keep: first }).await.unwrap(), 1);
        assert!(who(&bench, third_secret.plain()).await.is_none());

        wait(&bench, hours(6 * 24));
        assert!(who(&bench, first_secret.plain()).await.unwrap().is_touch_due);
        bench.db.perform(&bench.ctx(Actor::System), TouchSession { session: first }).await.unwrap();
        wait(&bench, hours(6 * 24));
        assert!(who(&bench, first_secret.plain()).await.is_some(), "seen six days ago");
        assert!(who(&bench, your_secret.plain()).await.is_none(), "rested for twelve days");
        let mut read = bench.db.read().await.unwrap();
        let listed = views::sessions_of(&mut read, ctx.brand, Subject::Customer(me), bench.clock.now()).await.unwrap();
        assert_eq!(listed.iter().map(|session| session.session_id).collect::<Vec<_>>(), [first]);
        drop(read);

        wait(&bench, hours(30 * 24));
        assert!(bench.db.perform(&bench.ctx(Actor::System), ForgetExpired).await.unwrap() >= 2);
        bench
    });
}
