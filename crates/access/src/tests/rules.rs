//! Limits, logins, passwords, authority, CSRF tokens.

use crate::{Subject, refusals, rules::*, secrets};
use kernel::{Actor, Code, Id, MarketId, MarketScope, Permission, Role, Timestamp, UserId, problem, time::hours};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn codes_per_phone_slide() {
    for (recent, now, expected) in [
        (vec![], 0, None),
        (vec![0], 59, Some(60)),
        (vec![0], 60, None),
        (vec![0, 100, 200, 300, 400], 500, Some(3600)),
        (vec![0, 100, 200, 300, 400], 3600, None),
        (vec![0, 100, 200, 300, 3590], 3600, Some(3650)),
    ] {
        let recent: Vec<Timestamp> = recent.into_iter().map(at).collect();
        assert_eq!(next_allowed(&recent, CODES_PER_PHONE, at(now)), expected.map(at), "{recent:?} at {now}");
    }
}

#[test]
fn notes_stay_short() {
    let mut recent = Vec::new();
    for second in 0..500 {
        recent = noted(&recent, FAILURES_PER_LOGIN, at(second * 600));
    }
    assert_eq!(recent.len(), 20);
    assert_eq!(noted(&recent, FAILURES_PER_LOGIN, at(10_000_000)).len(), 1);
}

#[test]
fn sessions_end_by_rest_and_by_age() {
    let staff = Subject::Staff(UserId::from_uuid(test_kit::ctx(Actor::System, 1).new_id::<UserId>().uuid()));
    let customer = Subject::Customer(test_kit::ctx(Actor::System, 1).new_id());
    let now = at(1_000_000_000);
    let later = now.checked_add(hours(30 * 24)).unwrap();
    for (subject, rest, alive) in [(staff, 11, true), (staff, 12, false), (customer, 167, true), (customer, 168, false)]
    {
        let seen = now.checked_sub(hours(rest)).unwrap();
        assert_eq!(is_alive(subject, seen, later, now), alive, "{subject} resting {rest} h");
    }
    assert!(!is_alive(customer, now, now, now), "too old");
}

#[test]
fn logins_and_passwords() {
    for (given, expected) in [
        (" Chen.Wei@Example.com ", Some("chen.wei@example.com")),
        ("王小明", Some("王小明")),
        ("ab", None),
        ("a b c", None),
        ("x\u{0}yz", None),
    ] {
        assert_eq!(normal_login(given).ok().as_deref(), expected, "{given:?}");
    }
    let long = "x1y2".repeat(60);
    let cases: [(&str, &str, Option<Code>); 6] = [
        ("chen", "correct horse battery", None),
        ("chen", "short1!", Some(refusals::WEAK_PASSWORD)),
        ("chen", "aaaaaaaaaaaaaaab", Some(refusals::WEAK_PASSWORD)),
        ("chen", "CHEN-1234567", Some(refusals::WEAK_PASSWORD)),
        ("chen", "一二三四五六七八九十", None),
        ("chen", &long, Some(problem::TOO_LONG)),
    ];
    for (login, password, expected) in cases {
        let found = check_password(login, password);
        match expected {
            None => assert!(found.is_ok(), "{password}"),
            Some(code) => assert!(found.unwrap_err().is(code), "{password}"),
        }
    }
}

#[test]
fn nobody_grants_more_than_they_hold() {
    let ctx = test_kit::ctx(Actor::System, 1);
    let (here, there): (MarketId, MarketId) = (ctx.new_id(), ctx.new_id());
    let only = |market| MarketScope::Only(vec![market]);
    let staff = |roles: &[Role], markets| Actor::Staff { user: ctx.new_id(), roles: roles.to_vec(), markets };
    let token = |scopes: &[Permission]| Actor::Token {
        token: ctx.new_id(),
        scopes: scopes.to_vec(),
        markets: MarketScope::All,
    };
    for (actor, role, markets, allowed) in [
        (Actor::System, Role::Owner, MarketScope::All, true),
        (staff(&[Role::Owner], MarketScope::All), Role::Owner, MarketScope::All, true),
        (staff(&[Role::Manager], MarketScope::All), Role::Owner, MarketScope::All, false),
        (staff(&[Role::Manager], only(here)), Role::Dispatcher, only(here), true),
        (staff(&[Role::Manager], only(here)), Role::Dispatcher, only(there), false),
        (staff(&[Role::Manager], only(here)), Role::Dispatcher, MarketScope::All, false),
        (staff(&[Role::Dispatcher], MarketScope::All), Role::Accountant, only(here), false),
        (token(&[Permission::CatalogRead, Permission::CatalogWrite]), Role::CatalogEditor, only(here), true),
        (token(&[Permission::AccessWrite]), Role::Auditor, only(here), false),
    ] {
        let authority = Authority::of(&actor).unwrap();
        let found = authority.check_roles(&[role]).and_then(|()| authority.check_markets(&markets));
        assert_eq!(found.is_ok(), allowed, "{actor:?} gives {role}");
    }
    assert!(Authority::of(&Actor::Anonymous).is_err());
    let owner = Authority::of(&Actor::System).unwrap();
    for scope in [Permission::CustomerSelf, Permission::System, Permission::Public, Permission::OwnSession] {
        assert!(owner.check_scopes(&[scope]).unwrap_err().is(refusals::BAD_SCOPE), "{scope}");
    }
}

#[test]
fn csrf_tokens_belong_to_their_session() {
    let ctx = test_kit::ctx(Actor::System, 3);
    let (one, other) = (secrets::Secret::for_session(&ctx), secrets::Secret::for_session(&ctx));
    let token = secrets::csrf_token(one.plain());
    for (secret, given, fits) in [
        (one.plain(), token.as_str(), true),
        (other.plain(), token.as_str(), false),
        (one.plain(), "", false),
        (one.plain(), "zz", false),
        (one.plain(), &token[..62], false),
    ] {
        assert_eq!(secrets::csrf_matches(secret, given), fits, "{given}");
    }
    assert_ne!(token, one.hash());
}
