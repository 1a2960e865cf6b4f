//! Every route x every role: who lacks the permission is refused before anything is read, who has it comes through.

use crate::site::{Caller, On, Site};
use axum::http::Method;
use kernel::{Permission, Role};
use serde_json::json;

/// Whether somebody holds one of some permissions.
type Allows = Box<dyn Fn(&[Permission]) -> bool>;

/// An address with something in every part of the path.
fn filled(path: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { "x".to_owned() } else { part.to_owned() };
    path.trim_start_matches("/api/v1").split('/').map(part).collect::<Vec<_>>().join("/")
}

fn allows_staff(allowed: &[Permission], role: Role) -> bool {
    allowed.iter().any(|one| matches!(one, Permission::Public | Permission::OwnSession) || role.may(*one))
}

#[test]
fn every_route_is_declared_once_with_a_permission() {
    let listing = api::listing();
    assert!(listing.len() > 200, "{}", listing.len());
    for (index, (method, path, allowed)) in listing.iter().enumerate() {
        assert!(!allowed.is_empty(), "{method} {path}");
        assert!(!allowed.contains(&Permission::System), "{method} {path}");
        let again = listing[..index].iter().any(|other| (&other.0, &other.1) == (method, path));
        assert!(!again, "{method} {path} is declared twice");
    }
}

#[test]
fn every_route_refuses_whoever_may_not() {
    test_kit::run(async {
        let site = Site::open(On::Sqlite).await;
        let mut callers: Vec<(String, Caller, Allows)> = vec![
            ("anonymous".into(), Caller::default(), Box::new(|allowed| allowed.contains(&Permission::Public))),
            (
                "customer".into(),
                site.by_phone("+8613911112222", "customer").await,
                Box::new(|allowed| {
                    let own = [Permission::Public, Permission::OwnSession, Permission::CustomerSelf];
                    allowed.iter().any(|one| own.contains(one))
                }),
            ),
        ];
        let own = [Permission::Public, Permission::OwnSession, Permission::TechnicianSelf];
        let may = move |allowed: &[Permission]| allowed.iter().any(|one| own.contains(one));
        callers.push(("technician".into(), site.technician().await, Box::new(may)));
        let owner = site.staff("tokens@example.com", &[Role::Owner]).await;
        for scope in Role::Owner.permissions() {
            let may =
                move |allowed: &[Permission]| allowed.iter().any(|one| [Permission::Public, *scope].contains(one));
            callers.push((format!("token of {scope}"), site.token(&owner, *scope).await, Box::new(may)));
        }
        for role in Role::ALL {
            let caller = site.staff(&format!("{role}@example.com"), &[*role]).await;
            callers.push((role.to_string(), caller, Box::new(move |allowed| allows_staff(allowed, *role))));
        }
        for (method, path, allowed) in api::listing() {
            if path == "/api/v1/events" || path == "/api/v1/sessions" && method == "DELETE" {
                // The stream never ends; and the callers shall stay signed in.
                continue;
            }
            let method: Method = method.parse().expect("a method");
            for (name, caller, may) in &callers {
                let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
                let reply = site.call(caller, method.clone(), &filled(&path), body.as_ref(), &[]).await;
                let refused = matches!(reply.body["code"].as_str(), Some("not_signed_in" | "forbidden"));
                let expected = if caller.token.is_none() { 401 } else { 403 };
                if may(allowed) {
                    assert!(reply.status < 500, "{name}: {method} {path}: {}", reply.text);
                    assert!(
                        !(refused && reply.body["params"]["permission"].is_string()),
                        "{name}: {method} {path}: {}",
                        reply.text
                    );
                } else {
                    assert_eq!(reply.status, expected, "{name}: {method} {path}: {}", reply.text);
                }
            }
        }
        site.close().await;
    });
}
