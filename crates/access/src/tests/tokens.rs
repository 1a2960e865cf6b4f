//! Tokens for the API.

use super::{create, wait};
use crate::{Identity, MIGRATIONS, actions::*, refusals, secrets, sign_in, views};
use db::Handlers;
use kernel::{Actor, MarketScope, Permission, Role, problem, time::hours};
use test_kit::{Bench, on_both_engines};

async fn which(bench: &Bench, secret: &str) -> Option<Identity> {
    let mut read = bench.db.read().await.unwrap();
    views::resolve_token(&mut read, &secrets::digest(secret), bench.clock.now()).await.unwrap()
}

#[test]
fn a_token_holds_what_it_was_given_and_no_more() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let here = MarketScope::Only(vec![bench.system.market]);
        let user = create(&bench, Actor::System, "manager", &[Role::Manager], here.clone()).await.unwrap();
        let manager = Actor::Staff { user, roles: vec![Role::Manager], markets: here.clone() };
        let ctx = bench.ctx(manager.clone());
        let make = async |scopes: &[Permission], markets: &MarketScope, end| {
            sign_in::create_token(&bench.db, &ctx, "shop", scopes.to_vec(), markets.clone(), end).await
        };
        let read_and_write = [Permission::JobsRead, Permission::CatalogWrite];
        for (scopes, markets, end, expected) in [
            (&[Permission::CustomerSelf][..], &here, None, refusals::BAD_SCOPE),
            (&[][..], &here, None, problem::REQUIRED),
            (&read_and_write[..], &MarketScope::All, None, refusals::BEYOND_AUTHORITY),
            (&read_and_write[..], &here, Some(ctx.now), problem::TIME_PAST),
        ] {
            let refused = make(scopes, markets, end).await.unwrap_err();
            assert!(refused.is(expected), "{scopes:?}: {refused}");
        }
        let end = ctx.now.checked_add(hours(48)).unwrap();
        let (token, secret) = make(&read_and_write, &here, Some(end)).await.unwrap();
        assert!(secret.plain().starts_with(secrets::TOKEN_PREFIX));
        let found = which(&bench, secret.plain()).await.unwrap();
        let elsewhere = bench.system.new_id();
        for (permission, market, may) in [
            (Permission::JobsRead, ctx.market, true),
            (Permission::JobsWrite, ctx.market, false),
            (Permission::JobsRead, elsewhere, false),
        ] {
            assert_eq!(found.actor.may(permission, market), may, "{permission}");
        }
        assert!(found.is_touch_due);
        bench.db.perform(&bench.ctx(Actor::System), TouchToken { token }).await.unwrap();
        assert!(!which(&bench, secret.plain()).await.unwrap().is_touch_due);

        let demote =
            EditUser { user, name: "m".to_owned(), roles: vec![Role::Auditor], markets: here.clone(), version: 1 };
        bench.db.perform(&bench.ctx(Actor::System), demote).await.unwrap();
        let found = which(&bench, secret.plain()).await.unwrap();
        assert!(found.actor.may(Permission::JobsRead, ctx.market));
        assert!(!found.actor.may(Permission::CatalogWrite, ctx.market), "its maker no longer holds it");
        wait(&bench, hours(48));
        assert!(which(&bench, secret.plain()).await.is_none(), "ended");
        bench
    });
}

#[test]
fn tokens_end_when_taken_back_or_their_maker_leaves() {
    on_both_engines(&[MIGRATIONS], &Handlers::default(), |bench| async move {
        let user = create(&bench, Actor::System, "manager", &[Role::Manager], MarketScope::All).await.unwrap();
        let ctx = bench.ctx(Actor::Staff { user, roles: vec![Role::Manager], markets: MarketScope::All });
        let make =
            || sign_in::create_token(&bench.db, &ctx, "shop", vec![Permission::JobsRead], MarketScope::All, None);
        let (first, first_secret) = make().await.unwrap();
        let (_, second_secret) = make().await.unwrap();
        bench.db.perform(&ctx, RevokeToken { token: first }).await.unwrap();
        assert!(bench.db.perform(&ctx, RevokeToken { token: first }).await.unwrap_err().is(problem::MISSING));
        assert!(
            which(&bench, first_secret.plain()).await.is_none() && which(&bench, second_secret.plain()).await.is_some()
        );
        bench.db.perform(&bench.ctx(Actor::System), DisableUser { user }).await.unwrap();
        assert!(which(&bench, second_secret.plain()).await.is_none());
        let mut read = bench.db.read().await.unwrap();
        assert!(views::tokens(&mut read, ctx.brand).await.unwrap().is_empty());
        drop(read);
        bench
    });
}
