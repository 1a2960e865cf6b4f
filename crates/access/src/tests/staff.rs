//! Staff sign in, are locked out, change passwords, are added, changed and disabled.

use super::{PASSWORD, create, wait, who};
use crate::{Client, HashedPassword, MIGRATIONS, actions::*, refusals, sign_in, views};
use db::Handlers;
use kernel::{
    Actor, MarketScope, Permission, Role, problem,
    time::{hours, minutes},
};
use test_kit::{Bench, on_both_engines};

async fn sign_in(bench: &Bench, login: &str, password: &str, ip: &str) -> kernel::Result<sign_in::NewSession> {
    let ctx = bench.ctx(Actor::Anonymous);
    sign_in::sign_in_staff(&bench.db, &ctx, login, password, Client::new(ip, "Firefox")).await
}

#[test]
fn staff_sign_in_and_out() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let user =
            create(&bench, Actor::System, "Chen@example.com", &[Role::Dispatcher], MarketScope::All).await.unwrap();
        let taken =
            create(&bench, Actor::System, "chen@EXAMPLE.com", &[Role::Auditor], MarketScope::All).await.unwrap_err();
        assert!(taken.is(refusals::LOGIN_TAKEN));
        let opened = sign_in(&bench, " CHEN@example.com", PASSWORD, "10.0.0.1").await.unwrap();
        let found = who(&bench, opened.secret.plain()).await.unwrap();
        assert!(found.actor.may(Permission::DispatchWrite, bench.system.market));
        assert_eq!((found.name.as_str(), opened.user), ("Chen@example.com", user));
        wait(&bench, hours(12));
        assert!(who(&bench, opened.secret.plain()).await.is_none(), "rested for twelve hours");
        let opened = sign_in(&bench, "chen@example.com", PASSWORD, "10.0.0.1").await.unwrap();
        bench.db.perform(&bench.ctx(found.actor), SignOut { session: opened.session }).await.unwrap();
        assert!(who(&bench, opened.secret.plain()).await.is_none());
        bench
    });
}

#[test]
fn guessing_is_locked_out_and_tells_nothing() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        create(&bench, Actor::System, "chen", &[Role::Dispatcher], MarketScope::All).await.unwrap();
        for login in ["chen", "nobody"] {
            for round in 0..5 {
                let problem = sign_in(&bench, login, "wrong password", "10.0.0.1").await.unwrap_err();
                let expected = if round < 4 { refusals::WRONG_LOGIN } else { refusals::SIGN_IN_LOCKED };
                assert!(problem.is(expected), "{login} {round}: {problem}");
            }
            let locked = sign_in(&bench, login, PASSWORD, "10.0.0.1").await.unwrap_err();
            assert!(locked.is(refusals::SIGN_IN_LOCKED) && locked.params()["minutes"] == "15", "{login}: {locked}");
        }
        sign_in(&bench, "chen", PASSWORD, "10.0.0.2").await.unwrap();
        wait(&bench, minutes(15));
        sign_in(&bench, "chen", PASSWORD, "10.0.0.1").await.unwrap();
        assert!(
            sign_in(&bench, "chen", &"long".repeat(100_000), "10.0.0.3").await.unwrap_err().is(refusals::WRONG_LOGIN)
        );
        bench
    });
}

#[test]
fn tries_at_once_count_like_tries_in_a_row() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        create(&bench, Actor::System, "chen", &[Role::Dispatcher], MarketScope::All).await.unwrap();
        let tries: Vec<_> = (0..16)
            .map(|_| {
                let (db, ctx) = (bench.db.clone(), bench.ctx(Actor::Anonymous));
                tokio::spawn(async move {
                    sign_in::sign_in_staff(&db, &ctx, "chen", "wrong password", Client::new("10.0.0.1", "")).await
                })
            })
            .collect();
        let mut wrong = 0;
        for outcome in tries {
            wrong += i32::from(outcome.await.unwrap().unwrap_err().is(refusals::WRONG_LOGIN));
        }
        assert_eq!(wrong, 4, "the fifth and later ones met the lock");
        bench
    });
}

#[test]
fn passwords_are_given_and_changed() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let user = create(&bench, Actor::System, "chen", &[Role::Manager], MarketScope::All).await.unwrap();
        let old = sign_in(&bench, "chen", PASSWORD, "10.0.0.1").await.unwrap();
        let ctx = bench.ctx(Actor::System);
        let password = HashedPassword::of(&ctx, "chen", "given by the boss").await.unwrap();
        bench.db.perform(&ctx, GivePassword { user, password }).await.unwrap();
        assert!(who(&bench, old.secret.plain()).await.is_none(), "sessions end");

        let opened = sign_in(&bench, "chen", "given by the boss", "10.0.0.1").await.unwrap();
        let other = sign_in(&bench, "chen", "given by the boss", "10.0.0.2").await.unwrap();
        let found = who(&bench, opened.secret.plain()).await.unwrap();
        assert!(opened.must_change_password && found.must_change_password);
        assert!(!found.actor.may(Permission::JobsRead, bench.system.market), "first the password");
        let ctx = bench.ctx(found.actor);
        let client = Client::new("10.0.0.1", "");
        for (present, new, expected) in [
            ("a wrong one here", "my very own secret", refusals::WRONG_PASSWORD),
            ("given by the boss", "short", refusals::WEAK_PASSWORD),
            ("given by the boss", "given by the boss", refusals::WEAK_PASSWORD),
        ] {
            let done = sign_in::change_password(&bench.db, &ctx, present, new, opened.session, &client).await;
            assert!(done.unwrap_err().is(expected), "{present} -> {new}");
        }
        let change = sign_in::change_password(
            &bench.db,
            &ctx,
            "given by the boss",
            "my very own secret",
            opened.session,
            &client,
        );
        change.await.unwrap();
        assert!(who(&bench, opened.secret.plain()).await.unwrap().actor.may(Permission::JobsRead, bench.system.market));
        assert!(who(&bench, other.secret.plain()).await.is_none(), "other sessions end");
        assert!(sign_in(&bench, "chen", "given by the boss", "10.0.0.5").await.is_err());
        bench
    });
}

#[test]
fn users_are_edited_within_authority() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let here = MarketScope::Only(vec![bench.system.market]);
        let owner_id = create(&bench, Actor::System, "owner", &[Role::Owner], MarketScope::All).await.unwrap();
        let manager_id = create(&bench, Actor::System, "manager", &[Role::Manager], here.clone()).await.unwrap();
        let owner = Actor::Staff { user: owner_id, roles: vec![Role::Owner], markets: MarketScope::All };
        let manager = Actor::Staff { user: manager_id, roles: vec![Role::Manager], markets: here.clone() };

        let desk = create(&bench, manager.clone(), "desk", &[Role::ServiceDesk], here.clone()).await.unwrap();
        for (roles, markets) in [(vec![Role::Owner], here.clone()), (vec![Role::Auditor], MarketScope::All)] {
            let refused = create(&bench, manager.clone(), "x-file", &roles, markets).await.unwrap_err();
            assert!(refused.is(refusals::BEYOND_AUTHORITY), "{refused}");
        }
        let stranger = Actor::Staff { user: desk, roles: vec![Role::ServiceDesk], markets: here.clone() };
        assert!(
            create(&bench, stranger, "x-file", &[Role::Auditor], here.clone())
                .await
                .unwrap_err()
                .is(problem::FORBIDDEN)
        );

        let edit = |user, roles: &[Role], version| EditUser {
            user,
            name: "New name".to_owned(),
            roles: roles.to_vec(),
            markets: here.clone(),
            version,
        };
        let ctx = bench.ctx(manager);
        bench.db.perform(&ctx, edit(desk, &[Role::Dispatcher], 1)).await.unwrap();
        assert!(
            bench
                .db
                .perform(&ctx, edit(desk, &[Role::Dispatcher], 1))
                .await
                .unwrap_err()
                .is(problem::CHANGED_MEANWHILE)
        );
        assert!(
            bench
                .db
                .perform(&ctx, edit(owner_id, &[Role::Auditor], 1))
                .await
                .unwrap_err()
                .is(refusals::BEYOND_AUTHORITY)
        );
        assert!(
            bench.db.perform(&ctx, DisableUser { user: owner_id }).await.unwrap_err().is(refusals::BEYOND_AUTHORITY)
        );
        assert!(bench.db.perform(&ctx, DisableUser { user: manager_id }).await.unwrap_err().is(refusals::NOT_YOURSELF));

        let ctx = bench.ctx(owner);
        assert!(
            bench.db.perform(&ctx, edit(owner_id, &[Role::Auditor], 1)).await.unwrap_err().is(refusals::LAST_OWNER)
        );
        let opened = sign_in(&bench, "desk", PASSWORD, "10.0.0.1").await.unwrap();
        bench.db.perform(&ctx, DisableUser { user: desk }).await.unwrap();
        assert!(who(&bench, opened.secret.plain()).await.is_none(), "out at once");
        assert!(sign_in(&bench, "desk", PASSWORD, "10.0.0.1").await.unwrap_err().is(refusals::WRONG_LOGIN));
        bench.db.perform(&ctx, EnableUser { user: desk }).await.unwrap();
        sign_in(&bench, "desk", PASSWORD, "10.0.0.1").await.unwrap();

        let mut read = bench.db.read().await.unwrap();
        let page = views::users_page(&mut read, ctx.brand, &db::PageRequest::first(2)).await.unwrap();
        assert_eq!((page.items.len(), page.next.is_some()), (2, true));
        let dispatchers = views::staff_of(&mut read, ctx.brand, ctx.market, &[Role::Dispatcher]).await.unwrap();
        assert_eq!(dispatchers.iter().map(|user| user.user_id).collect::<Vec<_>>(), [desk]);
        drop(read);
        bench
    });
}

#[test]
fn two_owners_cannot_demote_each_other_at_once() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let one = create(&bench, Actor::System, "one", &[Role::Owner], MarketScope::All).await.unwrap();
        let two = create(&bench, Actor::System, "two", &[Role::Owner], MarketScope::All).await.unwrap();
        let disable = |by, user| {
            let ctx = bench.ctx(Actor::Staff { user: by, roles: vec![Role::Owner], markets: MarketScope::All });
            let db = bench.db.clone();
            tokio::spawn(async move { db.perform(&ctx, DisableUser { user }).await })
        };
        let (first, second) = (disable(one, two), disable(two, one));
        let outcomes = [first.await.unwrap(), second.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        bench
    });
}
