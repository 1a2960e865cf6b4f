//! Rules as tables, stories on both engines.

mod codes;
mod rules;
mod staff;
mod tokens;

use crate::{
    HashedPassword, Identity, MIGRATIONS, STATEMENTS,
    actions::{CreateUser, FirstPassword},
    model::SendOneTimeCode,
    secrets, views,
};
use db::{Handlers, Worker};
use kernel::{Actor, MarketScope, Role, Timestamp, UserId, time::SignedDuration};
use std::sync::{Arc, Mutex};
use test_kit::Bench;

#[test]
fn every_statement_is_understood() {
    test_kit::prepare_all(&[MIGRATIONS], STATEMENTS);
}

#[test]
fn every_refusal_and_role_has_its_words() {
    let codes = crate::refusals::ALL.iter().map(|code| format!("problem-{}", code.code));
    let roles = Role::ALL.iter().map(|role| format!("access-role-{role}"));
    let themes = crate::Theme::ALL.iter().map(|theme| format!("access-theme-{theme}"));
    for key in codes.chain(roles).chain(themes).map(|key| key.replace('_', "-")) {
        assert!(kernel::Locale::ALL.iter().all(|locale| i18n::has(*locale, &key)), "{key}");
    }
}

/// Handlers that keep the codes which would have been sent.
fn catching_codes() -> (Handlers, Arc<Mutex<Vec<SendOneTimeCode>>>) {
    let sent: Arc<Mutex<Vec<SendOneTimeCode>>> = Arc::default();
    let mut handlers = Handlers::default();
    let kept = sent.clone();
    handlers.errand::<SendOneTimeCode>(move |_, _, errand| {
        kept.lock().unwrap().push(errand);
        Box::pin(async { Ok(()) })
    });
    (handlers, sent)
}

async fn drain(bench: &Bench, handlers: &Handlers) {
    let worker = Worker::new(bench.db.clone(), handlers.clone(), bench.clock.clone(), bench.system.entropy.clone());
    worker.drain().await.unwrap();
}

fn wait(bench: &Bench, length: SignedDuration) -> Timestamp {
    bench.clock.move_to(bench.clock.now().checked_add(length).unwrap());
    bench.clock.now()
}

const PASSWORD: &str = "correct horse battery";

async fn create(bench: &Bench, by: Actor, login: &str, roles: &[Role], markets: MarketScope) -> kernel::Result<UserId> {
    let ctx = bench.ctx(by);
    let action = CreateUser {
        name: login.to_owned(),
        login: login.to_owned(),
        password: HashedPassword::of(&ctx, login, PASSWORD).await?,
        first_password: FirstPassword::MayStay,
        roles: roles.to_vec(),
        markets,
    };
    bench.db.perform(&ctx, action).await
}

async fn who(bench: &Bench, secret: &str) -> Option<Identity> {
    let mut read = bench.db.read().await.unwrap();
    views::resolve_session(&mut read, &secrets::digest(secret), bench.clock.now()).await.unwrap()
}
